"""Evaluation: the figures of a model's sounds beside those of a data set's."""

import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.documents import EVALUATION
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.evaluation import figures
from ganspacesynth.evaluation.alarms import alarms
from ganspacesynth.evaluation.classifier import Classifier, load_classifier
from ganspacesynth.evaluation.figures import Reference
from ganspacesynth.evaluation.listening import consistency
from ganspacesynth.evaluation.listening.listener_figures import noticed, typical
from ganspacesynth.evaluation.listening.noticed_sounds import Noticed, listen
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.evaluation.real import LEAST, RealSounds, gather
from ganspacesynth.evaluation.sound_features import SoundFeatures, measure_sounds
from ganspacesynth.evaluation.statistics import nearest_neighbours
from ganspacesynth.evaluation.statistics.bins import SOUNDS_A_BIN, find_bins
from ganspacesynth.evaluation.statistics.distances import effective_number
from ganspacesynth.evaluation.statistics.interval import Estimate
from ganspacesynth.networks.generator import SoundSizes

MOST = 10_000
BATCH = 8  # sounds made at once
LISTENED = 96  # sounds of each set that are listened to closely, and
DRAWN = 24  # of which the spectrograms are compared
PAIRS = 6  # generated sounds shown beside the training sounds they are most like


class PlayedModel(Protocol):
    """What is asked of a model; a `SoundGenerator` is one."""

    @property
    def id(self) -> str:
        """Names it."""

    @property
    def config(self) -> SoundSizes:
        """Its pitches and rate."""

    def sample_z(self, n: int, *, seed: int) -> np.ndarray:
        """Draw z."""

    def sample_conditions(self, n: int, *, seed: int, pitches: Sequence[float]) -> list[Conditions]:
        """Draw what sounds shall be beside their pitch."""

    def synthesize(self, z: np.ndarray, pitches: Sequence[float], /, *, conditions: Sequence[Conditions]) -> np.ndarray:
        """Make sounds."""


@dataclass(frozen=True, eq=False)
class NearestPair:
    """A generated sound and the training sound most like it; waves are float32 [samples].

    Attributes:
        pitch: MIDI number asked for.
        name: of the training sound.
        apart_db: how far they are apart.
    """

    pitch: int
    name: str
    apart_db: float
    wave: np.ndarray
    real_wave: np.ndarray


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How good a model is.

    Attributes:
        model: its id.
        sounds: generated.
        compared: of them compared as a set, and as many real ones.
        training: real sounds compared with.
        held_out: which real sounds were held out, in words.
        seed: of every choice.
        figures: {name of FIGURES: (the model's, that of real sounds)}.
        alarms: what is wrong, in sentences; hopefully none.
        pairs: the generated sounds nearest to training sounds, the nearest first.
        sample_rate, real_rate: Hz, of the waves of the pairs.
        classifier: what is known about it.
    """

    model: str
    sounds: int
    compared: int
    training: int
    held_out: str
    seed: int
    figures: Mapping[str, tuple[Estimate, Estimate]]
    alarms: tuple[str, ...]
    pairs: tuple[NearestPair, ...]
    sample_rate: int
    real_rate: int
    classifier: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return all of it but the waves; a figure that cannot be said is null."""
        rows = {
            name: {**_numbers(own), "real": _numbers(real), "unit": FIGURES[name].unit, "better": FIGURES[name].better, "says": FIGURES[name].says}
            for name, (own, real) in self.figures.items()
        }
        about = {key: getattr(self, key) for key in ("model", "sounds", "compared", "training", "held_out", "seed")}
        pairs = [{"pitch": pair.pitch, "nearest": pair.name, "apart_db": round(pair.apart_db, 3)} for pair in self.pairs]
        rest = {"figures": rows, "alarms": list(self.alarms), "nearest": pairs, "classifier": dict(self.classifier)}
        return {**EVALUATION.head(), **about, **rest}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Real sounds, measured once, that any number of models are compared with.

    Attributes:
        classifier: of the features.
        real: the sounds.
        reference: the training ones, measured, and their bins.
        held_out: the others, measured.
        notes: what a listener notices of some of the training ones,
        heard: and of some of those held out, see `some`.
        seed: of every choice.
    """

    classifier: Classifier
    real: RealSounds
    reference: Reference
    held_out: SoundFeatures
    notes: Noticed
    heard: Noticed
    seed: int

    @functools.cached_property
    def ceiling(self) -> dict[str, Estimate]:
        """What real sounds score."""
        return {**figures.alone(self.held_out), **figures.together(self.held_out, self.reference), **noticed(self.heard, self.notes)}

    def compare(self, model: PlayedModel, count: int, *, track: Track = untracked) -> Evaluation:
        """Generate sounds, measure them and compare.

        Args:
            model: see `load_model`.
            count: sounds to generate, as many as are held out at least.
            track: shows how far it is.
        """
        rng, held = np.random.default_rng([self.seed, 1]), self.held_out
        # The first of the generated sounds have just the pitches of the real ones held out: both sets are then as varied in pitch.
        pitches = np.concatenate([held.pitches, rng.choice(self.real.training.pitches, count - len(held))])
        z, conditions = model.sample_z(count, seed=self.seed), model.sample_conditions(count, seed=self.seed, pitches=pitches.tolist())
        waves = list(_play(model, z, pitches, conditions, track))
        names = [f"sound {number}" for number in range(1, count + 1)]
        sounds = measure_sounds(waves, model.config.sample_rate, pitches, names, self.classifier, track=track)
        first = sounds.rows(np.arange(len(held)))
        own = {
            **figures.alone(sounds),
            **figures.together(first, self.reference),
            **noticed(_ears(waves, model.config.sample_rate, first), self.notes),
        }
        drawn = some(len(held), DRAWN)
        own["consistency"] = typical(consistency.of_model(model, [waves[i] for i in drawn], z[drawn], pitches[drawn], [conditions[i] for i in drawn]))
        again = typical(consistency.of_real(model, list(self.real.held_out.rows(drawn).floats()), self.real.sample_rate))
        ceiling = {**self.ceiling, "consistency": again}
        table = {name: (own[name], ceiling[name]) for name in FIGURES}
        return Evaluation(
            model=model.id,
            sounds=count,
            compared=len(held),
            training=len(self.real.training),
            held_out=self.real.how,
            seed=self.seed,
            figures=table,
            alarms=tuple(alarms(table, silent=float(np.mean(sounds.silent)), asked=effective_number(pitches))),
            pairs=_pairs(sounds, self.reference.sounds, waves, self.real),
            sample_rate=model.config.sample_rate,
            real_rate=self.real.sample_rate,
            classifier=self.classifier.about,
        )


def measure_reference(real: RealSounds, classifier: Classifier, *, seed: int = 0, track: Track = untracked) -> Comparison:
    """Measure real sounds.

    Args:
        real: see `real.gather`.
        classifier: of the features.
        seed: of the kinds of sounds, and of what models will be asked to play.
        track: shows how far it is.
    """
    clips, held = real.training, real.held_out
    training = measure_sounds(clips.floats(), real.sample_rate, clips.pitches, clips.names, classifier, alone=False, track=track)
    others = measure_sounds(held.floats(), real.sample_rate, held.pitches, held.names, classifier, track=track)
    bins = find_bins(training.small, seed=seed) if len(np.unique(training.small, axis=0)) >= 2 * SOUNDS_A_BIN else None
    chosen = clips.rows(some(len(clips), LISTENED))
    notes = listen(chosen.floats(), real.sample_rate, chosen.pitches, track=track)
    return Comparison(classifier, real, Reference(training, bins), others, notes, _ears(list(held.floats()), real.sample_rate, others), seed)


def evaluate(
    model: PlayedModel,
    dataset: str | os.PathLike[str],
    *,
    count: int = 512,
    seed: int = 0,
    classifier: Classifier | None = None,
    track: Track = untracked,
) -> Evaluation:
    """Measure sounds of a model and real sounds, and compare.

    Args:
        model: see `load_model`.
        dataset: the folder of a built data set, best the one that the model was trained on.
        count: sounds to generate, at random z and the pitches of real ones.
        seed: of the z and of the choice of sounds.
        classifier: of the features; None is the one that comes along.
        track: shows how far it is.

    Raises:
        InvalidInput: too few or too many sounds.
        DatasetError: missing, damaged, or without enough notes of the model's pitches.
        ModelError: no classifier.
        GanSpaceSynthError: what the comparison is made with is not installed.
    """
    need("keras")  # of the classifier; statistics come with the same extra
    need("sklearn")
    if not LEAST <= count <= MOST:
        raise InvalidInput(f"An evaluation needs {LEAST} to {MOST} sounds. Received: {count}. Use 512, or 200 for a quick one.", rule="sound-count")
    real = gather(dataset, model.config.pitches, count, seed=seed)
    return measure_reference(real, classifier or load_classifier(), seed=seed, track=track).compare(model, count, track=track)


def some(count: int, most: int) -> np.ndarray:
    """Return the rows of `most` sounds of so many, evenly spaced: of every instrument where they are sorted by it."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def _ears(waves: Sequence[np.ndarray], sample_rate: int, sounds: SoundFeatures) -> Noticed:
    """Listen to some of the sounds closely."""
    rows = some(len(sounds), LISTENED)
    return listen([waves[i] for i in rows], sample_rate, sounds.pitches[rows], found=sounds.found[rows])


def _play(model: PlayedModel, z: np.ndarray, pitches: np.ndarray, conditions: Sequence[Conditions], track: Track) -> Iterator[np.ndarray]:
    begins = range(0, len(pitches), BATCH)
    for start in track(begins, "Listening", len(begins)):
        rows = slice(start, start + BATCH)
        yield from model.synthesize(z[rows], pitches[rows].tolist(), conditions=conditions[rows])


def _pairs(sounds: SoundFeatures, training: SoundFeatures, waves: Sequence[np.ndarray], real: RealSounds) -> tuple[NearestPair, ...]:
    audible = np.flatnonzero(~sounds.silent)
    if not len(audible):
        return ()
    away, row = nearest_neighbours.nearest(sounds.pictures[audible], training.pictures)
    chosen = np.argsort(away, kind="stable")[:PAIRS]
    found = []
    for i in chosen.tolist():
        real_wave = next(real.training.rows(row[i : i + 1]).floats())
        found.append(NearestPair(int(sounds.pitches[audible[i]]), training.names[row[i]], float(away[i]), waves[audible[i]], real_wave))
    return tuple(found)


def _numbers(estimate: Estimate) -> dict[str, float | None]:
    values = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: round(value, 5) if np.isfinite(value) else None for name, value in values.items()}
