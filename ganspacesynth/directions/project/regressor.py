"""Ridge regression from spectrograms to coordinates of z and edits, refitted round by round near the target."""

from collections.abc import Callable

import numpy as np

RIDGE = 0.05  # share of the tries' mean square: less believes more of what a few tries seem to say
ROUND = 16  # tries at once
GUESSES = 4  # of them; the others are scattered around these
SCATTER, NARROWING, NARROWEST = 0.6, 0.75, 0.04  # standard deviations in the first round; factor from one to the next; and in the end


class CoordinateRegressor:
    """Ridge regression from spectra to the coordinates they were made with, over the tries nearest to the target.

    It is the network turned round, as far as it is linear in their neighbourhood; each round of tries makes that
    neighbourhood smaller. No gradient is needed, and what is random in a sound (phases, beating) averages out.

    Attributes:
        best: coordinates of the nearest try.
        distance: its distance.
    """

    def __init__(self, target: np.ndarray, coordinates: np.ndarray, spectra: np.ndarray, distances: np.ndarray) -> None:
        """Begin with the target's spectrum [P] and the first tries; see `add`."""
        self._target = np.asarray(target, np.float64)
        self._coordinates, self._spectra, self._distances = np.asarray(coordinates), np.asarray(spectra, np.float32), np.asarray(distances)

    @property
    def best(self) -> np.ndarray:
        """Coordinates of the nearest try."""
        return self.nearest(1)[0]

    @property
    def distance(self) -> float:
        """How far the nearest try is."""
        return float(self._distances.min())

    def add(self, coordinates: np.ndarray, spectra: np.ndarray, distances: np.ndarray) -> None:
        """Add tries: coordinates [n, d], their spectra [n, P] and distances to the target [n]."""
        self._coordinates = np.concatenate([self._coordinates, coordinates])
        self._spectra = np.concatenate([self._spectra, np.asarray(spectra, np.float32)])
        self._distances = np.concatenate([self._distances, distances])

    def nearest(self, count: int) -> np.ndarray:
        """Return the coordinates of the nearest tries, nearest first."""
        return self._coordinates[np.argsort(self._distances, kind="stable")[:count]]

    def guess(self, count: int) -> np.ndarray:
        """Return the coordinates [d] that the target would have, by regression over the `count` nearest tries."""
        chosen = np.argsort(self._distances, kind="stable")[:count]
        spectra, coordinates = self._spectra[chosen].astype(np.float64), self.nearest(count)
        middle, centre = spectra.mean(axis=0), coordinates.mean(axis=0)
        apart = spectra - middle
        products = apart @ apart.T
        scale = max(float(np.trace(products)) / len(chosen), 1e-12)
        weights = np.linalg.solve(products / scale + RIDGE * np.eye(len(chosen)), coordinates - centre)
        return centre + (self._target - middle) @ apart.T / scale @ weights

    def neighbourhoods(self) -> list[int]:
        """How many tries each guess looks at: from all of them to a few more than there are coordinates."""
        total, least = len(self._distances), 32 + self.nearest(1).shape[1]
        return [min(total, max(least, total >> shift)) for shift in range(GUESSES - 1)] + [min(total, least)]


def approach(
    regressor: CoordinateRegressor,
    measure: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    scale: np.ndarray,
    rounds: int,
    rng: np.random.Generator,
) -> None:
    """Try guesses, and what is around them, round after round.

    Args:
        regressor: with some tries in it; it learns the new ones.
        measure: coordinates [n, d] -> spectra [n, P] and distances [n].
        scale: [d], how far coordinates usually spread.
        rounds: of 16 tries each.
        rng: scatters.
    """
    for number in range(rounds):
        guesses = np.stack([regressor.guess(count) for count in regressor.neighbourhoods()])
        width = max(NARROWEST, SCATTER * NARROWING**number)
        around = np.resize(np.arange(GUESSES), ROUND - GUESSES)
        scattered = guesses[around] + width * scale * rng.standard_normal((len(around), len(scale)))
        tried = np.concatenate([guesses, scattered])
        regressor.add(tried, *measure(tried))
