"""HostApi: arrays, an outlet and a console of a host, for the host's own thread only."""

from typing import Protocol

import numpy as np

from ganspacesynth.pyext.message_arguments import Word


class HostApi(Protocol):
    """A host."""

    @property
    def folder(self) -> str:
        """Where relative paths begin: the patch's folder."""

    def read(self, array: str) -> np.ndarray:
        """Return a copy of an array, float32; raises InvalidInput when there is none, or when it holds NaN or infinity."""

    def write(self, array: str, values: np.ndarray) -> None:
        """Fill an array, which gets the length of the values; raises InvalidInput when there is none."""

    def resize(self, array: str, size: int) -> None:
        """Give an array another length if it has another one; raises InvalidInput when there is none."""

    def out(self, *words: Word) -> None:
        """Send a list out."""

    def say(self, text: str) -> None:
        """Write a line on the console."""
