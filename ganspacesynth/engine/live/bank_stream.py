"""A machine that plays with somebody as the sound of a voice: what the voice listens to in, chunk after chunk of the answer out."""

import threading
from collections.abc import Callable

import numpy as np

from ganspacesynth.audio.live_input.prompt_resampler import PromptResampler
from ganspacesynth.bank.live.concert.concert import Listened
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.core.motion.articulation import Vibrato

CHUNK_S = 0.01
WAIT_S = 0.02


class BankStream:
    """The same methods as `continuous.stream.Stream`, for a voice's player.

    Attributes:
        done: whether it has died away.
        live: who plays.
    """

    def __init__(self, live: LivePlayer, source: Listened, rate: int, ended: Callable[[], None]) -> None:
        """Begin.

        Args:
            live: who plays.
            source: what it hears, in a thread of its own, until it is over.
            rate: Hz of the voice's ring.
            ended: called when it has died away, or was displaced.
        """
        self.live, self.done, self.future = live, False, None
        self._source, self._rate, self._ended = source, rate, ended
        self._count, self._made = max(1, round(CHUNK_S * live.rate)), 0
        self._left = self._release = -1
        self._displaced = False
        self._resampler = None if rate == live.rate else PromptResampler(live.rate, rate)
        self._listening = threading.Thread(target=self._listen, name="ganspacesynth machine", daemon=True)
        self._listening.start()

    @property
    def time_s(self) -> float:
        """Seconds that were made."""
        return self._made / self._rate

    def next(self) -> np.ndarray:
        """Return the next samples, float32; empty when all is over."""
        if self.done:
            return np.zeros(0, np.float32)
        wave = self.live.play(self._count)
        if self._resampler is not None:
            wave = np.clip(self._resampler.push(wave), -1.0, 1.0)
        self._made += len(wave)
        if self._displaced:
            self.done = True
        return self._dying(wave) if self._left >= 0 else wave

    def release(self, seconds: float) -> None:
        """Let it die away, from the next chunk on."""
        if self._left < 0:
            self._left = self._release = max(1, round(seconds * self._rate))

    def displace(self) -> None:
        """Hear nothing any more: another sound takes its place. One more chunk may be asked for, to be faded out."""
        self._displaced = True
        self._ended()

    def tremble(self, vibrato: Vibrato | None) -> None:
        """Do nothing: what was recorded is as it is."""

    def _listen(self) -> None:
        while not self.done and not self._source.over:
            block = self._source.read(WAIT_S)
            if len(block.samples):
                self.live.hear(block.samples, block.sample_rate)

    def _dying(self, wave: np.ndarray) -> np.ndarray:
        wave = wave[: self._left]
        shape = 0.5 - 0.5 * np.cos(np.pi * (self._left - np.arange(len(wave))) / self._release)
        self._left -= len(wave)
        if self._left <= 0:
            self.done = True
            self._ended()
        return (wave * shape).astype(np.float32)
