"""All kinds of recipes: points alone (core/recipe.py), steps, notes and units of banks; and any of them out of the JSON in a WAV.

    clip            point, gain                            one sound of the model's own length
    continuous      path, duration_s                       one unbroken sound
    hallucination   sequence, settings, form, duration_s   steps as overlapping clips, or as one unbroken sound
    layers          layers, stem                           several hallucinations over one another, or one of them as it is in their mix
    midi            notes, timbre, attack_s, release_s, legato, timbres, expressions
    reaction        path, duration_s, signals, modulations, layer, song
    timeline        layers, duration_s, signals, modulations, recordings, markers, stem, part
    continuation    bank, heard, placed, settings          an answer of units of a bank (bank/answering/continuation_recipe.py)

All but `hallucination` may say an `articulation`; with that, or with timbres or expressions of channels, a recipe is of version 2.
All but `clip` with a gain may say at which `level` they are; one unbroken sound says of which share of a clip its `tail` is, which the network needs
to let a sound die away and which is not part of it. Recipes of before these two sound as they did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.composition.midi.expression import Expression
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.steps.hallucination_recipe import HallucinationRecipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import LOUDEST_DB, QUIETEST_DB, check_number
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.documents import RECIPE
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import LEVELS, Level
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import TAIL, ClipRecipe, ContinuousRecipe, Recipe, entry

MAX_LAYERS = 32
HELD = 0.75  # models learn notes that are held for three quarters of the clip (NSynth: three of four seconds) and then die away


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A hallucination among others that sound with it.

    Attributes:
        name: what it is called, such as that of its style.
        level_db: decibels against the others, -80..12.
        recipe: what it is; its own level does not count.
    """

    name: str
    recipe: HallucinationRecipe
    level_db: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "level_db", check_number("level_db", self.level_db, QUIETEST_DB, LOUDEST_DB, "decibels") or 0.0)
        if not isinstance(self.name, str):
            raise SequenceError(f"A layer's name is a text. Received: name={brief(self.name)}.", rule="layer-name")

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return {"name": self.name, "level_db": self.level_db, "recipe": self.recipe.to_json()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Layer":
        """Read what `to_json` wrote."""
        return cls(name=value["name"], level_db=value.get("level_db", 0.0), recipe=HallucinationRecipe.from_json(value["recipe"]))


def check_layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return layers; raises SequenceError for none, or too many."""
    layers = tuple(layers)
    if not 1 <= len(layers) <= MAX_LAYERS:
        raise SequenceError(f"There must be 1..{MAX_LAYERS} layers. Received: {len(layers)}.", rule="layer-count-range")
    return layers


def check_stem(stem: int | None) -> int | None:
    """Return the number of a layer or None; raises SequenceError for anything else."""
    if stem is not None and (isinstance(stem, bool) or not isinstance(stem, int) or not 0 <= stem < MAX_LAYERS):
        raise SequenceError(f"A recipe's stem is the number of a layer, from 0. Received: stem={brief(stem)}.", rule="stem-number")
    return stem


@dataclass(frozen=True, kw_only=True)
class LayersRecipe(Recipe):
    """Several hallucinations over one another.

    Attributes:
        layers: 1..32, all of which begin at once. With the level "model" each is as loud as the model makes it, else they are made equally loud
            first; then `Layer.level_db` counts.
        stem: only this layer (from 0), as it is in the mix of all: as loud, and as long. None: the mix.
    """

    kind: ClassVar[str] = "layers"

    layers: tuple[Layer, ...] = field(
        metadata=entry(
            check=check_layers,
            since=2,
            read=lambda plain: tuple(Layer.from_json(each) for each in plain),
            write=lambda layers: [layer.to_json() for layer in layers],
        )
    )
    stem: int | None = field(default=None, metadata=entry(check=check_stem, short=True, since=2))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stem is not None and self.stem >= len(self.layers):
            raise SequenceError(f"A recipe's stem is one of its {len(self.layers)} layers, from 0. Received: stem={self.stem}.", rule="stem-number")


KINDS: dict[str, type[Recipe]] = {
    kind.kind: kind
    for kind in (
        ClipRecipe,
        ContinuousRecipe,
        HallucinationRecipe,
        LayersRecipe,
        MidiRecipe,
        ReactionRecipe,
        TimelineRecipe,
        ContinuationRecipe,
    )
}


def clip_recipe(point: Point, *, gain: float | None = None, level: Level | None = None, articulation: Articulation | None = None) -> ClipRecipe:
    """One sound of the model's own length; with a gain where several sounds shall keep their levels against each other."""
    return ClipRecipe(point=point, gain=gain, level=level, articulation=articulation)


def continuous_recipe(
    path: PointPath, duration_s: float | None = None, *, level: Level | None = None, articulation: Articulation | None = None
) -> ContinuousRecipe:
    """One unbroken sound along a path."""
    return ContinuousRecipe(path=path, duration_s=duration_s, tail=TAIL, level=level, articulation=articulation)


def note_recipe(
    point: Point, articulation: Articulation | None, clip_s: float, *, level: Level | None = None, unbroken: bool = True
) -> ClipRecipe | ContinuousRecipe:
    """One note: a clip where its length fits into one, else one unbroken sound.

    Args:
        point: the sound.
        articulation: how it is played; None as it is.
        clip_s: seconds of the model's clips.
        level: as in `clip_recipe`.
        unbroken: whether the model has a continuous form.
    """
    length_s, end_s = (articulation.length_s, articulation.end_s) if articulation is not None else (None, None)
    if length_s is None or end_s is None or not unbroken or (length_s <= HELD * clip_s and end_s <= clip_s):
        return clip_recipe(point, level=level, articulation=articulation)
    return continuous_recipe(PointPath((0.0,), (point,)), end_s, level=level, articulation=articulation)


def hallucination_recipe(
    sequence: StepSequence, settings: HallucinationSettings, *, form: str = "clips", duration_s: float | None = None, level: Level | None = None
) -> HallucinationRecipe:
    """Steps as overlapping clips, or as one unbroken sound (of `duration_s`, its steps moved apart to fill it); without level: as settings say."""
    tail = TAIL if form == "continuous" else None
    return HallucinationRecipe(sequence=sequence, settings=settings, form=form, duration_s=duration_s, tail=tail, level=level)


def layers_recipe(layers: Iterable[Layer], *, level: Level | None = LEVELS[0]) -> LayersRecipe:
    """Several hallucinations over one another."""
    return LayersRecipe(layers=tuple(layers), level=level)


def midi_recipe(
    notes: Iterable[MidiNote],
    timbre: PointPath,
    *,
    attack_s: float,
    release_s: float,
    legato: bool,
    level: Level | None = None,
    articulation: Articulation | None = None,
    timbres: Mapping[int, PointPath] | None = None,
    expressions: Mapping[int, Expression] | None = None,
) -> MidiRecipe:
    """Notes of a MIDI file, played with a timbre that moves; see `MidiRecipe`."""
    return MidiRecipe(
        notes=tuple(notes),
        timbre=timbre,
        attack_s=attack_s,
        release_s=release_s,
        legato=legato,
        level=level,
        articulation=articulation,
        timbres=timbres,
        expressions=expressions or None,
    )


def check_recipe(value: object, *, where: object = None) -> Recipe:
    """Return the recipe that a WAV carries.

    Args:
        value: its JSON, see `sound_files.read_recipe`. Points alone, as training once wrote them, are clips.
        where: the file, for messages.

    Raises:
        SequenceError: no recipe, one of a newer version, or a damaged one.
    """
    if isinstance(value, dict) and "pitch" in value and not {"format", "kind"} & set(value):
        value = _bare_point(value)
    RECIPE.unpack(value, where=where)
    return as_recipe(value)  # type: ignore[arg-type]  # unpack takes nothing but a dict


def as_recipe(value: Recipe | Mapping[str, Any]) -> Recipe:
    """Return a recipe, or read one from its JSON, which need not say with what the sound is made.

    Raises:
        SequenceError: no such kind, or a damaged one.
    """
    if isinstance(value, Recipe):
        return value
    kind = value.get("kind") if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping) or not isinstance(kind, str) or kind not in KINDS:
        raise SequenceError(f"A recipe's kind is one of {', '.join(KINDS)}. Received: kind={brief(kind)}.", rule="known-recipe-kind")
    return KINDS[kind].from_json(value)


def _bare_point(value: Mapping[str, Any]) -> dict[str, Any]:
    point = Point.from_json(value)
    return {**RECIPE.head(), "kind": "clip", "point": value, "model": {"id": point.model, "path": None}, "precision": "exact"}
