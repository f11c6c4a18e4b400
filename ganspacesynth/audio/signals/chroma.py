"""Chroma: windows of sound in, how much of each of the twelve pitch classes is in them out."""

import functools

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.pitch import hz_to_midi
from ganspacesynth.audio.signals.frame_features import Block
from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.core.errors import InvalidInput, brief

CLASSES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLATS = {"DB": "C#", "EB": "D#", "GB": "F#", "AB": "G#", "BB": "A#"}
WINDOW_S = 0.32  # tells semitones apart from 110 Hz up
LOWEST_HZ, HIGHEST_HZ = 80.0, 1800.0  # chords lie here; above, their partials would speak for other notes
MIDDLE_MIDI, OCTAVES = 58.0, 1.2  # where notes count most, and how far from there they count 0.6 of it
WIDTH = 0.35  # semitones that a partial may be out of tune
SILENT = 1e-10


class Chroma:
    """The twelve pitch classes from C up, by the peaks of the spectrum; each frame sums to 1, in silence to 0.

    Source: Fujishima, "Realtime chord recognition of musical sound" (1999), and Gómez, "Tonal description of music audio signals" (2006), section
    3.1: peaks alone, since noise and drums have few and low ones.
    """

    def __init__(self, frames: Framing) -> None:
        """Prepare for windows of `frames`, which `Framing.longer(WINDOW_S)` gives."""
        self._bins, self._matrix = _weights(frames.size, frames.sample_rate)

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames, 12]."""
        near = block.magnitudes[:, self._bins.start - 1 : self._bins.stop + 1]
        here, before, after = near[:, 1:-1], near[:, :-2], near[:, 2:]
        peaks = np.where((here >= before) & (here > after), here, np.float32(0.0))
        found = np.square(peaks) @ self._matrix
        total = found.sum(axis=1, keepdims=True)
        shares = np.sqrt(np.divide(found, total, out=np.zeros_like(found), where=total > SILENT))
        sums = shares.sum(axis=1, keepdims=True)
        return np.divide(shares, sums, out=np.zeros_like(shares), where=sums > 0.0).astype(np.float32)


@functools.lru_cache(maxsize=4)
def _weights(size: int, sample_rate: float) -> tuple[slice, np.ndarray]:
    """Return the bins that count, and how much each counts for each class, float32 [bins, 12]."""
    hertz = spectrum.bin_hertz(size, sample_rate)
    first, last = np.searchsorted(hertz, (LOWEST_HZ, min(HIGHEST_HZ, 0.45 * sample_rate)))
    midi = hz_to_midi(hertz[first:last])
    away = (midi[:, None] - np.arange(12) + 6.0) % 12.0 - 6.0
    heard = np.exp(-0.5 * np.square((midi - MIDDLE_MIDI) / (12.0 * OCTAVES)))
    matrix = np.exp(-0.5 * np.square(away / WIDTH)) * heard[:, None]
    return slice(int(first), int(last)), matrix.astype(np.float32)


def pitch_class(name: object) -> int:
    """Return the number of a pitch class, 0 for C to 11 for B.

    Raises:
        InvalidInput: no name such as C, F# or Bb, and no number in 0..11.
    """
    if isinstance(name, str):
        said = name.strip().upper()
        said = FLATS.get(said, said)
        if said in CLASSES:
            return CLASSES.index(said)
    elif isinstance(name, int | float) and not isinstance(name, bool) and name in range(12):
        return int(name)
    raise InvalidInput(f"A pitch class is one of {', '.join(CLASSES)}, or 0..11. Received: {brief(name)}.", rule="pitch-class")
