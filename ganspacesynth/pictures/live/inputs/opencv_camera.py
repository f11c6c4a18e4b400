"""A camera by its number, through OpenCV, which finds cameras in the same way on all systems."""

from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need


class NumberedCamera:
    """A camera.

    Attributes:
        place: its number.
    """

    def __init__(self, number: int) -> None:
        """Open it.

        Raises:
            InvalidInput: there is no such camera.
            GanSpaceSynthError: OpenCV is not installed.
        """
        need("cv2")
        import cv2

        self._camera: Any = cv2.VideoCapture(number)
        if not self._camera.isOpened():
            raise InvalidInput(f"A camera of this number must be there. Received: {number}. The first is 0.", rule="camera-there")
        self.place = f"camera {number}"

    def read(self) -> np.ndarray | None:
        """Return the next frame; see `FrameInput`."""
        ok, picture = self._camera.read()
        if not ok:
            raise EOFError
        return np.ascontiguousarray(picture[:, :, ::-1])

    def close(self) -> None:
        """Give it back."""
        self._camera.release()
