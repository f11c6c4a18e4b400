"""Gray pictures of 16 bits in, of 8 bits out: Pillow, asked for colours, would cut them off at 255, which leaves white."""

from typing import Any

import numpy as np


def gray_of_8_bits(picture: Any) -> np.ndarray | None:
    """Return uint8 [height, width, 3] of an opened picture whose gray has more than 8 bits; None for all others.

    Args:
        picture: of Pillow, of any mode.
    """
    if not picture.mode.startswith("I"):
        return None
    values = np.asarray(picture).astype(np.float64)
    whole = picture.mode.startswith("I;16") or values.max(initial=0.0) > 255.0  # mode I does not say how many bits there were
    gray = np.rint(np.clip(values / 257.0 if whole else values, 0.0, 255.0)).astype(np.uint8)
    return np.repeat(gray[:, :, None], 3, axis=2)
