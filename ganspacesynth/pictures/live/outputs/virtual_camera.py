"""Live pictures as a camera, for programs that show cameras: through the package pyvirtualcam and what it drives (OBS, v4l2loopback)."""

from typing import Any

import numpy as np

from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.extras import need
from ganspacesynth.pictures.live.outputs.resizing import Resizing

EDGE = 480  # pixels: smaller cameras are refused by many programs


class VirtualCamera:
    """A camera that there is not.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str, width: int, height: int, fps: float) -> None:
        """Open it.

        Args:
            name: of the device; "" for the first there is.
            width, height, fps: of the frames; smaller ones are made larger, to 480 pixels of height at least.

        Raises:
            GanSpaceSynthError: pyvirtualcam is not installed.
            OutputError: there is no such device.
        """
        need("pyvirtualcam")
        import pyvirtualcam

        times = max(1, -(-EDGE // height))
        try:
            self._camera: Any = pyvirtualcam.Camera(width=width * times, height=height * times, fps=fps, device=name or None)
        except (RuntimeError, ValueError) as e:
            line = (str(e).strip().splitlines() or ["no reason"])[0][:160]
            raise OutputError(
                f"A virtual camera needs a device: OBS on macOS and Windows, v4l2loopback on Linux. Received: none ({line}).", rule="camera-device"
            ) from e
        self._larger = Resizing(width, height, width * times, height * times)
        self.place = f"camera {self._camera.device}"

    def send(self, picture: np.ndarray) -> None:
        """Send a frame."""
        self._camera.send(self._larger(picture))

    def close(self) -> None:
        """Give the device back."""
        self._camera.close()
