"""A picture in, a larger one out: cubic, as two products of matrices, which NumPy does in some milliseconds.

Source: Keys, Cubic Convolution Interpolation for Digital Image Processing (1981).
"""

import numpy as np

SHARP = -0.5


class Resizing:
    """Makes pictures of one size out of those of another.

    Args:
        width, height: of what comes in.
        to_width, to_height: of what comes out.
    """

    def __init__(self, width: int, height: int, to_width: int, to_height: int) -> None:
        self._same = (width, height) == (to_width, to_height)
        self._columns, self._rows = _weights(width, to_width), _weights(height, to_height)

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Return uint8 [to_height, to_width, 3] of uint8 [height, width, 3]."""
        if self._same:
            return picture
        height, _, channels = picture.shape
        wide = self._columns @ picture.astype(np.float32)  # [height, to_width, channels]
        tall = self._rows @ wide.reshape(height, -1)
        tall += 0.5
        return np.clip(tall, 0.0, 255.0).astype(np.uint8).reshape(-1, len(self._columns), channels)


def _weights(size: int, to_size: int) -> np.ndarray:
    """Return how much each pixel is in each new one, float32 [to_size, size]; smaller pictures are averages."""
    wide = max(1.0, size / to_size)
    middle = (np.arange(to_size) + 0.5) * size / to_size - 0.5
    reach = int(np.ceil(2 * wide))
    near = np.floor(middle)[:, None] + np.arange(-reach + 1, reach + 1)[None]
    x = np.abs(near - middle[:, None]) / wide
    inner = (SHARP + 2) * x**3 - (SHARP + 3) * x**2 + 1
    outer = SHARP * (x**3 - 5 * x**2 + 8 * x - 4)
    share = np.where(x < 1, inner, np.where(x < 2, outer, 0.0))
    matrix = np.zeros((to_size, size))
    np.add.at(matrix, (np.arange(to_size)[:, None], np.clip(near, 0, size - 1).astype(int)), share)
    return (matrix / matrix.sum(axis=1, keepdims=True)).astype(np.float32)
