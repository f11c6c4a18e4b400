"""What a voice sounds like, for others to listen to: its samples in, blocks out."""

import threading
from collections import deque
from collections.abc import Callable, Iterable

import numpy as np

from ganspacesynth.audio.live_input.incoming import EMPTY, AudioBlock, AudioInput, sane

MOST_WAITING = 200  # chunks


class VoiceTap:
    """A voice as an input. Its player writes, one ear reads.

    Attributes:
        name: the voice's.
        over: whether the voice is closed.
    """

    def __init__(self, name: str) -> None:
        """Begin in silence."""
        self.name, self.over = name, False
        self._waiting: deque[AudioBlock] = deque(maxlen=MOST_WAITING)
        self._count, self._came = 0, threading.Event()

    def write(self, wave: np.ndarray, sample_rate: int) -> None:
        """Let samples be heard, float32 [samples]."""
        self._waiting.append(AudioBlock(sane(wave), sample_rate, self._count))
        self._count += len(wave)
        self._came.set()

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return the next samples."""
        if not self._waiting:
            self._came.wait(wait_s)
        self._came.clear()
        return self._waiting.popleft() if self._waiting else AudioBlock(EMPTY, 48_000, self._count)

    def close(self) -> None:
        """Listen no longer."""
        self.over = True
        self._waiting.clear()


class OverheardInput:
    """An input that others hear as well, each block as it is read.

    Attributes:
        name: the input's.
    """

    def __init__(self, source: AudioInput, others: Callable[[], Iterable[VoiceTap]]) -> None:
        """Take over an input; `others` says who hears it at the moment."""
        self.name, self._source, self._others = source.name, source, others

    @property
    def over(self) -> bool:
        """Whether nothing will come any more."""
        return self._source.over

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return what came, and let the others have it, too."""
        block = self._source.read(wait_s)
        if len(block):
            for other in self._others():
                other.write(block.samples, block.sample_rate)
        return block

    def close(self) -> None:
        """Close the input."""
        self._source.close()
