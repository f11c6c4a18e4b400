"""Voices of a melody: notes and lines as what a network is asked for, and what is done to the sound that it gives."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.effects.articulator import articulate
from ganspacesynth.audio.effects.vibrato import read_at
from ganspacesynth.composition.midi.expression import Expression, MovedPath, half_width, moved, still
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import legato_paths, notes_to_points, touch
from ganspacesynth.composition.mixing import MAX_SECONDS
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.networks.generator import SoundSizes

READ_SEMITONES = 2.0  # so far to each side a bend is made by reading a sound faster and slower; wider ones ask the network for other pitches


@dataclass(frozen=True)
class NoteVoice:
    """A note, or a line of them: when, how long, how loud, what the network is asked for, and what is done to its sound.

    Attributes:
        start_s, length_s: seconds.
        gain: amplitude factor.
        path: point or points.
        velocity: of the loudest note.
        streamed: takes the path's place, where the network has to move more than a path says.
        bend: semitones by which the sound is read higher.
        vibrato: cents, beside those of the articulation.
        level: dB.
    """

    start_s: float
    length_s: float
    gain: float
    path: PointPath
    velocity: int = 127
    streamed: MovedPath | None = None
    bend: Curve | None = None
    vibrato: Curve | None = None
    level: Curve | None = None

    @property
    def speed(self) -> float:
        """How many seconds of sound a second takes at most; 1 or more."""
        return max(1.0, *(2.0 ** (value / 12.0) for value in self.bend.values)) if self.bend else 1.0

    def expressed(self, expression: Expression, sizes: SoundSizes) -> "NoteVoice":
        """Return the voice moving as an expression says.

        Args:
            expression: over the voice's own seconds.
            sizes: of the model. One without a continuous form leaves edits as they begin, and every bend is read.
        """
        clips_only = sizes.data_type == "phase"
        voice = dataclasses.replace(self, vibrato=expression.vibrato, level=expression.level)
        fixed = {number: curve.values[0] for number, curve in expression.edits.items() if clips_only or still(curve)}
        moving = {number: curve for number, curve in expression.edits.items() if number not in fixed}
        if fixed:
            voice = dataclasses.replace(voice, path=dataclasses.replace(voice.path, points=tuple(moved(p, fixed) for p in voice.path.points)))
        bend = expression.bend
        wide = bend is not None and not clips_only and half_width(bend) > READ_SEMITONES
        if moving or wide:
            voice = dataclasses.replace(voice, streamed=MovedPath(voice.path, Expression(bend if wide else None, moving)))
        return voice if bend is None or wide else voice._read(bend, sizes)

    def _read(self, bend: Curve, sizes: SoundSizes) -> "NoteVoice":
        """Ask the network for its pitch nearest to the middle of the bend, and leave the rest to reading."""
        if not any(bend.values):
            return self
        shift, path = 0.0, self.path
        if len(path.points) == 1 and self.streamed is None:
            pitch = path.points[0].pitch
            source = float(sizes.nearest_pitch(pitch + 0.5 * (max(bend.values) + min(bend.values))))
            shift, path = pitch - source, dataclasses.replace(path, points=(path.points[0].replace(pitch=source),))
        rest = dataclasses.replace(bend, values=tuple(value + shift for value in bend.values))
        return dataclasses.replace(self, path=path, bend=rest)

    def finished(self, wave: np.ndarray, articulation: Articulation, sample_rate: float) -> np.ndarray:
        """Return the voice's own sound of the network's; its envelope and gain are not in it."""
        if self.bend is not None:
            ratios = 2.0 ** (self.bend.sampled(np.arange(len(wave)) / sample_rate) / 12.0)
            positions = np.concatenate([[0.0], np.cumsum(ratios)[:-1]])
            wave = read_at(wave, positions[positions <= len(wave) - 1])
        times = np.arange(len(wave)) / sample_rate
        wave = articulate(wave, articulation, sample_rate, cents=None if self.vibrato is None else self.vibrato.sampled(times))
        return wave if self.level is None else (wave * 10.0 ** (self.level.sampled(times[: len(wave)]) / 20.0)).astype(np.float32)


def voices_of(
    notes: Sequence[MidiNote],
    timbres: Mapping[int, PointPath],
    expressions: Mapping[int, Expression],
    sizes: SoundSizes,
    *,
    legato: bool,
) -> list[NoteVoice]:
    """Return the voices of a piece, by start.

    Args:
        notes: with pitches that the model has.
        timbres: {channel: path}, of all channels that have notes.
        expressions: {channel: what moves its notes}, of any.
        sizes: of the model.
        legato: join notes to lines.
    """
    alike: dict[int, list[int]] = {}
    for channel, path in timbres.items():
        alike.setdefault(id(path), []).append(channel)
    found: list[NoteVoice] = []
    for channels in alike.values():
        some = [note for note in notes if note.channel in channels]
        found += (_lines if legato else _notes)(some, timbres[channels[0]], expressions, sizes)
    return sorted(found, key=lambda voice: voice.start_s) if len(alike) > 1 else found


def _notes(notes: Sequence[MidiNote], timbre: PointPath, expressions: Mapping[int, Expression], sizes: SoundSizes) -> list[NoteVoice]:
    voices = []
    for note, point in notes_to_points(notes, timbre, velocities=sizes.conditions.velocity):
        gain = touch(note, timbre.at(note.start_s), sizes.conditions.velocity)[1]
        voice = NoteVoice(note.start_s, min(note.duration_s, MAX_SECONDS), gain, PointPath((0.0,), (point,)), note.velocity)
        voices.append(_moving(voice, note.channel, expressions, sizes))
    return voices


def _lines(notes: Sequence[MidiNote], timbre: PointPath, expressions: Mapping[int, Expression], sizes: SoundSizes) -> list[NoteVoice]:
    voices = []
    for line in legato_paths(notes, timbre, velocities=sizes.conditions.velocity):
        loudest = max(note.velocity for note in line.notes)
        voice = NoteVoice(line.start_s, line.path.duration_s, line.gain, line.path, loudest)
        voices.append(_moving(voice, line.notes[0].channel, expressions, sizes))
    return voices


def _moving(voice: NoteVoice, channel: int, expressions: Mapping[int, Expression], sizes: SoundSizes) -> NoteVoice:
    if channel not in expressions:
        return voice
    return voice.expressed(expressions[channel].of_note(voice.start_s, voice.start_s + voice.length_s), sizes)
