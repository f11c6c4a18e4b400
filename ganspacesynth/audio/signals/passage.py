"""Passage: a wave that is gone through from its beginning, as often as wanted; one that is held, or one that is made anew each time."""

from collections.abc import Callable, Iterator

import numpy as np

PIECE = 1 << 18  # samples of a wave that is held


class Passage:
    """A wave of one channel in pieces.

    Args:
        pieces: begins anew with each call, and yields float32 [any number] each; always the same ones.
        held: all of it, where it is in memory anyway.
    """

    def __init__(self, pieces: Callable[[], Iterator[np.ndarray]], held: np.ndarray | None = None) -> None:
        self._pieces, self._wave = pieces, held
        self._samples = None if held is None else len(held)

    @classmethod
    def of(cls, wave: np.ndarray) -> "Passage":
        """Return a wave that is held, float32 [samples]."""
        return cls(lambda: (wave[begin : begin + PIECE] for begin in range(0, len(wave), PIECE)), wave)

    def pieces(self) -> Iterator[np.ndarray]:
        """Yield float32 [any number] from the first sample to the last."""
        total = 0
        for piece in self._pieces():
            total += len(piece)
            yield piece
        self._samples = total

    def even(self, size: int) -> Iterator[np.ndarray]:
        """Yield float32 [size] each; the last one may be shorter."""
        waiting = np.zeros(0, np.float32)
        for piece in self.pieces():
            waiting = np.concatenate([waiting, piece])
            whole = len(waiting) // size * size
            for begin in range(0, whole, size):
                yield waiting[begin : begin + size]
            waiting = waiting[whole:]
        if len(waiting):
            yield waiting

    def fitted(self, samples: int) -> "Passage":
        """Return the passage cut, or filled with silence, to so many samples."""

        def pieces() -> Iterator[np.ndarray]:
            left = samples
            for piece in self.pieces():
                yield piece[:left]
                left -= len(piece[:left])
                if not left:
                    return
            while left:
                yield np.zeros(min(left, PIECE), np.float32)
                left -= min(left, PIECE)

        return Passage(pieces)

    @property
    def held(self) -> bool:
        """Whether it is in memory anyway."""
        return self._wave is not None

    @property
    def samples(self) -> int:
        """How many there are; they are counted where nobody went through them yet."""
        if self._samples is None:
            return sum(len(piece) for piece in self.pieces())
        return self._samples

    def wave(self) -> np.ndarray:
        """Return all of it, float32 [samples]."""
        return self._wave if self._wave is not None else np.concatenate([np.zeros(0, np.float32), *self.pieces()])
