"""Interpolation of vectors: linear, and spherical where that is defined."""

import numpy as np

from ganspacesynth.core.errors import InvalidInput

PARALLEL = 1e-6  # radians below which the arc is shorter than float32 can tell from its chord


def lerp(a: np.ndarray, b: np.ndarray, amount: float) -> np.ndarray:
    """Return the point `amount` (0..1) of the way along the straight line from a to b.

    Raises:
        InvalidInput: vectors of different sizes.
    """
    a, b = _pair(a, b)
    return ((1.0 - amount) * a + amount * b).astype(np.float32)


def slerp(a: np.ndarray, b: np.ndarray, amount: float) -> np.ndarray:
    """Return the point `amount` (0..1) of the way along the arc from a to b.

    The direction turns at constant speed and the length moves linearly, so that every vector on the way
    is as long as its ends are (high-dimensional Gaussian z live on a shell). Equal, parallel, opposite and zero
    vectors, where the arc is not defined, take the straight line.

    Args:
        a: float [latent].
        b: float [latent].
        amount: 0 gives a, 1 gives b.

    Returns:
        float32 [latent], finite for every input that float32 can hold.

    Raises:
        InvalidInput: vectors of different sizes.

    Source: Shoemake, Animating rotation with quaternion curves (1985), section 3.3.
    """
    a, b = _pair(a, b)
    length_a, length_b = np.linalg.norm(a), np.linalg.norm(b)
    if length_a == 0.0 or length_b == 0.0:
        return lerp(a, b, amount)
    unit_a, unit_b = a / length_a, b / length_b
    # Half-angle form: accurate for nearly equal directions, where arccos of the dot product is not.
    omega = 2.0 * np.arctan2(np.linalg.norm(unit_a - unit_b), np.linalg.norm(unit_a + unit_b))
    if omega < PARALLEL or np.pi - omega < PARALLEL:
        return lerp(a, b, amount)
    direction = (np.sin((1.0 - amount) * omega) * unit_a + np.sin(amount * omega) * unit_b) / np.sin(omega)
    length = (1.0 - amount) * length_a + amount * length_b
    return (length * direction).astype(np.float32)


def _pair(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise InvalidInput(
            f"Only vectors of one size have points between them. Received: shapes {list(a.shape)} and {list(b.shape)}.", rule="same-size"
        )
    return a, b


BETWEEN = {"linear": lerp, "spherical": slerp}
