"""Voice: one player's steps (the current one is its point), their settings, and the model it plays."""

import dataclasses
import secrets
import time
from collections.abc import Hashable
from typing import Any

import numpy as np

from ganspacesynth.composition.sound import Sound
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.history import History
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.point import Point
from ganspacesynth.engine.library import ModelLibrary, OpenModel
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames
from ganspacesynth.networks.prior import MAX_SEED

FIRST_SEED = 1
DRAWN_SEEDS = 1_000_000  # drawn seeds stay below: Pd shows six digits of a number
MOST_EDITS = 256  # while no model is open that could say how many there are
SAME_GESTURE_S = 1.0  # a slider that moves on changes what it changed before, so that undo takes the whole gesture back


def first_sequence() -> StepSequence:
    """Return what a voice begins with: one step, a sound of its own, in the middle of the keyboard."""
    return StepSequence((Step(Point(60.0, seed=FIRST_SEED)),))


class Voice:
    """What a voice knows; every change of its sequence can be undone.

    Attributes:
        name: of the voice.
        model: name of the model it plays; None: the newest one.
        history: of its sequences.
        settings: how steps are joined.
        psi: factor of z.
        last: the last sound made, None before the first.
    """

    def __init__(self, name: str, library: ModelLibrary) -> None:
        self.name, self._shelf = name, library
        self.model: str | None = None
        self.history: History[StepSequence] = History(first_sequence())
        self.settings = HallucinationSettings()
        self.psi = 1.0
        self.last: Sound | None = None
        self._gesture: tuple[Hashable, float] = (None, 0.0)

    @property
    def sequence(self) -> StepSequence:
        """The steps as they are now."""
        return self.history.present

    @property
    def step(self) -> Step:
        """The present step."""
        return self.sequence.current

    @property
    def pitch(self) -> float:
        """The present pitch."""
        return self.sequence.pitch_of(self.step)

    def entry(self, name: str | None = None) -> OpenModel:
        """Return the model of that name, or the voice's own; raises CommandError when it is not loaded."""
        return self._shelf.get(name or self.model)

    def change(self, sequence: StepSequence, gesture: Hashable = None) -> None:
        """Make `sequence` the present one; changes of one gesture that follow each other quickly are undone together."""
        now = time.monotonic()
        same = gesture is not None and gesture == self._gesture[0] and now - self._gesture[1] < SAME_GESTURE_S
        self.history = History(sequence, self.history.past) if same else self.history.do(sequence)
        self._gesture = (gesture, now)

    def edit(self, gesture: Hashable = None, **changes: Any) -> None:
        """Change fields of the present step."""
        self.change(self.sequence.edit(**changes), gesture)

    def undo(self) -> None:
        """Take the last change back."""
        self.history, self._gesture = self.history.undo(), (None, 0.0)

    def redo(self) -> None:
        """Make it again."""
        self.history, self._gesture = self.history.redo(), (None, 0.0)

    def set_edit(self, number: int, amount: float) -> None:
        """Set one edit (number from 1), or raise CommandError when the model has no such direction."""
        directions = self.entry().preview.directions
        count = directions.n_components if directions else 0
        if not 1 <= number <= count:
            raise CommandError(
                "directions",
                f"This model has {count} directions, counted from 1. Received: number={number}. Send /directions.",
                rule="direction-number",
            )
        edits = [*self.step.point.edits, *[0.0] * (number - len(self.step.point.edits))]
        edits[number - 1] = amount
        self.edit(("edit", number), edits=tuple(edits))

    def check_edits(self, edits: tuple[float, ...]) -> tuple[float, ...]:
        """Return edits that the voice's model can be moved by, as `check_edits`; as they are, if not too many, while no model is open."""
        if len(self._shelf):
            return check_edits(self.entry(), edits)
        if len(edits) > MOST_EDITS:
            raise CommandError(
                "usage", f"At most {MOST_EDITS} edits wait for a model. Received: {len(edits)}. Send fewer, or /load one first.", rule="waiting-edits"
            )
        return edits

    def set_z(self, z: np.ndarray | tuple[float, ...]) -> None:
        """Set z itself; raises CommandError for another number of values than the model has."""
        self.edit("z", z=checked_z(self.entry(), z), seed=None)

    def draws(self, seed: int) -> dict[str, Any]:
        """Return what a seed draws, as fields of a point: z, and on a conditioned model the conditions that are not asked for.

        They are drawn from the notes of all pitches, so that a voice stays one instrument from key to key.
        """
        asked = self.step.point.asked
        fields = {"seed": seed, "z": None, "conditions": self._with_pitch(asked), "drawn": ()}
        self.sequence.edit(**fields)  # says what is wrong with a seed
        if not len(self._shelf):
            return fields
        model = self.entry().preview.model
        drawn = model.playing(**model.config.conditions.known(asked)).sample_conditions(1, seed=seed)[0]
        conditions = self._with_pitch({**drawn, **asked})
        return {**fields, "conditions": conditions, "drawn": tuple(kind for kind in drawn if kind not in asked)}

    def ask(self, asked: Conditions, gesture: Hashable = None) -> None:
        """Ask the present step for these conditions beside its pitch and no others; what came with its z stays as far as notes have both."""
        point, model = self.step.point, self.entry().preview.model
        kept: Conditions = {}
        for kind in (kind for kind in point.drawn if kind not in asked):
            together = {**asked, **kept, kind: point.conditions[kind]}
            if model.joint is None or model.joint.occurs(model.config.conditions.known(together)):
                kept[kind] = point.conditions[kind]
        self.edit(gesture, conditions=self._with_pitch({**kept, **asked}), drawn=tuple(kept))

    def _with_pitch(self, timbre: Conditions) -> Conditions:
        """Return conditions with the present step's own pitch, if it has one."""
        return {kind: value for kind, value in self.step.point.conditions.items() if kind == "pitch"} | timbre

    def z(self, entry: OpenModel) -> np.ndarray | None:
        """Return the present z (psi not counted), float32 [latent], or None when the step has none."""
        point = self.step.point
        if point.z is not None:
            return np.array(point.z, np.float32)
        return None if point.seed is None else drawn(entry, point.seed)

    def point(self, entry: OpenModel, step: Step | None = None, pitch: float | None = None) -> Point:
        """Return a step (None: the present one) as a point of a model, at its pitch or another."""
        step = self.step if step is None else step
        alone = StepSequence((step,), pitch=self.sequence.pitch)
        point = alone.points(draw=lambda seed: drawn(entry, seed))[0]
        z = None if point.z is None else tuple(self.psi * value for value in point.z)
        z = checked_z(entry, z) if z is not None else None
        known = entry.preview.model.config.conditions.known(point.timbre)
        return point.replace(
            z=z,
            edits=check_edits(entry, point.edits),
            model=entry.preview.model.id,
            conditions=known,
            pitch=point.pitch if pitch is None else pitch,
        )

    def playable(self, entry: OpenModel) -> StepSequence:
        """Return the steps as they are heard: with psi in their z, the conditions that the model knows, and its id."""
        names = entry.preview.model.config.conditions
        steps = tuple(step.changed(conditions=_known(names, step.point.conditions)) for step in self.sequence.steps)
        if self.psi != 1.0:
            points = [self.point(entry, step) for step in steps]
            steps = tuple(step.changed(z=point.z, seed=None) for step, point in zip(steps, points, strict=True))
        return dataclasses.replace(self.sequence, steps=steps, model=entry.preview.model.id)


def check_edits(entry: OpenModel, edits: tuple[float, ...]) -> tuple[float, ...]:
    """Return edits, or raise CommandError for more of them than there are directions; zeros too many are left out."""
    directions = entry.preview.directions
    count = directions.n_components if directions else 0
    if any(edits[count:]):
        raise CommandError(
            "directions",
            f"The model {entry.name} has {count} directions. Received: {len(edits)} edits. Send fewer, or load others.",
            rule="edit-count",
        )
    return edits[:count]


def _known(names: ConditionNames, conditions: Conditions) -> Conditions:
    """Return the conditions that a model knows; it knows all pitches, as far as playing goes."""
    pitch = {kind: value for kind, value in conditions.items() if kind == "pitch"}
    return {**pitch, **names.known({kind: value for kind, value in conditions.items() if kind != "pitch"})}


def drawn(entry: OpenModel, seed: int) -> np.ndarray:
    """Return the z of a seed, float32 [latent]."""
    return entry.preview.model.sample_z(1, seed=seed)[0]


def checked_z(entry: OpenModel, z: np.ndarray | tuple[float, ...]) -> tuple[float, ...]:
    """Return z as a tuple; raises CommandError for another number of values than the model has."""
    size = entry.preview.model.config.latent_size
    if len(z) != size:
        raise CommandError(
            "usage", f"z of the model {entry.name} has {size} numbers. Received: {len(z)}. Draw one with /seed or /random.", rule="latent-size"
        )
    return tuple(float(value) for value in z)


def checked_seed(seed: int) -> int:
    """Return a seed that somebody chose, or raise CommandError for one that not every host can hold: it would come back rounded, as another sound."""
    if not 0 <= seed <= MAX_SEED:
        raise CommandError(
            "usage",
            f"A seed is a whole number in 0..{MAX_SEED}, which all hosts can hold. Received: {seed}. Choose a smaller one.",
            rule="seed-range",
        )
    return seed


def new_seed() -> int:
    """Return a seed that nobody chose."""
    return secrets.randbelow(DRAWN_SEEDS)
