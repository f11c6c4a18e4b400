"""Frames of a live picture: the newest one, for as many as want it; whoever is slow misses some, and nobody waits for him."""

import threading
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a performance.

    Attributes:
        number: from 1 on; each is another picture.
        picture: uint8 [height, width, 3]. Not to be written to.
    """

    number: int
    picture: np.ndarray


class NewestFrame:
    """A place for one frame."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._closed = False

    @property
    def frame(self) -> Frame | None:
        """The newest one; None before the first."""
        return self._frame

    @property
    def closed(self) -> bool:
        """Whether no more come."""
        return self._closed

    def put(self, picture: np.ndarray) -> Frame:
        """Take a picture in place of the one that was there."""
        picture.flags.writeable = False
        with self._changed:
            self._frame = Frame(1 if self._frame is None else self._frame.number + 1, picture)
            self._changed.notify_all()
            return self._frame

    def after(self, number: int, timeout_s: float = 1.0) -> Frame | None:
        """Wait for a frame newer than a number; None when none came in time, or none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._frame is not None and self._frame.number > number), timeout_s)
            return self._frame if self._frame is not None and self._frame.number > number else None

    def close(self) -> None:
        """Say that no more come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
