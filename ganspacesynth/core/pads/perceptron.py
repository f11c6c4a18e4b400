"""A small network from places to numbers, trained in NumPy by all pairs at once, in less than a second.

Source: Kingma and Ba, Adam (2015); Glorot and Bengio (2010) for what it begins with.
"""

import itertools
from dataclasses import dataclass

import numpy as np

WIDTH = 24
STEPS, RATE = 300, 0.03
MOST_SHAPES = 16  # principal components of the numbers that are learned; what is left the kriging takes
BETA1, BETA2, TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, eq=False)
class Perceptron:
    """Two hidden layers of tanh, then the numbers' principal components.

    Attributes:
        weights: (matrix, bias) of each of the three layers.
        mean: float64 [numbers].
        shapes: float64 [components, numbers].
    """

    weights: tuple[tuple[np.ndarray, np.ndarray], ...]
    mean: np.ndarray
    shapes: np.ndarray

    def at(self, places: np.ndarray) -> np.ndarray:
        """Return the numbers at places [n, 2], float64 [n, numbers]."""
        return self.mean + _layers(self.weights, places)[-1] @ self.shapes


def train_perceptron(places: np.ndarray, values: np.ndarray, *, seed: int = 0) -> Perceptron:
    """Train one.

    Args:
        places: float64 [n, 2] in 0..1.
        values: float64 [n, numbers].
        seed: of what it begins with; the same one gives the same network.
    """
    mean = values.mean(axis=0)
    _, sizes, axes = np.linalg.svd(values - mean, full_matrices=False)
    count = max(1, min(MOST_SHAPES, len(axes)))
    size = max(float(sizes[0]), 1e-12) / np.sqrt(len(values))  # so that the largest varies by about 1
    shapes = axes[:count] * size
    wanted = (values - mean) @ axes[:count].T / size
    weights = _begun(seed, (2, WIDTH, WIDTH, count))
    return Perceptron(_trained(weights, places, wanted), mean, shapes)


def _begun(seed: int, sizes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    made: list[np.ndarray] = []
    for inputs, outputs in itertools.pairwise(sizes):
        gain = 2.0 if inputs == 2 else 1.0  # the square is small: steeper first ones see more of it
        made += [gain * rng.standard_normal((inputs, outputs)) * np.sqrt(2.0 / (inputs + outputs)), 0.3 * rng.standard_normal(outputs)]
    made[-2] *= 0.1
    return made


def _trained(flat: list[np.ndarray], places: np.ndarray, wanted: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    first, second = [np.zeros_like(each) for each in flat], [np.zeros_like(each) for each in flat]
    for step in range(1, STEPS + 1):
        rate = RATE * 0.5 * (1.0 + np.cos(np.pi * step / STEPS))
        for k, slope in enumerate(_slopes(flat, places, wanted)):
            first[k] = BETA1 * first[k] + (1.0 - BETA1) * slope
            second[k] = BETA2 * second[k] + (1.0 - BETA2) * slope**2
            flat[k] = flat[k] - rate * (first[k] / (1.0 - BETA1**step)) / (np.sqrt(second[k] / (1.0 - BETA2**step)) + TINY)
    return _paired(flat)


def _slopes(flat: list[np.ndarray], places: np.ndarray, wanted: np.ndarray) -> list[np.ndarray]:
    """Return how half the mean squared error changes with each array."""
    weights = _paired(flat)
    inputs = _layers(weights, places)
    error = (inputs[-1] - wanted) / len(places)
    slopes: list[np.ndarray] = []
    for (matrix, _), x in zip(weights[::-1], inputs[-2::-1], strict=True):
        slopes = [x.T @ error, error.sum(axis=0), *slopes]
        error = (error @ matrix.T) * (1.0 - x**2)
    return slopes


def _layers(weights: tuple[tuple[np.ndarray, np.ndarray], ...], places: np.ndarray) -> list[np.ndarray]:
    """Return what goes into each layer, and what comes out of the last."""
    held = [2.0 * places - 1.0]
    for k, (matrix, bias) in enumerate(weights):
        x = held[-1] @ matrix + bias
        held.append(np.tanh(x) if k < len(weights) - 1 else x)
    return held


def _paired(flat: list[np.ndarray]) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return tuple((flat[k], flat[k + 1]) for k in range(0, len(flat), 2))
