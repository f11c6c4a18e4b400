"""Ear: an input and the thread that listens to it; chains in, their present values and what they were lately out."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.chains.live_words import Line
from ganspacesynth.audio.live_input.incoming import AudioInput
from ganspacesynth.audio.live_input.listener import Listener
from ganspacesynth.audio.signals.frame_rate import FPS
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.moving_points import HIT
from ganspacesynth.core.motion.signal import Signal

log = logging.getLogger(__name__)

REMEMBERED_S = 600.0
LOOK_S = 0.02


@dataclass(frozen=True)
class ChainHistory:
    """What a chain has said so far.

    Attributes:
        frames: how many values there were.
        total: of all their shares.
        last: the last value's share of the range, 0..1.
        hits: how often it rose over the middle of its range.
    """

    frames: int = 0
    total: float = 0.0
    last: float = 0.0
    hits: int = 0

    def since(self, before: "ChainHistory | None") -> float:
        """Return the mean share since an earlier moment, so that no hit between two looks is missed; the last one where nothing came."""
        new = self.frames - (before.frames if before is not None else 0)
        return self.last if before is None or new <= 0 else (self.total - before.total) / new


class Followed:
    """A chain that is listened for. One thread adds to it, any thread reads.

    Attributes:
        line: its rate, range and lateness.
        heard: what it has said so far.
    """

    def __init__(self, line: Line) -> None:
        """Begin with nothing heard."""
        self.line, self.heard = line, ChainHistory()
        self._lately = np.zeros(max(1, round(REMEMBERED_S * line.rate)))  # share i is at i modulo its length
        self._next, self._lock = 0, threading.Lock()

    def add(self, values: np.ndarray) -> None:
        """Take up its next values, float64 [frames], in its own range."""
        shares, before = self.line.shares(values), self.heard
        hits = before.hits + int(rises(np.append(before.last, shares)).sum())
        self.heard = ChainHistory(before.frames + len(shares), before.total + float(shares.sum()), float(shares[-1]), hits)
        kept = shares[-len(self._lately) :]
        with self._lock:
            self._lately[(self._next + np.arange(len(kept))) % len(self._lately)] = kept
            self._next = (self._next + len(kept)) % len(self._lately)

    def lately(self, seconds: float) -> np.ndarray:
        """Return its shares of the last seconds, float64 [frames]: of so many as are remembered, 0 where it was not listened for yet."""
        count = max(1, round(min(seconds, REMEMBERED_S) * self.line.rate))
        with self._lock:
            return self._lately[(self._next - count + np.arange(count)) % len(self._lately)]


class Ear:
    """Something that is listened to.

    Attributes:
        name: of the input, for people.
        fps: frames a second.
        ring: the file and the capacity of the ring that a host writes into, None where none does.
    """

    def __init__(
        self,
        source: AudioInput,
        named: Callable[[str], float],
        fps: float = FPS,
        fail: Callable[[Exception], None] = log.error,
        *,
        ring: tuple[Path, int] | None = None,
    ) -> None:
        """Begin to listen.

        Args:
            source: closed with this.
            named: the present value of a signal that has a name; it must wait for nobody who may wait for this.
            fps: frames a second.
            fail: told when the input fails; silence is heard then.
            ring: see above.

        Raises:
            InvalidInput: no such rate.
        """
        self.name, self.fps, self.ring = source.name, fps, ring
        self._source, self._fail, self._listener = source, fail, Listener(fps, named)
        self._followed: dict[str, Followed] = {}
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"ganspacesynth ear {source.name}"[:60], daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether nothing will be heard any more."""
        return self._source.over

    def ask(self, text: str) -> str:
        """Listen for a chain; returns its text as it is kept. Raises as `Listener.ask`."""
        chain = self._listener.ask(text)
        if chain.text not in self._followed:
            self._followed[chain.text] = Followed(chain.line)
        return chain.text

    def keep(self, texts: set[str]) -> None:
        """Listen for these chains alone."""
        for text in set(self._listener.chains()) - texts:
            self._listener.drop(text)
            self._followed.pop(text, None)

    def knows(self, text: str) -> bool:
        """Whether a chain is listened for."""
        return text in self._followed

    def heard(self, text: str) -> ChainHistory:
        """Return what a chain has said so far; nothing for one that is not listened for."""
        followed = self._followed.get(text)
        return ChainHistory() if followed is None else followed.heard

    def latency_s(self, text: str) -> float:
        """Return how late a chain is, seconds: its own, and half a frame."""
        followed = self._followed.get(text)
        return 0.0 if followed is None else followed.line.latency_s + 0.5 / self.fps

    def lately(self, text: str, seconds: float) -> Signal:
        """Return what a chain has said in the last seconds, ten minutes at most, as a signal; its lowest value before that.

        Raises:
            InvalidInput: it is not listened for.
        """
        followed = self._followed.get(text)
        if followed is None:
            raise InvalidInput(
                f"What was heard is of a chain that is listened for. Received: {brief(text)}. Send /modulate first.", rule="heard-chain"
            )
        line = followed.line
        return Signal(text, line.low + followed.lately(seconds) * (line.high - line.low), line.rate, line.low, line.high)

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        self._thread.join(5.0)
        self._source.close()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear()
            except Exception as e:  # noqa: BLE001  an input that fails is silent, and voices sound on
                self._fail(e)
                self._closed.wait()

    def _hear(self) -> None:
        for text, values in self._listener.push(self._source.read(LOOK_S)).items():
            followed = self._followed.get(text)
            if followed is not None and len(values):
                followed.add(values)


def rises(shares: np.ndarray) -> np.ndarray:
    """Return where shares rise over the middle of the range, bool [one fewer]."""
    over = shares >= HIT
    return over[1:] & ~over[:-1]
