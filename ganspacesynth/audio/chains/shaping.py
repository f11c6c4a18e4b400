"""Operations on each value by itself, or beside all of them: numbers over time in, as many out, mostly within 0 to 1."""

import numpy as np

from ganspacesynth.audio.signals.peaks import PeakSettings, find_peaks


def normalise(values: np.ndarray, rate: float) -> np.ndarray:
    """Stretch to 0..1: the lowest value becomes 0, the highest 1; a signal that stands still becomes 0."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros(len(values))


def clip(values: np.ndarray, rate: float, *, percent: float) -> np.ndarray:
    """Cut peaks off at a percentile of all local peaks, and divide by it: a few loud hits no longer make all others small.

    Args:
        values: float [frames], 0 and up.
        rate: frames a second.
        percent: 0..100; 100 only divides by the highest.
    """
    edged = np.concatenate([[-np.inf], values, [-np.inf]])
    peaks = values[(values > edged[:-2]) & (values >= edged[2:])]
    limit = float(np.percentile(peaks, percent)) if len(peaks) else float(values.max(initial=0.0))
    return np.minimum(values, limit) / limit if limit > 0.0 else np.zeros(len(values))


def power(values: np.ndarray, rate: float, *, exponent: float) -> np.ndarray:
    """Raise to a power: over 1 what is small becomes smaller, under 1 larger. Negative values count as 0."""
    return np.power(np.maximum(values, 0.0), exponent)


def compress(values: np.ndarray, rate: float, *, threshold: float, ratio: float) -> np.ndarray:
    """Make what is over a threshold less: `threshold + (value - threshold) / ratio`."""
    return np.where(values > threshold, threshold + (values - threshold) / ratio, values)


def expand(values: np.ndarray, rate: float, *, threshold: float, ratio: float) -> np.ndarray:
    """Make what is under a threshold less, 0 at least: `threshold - (threshold - value) * ratio`."""
    return np.where(values < threshold, np.maximum(0.0, threshold - (threshold - values) * ratio), values)


def threshold(values: np.ndarray, rate: float, *, level: float) -> np.ndarray:
    """Keep what is at least so high; all else becomes 0."""
    return np.where(values >= level, values, 0.0)


def dips(values: np.ndarray, rate: float, *, depth: float) -> np.ndarray:
    """Turn upside down: 0 becomes 1, and 1 becomes 1 - depth; between two hits all is high, at each there is a dip."""
    return 1.0 - depth * np.clip(values, 0.0, 1.0)


def rescaled(values: np.ndarray, rate: float, *, low: float, high: float, was_low: float = 0.0, was_high: float = 1.0) -> np.ndarray:
    """Bring from one range to another: `was_low` to low and `was_high` to high, nothing outside.

    Args:
        values: float [frames].
        rate: frames a second.
        low, high: the ends of the new range; low may be the higher one, which turns the signal upside down.
        was_low, was_high: the range before.
    """
    return low + np.clip((values - was_low) / (was_high - was_low), 0.0, 1.0) * (high - low)


def cumulate(values: np.ndarray, rate: float) -> np.ndarray:
    """Add up from the beginning, 0 to 1: time runs with the music, and stands still where there is none."""
    total = np.cumsum(np.maximum(values, 0.0))
    return total / total[-1] if len(total) and total[-1] > 0.0 else np.zeros(len(values))


def peaks(
    values: np.ndarray, rate: float, *, distance: float = 0.1, prominence: float = 0.1, height: float = 0.1, width: float = 0.0, span: float = 1.0
) -> np.ndarray:
    """Keep the peaks alone: 1 at each, 0 elsewhere.

    Args:
        values: float [frames].
        rate: frames a second.
        distance: seconds to the next higher one at least.
        prominence: rise over the valleys around it, as a share of the range.
        height: as a share of the range.
        width: seconds at half of its prominence.
        span: the range.
    """
    found = np.zeros(len(values))
    found[find_peaks(values, rate, PeakSettings(distance, prominence, height, width), span=span)] = 1.0
    return found
