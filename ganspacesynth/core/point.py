"""Point and Path: what travels through the house, and what a WAV remembers."""

import bisect
import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ganspacesynth.core.conditions import Conditions, blend_conditions, read_conditions, write_conditions
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import BETWEEN

MODES = ("replace", "offset", "latent")


@dataclass(frozen=True)
class Point:
    """One sound: everything needed, beside the model and its directions, to make it again.

    Attributes:
        pitch: MIDI number, any in the model's range: those between its own are retuned.
        z: the latent vector, or None in replace mode, where nothing reads it.
        edits: amounts along the directions, in standard deviations.
        mode: what edits do: "replace" the layer, "offset" it, or move z ("latent").
        scale: {layer: factor} bends of layers.
        offset: {layer: number} added to all of a layer, behind its scale.
        model: id of the model the point was made on, None when it does not matter.
        traits: family, source, qualities and velocity, for a conditioned model; see traits.py.
    """

    pitch: float
    z: tuple[float, ...] | None = None
    edits: tuple[float, ...] = ()
    mode: str = "offset"
    scale: Mapping[str, float] = field(default_factory=dict)
    offset: Mapping[str, float] = field(default_factory=dict)
    model: str | None = None
    traits: Conditions = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "traits", read_conditions(self.traits))
        object.__setattr__(self, "pitch", _finite("pitch", [self.pitch])[0])
        if self.z is not None:
            object.__setattr__(self, "z", _finite("z", self.z))
        object.__setattr__(self, "edits", _finite("edits", self.edits))
        for name in ("scale", "offset"):
            bends = getattr(self, name)
            object.__setattr__(self, name, dict(zip(bends, _finite(name, list(bends.values())), strict=True)))
        if self.z == ():
            raise InvalidInput("A point's z must have entries. Received: z=(). Give the model's latent size of numbers, or None.")
        if self.model is not None and not isinstance(self.model, str):
            raise InvalidInput(f"A point's model is an id in text, or None. Received: model={brief(self.model)}.")
        if self.mode not in MODES:
            raise InvalidInput(f"A point's mode must be one of {', '.join(MODES)}. Received: mode={self.mode!r}.")
        if self.z is None and self.mode != "replace":
            raise InvalidInput(f"A point in mode {self.mode!r} needs a z. Received: z=None. Give z, or use mode 'replace'.")

    def to_json(self) -> dict:
        """Return a plain dict, leaving out what has its default."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        plain["z"] = None if self.z is None else list(self.z)
        plain["edits"] = list(self.edits)
        plain["scale"], plain["offset"], plain["traits"] = dict(self.scale), dict(self.offset), write_conditions(self.traits)
        return {name: value for name, value in plain.items() if value not in (None, [], {}, "offset")}

    @classmethod
    def from_json(cls, value: object) -> "Point":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        known = {f.name for f in dataclasses.fields(cls)}
        if not isinstance(value, dict) or "pitch" not in value or not set(value) <= known:
            raise SequenceError(f"A point is a JSON object with pitch and some of {', '.join(sorted(known))}. Received: {brief(value)}.")
        try:
            return cls(**value)
        except (TypeError, AttributeError, InvalidInput) as e:
            raise SequenceError(f"A point's values must be numbers of the right kind. Received: {brief(value)} ({e}).") from e


@dataclass(frozen=True)
class PointPath:
    """Points over time.

    Attributes:
        times_s: seconds, increasing, the first is 0.
        points: as many as times.
        between: "linear" or "spherical": how z moves (edits, pitch, scale and offset always move linearly).
    """

    times_s: tuple[float, ...]
    points: tuple[Point, ...]
    between: str = "spherical"

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "times_s", _finite("times_s", self.times_s))
        except InvalidInput as e:
            raise SequenceError(f"A path's times are seconds: {e}") from e
        object.__setattr__(self, "points", tuple(self.points))
        if not self.points or len(self.times_s) != len(self.points):
            raise SequenceError(f"A path needs a time for each of its points. Received: {len(self.times_s)} times, {len(self.points)} points.")
        if self.times_s[0] != 0.0 or any(b <= a for a, b in zip(self.times_s, self.times_s[1:], strict=False)):
            raise SequenceError(f"A path's times start at 0 and increase. Received: times_s={self.times_s[:8]}.")
        if len({p.mode for p in self.points}) > 1 or len({p.z is None for p in self.points}) > 1:
            raise SequenceError("All points of a path share one mode, with z or without. Received: a mixture. Split the path.")
        if len({len(p.z) for p in self.points if p.z is not None}) > 1:
            raise SequenceError("All z of a path have one size. Received: a mixture. Draw them all from one model.")
        if self.between not in BETWEEN:
            raise SequenceError(f"A path moves in one of these ways: {', '.join(BETWEEN)}. Received: between={self.between!r}.")

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
            raise SequenceError(f"A path is a JSON object with times_s and points. Received: {brief(value)}.")
        return cls(tuple(value["times_s"]), tuple(Point.from_json(p) for p in value["points"]), str(value.get("between", "spherical")))


def blend(a: Point, b: Point, amount: float, *, between: str = "spherical") -> Point:
    """Return the point `amount` (0..1) of the way from a to b; missing edits and offsets count as 0, missing scales as 1."""
    if between not in BETWEEN:
        raise InvalidInput(f"between must be one of {', '.join(BETWEEN)}. Received: between={between!r}.")
    if a == b or amount <= 0.0:
        return a
    if amount >= 1.0:
        return b
    count = max(len(a.edits), len(b.edits))
    edits = [_mix(x, y, amount) for x, y in zip(_pad(a.edits, count), _pad(b.edits, count), strict=True)]
    scale = {name: _mix(a.scale.get(name, 1.0), b.scale.get(name, 1.0), amount) for name in {**a.scale, **b.scale}}
    offset = {name: _mix(a.offset.get(name, 0.0), b.offset.get(name, 0.0), amount) for name in {**a.offset, **b.offset}}
    traits = blend_conditions(a.traits, b.traits, amount)
    z = None if a.z is None or b.z is None else tuple(BETWEEN[between](np.array(a.z), np.array(b.z), amount).tolist())
    return dataclasses.replace(a, pitch=_mix(a.pitch, b.pitch, amount), z=z, edits=tuple(edits), scale=scale, offset=offset, traits=traits)


def _mix(a: float, b: float, amount: float) -> float:
    return a + (b - a) * amount


def _pad(values: Sequence[float], count: int) -> list[float]:
    return [*values, *[0.0] * (count - len(values))]


def _finite(name: str, values: Sequence[float]) -> tuple[float, ...]:
    try:
        if isinstance(values, str) or any(isinstance(v, str) for v in values):
            raise TypeError("text is no number")
        numbers = tuple(float(v) for v in values)
    except (TypeError, ValueError, OverflowError) as e:
        raise InvalidInput(f"{name} must be numbers that a float can hold. Received: {name}={brief(values)} ({e}).") from e
    if not all(math.isfinite(v) for v in numbers):
        raise InvalidInput(f"{name} must be finite. Received: {name} with NaN or infinity.")
    return numbers
