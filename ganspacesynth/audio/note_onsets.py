"""Onset detection: the first audible sample of a note, and the strongest attack in a stretch of music."""

import numpy as np

from ganspacesynth.audio.spectrum import frames

FLOOR = 0.01  # level (-40 dB) below which a rise is no attack


def beginning(wave: np.ndarray, *, under_db: float) -> int:
    """Return the first sample that is at most so far under the largest one; 0 for silence.

    Args:
        wave: float [samples], 1 at least.
        under_db: 40 counts what is 100 times as small.
    """
    size = np.abs(wave)
    return int(np.argmax(size >= float(size.max()) * 10 ** (-under_db / 20)))


def attacks(wave: np.ndarray, frame_length: int) -> np.ndarray:
    """Return how much the level rises from each frame to the next but one, in nepers, float64 [frames - 2].

    Value i is the rise about frame i + 1, which begins at sample `(i + 1) * frame_length`.

    Args:
        wave: float [samples].
        frame_length: samples.

    Raises:
        InvalidInput: a length below 1.
    """
    levels = np.sqrt(np.mean(np.square(frames(wave, frame_length, frame_length), dtype=np.float64), axis=-1))
    return np.log(levels[2:] + FLOOR) - np.log(levels[:-2] + FLOOR)


def strongest_attack(wave: np.ndarray, frame_length: int) -> int:
    """Return a sample one to three frames before the strongest attack, 0 for a sound of fewer than three frames; see `attacks`."""
    rise = attacks(wave, frame_length)
    return int(np.argmax(rise)) * frame_length if len(rise) else 0
