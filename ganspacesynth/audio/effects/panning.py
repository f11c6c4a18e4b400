"""A sound of one channel in, two out, at its place between left and right; and back."""

import numpy as np


def panned(wave: np.ndarray, pan: float | np.ndarray) -> np.ndarray:
    """Put a sound into the room at equal power: the squares of both sides sum to that of the sound, times two, wherever it is.

    Args:
        wave: float32 [samples].
        pan: -1 (left) .. 1 (right), or one for each sample.

    Returns:
        float32 [samples, 2]; in the middle both sides are the sound itself, so that a stereo file of it is as loud as a mono one.
    """
    angle = (np.asarray(pan, np.float64) + 1.0) * (np.pi / 4.0)
    sides = np.stack(np.broadcast_arrays(np.cos(angle), np.sin(angle)), axis=-1) * np.sqrt(2.0)  # [2] or [samples, 2]
    return wave[:, None] * sides.astype(np.float32)


def to_mono(wave: np.ndarray) -> np.ndarray:
    """Return a sound for one channel: the mean of its channels, float32 [samples]; mono stays as it is."""
    return wave if wave.ndim == 1 else np.asarray(np.mean(wave, axis=1, dtype=np.float32))
