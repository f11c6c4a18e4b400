"""A latent for each picture, such that pictures which look alike have latents that are near: pictures in, z out.

What is compared is a picture made very small, how much of each fineness and direction is in it, and its colours; the axes along which these vary
most are brought to N(0, 1) each by their ranks. So z ~ N(0, I) is somewhere among the pictures' own, and a network can learn the coarse look of all
pictures by regression, in a fraction of the time that an adversary needs to ask for it.
"""

import numpy as np
from scipy import special

SMALL = 8  # pixels of the smallest look
FINENESS = 5  # octaves whose strength is compared
TOLD = {"look": 1.0, "strength": 2.0, "colour": 1.5}  # weights
AT_ONCE = 256


def assigned_latents(pictures: np.ndarray, rows: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Return z of pictures, float32 [n, size].

    Args:
        pictures: uint8 [all, edge, edge, 3]; may lie on disk.
        rows: the numbers of those that get one, int [n].
        size: numbers of z; where pictures do not vary in so many ways, the rest is drawn.
        seed: of what is drawn.
    """
    features = np.concatenate([look_features(pictures[rows[k : k + AT_ONCE]]) for k in range(0, len(rows), AT_ONCE)])
    features -= features.mean(axis=0)
    axes, lengths, _ = np.linalg.svd(features, full_matrices=False)
    kept = min(size, int((lengths > 1e-6 * max(float(lengths[0]), 1e-12)).sum()))
    z = np.random.default_rng([seed, 3]).standard_normal((len(rows), size), np.float32)
    z[:, :kept] = normal_ranks(axes[:, :kept])
    return z


def normal_ranks(values: np.ndarray) -> np.ndarray:
    """Bring each column to N(0, 1), its order kept, float32."""
    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
    return special.ndtri((ranks + 0.5) / len(values)).astype(np.float32)


def look_features(pictures: np.ndarray) -> np.ndarray:
    """Return what is compared of uint8 pictures [n, edge, edge, 3], float32 [n, features]; each group's variance sums up to about its weight."""
    n, edge = pictures.shape[:2]
    values = pictures.astype(np.float32) / 127.5 - 1.0
    small = values.reshape(n, SMALL, edge // SMALL, SMALL, edge // SMALL, 3).mean(axis=(2, 4))
    parts = {"look": small.reshape(n, -1), "strength": _strengths(values.mean(axis=3)), "colour": _colours(values)}
    return np.concatenate([TOLD[name] * part / np.sqrt(part.shape[1]) for name, part in parts.items()], axis=1).astype(np.float32)


def _strengths(gray: np.ndarray) -> np.ndarray:
    """Log energy of each octave along rows, columns and both diagonals, [n, 4 * octaves]."""
    found, now = [], gray
    for _ in range(min(FINENESS, gray.shape[1].bit_length() - 2)):
        differences = (now[:, 1:] - now[:, :-1], now[:, :, 1:] - now[:, :, :-1], now[:, 1:, 1:] - now[:, :-1, :-1], now[:, 1:, :-1] - now[:, :-1, 1:])
        found += [np.log(np.square(each).mean(axis=(1, 2)) + 1e-4) / 2.0 for each in differences]
        now = 0.25 * (now[:, ::2, ::2] + now[:, 1::2, ::2] + now[:, ::2, 1::2] + now[:, 1::2, 1::2])
    return np.stack(found, axis=1)


def _colours(values: np.ndarray) -> np.ndarray:
    """Mean and spread of each colour, and how colours go together, [n, 9]."""
    n = len(values)
    flat = values.reshape(n, -1, 3)
    mean = flat.mean(axis=1)
    away = flat - mean[:, None]
    together = np.einsum("nik,nil->nkl", away, away) / flat.shape[1]
    rows, columns = np.triu_indices(3)
    return np.concatenate([mean, 2.0 * together[:, rows, columns]], axis=1)
