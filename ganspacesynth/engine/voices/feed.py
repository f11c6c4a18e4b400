"""Chunks of a voice in, its ring filled as far ahead as it must be out; after a fault a whole lead is gathered first."""

from collections.abc import Callable

import numpy as np

from ganspacesynth.engine.ring import Ring
from ganspacesynth.engine.voices.lead import Lead, LeadChange


class Feed:
    """What lies between a stream and its ring.

    Attributes:
        lead: how far ahead the ring is filled.
    """

    def __init__(self, ring: Ring, told: Callable[[LeadChange], None]) -> None:
        """Begin with an empty ring; `told` is called when the lead changes."""
        self.lead = Lead()
        self._ring, self._told = ring, told
        self._kept: list[np.ndarray] = []  # chunks that wait until they make a whole lead
        self._going_on = False  # what is heard

    def is_ahead(self) -> bool:
        """Whether as much lies ready as shall."""
        self._say(self.lead.missed(self._ring.missed))
        if self._kept or self._ring.filled < self.lead.seconds * self._ring.rate:
            return False
        self.lead.ready(self._ring.missed)
        return True

    def take(self, wave: np.ndarray, cost_s: float, *, last: bool) -> None:
        """Take a chunk.

        Args:
            wave: float32 [samples].
            cost_s: seconds that it took to make.
            last: whether the sound is over behind it.
        """
        ring, rate = self._ring, self._ring.rate
        self._say(self.lead.made(cost_s, len(wave) / rate, ring.filled / rate if self._going_on else None))
        self._kept.append(wave)
        if self.lead.gathering and not last and sum(map(len, self._kept)) < self.lead.seconds * rate:
            return
        wave, self._kept = np.concatenate(self._kept), []
        ring.write(wave[: ring.capacity - ring.filled])
        ring.begin()
        self._going_on = True
        if self.lead.gathering:
            self.lead.ready(ring.missed)

    def rest(self) -> None:
        """Be silent behind what was written."""
        self._kept, self._going_on = [], False
        self._ring.finish()
        self.lead.ready(self._ring.missed)

    def _say(self, change: LeadChange | None) -> None:
        if change is not None:
            self._told(change)


def faded_over(wave: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Let an old sound's next samples fade out under those of a new one, float32 [samples] both."""
    n = max(len(wave), len(old))
    mixed = np.zeros(n, np.float32)
    mixed[: len(wave)] = wave
    mixed[: len(old)] += old * np.linspace(1.0, 0.0, len(old), dtype=np.float32)
    return mixed
