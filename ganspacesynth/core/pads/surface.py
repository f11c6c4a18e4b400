"""Places and numbers at them in, a smooth surface through all of them out: kriging, round the mean or round a small network.

Source: Matheron, Principles of Geostatistics (1963): ordinary kriging, and kriging of residuals; Rasmussen and Williams, Gaussian Processes (2006),
4.2, for the Matérn covariance of 5/2.
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.pads.perceptron import Perceptron, train_perceptron

FEW = 24  # pairs up to which there is no trend but the mean
NUGGET = 1e-6  # of the covariance, so that places near each other stay apart
NEAREST, FARTHEST = 0.12, 0.6  # what a pair reaches, as a share of the square's edge
REACH = 2.0  # how many times the usual distance from a pair to the next
BEYOND = 0.25  # of the range of each number, by which it may lie outside


@dataclass(frozen=True, eq=False)
class Surface:
    """Numbers over the square; `fit_surface` makes one.

    Attributes:
        places: float64 [n, 2].
        amounts: what each place adds, float64 [n, numbers].
        mean: float64 [numbers].
        trend: what lies under all, None where that is the mean alone.
        reach: of a place.
        low, high: bounds of each number, float64 [numbers].
    """

    places: np.ndarray
    amounts: np.ndarray
    mean: np.ndarray
    trend: Perceptron | None
    reach: float
    low: np.ndarray
    high: np.ndarray

    def at(self, place: np.ndarray) -> np.ndarray:
        """Return the numbers at a place [2], float64 [numbers]."""
        near = covariance(np.linalg.norm(self.places - place, axis=1), self.reach)
        value = self.mean + near @ self.amounts
        if self.trend is not None:
            value = value + self.trend.at(place[None])[0]
        return np.clip(value, self.low, self.high)


def fit_surface(places: np.ndarray, values: np.ndarray, *, seed: int = 0) -> Surface:
    """Fit a surface that passes through all pairs.

    Args:
        places: float [n, 2] in 0..1, n >= 1, none twice.
        values: float [n, numbers].
        seed: of the network that is trained where there are more than 24 pairs.

    Returns:
        The surface; beyond the pairs it comes to rest, and no number leaves their range by more than a quarter of it.
    """
    places, values = np.asarray(places, np.float64), np.asarray(values, np.float64)
    trend = train_perceptron(places, values, seed=seed) if len(places) > FEW else None
    rest = values if trend is None else values - trend.at(places)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    reach = _reach(apart)
    matrix = covariance(apart, reach) + NUGGET * np.eye(len(places))
    solved = np.linalg.solve(matrix, np.concatenate([np.ones((len(places), 1)), rest], axis=1))
    mean = solved[:, 1:].sum(axis=0) / solved[:, 0].sum()  # the best guess where nothing is near
    amounts = solved[:, 1:] - solved[:, :1] * mean
    low, high = values.min(axis=0), values.max(axis=0)
    room = BEYOND * (high - low)
    return Surface(places, amounts, mean, trend, reach, low - room, high + room)


def covariance(distance: np.ndarray, reach: float) -> np.ndarray:
    """Return how alike numbers are at places so far from each other, 1..0."""
    far = np.sqrt(5.0) * distance / reach
    return (1.0 + far + far**2 / 3.0) * np.exp(-far)


def _reach(apart: np.ndarray) -> float:
    if len(apart) < 2:
        return FARTHEST
    nearest = np.where(np.eye(len(apart), dtype=bool), np.inf, apart).min(axis=1)
    return float(np.clip(REACH * np.median(nearest), NEAREST, FARTHEST))
