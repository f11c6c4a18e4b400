"""What should be said of an input, and what can be heard of it: blocks in, blocks without NaN and sentences out."""

from collections.abc import Iterator

import numpy as np

from ganspacesynth.bank.answering.hearing import CLIPPED, MUCH

QUIET_S = 10.0  # so long nothing is said of an input that is silent
AGAIN_S = 30.0  # between two sentences about clipping
OVER_S = 1.0  # that clipping is looked for in


class InputWatch:
    """Listens for what no musician means."""

    def __init__(self) -> None:
        self._samples = self._clipped = 0  # of the last second
        self._silent_s, self._told_silent = 0.0, False
        self._until = 0.0  # seconds until clipping is told of again
        self._told_broken = False

    def take(self, block: np.ndarray, rate: int, gate_db: float) -> tuple[np.ndarray, Iterator[str]]:
        """Return a block as it can be heard, float32, and what should be said."""
        block = np.asarray(block, np.float32).reshape(-1)
        sound = np.isfinite(block)
        whole = bool(sound.all())
        if not whole:
            block = np.where(sound, block, np.float32(0.0))
        block = np.clip(block, -16.0, 16.0)
        return block, self._remarks(block, rate, gate_db, whole)

    def _remarks(self, block: np.ndarray, rate: int, gate_db: float, whole: bool) -> Iterator[str]:
        if not whole and not self._told_broken:
            self._told_broken = True
            yield "what comes in is no number at times (NaN or infinity), and taken for silence there: look at what is before this in the patch"
        if not len(block):
            return
        seconds = len(block) / rate
        self._until -= seconds
        self._samples += len(block)
        self._clipped += int(np.count_nonzero(np.abs(block) >= CLIPPED))
        if self._samples >= OVER_S * rate:
            if self._clipped > MUCH * self._samples and self._until <= 0.0:
                self._until = AGAIN_S
                yield "the input clips: it is heard brighter than it is played; turn it down"
            self._samples = self._clipped = 0
        loud = float(np.mean(np.square(block, dtype=np.float64))) > 10.0 ** (gate_db / 10.0)
        self._silent_s = 0.0 if loud else self._silent_s + seconds
        self._told_silent &= not loud
        if self._silent_s > QUIET_S and not self._told_silent:
            self._told_silent = True
            yield f"nothing louder than the gate, {gate_db:g} dB, has come in for {QUIET_S:g} s; whoever plays turns the input up or the gate down"
