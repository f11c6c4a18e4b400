"""Curve: a number over time, by breakpoints and the shape between them; envelopes, glides and fades are curves."""

import bisect
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

RISE = math.log(1000.0)  # of an exponential curve: 60 dB from its beginning to its end
SHAPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # share of the way 0..1 in, share of the change out
    "linear": lambda share: share,
    "cosine": lambda share: 0.5 - 0.5 * np.cos(np.pi * share),
    "exponential": lambda share: np.expm1(RISE * share) / np.expm1(RISE),  # slow, then fast; backwards: as strings and bells die away
    "hold": np.zeros_like,  # stays until the next breakpoint
}


@dataclass(frozen=True)
class Curve:
    """Breakpoints and the shape between them; before the first and behind the last the curve stands still.

    Attributes:
        times_s: seconds, ascending; two equal ones make a jump.
        values: as many as times.
        shape: "linear", "cosine" (slow at both ends), "exponential" or "hold".
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

    def sampled(self, times_s: np.ndarray) -> np.ndarray:
        """Return the values at many moments, float64, each as `at` has it."""
        times, values, moments = np.asarray(self.times_s), np.asarray(self.values), np.asarray(times_s, np.float64)
        if len(times) == 1:
            return np.full(moments.shape, values[0])
        right = np.searchsorted(times, moments, side="right")
        left = np.clip(right - 1, 0, len(times) - 2)
        span = times[left + 1] - times[left]
        share = SHAPES[self.shape](np.clip(np.divide(moments - times[left], span, out=np.ones_like(moments), where=span > 0.0), 0.0, 1.0))
        between = values[left] + share * (values[left + 1] - values[left])
        return np.where(right == 0, values[0], np.where(right == len(times), values[-1], between))


def ramp(n: int, shape: str = "linear") -> np.ndarray:
    """Return the way from 0 towards 1 in n samples, float64 [n]; the 1 itself would be the next one."""
    return SHAPES[shape](np.arange(n) / max(n, 1))
