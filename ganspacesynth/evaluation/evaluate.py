"""A model and a data set in, figures of both beside each other out."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.errors import InvalidInput
from ganspacesynth.evaluation import figures, neighbours
from ganspacesynth.evaluation.alarm import alarms
from ganspacesynth.evaluation.bins import BINS, SOUNDS_A_BIN, find_bins
from ganspacesynth.evaluation.classifier import Classifier, load_classifier
from ganspacesynth.evaluation.figures import Reference
from ganspacesynth.evaluation.interval import Estimate
from ganspacesynth.evaluation.listen import Listened, Track, listen
from ganspacesynth.evaluation.real import LEAST, Real, gather
from ganspacesynth.evaluation.table import FIGURES

if TYPE_CHECKING:
    from ganspacesynth.model.gansynth import GANSynth

FORMAT, VERSION = "ganspacesynth-evaluation", 1
MOST = 10_000
BATCH = 8  # sounds made at once
PAIRS = 6  # generated sounds shown beside the training sounds they are most like


@dataclass(frozen=True, eq=False)
class Pair:
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
    pairs: tuple[Pair, ...]
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
        return {"format": FORMAT, "version": VERSION, **about, **rest}


def evaluate(
    model: "GANSynth",
    dataset: str | os.PathLike[str],
    *,
    count: int = 512,
    seed: int = 0,
    classifier: Classifier | None = None,
    track: Track = iter,
) -> Evaluation:
    """Listen to a model and to real sounds, and compare.

    Args:
        model: see `load_model`.
        dataset: the folder of a built data set, best the one that the model was trained on.
        count: sounds to generate, at random z and the pitches of real ones.
        seed: of the z and of the choice of sounds.
        classifier: which listens; None is the one that comes along.
        track: wraps the sounds listened to, to show progress.

    Raises:
        InvalidInput: too few or too many sounds.
        DatasetError: missing, damaged, or without enough notes of the model's pitches.
        ModelError: no classifier.
    """
    if not LEAST <= count <= MOST:
        raise InvalidInput(f"An evaluation needs {LEAST} to {MOST} sounds. Received: {count}. Use 512, or 200 for a quick one.")
    classifier = classifier or load_classifier()
    real = gather(dataset, model.config.pitches, count, seed=seed)
    rng = np.random.default_rng([seed, 1])
    # The first of the generated sounds have just the pitches of the real ones held out: both sets are then as varied in pitch.
    pitches = np.concatenate([real.held_out.pitches, rng.choice(real.training.pitches, count - len(real.held_out))])
    waves = list(_play(model, pitches, seed, track))
    rate = model.config.sample_rate
    sounds = listen(waves, rate, pitches, [f"sound {number}" for number in range(1, count + 1)], classifier, track=track)
    training = _listen_real(real, classifier, track)
    held = listen(real.held_out.floats(), real.sample_rate, real.held_out.pitches, real.held_out.names, classifier, track=track)
    bins = find_bins(training.small, bins=BINS, seed=seed) if len(training) >= 2 * SOUNDS_A_BIN and np.ptp(training.small) > 0.0 else None
    reference = Reference(training, bins)
    compared = sounds.rows(np.arange(len(held)))
    own = {**figures.alone(sounds), **figures.together(compared, reference)}
    others = {**figures.alone(held), **figures.together(held, reference)}
    table = {name: (own[name], others[name]) for name in FIGURES}
    return Evaluation(
        model=model.id,
        sounds=count,
        compared=len(held),
        training=len(training),
        held_out=real.how,
        seed=seed,
        figures=table,
        alarms=tuple(alarms(table, silent=float(np.mean(sounds.silent)), asked=figures.distances.effective_number(pitches))),
        pairs=_pairs(sounds, training, waves, real),
        sample_rate=rate,
        real_rate=real.sample_rate,
        classifier=classifier.about,
    )


def _play(model: "GANSynth", pitches: np.ndarray, seed: int, track: Track) -> Iterator[np.ndarray]:
    z = model.sample_z(len(pitches), seed=seed)
    for start in track(range(0, len(pitches), BATCH)):
        rows = slice(start, start + BATCH)
        yield from model.synthesize(z[rows], pitches[rows].tolist())


def _listen_real(real: Real, classifier: Classifier, track: Track) -> Listened:
    clips = real.training
    return listen(clips.floats(), real.sample_rate, clips.pitches, clips.names, classifier, alone=False, track=track)


def _pairs(sounds: Listened, training: Listened, waves: Sequence[np.ndarray], real: Real) -> tuple[Pair, ...]:
    audible = np.flatnonzero(~sounds.silent)
    if not len(audible):
        return ()
    away, row = neighbours.nearest(sounds.pictures[audible], training.pictures)
    chosen = np.argsort(away, kind="stable")[:PAIRS]
    found = []
    for i in chosen.tolist():
        real_wave = next(real.training.rows(row[i : i + 1]).floats())
        found.append(Pair(int(sounds.pitches[audible[i]]), training.names[row[i]], float(away[i]), waves[audible[i]], real_wave))
    return tuple(found)


def _numbers(estimate: Estimate) -> dict[str, float | None]:
    values = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: round(value, 5) if np.isfinite(value) else None for name, value in values.items()}
