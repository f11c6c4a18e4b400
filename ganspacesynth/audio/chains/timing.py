"""Operations on when things happen: numbers over time in, the same moved, drawn to beats, or at another rate out."""

import numpy as np


def delay(values: np.ndarray, rate: float, *, seconds: float) -> np.ndarray:
    """Let everything come later (earlier, where seconds are under 0); what is empty then holds the first (last) value.

    Args:
        values: float [frames].
        rate: frames a second.
        seconds: rounded to frames.
    """
    later = int(np.clip(round(seconds * rate), -len(values), len(values)))
    if later >= 0:
        return np.concatenate([np.full(later, values[0]), values[: len(values) - later]])
    return np.concatenate([values[-later:], np.full(-later, values[-1])])


def quantise(values: np.ndarray, rate: float, *, moments_s: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """Draw impulses to the nearest of some moments, such as beats; where several meet the highest counts.

    Args:
        values: float [frames], impulses: all that is over 0 is moved.
        rate: frames a second.
        moments_s: seconds, ascending; without any nothing is moved.
        strength: 0..1, how far on the way there.
    """
    if not len(moments_s):
        return np.array(values)
    hits = np.flatnonzero(values > 0.0)
    right = np.clip(np.searchsorted(moments_s, hits / rate), 1, len(moments_s) - 1) if len(moments_s) > 1 else np.zeros(len(hits), int)
    left = np.maximum(right - 1, 0)
    near = np.where(np.abs(moments_s[left] - hits / rate) <= np.abs(moments_s[right] - hits / rate), left, right)
    places = np.round(hits + strength * (moments_s[near] * rate - hits)).astype(int)
    found = np.zeros(len(values))
    inside = (places >= 0) & (places < len(values))
    np.maximum.at(found, places[inside], values[hits[inside]])
    return found


def grid(beats_s: np.ndarray, parts: float) -> np.ndarray:
    """Return moments between beats: 2 of a beat are eighths of a bar of four, 0.5 every second beat; float64 [moments], seconds."""
    if len(beats_s) < 2:
        return np.asarray(beats_s, np.float64)
    places = np.arange(0.0, len(beats_s) - 1 + 1e-9, 1.0 / parts)
    return np.interp(places, np.arange(len(beats_s)), beats_s)


def resample(values: np.ndarray, rate: float, *, to_rate: float) -> np.ndarray:
    """Read at another rate, between frames in a straight line; a lower rate takes the mean of what it skips.

    Args:
        values: float [frames].
        rate, to_rate: frames a second.
    """
    count = max(1, round(len(values) * to_rate / rate))
    times = np.arange(count) * (rate / to_rate)
    if to_rate >= rate:
        return np.interp(times, np.arange(len(values)), values)
    half = 0.5 * rate / to_rate
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    edges = np.clip(np.stack([times - half, times + half]) + 0.5, 0.0, len(values))
    low, high = np.interp(edges, np.arange(len(sums)), sums)
    return (high - low) / np.maximum(edges[1] - edges[0], 1e-9)


def mix(values: np.ndarray, rate: float, *, other: np.ndarray, share: float = 0.5) -> np.ndarray:
    """Blend with another signal of the same rate: `(1 - share) * values + share * other`; the shorter one ends in its last value."""
    there = np.concatenate([other[: len(values)], np.full(max(0, len(values) - len(other)), other[-1])])
    return (1.0 - share) * values + share * there
