"""Trajectories: points over time. A path of a file and a voice that is played have the same interface."""

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from ganspacesynth.core.documents import PATH
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import BETWEEN
from ganspacesynth.core.point import Point, blend


@runtime_checkable
class Trajectory(Protocol):
    """Where a sound is at each moment.

    Attributes:
        duration_s: seconds; None for one that has no end.
    """

    @property
    def duration_s(self) -> float | None: ...

    def at(self, time_s: float) -> Point:
        """Return the point at a moment of the sound, in seconds from its beginning."""
        ...


@dataclass(frozen=True)
class ConstantTrajectory:
    """A trajectory that stands still."""

    point: Point
    duration_s: float | None = None

    def at(self, time_s: float) -> Point:
        """Return the point."""
        return self.point


@dataclass(frozen=True)
class PointPath:
    """Points at times, and the way between them.

    Attributes:
        times_s: seconds, increasing, the first is 0.
        points: as many as times.
        between: "linear" or "spherical": how z moves (edits, conditions and bends always move linearly).
    """

    times_s: tuple[float, ...]
    points: tuple[Point, ...]
    between: str = "spherical"

    def __post_init__(self) -> None:
        object.__setattr__(self, "times_s", _seconds(self.times_s))
        object.__setattr__(self, "points", tuple(self.points))
        if not self.points or len(self.times_s) != len(self.points):
            raise SequenceError(
                f"A path needs a time for each of its points. Received: {len(self.times_s)} times, {len(self.points)} points.", rule="time-per-point"
            )
        if self.times_s[0] != 0.0 or any(b <= a for a, b in itertools.pairwise(self.times_s)):
            raise SequenceError(f"A path's times start at 0 and increase. Received: times_s={self.times_s[:8]}.", rule="ascending-times")
        if len({p.mode for p in self.points}) > 1 or len({p.z is None for p in self.points}) > 1:
            raise SequenceError("All points of a path share one mode, with z or without. Received: a mixture. Split the path.", rule="same-mode")
        if len({len(p.z) for p in self.points if p.z is not None}) > 1:
            raise SequenceError("All z of a path have one size. Received: a mixture. Draw them all from one model.", rule="same-latent-size")
        if self.between not in BETWEEN:
            raise SequenceError(
                f"A path moves in one of these ways: {', '.join(BETWEEN)}. Received: between={brief(self.between)}.", rule="known-between"
            )

    @property
    def duration_s(self) -> float:
        """Time of the last point, in seconds."""
        return self.times_s[-1]

    @property
    def shortest_stay_s(self) -> float:
        """Shortest time, in seconds, from the middle of one change of pitch to that of the next; infinite where the pitch stands still."""
        moves = [i for i in range(len(self.points) - 1) if self.points[i].pitch != self.points[i + 1].pitch]
        turns = [0.0, *(0.5 * (self.times_s[i] + self.times_s[i + 1]) for i in moves), self.duration_s]
        return min(b - a for a, b in itertools.pairwise(turns)) if moves else math.inf

    def at(self, time_s: float) -> Point:
        """Return the point at a time; before the start and after the end the path stands still."""
        right = bisect.bisect_right(self.times_s, time_s)
        if right == 0:
            return self.points[0]
        if right == len(self.points):
            return self.points[-1]
        start, end = self.times_s[right - 1], self.times_s[right]
        return blend(self.points[right - 1], self.points[right], (time_s - start) / (end - start), between=self.between)

    def to_json(self) -> dict:
        """Return a plain dict."""
        return {"times_s": list(self.times_s), "points": [p.to_json() for p in self.points], "between": self.between}

    @classmethod
    def from_json(cls, value: object) -> "PointPath":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        if not isinstance(value, dict) or not isinstance(value.get("points"), list) or not isinstance(value.get("times_s"), list):
            raise SequenceError(f"A path is a JSON object with times_s and points. Received: {str(value)[:80]}.", rule="known-fields")
        value = PATH.unpack(value)[1]
        return cls(tuple(value["times_s"]), tuple(Point.from_json(p) for p in value["points"]), str(value.get("between", "spherical")))


def keypoint_path(z: np.ndarray, *, pitch: float, spacing_s: float, between: str = "spherical", model: str | None = None) -> PointPath:
    """Return the path that visits keypoints at even times.

    Args:
        z: float [n, latent], n >= 1.
        pitch: MIDI number of every point.
        spacing_s: seconds from one keypoint to the next, over 0.
        between: "spherical" or "linear".
        model: id of the model the z belong to.

    Raises:
        InvalidInput: keypoints that are no finite matrix, or no time between them.
    """
    z = np.asarray(z, np.float32)
    if z.ndim != 2 or not z.size or not np.isfinite(z).all():
        raise InvalidInput(f"Keypoints must be finite numbers [n, latent], one row at least. Received: {list(z.shape)}.", rule="finite-keypoints")
    if not 0.0 < spacing_s < math.inf:
        raise InvalidInput(f"spacing_s must be over 0 seconds. Received: spacing_s={brief(spacing_s)}.", rule="positive-spacing")
    points = tuple(Point(pitch, z=tuple(row.tolist()), model=model) for row in z)
    return PointPath(tuple(i * float(spacing_s) for i in range(len(z))), points, between)


def _seconds(times_s: Sequence[float]) -> tuple[float, ...]:
    try:
        if isinstance(times_s, str) or any(isinstance(time_s, str | bool) for time_s in times_s):
            raise TypeError("text is no number")
        numbers = tuple(float(time_s) for time_s in times_s)
    except (TypeError, ValueError, OverflowError) as e:
        raise SequenceError(f"A path's times are seconds. Received: times_s={str(times_s)[:60]} ({e}).", rule="times-in-seconds") from e
    if not all(math.isfinite(time_s) for time_s in numbers):
        raise SequenceError("A path's times are seconds. Received: NaN or infinity.", rule="times-in-seconds")
    return numbers
