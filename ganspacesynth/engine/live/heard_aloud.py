"""A machine that is heard on a loudspeaker of the engine's own: for hosts without [ganspacesynth~]."""

import threading

import numpy as np

from ganspacesynth.audio.live_input.incoming import EMPTY, AudioBlock
from ganspacesynth.bank.live.concert.concert import Concert, Listened
from ganspacesynth.bank.live.concert.live_sinks import LiveSpeaker
from ganspacesynth.bank.live.live_player import LivePlayer

MOST_BLOCKS = 64  # that are heard at once


class _AllThatCame:
    """An input whose blocks are read together: they may be shorter than those of the loudspeaker, which sets the pace."""

    def __init__(self, source: Listened) -> None:
        self._source, self._kept = source, AudioBlock(EMPTY, 48_000, 0)

    @property
    def over(self) -> bool:
        return self._source.over

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        parts: list[np.ndarray] = []
        rate = 0
        for _ in range(MOST_BLOCKS):
            came = self._kept if len(self._kept) else self._source.read(0.0)
            self._kept = AudioBlock(EMPTY, 48_000, 0)
            if not len(came.samples) or (parts and came.sample_rate != rate):
                self._kept = AudioBlock(came.samples, came.sample_rate, 0)
                break
            parts.append(came.samples)
            rate = came.sample_rate
        return AudioBlock(np.concatenate(parts) if parts else EMPTY, rate or 48_000, 0)


class HeardAloud:
    """A concert in a thread of its own.

    Attributes:
        live: who plays.
    """

    def __init__(self, live: LivePlayer, source: Listened, device: str | None) -> None:
        """Begin.

        Args:
            live: who plays.
            source: what it hears.
            device: see `LiveSpeaker`.

        Raises:
            AudioError, InvalidInput: as `LiveSpeaker`.
        """
        self.live = live
        self._speaker, self._ended = LiveSpeaker(live.rate, device, live.remark), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(source,), name="ganspacesynth machine aloud", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._ended.set()
        self._thread.join(5.0)

    def _run(self, source: Listened) -> None:
        try:
            Concert(self.live, _AllThatCame(source), (self._speaker,), ended=self._ended).play()
        finally:
            self._speaker.close()
