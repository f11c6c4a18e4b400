"""Confidence intervals (95 %) of figures over sounds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
DRAWS = 200


@dataclass(frozen=True)
class Estimate:
    """A figure, and the interval in which it would be found 95 times of 100 with other sounds of the same kind.

    Attributes:
        value: NaN when it cannot be said.
        low, high: ends of the interval.
    """

    value: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def share(right: np.ndarray) -> Estimate:
    """Return the share of bool [n] that is true (Wilson's interval: all of ten is not yet always)."""
    from scipy.stats import binomtest

    if not len(right):
        return UNKNOWN
    found = binomtest(int(np.sum(right)), len(right))
    interval = found.proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(float(np.mean(right)), float(interval.low), float(interval.high))


def mean(values: np.ndarray) -> Estimate:
    """Return the mean of what is not NaN, with a bootstrap interval."""
    there = np.asarray(values, np.float64)[np.isfinite(values)]
    return bootstrap(lambda rows: float(there[rows].mean()), len(there))


def bootstrap(figure: Callable[..., float], *counts: int, least: float = -np.inf, most: float = np.inf, draws: int = DRAWS) -> Estimate:
    """Return a figure of one set of sounds or several, with a bootstrap interval.

    A draw with repeats moves some figures to one side (sets that repeat themselves look further apart), so the spread of the draws is
    laid around the figure itself.

    Args:
        figure: called with the rows of each set.
        counts: sounds of each set.
        least, most: what the figure cannot leave.
        draws: how many.

    Source: Efron & Tibshirani, "An introduction to the bootstrap" (1993), chapters 10 and 13.
    """
    if not counts or min(counts) == 0:
        return UNKNOWN
    value = figure(*(np.arange(count) for count in counts))
    rng = np.random.default_rng(0)
    drawn = np.array([figure(*(rng.integers(0, count, count) for count in counts)) for _ in range(draws)])
    ends = (1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0
    low, high = value + np.quantile(drawn - drawn.mean(), ends)
    return Estimate(value, float(np.clip(low, least, value)), float(np.clip(high, value, most)))
