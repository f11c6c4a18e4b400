"""Fréchet distance, kernel distance and inception score, from features and probabilities of sounds."""

import numpy as np

from ganspacesynth.core.errors import InvalidInput


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Return the squared Frechet distance between Gaussians fitted to two sets: 0 when their means and covariances agree.

    It falls a little with the number of sounds: compare figures of equal numbers.

    Args:
        a, b: float [n, features], 2 rows at least.

    Raises:
        InvalidInput: other shapes.

    Source: Dowson & Landau (1982); on features of a classifier, Heusel et al. (2017).
    """
    a, b = _check(a, b)
    return gaussian_distance(a.mean(axis=0), np.cov(a.T), b.mean(axis=0), np.cov(b.T))


def gaussian_distance(mean_a: np.ndarray, cov_a: np.ndarray, mean_b: np.ndarray, cov_b: np.ndarray) -> float:
    """Return |mean_a - mean_b|² + trace(A + B - 2 (A B)^½) of two Gaussians with covariances A and B."""
    from scipy.linalg import eigh, eigvalsh

    cov_a, cov_b = np.atleast_2d(cov_a), np.atleast_2d(cov_b)
    values, vectors = eigh(cov_a)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T  # few sounds have a covariance that is singular: no matter here
    # The eigenvalues of A B are those of A^½ B A^½, which is symmetric: no complex root of a matrix that is not.
    cross = np.sqrt(np.maximum(eigvalsh(root @ cov_b @ root), 0.0)).sum()
    return float(max(0.0, np.sum(np.square(mean_a - mean_b)) + np.trace(cov_a) + np.trace(cov_b) - 2.0 * cross))


def cubic(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the kernel (x·y / features + 1)³ of all pairs, [rows of a, rows of b]."""
    return (a @ b.T / a.shape[1] + 1.0) ** 3


def kernel(aa: np.ndarray, bb: np.ndarray, ab: np.ndarray, i: np.ndarray, j: np.ndarray) -> float:
    """Return the kernel distance of some rows of two sets (squared maximum mean discrepancy), unbiased: no row is paired with itself.

    Two draws from one kind of sound give 0 on the average, of any number; a single figure may then be a little below 0.

    Args:
        aa, bb, ab: kernels of all pairs, see `cubic`.
        i, j: rows of a and of b, any of them several times: counting how often saves copying the tables.

    Source: Binkowski et al., "Demystifying MMD GANs" (2018), section 4.
    """
    p, q = np.bincount(i, minlength=len(aa)), np.bincount(j, minlength=len(bb))
    n, m = len(i), len(j)
    return float((p @ aa @ p - p @ np.diag(aa)) / (n * (n - 1)) + (q @ bb @ q - q @ np.diag(bb)) / (m * (m - 1)) - 2.0 * (p @ ab @ q) / (n * m))


def inception(probabilities: np.ndarray) -> float:
    """Return the inception score: 1 when every sound is taken for the same, up to the number of classes when all are named without doubt.

    Args:
        probabilities: float [n, classes], each row sums to 1.

    Source: Salimans et al., "Improved techniques for training GANs" (2016), section 4.
    """
    p = np.asarray(probabilities, np.float64)
    return float(np.exp(max(0.0, entropy(p.mean(axis=0)) - np.mean(entropy(p)))))


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """Return the entropy of probabilities [..., classes] in nats, [...]."""
    from scipy.special import entr

    return entr(np.asarray(probabilities, np.float64)).sum(axis=-1)


def effective_number(values: np.ndarray) -> float:
    """Return how many different values there are, counted as if all were equally frequent: exp of their entropy; 0 for none."""
    counts = np.unique(values, return_counts=True)[1]
    return float(np.exp(entropy(counts / counts.sum()))) if len(counts) else 0.0


def _check(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise InvalidInput(
            f"Two sets must be [n, features] with two rows at least. Received: shapes {list(a.shape)} and {list(b.shape)}.", rule="two-sets"
        )
    return a, b
