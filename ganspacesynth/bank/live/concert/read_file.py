"""A sound file that is heard as fast as it can be answered: for trying without a musician, and for files out of files."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.files.decode import open_sound

BLOCK_S = 0.01


@dataclass(frozen=True, eq=False)
class FileBlock:
    """Some samples of a file.

    Attributes:
        samples: float32 [samples].
        sample_rate: Hz.
    """

    samples: np.ndarray
    sample_rate: int


class ReadFile:
    """A file, block by block, without waiting.

    Attributes:
        over: whether it has been heard to its end.
    """

    def __init__(self, path: str | os.PathLike[str], *, block_s: float = BLOCK_S) -> None:
        """Open it.

        Raises:
            AudioError: it cannot be read; also from `read`, where it is damaged further on.
        """
        self._sound = open_sound(path)
        self.over = False
        self._size = max(1, round(block_s * self._sound.sample_rate))
        self._parts = self._cut(self._sound.mono())

    def read(self, wait_s: float = 0.0) -> FileBlock:
        """Return the next block, none behind the end."""
        part = next(self._parts, None)
        self.over = part is None
        return FileBlock(np.zeros(0, np.float32) if part is None else part, self._sound.sample_rate)

    def _cut(self, blocks: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        rest = np.zeros(0, np.float32)
        for block in blocks:
            rest = np.concatenate([rest, np.asarray(block, np.float32)])
            for begin in range(0, len(rest) - self._size + 1, self._size):
                yield rest[begin : begin + self._size]
            rest = rest[len(rest) - len(rest) % self._size :]
        if len(rest):
            yield rest
