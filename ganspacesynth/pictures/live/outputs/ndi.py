"""Live pictures for other programs and machines by NDI, through the package cyndilib, which has NDI's library in it.

NDI is a trademark of Vizrt NDI AB; its library has a licence of its own, see https://ndi.video.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from ganspacesynth.core.extras import need
from ganspacesynth.pictures.live.outputs.output import with_alpha


class NdiOutput:
    """A source of NDI; other machines see it as well.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str, width: int, height: int, fps: float) -> None:
        """Open it.

        Raises:
            GanSpaceSynthError: cyndilib is not installed.
        """
        need("cyndilib")
        from cyndilib.sender import Sender
        from cyndilib.video_frame import VideoSendFrame
        from cyndilib.wrapper.ndi_structs import FourCC

        frame = VideoSendFrame()
        frame.set_resolution(width, height)
        frame.set_frame_rate(Fraction(fps).limit_denominator(1001))
        frame.set_fourcc(FourCC.BGRX)
        self._sender: Any = Sender(name, clock_video=False)
        self._sender.set_video_frame(frame)
        self._sender.open()
        self.place = f"NDI {name}"

    def send(self, picture: np.ndarray) -> None:
        """Send a frame."""
        self._sender.write_video_async(with_alpha(picture, "bgra").reshape(-1))

    def close(self) -> None:
        """Take it off the network."""
        self._sender.close()
