"""Step and Sequence: an editable list of sounds, and its file."""

import dataclasses
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.composition.mixing import check_seconds
from ganspacesynth.composition.settings import HallucinationSettings
from ganspacesynth.core.conditions import KINDS, Conditions, read_conditions, write_conditions
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.files import MAX_JSON_BYTES, atomic_path, read_json
from ganspacesynth.core.point import MODES, Point

FORMAT = "ganspacesynth sequence"
VERSION = 1
MAX_STEPS = 10_000
MAX_EDITS = 8192
MAX_BENDS = 64
MIN_DURATION_S = 0.001
MAX_PITCH = 127.0

Draw = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Step:
    """One keypoint of a sequence.

    Attributes:
        edits: up to 8192 amounts along the directions, in standard deviations.
        mode: what edits do: "replace" a layer, "offset" it, or move z ("latent").
        z: the latent vector; modes offset and latent need it, or a seed.
        seed: draws z when the step is played, instead of keeping 256 numbers.
        pitch: MIDI number 0..127; None takes the sequence's.
        duration_s: seconds from this step to the next, however many points lie between; None takes the spacing of
            the settings for each of those points.
        scale: {layer: factor} bends of layers.
        offset: {layer: number} added to all of a layer, behind its scale.
        traits: family, source, qualities and velocity, for a conditioned model; see traits.py.
        drawn: kinds of these traits that came with the z, and that another draw replaces; the others were asked for.
    """

    edits: tuple[float, ...] = ()
    mode: str = "replace"
    z: tuple[float, ...] | None = None
    seed: int | None = None
    pitch: float | None = None
    duration_s: float | None = None
    scale: Mapping[str, float] = field(default_factory=dict)
    offset: Mapping[str, float] = field(default_factory=dict)
    traits: Conditions = field(default_factory=dict)
    drawn: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "traits", read_conditions(self.traits))
        except InvalidInput as e:
            raise SequenceError(f"traits: {e}") from e
        if not isinstance(self.drawn, list | tuple) or not all(kind in KINDS for kind in self.drawn):
            raise SequenceError(f"drawn must be some of {', '.join(KINDS)}. Received: drawn={brief(self.drawn)}. Leave it out.")
        object.__setattr__(self, "drawn", tuple(kind for kind in self.traits if kind in self.drawn))
        object.__setattr__(self, "edits", _numbers("edits", self.edits))
        if self.z is not None:
            object.__setattr__(self, "z", _numbers("z", self.z))
        if self.mode not in MODES:
            raise SequenceError(f"mode must be one of {', '.join(MODES)}. Received: mode={self.mode!r}.")
        if self.z == ():
            raise SequenceError("z must have entries. Received: z=(). Leave it out, or give the model's latent size of numbers.")
        self._check_seed()
        if self.pitch is not None:
            object.__setattr__(self, "pitch", check_pitch(self.pitch))
        if self.duration_s is not None:
            object.__setattr__(self, "duration_s", _duration(self.duration_s))
        object.__setattr__(self, "scale", _bends("scale", self.scale))
        object.__setattr__(self, "offset", _bends("offset", self.offset))

    @property
    def asked(self) -> Conditions:
        """The traits that were asked for."""
        return {kind: value for kind, value in self.traits.items() if kind not in self.drawn}

    def to_json(self) -> dict:
        """Return a plain dict, leaving out what has its default."""
        defaults = Step()
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if getattr(self, f.name) != getattr(defaults, f.name)}
        if self.traits:
            plain["traits"] = write_conditions(self.traits)
        return {name: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, dict) else value for name, value in plain.items()}

    @classmethod
    def from_json(cls, value: object) -> "Step":
        """Read what `to_json` wrote; raises SequenceError for anything else, naming the field."""
        known = {f.name for f in dataclasses.fields(cls)}
        if not isinstance(value, dict) or not set(value) <= known:
            raise SequenceError(f"fields must be some of {', '.join(sorted(known))}. Received: {brief(value)}.")
        return cls(**value)

    def _check_seed(self) -> None:
        if self.seed is not None and (not _is_integer(self.seed) or not 0 <= self.seed < 2**63):
            raise SequenceError(f"seed must be a whole number in 0..2**63-1. Received: seed={self.seed!r}.")
        if self.seed is not None:
            object.__setattr__(self, "seed", int(self.seed))
        if self.seed is not None and self.z is not None:
            raise SequenceError("seed and z exclude each other. Received: both. Leave one out.")
        if self.mode != "replace" and self.z is None and self.seed is None:
            raise SequenceError(f"z must be given in mode {self.mode!r}. Received: z=None. Give z or a seed, or use mode 'replace'.")


@dataclass(frozen=True)
class StepSequence:
    """Steps in order, one of them current; every operation returns a new sequence.

    Attributes:
        steps: 1..10,000 steps.
        pitch: MIDI number of the steps that name none.
        cursor: index of the current step.
        model: id of the model the sequence was made on, None when it does not matter.
    """

    steps: tuple[Step, ...] = field(default_factory=lambda: (Step(),))
    pitch: float = 60.0
    cursor: int = 0
    model: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(self.steps))
        object.__setattr__(self, "pitch", check_pitch(self.pitch))
        if not 1 <= len(self.steps) <= MAX_STEPS:
            raise SequenceError(f"A sequence has 1..{MAX_STEPS} steps. Received: {len(self.steps)} steps.")
        if not _is_integer(self.cursor) or not 0 <= self.cursor < len(self.steps):
            raise SequenceError(f"cursor must name a step in 0..{len(self.steps) - 1}. Received: cursor={self.cursor!r}.")
        object.__setattr__(self, "cursor", int(self.cursor))
        if self.model is not None and not isinstance(self.model, str):
            raise SequenceError(f"model must be an id in text, or None. Received: model={brief(self.model)}.")

    @property
    def current(self) -> Step:
        """The step under the cursor."""
        return self.steps[self.cursor]

    def select(self, index: int) -> "StepSequence":
        """Put the cursor on a step."""
        return dataclasses.replace(self, cursor=index)

    def next(self) -> "StepSequence":
        """Move the cursor on; at the last step it stays."""
        return self.select(min(self.cursor + 1, len(self.steps) - 1))

    def previous(self) -> "StepSequence":
        """Move the cursor back; at the first step it stays."""
        return self.select(max(self.cursor - 1, 0))

    def add(self, step: Step | None = None) -> "StepSequence":
        """Insert a step behind the current one (a copy of it when none is given) and move the cursor there."""
        return self._spliced(self.cursor + 1, self.cursor + 1, [step or self.current], self.cursor + 1)

    def remove(self) -> "StepSequence":
        """Take the current step out; the cursor goes to the one behind it, or to the last."""
        if len(self.steps) == 1:
            raise SequenceError("A sequence keeps at least one step. Received: remove on the only one. Edit it instead.")
        return self._spliced(self.cursor, self.cursor + 1, [], min(self.cursor, len(self.steps) - 2))

    def move(self, to: int) -> "StepSequence":
        """Take the current step to another place; the cursor goes with it."""
        rest = [*self.steps[: self.cursor], *self.steps[self.cursor + 1 :]]
        if not _is_integer(to) or not 0 <= to <= len(rest):
            raise SequenceError(f"A step moves to a place in 0..{len(rest)}. Received: to={to!r}.")
        return dataclasses.replace(self, steps=(*rest[:to], self.current, *rest[to:]), cursor=to)

    def edit(self, **changes: Any) -> "StepSequence":
        """Change fields of the current step, as in `sequence.edit(edits=(1.0, -0.5), pitch=64)`."""
        known = {f.name for f in dataclasses.fields(Step)}
        if not set(changes) <= known:
            raise SequenceError(f"A step's fields are {', '.join(sorted(known))}. Received: {', '.join(sorted(set(changes) - known))}.")
        try:
            step = dataclasses.replace(self.current, **changes)
        except SequenceError as e:
            raise SequenceError(f"steps[{self.cursor}].{e}") from e
        return self._spliced(self.cursor, self.cursor + 1, [step], self.cursor)

    def points(self, *, draw: Draw | None = None) -> list[Point]:
        """Return the point of each step; `draw` (a seed in, z [latent] out) is needed when steps have seeds.

        Raises:
            SequenceError: a seed without `draw`.
        """
        return [self._point(i, step, draw) for i, step in enumerate(self.steps)]

    def to_json(self) -> dict:
        """Return a plain dict."""
        plain = {"pitch": self.pitch, "cursor": self.cursor, "model": self.model}
        return {**plain, "steps": [step.to_json() for step in self.steps]}

    @classmethod
    def from_json(cls, value: object) -> "StepSequence":
        """Read what `to_json` wrote; raises SequenceError for anything else, naming step and field."""
        if not isinstance(value, dict) or not isinstance(value.get("steps"), list) or not set(value) <= {"steps", "pitch", "cursor", "model"}:
            raise SequenceError(f"A sequence is a JSON object with steps, pitch, cursor and model. Received: {brief(value)}.")
        if len(value["steps"]) > MAX_STEPS:
            raise SequenceError(f"A sequence has 1..{MAX_STEPS} steps. Received: {len(value['steps'])} steps.")
        return cls(**{**value, "steps": tuple(_step(i, plain) for i, plain in enumerate(value["steps"]))})

    def _point(self, i: int, step: Step, draw: Draw | None) -> Point:
        pitch = self.pitch if step.pitch is None else step.pitch
        z = step.z
        if step.mode == "replace":
            z = None  # nothing reads it
        elif step.seed is not None:
            if draw is None:
                raise SequenceError(f"steps[{i}].seed can only be played with a model. Received: seed={step.seed}. Give draw.")
            z = tuple(np.asarray(draw(step.seed), np.float32).ravel().tolist())
        return Point(pitch=pitch, z=z, edits=step.edits, mode=step.mode, scale=step.scale, offset=step.offset, model=self.model, traits=step.traits)

    def _spliced(self, start: int, stop: int, steps: list[Step], cursor: int) -> "StepSequence":
        return dataclasses.replace(self, steps=(*self.steps[:start], *steps, *self.steps[stop:]), cursor=cursor)


def save_sequence(path: str | os.PathLike[str], sequence: StepSequence, settings: HallucinationSettings, *, force: bool = False) -> None:
    """Write a sequence and its settings as one JSON file, whole or not at all.

    Raises:
        SequenceError: it would be larger than `load_sequence` reads.
        OutputError: the file exists, or cannot be written.
    """
    value = {"format": FORMAT, "version": VERSION, "settings": settings.to_json(), **sequence.to_json()}
    data = (json.dumps(value, allow_nan=False, separators=(",", ":")) + "\n").encode("ascii")
    if len(data) > MAX_JSON_BYTES:
        raise SequenceError(f"A sequence file may hold {MAX_JSON_BYTES} bytes. Received: {len(data)}. Use seeds for z, or fewer steps.")
    with atomic_path(path, force=force) as temporary:
        temporary.write_bytes(data)


def load_sequence(path: str | os.PathLike[str]) -> tuple[StepSequence, HallucinationSettings]:
    """Read what `save_sequence` wrote.

    Raises:
        SequenceError: no such file, no sequence, a newer version, or a step that is wrong (named with its field).
    """
    value = read_json(path, SequenceError)
    if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
        raise SequenceError(f"The file must be a sequence of GANSpaceSynth. Received: {path}. `hallucinate --save-steps` writes one.")
    version = value.pop("version", None)
    if version != VERSION:
        raise SequenceError(f"A sequence file's version must be {VERSION}. Received: {path} with version={brief(version)}. Update GANSpaceSynth.")
    settings = HallucinationSettings.from_json(value.pop("settings", {}))
    return StepSequence.from_json(value), settings


def check_pitch(pitch: object) -> float:
    """Return a MIDI number as a float, or raise SequenceError unless it is in 0..127."""
    if isinstance(pitch, bool) or not isinstance(pitch, int | float | np.integer | np.floating) or not 0.0 <= pitch <= MAX_PITCH:
        raise SequenceError(f"pitch must be a MIDI number in 0..{MAX_PITCH:g}. Received: pitch={pitch!r}.")
    return float(pitch)


def _step(i: int, plain: object) -> Step:
    try:
        return Step.from_json(plain)
    except SequenceError as e:
        raise SequenceError(f"steps[{i}].{e}") from e


def _numbers(name: str, values: Any) -> tuple[float, ...]:
    values = values.tolist() if isinstance(values, np.ndarray) else values
    if not isinstance(values, list | tuple) or len(values) > MAX_EDITS:
        raise SequenceError(f"{name} must be a list of up to {MAX_EDITS} numbers. Received: {name}={brief(values)}.")
    if not all(isinstance(v, int | float | np.integer | np.floating) and not isinstance(v, bool) and abs(v) <= 1e30 for v in values):
        raise SequenceError(f"{name} must be finite numbers. Received: {name}={brief(values)}.")
    return tuple(float(v) for v in values)


def _bends(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping) or len(value) > MAX_BENDS or not all(isinstance(layer, str) for layer in value):
        raise SequenceError(f"{name} must be up to {MAX_BENDS} layer names with a number each. Received: {name}={brief(value)}.")
    return dict(zip(value, _numbers(name, list(value.values())), strict=True))


def _duration(value: object) -> float:
    try:
        return check_seconds("duration_s", value, low=MIN_DURATION_S)
    except InvalidInput as e:
        raise SequenceError(str(e)) from e


def _is_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
