"""Pictures of other programs: by NDI, Spout or Syphon, each through the library that also sends them."""

import time
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need

SEARCH_S = 5.0


class NdiInput:
    """A source of NDI.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str) -> None:
        """Look for it, some seconds.

        Args:
            name: a part of what the source is called; "" for the first that is found.

        Raises:
            InvalidInput: no such source.
            GanSpaceSynthError: cyndilib is not installed.
        """
        need("cyndilib")
        from cyndilib.finder import Finder
        from cyndilib.receiver import Receiver
        from cyndilib.video_frame import VideoFrameSync
        from cyndilib.wrapper.ndi_recv import RecvBandwidth, RecvColorFormat

        self._finder: Any = Finder()
        self._finder.open()
        found, end = None, time.monotonic() + SEARCH_S
        while found is None and time.monotonic() < end:
            self._finder.wait_for_sources(0.2)
            self._finder.update_sources()
            found = next((each for each in self._finder.get_source_names() if name in each), None)
        if found is None:
            self._finder.close()
            raise InvalidInput(f"A source of NDI must be there. Received: {name or 'none'}, not found in {SEARCH_S:g} s.", rule="source-there")
        self._receiver: Any = Receiver(color_format=RecvColorFormat.RGBX_RGBA, bandwidth=RecvBandwidth.highest)
        self._frame: Any = VideoFrameSync()
        self._receiver.frame_sync.set_video_frame(self._frame)
        self._receiver.set_source(self._finder.get_source(found))
        self.place, self._stamp = f"NDI {found}", None

    def read(self) -> np.ndarray | None:
        """Return the newest frame; see `FrameInput`."""
        if not self._receiver.is_connected():
            return None
        self._receiver.frame_sync.capture_video()
        stamp = self._frame.get_timestamp_posix()
        if not self._frame.xres or stamp == self._stamp:
            return None
        self._stamp = stamp
        rows = np.asarray(self._frame.get_array()).reshape(self._frame.yres, self._frame.xres, 4)
        return rows[:, :, :3].copy()

    def close(self) -> None:
        """Leave it."""
        self._receiver.disconnect()
        self._finder.close()


class SpoutInput:
    """A sender of Spout.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str) -> None:
        """Wait for it.

        Raises:
            GanSpaceSynthError: SpoutGL is not installed, which there is for Windows alone.
        """
        need("SpoutGL")
        import SpoutGL

        self._receiver: Any = SpoutGL.SpoutReceiver()
        self._receiver.setReceiverName(name)
        self._format, self._data, self._size = SpoutGL.enums.GL_RGBA, np.zeros(0, np.uint8), (0, 0)
        self.place = f"Spout {name}"

    def read(self) -> np.ndarray | None:
        """Return the newest frame; see `FrameInput`."""
        got = self._receiver.receiveImage(self._data if len(self._data) else None, self._format, False, 0)
        if self._receiver.isUpdated():
            self._size = self._receiver.getSenderHeight(), self._receiver.getSenderWidth()
            self._data = np.zeros(self._size[0] * self._size[1] * 4, np.uint8)
            return None
        if not got or not len(self._data) or not self._receiver.isFrameNew():
            return None
        return self._data.reshape(*self._size, 4)[:, :, :3].copy()

    def close(self) -> None:
        """Leave it."""
        self._receiver.releaseReceiver()


class SyphonInput:
    """A server of Syphon.

    Attributes:
        place: its name.
    """

    def __init__(self, name: str) -> None:
        """Look for it.

        Raises:
            InvalidInput: no such server.
            GanSpaceSynthError: syphon-python is not installed, which there is for macOS alone.
        """
        need("syphon")
        import syphon
        from syphon.utils.numpy import copy_mtl_texture_to_image

        found = next((each for each in syphon.SyphonServerDirectory().servers if name in f"{each.app_name} {each.name}"), None)
        if found is None:
            raise InvalidInput(f"A server of Syphon must be there. Received: {name or 'none'}. Is the other program running?", rule="source-there")
        self._client: Any = syphon.SyphonMetalClient(found)
        self._copied = copy_mtl_texture_to_image
        self.place = f"Syphon {found.name}"

    def read(self) -> np.ndarray | None:
        """Return the newest frame; see `FrameInput`."""
        if not self._client.has_new_frame:
            return None
        picture = self._copied(self._client.new_frame_image)  # blue first
        return np.ascontiguousarray(picture[:, :, 2::-1])

    def close(self) -> None:
        """Leave it."""
        self._client.stop()
