"""All kinds of recipes: points alone (core/recipe.py), steps and notes; and any of them out of the JSON in a WAV.

    clip            point, gain                            one sound of the model's own length
    continuous      path, duration_s                       one unbroken sound
    hallucination   sequence, settings, form, duration_s   steps as overlapping clips, or as one unbroken sound
    midi            notes, timbre, attack_s, release_s, legato

All but `clip` with a gain may say at which `level` they are; one unbroken sound says of which share of a clip its `tail` is, which the network needs
to let a sound die away and which is not part of it. Recipes of before these two sound as they did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any, ClassVar

from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.settings import HallucinationSettings
from ganspacesynth.composition.step_sequence import StepSequence
from ganspacesynth.core.documents import RECIPE
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.levels import Level
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe, check_duration, check_tail, entry

FORMS = ("clips", "continuous")
TAIL = 0.2  # share of a clip: so long a network is silent behind the release of a held note


def check_form(form: object) -> str:
    """Return a form; raises SequenceError for anything else."""
    if not isinstance(form, str) or form not in FORMS:
        raise SequenceError(f"A hallucination's form is one of {', '.join(FORMS)}. Received: form={brief(form)}.", rule="known-form")
    return form


def read_notes(plain: Iterable[Sequence[Any]]) -> tuple[MidiNote, ...]:
    """Return the notes that `write_notes` wrote."""
    return tuple(MidiNote(*note) for note in plain)


def write_notes(notes: Iterable[MidiNote]) -> list[list[Any]]:
    """Return notes as lists of start_s, end_s, pitch, velocity and channel."""
    return [list(astuple(note)) for note in notes]


@dataclass(frozen=True, kw_only=True)
class HallucinationRecipe(Recipe):
    """A walk through steps.

    Attributes:
        sequence, settings: the steps, and how it goes from one to the next.
        form: "clips", which overlap, or "continuous": one unbroken sound.
        duration_s: seconds of the unbroken sound, its steps moved apart to fill it; None leaves them where they are.
        tail: as in a continuous recipe.
    """

    kind: ClassVar[str] = "hallucination"

    sequence: StepSequence = field(metadata=entry(StepSequence))
    settings: HallucinationSettings = field(metadata=entry(HallucinationSettings))
    form: str = field(default=FORMS[0], metadata=entry(check=check_form))
    duration_s: float | None = field(default=None, metadata=entry(check=check_duration))
    tail: float | None = field(default=None, metadata=entry(check=check_tail, short=True))


@dataclass(frozen=True, kw_only=True)
class MidiRecipe(Recipe):
    """Notes of a MIDI file, played with a timbre that moves.

    Attributes:
        notes: in order.
        timbre: points over time, whose pitches are not heard.
        attack_s, release_s: seconds of fading each note in and out.
        legato: melodies as unbroken lines that glide from note to note.
    """

    kind: ClassVar[str] = "midi"

    notes: tuple[MidiNote, ...] = field(metadata=entry(check=tuple, read=read_notes, write=write_notes))
    timbre: PointPath = field(metadata=entry(PointPath))
    attack_s: float = field(metadata=entry(check=float))
    release_s: float = field(metadata=entry(check=float))
    legato: bool = field(metadata=entry(check=bool))


KINDS: dict[str, type[Recipe]] = {kind.kind: kind for kind in (ClipRecipe, ContinuousRecipe, HallucinationRecipe, MidiRecipe)}


def clip_recipe(point: Point, *, gain: float | None = None, level: Level | None = None) -> ClipRecipe:
    """One sound of the model's own length; with a gain where several sounds shall keep their levels against each other."""
    return ClipRecipe(point=point, gain=gain, level=level)


def continuous_recipe(path: PointPath, duration_s: float | None = None, *, level: Level | None = None) -> ContinuousRecipe:
    """One unbroken sound along a path."""
    return ContinuousRecipe(path=path, duration_s=duration_s, tail=TAIL, level=level)


def hallucination_recipe(
    sequence: StepSequence, settings: HallucinationSettings, *, form: str = "clips", duration_s: float | None = None, level: Level | None = None
) -> HallucinationRecipe:
    """Steps as overlapping clips, or as one unbroken sound (of `duration_s`, its steps moved apart to fill it); without level: as settings say."""
    tail = TAIL if form == "continuous" else None
    return HallucinationRecipe(sequence=sequence, settings=settings, form=form, duration_s=duration_s, tail=tail, level=level)


def midi_recipe(
    notes: Iterable[MidiNote], timbre: PointPath, *, attack_s: float, release_s: float, legato: bool, level: Level | None = None
) -> MidiRecipe:
    """Notes of a MIDI file, played with a timbre that moves."""
    return MidiRecipe(notes=tuple(notes), timbre=timbre, attack_s=attack_s, release_s=release_s, legato=legato, level=level)


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
