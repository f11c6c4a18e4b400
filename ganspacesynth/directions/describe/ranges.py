"""Usable ranges of directions: how far random sounds lie along each of them."""

import numpy as np

from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.generator import SoundGenerator

COUNT = 4096  # random sounds that say where sounds are
BATCH = 128
EDGE = 0.999  # share of them that counts as all
FURTHEST = 5.0  # standard deviations
NEAREST = 0.5  # a side never ends before, as far as random sounds are concerned
SILENCE_DB, EXPLOSION_DB = 30.0, 12.0  # down, up: what is left is no usable sound
MAX_VALUES = 1 << 24  # of activations computed for it in all, in layers that are large


def coordinates(directions: Directions, activations: np.ndarray) -> np.ndarray:
    """Return where activations lie along the directions, float64 [n, K], in standard deviations from their mean.

    Args:
        directions: orthonormal or not (least squares then).
        activations: float [n, D] or [n, *shape].
    """
    components = directions.components.astype(np.float64)
    rows = np.asarray(activations, np.float64).reshape(len(activations), -1) - directions.mean
    along = rows @ components.T @ np.linalg.pinv(components @ components.T, hermitian=True)
    stdev = directions.stdev.astype(np.float64)
    return along * np.divide(1.0, stdev, out=np.zeros_like(stdev), where=stdev > 0.0)


def random_coordinates(model: SoundGenerator, directions: Directions, *, n: int = COUNT, seed: int = 0, track: Track = untracked) -> np.ndarray:
    """Return the coordinates of random sounds, float64 [n, K]; fewer of them where the layer is large.

    They sound at the directions' pitch, and are other sounds than those the directions were found on.
    """
    layer = directions.layer
    n = int(np.clip(n, 2, max(256, MAX_VALUES // directions.mean.size)))
    pitch = model.config.nearest_pitch(60) if directions.pitch is None else directions.pitch
    begins = range(0, n, BATCH)
    parts = []
    for begin in track(begins, f"Listening to {layer}", len(begins)):
        z = model.sample_z(min(BATCH, n - begin), seed=seed, start=(1 << 40) + begin)
        parts.append(coordinates(directions, model.activations(z, pitch, layers=[layer])[layer]))
    return np.concatenate(parts)


def usable_ranges(points: np.ndarray) -> np.ndarray:
    """Return the amounts between which an edit stays among random sounds, float64 [K, 2].

    A sound in the middle of random sounds leaves them when either
    - its coordinate along the direction is beyond that of all but one in a thousand, or
    - its distance from the mean (Mahalanobis, in all coordinates) is, for half of all sounds that make this step.

    Args:
        points: coordinates of random sounds [n, K], see `random_coordinates`.
    """
    low, middle, high = np.quantile(points, [1.0 - EDGE, 0.5, EDGE], axis=0)
    spread = np.maximum(points.std(axis=0), 1e-9)
    apart = (points - points.mean(axis=0)) / spread
    squares = np.square(apart).sum(axis=1)
    limit = np.quantile(squares, EDGE)
    ends = np.empty((points.shape[1], 2))
    for i in range(points.shape[1]):
        for side, edge in ((-1, middle[i] - low[i]), (1, high[i] - middle[i])):
            ends[i, (side + 1) // 2] = side * float(np.clip(min(edge, _leaves(i, side, apart, squares, limit)), NEAREST, FURTHEST))
    return ends


def usable(amounts: np.ndarray, levels: np.ndarray, still: np.ndarray) -> float:
    """Return how far one side of a direction can be used.

    Args:
        amounts: [A] away from 0, in order.
        levels: dB [A], of the sounds there against the sound at 0.
        still: bool [A], whether they are as good as that of the furthest amount.

    Returns:
        The amount before which the sound breaks (falls silent or explodes), or behind which nothing changes any more.
    """
    broken = np.flatnonzero((levels < -SILENCE_DB) | (levels > EXPLOSION_DB))
    last = len(amounts) - 1 if not len(broken) else int(broken[0]) - 1
    if last < 0:
        return float(amounts[0] / 2)
    return float(amounts[min(last, int(np.argmax(still)))] if still.any() else amounts[last])


def _leaves(i: int, side: int, apart: np.ndarray, squares: np.ndarray, limit: float) -> float:
    """Where half of the random sounds, moved along direction i, are further from the mean than any of them was."""
    amounts = np.linspace(0.0, FURTHEST, 101)
    moved = squares[:, None] + 2.0 * side * apart[:, i : i + 1] * amounts + np.square(amounts)  # [n, amounts]
    gone = np.mean(moved > limit, axis=0) > 0.5
    return float(amounts[np.argmax(gone)]) if gone.any() else FURTHEST
