"""Residuals of principal components: how far the covariance, estimated on fresh sounds, turns each out of itself."""

from collections.abc import Iterable

import numpy as np

from ganspacesynth.directions.decomposition.sketch import SketchComponents, SketchPlan

SOUNDS = 4096  # fresh sounds it is measured on
VALUES = 1 << 16  # values of a layer it is measured on, evenly spread


def residuals(found: SketchComponents, plan: SketchPlan, mean: np.ndarray, batches: Iterable[np.ndarray], count: int) -> np.ndarray:
    """Estimate |C v - λ v| / λ for each of the first `count` directions v of a sketch, with λ their variance.

    Nyström's approximation is exact on the basis: it can only be wrong about the part of v outside, which is known and small. What the
    covariance does to that part and the approximation does not is measured on sounds that the sketch did not hear, in two
    halves, whose product has no bias: |R x|² = E ⟨R₁ x, R₂ x⟩.

    Args:
        found: of the sketch.
        plan: of the sketch.
        mean: float [D], of the rows.
        batches: rows float [n, D] of other sounds, two batches or more; every other one goes to the second half.
        count: directions to look at.

    Returns:
        float64 [count]; a direction's error is at most this times its variance over the distance to the next variance.
    """
    from scipy.linalg import lstsq

    vectors, kept = found.vectors, found.kept
    inside = kept[:count]  # of the directions, in the basis
    some = np.linspace(0, vectors.shape[1] - 1, min(vectors.shape[1], VALUES)).astype(np.int64)
    on_some = vectors[:, some].astype(np.float64)
    to_vectors = lstsq(kept.T, np.eye(len(kept)), cond=1e-9)[0]  # from coordinates in the basis to the approximation's in the vectors [q, q]
    sums, counts = np.zeros((2, count, len(some))), np.zeros(2)
    for i, rows in enumerate(batches):
        centred = rows - mean.astype(rows.dtype)
        p, c = centred @ plan.basis.T, centred @ vectors[:count].T  # [n, q], [n, count]
        told = p.astype(np.float64) @ to_vectors.T  # [n, q], what the approximation makes of p
        # (row - told @ vectors) · (v - v's part inside the basis)
        outside = c - p @ inside.T - told[:, :count] + told @ kept @ inside.T
        rest = centred[:, some] - told @ on_some
        sums[i % 2] += outside.T @ rest
        counts[i % 2] += len(rows)
    means = sums / np.maximum(counts, 1.0)[:, None, None]
    squares = np.einsum("ks,ks->k", *means) * vectors.shape[1] / len(some)
    return np.sqrt(np.maximum(squares, 0.0)) / np.maximum(found.variances[:count], 1e-300)
