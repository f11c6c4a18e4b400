"""A model and a layer in, Directions out: draws sounds, watches the layer, and asks an estimator how it varies."""

import dataclasses
import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.errors import InvalidInput
from ganspacesynth.space.directions import Directions
from ganspacesynth.space.estimators import ESTIMATORS, Fit, make_estimator

log = logging.getLogger(__name__)

Track = Callable[[Iterable, str, int], Iterable]

PUBLISHED_PITCH = 32
MEAN_SOUNDS = 256  # z at each pitch for its mean
MAX_MEANS_BYTES = 256 << 20
MAX_BATCH_VALUES = 1 << 25  # of activations held at once: 128 MiB


@dataclass(frozen=True)
class Settings:
    """How directions are found.

    Attributes:
        estimator: one of ESTIMATORS; "exact" unless the layer is too large for it.
        n_components: directions to find; more let edits reach finer detail, and cost memory.
        n_samples: random sounds watched. More give steadier directions; twice the layer's size is plenty.
        pitch: MIDI number of the sounds; None is 32 as published, or the model's nearest.
        seed: the same seed gives the same directions.
        batch_size: sounds computed at once.
        pca_batch_size: activations handed to the estimator at once (fewer where a layer is very large).
        all_pitches: also measure the layer's mean at every pitch, so that replace mode can follow a pitch.
    """

    estimator: str = "exact"
    n_components: int = 128
    n_samples: int = 16384
    pitch: int | None = None
    seed: int = 0
    batch_size: int = 256
    pca_batch_size: int = 2048
    all_pitches: bool = True

    def __post_init__(self) -> None:
        if self.estimator not in ESTIMATORS:
            raise InvalidInput(f"The estimator must be one of {', '.join(ESTIMATORS)}. Received: estimator={self.estimator!r}.")
        for name, low in (("n_components", 1), ("n_samples", 2), ("seed", 0), ("batch_size", 1), ("pca_batch_size", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < low:
                raise InvalidInput(f"{name} must be a whole number, {low} at least. Received: {name}={value!r}.")


def untracked(items: Iterable, description: str, total: int) -> Iterable:
    """Show no progress."""
    return items


def find_directions(model: Any, layer: str = "conv0", settings: Settings | None = None, *, track: Track = untracked) -> Directions:
    """Find the directions along which a layer varies when z does.

    Args:
        model: a GANSynth.
        layer: one of model.config.layers.
        settings: see Settings.
        track: (iterable, description, total) -> iterable, for a progress bar.

    Returns:
        Directions, without `latent` (see `regression.latent_directions`).

    Raises:
        InvalidInput: no such layer, pitch or estimator, or the estimator would need too much memory.

    Source: Härkönen et al., GANSpace: discovering interpretable GAN controls (2020), section 2.
    """
    settings = settings or Settings()
    model.config.check_layer(layer)
    pitch = model.config.nearest_pitch(PUBLISHED_PITCH) if settings.pitch is None else int(settings.pitch)
    model.config.label(pitch)
    shape = tuple(model.config.layers[layer])
    rows = (row for _, row in watch(model, layer, pitch, settings, count=settings.n_samples, track=track))
    fit = fit_rows(rows, settings.n_samples, math.prod(shape), settings)
    directions = Directions(
        layer=layer,
        shape=shape,
        components=fit.components.astype(np.float32),
        mean=fit.mean.astype(np.float32),
        stdev=fit.stdev.astype(np.float32),
        var_ratio=fit.var_ratio.astype(np.float32),
        estimator=settings.estimator,
        pitch=pitch,
        model_id=model.id,
    )
    return with_pitch_means(model, directions, settings, track=track) if settings.all_pitches else directions


def fit_rows(batches: Iterable[np.ndarray], n_samples: int, size: int, settings: Settings) -> Fit:
    """Run an estimator over batches of activations.

    Args:
        batches: float [n, size] each, n_samples rows in all.
        n_samples: rows that will come.
        size: values of a row.
        settings: estimator, n_components, pca_batch_size and seed are used.
    """
    limit = min(n_samples - 1, size)  # n sounds differ in n - 1 ways at most
    count = min(settings.n_components, limit)
    if count < settings.n_components:
        log.warning("%d sounds of %d values have at most %d directions: %d are found, not %d.", n_samples, size, limit, count, settings.n_components)
    batch = _fitting(settings.pca_batch_size, size)
    estimator = make_estimator(settings.estimator, n_samples, size, count, seed=settings.seed, batch=batch)
    for rows in regrouped(batches, batch):
        estimator.update(rows)
    return estimator.result()


def watch(
    model: Any, layer: str, pitch: int, settings: Settings, *, count: int, start: int = 0, track: Track = untracked
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw sounds start…start+count-1 of the settings' seed; yield their z [n, latent] and a layer's activations float32 [n, D]."""
    step = _fitting(settings.batch_size, math.prod(model.config.layers[layer]))
    begins = range(start, start + count, step)
    for begin in track(begins, f"Listening to {layer}", len(begins)):
        z = model.sample_z(min(step, start + count - begin), seed=settings.seed, start=begin)
        yield z, model.activations(z, pitch, layers=[layer])[layer].reshape(len(z), -1)  # [n, h, w, c] -> [n, D]


def with_pitch_means(model: Any, directions: Directions, settings: Settings, *, track: Track = untracked) -> Directions:
    """Return the directions with the layer's mean at every pitch of the model.

    The same z sound at each pitch and at the directions' own, and the difference of the two means is added to the
    directions' mean: what z does cancels, so few sounds are enough.
    """
    pitches, layer = model.config.pitches, directions.layer
    if 4 * len(pitches) * directions.mean.size > MAX_MEANS_BYTES:
        log.warning("The means of %d pitches of %s would need over %d MiB: left out.", len(pitches), layer, MAX_MEANS_BYTES >> 20)
        return directions
    count = min(MEAN_SOUNDS, settings.n_samples)

    def mean_of(pitch: int) -> np.ndarray:
        total = np.zeros(directions.mean.size)
        for _, rows in watch(model, layer, pitch, settings, count=count):
            total += rows.sum(axis=0, dtype=np.float64)
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
