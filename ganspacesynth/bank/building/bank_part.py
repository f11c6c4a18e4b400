"""A part of a bank that is being built: the units of one source, kept as a file so that what was done is not done again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import peak_safe, resample
from ganspacesynth.bank.bank import FULL, TAIL_S
from ganspacesynth.bank.units.cutting import CutSettings, cut_wave
from ganspacesynth.bank.units.unit_features import NAMES, RATE, all_features
from ganspacesynth.core.errors import BankError
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.untrusted.npz import read_npz


@dataclass(frozen=True, eq=False)
class Part:
    """Units of one source; see `Bank` for the arrays."""

    sounds: np.ndarray
    lengths: np.ndarray
    features: np.ndarray
    at_s: np.ndarray
    phase: np.ndarray


def cut_part(wave: np.ndarray, sample_rate: int, settings: CutSettings) -> Part:
    """Cut and measure one source.

    Args:
        wave: float32 [samples] at the bank's rate.
        sample_rate: Hz.
        settings: how it is cut.
    """
    wave = peak_safe(wave, peak=1.0)
    spans = cut_wave(wave, sample_rate, settings)
    tail = round(TAIL_S * sample_rate)
    padded = np.pad(wave, (0, tail))
    pieces = [padded[span.start : span.stop + tail] for span in spans]
    heard = [resample(wave[span.start : span.stop], sample_rate, RATE) if sample_rate != RATE else wave[span.start : span.stop] for span in spans]
    return Part(
        _whole_numbers(np.concatenate(pieces) if pieces else np.zeros(0, np.float32)),
        np.array([span.stop - span.start for span in spans], np.int64),
        all_features(heard),
        np.array([span.start / sample_rate for span in spans], np.float64),
        np.array([span.phase for span in spans], np.float64),
    )


def part_name(digest: str, settings: Mapping[str, Any]) -> str:
    """Name the file of a part by what it is made of."""
    return f"part-{hashlib.sha256(json.dumps([digest, settings], sort_keys=True).encode()).hexdigest()[:16]}.npz"


def save_part(path: Path, part: Part) -> None:
    """Write a part, whole or not at all."""
    with atomic_path(path, force=True) as temporary, open(temporary, "wb") as file:
        np.savez(file, sounds=part.sounds, lengths=part.lengths, features=part.features, at_s=part.at_s, phase=part.phase)


def load_part(path: Path) -> Part | None:
    """Read a part, or return None where there is none that is whole."""
    if not path.is_file():
        return None
    try:
        arrays = read_npz(path, BankError)
        part = Part(**arrays)
    except (BankError, TypeError):
        return None
    return part if part.features.shape == (len(part.lengths), len(NAMES)) else None


def joined(parts: Sequence[Part], tail: int) -> dict[str, np.ndarray]:
    """Lay parts one behind the other: arrays as `Bank` has them, `source` being the place of a part."""
    lengths = np.concatenate([part.lengths for part in parts])
    starts = np.concatenate([[0], np.cumsum(lengths + tail)[:-1]]) if len(lengths) else np.zeros(0)
    return {
        "sounds": np.concatenate([part.sounds for part in parts]),
        "starts": starts.astype(np.int64),
        "lengths": lengths,
        "features": np.concatenate([part.features for part in parts]),
        "source": np.repeat(np.arange(len(parts)), [len(part.lengths) for part in parts]),
        "at_s": np.concatenate([part.at_s for part in parts]),
        "phase": np.concatenate([part.phase for part in parts]),
    }


def _whole_numbers(wave: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(wave * FULL), -FULL, FULL - 1).astype(np.int16)
