"""Ridge regression from spectrograms to coordinates of z and edits, refitted round by round near the target."""

from collections.abc import Callable

import numpy as np

RIDGE = 0.05  # share of the tries' mean square: less believes more of what a few tries seem to say
ROUND = 16  # tries at once
GUESSES = 4  # of them; the others are scattered around these
SCATTER, NARROWING, NARROWEST = 0.6, 0.75, 0.04  # standard deviations in the first round; factor from one to the next; and in the end


class CoordinateRegressor:
    """Ridge regression from what was heard to the coordinates it was made with, over the tries nearest to what is wanted.

    It is the network turned round, as far as it is linear in their neighbourhood; each round of tries makes that
    neighbourhood smaller. No gradient is needed, and what is random in a sound (phases, beating) averages out.

    Attributes:
        best: coordinates of the nearest try.
        distance: its distance.
    """

    def __init__(self, wanted: np.ndarray, coordinates: np.ndarray, heard: np.ndarray, distances: np.ndarray) -> None:
        """Begin with what is wanted [P], and the first tries; see `add`."""
        self._wanted = np.asarray(wanted, np.float64)
        self._coordinates, self._heard, self._distances = np.asarray(coordinates), np.asarray(heard, np.float32), np.asarray(distances)

    @property
    def best(self) -> np.ndarray:
        """Coordinates of the nearest try."""
        return self.nearest(1)[0]

    @property
    def distance(self) -> float:
        """How far the nearest try is."""
        return float(self._distances.min())

    def add(self, coordinates: np.ndarray, heard: np.ndarray, distances: np.ndarray) -> None:
        """Remember tries: coordinates [n, d], what was heard [n, P], and how far that is from what is wanted [n]."""
        self._coordinates = np.concatenate([self._coordinates, coordinates])
        self._heard = np.concatenate([self._heard, np.asarray(heard, np.float32)])
        self._distances = np.concatenate([self._distances, distances])

    def nearest(self, count: int) -> np.ndarray:
        """Return the coordinates of the nearest tries, nearest first."""
        return self._coordinates[np.argsort(self._distances, kind="stable")[:count]]

    def guess(self, count: int) -> np.ndarray:
        """Return the coordinates [d] that what is wanted would have, judging by the `count` nearest tries."""
        chosen = np.argsort(self._distances, kind="stable")[:count]
        heard, coordinates = self._heard[chosen].astype(np.float64), self.nearest(count)
        middle, centre = heard.mean(axis=0), coordinates.mean(axis=0)
        apart = heard - middle
        products = apart @ apart.T
        scale = max(float(np.trace(products)) / len(chosen), 1e-12)
        weights = np.linalg.solve(products / scale + RIDGE * np.eye(len(chosen)), coordinates - centre)
        return centre + (self._wanted - middle) @ apart.T / scale @ weights

    def neighbourhoods(self) -> list[int]:
        """How many tries each guess looks at: from all of them to a few more than there are coordinates."""
        total, least = len(self._distances), 32 + self.nearest(1).shape[1]
        return [min(total, max(least, total >> shift)) for shift in range(GUESSES - 1)] + [min(total, least)]


def approach(
    inverse: CoordinateRegressor,
    hear: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    scale: np.ndarray,
    rounds: int,
    rng: np.random.Generator,
) -> None:
    """Try guesses, and what is around them, round after round.

    Args:
        inverse: with some tries in it; it learns the new ones.
        hear: coordinates [n, d] -> what is heard [n, P] and its distances [n].
        scale: [d], how far coordinates usually spread.
        rounds: of 16 tries each.
        rng: scatters.
    """
    for number in range(rounds):
        guesses = np.stack([inverse.guess(count) for count in inverse.neighbourhoods()])
        width = max(NARROWEST, SCATTER * NARROWING**number)
        around = np.resize(np.arange(GUESSES), ROUND - GUESSES)
        scattered = guesses[around] + width * scale * rng.standard_normal((len(around), len(scale)))
        tried = np.concatenate([guesses, scattered])
        inverse.add(tried, *hear(tried))
