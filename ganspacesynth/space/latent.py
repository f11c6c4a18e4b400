"""Keypoints z in, the z between them and paths through them out; drawing z lives beside the model and is at home here too."""

import math

import numpy as np

from ganspacesynth.errors import InvalidInput
from ganspacesynth.interpolate import BETWEEN
from ganspacesynth.model.latent import Prior, draw_z
from ganspacesynth.point import Path, Point

__all__ = ["Prior", "between_z", "draw_z", "z_path"]


def between_z(z: np.ndarray, interp_steps: int, *, between: str = "spherical") -> np.ndarray:
    """Insert evenly spaced points between consecutive keypoints, each keypoint once.

    Args:
        z: float [n, latent], n >= 1.
        interp_steps: points between two keypoints, 0 or more.
        between: "spherical" or "linear".

    Returns:
        float32 [n + (n - 1) * interp_steps, latent].

    Raises:
        InvalidInput: keypoints that are no finite matrix, an unknown way between them, or no whole number of steps.
    """
    z = _checked_z(z)
    if between not in BETWEEN:
        raise InvalidInput(f"between must be one of {', '.join(BETWEEN)}. Received: between={between!r}.")
    if isinstance(interp_steps, bool) or not isinstance(interp_steps, int | np.integer) or interp_steps < 0:
        raise InvalidInput(f"interp_steps must be a whole number >= 0. Received: interp_steps={interp_steps!r}.")
    stride = int(interp_steps) + 1
    result = np.empty(((len(z) - 1) * stride + 1, z.shape[1]), np.float32)
    result[::stride] = z
    for i in range(len(result)):
        left, part = divmod(i, stride)
        if part:
            result[i] = BETWEEN[between](z[left], z[left + 1], part / stride)
    return result


def z_path(z: np.ndarray, *, pitch: float, spacing_s: float, between: str = "spherical", model: str | None = None) -> Path:
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
    return Path(tuple(i * float(spacing_s) for i in range(len(z))), points, between)


def _checked_z(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, np.float32)
    if z.ndim != 2 or not z.size or not np.isfinite(z).all():
        raise InvalidInput(f"Keypoints must be finite numbers [n, latent], one row at least. Received: {list(z.shape)}.")
    return z
