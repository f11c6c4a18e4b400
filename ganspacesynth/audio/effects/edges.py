"""A sound that has no envelope in, one that neither clicks nor clips out."""

import numpy as np

from ganspacesynth.audio.files.sound_files import peak_safe
from ganspacesynth.core.motion.curve import ramp

EDGE_S = 0.002  # no sound starts or stops faster than this: a sudden edge is a click


def fade_edges(wave: np.ndarray, sample_rate: float) -> np.ndarray:
    """Fade the first and last two milliseconds of float [samples] in and out, of a shorter sound each half; returns float32."""
    edge = round(EDGE_S * sample_rate)
    rise = edge if 2 * edge <= len(wave) else len(wave) // 2
    fall = edge if 2 * edge <= len(wave) else len(wave) - rise
    levels = np.ones(len(wave), np.float32)
    levels[:rise] = ramp(rise, "cosine")
    levels[len(wave) - fall :] = ramp(fall, "cosine")[::-1]
    return np.asarray(wave, np.float32) * levels


def levelled(wave: np.ndarray, gain: float | None, sample_rate: float) -> np.ndarray:
    """Return a clip at its gain, never over full level, and without a click: a network begins in the middle of things."""
    wave = fade_edges(wave, sample_rate)
    return peak_safe(wave if gain is None else wave * np.float32(gain))
