"""A sound file as if somebody played it: its samples come at their moments; for trying what listens, and for those without a microphone."""

import os
import time
from collections.abc import Callable, Iterator

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.live_input.incoming import EMPTY, AudioBlock, RealTime, sane


class PlayedFile:
    """A file that comes in, in real time.

    Attributes:
        name: the file's.
        over: whether it has been heard to its end.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        loop: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open it; it begins with the first `read`.

        Args:
            path: of a sound file.
            loop: begin anew behind its end.
            clock, sleep: of tests.

        Raises:
            AudioError: it cannot be read; also from `read`, where it is damaged further on.
        """
        self._sound = open_sound(path)
        self.name, self.over = str(path), False
        self._loop, self._sleep, self._time = loop, sleep, RealTime(clock)
        self._blocks: Iterator[np.ndarray] = iter(self._sound.mono())
        self._ready = sane(next(self._blocks))  # what cannot be read is said at once
        self._begun, self._count = False, 0

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return the samples whose moment has come."""
        if not self._begun:
            self._begun = True
            self._time.restart()
        if (left_s := wait_s - self._time.passed_s) > 0.0:  # looked at once: on a busy machine time passes between two looks
            self._sleep(left_s)
        samples = self._taken(self._time.due(self._sound.sample_rate))
        self._count += len(samples)
        return AudioBlock(samples, self._sound.sample_rate, self._count - len(samples))

    def close(self) -> None:
        """Let go of the file."""
        self._blocks, self._ready, self.over = iter(()), EMPTY, True

    def _taken(self, count: int) -> np.ndarray:
        while len(self._ready) < count and not self.over:
            self._ready = np.concatenate([self._ready, self._more()])
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken

    def _more(self) -> np.ndarray:
        block = next(self._blocks, None)
        if block is not None:
            return sane(block)
        self.over = not self._loop
        self._blocks = iter(() if self.over else self._sound.mono())
        return EMPTY
