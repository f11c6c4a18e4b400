"""Sections: what a sound is like over time in, the moments at which it becomes another out; whole, or as it comes in.

Two windows lie side by side: where their means differ most, beside how much each varies within, something has changed. Chords and bars come and
go within a window and do not count. Then the boundary is moved to where it divides its surroundings best. The number of rows is bounded whatever
the length, so a song of an hour takes hardly longer than one of ten minutes.
"""

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

WINDOW_S = 10.0  # a few bars
SHORTEST_S = 6.0
MAX_ROWS = 2400
ROWS_HZ = 4.0
DISTINCT = 1.25  # how far means must be apart, beside the spread within: most boundaries are over 2, and what is none under 1
FINE_S = 4.0  # a boundary is moved by so much at most
LEVEL_SHARE = 0.5
LIVE_S = 4.0  # of what is new, as a sound comes in


def section_times(rows: np.ndarray, duration_s: float, *, count: int | None = None) -> np.ndarray:
    """Return where sections begin, float64 [sections], seconds; the first is 0.

    Args:
        rows: float [rows, numbers] evenly over the sound: levels in bands (dB) and chroma, see `describe`.
        duration_s: seconds of the sound.
        count: how many sections there shall be, at most; None for as many as are distinct.

    Raises:
        InvalidInput: a count below 1.
    """
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 1000):
        raise InvalidInput(f"A sound has 1..1000 sections. Received: count={brief(count)}.", rule="section-count")
    if len(rows) < 4 or duration_s < 2 * SHORTEST_S:
        return np.zeros(1)
    rate = len(rows) / duration_s
    found = novelty(rows, rate)
    least = DISTINCT if count is None else 1e-6
    chosen: list[int] = []
    near = SHORTEST_S * rate
    for place in np.argsort(-found):
        if found[place] < least or (count is not None and len(chosen) >= count - 1):
            break
        if near <= place <= len(rows) - near and all(abs(place - other) >= near for other in chosen) and _is_peak(found, int(place)):
            chosen.append(int(place))
    return np.array([0.0, *sorted(_refined(rows, place, rate) / rate for place in chosen)])


def _is_peak(values: np.ndarray, place: int) -> bool:
    return bool(values[place] >= values[max(0, place - 2) : place + 3].max())


def novelty(rows: np.ndarray, rate: float) -> np.ndarray:
    """Return how much what follows each row differs from what came before it, beside how much both vary; float64 [rows]."""
    size = max(2, round(WINDOW_S * rate))
    given = np.pad(rows.astype(np.float64), ((size, size), (0, 0)), mode="edge")
    sums = np.concatenate([np.zeros((1, given.shape[1])), np.cumsum(given, axis=0)])
    squares = np.concatenate([np.zeros((1, given.shape[1])), np.cumsum(np.square(given), axis=0)])
    means, spread = (sums[size:] - sums[:-size]) / size, (squares[size:] - squares[:-size]) / size
    variances = np.maximum(0.0, spread - np.square(means))
    count = len(rows)
    before, after = slice(0, count), slice(size, size + count)
    apart = np.square(means[after] - means[before]).sum(axis=1)
    within = 0.5 * (variances[before] + variances[after]).sum(axis=1)
    return np.sqrt(apart / (within + 0.02 * float(np.var(rows, axis=0).sum()) + 1e-9))


def _refined(rows: np.ndarray, place: int, rate: float) -> float:
    """Return the row at which two halves around a place are each most like themselves."""
    size, reach = round(WINDOW_S * rate), round(FINE_S * rate)
    low, high = max(0, place - size), min(len(rows), place + size)
    some = rows[low:high].astype(np.float64)
    sums = np.cumsum(some, axis=0)
    at = np.arange(max(2, place - reach - low), min(len(some) - 2, place + reach - low) + 1)
    if not len(at):
        return float(place)
    left, right = sums[at - 1] / at[:, None], (sums[-1] - sums[at - 1]) / (len(some) - at)[:, None]
    gain = (at * (len(some) - at) / len(some)) * np.square(left - right).sum(axis=1)
    return float(low + at[int(gain.argmax())])


def describe(bands: np.ndarray, chroma: np.ndarray, duration_s: float) -> np.ndarray:
    """Return rows for `section_times`, float32 [rows, numbers]: the means of frames, a bounded number of them.

    Args:
        bands: float [frames, bands], dB.
        chroma: float [frames, 12].
        duration_s: seconds of the sound.
    """
    count = int(max(1, min(len(bands), MAX_ROWS, round(ROWS_HZ * duration_s))))
    edges = np.linspace(0, len(bands), count + 1).astype(int)[:-1]
    sizes = np.diff([*edges, len(bands)])[:, None]
    levels = np.add.reduceat(bands, edges, axis=0) / sizes
    notes = np.add.reduceat(chroma, edges, axis=0) / sizes
    return np.concatenate([levels * (LEVEL_SHARE / 10.0), notes * 2.0], axis=1).astype(np.float32)


class SectionFollower:
    """Sections of a sound that comes in: rows in, whether a new section has begun out, about `LIVE_S` after it did."""

    latency_s = LIVE_S

    def __init__(self, rate: float) -> None:
        """Begin a section; `rate` is rows a second."""
        self._new, self._old = max(2, round(LIVE_S * rate)), max(4, round(2 * WINDOW_S * rate))
        self._rows: list[np.ndarray] = []
        self._last = 0.0

    def push(self, rows: np.ndarray) -> np.ndarray:
        """Take rows, float [rows, numbers]; return bool [rows]."""
        return np.array([self._next(row) for row in rows], bool)

    def _next(self, row: np.ndarray) -> bool:
        self._rows.append(np.asarray(row, np.float64))
        self._rows = self._rows[-(self._new + self._old) :]
        if len(self._rows) < 2 * self._new:
            return False
        rows = np.array(self._rows)
        old, new = rows[: -self._new], rows[-self._new :]
        within = 0.5 * (old.var(axis=0) + new.var(axis=0)).sum()
        apart = float(np.sqrt(np.square(new.mean(axis=0) - old.mean(axis=0)).sum() / (within + 0.02 * rows.var(axis=0).sum() + 1e-9)))
        begins = self._last >= DISTINCT and apart < self._last  # at its highest, when all that is new lies behind the boundary
        self._last = 0.0 if begins else apart
        if begins:
            self._rows = self._rows[-self._new :]
        return begins
