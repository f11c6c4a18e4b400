"""FrameInput: the one protocol of all that gives frames; a watch reads one in a thread of its own, and tells what is seen in the newest."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from ganspacesynth.pictures.live.inputs.seeing import Eye, Seen

log = logging.getLogger(__name__)

PATIENCE_S = 0.01  # between two looks at an input that has nothing new


class FrameInput(Protocol):
    """Gives frames.

    Attributes:
        place: where they come from, in words.
    """

    place: str

    def read(self) -> np.ndarray | None:
        """Return the newest frame, uint8 [height, width, 3], or None when there is no new one yet; it waits a little at most.

        Raises:
            EOFError: no more will come.
        """
        ...

    def close(self) -> None:
        """Let go."""
        ...


Told = Callable[[np.ndarray, Seen], None]


class Watch:
    """Looks at an input until it ends.

    Attributes:
        place: of the input.
        seen: in its newest frame, None before the first.
        count: frames that were looked at.
    """

    def __init__(self, opening: Callable[[], FrameInput], told: Told, failed: Callable[[Exception], None]) -> None:
        """Open it, and begin.

        Args:
            opening: makes the input, in the thread that reads it.
            told: called with each frame and what is seen in it, by that thread.
            failed: told what went wrong later.

        Raises:
            GanSpaceSynthError: it cannot be opened; whatever `opening` raises.
        """
        self.place, self.count = "", 0
        self.seen: Seen | None = None
        self._told, self._failed = told, failed
        self._opened, self._ended = threading.Event(), threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(opening,), name="ganspacesynth watch", daemon=True)
        self._thread.start()
        self._opened.wait()
        if self._error is not None:
            raise self._error

    @property
    def ended(self) -> bool:
        """Whether no more is looked at."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """End."""
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join(5.0)

    def _run(self, opening: Callable[[], FrameInput]) -> None:
        try:
            given = opening()
            self.place = given.place
        except Exception as e:  # noqa: BLE001  handed on to who opens it
            self._error = e
            return
        finally:
            self._opened.set()
        try:
            self._look(given)
        except EOFError:
            pass
        except Exception as e:  # noqa: BLE001  a camera that is pulled out does not end the pictures
            self._failed(e)
        finally:
            try:
                given.close()
            except Exception:
                log.exception("An input could not be closed.")

    def _look(self, given: FrameInput) -> None:
        eye, before_s = Eye(), time.perf_counter()
        while not self._ended.is_set():
            picture = given.read()
            if picture is None:
                self._ended.wait(PATIENCE_S)
                continue
            now_s = time.perf_counter()
            self.seen, before_s = eye.look(picture, now_s - before_s), now_s
            self.count += 1
            self._told(picture, self.seen)
