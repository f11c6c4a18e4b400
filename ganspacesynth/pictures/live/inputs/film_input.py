"""Films and cameras through PyAV: a file that plays at its own pace, a device by its name."""

import itertools
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import open_file

LATE_S = 0.5  # a film that is later than that goes on from where it is
KINDS = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mpegts,mpeg,flv,ogg,asf,gif,wav,mp3,flac"  # none that name other files, or places in the network
LARGEST = 4096  # pixels of an edge
DEVICES = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}


class FilmInput:
    """A file of moving pictures, again and again.

    Attributes:
        place: its path.
    """

    def __init__(self, path: str | os.PathLike[str], *, loop: bool = True) -> None:
        """Open it.

        Raises:
            InvalidInput: no such file, or none with pictures.
            GanSpaceSynthError: PyAV is not installed.
        """
        self.place = str(path)
        self._path, self._loop = path, loop
        next(film_frames(path))  # says what is wrong with it
        self._frames: Iterator[tuple[float, np.ndarray]] = iter(())
        self._begun_s, self._waiting = 0.0, None  # type: tuple[float, tuple[float, np.ndarray] | None]

    def read(self) -> np.ndarray | None:
        """Return the frame whose time has come; see `FrameInput`."""
        if self._waiting is None:
            self._waiting = next(self._frames, None) or self._again()
        at_s, picture = self._waiting
        late_s = time.perf_counter() - self._begun_s - at_s
        if late_s < 0.0:
            return None
        if late_s > LATE_S:
            self._begun_s += late_s
        self._waiting = None
        return picture

    def close(self) -> None:
        """Let go of the file."""
        self._frames = iter(())

    def _again(self) -> tuple[float, np.ndarray]:
        if self._begun_s and not self._loop:
            raise EOFError
        self._frames, self._begun_s = film_frames(self._path), time.perf_counter()
        return next(self._frames)


class CameraInput:
    """A camera by the name that its system gives it.

    Attributes:
        place: that name.
    """

    def __init__(self, name: str) -> None:
        """Open it.

        Args:
            name: /dev/video0 on Linux, a number on macOS, such as 0, a name on Windows.

        Raises:
            InvalidInput: there is no such camera.
            GanSpaceSynthError: PyAV is not installed.
        """
        need("av")
        import av

        kind = DEVICES.get(sys.platform, "v4l2")
        try:
            self._container: Any = av.open(f"video={name}" if kind == "dshow" else name, format=kind)
            self._frames = self._container.decode(video=0)
        except (OSError, ValueError, IndexError) as e:  # what PyAV raises is among them
            raise InvalidInput(f"A camera is named as its system names it. Received: {name} ({_line(e)}). Name another.", rule="camera-there") from e
        self.place = f"camera {name}"

    def read(self) -> np.ndarray | None:
        """Return the next frame; see `FrameInput`."""
        try:
            return np.asarray(next(self._frames).to_ndarray(format="rgb24"))
        except (StopIteration, OSError) as e:
            raise EOFError from e

    def close(self) -> None:
        """Give it back."""
        self._container.close()


def film_frames(path: str | os.PathLike[str]) -> Iterator[tuple[float, np.ndarray]]:
    """Yield (seconds, uint8 [height, width, 3]) of a film.

    Raises:
        InvalidInput: no such file, or none with pictures of up to 4096 pixels an edge.
        GanSpaceSynthError: PyAV is not installed.
    """
    need("av")
    import av

    try:
        with open_file(path) as file, av.open(file, options={"format_whitelist": KINDS, "protocol_whitelist": ""}) as container:
            if not container.streams.video:
                raise InvalidInput(f"A film has pictures. Received: {path}, which has none. Take another.", rule="film-pictures")
            stream = container.streams.video[0]
            if max(stream.width, stream.height) > LARGEST:
                raise InvalidInput(f"A film's edges have up to {LARGEST} pixels. Received: {stream.width} x {stream.height}.", rule="film-size")
            stream.thread_type = "AUTO"
            rate = float(stream.average_rate or 25)
            first = None
            for number, frame in zip(itertools.count(), container.decode(stream), strict=False):
                at_s = number / rate if frame.time is None else float(frame.time)
                first = at_s if first is None else first
                yield max(0.0, at_s - first), np.asarray(frame.to_ndarray(format="rgb24"))
            if first is None:
                raise InvalidInput(f"A film has frames. Received: {path} without. Take another.", rule="film-pictures")
    except (OSError, ValueError) as e:
        if isinstance(e, InvalidInput):
            raise
        raise InvalidInput(f"A film must be one that can be read. Received: {path} ({_line(e)}). Check the path.", rule="readable-film") from e


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
