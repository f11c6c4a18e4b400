"""Loudness of a wave: root mean square of the whole, of windows and of its loudest window, in decibels."""

import numpy as np

SILENT_DB = -100.0  # what is never over this holds no sound
LOUDEST_S = 0.4  # the stretch that a note's level is measured on


def stretch_power(wave: np.ndarray, starts: np.ndarray, size: int) -> np.ndarray:
    """Return the mean square of stretches of a sound, float64 [stretches]; behind its end is silence.

    Args:
        wave: float [samples].
        starts: first samples [stretches], 0 or more.
        size: samples of each, 1 or more.
    """
    squares = np.concatenate([[0.0], np.cumsum(np.square(wave, dtype=np.float64))])
    starts = np.minimum(starts, len(wave))
    return np.maximum(squares[np.minimum(starts + size, len(wave))] - squares[starts], 0.0) / size


def level_db(wave: np.ndarray, *, loudest: int | None = None, floor_db: float = -np.inf) -> float:
    """Return the level of a sound, dB: its root mean square against full scale, so that a full sine has -3.

    Args:
        wave: float [samples], 1 at least.
        loudest: samples of the loudest stretch, which alone counts; None for all of the sound.
        floor_db: what is quieter counts as this; without it, silence is -inf.
    """
    size = len(wave) if loudest is None else max(1, min(len(wave), loudest))
    if size == len(wave):
        power = float(np.mean(np.square(wave, dtype=np.float64)))
    else:
        power = float(stretch_power(wave, np.arange(len(wave) - size + 1), size).max())
    return max(floor_db, 10.0 * float(np.log10(power)) if power > 0.0 else -np.inf)


def note_level_db(wave: np.ndarray, sample_rate: float) -> float:
    """Return the level of the loudest 0.4 s of a sound, dB, -100 at least."""
    return level_db(wave, loudest=round(LOUDEST_S * sample_rate), floor_db=SILENT_DB)


def envelope(wave: np.ndarray, sample_rate: float, *, hop_s: float, window_s: float) -> np.ndarray:
    """Return the root mean square of a sound around moments `hop_s` apart, the first at its beginning; float64 [moments].

    Args:
        wave: float [samples].
        sample_rate: Hz.
        hop_s: seconds from one to the next.
        window_s: seconds, half of them before the moment.
    """
    size, hop = max(1, round(window_s * sample_rate)), hop_s * sample_rate
    starts = np.round(np.arange(max(1, int(len(wave) / hop))) * hop).astype(int)
    return np.sqrt(stretch_power(np.pad(wave, (size // 2, size)), starts, size))
