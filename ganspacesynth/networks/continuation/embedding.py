"""From what was measured of a unit to what the network sees: features in, embeddings out, the same for every bank and recording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput

FURTHEST = 5.0  # standard deviations: what is further is not told apart
LEAST_STDEV = 1e-3
TIMBRE = 8.0  # variance of all components together


@dataclass(frozen=True, eq=False)
class Embedding:
    """A projection of standardised features, learnt once with a continuation model.

    Attributes:
        mean, stdev: float32 [features].
        projection: float32 [features, embedding].
    """

    mean: np.ndarray
    stdev: np.ndarray
    projection: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Return embeddings, float32 [units, embedding].

        Raises:
            InvalidInput: features of another number.
        """
        features = np.atleast_2d(np.asarray(features, np.float32))
        if features.shape[1] != len(self.mean):
            raise InvalidInput(
                f"This model looks at {len(self.mean)} features of a unit. Received: {features.shape[1]}. Build the bank with this version.",
                rule="feature-count",
            )
        return np.clip((features - self.mean) / self.stdev, -FURTHEST, FURTHEST) @ self.projection

    @classmethod
    def fit(cls, features: np.ndarray, size: int, *, kept: Sequence[int], weight: float, reduced: slice) -> "Embedding":
        """Learn an embedding.

        Args:
            features: float [units, features], of which something is to be learnt.
            size: of embeddings.
            kept: columns that are kept as they are, since a continuation is heard by them: those of melody.
            weight: of each of these, in standard deviations of the rest.
            reduced: columns of which only the strongest principal components are kept.

        Raises:
            InvalidInput: fewer numbers than are kept, or hardly any units.
        """
        features = np.asarray(features, np.float64)
        components = size - len(kept)
        if components < 0 or len(features) < 2:
            raise InvalidInput(
                f"An embedding has {len(kept)} numbers or more, and is learnt of 2 units or more. Received: size={size}, {len(features)} units.",
                rule="embedding-size",
            )
        mean, stdev = features.mean(axis=0), np.maximum(features.std(axis=0), LEAST_STDEV)
        standard = np.clip((features - mean) / stdev, -FURTHEST, FURTHEST)
        projection = np.zeros((features.shape[1], size))
        projection[list(kept), np.arange(len(kept))] = weight
        timbre = standard[:, reduced]
        values, vectors = np.linalg.eigh(timbre.T @ timbre / len(timbre))
        strongest = vectors[:, ::-1][:, :components]
        signs = np.sign(strongest[np.abs(strongest).argmax(axis=0), np.arange(strongest.shape[1])])
        # Timbre as a whole is brought to one variance: no component is blown up because it varies little.
        scale = np.sqrt(TIMBRE / max(float(values[::-1][:components].sum()), 1e-12))
        projection[reduced, len(kept) : len(kept) + strongest.shape[1]] = strongest * signs * scale
        return cls(mean.astype(np.float32), stdev.astype(np.float32), projection.astype(np.float32))
