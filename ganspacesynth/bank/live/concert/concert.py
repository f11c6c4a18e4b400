"""A concert: an input, a player and outputs in; block after block is heard and played, until somebody ends it. Devices may go away: it goes on."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ganspacesynth.bank.live.live_events import LiveEvent, Remark
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.core.errors import OutputError

BLOCK_S = 0.01
WAIT_S = 0.02


class Incoming(Protocol):
    """Some samples that came in."""

    @property
    def samples(self) -> np.ndarray:
        """Float32 [samples]."""
        ...

    @property
    def sample_rate(self) -> int:
        """Hz."""
        ...


class Listened(Protocol):
    """Where sound comes from, such as `audio.live_input` has."""

    @property
    def over(self) -> bool:
        """Whether nothing will come any more."""
        ...

    def read(self, wait_s: float = WAIT_S) -> "Incoming":
        """Return what came since the last call."""
        ...


class LiveSink(Protocol):
    """Where the answer goes.

    Attributes:
        paces: whether `write` returns only when there is room for more: then it says how fast time goes.
    """

    paces: bool

    def write(self, answer: np.ndarray, heard: np.ndarray) -> None:
        """Take the next samples of the answer, and what was heard meanwhile at the same rate; float32 [samples] both."""
        ...


class NotePort(Protocol):
    """A keyboard."""

    def waiting(self) -> Sequence[tuple[float, float]]:
        """Return the (pitch, velocity) that came since the last call; velocity 0 lets a note go."""
        ...


@dataclass
class Concert:
    """What plays together.

    Attributes:
        live: the machine.
        source: what it hears.
        sinks: where its answer goes; one at most sets the pace.
        keyboard: a MIDI port, or None.
        ended: set by whoever wants the end.
        after_s: so long it plays on when the source is over.
    """

    live: LivePlayer
    source: Listened
    sinks: Sequence[LiveSink] = ()
    keyboard: NotePort | None = None
    ended: threading.Event | None = None
    after_s: float = 0.0

    def play(self, progress: Callable[[float], None] = lambda seconds: None) -> int:
        """Play until it is ended, or the source is over.

        Args:
            progress: told how many seconds have been played.

        Returns:
            How many samples of the answer there were.

        Raises:
            AudioError: the source cannot be read any further.
            OutputError: a sink cannot begin.
        """
        live, done = self.live, 0.0
        sinks = list(self.sinks)
        paced = any(sink.paces for sink in sinks)
        rest, left = 0.0, self.after_s * live.rate
        heard = _AtRate(live.rate)
        while not (self.ended is not None and self.ended.is_set()):
            block = self.source.read(0.0 if paced else WAIT_S)
            samples, rate = block.samples, block.sample_rate
            if self.source.over and not len(samples):
                if left <= 0.0:
                    break
                samples, rate = np.zeros(round(BLOCK_S * live.rate), np.float32), live.rate
                left -= len(samples)
            for pitch, velocity in self.keyboard.waiting() if self.keyboard is not None else ():
                live.note(pitch, velocity)
            rest += BLOCK_S * live.rate if paced else len(samples) * live.rate / rate
            count = int(rest)
            rest -= count
            answer = live.play(count)  # before it hears the block: nothing is answered before it was played
            live.hear(samples, rate)
            beside = heard.take(samples, rate, count) if sinks else answer
            for sink in list(sinks):
                try:
                    sink.write(answer, beside)
                except OutputError:
                    raise
                except Exception as e:  # noqa: BLE001  a disk that is full must not end the music
                    sinks.remove(sink)
                    live.remark(f"what is played is kept no further: {e}")
            done += count
            progress(done / live.rate)
        return int(done)


class _AtRate:
    """What was heard, at the answer's rate and as long as that, for whoever keeps both."""

    def __init__(self, rate: int) -> None:
        self._rate, self._from = rate, rate
        self._resampler: Any = None
        self._waiting = np.zeros(0, np.float32)

    def take(self, samples: np.ndarray, rate: int, count: int) -> np.ndarray:
        if rate != self._from:
            import soxr

            self._from = rate
            self._resampler = None if rate == self._rate else soxr.ResampleStream(rate, self._rate, 1, dtype="float32")
        given = np.asarray(samples, np.float32) if self._resampler is None else self._resampler.resample_chunk(np.asarray(samples, np.float32))
        self._waiting = np.concatenate([self._waiting, given])
        taken = self._waiting[:count]
        self._waiting = self._waiting[count:][-self._rate :]
        return np.pad(taken, (0, count - len(taken)))


class TellAll:
    """Tells several listeners an event; one that fails is told no more, and the others hear why: music goes on when a disk is full."""

    def __init__(self, listeners: Sequence[Callable[[LiveEvent], None]]) -> None:
        self._listeners = list(listeners)

    def add(self, listener: Callable[[LiveEvent], None]) -> None:
        """Tell one more."""
        self._listeners.append(listener)

    def __call__(self, event: LiveEvent) -> None:
        """Tell all."""
        for listener in list(self._listeners):
            try:
                listener(event)
            except Exception as e:  # noqa: BLE001  whatever a disk or a network does, it must not end the music
                self._listeners.remove(listener)
                for other in list(self._listeners):
                    with contextlib.suppress(Exception):
                        other(Remark(f"something that was told of the music is told no more of it: {e}", event.at))
