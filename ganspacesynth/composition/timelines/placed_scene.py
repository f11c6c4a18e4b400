"""A scene at its place on a timeline, and the layers of such scenes, as a recipe keeps them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ganspacesynth.composition.reaction.reaction_recipe import MAX_SIGNALS, ReactionRecipe
from ganspacesynth.composition.steps.hallucination_recipe import HallucinationRecipe
from ganspacesynth.composition.steps.step import LOUDEST_DB, QUIETEST_DB, check_number
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.modulation import HEARD_AFTER, Modulation, check_modulations
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.recipe import ContinuousRecipe, Recipe

MAX_S = 3600.0  # of a timeline
MAX_SCENES, MAX_LAYERS = 1000, 16
LONGEST_NAME = 80
SHORTEST_S = 0.05
SLACK_S = 1e-6
SOUNDING: dict[str, type[Recipe]] = {kind.kind: kind for kind in (ContinuousRecipe, ReactionRecipe, HallucinationRecipe)}

Rows = tuple[tuple[Signal, Modulation], ...]


@dataclass(frozen=True, kw_only=True)
class PlacedScene:
    """A scene.

    Attributes:
        name: what it is called.
        kind: what it was written as, for people.
        start_s, duration_s: where on the timeline it sounds.
        fade_in_s, fade_out_s: along a quarter of a sine, so that two that overlap by it keep their power.
        level_db: decibels against the others.
        recipe: its sound, whose own level, width, room and rate do not count; None of a recording, or of silence.
        recording: which of the timeline's recordings it is.
        rows: signals of its own time, and what of level and pan they move.
    """

    name: str
    kind: str
    start_s: float
    duration_s: float
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    level_db: float = 0.0
    recipe: Recipe | None = None
    recording: str | None = None
    rows: Rows = ()

    def __post_init__(self) -> None:
        for name in (self.name, self.kind):
            check_name(name)
        object.__setattr__(self, "start_s", seconds("A scene's start", self.start_s))
        object.__setattr__(self, "duration_s", seconds("A scene's length", self.duration_s, SHORTEST_S))
        for name in ("fade_in_s", "fade_out_s"):
            object.__setattr__(self, name, seconds(f"A scene's {name}", getattr(self, name)))
        if self.fade_in_s + self.fade_out_s > self.duration_s + SLACK_S:
            received = f"{self.fade_in_s:g} s and {self.fade_out_s:g} s of {self.duration_s:g} s in {brief(self.name)}"
            raise SequenceError(
                f"A scene is as long as its fades together at least. Received: {received}. Overlap less, or use another layer.", rule="fades-in-scene"
            )
        object.__setattr__(self, "level_db", check_number("level_db", self.level_db, QUIETEST_DB, LOUDEST_DB, "decibels") or 0.0)
        if self.recipe is not None and type(self.recipe) not in SOUNDING.values():
            raise SequenceError(
                f"A scene's sound is one of {', '.join(SOUNDING)}. Received: {brief(type(self.recipe).__name__)}. Make the sound anew.",
                rule="scene-sound",
            )
        check_heard_after(self.rows)

    @property
    def end_s(self) -> float:
        """Where on the timeline it ends."""
        return self.start_s + self.duration_s

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        names = ("name", "kind", "start_s", "duration_s", "fade_in_s", "fade_out_s", "level_db", "recording")
        said = {name: getattr(self, name) for name in names if getattr(self, name) not in (0.0, None) or name == "start_s"}
        if self.recipe is not None:
            said["recipe"] = self.recipe.to_json()
        return {**said, "rows": write_rows(self.rows)} if self.rows else said

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PlacedScene":
        """Read what `to_json` wrote; raises LookupError, TypeError or SequenceError for anything else."""
        given = dict(value)
        recipe, rows = given.pop("recipe", None), given.pop("rows", [])
        if recipe is not None:
            kind = recipe["kind"]
            if not isinstance(kind, str) or kind not in SOUNDING:
                raise SequenceError(
                    f"A scene's sound is one of {', '.join(SOUNDING)}. Received: {brief(kind)}. Update this program.", rule="scene-sound"
                )
            recipe = SOUNDING[kind].from_json(recipe)
        return cls(**given, recipe=recipe, rows=read_rows(rows))


@dataclass(frozen=True, kw_only=True)
class TimelineLayer:
    """Scenes one behind the other, which may overlap where they cross-fade.

    Attributes:
        name: what it is called.
        scenes: in order of time.
        level_db: decibels against the other layers.
    """

    name: str
    scenes: tuple[PlacedScene, ...] = field(default=())
    level_db: float = 0.0

    def __post_init__(self) -> None:
        check_name(self.name)
        object.__setattr__(self, "scenes", tuple(self.scenes))
        object.__setattr__(self, "level_db", check_number("level_db", self.level_db, QUIETEST_DB, LOUDEST_DB, "decibels") or 0.0)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return {"name": self.name, "level_db": self.level_db, "scenes": [scene.to_json() for scene in self.scenes]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "TimelineLayer":
        """Read what `to_json` wrote; raises LookupError, TypeError or SequenceError for anything else."""
        scenes = tuple(PlacedScene.from_json(each) for each in value["scenes"][: MAX_SCENES + 1])
        return cls(name=value["name"], level_db=value.get("level_db", 0.0), scenes=scenes)


def check_heard_after(rows: Sequence[tuple[Signal, Modulation]]) -> None:
    """Raise SequenceError unless rows move what is done to the sound alone."""
    check_modulations([row for _, row in rows])
    odd = next((row for _, row in rows if row.target not in HEARD_AFTER), None)
    if odd is not None:
        raise SequenceError(
            f"Behind the network signals move {' and '.join(HEARD_AFTER)}. Received: {odd.target}. Make the sound anew.", rule="moved-behind"
        )


def write_rows(rows: Rows) -> list[dict[str, Any]]:
    """Return rows as plain dicts."""
    return [{"signal": signal.to_json(), "moves": row.to_json()} for signal, row in rows]


def read_rows(value: Any) -> Rows:
    """Read what `write_rows` wrote; raises LookupError, TypeError or SequenceError for anything else."""
    return tuple((Signal.from_json(each["signal"]), Modulation.from_json(each["moves"])) for each in value[:MAX_SIGNALS])


def check_name(name: object) -> str:
    """Return the name of a scene, a layer or a marker; raises SequenceError for what is none."""
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise SequenceError(f"A name is 1 to {LONGEST_NAME} letters on one line. Received: {brief(name)}. Choose another one.", rule="timeline-name")
    return name


def seconds(what: str, value: object, least: float = 0.0) -> float:
    """Return seconds on a timeline as a float; raises SequenceError for what is none."""
    right = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not right or not least <= float(value) <= MAX_S:  # type: ignore[arg-type]  # a number, as right says
        raise SequenceError(f"{what} is in {least:g}..{MAX_S:g} seconds. Received: {brief(value)}. Choose another.", rule="timeline-seconds")
    return float(value)  # type: ignore[arg-type]
