"""Contact sheets: pictures in, one picture with all of them in rows out."""

import math

import numpy as np

GAP = 2  # pixels between two
BETWEEN = -1.0  # black


def contact_sheet(pictures: np.ndarray, columns: int | None = None) -> np.ndarray:
    """Lay pictures out, row by row.

    Args:
        pictures: float [n, height, width, channels].
        columns: in a row; None makes the sheet about as wide as high.

    Returns:
        float32 [rows, columns, channels] of pixels; one picture alone stays as it is.
    """
    count, height, width, channels = pictures.shape
    if count == 1:
        return pictures[0]
    columns = min(count, max(1, math.ceil(math.sqrt(count * height / width)) if columns is None else columns))
    rows = -(-count // columns)
    sheet = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, channels), BETWEEN, np.float32)
    for place, picture in enumerate(pictures):
        top, left = place // columns * (height + GAP), place % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet
