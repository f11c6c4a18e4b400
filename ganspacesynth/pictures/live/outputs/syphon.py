"""Live pictures for other programs on macOS by Syphon, through the package syphon-python (Metal)."""

from typing import Any

import numpy as np

from ganspacesynth.core.extras import need
from ganspacesynth.pictures.live.outputs.output import with_alpha


class SyphonOutput:
    """A server of Syphon.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str, width: int, height: int, fps: float) -> None:
        """Open it.

        Raises:
            GanSpaceSynthError: syphon-python is not installed, which there is for macOS alone.
        """
        need("syphon")
        import syphon
        from syphon.utils.numpy import copy_image_to_mtl_texture
        from syphon.utils.raw import create_mtl_texture

        self._server: Any = syphon.SyphonMetalServer(name)
        self._texture: Any = create_mtl_texture(self._server.device, width, height)
        self._copy = copy_image_to_mtl_texture
        self.place = f"Syphon {name}"

    def send(self, picture: np.ndarray) -> None:
        """Send a frame."""
        self._copy(with_alpha(picture), self._texture)
        self._server.publish_frame_texture(self._texture, is_flipped=True)  # its rows begin above, those of Metal's view below

    def close(self) -> None:
        """Take it away."""
        self._server.stop()
