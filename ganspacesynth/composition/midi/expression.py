"""Expression: how the notes of a MIDI channel move while they sound; curves over the time of the piece, and what a note has of them."""

import bisect
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError, brief
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point

TURN_S = 0.01  # controllers come in steps: each is reached in so long, and no step clicks
MAX_EDIT = 255  # the last direction that a controller can move


@dataclass(frozen=True)
class Expression:
    """What moves the notes of a channel, each over the seconds of the piece.

    Attributes:
        bend: semitones.
        edits: {number of an edit, from 0: standard deviations}, added to those of the timbre.
        vibrato: cents, beside the notes' own.
        level: dB.
    """

    bend: Curve | None = None
    edits: Mapping[int, Curve] = field(default_factory=dict)
    vibrato: Curve | None = None
    level: Curve | None = None

    def __bool__(self) -> bool:
        return bool(self.bend or self.edits or self.vibrato or self.level)

    def of_note(self, start_s: float, end_s: float) -> "Expression":
        """Return what a note has of it, over the note's own seconds: what sounds on behind its end stands still."""
        edits = {number: _between(curve, start_s, end_s) for number, curve in self.edits.items()}
        bend, vibrato, level = (None if curve is None else _between(curve, start_s, end_s) for curve in (self.bend, self.vibrato, self.level))
        return Expression(bend, edits, vibrato, level)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict: curves as [times, values]."""
        plain = {name: _plain(curve) for name in ("bend", "vibrato", "level") if (curve := getattr(self, name)) is not None}
        return {**plain, **({"edits": {str(number): _plain(curve) for number, curve in self.edits.items()}} if self.edits else {})}

    @classmethod
    def from_json(cls, value: object) -> "Expression":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        known = ("bend", "edits", "vibrato", "level")
        if not isinstance(value, dict) or not set(value) <= set(known):
            raise SequenceError(f"An expression is a JSON object with some of {', '.join(known)}. Received: {brief(value)}.", rule="known-fields")
        try:
            edits = {_number(number): _curve(curve) for number, curve in value.get("edits", {}).items()}
            return cls(edits=edits, **{name: _curve(value[name]) for name in known if name in value and name != "edits"})
        except SequenceError:
            raise
        except (GanSpaceSynthError, TypeError, ValueError, AttributeError) as e:
            raise SequenceError(
                f"An expression holds curves, [times, values]. Received: {brief(value)} ({brief(str(e))}).", rule="expression-curves"
            ) from e


@dataclass(frozen=True)
class MovedPath:
    """A trajectory: a note's or a line's own path, bent and edited as its expression says.

    Attributes:
        path: its own.
        expression: over the note's own seconds.
    """

    path: PointPath
    expression: Expression

    @property
    def duration_s(self) -> float:
        """That of the path."""
        return self.path.duration_s

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        point = self.path.at(time_s)
        return moved(point, {number: curve.at(time_s) for number, curve in self.expression.edits.items()}, self._bend(time_s))

    def _bend(self, time_s: float) -> float:
        return 0.0 if self.expression.bend is None else self.expression.bend.at(time_s)


def moved(point: Point, edits: Mapping[int, float], semitones: float = 0.0) -> Point:
    """Return a point with amounts added to its edits, and higher by so many semitones."""
    amounts = {number: amount for number, amount in edits.items() if amount or number < len(point.edits)}
    count = max([len(point.edits), *(number + 1 for number in amounts)])
    values = [*point.edits, *[0.0] * (count - len(point.edits))]
    for number, amount in amounts.items():
        values[number] += amount
    return point.replace(edits=tuple(values), pitch=point.pitch + semitones)


def stepped(changes: Sequence[tuple[float, float]], start: float) -> Curve | None:
    """Return the curve that is at each of (seconds, value) when it comes, on the way there for the hundredth before; None if nothing moves.

    Args:
        changes: by time; of one moment the last counts.
        start: the value before the first.
    """
    times, values = [0.0], [start]
    for time_s, value in ((time_s, list(same)[-1][1]) for time_s, same in itertools.groupby(changes, key=lambda change: change[0])):
        if value == values[-1]:
            continue
        if time_s <= 0.0:
            times, values = [0.0], [value]
            continue
        leaves = max(times[-1], time_s - TURN_S)
        if leaves > times[-1]:
            times.append(leaves)
            values.append(values[-1])
        times.append(time_s)
        values.append(value)
    return None if len(values) == 1 and values[0] == 0.0 else Curve(tuple(times), tuple(values))


def still(curve: Curve) -> bool:
    """Whether a curve stands still."""
    return len(set(curve.values)) == 1


def half_width(curve: Curve) -> float:
    """Return how far a curve goes to each side of its middle."""
    return 0.5 * (max(curve.values) - min(curve.values))


def _between(curve: Curve, start_s: float, end_s: float) -> Curve:
    """Return the part of a curve from one moment to another, counted from the first."""
    left, right = bisect.bisect_right(curve.times_s, start_s), bisect.bisect_left(curve.times_s, end_s)
    times = [start_s, *curve.times_s[left:right], *([end_s] if end_s > start_s else [])]
    return Curve(tuple(time_s - start_s for time_s in times), tuple(float(v) for v in curve.sampled(np.array(times))), curve.shape)


def _plain(curve: Curve) -> list[list[float]]:
    return [list(curve.times_s), list(curve.values)]


def _curve(value: Any) -> Curve:
    times, values = value
    return Curve(tuple(times), tuple(values))


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number <= MAX_EDIT:
        raise SequenceError(f"An expression moves the edits 0..{MAX_EDIT}. Received: {brief(text)}.", rule="edit-number-range")
    return number
