"""Live pictures for other programs on Windows by Spout, through the package SpoutGL; one sender for all frames: making one takes seconds."""

from typing import Any

import numpy as np

from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.extras import need
from ganspacesynth.pictures.live.outputs.output import with_alpha


class SpoutOutput:
    """A sender of Spout.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str, width: int, height: int, fps: float) -> None:
        """Open it.

        Raises:
            GanSpaceSynthError: SpoutGL is not installed, which there is for Windows alone.
        """
        need("SpoutGL")
        import SpoutGL

        self._sender: Any = SpoutGL.SpoutSender()
        self._sender.setSenderName(name)
        self._format = SpoutGL.enums.GL_RGBA
        self.place = f"Spout {name}"

    def send(self, picture: np.ndarray) -> None:
        """Send a frame.

        Raises:
            OutputError: Spout does not take it.
        """
        height, width = picture.shape[:2]
        if self._sender.sendImage(with_alpha(picture).tobytes(), width, height, self._format, False, 0) is False:
            raise OutputError("Spout must take what is sent. Received: its refusal. Is there a graphics card with DirectX 11?", rule="spout-takes")

    def close(self) -> None:
        """Take it away."""
        self._sender.releaseSender()
