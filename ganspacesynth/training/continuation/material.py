"""What a continuation model learns from: banks in, sequences of units and what was measured of them, in several hearings, out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.unit_features import NAMES, RATE, unit_features
from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.untrusted.npz import read_npz
from ganspacesynth.core.work.progress import Track
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
from ganspacesynth.training.continuation.unit_augmentation import draw_hearing, heard

FEW = 5  # sequences, of which none can be spared as a whole
SHORTEST = 2  # units of a sequence from which something can be learnt


@dataclass(frozen=True, eq=False)
class Material:
    """Units in their order, and as they could be heard.

    Attributes:
        clean: float32 [hearings, units, features], at the pitch of each hearing and else as they are; the first is the bank itself.
        heard: float32 of the same shape, as each hearing hears them.
        learnt: sequences of units to learn from.
        held_out: sequences that are not.
    """

    clean: np.ndarray
    heard: np.ndarray
    learnt: tuple[np.ndarray, ...]
    held_out: tuple[np.ndarray, ...]

    @property
    def units(self) -> int:
        """How many there are."""
        return self.clean.shape[1]


def gather(banks: Sequence[Bank], settings: ContinuationTraining, folder: Path, *, track: Track) -> Material:
    """Listen to banks in several hearings, once; what was heard is kept in the folder of the run.

    Args:
        banks: to learn from, taken together.
        settings: of the training.
        folder: of the run.
        track: shows how far it is; what was done is kept when it raises.

    Raises:
        TrainingError: no two units follow each other anywhere.
    """
    sequences = _sequences(banks)
    learnt, held_out = _split(sequences, settings)
    if not learnt:
        raise TrainingError(
            "Something is learnt from units that follow each other. Received: banks of single sounds. Build one from recordings of music.",
            rule="some-sequences",
        )
    clean = [np.concatenate([bank.features for bank in banks])]
    hearings = [clean[0]]
    for copy in track(range(settings.copies), "Hearing copies", settings.copies):
        pitched, dirty = _copy(banks, settings, copy, folder)
        clean.append(pitched)
        hearings.append(dirty)
    return Material(np.stack(clean), np.stack(hearings), tuple(learnt), tuple(held_out))


def _copy(banks: Sequence[Bank], settings: ContinuationTraining, copy: int, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Measure a copy, or read what was measured before."""
    amounts = [settings.seed, copy, settings.pitch, settings.gain, settings.filter, settings.noise, settings.reverb, *(bank.id for bank in banks)]
    file = folder / f"hearing-{hashlib.sha256(json.dumps(amounts).encode()).hexdigest()[:16]}.npz"
    count = sum(len(bank) for bank in banks)
    if file.is_file():
        arrays = read_npz(file, TrainingError)
        if set(arrays) == {"clean", "heard"} and all(array.shape == (count, len(NAMES)) for array in arrays.values()):
            return arrays["clean"], arrays["heard"]
    hearing = draw_hearing(np.random.default_rng([settings.seed, copy]), settings)
    clean, dirty = np.empty((2, count, len(NAMES)), np.float32)
    unit = 0
    for bank in banks:
        for number in range(len(bank)):
            wave = bank.wave(number)[: int(bank.lengths[number])]
            wave = wave if bank.sample_rate == RATE else resample(wave, bank.sample_rate, RATE)
            clean[unit] = unit_features(heard(wave, hearing.pitch_alone, np.random.default_rng(0)))
            dirty[unit] = unit_features(heard(wave, hearing, np.random.default_rng([settings.seed, copy, unit])))
            unit += 1
    with atomic_path(file, force=True) as temporary, open(temporary, "wb") as opened:
        np.savez(opened, clean=clean, heard=dirty)
    return clean, dirty


def _sequences(banks: Sequence[Bank]) -> list[np.ndarray]:
    """Return the sequences of all banks, their units counted through."""
    found, before = [], 0
    for bank in banks:
        found += [before + run for run in bank.sequences() if len(run) >= SHORTEST]
        before += len(bank)
    return found


def _split(sequences: list[np.ndarray], settings: ContinuationTraining) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Hold out whole sequences, or where there are few the end of each."""
    if settings.held_out == 0.0:
        return sequences, []
    if len(sequences) >= FEW:
        order = np.random.default_rng([settings.seed, 99]).permutation(len(sequences))
        count = min(len(sequences) - 1, max(1, round(settings.held_out * len(sequences))))
        out = set(order[:count].tolist())
        return [run for i, run in enumerate(sequences) if i not in out], [run for i, run in enumerate(sequences) if i in out]
    places = [max(SHORTEST, round(len(run) * (1.0 - settings.held_out))) for run in sequences]
    learnt = [run[:place] for run, place in zip(sequences, places, strict=True)]
    return learnt, [run[place:] for run, place in zip(sequences, places, strict=True) if len(run) - place >= SHORTEST]
