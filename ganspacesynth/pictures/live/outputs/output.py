"""FrameOutput: the one protocol of all that takes live frames; each in a thread of its own, which sends the newest and leaves out the others."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np

from ganspacesynth.pictures.live.frame import NewestFrame

log = logging.getLogger(__name__)

AGAIN_S = 0.5  # how often a picture that stands still is sent, for who shows only what comes


class FrameOutput(Protocol):
    """Takes frames.

    Attributes:
        place: where they are found, in words: an address, a name.
    """

    place: str

    def send(self, picture: np.ndarray) -> None:
        """Take a frame, uint8 [height, width, 3]; all are of one size."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


Opening = Callable[[int, int, float], FrameOutput]  # width, height, frames a second at most


class SendingThread:
    """Sends the newest of some frames to an output until it is closed; what fails is told once, and ends only this.

    An output is opened, used and closed by this one thread: what lies on a graphics card belongs to a thread.
    """

    def __init__(self, frames: NewestFrame, opening: Opening, size: tuple[int, int], fps: float, failed: Callable[[Exception], None]) -> None:
        """Open it, and begin.

        Args:
            frames: where frames come from.
            opening: makes the output.
            size: width and height.
            fps: frames a second at most.
            failed: told what went wrong later.

        Raises:
            GanSpaceSynthError: it cannot be opened; whatever `opening` raises.
        """
        self.place, self.sent = "", 0
        self._frames, self._failed = frames, failed
        self._opened, self._ended = threading.Event(), threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(opening, size, fps), name="ganspacesynth output", daemon=True)
        self._thread.start()
        self._opened.wait()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End."""
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join(5.0)

    def _run(self, opening: Opening, size: tuple[int, int], fps: float) -> None:
        try:
            output = opening(*size, fps)
            self.place = output.place
        except Exception as e:  # noqa: BLE001  handed on to who opens it
            self._error = e
            return
        finally:
            self._opened.set()
        try:
            self._send(output)
        except Exception as e:  # noqa: BLE001  an output that fails does not end the pictures
            self._failed(e)
        finally:
            try:
                output.close()
            except Exception:
                log.exception("An output could not be closed.")

    def _send(self, output: FrameOutput) -> None:
        number = 0
        while not self._ended.is_set() and not self._frames.closed:
            frame = self._frames.after(number, AGAIN_S) or self._frames.frame
            if frame is not None and not self._ended.is_set():
                output.send(frame.picture)
                self.sent, number = self.sent + 1, frame.number


def with_alpha(picture: np.ndarray, order: str = "rgba") -> np.ndarray:
    """Return uint8 [height, width, 4], opaque, with channels in an order such as "rgba" or "bgra"."""
    made = np.empty((*picture.shape[:2], 4), np.uint8)
    made[..., :3] = picture if order.startswith("r") else picture[..., ::-1]
    made[..., 3] = 255
    return made
