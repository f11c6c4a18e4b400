"""What is played into a voice's ring beside its own sound: a song or a timeline, from a place in it, with a loop; samples out, chunk by chunk."""

import math
import threading
from typing import Protocol

import numpy as np

from ganspacesynth.core.errors import InvalidInput

SHORTEST_LOOP_S = 0.05
QUIETEST_DB, LOUDEST_DB = -120.0, 12.0


class Tape(Protocol):
    """Something that lasts, and can be read anywhere.

    Attributes:
        duration_s: seconds.
    """

    duration_s: float

    def read(self, first: int, count: int) -> np.ndarray | None:
        """Return samples at the ring's rate from number `first` on, float32, fewer at the end; None while they are not made yet."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...

    def wait(self) -> None:
        """Wait until nothing of it is being made any more."""
        ...


class Playback:
    """A tape and a place on it.

    Attributes:
        tape: what is played.
        waits: whether what comes next is not made yet.
    """

    def __init__(self, tape: Tape, rate: int) -> None:
        """Stand at the beginning; `rate` is the ring's, Hz."""
        self.tape, self.rate, self.waits = tape, rate, False
        self._place, self._playing, self._gain = 0, False, 1.0
        self._loop: tuple[int, int] | None = None
        self._lock = threading.Lock()

    @property
    def place_s(self) -> float:
        """Where it is, seconds."""
        return self._place / self.rate

    @property
    def playing(self) -> bool:
        """Whether it moves on."""
        return self._playing

    @property
    def duration_s(self) -> float:
        """Seconds."""
        return self.tape.duration_s

    def play(self, on: bool) -> None:
        """Go on, or stand still; behind its end it begins anew."""
        with self._lock:
            if on and self._place >= round(self.duration_s * self.rate):
                self._place = 0
            self._playing = on

    def seek(self, seconds: float) -> float:
        """Go to a moment; returns it. Raises InvalidInput for one outside."""
        if not 0.0 <= seconds <= self.duration_s:
            raise InvalidInput(f"A moment lies in 0..{self.duration_s:.2f} s. Received: {seconds:g}. Choose another.", rule="playback-place")
        with self._lock:
            self._place = round(seconds * self.rate)
        return self.place_s

    def loop(self, begin_s: float | None, end_s: float | None = None) -> tuple[float, float] | None:
        """Play a part again and again, from its beginning where it is behind it; None plays on. Raises InvalidInput for what is no part."""
        if begin_s is None:
            with self._lock:  # the player's thread may just be asking where it ends
                self._loop = None
            return None
        end_s = self.duration_s if end_s is None else min(end_s, self.duration_s)
        if not 0.0 <= begin_s <= end_s - SHORTEST_LOOP_S:
            raise InvalidInput(
                f"A loop lasts {SHORTEST_LOOP_S:g} s at least, within {self.duration_s:.2f} s. Received: {begin_s:g}..{end_s:g} s.", rule="loop-part"
            )
        with self._lock:
            self._loop = round(begin_s * self.rate), round(end_s * self.rate)
            if self._place >= self._loop[1]:
                self._place = self._loop[0]
        return begin_s, end_s

    def level(self, decibels: float) -> None:
        """Play it louder or softer; raises InvalidInput for what is no level."""
        if not (math.isfinite(decibels) and QUIETEST_DB <= decibels <= LOUDEST_DB):
            raise InvalidInput(f"A level is in {QUIETEST_DB:g}..{LOUDEST_DB:g} dB. Received: {decibels:g}.", rule="playback-level")
        self._gain = 10.0 ** (decibels / 20.0)

    def next(self, count: int) -> np.ndarray:
        """Return the next samples, float32 [count]: silence while it stands, behind its end, and while what comes next is being made."""
        found = np.zeros(count, np.float32)
        with self._lock:
            at = 0
            while self._playing and at < count:
                end = self._end()
                some = self.tape.read(self._place, min(count - at, max(0, end - self._place)))
                self.waits = some is None
                if some is None:
                    break
                found[at : at + len(some)] = some
                at, self._place = at + len(some), self._place + len(some)
                if self._place >= end or not len(some):
                    self._turn()
        return found if self._gain == 1.0 else (found * np.float32(self._gain)).astype(np.float32)

    def close(self) -> None:
        """Stand still, and let go of the tape."""
        self._playing = False
        self.tape.close()

    def wait(self) -> None:
        """Wait until nothing of a closed one is being made any more."""
        self.tape.wait()

    def _end(self) -> int:
        last = round(self.duration_s * self.rate)
        return self._loop[1] if self._loop is not None and self._place < self._loop[1] else last

    def _turn(self) -> None:
        if self._loop is not None and self._place >= self._loop[1]:
            self._place = self._loop[0]
        else:
            self._playing = False


class SongTape:
    """A song's samples.

    Attributes:
        duration_s: seconds.
    """

    def __init__(self, wave: np.ndarray, rate: int) -> None:
        """Keep them, float32 [samples]."""
        self._wave, self.duration_s = wave, len(wave) / rate

    def read(self, first: int, count: int) -> np.ndarray:
        """Return samples; fewer at the end."""
        return self._wave[first : first + count]

    def close(self) -> None:
        """Do nothing."""

    def wait(self) -> None:
        """Do nothing."""
