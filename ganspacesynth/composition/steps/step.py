"""Step: one keypoint of a sequence: its point, how long until the next, how loud, where in the room, with which envelope and chord."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.composition.mixing import Envelope, check_seconds
from ganspacesynth.core.bends.bend import read_bends, scale_and_offset
from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.bends.written_bends import bends_from_json, split_bends
from ganspacesynth.core.conditions import TIMBRE, read_conditions, write_conditions
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.point import MAX_NUMBER, Point

MIN_DURATION_S = 0.001
MAX_PITCH = 127.0
QUIETEST_DB, LOUDEST_DB = -80.0, 12.0
MAX_CHORD = 16
WIDEST = 48.0  # semitones from a step's pitch to another of its chord
FIELDS = ("edits", "mode", "z", "seed", "pitch", "duration_s", "scale", "offset", "traits", "drawn", "bends")
OWN = ("duration_s", "level_db", "pan", "envelope", "chord")  # fields that a step has beside its point
SHAPING = ("level_db", "pan", "envelope", "chord")  # what version 3 of a file of steps can say beside these


@dataclass(frozen=True)
class Step:
    """One keypoint of a sequence.

    Attributes:
        point: its sound; one without a pitch takes the sequence's.
        duration_s: seconds from this step to the next, however many points lie between; None takes the spacing of
            the settings for each of those points.
        level_db: how loud, in decibels against the other steps, -80..12; None is 0.
        pan: where in the room, -1 (left) .. 1 (right). None is the middle; where no step of a sequence has one, the sound is mono.
        envelope: its own; None takes that of the settings.
        chord: other pitches of the same sound that begin with it, in semitones from its own, such as (4, 7) for a major triad.
    """

    point: Point = field(default_factory=lambda: Point(mode="replace"))
    duration_s: float | None = None
    level_db: float | None = None
    pan: float | None = None
    envelope: Envelope | None = None
    chord: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if "pitch" in self.point.conditions:
            check_pitch(self.point.pitch)
        try:
            read_bends(self.point.bends, largest=MAX_NUMBER)
        except InvalidInput as e:
            raise SequenceError(str(e), rule=e.rule) from e
        if self.duration_s is not None:
            object.__setattr__(self, "duration_s", _duration(self.duration_s))
        object.__setattr__(self, "level_db", check_number("level_db", self.level_db, QUIETEST_DB, LOUDEST_DB, "decibels"))
        object.__setattr__(self, "pan", check_number("pan", self.pan, -1.0, 1.0, "from left to right"))
        object.__setattr__(self, "chord", check_chord(self.chord))
        if self.envelope is not None and not isinstance(self.envelope, Envelope):
            raise SequenceError(f"envelope must be an Envelope, or None for the common one. Received: {brief(self.envelope)}.", rule="step-envelope")

    @property
    def gain(self) -> float:
        """The factor of its level; 1 without one."""
        return 1.0 if self.level_db is None else float(10.0 ** (self.level_db / 20.0))

    @classmethod
    def of(cls, *, duration_s: float | None = None, mode: str = "replace", **fields: Any) -> "Step":
        """Return the step of a point with these fields, in mode replace unless another is said.

        Raises:
            SequenceError: a field that is wrong.
        """
        return cls().changed(duration_s=duration_s, mode=mode, **fields)

    def changed(self, **changes: Any) -> "Step":
        """Return the step with other fields of its own (such as duration_s), or of its point; raises SequenceError for what is wrong."""
        own = {name: changes.pop(name) for name in OWN if name in changes}
        if changes.get("pitch") is not None:
            changes["pitch"] = check_pitch(changes["pitch"])
        try:
            return dataclasses.replace(self, point=self.point.replace(**changes), **own)
        except InvalidInput as e:
            raise SequenceError(str(e), rule=e.rule) from e

    def to_json(self) -> dict:
        """Return a plain dict, leaving out what has its default."""
        point = self.point
        scale, offset, rest = split_bends(point.bends)
        plain: dict[str, Any] = {
            "edits": list(point.edits),
            "mode": point.mode,
            "z": None if point.z is None else list(point.z),
            "seed": point.seed,
            "pitch": point.conditions.get("pitch"),
            "duration_s": self.duration_s,
            "scale": scale,
            "offset": offset,
            "traits": write_conditions(point.timbre),
            "drawn": list(point.drawn),
            "bends": rest,
            "level_db": self.level_db,
            "pan": self.pan,
            "envelope": None if self.envelope is None else self.envelope.to_json(),
            "chord": list(self.chord),
        }
        return {name: value for name, value in plain.items() if value not in (None, [], {}, "replace")}

    @classmethod
    def from_json(cls, value: object) -> "Step":
        """Read what `to_json` wrote; raises SequenceError for anything else, naming the field."""
        if not isinstance(value, dict) or not set(value) <= {*FIELDS, *SHAPING}:
            raise SequenceError(f"fields must be some of {', '.join(sorted((*FIELDS, *SHAPING)))}. Received: {str(value)[:80]}.", rule="known-fields")
        plain = {name: each for name, each in value.items() if name not in ("scale", "offset", "traits", "bends", "envelope")}
        try:
            if value.get("envelope") is not None:
                plain["envelope"] = Envelope.from_json(value["envelope"])
            plain["bends"] = {**scale_and_offset(value.get("scale", {}), value.get("offset", {})), **bends_from_json(value.get("bends", {}))}
        except InvalidInput as e:
            raise SequenceError(str(e), rule=e.rule) from e
        try:
            plain["conditions"] = read_conditions(value.get("traits", {}), kinds=TIMBRE)
        except InvalidInput as e:
            raise SequenceError(f"traits: {e}", rule=e.rule) from e
        return cls.of(**plain)


def check_pitch(pitch: object) -> float:
    """Return a MIDI number as a float, or raise SequenceError unless it is in 0..127."""
    if isinstance(pitch, bool) or not isinstance(pitch, int | float | np.integer | np.floating) or not 0.0 <= pitch <= MAX_PITCH:
        raise SequenceError(f"pitch must be a MIDI number in 0..{MAX_PITCH:g}. Received: pitch={pitch!r}.", rule="pitch-number")
    return float(pitch)


def check_number(name: str, value: object, low: float, high: float, unit: str) -> float | None:
    """Return a number as a float, None as None, or raise SequenceError unless it is in low..high."""
    if value is not None and not (is_number(value) and low <= float(value) <= high):  # type: ignore[arg-type]  # is_number has looked
        raise SequenceError(f"{name} must be in {low:g}..{high:g} {unit}. Received: {name}={brief(value)}.", rule="step-range")
    return None if value is None else float(value)  # type: ignore[arg-type]


def check_chord(chord: object) -> tuple[float, ...]:
    """Return a chord, semitones from a step's pitch, without the pitch itself; raises SequenceError for anything else."""
    if not isinstance(chord, list | tuple) or len(chord) > MAX_CHORD or not all(is_number(each, largest=WIDEST) for each in chord):
        rule = f"chord must be up to {MAX_CHORD} numbers of semitones in {-WIDEST:g}..{WIDEST:g} from the step's pitch, such as [4, 7]"
        raise SequenceError(f"{rule}. Received: chord={brief(chord)}.", rule="chord-range")
    return tuple(dict.fromkeys(float(each) for each in chord if each))


def _duration(value: object) -> float:
    try:
        return check_seconds("duration_s", value, low=MIN_DURATION_S)
    except InvalidInput as e:
        raise SequenceError(str(e), rule=e.rule) from e
