"""Distances to nearest neighbours: the diversity of a set of sounds, and copies of training sounds.

Distances are root mean squares of two pictures' difference in dB (see log_frequency.py), so that level makes no difference.
"""

import numpy as np


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the distance of each of the pictures a [n, …] from each of b [m, …], dB, float64 [n, m]."""
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(_flat(a), _flat(b)) / np.sqrt(np.prod(a.shape[1:]))


def nearest(pictures: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest of the others to each picture: its distance in dB and its row, [n] both."""
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(_flat(others)).kneighbors(_flat(pictures))
    return found[0][:, 0] / np.sqrt(np.prod(pictures.shape[1:])), found[1][:, 0]


def nearest_alike(pictures: np.ndarray, pitches: np.ndarray) -> np.ndarray:
    """Return how far each sound is from the nearest other that was asked for the same pitch, dB [n]; NaN where it is the only one."""
    found = np.full(len(pictures), np.nan)
    for pitch in np.unique(pitches):
        rows = np.flatnonzero(pitches == pitch)
        if len(rows) > 1:
            table = apart(pictures[rows], pictures[rows])
            np.fill_diagonal(table, np.inf)
            found[rows] = table.min(axis=1)
    return found


def _flat(pictures: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(pictures.reshape(len(pictures), -1), np.float32)
