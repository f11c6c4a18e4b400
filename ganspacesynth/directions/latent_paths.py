"""Keypoints z in, a path through them out; drawing z is `model.latent`."""

import math

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point, PointPath


def z_path(z: np.ndarray, *, pitch: float, spacing_s: float, between: str = "spherical", model: str | None = None) -> PointPath:
    """Return the path that visits keypoints at even times.

    Args:
        z: float [n, latent], n >= 1.
        pitch: MIDI number of every point.
        spacing_s: seconds from one keypoint to the next, over 0.
        between: "spherical" or "linear".
        model: id of the model the z belong to.

    Raises:
        InvalidInput: keypoints that are no finite matrix, or no time between them.
    """
    z = _checked_z(z)
    if not 0.0 < spacing_s < math.inf:
        raise InvalidInput(f"spacing_s must be over 0 seconds. Received: spacing_s={spacing_s!r}.")
    points = tuple(Point(pitch=pitch, z=tuple(row.tolist()), model=model) for row in z)
    return PointPath(tuple(i * float(spacing_s) for i in range(len(z))), points, between)


def _checked_z(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, np.float32)
    if z.ndim != 2 or not z.size or not np.isfinite(z).all():
        raise InvalidInput(f"Keypoints must be finite numbers [n, latent], one row at least. Received: {list(z.shape)}.")
    return z
