"""The continuous form streamed: a voice rendered chunk by chunk along a trajectory that may still change.

    cells of the sound     0  1  2  3  ·  ·  ·  ·  ·  4  5  6  7
                           attack      |  middle      release
                           as they were heard  |  as `future` says that the sound will be at their moments

What has been heard stays as it was heard; all that is ahead may change with every chunk. A control that is held is a future that stands
still; a path, or a voice that wanders, knows where it goes. A sound whose future never changes is that of `continuous.render`.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.continuous.frame_overlap import FrameOverlap
from ganspacesynth.continuous.layer_trajectory import Edits, check_duration, check_layer, check_point, clip_activations
from ganspacesynth.continuous.limiter import Decay, Limiter
from ganspacesynth.continuous.receptive_field import ReceptiveField
from ganspacesynth.continuous.stretch import lay_out, moment_s, stretch_at
from ganspacesynth.core.bends.kinds import Noise
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory, Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.networks.gansynth.model_config import MAX_SEMITONES

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

CHUNK_FRAMES = 2
MAX_CHUNK_FRAMES = 64
EDGE_S = 0.005  # a network begins in the middle of things
MIN_RELEASE_S, MAX_RELEASE_S = 0.01, 3600.0
REMEMBERED = 8  # points, beside those that are seen
AFFORDABLE = 0.5  # of real time


class Stream:
    """One sound, chunk by chunk.

    `future` and `release` may be used while another thread is in `next`.

    Attributes:
        future: the trajectory of the sound. Set another at any time: it is heard with the next chunk.
        done: whether the sound is over.
    """

    def __init__(
        self,
        model: "GANSynth",
        future: Trajectory,
        *,
        directions: Edits | None = None,
        duration_s: float | None = None,
        chunk_frames: int = CHUNK_FRAMES,
        layer: str | None = None,
        live: bool = True,
    ) -> None:
        """Begin a sound.

        Args:
            model: a GANSynth.
            future: see above.
            directions: needed when points have edits.
            duration_s: seconds; None sounds until it is released.
            chunk_frames: frames made at once: fewer are heard sooner, and cost more. See `warm`.
            layer: the layer to stretch; None chooses. Bends of layers behind it move with every chunk, and must be local in time; those of it and of
                earlier ones move as z does, and are done to the clip that each moment is taken from.
            live: play pitches between the model's and glide from one to another in tune, begin without a click, stay within -1..1. Otherwise
                the sound is that of `continuous.render`, to rounding: the nearest pitches, melted into each other.

        Raises:
            InvalidInput: a model without instantaneous frequency, an unknown layer, a duration or a chunk that is none.
            DirectionsError: directions of another model.
        """
        chunk_frames, config = _checked_frames(chunk_frames), model.config
        layer = check_layer(model, layer, [] if directions is None else [directions.layer], directions)
        self.future, self.done = future, False
        self._model, self._directions, self._first_future = model, directions, future
        self._stretch = stretch_at(config, layer)
        layout = None if duration_s is None else lay_out(config, self._stretch, check_duration(duration_s))
        self._overlap, self._positions = FrameOverlap(config, layout, model.decoder), None if layout is None else layout.positions
        mute = math.ceil(config.padding / config.hop)  # frames before the first sample
        self._opening = ReceptiveField(model, layer, (mute // chunk_frames + 1) * chunk_frames)
        self._field = self._asked_field = ReceptiveField(model, layer, chunk_frames)
        self._live, self._limiter = live, Limiter(config.sample_rate)
        self._frame = 0
        self._pitch: int | None = None  # of the model: the one that is played, higher or lower
        self._cells: dict[int, tuple[Point, float]] = {}  # those that frames still see: what they are, and where in a clip
        self._clips: dict[tuple, np.ndarray] = {}  # what the layer holds for the last points
        self._still: tuple[np.ndarray, tuple, np.ndarray] | None = None  # a picture that stands still, behind what it was made of
        self._asked_release_s: float | None = None
        self._released: _Release | None = None
        self._decay: Decay | None = None

    @property
    def time_s(self) -> float:
        """How much of the sound has been made, in seconds."""
        return self._overlap.made / self._model.config.sample_rate

    def next(self) -> np.ndarray:
        """Make the next chunk.

        Returns:
            float32 [samples]: as many as its frames make, fewer at the beginning and the end, none when the sound is over.

        Raises:
            InvalidInput: the future holds a point that this model cannot play, or bends that make the sound overflow.
        """
        wave = np.zeros(0, np.float32)
        while not len(wave) and not self.done:
            wave = self._chunk()
        return wave

    def release(self, seconds: float) -> None:
        """Let the sound die away, beginning with the next chunk. Once more lets it die away otherwise.

        Args:
            seconds: how long that takes.

        Raises:
            InvalidInput: no number of seconds.
        """
        if not 0.0 <= seconds <= MAX_RELEASE_S:
            raise InvalidInput(f"A release takes 0..{MAX_RELEASE_S:g} seconds. Received: seconds={seconds!r}.", rule="release-range")
        self._asked_release_s = max(MIN_RELEASE_S, seconds)

    def resize(self, chunk_frames: int) -> None:
        """Make chunks of another size, from the next one on that such a chunk can be: they begin at multiples of it.

        Args:
            chunk_frames: see above.

        Raises:
            InvalidInput: no size of a chunk.
        """
        self._asked_field = ReceptiveField(self._model, self._stretch.layer, _checked_frames(chunk_frames))

    def _chunk(self) -> np.ndarray:
        """Make the next frames; return the samples that they finish."""
        self._take_up_release()
        if self._asked_field is not self._field and self._frame and self._frame % self._asked_field.frames == 0:
            self._field, self._still = self._asked_field, None
        field, first = self._field if self._frame else self._opening, self._overlap.made
        future = self.future  # once: another thread may set it meanwhile
        semitones = self._tune(field, future) if self._live else None
        wave = self._overlap.add(self._model.denormalize(self._pictures(field, future)), semitones)
        self._frame += field.frames
        self.done = self._overlap.ended
        if self._live:
            wave = self._limiter.apply(_opened(wave, first, round(EDGE_S * self._model.config.sample_rate)))
        if self._decay is not None:
            wave = self._decay.apply(wave, first)
            self.done = first + len(wave) >= self._decay.end
        return wave

    def _tune(self, field: ReceptiveField, future: Trajectory) -> np.ndarray:
        """Choose the pitch of the model that is played; return how many semitones higher each of the next frames shall sound."""
        pitches = np.array([future.at(self._moment_s(self._frame + index)).pitch for index in range(field.frames)])
        wanted = float(pitches[len(pitches) // 2])
        if self._pitch is None or abs(wanted - self._pitch) >= 1.0:
            self._pitch = self._model.config.nearest_pitch(wanted)
        return np.clip(pitches - self._pitch, -MAX_SEMITONES, MAX_SEMITONES)

    def _pictures(self, field: ReceptiveField, future: Trajectory) -> np.ndarray:
        """Return the pictures of the next frames; where nothing moves, those of the last ones."""
        now, seen = self._moment_s(self._frame + field.frames / 2), field.cells(self._frame)
        bent, count = future.at(now), math.inf if self._overlap.layout is None else len(self._overlap.layout.positions)
        self._cells = cells = self._seen_cells(seen, future, now, count)
        rows = {index: (self._clip(point), position) for index, (point, position) in cells.items()}
        clip, position = rows[self._frame // self._stretch.frames_per_cell]
        still, rest = (
            all(index in rows and rows[index][0] is clip and rows[index][1] == position for index in seen),
            (position, bent.bends),
        )
        if still and self._still is not None and self._still[0] is clip and self._still[1] == rest:
            return self._still[2]
        nothing = np.zeros(clip.shape[1:], np.float32)
        held = np.stack([self._stretch.take(*rows[index]) if index in rows else nothing for index in seen])
        pictures = field.pictures(held, self._frame, count=count, bends=bent.bends)
        flowing = any(isinstance(bend, Noise) for name in self._field.layers[1:] for bend in bent.bends.get(name, ()))
        self._still = (clip, rest, pictures) if still and not flowing else None
        return pictures

    def _seen_cells(self, seen: range, future: Trajectory, now: float, count: float) -> dict[int, tuple[Point, float]]:
        """Return the cells of the sound that the next frames see: past ones as they were, the others as the future has them."""
        here = self._frame // self._stretch.frames_per_cell
        cells = {index: cell for index, cell in self._cells.items() if seen.start <= index < here}
        for index in range(here, int(min(count, seen.stop))):
            moved = index == here and future is not self._first_future  # the cell that sounds follows every move, the others wait for theirs
            cells[index] = future.at(now if moved else self._moment_s((index + 0.5) * self._stretch.frames_per_cell)), self._position(index)
        return cells

    def _clip(self, point: Point) -> np.ndarray:
        """Return what the layer holds for a point, [cells, bins, channels]; the last ones are remembered."""
        check_point(self._model, point)
        pitch = self._model.config.nearest_pitch(point.pitch) if self._pitch is None else self._pitch
        before = frozenset((name, bends) for name, bends in point.bends.items() if name not in self._field.layers[1:])
        key = (point.z, point.seed, point.edits, point.mode, pitch, str(point.timbre), before)
        clip = self._clips.pop(key, None)
        if clip is None:
            clip = clip_activations(self._model, [point.replace(pitch=pitch)], self._directions, self._stretch.layer)[0]
        self._clips[key] = clip
        while len(self._clips) > REMEMBERED + self._opening.rows[0]:
            del self._clips[next(iter(self._clips))]
        return clip

    def _position(self, index: int) -> float:
        """Return where in a clip a cell is taken from."""
        half, last = self._stretch.cells // 2, self._stretch.cells - 1
        if self._positions is None:
            own = float(index) if index < half else self._stretch.middle
        else:
            own = float(self._positions[min(index, len(self._positions) - 1)])
        if self._released is None or index < self._released.cell:
            return own
        since_s = self._moment_s(index * self._stretch.frames_per_cell) - self._released.begin_s
        share = since_s / self._released.seconds  # the clip's second half is laid along the release; the decay closes it in any case
        return max(own, half + min(1.0, max(0.0, share)) * (last - half))

    def _moment_s(self, frame: float) -> float:
        return max(0.0, moment_s(self._model.config, frame))

    def _take_up_release(self) -> None:
        seconds, self._asked_release_s = self._asked_release_s, None
        if seconds is None:
            return
        made = self._overlap.made
        level = 1.0 if self._decay is None else float(self._decay.at(made))
        self._decay = Decay(made, round(seconds * self._model.config.sample_rate), level)
        if self._released is None:
            here = self._frame // self._stretch.frames_per_cell
            attacking = here < self._stretch.cells // 2  # it is let finish its cell
            self._released = _Release(here + attacking, self.time_s, seconds)
            self._overlap.layout = None  # the end is that of the decay now


@dataclass(frozen=True)
class _Release:
    """Where the end begins: with which cell, when, and how long it takes."""

    cell: int
    begin_s: float
    seconds: float


def _checked_frames(count: int) -> int:
    if not isinstance(count, int) or not 1 <= count <= MAX_CHUNK_FRAMES:
        raise InvalidInput(f"chunk_frames must be a whole number in 1..{MAX_CHUNK_FRAMES}. Received: chunk_frames={count!r}.", rule="chunk-size")
    return count


def _opened(wave: np.ndarray, first: int, edge: int) -> np.ndarray:
    """Let a sound rise from silence; `first` is the number of a chunk's first sample."""
    return wave if first >= edge else wave * np.minimum(1.0, np.arange(first, first + len(wave), dtype=np.float32) / edge)


def warm(model: "GANSynth", *, directions: Edits | None = None, layer: str | None = None, sizes: Sequence[int] = (2, 4, 8)) -> int:
    """Build the graphs of live voices, so that the first one begins at once and none waits when a control moves.

    Args:
        model: a GANSynth.
        directions: those that voices will be given.
        layer: as they will be given it.
        sizes: of chunks, in frames.

    Returns:
        How many frames a chunk should have on this machine: the first of `sizes` that is made in half of the time it lasts, even while a
        control moves; else the last. The next one's graphs are built too, for a machine that becomes busy.
    """
    pitch = model.config.pitches[len(model.config.pitches) // 2]
    points = [Point(pitch, z=tuple(row)) for row in model.sample_z(6, seed=0).tolist()]
    if directions is not None:
        Stream(model, ConstantTrajectory(Point(pitch, mode="replace")), directions=directions, layer=layer, chunk_frames=sizes[0]).next()
    chosen = 0
    for size in sizes:
        stream = Stream(model, ConstantTrajectory(points[0]), directions=directions, layer=layer, chunk_frames=size)
        if chosen:
            stream.next()
            break
        costs = []
        for point in points:
            stream.future = ConstantTrajectory(point)
            begin = time.perf_counter()
            wave = stream.next()
            costs.append((time.perf_counter() - begin) * model.config.sample_rate / len(wave))
        chosen = size if min(costs[2:]) <= AFFORDABLE else 0
    return chosen or sizes[-1]
