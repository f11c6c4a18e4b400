"""MidiRecipe: notes of a MIDI file and the timbre they are played with, as JSON and out of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any, ClassVar

from ganspacesynth.composition.midi.expression import Expression
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.recipe import Recipe, articulation_entry, entry


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
