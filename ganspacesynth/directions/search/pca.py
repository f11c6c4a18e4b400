"""Directions of a layer by principal components of its activations."""

import dataclasses
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.conditions import write_conditions
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.decomposition.control import LeakyControl
from ganspacesynth.directions.decomposition.estimators import ESTIMATORS, make_estimator
from ganspacesynth.directions.decomposition.fit import Fit
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.search.accumulate import Search
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.directions.search.surrogate import Surrogate, first_control, make_surrogate
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.generator import SoundGenerator

log = logging.getLogger(__name__)

USUAL_PITCH = 60
PUBLISHED_PITCH = 32  # of files that do not say at which pitch they were found
MEAN_SOUNDS = 256  # z at each pitch for its mean
MIN_ACCURACY = 0.01  # degrees
MAX_MEANS_BYTES = 256 << 20
MAX_BATCH_VALUES = 1 << 25  # of activations handed to an estimator at once: 128 MiB
CLOSED_FORM = "closed-form"  # of the first layer's weights, see factorization.py
SHARED = ("exact", "sketch")  # estimators whose sums can be shared among workers, and taken up again


@dataclass(frozen=True)
class SearchSettings:
    """How directions are found.

    Attributes:
        estimator: one of ESTIMATORS, or CLOSED_FORM; "exact" unless the layer is too large for it, or the sounds too many.
        n_components: directions to find; more let edits reach finer detail, and cost memory.
        n_samples: random sounds watched. More give steadier directions; twice the layer's size is plenty.
        pitch: MIDI number of the sounds; None is the model's nearest to 60.
        seed: the same seed gives the same directions.
        batch_size: sounds computed at once (fewer where a layer is very large).
        pca_batch_size: activations handed to the estimator at once (fewer where a layer is very large).
        all_pitches: also measure the layer's mean at every pitch, so that replace mode can follow a pitch.
        passes: of a sketch over all sounds, 1 or 2; a second one is for spectra that hardly fall.
        plain: nothing but what is heard, as published: no surrogate of which everything is known, see surrogate.py.
        accuracy: degrees; a sketch listens to as many sounds as it takes for the first directions to be that near (median), n_samples at most.
    """

    estimator: str = "exact"
    n_components: int = 128
    n_samples: int = 16384
    pitch: int | None = None
    seed: int = 0
    batch_size: int = 256
    pca_batch_size: int = 2048
    all_pitches: bool = True
    passes: int = 1
    plain: bool = False
    accuracy: float | None = None

    def __post_init__(self) -> None:
        if self.estimator not in (*ESTIMATORS, CLOSED_FORM):
            raise InvalidInput(
                f"The estimator must be one of {', '.join((*ESTIMATORS, CLOSED_FORM))}. Received: estimator={self.estimator!r}.",
                rule="known-estimator",
            )
        for name, low in (("n_components", 1), ("n_samples", 2), ("seed", 0), ("batch_size", 1), ("pca_batch_size", 1), ("passes", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < low:
                raise InvalidInput(f"{name} must be a whole number, {low} at least. Received: {name}={value!r}.", rule="setting-range")
        if self.accuracy is not None and not (isinstance(self.accuracy, int | float) and MIN_ACCURACY <= self.accuracy <= 45.0):
            raise InvalidInput(
                f"An accuracy is a number of degrees in {MIN_ACCURACY:g}..45. Received: accuracy={brief(self.accuracy)}. Ask for 1, say.",
                rule="accuracy-range",
            )
        if self.accuracy is not None and self.estimator != "sketch":
            raise InvalidInput(
                f"An accuracy is reached by the estimator sketch, which can listen on. Received: estimator={self.estimator}. "
                f"Take --estimator sketch, or a number of sounds (--random_z_count).",
                rule="accuracy-by-sketch",
            )


def find_directions(
    model: SoundGenerator, layer: str = "conv0", settings: SearchSettings | None = None, *, work: Work | None = None, track: Track = untracked
) -> Directions:
    """Find the directions along which a layer varies when z does.

    Args:
        model: a GANSynth.
        layer: one of model.config.layers.
        settings: see Settings.
        work: who does it, and where what is done so far is kept; for the estimators in SHARED.
        track: shows how far it is.

    Returns:
        Directions, without `latent` (see `regression.latent_directions`).

    Raises:
        InvalidInput: no such layer, pitch or estimator, or the estimator would need too much memory.
        DirectionsError: what is there to resume is of another search.

    Source: Härkönen et al., GANSpace: discovering interpretable GAN controls (2020), section 2.
    """
    settings, work = settings or SearchSettings(), work or Work()
    model.config.check_layer(layer)
    pitch = model.config.nearest_pitch(USUAL_PITCH) if settings.pitch is None else int(settings.pitch)
    model.config.label(pitch)
    shape = tuple(model.config.layers[layer])
    sampler = ActivationSampler(model, layer, pitch, seed=settings.seed, batch=settings.batch_size)
    about = {"model": model.id, "layer": layer, "pitch": pitch, **({"traits": write_conditions(sampler.fixed)} if sampler.fixed else {})}
    surrogate = None
    if not settings.plain and settings.estimator in SHARED:
        surrogate = make_surrogate(model, layer, pitch, sampler, work.memory)
    fit = _search(sampler, settings, work, about, track, surrogate)
    directions = Directions(
        layer=layer,
        shape=shape,
        components=_frozen(fit.components),
        mean=fit.mean.astype(np.float32),
        stdev=fit.stdev.astype(np.float32),
        var_ratio=fit.var_ratio.astype(np.float32),
        estimator=settings.estimator,
        pitch=pitch,
        model_id=model.id,
        residual=None if fit.residual is None else fit.residual.astype(np.float32),
        half_angles=None if fit.halves is None else fit.halves.angles.astype(np.float32),
        half_spreads=None if fit.halves is None else fit.halves.spreads.astype(np.float32),
    )
    return with_pitch_means(model, directions, settings, surrogate=surrogate, track=track) if settings.all_pitches else directions


def _search(sampler: ActivationSampler, settings: SearchSettings, work: Work, about: dict, track: Track, surrogate: Surrogate | None) -> Fit:
    """Choose the way: one pass that may be shared and taken up again, or rows that an estimator needs here and together."""
    size, count = sampler.size, settings.n_samples
    shared = settings.estimator == "sketch" or (settings.estimator == "exact" and (count > size or surrogate is not None))
    if not shared:
        if work.workers or work.ray or work.resume:
            raise InvalidInput(
                f"Workers, Ray and --resume are for the estimators {' and '.join(SHARED)}, the first with more sounds than a layer has values. "
                f"Received: {settings.estimator} with {count} sounds of {size} values. Leave them out, or use --estimator sketch.",
                rule="shareable-estimator",
            )
        begins = range(0, count, sampler.batch)
        sounds = (sampler.z(i, min(sampler.batch, count - i)) for i in track(begins, f"Listening to {about['layer']}", len(begins)))
        return fit_rows(map(sampler.rows, sounds), count, size, settings)
    same = ("estimator", "n_components", "n_samples", "seed", "passes", "accuracy")
    search = Search(
        sampler=sampler,
        layer=about["layer"],
        count=count,
        wanted=_directions_of(count if surrogate is None else size + 1, size, settings.n_components),
        seed=settings.seed,
        passes=settings.passes,
        work=work,
        key={**about, "batch": sampler.batch, "plain": surrogate is None, **{name: getattr(settings, name) for name in same}},
        track=track,
        surrogate=surrogate,
        accuracy=settings.accuracy,
    )
    return search.sketch() if settings.estimator == "sketch" else search.exact()


def _directions_of(count: int, size: int, wanted: int) -> int:
    limit = min(count - 1, size)  # n sounds differ in n - 1 ways at most
    if wanted > limit:
        log.warning("%d sounds of %d values have at most %d directions: %d are found, not %d.", count, size, limit, limit, wanted)
    return min(wanted, limit)


def fit_rows(batches: Iterable[np.ndarray], n_samples: int, size: int, settings: SearchSettings) -> Fit:
    """Run an estimator over batches of activations.

    Args:
        batches: float [n, size] each, n_samples rows in all.
        n_samples: rows that will come.
        size: values of a row.
        settings: estimator, n_components, pca_batch_size and seed are used.
    """
    count = _directions_of(n_samples, size, settings.n_components)
    batch = _fitting(settings.pca_batch_size, size)
    estimator = make_estimator(settings.estimator, n_samples, size, count, seed=settings.seed, batch=batch)
    for rows in regrouped(batches, batch):
        estimator.update(rows)
    return estimator.result()


def watch(
    model: SoundGenerator, layer: str, pitch: int, settings: SearchSettings, *, count: int, start: int = 0, track: Track = untracked
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw sounds start…start+count-1 of the settings' seed; yield their z [n, latent] and a layer's activations float32 [n, D]."""
    sampler = ActivationSampler(model, layer, pitch, seed=settings.seed, batch=settings.batch_size)
    begins = range(start, start + count, sampler.batch)
    for begin in track(begins, f"Listening to {layer}", len(begins)):
        z = sampler.z(begin, min(sampler.batch, start + count - begin))
        yield z, sampler.rows(z)


def with_pitch_means(
    model: SoundGenerator, directions: Directions, settings: SearchSettings, *, surrogate: Surrogate | None = None, track: Track = untracked
) -> Directions:
    """Return the directions with the layer's mean at every pitch of the model.

    The same z sound at each pitch and at the directions' own, and the difference of the two means is added to the
    directions' mean: what z does cancels, so few sounds are enough. Where the first layer has a surrogate, most of its mean is known at
    each pitch, and only the rest is heard.
    """
    pitches, layer = model.config.pitches, directions.layer
    if 4 * len(pitches) * directions.mean.size > MAX_MEANS_BYTES:
        log.warning("The means of %d pitches of %s would need over %d MiB: left out.", len(pitches), layer, MAX_MEANS_BYTES >> 20)
        return directions
    count = min(MEAN_SOUNDS, settings.n_samples)

    gain = surrogate.control.gain if surrogate is not None and isinstance(surrogate.control, LeakyControl) else None
    own_control = isinstance(model, GANSynth) and gain is not None and layer == next(iter(model.config.layers))

    def mean_of(pitch: int) -> np.ndarray:
        control = first_control(model, pitch, gain, norm=False) if own_control and isinstance(model, GANSynth) else None
        total = np.zeros(directions.mean.size)
        for z, rows in watch(model, layer, pitch, settings, count=count):
            total += rows.sum(axis=0, dtype=np.float64)
            if control is not None:
                total -= control.values(z).sum(axis=0, dtype=np.float64)
        return total / count

    pitch = model.config.nearest_pitch(PUBLISHED_PITCH) if directions.pitch is None else directions.pitch
    own = mean_of(pitch)
    means = [directions.mean if p == pitch else directions.mean + mean_of(p) - own for p in track(pitches, "Means of pitches", len(pitches))]
    return dataclasses.replace(directions, pitches=pitches, pitch_means=np.stack(means).astype(np.float32))


def regrouped(batches: Iterable[np.ndarray], size: int) -> Iterator[np.ndarray]:
    """Join small batches into batches of `size` rows, the last one smaller; larger ones are cut."""
    kept: list[np.ndarray] = []
    for rows in batches:
        kept.append(rows)
        if sum(map(len, kept)) >= size:
            joined = np.concatenate(kept)
            whole = len(joined) - len(joined) % size
            yield from np.split(joined[:whole], whole // size)
            kept = [joined[whole:]]
    if sum(map(len, kept)):
        yield np.concatenate(kept)


def _fitting(batch: int, size: int) -> int:
    return max(1, min(batch, MAX_BATCH_VALUES // size))


def _frozen(components: np.ndarray) -> np.ndarray:
    """As float32, so that Directions needs no copy of it."""
    components = np.ascontiguousarray(components, np.float32)
    components.setflags(write=False)
    return components
