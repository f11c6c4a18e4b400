"""Modulation: a signal and what it moves; rows such as "drums.onsets(low) | decay 0.4 -> edits.0:-2:2" in, points that move with music out.

| target        | from the signal's low to its high end                             | usually  |
| edits.N       | standard deviations added to edit N                               | 0:2      |
| z.SEED        | share of the way from z to the z that a seed draws                | 0:1      |
| morph         | where on the path it is, 0 its beginning and 1 its end            | 0:1      |
| psi           | a factor of z: under 1 nearer to the middle of all sounds         | 0.5:1    |
| pitch         | semitones, whole; pitch.SCALE: those of a scale over the point's  | 0:12     |
| mix.SEED      | how much of the z that a seed draws; several rows are weights     | 0:1      |
| jump.SEED     | at each hit to another z, in so many seconds                      | 0.3:0.3  |
| scale.LAYER   | a factor of a layer                                               | 1:1.5    |
| offset.LAYER  | what is added to a layer                                          | 0:0.2    |
| bend.LAYER.WORD.NUMBER  any number of any bend, from where it changes nothing to what is usual |
| level         | dB                                                                | -18:0    |
| pan           | from left, -1, to right, 1                                        | -1:1     |
"""

import dataclasses
import functools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.motion.curve import SHAPES
from ganspacesynth.core.motion.moving_points import Jumps, jumps, mixed, moved_number_range, read_moved_number, with_number
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "blues": (0, 3, 5, 6, 7, 10),
    "fifths": (0, 7),
    "octaves": (0,),
}
# target: (usual low, usual high, lowest, highest)
TARGETS = {
    "edits": (0.0, 2.0, -30.0, 30.0),
    "z": (0.0, 1.0, 0.0, 1.0),
    "morph": (0.0, 1.0, 0.0, 1.0),
    "psi": (0.5, 1.0, 0.0, 4.0),
    "pitch": (0.0, 12.0, -60.0, 60.0),
    "scale": (1.0, 1.5, -100.0, 100.0),
    "offset": (0.0, 0.2, -100.0, 100.0),
    "mix": (0.0, 1.0, 0.0, 1.0),
    "jump": (0.3, 0.3, 0.0, 60.0),
    "bend": (0.0, 1.0, -1e6, 1e6),  # see `Modulation.ends`
    "level": (-18.0, 0.0, -120.0, 12.0),
    "pan": (-1.0, 1.0, -1.0, 1.0),
}
HEARD_AFTER = ("level", "pan")  # what is done to the sound, not in the network
MAX_EDIT, MAX_SEED, MAX_ROWS, LONGEST_CHAIN = 255, 1 << 24, 32, 400
ROW = re.compile(r"(?P<target>[a-z]+)(?:\.(?P<detail>[A-Za-z0-9_/.+]{1,200}))?(?::(?P<low>[^:\s]+):(?P<high>[^:\s]+))?(?:\s+(?P<shape>[a-z]+))?")
WRITTEN = "drums.onsets(low) | decay 0.4 -> edits.0:-2:2"
LOOKS = 5  # moments of a cell that are looked at: a hit between two cells is not missed

Draw = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Modulation:
    """A row of the matrix.

    Attributes:
        chain: the signal, as text; see docs/listening.md.
        target: one of `TARGETS`.
        detail: which edit, seed, scale or layer; "" where there is none.
        low, high: where the ends of the signal's range lead, the limits of what it does; low may be the higher one.
        shape: "linear" or "cosine": how it goes from one to the other.
    """

    chain: str
    target: str
    detail: str = ""
    low: float = math.nan
    high: float = math.nan
    shape: str = "linear"

    def __post_init__(self) -> None:
        if not isinstance(self.chain, str) or not 0 < len(self.chain) <= LONGEST_CHAIN:
            raise SequenceError(f"A modulation has a signal. Received: {brief(self.chain)}. Write {WRITTEN}.", rule="modulation-form")
        if self.target not in TARGETS:
            raise SequenceError(f"A signal moves {', '.join(TARGETS)}. Received: {brief(self.target)}. Write {WRITTEN}.", rule="modulation-target")
        if not self._detail_fits():
            raise SequenceError(
                f"edits.N (0..{MAX_EDIT}), z.SEED, mix.SEED, jump.SEED, scale.LAYER, offset.LAYER and bend.LAYER.WORD.NUMBER say which; "
                f"pitch may say one of {', '.join(SCALES)}. Received: {self.target}.{brief(self.detail)}.",
                rule="modulation-detail",
            )
        if self.shape not in SHAPES or self.shape == "hold":
            raise SequenceError(f"A modulation goes linear or cosine. Received: {brief(self.shape)}.", rule="modulation-shape")
        usual_low, usual_high, lowest, highest = self.ends
        for name, usual in (("low", usual_low), ("high", usual_high)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not (math.isnan(value) or lowest <= value <= highest):
                what = f"{self.target}.{self.detail}" if self.target == "bend" else self.target
                raise SequenceError(
                    f"{what} moves within {lowest:g}..{highest:g}. Received: {name}={brief(value)}. Usual are {usual_low:g}:{usual_high:g}.",
                    rule="modulation-range",
                )
            object.__setattr__(self, name, usual if math.isnan(value) else float(value))

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """The usual low and high, and the lowest and highest there are."""
        return TARGETS[self.target] if self.target != "bend" else moved_number_range(*read_moved_number(self.detail)[1:])

    def _detail_fits(self) -> bool:
        numbered = {"edits": MAX_EDIT, "z": MAX_SEED, "mix": MAX_SEED, "jump": MAX_SEED}
        if not isinstance(self.detail, str):
            return False
        if self.target == "mix" and "+" in self.detail:
            return all(dataclasses.replace(self, detail=each).detail == each for each in self.detail.split("+"))
        if self.target in numbered:
            return self.detail.isascii() and self.detail.isdigit() and len(self.detail) < 9 and int(self.detail) <= numbered[self.target]
        if self.target == "pitch":
            return self.detail == "" or self.detail in SCALES
        if self.target == "bend":
            return self._names_bend()
        return (self.detail != "") == (self.target in ("scale", "offset"))

    def _names_bend(self) -> bool:
        try:
            return bool(read_moved_number(self.detail)[0])
        except InvalidInput as e:
            raise SequenceError(f"{e} A target is bend.LAYER.WORD.NUMBER, such as bend.conv1_3.shift.frequency.", rule=e.rule) from e

    @property
    def number(self) -> int:
        """The number that the detail is."""
        return int(self.detail.partition("+")[0])

    @property
    def layer(self) -> str | None:
        """The layer that is bent, or None."""
        if self.target == "bend":
            return read_moved_number(self.detail)[0]
        return self.detail if self.target in ("scale", "offset") else None

    def value(self, share: float) -> float:
        """Return what a place in the signal's range, 0..1, leads to."""
        return self.low + float(SHAPES[self.shape](np.float64(share))) * (self.high - self.low)

    def values(self, signal: Signal, times_s: np.ndarray) -> np.ndarray:
        """Return what a signal leads to at many moments, float64."""
        shares = np.clip((signal.sampled(times_s) - signal.low) / (signal.high - signal.low), 0.0, 1.0)
        return self.low + SHAPES[self.shape](shares) * (self.high - self.low)

    def __str__(self) -> str:
        detail, shape = f".{self.detail}" if self.detail else "", "" if self.shape == "linear" else f" {self.shape}"
        return f"{self.chain} -> {self.target}{detail}:{self.low:g}:{self.high:g}{shape}"

    @classmethod
    def read(cls, text: object) -> "Modulation":
        """Read a row such as "drums.onsets(low) | decay 0.4 -> edits.0:-2:2 cosine"; raises SequenceError for what is none."""
        chain, arrow, target = text.rpartition("->") if isinstance(text, str) else ("", "", "")
        found = ROW.fullmatch(target.strip())
        if not arrow or found is None:
            raise SequenceError(f"A modulation is a signal, -> and a target. Received: {brief(text)}. Write {WRITTEN}.", rule="modulation-form")
        ends = {name: _number(found[name], text) for name in ("low", "high") if found[name] is not None}
        return cls(" ".join(chain.split()), found["target"], found["detail"] or "", shape=found["shape"] or "linear", **ends)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: object) -> "Modulation":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        known = {each.name for each in dataclasses.fields(cls)}
        if not isinstance(value, dict) or not {"chain", "target"} <= set(value) <= known:
            raise SequenceError(
                f"A modulation is a JSON object with some of {', '.join(sorted(known))}. Received: {brief(value)}.", rule="known-fields"
            )
        return cls(**value)


def _number(text: str, row: object) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise SequenceError(f"A modulation goes from a number to a number. Received: {brief(row)}. Write {WRITTEN}.", rule="modulation-form")
    return value


@dataclass(frozen=True)
class ModulatedPath:
    """A trajectory: a path, moved by signals.

    Attributes:
        path: what moves.
        rows: (signal, what it moves), in the order in which they are done.
        draw: gives the z of a seed.
        duration_s: seconds.
        cell_s: seconds of a cell: the mean of what a signal says within one counts.
    """

    path: PointPath
    rows: Sequence[tuple[Signal, Modulation]]
    draw: Draw
    duration_s: float
    cell_s: float = 0.0

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        found = [(row, self._value(signal, row, time_s)) for signal, row in self.rows if row.target not in HEARD_AFTER]
        place = next((value * self.path.duration_s for row, value in reversed(found) if row.target == "morph"), time_s)
        point = self.path.at(place).drawn_from(self.draw)
        for row, value in found:
            point = moved_point(point, row, value, self.draw) if row.target != "edits" else point
        point = with_edits(point, [(row.number, value) for row, value in found if row.target == "edits"])  # at once: points are checked each time
        point = mixed(point, [(row.number, value) for row, value in found if row.target == "mix"], self.draw)
        for each in self._jumps:
            point = each.of(point, time_s, self.draw)
        return point

    @functools.cached_property
    def _jumps(self) -> list[Jumps]:
        rows = [(signal, row) for signal, row in self.rows if row.target == "jump"]
        return [jumps(signal, functools.partial(self._value, signal, row), self.duration_s, row.number) for signal, row in rows]

    def _value(self, signal: Signal, row: Modulation, time_s: float) -> float:
        if row.target in ("pitch", "jump"):  # a mean of two pitches is neither
            return row.value(signal.share(time_s))
        times = time_s + self.cell_s * (np.arange(LOOKS) - LOOKS // 2) / LOOKS
        return float(row.values(signal, np.maximum(times, 0.0)).mean())


def moved_point(point: Point, row: Modulation, value: float, draw: Draw) -> Point:
    """Return a point where a row has moved it: to what the row's signal leads to. Level and pan leave it as it is, and so does morph."""
    match row.target:
        case "edits":
            return with_edits(point, [(row.number, value)])
        case "z" if point.z is not None and value:
            return point.replace(z=tuple(slerp(np.array(point.z), np.asarray(draw(row.number)), value).tolist()))
        case "psi" if point.z is not None:
            return point.replace(z=tuple(float(np.float32(each * value)) for each in point.z))
        case "pitch":
            return point.replace(pitch=point.pitch + in_scale(value, row.detail))
        case "scale":
            return point.replace(bends={**point.bends, row.detail: (*point.bends.get(row.detail, ()), Scale(value))})
        case "offset":
            return point.replace(bends={**point.bends, row.detail: (*point.bends.get(row.detail, ()), Offset(value))})
        case "bend":
            return point.replace(bends=with_number(point.bends, *read_moved_number(row.detail), value))
    return point


def with_edits(point: Point, moves: Sequence[tuple[int, float]]) -> Point:
    """Return a point with amounts added to some of its edits, (number of the edit, amount)."""
    if not moves:
        return point
    edits = [*point.edits, *[0.0] * (max(number for number, _ in moves) + 1 - len(point.edits))]
    for number, amount in moves:
        edits[number] += amount
    return point.replace(edits=tuple(edits))


def in_scale(semitones: float, scale: str) -> int:
    """Return the step of a scale (over the point's own pitch) that is nearest to so many semitones; without a scale, whole semitones."""
    if not scale:
        return round(semitones)
    octave = math.floor(semitones / 12.0)
    steps = [12 * (octave + shift) + step for shift in (0, 1) for step in SCALES[scale]]
    return min(steps, key=lambda step: (abs(step - semitones), step))


def check_modulations(rows: Sequence[Modulation]) -> tuple[Modulation, ...]:
    """Return the rows of a matrix.

    Raises:
        InvalidInput: too many of them.
    """
    if len(rows) > MAX_ROWS:
        raise InvalidInput(f"A matrix has at most {MAX_ROWS} rows. Received: {len(rows)}. Leave some out.", rule="modulation-count")
    return tuple(rows)
