"""Distance between two waves: their mel spectrograms compared, in decibels."""

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput

BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 50.0, 8000.0
WINDOW_S = 0.064  # about, so that it is a power of two in samples; frames come four times as often
DEPTH_DB = 60.0  # what is so far under the loudest is not heard
SILENT_DB = -120.0
VERY_LIKE_DB, LIKE_DB, AKIN_DB = 2.0, 4.0, 6.0


def log_mel(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return how loud a sound is in each band and frame, float32 [frames, 64], dB.

    Raises:
        InvalidInput: not mono, empty, NaN or infinity.
    """
    wave = np.asarray(wave, np.float32)
    if wave.ndim != 1 or not len(wave) or not np.isfinite(wave).all():
        raise InvalidInput(
            f"A sound to compare is finite [samples]. Received: shape {list(wave.shape)}, or NaN or infinity. Render it again.", rule="finite-wave"
        )
    size = window_size(sample_rate)
    padded = np.pad(wave, (size // 2, size // 2 + -len(wave) % (size // 4)))
    power = spectrum.power(spectrum.stft(padded, window(size), size // 4))
    bands = spectrum.mel_bands(size // 2 + 1, sample_rate, BANDS, LOWEST_HZ, min(HIGHEST_HZ, sample_rate / 2))
    return spectrum.power_db(power @ bands, 10 ** (SILENT_DB / 10)).astype(np.float32)


def window_size(sample_rate: int) -> int:
    """Samples of a frame."""
    return 1 << round(np.log2(WINDOW_S * sample_rate))


def window(size: int) -> np.ndarray:
    """Hann window, float32 [size], under which the power of a sine is the square of its amplitude."""
    shape = spectrum.hann(size)
    return (2.0 * shape / shape.sum()).astype(np.float32)


def unlike_db(a: np.ndarray, b: np.ndarray) -> float:
    """Return the mean difference of two sounds' `log_mel` where either is heard, dB: 0 is the same, over 10 another sound.

    The shorter one is taken to be followed by silence. What is 60 dB under the loudest of both counts as silence.
    """
    frames = max(len(a), len(b))
    a, b = (np.pad(x, ((0, frames - len(x)), (0, 0)), constant_values=SILENT_DB) for x in (a, b))
    floor = max(float(a.max()), float(b.max())) - DEPTH_DB
    heard = (a > floor) | (b > floor)
    return float(np.mean(np.abs(np.maximum(a, floor) - np.maximum(b, floor))[heard])) if heard.any() else 0.0


def in_words(distance_db: float) -> str:
    """Say how near a distance is."""
    if distance_db < VERY_LIKE_DB:
        return "hardly to be told apart"
    if distance_db < LIKE_DB:
        return "near"
    return "of the same kind" if distance_db < AKIN_DB else "far: the model has no such sound"
