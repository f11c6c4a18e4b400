"""Where StyleGAN 3's picture is looked up: turns, shifts and zoom in, the matrix that `synthesize` takes out."""

import numpy as np

from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import InvalidInput, brief


def moved(*, turn_deg: float = 0.0, right: float = 0.0, down: float = 0.0, zoom: float = 1.0) -> np.ndarray:
    """Return the transform of a picture that is turned, then shifted and made larger.

    Args:
        turn_deg: to the right, degrees.
        right: shift, 1 being the picture's nominal edge.
        down: likewise.
        zoom: 2 makes everything twice as large.

    Returns:
        float64 [3, 3], the inverse of the movement.

    Raises:
        InvalidInput: numbers that are not finite, or no zoom above 0.
    """
    for name, value in (("turn_deg", turn_deg), ("right", right), ("down", down), ("zoom", zoom)):
        if not is_number(value, largest=1e6) or (name == "zoom" and value < 1e-6):
            raise InvalidInput(f"{name} is a finite number, and a zoom above 0. Received: {name}={brief(value)}.", rule="movement-range")
    angle = np.deg2rad(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]])
    shift = np.array([[1.0, 0.0, right], [0.0, 1.0, down], [0.0, 0.0, 1.0]])
    return np.linalg.inv(shift @ turn @ np.diag([zoom, zoom, 1.0]))
