"""A voice made of clips: each crossfades, at equal power, into the next, while the gate is open."""

from collections.abc import Callable

import numpy as np

from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.point import Point

OVERLAP_S = 0.25

Make = Callable[[Point], np.ndarray]  # a point in, its clip out


class ClipStream:
    """Plays clips chunk by chunk; the same methods as `model.streaming.Stream`.

    A clip that nears its end is followed by the next one, of the point at that moment; so is one whose point has changed.

    Attributes:
        future: the trajectory of the sound.
        time_s: where the next chunk begins.
        done: whether all has been heard.
    """

    def __init__(self, make: Make, future: Trajectory, sample_rate: int, *, chunk_samples: int = 1024) -> None:
        self.future, self.done = future, False
        self._make, self._rate, self._chunk = make, sample_rate, chunk_samples
        self._overlap = round(OVERLAP_S * sample_rate)
        self._at = 0  # samples heard
        self._sounding: Point | None = None
        self._tail = np.zeros(0, np.float32)  # of the clip before, fading out
        self._clip = np.zeros(0, np.float32)
        self._left = -1  # samples until silence once released
        self._release = 1

    @property
    def time_s(self) -> float:
        """Seconds heard."""
        return self._at / self._rate

    def release(self, seconds: float) -> None:
        """Let it die away, from the next chunk on."""
        if self._left < 0:
            self._left = self._release = max(1, round(seconds * self._rate))

    def next(self) -> np.ndarray:
        """Return the next samples, float32; empty when all is over."""
        if self.done:
            return np.zeros(0, np.float32)
        if self._left < 0:
            self._follow()
        wave = self._take()
        if self._left >= 0:
            levels = np.clip((self._left - np.arange(len(wave))) / self._release, 0.0, 1.0)
            wave = (wave * levels).astype(np.float32)
            self._left = max(0, self._left - len(wave))
            self.done = self._left == 0
        self._at += len(wave)
        return wave

    def _follow(self) -> None:
        """Begin the next clip when it is time: the first, one for a new point, or one for a clip that ends."""
        point = self.future.at(self.time_s)
        ending = len(self._clip) <= self._overlap + self._chunk
        if not ending and (point == self._sounding or len(self._tail)):  # one fade at a time
            return
        first = self._sounding is None
        clip, n = self._make(point), self._overlap
        turn = np.linspace(0.0, np.pi / 2.0, n, dtype=np.float32)
        old = self._clip[:n]
        self._tail = old * np.cos(turn[: len(old)])
        if not first:
            clip = clip.copy()
            clip[:n] *= np.sin(turn[: len(clip[:n])])
        self._clip, self._sounding = clip, point

    def _take(self) -> np.ndarray:
        wave = np.zeros(self._chunk, np.float32)
        for name in ("_clip", "_tail"):
            part = getattr(self, name)[: self._chunk]
            wave[: len(part)] += part
            setattr(self, name, getattr(self, name)[self._chunk :])
        return wave
