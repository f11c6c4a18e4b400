"""Curve: a number over time, by breakpoints and the shape between them; envelopes, glides and fades are curves."""

import bisect
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

SHAPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # share of the way 0..1 in, share of the change out
    "linear": lambda share: share,
    "cosine": lambda share: 0.5 - 0.5 * np.cos(np.pi * share),
    "hold": np.zeros_like,  # stays until the next breakpoint
}


@dataclass(frozen=True)
class Curve:
    """Breakpoints and the shape between them; before the first and behind the last the curve stands still.

    Attributes:
        times_s: seconds, ascending; two equal ones make a jump.
        values: as many as times.
        shape: "linear", "cosine" (slow at both ends) or "hold".
    """

    times_s: tuple[float, ...]
    values: tuple[float, ...]
    shape: str = "linear"

    def __post_init__(self) -> None:
        object.__setattr__(self, "times_s", tuple(float(t) for t in self.times_s))
        object.__setattr__(self, "values", tuple(float(v) for v in self.values))
        if not self.times_s or len(self.times_s) != len(self.values):
            raise InvalidInput(
                f"A curve has a value for each of its times. Received: {len(self.times_s)} times, {len(self.values)} values.", rule="value-per-time"
            )
        if not all(map(math.isfinite, (*self.times_s, *self.values))) or list(self.times_s) != sorted(self.times_s):
            raise InvalidInput(
                f"A curve's times ascend, and all its numbers are finite. Received: times_s={self.times_s[:8]}.", rule="ascending-times"
            )
        if self.shape not in SHAPES:
            raise InvalidInput(f"shape must be one of {', '.join(SHAPES)}. Received: shape={brief(self.shape)}.", rule="known-shape")

    def at(self, time_s: float) -> float:
        """Return the value at a moment."""
        right = bisect.bisect_right(self.times_s, time_s)
        if right == 0 or right == len(self.times_s):
            return self.values[0 if right == 0 else -1]
        start, end = self.times_s[right - 1], self.times_s[right]
        share = float(SHAPES[self.shape](np.float64((time_s - start) / (end - start))))
        return self.values[right - 1] + share * (self.values[right] - self.values[right - 1])


def ramp(n: int, shape: str = "linear") -> np.ndarray:
    """Return the way from 0 towards 1 in n samples, float64 [n]; the 1 itself would be the next one."""
    return SHAPES[shape](np.arange(n) / max(n, 1))
