"""Number of statistically different bins: clusters of real sounds, and the bins whose share differs in a set of sounds.

Source: Richardson & Weiss, "On GANs and GMMs" (2018), section 3: number of statistically different bins (NDB).
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput

BINS = 50
SOUNDS_A_BIN = 5  # at least, of the real ones, on the average
LEVEL = 0.05  # so many of 100 kinds differ by chance alone
RUNS = 3  # of k-means, of which the tightest is taken


@dataclass(frozen=True, eq=False)
class Bins:
    """Kinds of real sounds.

    Attributes:
        centres: float32 [bins, values], the mean of each.
        counts: int64 [bins], real sounds of each.
    """

    centres: np.ndarray
    counts: np.ndarray

    def place(self, points: np.ndarray) -> np.ndarray:
        """Return the nearest kind of each point [n, values], int64 [n]."""
        from sklearn.metrics import pairwise_distances_argmin

        return pairwise_distances_argmin(points, self.centres)

    def count(self, points: np.ndarray) -> np.ndarray:
        """Return how many of the points are of each kind, int64 [bins]."""
        return np.bincount(self.place(points), minlength=len(self.centres))


def find_bins(points: np.ndarray, *, bins: int = BINS, seed: int = 0) -> Bins:
    """Sort real sounds into kinds by k-means.

    Args:
        points: float [n, values].
        bins: how many kinds; fewer when there are not `SOUNDS_A_BIN` sounds for each.
        seed: of where k-means begins.

    Raises:
        InvalidInput: fewer than two kinds' worth of sounds.
    """
    from sklearn.cluster import KMeans

    bins = min(bins, len(points) // SOUNDS_A_BIN, len(np.unique(points, axis=0)))
    if bins < 2:
        raise InvalidInput(
            f"Kinds of sounds need {2 * SOUNDS_A_BIN} different sounds at least. Received: {len(points)}. Take more.", rule="distinct-sounds"
        )
    found = KMeans(bins, n_init=RUNS, random_state=seed).fit(np.ascontiguousarray(points, np.float32))
    return Bins(found.cluster_centers_.astype(np.float32), np.bincount(found.labels_, minlength=bins))


def different_bins(real: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which kinds have a share among the others that chance does not explain, bool [bins].

    The test is that of two proportions with a pooled standard error, at the 5 % level.

    Args:
        real, other: int [bins], sounds of each kind.
    """
    from scipy.stats import norm

    real, other = np.asarray(real, np.float64), np.asarray(other, np.float64)
    n, m = real.sum(), other.sum()
    pooled = (real + other) / (n + m)
    error = np.sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m))
    z = np.divide(np.abs(real / n - other / m), error, out=np.zeros_like(error), where=error > 0.0)
    return z > norm.ppf(1.0 - LEVEL / 2.0)
