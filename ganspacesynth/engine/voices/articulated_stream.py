"""ArticulatedStream: a voice's stream, articulated while it sounds; the same methods as the stream it holds."""

from typing import Any

import numpy as np

from ganspacesynth.audio.effects.articulator import Articulator
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import Trajectory


class ArticulatedStream:
    """Plays another stream with an articulation.

    Attributes:
        done: whether all has been heard.
    """

    def __init__(self, stream: Any, articulation: Articulation, sample_rate: int) -> None:
        """Begin a note.

        Args:
            stream: a `continuous.Stream`, or a `ClipStream`.
            articulation: of the note.
            sample_rate: Hz.
        """
        self._stream, self._gain = stream, np.float32(articulation.gain)
        self._articulator = Articulator(articulation, sample_rate)
        self.done = False

    @property
    def future(self) -> Trajectory:
        """The trajectory of the sound; set another at any time."""
        return self._stream.future

    @future.setter
    def future(self, future: Trajectory) -> None:
        self._stream.future = future

    @property
    def time_s(self) -> float:
        """How much of the sound has been made, in seconds."""
        return self._stream.time_s

    def tremble(self, vibrato: Vibrato | None) -> None:
        """Take up another vibrato, or none; it is heard with the next chunk."""
        self._articulator.vibrato = vibrato

    def resize(self, frames: int) -> None:
        """Make chunks of so many frames from now on."""
        self._stream.resize(frames)

    def release(self, seconds: float) -> None:
        """Let the sound die away, beginning with the next chunk."""
        self._stream.release(seconds)

    def next(self) -> np.ndarray:
        """Return the next samples, float32; empty when all is over."""
        wave = np.zeros(0, np.float32)
        while not len(wave) and not self.done:
            made = self._stream.next()
            last = bool(self._stream.done)
            wave = self._articulator.next(made, last=last)
            self.done = last or self._articulator.done
        return wave if self._gain == 1.0 else wave * self._gain
