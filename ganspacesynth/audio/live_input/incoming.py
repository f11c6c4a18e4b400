"""What sound that comes in is: blocks of one channel with their rate and a count of samples; and an input that never stops, for what must go on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

LOUDEST = 8.0  # what a host sends may be louder than 1; what is louder than this is a fault of somebody's
SILENT_AFTER_S = 0.15  # of which nothing came, silence is taken for it
MOST_AT_ONCE_S = 1.0  # of silence: after a computer has slept nobody wants to hear all of it
EMPTY = np.zeros(0, np.float32)

Say = Callable[[str], None]


def unsaid(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, eq=False)
class AudioBlock:
    """Some samples that came in.

    Attributes:
        samples: float32 [samples], finite, mostly within -1..1; none when nothing came.
        sample_rate: Hz; it may be another one with the next block.
        first: number of the first sample, counted since the input was opened; where it is higher than the end of the block before, some were lost.
    """

    samples: np.ndarray
    sample_rate: int
    first: int

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def stop(self) -> int:
        """The number behind its last sample."""
        return self.first + len(self.samples)


class AudioInput(Protocol):
    """Where sound comes from. One thread reads it.

    Attributes:
        name: what it is, for people.
    """

    name: str

    @property
    def over(self) -> bool:
        """Whether nothing will come any more."""
        ...

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return what came since the last call; where nothing did, wait for it so long at most."""
        ...

    def close(self) -> None:
        """Let go of it. Closing twice does nothing."""
        ...


class RealTime:
    """A clock that counts samples."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin now."""
        self._clock = clock
        self._last = clock()

    def restart(self) -> None:
        """Begin anew: what passed is not asked for."""
        self._last = self._clock()

    @property
    def passed_s(self) -> float:
        """Seconds since the last samples were taken."""
        return self._clock() - self._last

    def due(self, sample_rate: int) -> int:
        """Return how many samples passed since the last call, a second of them at most."""
        count = int(self.passed_s * sample_rate)
        self._last += count / sample_rate
        if count > MOST_AT_ONCE_S * sample_rate:
            self.restart()
        return min(count, round(MOST_AT_ONCE_S * sample_rate))


class SilentInput:
    """Silence in real time: what is listened to where nothing is."""

    def __init__(
        self, sample_rate: int = 48_000, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Begin now."""
        self.name, self.over = "nothing", False
        self._rate, self._time, self._sleep, self._count = sample_rate, RealTime(clock), sleep, 0

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return as many zeros as passed samples."""
        if self._time.passed_s < wait_s:
            self._sleep(wait_s - self._time.passed_s)
        count = self._time.due(self._rate)
        self._count += count
        return AudioBlock(np.zeros(count, np.float32), self._rate, self._count - count)

    def close(self) -> None:
        """Do nothing."""


class UnbrokenInput:
    """An input that goes on: where nothing comes for a while, silence does, in real time, until there is sound again.

    Its count runs on over what was lost, so a block's number is a moment.
    """

    def __init__(self, source: AudioInput, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take over an input; it is closed with this one."""
        self.name, self._source, self._time = source.name, source, RealTime(clock)
        self._rate, self._count, self._late = 48_000, 0, False

    @property
    def over(self) -> bool:
        """Whether only silence will come."""
        return self._source.over

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return what came, or silence for what has not come for more than 0.15 s."""
        block = self._source.read(wait_s)
        samples = block.samples
        if len(block):
            self._rate = block.sample_rate
            self._time.restart()
            self._late = False
        elif self._late or self._time.passed_s > SILENT_AFTER_S:
            self._late = True
            samples = np.zeros(self._time.due(self._rate), np.float32)
        self._count += len(samples)
        return AudioBlock(samples, self._rate, self._count - len(samples))

    def close(self) -> None:
        """Close the input."""
        self._source.close()


def sane(samples: np.ndarray) -> np.ndarray:
    """Return samples as float32 of one channel, with zeros for what is no number, and nothing louder than 8."""
    found = np.asarray(samples, np.float32)
    if found.ndim > 1:
        found = found.mean(axis=1, dtype=np.float32)
    return np.clip(np.where(np.isfinite(found), found, np.float32(0.0)), -LOUDEST, LOUDEST).astype(np.float32)
