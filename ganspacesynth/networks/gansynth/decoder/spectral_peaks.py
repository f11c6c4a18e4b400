"""Frames of power in, their spectral peaks out: where they are, which bins belong to each, and which it was in the frame before."""

from dataclasses import dataclass

import numpy as np

FLOOR = 1e-9  # of the power of a frame's loudest bin: maxima below are no peaks
TINY = np.float32(1e-6)


@dataclass(frozen=True, eq=False)
class Peaks:
    """The peaks of rows of bins, one array entry a peak, row after row; a row is one frame of one sound.

    Attributes:
        own: place of its bin among all bins of all rows.
        row: its row.
        bin: its bin in the row, from 0.
        place: where it is between bins, counted as in a whole spectrum with its DC bin, from 1.
        size: how many bins belong to it: those up to half-way to its neighbours.
        before: number of the peak in whose bins it lay in the frame before; 0 where there is none, see `follows`.
        follows: whether there is a frame before.
    """

    own: np.ndarray
    row: np.ndarray
    bin: np.ndarray
    place: np.ndarray
    size: np.ndarray
    before: np.ndarray
    follows: np.ndarray

    def __len__(self) -> int:
        return len(self.own)


def find_peaks(power: np.ndarray, levels: np.ndarray, sounds: int) -> Peaks:
    """Find the local maxima of each row.

    Args:
        power: float32 [rows, bins]; rows are the frames of some sounds, all sounds of one frame after the other.
        levels: half the logarithm of it.
        sounds: how many.
    """
    rows, bins = power.shape
    own = np.flatnonzero(_maxima(power))
    row = own // bins
    column = own - row * bins
    first = np.flatnonzero(np.diff(row, prepend=-1))
    start = np.empty(len(own), np.int64)
    start[1:] = (own[:-1] + own[1:]) // 2 + 1
    start[first] = row[first] * bins
    size = np.diff(start, append=rows * bins)
    owner = np.repeat(np.arange(len(own), dtype=np.int32), size)
    follows = row >= sounds
    before = np.take(owner, np.where(follows, own - bins * sounds, 0)).astype(np.intp)
    return Peaks(own, row, column, _between_bins(levels.reshape(-1), own, column), size, before, follows)


def _maxima(power: np.ndarray) -> np.ndarray:
    """Which bins are larger than two neighbours on either side, bool; a row without any gets its loudest bin."""
    top = np.zeros(power.shape, bool)
    inside, middle = top[:, 2:-2], power[:, 2:-2]
    loudest = power.max(axis=1)
    np.greater(middle, power[:, 1:-3], out=inside)
    inside &= middle >= power[:, 3:-1]
    inside &= middle > power[:, :-4]
    inside &= middle >= power[:, 4:]
    inside &= middle > (loudest * np.float32(FLOOR))[:, None]
    bare = np.flatnonzero(~top.any(axis=1))
    top[bare, np.clip(power[bare].argmax(axis=1), 1, power.shape[1] - 2)] = True
    return top


def _between_bins(levels: np.ndarray, own: np.ndarray, column: np.ndarray) -> np.ndarray:
    """The vertex of a parabola through three log magnitudes, float64."""
    left, middle, right = levels[own - 1], levels[own], levels[own + 1]
    share = 0.5 * (left - right) / (left - 2 * middle + right - TINY)
    return column + 1 + np.clip(share, -0.5, 0.5).astype(np.float64)
