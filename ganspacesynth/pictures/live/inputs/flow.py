"""Optical flow: two gray pictures in, how each part of them moved out; coarse to fine, in NumPy, in some milliseconds.

Source: Lucas and Kanade, An Iterative Image Registration Technique (1981); Bouguet, Pyramidal Implementation of the Lucas Kanade Tracker (2001).
"""

import numpy as np

PARTS = 8  # across and down
LEVELS = 3  # each half as large: what moves by some six pixels is still found
ROUNDS = 2  # at each level
CALM = 1e-3  # of brightness squared: parts with less structure than that move with their neighbours


def optical_flow(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how parts of a picture moved.

    Args:
        before: float [height, width], 0..1; both divisible by 32.
        after: the same a moment later.

    Returns:
        float64 [8, 8, 2]: pixels to the right and down, by rows of parts.
    """
    pyramid = [(np.asarray(before, np.float64), np.asarray(after, np.float64))]
    for _ in range(LEVELS - 1):
        pyramid.append((_halved(pyramid[-1][0]), _halved(pyramid[-1][1])))
    flow = np.zeros((PARTS, PARTS, 2))
    for level, (first, second) in enumerate(reversed(pyramid)):
        if level:
            flow = 2.0 * flow
        for _ in range(ROUNDS):
            flow = flow + _step(first, _warped(second, flow))
    return flow


def movement(flow: np.ndarray, height: int, width: int) -> tuple[float, float, float, float]:
    """Return what a flow is as a whole.

    Args:
        flow: of `optical_flow`.
        height, width: of its pictures.

    Returns:
        How far to the right and down, in widths and heights of the picture; how much larger, as a share; and turned to the right, in radians.
    """
    places = (np.arange(PARTS) + 0.5) / PARTS - 0.5
    down, right = (each.ravel() for each in np.meshgrid(places, places, indexing="ij"))
    x, y = flow[..., 0].ravel() / width, flow[..., 1].ravel() / height
    spread = float(np.sum(right**2 + down**2))
    larger = float(np.sum(x * right + y * down)) / spread
    turned = float(np.sum(y * right - x * down)) / spread
    return float(x.mean()), float(y.mean()), larger, turned


def _step(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the least squares movement of each part, and of its neighbours where it has no structure."""
    down, right = np.gradient(0.5 * (first + second))
    change = first - second
    xx, xy, yy, xt, yt = (_summed(each) for each in (right * right, right * down, down * down, right * change, down * change))
    floor = CALM + 0.02 * (xx + yy).mean()
    xx, yy = xx + floor, yy + floor
    determinant = xx * yy - xy * xy
    return np.stack([(yy * xt - xy * yt) / determinant, (xx * yt - xy * xt) / determinant], axis=-1)


def _summed(values: np.ndarray) -> np.ndarray:
    """Return sums over parts and the half of their neighbours, [8, 8]."""
    height, width = values.shape
    parts = values.reshape(PARTS, height // PARTS, PARTS, width // PARTS).sum(axis=(1, 3))
    wide = np.pad(parts, 1, mode="edge")
    across = wide[:, 1:-1] + 0.5 * (wide[:, :-2] + wide[:, 2:])
    return across[1:-1] + 0.5 * (across[:-2] + across[2:])


def _halved(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape
    return picture.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))


def _warped(picture: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Return a picture looked up where its parts have moved to; between pixels it goes in straight lines."""
    height, width = picture.shape
    x = np.arange(width)[None] + np.kron(flow[..., 0], np.ones((height // PARTS, width // PARTS)))
    y = np.arange(height)[:, None] + np.kron(flow[..., 1], np.ones((height // PARTS, width // PARTS)))
    x, y = np.clip(x, 0.0, width - 1.001), np.clip(y, 0.0, height - 1.001)
    left, above = x.astype(int), y.astype(int)
    right, below = x - left, y - above
    upper = picture[above, left] * (1 - right) + picture[above, left + 1] * right
    lower = picture[above + 1, left] * (1 - right) + picture[above + 1, left + 1] * right
    return upper * (1 - below) + lower * below
