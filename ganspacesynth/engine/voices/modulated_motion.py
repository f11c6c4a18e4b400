"""A voice's motion with what signals do to it at the moment: a trajectory and the values of a matrix in, points and a level out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.continuous.limiter import Limiter
from ganspacesynth.core.motion.modulation import HEARD_AFTER, Draw, Modulation, moved_point
from ganspacesynth.core.motion.moving_points import Jumps, mixed
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.point import Point

Values = Sequence[tuple[Modulation, float]]


@dataclass(frozen=True)
class ModulatedMotion:
    """A trajectory that is held where signals have moved it; made anew for every chunk in which one of them moves.

    Attributes:
        base: where it would be without them.
        values: (row, what it leads to), in the order in which they are done.
        draw: gives the z of a seed.
        path: that `morph` is a place on; None where there is none.
        jumps: to other places, that hits began.
    """

    base: Trajectory
    values: Values
    draw: Draw
    path: PointPath | None = None
    jumps: Sequence[Jumps] = ()

    @property
    def duration_s(self) -> float | None:
        """Seconds, as of the base."""
        return self.base.duration_s

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        point = self.base.at(time_s)
        place = next((value for row, value in reversed(self.values) if row.target == "morph"), None)
        if place is not None and self.path is not None:
            point = self.path.at(place * self.path.duration_s).replace(pitch=point.pitch)
        for row, value in self.values:
            point = moved_point(point, row, value, self.draw)
        point = mixed(point, [(row.number, value) for row, value in self.values if row.target == "mix"], self.draw)
        for each in self.jumps:
            point = each.of(point, time_s, self.draw)
        return point


class LiveJumps:
    """Moves of a voice to other places, which hits begin."""

    def __init__(self) -> None:
        """Stay."""
        self._moves: dict[int, tuple[int, list[tuple[float, float]]]] = {}  # first seed -> how many, the last two with when and how long

    def strike(self, seed: int, now_s: float, lasts_s: float) -> None:
        """Begin a move to the next place of those from a seed on; one that is under way goes on instead."""
        count, moves = self._moves.get(seed, (0, []))
        if not moves or now_s >= moves[-1][0] + moves[-1][1]:
            self._moves[seed] = count + 1, [*moves[-1:], (now_s, lasts_s)]

    def keep(self, seeds: set[int]) -> None:
        """Go back from the places of other seeds."""
        self._moves = {seed: move for seed, move in self._moves.items() if seed in seeds}

    def arrive(self) -> None:
        """Be where all moves end: a new sound begins there, and counts its seconds anew."""
        self._moves = {seed: (count, [(-1.0 - lasts_s, lasts_s) for _, lasts_s in moves]) for seed, (count, moves) in self._moves.items()}

    def now(self) -> tuple[Jumps, ...]:
        """Return the moves, as a motion takes them."""
        found = []
        for seed, (count, moves) in self._moves.items():
            begins, lasts = np.array([each[0] for each in moves]), np.array([each[1] for each in moves])
            found.append(Jumps(begins, lasts, seed + count - len(moves)))
        return tuple(found)

    @property
    def key(self) -> tuple[tuple[int, int], ...]:
        """What tells these moves from others."""
        return tuple((seed, count) for seed, (count, _) in self._moves.items())


class MovedLevel:
    """A level that moves from chunk to chunk without a step."""

    def __init__(self, sample_rate: int) -> None:
        """Begin where the first chunk has it."""
        self._gain: float | None = None
        self._limiter = Limiter(sample_rate)

    def apply(self, wave: np.ndarray, values: Values) -> np.ndarray:
        """Return float32 [samples] at the level that rows lead to, gone to in a straight line, within -1..1."""
        decibels = [value for row, value in values if row.target == "level"]
        gain = float(10.0 ** (sum(decibels) / 20.0))
        before, self._gain = gain if self._gain is None else self._gain, gain
        if before == gain == 1.0:
            return wave
        moved = (wave * (before + (gain - before) * np.arange(1, len(wave) + 1) / max(1, len(wave)))).astype(np.float32)
        return self._limiter.apply(moved) if max(before, gain) > 1.0 else moved


def panned_to(values: Values) -> float | None:
    """Return the place between left, -1, and right, 1, that rows lead to; None where none does."""
    places = [value for row, value in values if row.target == "pan"]
    return min(1.0, max(-1.0, sum(places))) if places else None


def in_network(values: Values) -> Values:
    """Return the rows that move points."""
    return tuple((row, value) for row, value in values if row.target not in HEARD_AFTER)
