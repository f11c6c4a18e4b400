"""Centers of w: a picture network in, the middles of the clusters of its w out, to truncate toward: nearer than the mean of all, and more varied.

Source: Mokady et al., Self-Distilled StyleGAN: Towards Generation from Internet Photos (2022), 4: multimodal truncation.
"""

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.mapping import mapped
from ganspacesynth.networks.stylegan.picture_model import PictureModel

USUAL_COUNT, MOST = 16, 256
SAMPLES, SEED, AT_ONCE = 8192, 0, 1024  # w that are clustered; always the same ones
ROUNDS = 30


def find_centers(model: PictureModel, count: int = USUAL_COUNT, class_index: int | None = None) -> np.ndarray:
    """Return the centers of clusters of w, float32 [count, w_dim], the largest cluster's first; always the same.

    Args:
        model: the network.
        count: of clusters.
        class_index: of a network with classes; None takes the first.

    Raises:
        InvalidInput: no such number, or no such class.
    """
    if type(count) is not int or not 1 <= count <= MOST:
        raise InvalidInput(f"w has 1..{MOST} centers. Received: {brief(count)}. Try {USUAL_COUNT}.", rule="center-count")
    classes = None
    if model.config.c_dim:
        chosen = 0 if class_index is None else class_index
        model.map(model.sample_z(1, seed=SEED), chosen)  # is there one?
        classes = np.repeat(np.eye(model.config.c_dim, dtype=np.float32)[chosen : chosen + 1], AT_ONCE, axis=0)
    w = np.concatenate(
        [mapped(model.config, model.weights, model.sample_z(AT_ONCE, seed=SEED, start=start), classes) for start in range(0, SAMPLES, AT_ONCE)]
    )
    return clustered(w, count)


def clustered(rows: np.ndarray, count: int) -> np.ndarray:
    """Return the centers of clusters of rows by k-means, float32 [count, size], the largest cluster's first.

    Source: Arthur and Vassilvitskii, k-means++: The Advantages of Careful Seeding (2007).
    """
    rng = np.random.default_rng(SEED)
    centers = rows[rng.integers(len(rows))][None].copy()
    nearest = _distances(rows, centers)[:, 0]
    while len(centers) < count:
        total = float(nearest.sum())
        chosen = rng.choice(len(rows), p=nearest / total) if total > 0.0 else int(rng.integers(len(rows)))
        centers = np.concatenate([centers, rows[chosen : chosen + 1]])
        nearest = np.minimum(nearest, _distances(rows, centers[-1:])[:, 0])
    belongs = np.zeros(len(rows), int)
    for _ in range(ROUNDS):
        before, belongs = belongs, _distances(rows, centers).argmin(axis=1)
        for number in range(count):
            if (belongs == number).any():
                centers[number] = rows[belongs == number].mean(axis=0)
        if np.array_equal(before, belongs):
            break
    return centers[np.argsort(-np.bincount(belongs, minlength=count), kind="stable")]


def nearest_centers(w: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Return the nearest center of each w, float32 [n, w_dim]."""
    return centers[_distances(w, centers).argmin(axis=1)]


def _distances(rows: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Return squares of distances, float64 [rows, centers]."""
    rows, centers = rows.astype(np.float64), centers.astype(np.float64)
    found = np.square(rows).sum(axis=1)[:, None] - 2.0 * rows @ centers.T + np.square(centers).sum(axis=1)
    return np.maximum(found, 0.0)
