"""Wobble: how much the levels of a held sound's partials fluctuate."""

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.evaluation.listening.outline import LEAST_S

PARTIALS = 8
PERIODS = 4  # of the fundamental in a window: its neighbours are then out of it, and what beats twice as slowly is seen
HOP_S = 0.004
DEEP_DB = 40.0  # under a partial's peak, moments do not count; a partial that is always so far under the strongest does not either
TOP = 0.47  # of the sample rate: partials above are left out


def partial_levels(wave: np.ndarray, sample_rate: int, hertz: float) -> np.ndarray:
    """Return the levels of the first eight partials over time, dB, float64 [partials, moments]; moments are HOP_S apart, the first at 0.

    Each partial is brought down to 0 Hz, where a window of four periods of the fundamental takes it out. A vibrato hardly changes that: it moves
    a partial within the window's band.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        hertz: the fundamental.
    """
    size, hop = max(2, round(PERIODS * sample_rate / hertz)), max(1, round(HOP_S * sample_rate))
    padded = np.pad(np.asarray(wave, np.float64), (size // 2, size))
    numbers = np.arange(1, min(PARTIALS, int(TOP * sample_rate / hertz)) + 1)
    count = len(wave) // hop
    pieces = spectrum.frames(padded, size, hop)[:count]
    turns = np.exp(-2j * np.pi * np.outer(np.arange(size), numbers) * hertz / sample_rate)  # [size, partials]
    return spectrum.power_db(spectrum.power((pieces * spectrum.hann(size)) @ turns).T / size**2, 1e-20)


def wobble_db(wave: np.ndarray, sample_rate: int, hertz: float, held: tuple[float, float]) -> float:
    """Return by how many dB the partials fluctuate: the standard deviation of a partial's level about a straight line, median of the partials.

    Only moments within 40 dB of the partial's peak count. NaN when the sound is too short, or has no partial.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        hertz: the fundamental, NaN when there is none.
        held: the stretch that is listened to, s.
    """
    if not np.isfinite(hertz) or hertz > TOP * sample_rate or held[1] - held[0] < LEAST_S / 2:
        return float("nan")
    levels = partial_levels(wave, sample_rate, hertz)
    rate = sample_rate / max(1, round(HOP_S * sample_rate))
    levels = levels[:, round(held[0] * rate) : round(held[1] * rate)]
    if not levels.shape[1]:
        return float("nan")
    found = [_fluctuation(row) for row in levels if row.max() >= levels.max() - DEEP_DB]
    return float(np.nanmedian(found)) if np.isfinite(found).any() else float("nan")


def _fluctuation(levels: np.ndarray) -> float:
    at = np.flatnonzero(levels >= levels.max() - DEEP_DB)
    if len(at) < 0.5 * len(levels):  # it is not there for most of the time
        return float("nan")
    return float(np.std(levels[at] - np.polyval(np.polyfit(at, levels[at], 1), at)))
