"""A picture of any size in, equal squares out."""

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

CROPS = ("middle", "tiles", "whole")
LONGEST = 8  # squares along an edge, at most


def squares(picture: np.ndarray, size: int, crop: str = "middle") -> list[np.ndarray]:
    """Cut a picture into squares.

    Args:
        picture: uint8 [height, width, 3].
        size: pixels of an edge.
        crop: "middle": the largest square in the middle; "tiles": as many squares as lie side by side, also of a picture that is larger than it need
            be; "whole": all of it, pressed into a square.

    Returns:
        uint8 [size, size, 3] each; none of a picture of which there is too little for one (below half of the size).

    Raises:
        InvalidInput: no such crop.
    """
    if crop not in CROPS:
        raise InvalidInput(f"A picture is cut as one of {', '.join(CROPS)}. Received: crop={brief(crop)}.", rule="known-crop")
    height, width = picture.shape[:2]
    if 2 * min(height, width) < size:
        return []
    boxes = [(0.0, 0.0, float(width), float(height))] if crop == "whole" else _boxes(height, width, size, tiles=crop == "tiles")
    return [_resized(picture, box, size) for box in boxes]


def _boxes(height: int, width: int, size: int, *, tiles: bool) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of each square."""
    edge = float(min(height, width))
    if not tiles:
        left, top = (width - edge) / 2.0, (height - edge) / 2.0
        return [(left, top, left + edge, top + edge)]
    edge = edge / max(1, min(LONGEST, int(edge // size)))
    across, down = (max(1, min(LONGEST, int(each / edge + 1e-6))) for each in (width, height))
    left, top = (width - across * edge) / 2.0, (height - down * edge) / 2.0
    return [(left + k * edge, top + j * edge, left + (k + 1) * edge, top + (j + 1) * edge) for j in range(down) for k in range(across)]


def _resized(picture: np.ndarray, box: tuple[float, float, float, float], size: int) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS, box=box))
