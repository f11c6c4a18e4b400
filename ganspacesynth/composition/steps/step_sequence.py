"""StepSequence: an editable list of steps, and its file."""

import dataclasses
import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import MAX_PITCH, OWN, SHAPING, Step, check_pitch
from ganspacesynth.core.documents import SEQUENCE, read_document
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.files import MAX_JSON_BYTES, atomic_path
from ganspacesynth.core.point import Draw, Point

__all__ = ["MAX_PITCH", "MAX_STEPS", "Draw", "Step", "StepSequence", "check_pitch", "load_sequence", "save_sequence"]

MAX_STEPS = 10_000


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
            raise SequenceError(f"A sequence has 1..{MAX_STEPS} steps. Received: {len(self.steps)} steps.", rule="step-count")
        if not _is_integer(self.cursor) or not 0 <= self.cursor < len(self.steps):
            raise SequenceError(f"cursor must name a step in 0..{len(self.steps) - 1}. Received: cursor={brief(self.cursor)}.", rule="cursor-range")
        object.__setattr__(self, "cursor", int(self.cursor))
        if self.model is not None and not isinstance(self.model, str):
            raise SequenceError(f"model must be an id in text, or None. Received: model={brief(self.model)}.", rule="model-id")

    @property
    def current(self) -> Step:
        """The step under the cursor."""
        return self.steps[self.cursor]

    def pitch_of(self, step: Step) -> float:
        """Return the MIDI number that a step sounds at."""
        return step.point.pitch if "pitch" in step.point.conditions else self.pitch

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
            raise SequenceError("A sequence keeps at least one step. Received: remove on the only one. Edit it instead.", rule="step-count")
        return self._spliced(self.cursor, self.cursor + 1, [], min(self.cursor, len(self.steps) - 2))

    def move(self, to: int) -> "StepSequence":
        """Take the current step to another place; the cursor goes with it."""
        rest = [*self.steps[: self.cursor], *self.steps[self.cursor + 1 :]]
        if not _is_integer(to) or not 0 <= to <= len(rest):
            raise SequenceError(f"A step moves to a place in 0..{len(rest)}. Received: to={brief(to)}.", rule="step-place")
        return dataclasses.replace(self, steps=(*rest[:to], self.current, *rest[to:]), cursor=to)

    def edit(self, **changes: Any) -> "StepSequence":
        """Change fields of the current step, as in `sequence.edit(edits=(1.0, -0.5), pitch=64)`."""
        known = {*OWN, "pitch", *(f.name for f in dataclasses.fields(Point))}
        if not set(changes) <= known:
            raise SequenceError(
                f"A step's fields are {', '.join(sorted(known))}. Received: {', '.join(sorted(set(changes) - known))}.", rule="known-fields"
            )
        try:
            step = self.current.changed(**changes)
        except SequenceError as e:
            raise SequenceError(f"steps[{self.cursor}].{e}", rule=e.rule) from e
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
            raise SequenceError(f"A sequence is a JSON object with steps, pitch, cursor and model. Received: {brief(value)}.", rule="known-fields")
        if len(value["steps"]) > MAX_STEPS:
            raise SequenceError(f"A sequence has 1..{MAX_STEPS} steps. Received: {len(value['steps'])} steps.", rule="step-count")
        return cls(**{**value, "steps": tuple(_step(i, plain) for i, plain in enumerate(value["steps"]))})

    def _point(self, i: int, step: Step, draw: Draw | None) -> Point:
        pitch = self.pitch_of(step)
        if step.point.mode == "replace":  # nothing reads z
            return step.point.replace(pitch=pitch, z=None, seed=None, drawn=(), model=self.model)
        if step.point.seed is not None and draw is None:
            raise SequenceError(
                f"steps[{i}].seed can only be played with a model. Received: seed={step.point.seed}. Give draw.", rule="seed-needs-model"
            )
        return (step.point if draw is None else step.point.drawn_from(draw)).replace(pitch=pitch, drawn=(), model=self.model)

    def _spliced(self, start: int, stop: int, steps: list[Step], cursor: int) -> "StepSequence":
        return dataclasses.replace(self, steps=(*self.steps[:start], *steps, *self.steps[stop:]), cursor=cursor)


def save_sequence(path: str | os.PathLike[str], sequence: StepSequence, settings: HallucinationSettings, *, force: bool = False) -> None:
    """Write a sequence and its settings as one JSON file, whole or not at all.

    Raises:
        SequenceError: it would be larger than `load_sequence` reads.
        OutputError: the file exists, or cannot be written.
    """
    body = {"settings": settings.to_json(), **sequence.to_json()}
    data = (SEQUENCE.text(body, version=file_version(sequence, settings)) + "\n").encode("ascii")
    if len(data) > MAX_JSON_BYTES:
        raise SequenceError(
            f"A sequence file may hold {MAX_JSON_BYTES} bytes. Received: {len(data)}. Use seeds for z, or fewer steps.", rule="file-size"
        )
    with atomic_path(path, force=force) as temporary:
        temporary.write_bytes(data)


def load_sequence(path: str | os.PathLike[str]) -> tuple[StepSequence, HallucinationSettings]:
    """Read what `save_sequence` wrote.

    Raises:
        SequenceError: no such file, no sequence, a newer version, or a step that is wrong (named with its field).
    """
    _, value = read_document(path, SEQUENCE)
    settings = HallucinationSettings.from_json(value.pop("settings", {}))
    return StepSequence.from_json(value), settings


def file_version(sequence: StepSequence, settings: HallucinationSettings) -> int:
    """Return the oldest version of files of steps that can say this."""
    said = {name for step in sequence.steps for name in step.to_json()}
    if said & set(SHAPING) or settings.even or settings.fade not in ("cosine", "linear"):
        return 3
    return 2 if "bends" in said else 1


def _step(i: int, plain: object) -> Step:
    try:
        return Step.from_json(plain)
    except SequenceError as e:
        raise SequenceError(f"steps[{i}].{e}", rule=e.rule) from e


def _is_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
