"""An answer as it sounds while it is still being chosen: units placed a little before they are due in, samples out; equal-power joins, no clicks."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.bank.answering.joins import FADE_S, alike_gain
from ganspacesynth.bank.bank import Bank

STOP_S = 0.06  # in which an answer that is broken off fades out


@dataclass(eq=False)
class _Part:
    """A unit that sounds: where it begins and ends, and its samples with a fade behind its end; `open` while what follows may still join it."""

    start: int
    length: int
    wave: np.ndarray
    open: bool = True

    @property
    def end(self) -> int:
        return self.start + self.length


class AnswerLine:
    """Units one behind the other; the same samples as `joins.lay` makes of them.

    Attributes:
        now: samples that were taken.
    """

    def __init__(self, bank: Bank) -> None:
        self.now = 0
        self._bank = bank
        self._fade = max(1, min(bank.tail, round(FADE_S * bank.sample_rate)))
        self._turn = 0.5 * np.pi * (np.arange(self._fade) + 0.5) / self._fade
        self._parts: list[_Part] = []

    @property
    def end(self) -> int:
        """Where the last unit ends; now where none sounds."""
        return max(self.now, self._parts[-1].end) if self._parts else self.now

    @property
    def sounding(self) -> bool:
        """Whether something sounds, or will."""
        return bool(self._parts)

    def place(self, unit: int, start: int, length: int | None = None) -> None:
        """Place a unit behind all others; one that it would overlap ends where it begins.

        Args:
            unit: of the bank.
            start: sample, not before now and not before the last unit's beginning.
            length: samples, at most its own; None for all of it.
        """
        start, fade = max(start, self.now), self._fade
        length = int(self._bank.lengths[unit]) if length is None else max(fade, min(length, int(self._bank.lengths[unit])))
        wave = self._bank.wave(unit)[: length + fade]
        while self._parts and self._parts[-1].start >= start and self._parts[-1].open and self._parts[-1].end > start:
            self._parts.pop()  # nothing of it has been heard
        before = self._parts[-1] if self._parts else None
        gain = np.sin(self._turn)
        if before is not None and before.open and before.end >= start:
            before.length = start - before.start
            before.wave = before.wave[: before.length + fade]
            common = alike_gain(before.wave[-fade:], wave[:fade], self._turn)
            self._close(before, np.cos(self._turn) / common)
            gain = gain / common
        wave[:fade] *= gain
        self._parts.append(_Part(start, length, wave))

    def stop(self) -> int:
        """Fade out what sounds, from now on; return now."""
        kept, size = [], round(STOP_S * self._bank.sample_rate)
        for part in self._parts:
            if part.start >= self.now:
                continue
            if part.open:
                self._close(part, np.cos(self._turn))
            at = self.now - part.start
            rest = part.wave[at : at + size]
            rest *= np.cos(0.5 * np.pi * (np.arange(len(rest)) + 0.5) / size)
            part.wave = part.wave[: at + len(rest)]
            part.length = min(part.length, at)
            kept.append(part)
        self._parts = kept
        return self.now

    def render(self, count: int) -> np.ndarray:
        """Return the next samples, float32 [count], -1..1."""
        made, end = np.zeros(count, np.float32), self.now + count
        for part in self._parts:
            if part.open and end > part.end:
                self._close(part, np.cos(self._turn))
            low, high = max(self.now, part.start), min(end, part.start + len(part.wave))
            if low < high:
                made[low - self.now : high - self.now] += part.wave[low - part.start : high - part.start]
        self.now = end
        self._parts = [part for part in self._parts if part.start + len(part.wave) > end]
        return np.clip(made, -1.0, 1.0)

    def _close(self, part: _Part, gain: np.ndarray) -> None:
        part.wave[-self._fade :] *= gain
        part.open = False
