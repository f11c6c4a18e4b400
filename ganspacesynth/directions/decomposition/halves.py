"""A run in two halves: the same sums over every other batch or share, and how far apart the directions of the two are.

Two halves share nothing but what is known, so their difference says how good either is; the whole, with twice the sounds, is half as far from
the truth as they are from each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.directions.decomposition.moments import Moments

JUDGED = 32  # the first directions, by which a run is judged


@dataclass(frozen=True, eq=False)
class Halves:
    """How far the two halves of a run are apart.

    Attributes:
        angles: float64 [K], degrees from each direction of the one half to that of the other.
        spreads: float64 [K], how much its standard deviation differs, as a share of it.
    """

    angles: np.ndarray
    spreads: np.ndarray

    @property
    def error(self) -> float:
        """Degrees from a direction of the whole run to the true one, median of the first JUDGED, as it follows from the halves."""
        return 0.5 * float(np.median(self.angles[:JUDGED]))


def compare(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray], count: int) -> Halves:
    """Compare the directions of two halves, each (variances [k], unit rows [k, D]); what one of them lacks is as far off as can be."""
    (a, u), (b, v) = first, second
    k = min(count, len(a), len(b))
    cosines = np.abs(np.einsum("kd,kd->k", u[:k], v[:k], dtype=np.float64))
    sines = np.sqrt(np.maximum(1.0 - np.square(np.minimum(cosines, 1.0)), 0.0))
    close = cosines > 0.999  # where a cosine has too few digits
    if close.any():
        sign = np.sign(np.einsum("kd,kd->k", u[:k], v[:k]))[close, None]
        sines[close] = np.linalg.norm(u[:k][close] - sign * v[:k][close], axis=1)
    angles, spreads = np.full(count, 90.0), np.ones(count)
    angles[:k] = np.degrees(np.arctan2(sines, cosines))
    deviations = np.sqrt(np.maximum(np.stack([a[:k], b[:k]]), 0.0))
    spreads[:k] = np.abs(deviations[0] - deviations[1]) / np.maximum(deviations.mean(axis=0), 1e-300)
    return Halves(angles, spreads)


class HalfSums:
    """Sums of a run and of its halves: batches go to the one half or the other, and parts are merged half by half."""

    def __init__(self, empty: Callable[[], Any]) -> None:
        self.parts = [empty(), empty()]
        self._empty = empty

    @property
    def count(self) -> int:
        """Rows so far."""
        return sum(part.count for part in self.parts)

    def merge(self, other: "HalfSums") -> None:
        """Add what `other` has seen."""
        for mine, theirs in zip(self.parts, other.parts, strict=True):
            mine.merge(theirs)

    def whole(self) -> Any:
        """Return the sums of both, new ones."""
        whole = self._empty()
        for part in self.parts:
            whole.merge(part)
        return whole

    def state(self) -> dict[str, np.ndarray]:
        """Return the arrays to save; see `restore`."""
        return {f"{name}.{i}": value for i, part in enumerate(self.parts) for name, value in part.state().items()}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up what `state` returned."""
        for i, part in enumerate(self.parts):
            part.restore({name.removesuffix(f".{i}"): value for name, value in state.items() if name.endswith(f".{i}")})


class MomentsWithHalf(Moments):
    """Moments, and beside them those of every other part that is merged: the one half; the other is what is left."""

    def __init__(self, origin: np.ndarray, *, half_dtype: Any) -> None:
        super().__init__(origin)
        self.half = Moments(origin, dtype=half_dtype)
        self._merged = 0

    def merge(self, other: Moments) -> None:
        """Add the rows that `other` has seen."""
        super().merge(other)
        if self._merged % 2 == 0:
            self.half.merge(other)
        self._merged += 1

    def top(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the k largest variances, descending [k], and their unit directions, float64 [k, size]."""
        self._sums = self.total.copy(), self.twins.copy()
        return super().top(k)

    def halves(self, rows: np.ndarray, known: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray] | None:
        """Return what the covariances of the halves make of each row [k, size]: two float64 [k, size], or None where a half is empty.

        Ask after `top`.

        Args:
            rows: float.
            known: what `add_known` was given.
        """
        n, m = self.half.count, self.count - self.half.count
        if min(n, m) < 2:
            return None
        from_known = 0.0 if known is None else (rows.astype(known.dtype) @ known).astype(np.float64)
        first = self.half.action(rows)
        rest = (self.count - 1) * (self.action(rows) - from_known) - (n - 1) * first
        # scatters about the two means add up to that about the common one, but for what lies between them
        for sums, own, sign in zip(self._sums, (self.half.total, self.half.twins), (-1.0, 1.0), strict=True):
            apart = own / n - (sums - own) / m
            rest += sign * (n * m / self.count) * np.outer(rows @ apart, apart)
        return first + from_known, rest / (m - 1) + from_known

    def state(self) -> dict[str, np.ndarray]:
        """Return the arrays to save; see `restore`."""
        return {**super().state(), **{f"half.{name}": value for name, value in self.half.state().items()}, "merged": np.array(self._merged)}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up what `state` returned."""
        super().restore(state)
        self.half.restore({name.removeprefix("half."): value for name, value in state.items() if name.startswith("half.")})
        self._merged = int(state["merged"])
