"""All kinds of recipes: points alone (core/recipe.py), steps and notes; and any of them out of the JSON in a WAV.

    clip            point, gain                            one sound of the model's own length
    continuous      path, duration_s                       one unbroken sound
    hallucination   sequence, settings, form, duration_s   steps as overlapping clips, or as one unbroken sound
    midi            notes, timbre, attack_s, release_s, legato, timbres, expressions

All but `hallucination` may say an `articulation`; with that, or with timbres or expressions of channels, a recipe is of version 2.
All but `clip` with a gain may say at which `level` they are; one unbroken sound says of which share of a clip its `tail` is, which the network needs
to let a sound die away and which is not part of it. Recipes of before these two sound as they did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any, ClassVar

from ganspacesynth.composition.midi.expression import Expression
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.steps.settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.core.documents import RECIPE
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import Level
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe, articulation_entry, check_duration, check_tail, entry

FORMS = ("clips", "continuous")
HELD = 0.75  # models learn notes that are held for three quarters of the clip (NSynth: three of four seconds) and then die away
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


def by_channel(kind: Any) -> dict[str, Any]:
    """Say how a field of a value for each of some MIDI channels is kept and written: {channel 0..15: value}, or None for none."""

    def check(values: Mapping[int, Any] | None) -> dict[int, Any] | None:
        if values is None:
            return None
        if not all(isinstance(channel, int) and 0 <= channel < 16 and isinstance(each, kind) for channel, each in values.items()):
            raise SequenceError(
                f"A recipe says each MIDI channel, 0 to 15, its {kind.__name__}. Received: {brief(values)}. Make the sound anew.",
                rule="recipe-channels",
            )
        return dict(values)

    def read(value: Mapping[str, Any] | None) -> dict[int, Any] | None:
        return None if value is None else {int(channel): kind.from_json(each) for channel, each in value.items()}

    def write(values: Mapping[int, Any] | None) -> dict[str, Any] | None:
        return None if values is None else {str(channel): each.to_json() for channel, each in values.items()}

    return entry(check=check, read=read, write=write, short=True, since=2)


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
        articulation: of each note, a length in place of the file's; None for notes whose velocity is gain alone.
        timbres: {channel from 0: points over time}, of channels that have another timbre.
        expressions: {channel from 0: what moves its notes while they sound}.

    Raises:
        SequenceError: a length or a decay for lines, which have one breath.
    """

    kind: ClassVar[str] = "midi"

    notes: tuple[MidiNote, ...] = field(metadata=entry(check=tuple, read=read_notes, write=write_notes))
    timbre: PointPath = field(metadata=entry(PointPath))
    attack_s: float = field(metadata=entry(check=float))
    release_s: float = field(metadata=entry(check=float))
    legato: bool = field(metadata=entry(check=bool))
    articulation: Articulation | None = field(default=None, metadata=articulation_entry())
    timbres: Mapping[int, PointPath] | None = field(default=None, metadata=by_channel(PointPath))
    expressions: Mapping[int, Expression] | None = field(default=None, metadata=by_channel(Expression))

    def __post_init__(self) -> None:
        super().__post_init__()
        each = self.articulation
        if self.legato and each is not None and (each.length_s is not None or each.decay_s is not None):
            raise SequenceError(
                "Legato notes hold and decay as one line. Received: a length or a decay with legato. Leave one of them out.", rule="legato-lines"
            )

    def timbre_of(self, channel: int) -> PointPath:
        """Return the timbre of a channel."""
        return (self.timbres or {}).get(channel, self.timbre)


KINDS: dict[str, type[Recipe]] = {kind.kind: kind for kind in (ClipRecipe, ContinuousRecipe, HallucinationRecipe, MidiRecipe)}


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
