"""Made pictures beside real ones, in numbers: likeness, kinds that are met, variety, and whether any is a copy."""

from dataclasses import asdict, dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.evaluation.pictures.scattering import scattering
from ganspacesynth.evaluation.statistics.distances import cubic, kernel

BINS = 12  # kinds that real pictures are sorted into
LEAST = 0.25  # of its share among real pictures, from which on a kind is met
TURNS = 30  # of k-means
FEWEST = 8


@dataclass(frozen=True)
class PictureFigures:
    """What can be said of a picture network in numbers.

    Attributes:
        made: pictures that were looked at.
        kernel: distance from held-out pictures ("KID", of scattering features); 0 is best.
        floor: the same of learned pictures from held-out ones: what a perfect network would have.
        kinds: that real pictures were sorted into by their features.
        met: those of which there are enough among made ones.
        variety: how far made pictures are from each other, 1 being as far as real ones are; near 0 all are one.
        apart: how far made pictures are from the nearest learned one, 1 being as far as held-out ones are; near 0 they are copies.
    """

    made: int
    kernel: float
    floor: float
    kinds: int
    met: int
    variety: float
    apart: float

    def to_json(self) -> dict[str, float]:
        """Return all of it as JSON can say it."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class RealPictures:
    """Features of real pictures, brought to the same spread each by those that were learned.

    Attributes:
        learned: float64 [n, features].
        held_out: likewise.
        mean, spread: of the learned ones, before.
        middles: of the kinds [kinds, features].
    """

    learned: np.ndarray
    held_out: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    middles: np.ndarray

    def figures(self, made: np.ndarray) -> PictureFigures:
        """Compare made pictures [n, edge, edge, 3], uint8 or of -1..1, with the real ones."""
        features = self._spread(scattering(made))
        kinds, shares = _shares(self.learned, self.middles), _shares(features, self.middles)
        return PictureFigures(
            len(made),
            _distance(features, self.held_out),
            _distance(self.learned, self.held_out),
            len(self.middles),
            int((shares >= LEAST * kinds).sum()),
            _variety(features) / max(_variety(self.learned), 1e-12),
            float(np.median(self.nearest(features)[0]) / max(float(np.median(self.nearest(self.held_out)[0])), 1e-12)),
        )

    def nearest(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how far the nearest learned picture is from each, and its number."""
        away = _apart(features, self.learned)
        rows = away.argmin(axis=1)
        return away[np.arange(len(away)), rows], rows

    def nearest_to(self, made: np.ndarray) -> np.ndarray:
        """Return the number of the nearest learned picture of each made one."""
        return self.nearest(self._spread(scattering(made)))[1]

    def _spread(self, features: np.ndarray) -> np.ndarray:
        return (features.astype(np.float64) - self.mean) / self.spread


def real_pictures(learned: np.ndarray, held_out: np.ndarray, seed: int = 0) -> RealPictures:
    """Return what made pictures are compared with.

    Args:
        learned: pictures [n, edge, edge, 3], uint8 or of -1..1; eight at least.
        held_out: pictures that were never trained with, likewise.
        seed: of where kinds begin.

    Raises:
        InvalidInput: fewer, or of another shape.
    """
    if min(len(learned), len(held_out)) < FEWEST:
        raise InvalidInput(
            f"Figures compare {FEWEST} pictures of each kind at least. Received: {len(learned)} learned and {len(held_out)} held out. Use more.",
            rule="compared-pictures",
        )
    features = scattering(learned).astype(np.float64)
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-3)
    learned_features = (features - mean) / spread
    middles = _middles(learned_features, min(BINS, len(learned) // 4), seed)
    return RealPictures(learned_features, (scattering(held_out).astype(np.float64) - mean) / spread, mean, spread, middles)


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    return kernel(cubic(a, a), cubic(b, b), cubic(a, b), np.arange(len(a)), np.arange(len(b)))


def _apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squares = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2.0 * a @ b.T
    return np.sqrt(np.maximum(squares, 0.0))


def _variety(features: np.ndarray) -> float:
    return float(np.sqrt(np.square(features - features.mean(axis=0)).sum(axis=1).mean()))


def _shares(features: np.ndarray, middles: np.ndarray) -> np.ndarray:
    return np.bincount(_apart(features, middles).argmin(axis=1), minlength=len(middles)) / len(features)


def _middles(features: np.ndarray, count: int, seed: int) -> np.ndarray:
    """k-means, begun far apart. Source: Arthur & Vassilvitskii, k-means++ (2007)."""
    rng = np.random.default_rng(seed)
    middles = features[rng.integers(len(features))][None]
    while len(middles) < count:
        far = np.square(_apart(features, middles).min(axis=1))
        middles = np.concatenate([middles, features[rng.choice(len(features), p=far / far.sum())][None]])
    for _ in range(TURNS):
        nearest = _apart(features, middles).argmin(axis=1)
        middles = np.stack([features[nearest == k].mean(axis=0) if (nearest == k).any() else middles[k] for k in range(count)])
    return middles
