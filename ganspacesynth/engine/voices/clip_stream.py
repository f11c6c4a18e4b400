"""A voice made of clips: each crossfades, at equal power, into the next, while the gate is open."""

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio.effects.edges import fade_edges
from ganspacesynth.continuous.limiter import Limiter
from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

OVERLAP_S = 0.25

Make = Callable[[Point], Iterator[np.ndarray]]  # a point in, its clip out: whole, or its beginning and then the rest


def maker_of(model: "GANSynth", directions: Directions | None) -> Make:
    """Return what makes a model's clips, each without a click and within -1..1: its beginning first, where it has one that is made sooner."""
    from ganspacesynth.continuous.beginning import begun_clip, can_begin

    config = model.config
    edges = fade_edges(np.ones(config.audio_length, np.float32), config.sample_rate)

    def make(point: Point) -> Iterator[np.ndarray]:
        point, limiter, at = point.replace(pitch=config.within(point.pitch)), Limiter(config.sample_rate), 0
        begins = can_begin(model, point, directions)
        for piece in begun_clip(model, point, directions) if begins else synthesize_points(model, [point], directions):
            yield limiter.apply(piece * edges[at : at + len(piece)])
            at += len(piece)

    return make


class ClipStream:
    """Plays clips chunk by chunk; the same methods as `model.streaming.Stream`.

    A clip that nears its end is followed by the next one, of the point at that moment; so is one whose point has changed. It is heard as soon as its
    beginning is made; the rest is made meanwhile.

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
        self._coming: _Rest | None = None  # of the clip
        self._making = threading.Lock()  # of rests: one at a time, or a point that moves on and on would make more and more at once
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

    def resize(self, frames: int) -> None:
        """Nothing: of a clip that has been made, chunks of any size cost the same."""

    def next(self) -> np.ndarray:
        """Return the next samples, float32; empty when all is over."""
        if self.done:
            return np.zeros(0, np.float32)
        self._fetch()
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

    def _fetch(self) -> None:
        """Take the rest of the clip when there is too little to go on, or to fade out."""
        if self._coming is not None and len(self._clip) <= self._overlap + self._chunk:
            rest, self._coming = self._coming, None
            self._clip = np.concatenate([self._clip, rest.wait()])

    def _follow(self) -> None:
        """Begin the next clip when it is time: the first, one for a new point, or one for a clip that ends."""
        point = self.future.at(self.time_s)
        ending = len(self._clip) <= self._overlap + self._chunk
        if not ending and (point == self._sounding or len(self._tail)):  # one fade at a time
            return
        first = self._sounding is None
        pieces, n = self._make(point), self._overlap
        if self._coming is not None:
            self._coming.drop()
        clip, self._coming = next(pieces), _Rest(pieces, self._making)
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


class _Rest:
    """The rest of a clip, made in a thread of its own while the beginning is heard."""

    def __init__(self, pieces: Iterator[np.ndarray], making: threading.Lock) -> None:
        self._pieces, self._making, self._made = pieces, making, [np.zeros(0, np.float32)]
        self._error: Exception | None = None
        self._dropped = False
        self._thread = threading.Thread(target=self._run, name="ganspacesynth rest of a clip", daemon=True)
        self._thread.start()

    def wait(self) -> np.ndarray:
        """Return it, float32 [samples]; raises what went wrong."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return np.concatenate(self._made)

    def drop(self) -> None:
        """Nobody will wait for it: it is not made, unless that has begun."""
        self._dropped = True

    def _run(self) -> None:
        try:
            with self._making:
                self._made += [] if self._dropped else list(self._pieces)
        except Exception as e:  # noqa: BLE001  it is raised where the rest is wanted
            self._error = e
