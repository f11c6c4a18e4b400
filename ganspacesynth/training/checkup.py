"""Evaluation of a model during training: few sounds, the same at every checkpoint, beside the notes it learns from.

RUN/checkups.jsonl has a line a checkpoint: images, {figure: [the model's, that of real sounds]} and alarms in words.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.conditions import AskedConditions
from ganspacesynth.core.errors import TrainingError
from ganspacesynth.evaluation.classifier import load_classifier
from ganspacesynth.evaluation.comparison import Comparison, Evaluation, measure_reference
from ganspacesynth.evaluation.real import HALVES, LEAST, Clips, RealSounds, set_aside
from ganspacesynth.networks.gansynth.decoder.spectral import specgrams_to_waves
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.training.audition import input_pictures, network_pictures
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.run_log import add_line, read_log

LOG = "checkups.jsonl"
COMPARED = 512  # notes measured, once

log = logging.getLogger(__name__)


class Checkup:
    """Listens to some notes of a corpus once, and to a model's sounds whenever it is called."""

    def __init__(self, corpus: Corpus, pitches: Sequence[int], *, sounds: int = 200, seed: int = 0) -> None:
        """Choose the notes.

        Args:
            corpus: which the model learns from.
            pitches: MIDI numbers that it plays.
            sounds: made at each checkpoint.
            seed: of all that is left to chance.

        Raises:
            TrainingError: too few sounds, or notes to compare them with.
        """
        rng = np.random.default_rng(seed)
        rows = rng.permutation(np.flatnonzero(np.isin(corpus.pitches, list(pitches))))[: COMPARED + sounds]
        if sounds < LEAST or len(rows) < 2 * LEAST:
            received = f"{sounds} sounds and {len(rows)} notes"
            raise TrainingError(
                f"A check-up needs {LEAST} sounds and {2 * LEAST} notes at least. Received: {received}. Use --checkup 0 for none.",
                rule="checkup-sounds",
            )
        names = tuple(f"{corpus.instruments[row]} {corpus.pitches[row]}" for row in rows)
        held, training = set_aside(Clips(names, corpus.pitches[rows], corpus.waves[rows]), sounds, rng)
        self._real, self._sounds, self._seed = RealSounds(training, held, HALVES, corpus.sample_rate), sounds, seed
        self._comparison: Comparison | None = None

    def __call__(self, stored: StoredModel, folder: Path, images: int) -> Evaluation:
        """Listen to a model, log its figures in the folder of the run, and warn of what is wrong."""
        self._comparison = self._comparison or measure_reference(self._real, load_classifier(), seed=self._seed)
        found = self._comparison.compare(Uncompiled(stored), self._sounds)
        figures = {name: [_rounded(own.value), _rounded(real.value)] for name, (own, real) in found.figures.items()}
        add_line(folder / LOG, {"images": images, "figures": figures, "alarms": list(found.alarms)})
        for alarm in found.alarms:
            log.warning("After %d images: %s", images, alarm)
        return found


class Uncompiled:
    """A model that plays at once: the next checkpoint's weights are others, and compiling takes longer than a few hundred sounds."""

    def __init__(self, stored: StoredModel) -> None:
        self._model = GANSynth(stored)
        self.id = stored.id
        self.sample_z, self.sample_conditions = self._model.sample_z, self._model.sample_conditions
        self.input, self.denormalize = self._model.input, self._model.denormalize

    @property
    def config(self) -> ModelConfig:
        """Of the model."""
        return self._model.config

    def run(self, x: np.ndarray, *, start: str | None = None, stop: str | None = None) -> np.ndarray:
        """Return the network's pictures; it is run from its beginning to its end."""
        return input_pictures(self._model, x)

    def synthesize(self, z: np.ndarray, pitches: Sequence[float], *, conditions: AskedConditions) -> np.ndarray:
        """Make sounds; those of a training gone wrong may be NaN, which counts as silence."""
        pictures = network_pictures(self._model, z, pitches, conditions)
        with np.errstate(over="ignore", invalid="ignore"):
            waves = specgrams_to_waves(self.config, self._model.denormalize(pictures))
        return np.nan_to_num(waves, nan=0.0, posinf=0.0, neginf=0.0)


def read_checkups(folder: Path) -> list[dict[str, Any]]:
    """Return what was logged in the folder of a run, oldest first; nothing when there were no check-ups.

    Raises:
        TrainingError: the log is damaged.
    """
    return read_log(folder / LOG, "check-ups")


def check_alarms(lines: Sequence[Mapping[str, Any]], patience: int) -> None:
    """Raise when each of the last `patience` check-ups had an alarm; 0 never raises.

    Raises:
        TrainingError: training has collapsed.
    """
    last = lines[-patience:] if patience else []
    if last and len(last) == patience and all(line["alarms"] for line in last):
        raise TrainingError(
            f"A model must play different sounds at the pitches asked for. Received: at the last {patience} checkpoints it did not: "
            f"{' '.join(last[-1]['alarms'])} Begin again with a smaller learning rate or another seed, or go on with a larger --patience.",
            rule="plays-as-asked",
        )


def _rounded(value: float) -> float | None:
    return round(value, 5) if np.isfinite(value) else None
