"""PlacedPicture: a small picture that shall fill a place in a frame; as colours for whoever wants these, or enlarged and coded at once for films."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.video.drawing.raster import GROUND

CODED = "yuv420p"


@dataclass(frozen=True, eq=False)
class PlacedPicture:
    """A picture at its place.

    Attributes:
        picture: uint8 [h, w, 3].
        size: (height, width) of the frame, even.
        box: (top, left, height, width) of the place, even.
    """

    picture: np.ndarray
    size: tuple[int, int]
    box: tuple[int, int, int, int]

    def colours(self) -> np.ndarray:
        """Return the frame, uint8 [height, width, 3]."""
        top, left, height, width = self.box
        canvas = np.empty((*self.size, 3), np.uint8)
        canvas[...] = GROUND
        canvas[top : top + height, left : left + width] = enlarged(self.picture, width, height)
        return canvas

    def coded(self) -> Any:
        """Return the frame as PyAV's, in YUV 4:2:0 of BT.709: a third of the work of enlarging colours and then coding them."""
        import av

        top, left, height, width = self.box
        small = av.VideoFrame.from_ndarray(np.ascontiguousarray(self.picture), format="rgb24")
        placed = _coded(small, width, height)
        if (height, width) == self.size:
            return placed
        whole = _coded(av.VideoFrame.from_ndarray(np.full((2, 2, 3), GROUND, np.uint8), format="rgb24"), self.size[1], self.size[0]).to_ndarray()
        inside, outside = _planes(placed.to_ndarray(), height, width), _planes(whole, *self.size)
        for part, (ours, theirs) in enumerate(zip(outside, inside, strict=True)):
            share = 2 if part else 1
            ours[top // share : (top + height) // share, left // share : (left + width) // share] = theirs
        return av.VideoFrame.from_ndarray(whole, format=CODED)


def enlarged(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return uint8 [h, w, 3] at another size, by Lanczos' filter."""
    import av

    if picture.shape[:2] == (height, width):
        return picture
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return np.asarray(frame.reformat(width=width, height=height, format="rgb24", interpolation="LANCZOS").to_ndarray())


def _coded(frame: Any, width: int, height: int) -> Any:
    from av.video.reformatter import Colorspace

    return frame.reformat(width=width, height=height, format=CODED, dst_colorspace=Colorspace.ITU709, interpolation="LANCZOS")


def _planes(array: np.ndarray, height: int, width: int) -> list[np.ndarray]:
    """Return views of brightness and both colours of [3/2 height, width]."""
    flat, half = array.reshape(-1), height * width // 4
    sizes = [(height, width), (height // 2, width // 2), (height // 2, width // 2)]
    starts = [0, 4 * half, 5 * half]
    return [flat[start : start + rows * columns].reshape(rows, columns) for start, (rows, columns) in zip(starts, sizes, strict=True)]
