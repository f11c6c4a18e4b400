"""Points of MIDI notes: pitches fitted to the model, timbre over time, velocity as gain or as a condition; legato lines as trajectories."""

import bisect
import math
from collections.abc import Iterable
from collections.abc import Sequence as Items
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.mixing import check_seconds
from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath, keypoint_path
from ganspacesynth.core.point import Point

OUTSIDE = ("transpose", "skip")
SECONDS_PER_INSTRUMENT = 6.0
LEGATO_GAP_S = 0.05
GLIDE_S = 0.04
OCTAVE = 12


@dataclass(frozen=True)
class FittedNotes:
    """Notes that a model can play, and what that took.

    Attributes:
        notes: in the order given.
        n_transposed: notes moved by octaves.
        n_skipped: notes left out.
    """

    notes: tuple[MidiNote, ...]
    n_transposed: int
    n_skipped: int


@dataclass(frozen=True)
class LegatoLine:
    """A melody for one unbroken sound.

    Attributes:
        start_s: seconds from the start of the piece.
        path: pitch and timbre over time; its duration ends with the last note, before any release.
        gain: amplitude factor of the loudest note.
        notes: the notes it is made of.
    """

    start_s: float
    path: PointPath
    gain: float
    notes: tuple[MidiNote, ...]


def fit_pitches(notes: Iterable[MidiNote], pitches: Iterable[int], *, outside: str = "transpose") -> FittedNotes:
    """Give every note a pitch that the model has.

    Args:
        notes: any.
        pitches: the model's MIDI numbers.
        outside: "transpose" moves other notes by the fewest octaves (down at a tie) and skips those that no octave
            saves, as with a model of a few pitches; "skip" leaves all others out.
    """
    if outside not in OUTSIDE:
        raise SequenceError(f"outside must be one of {', '.join(OUTSIDE)}. Received: outside={outside!r}.", rule="known-outside")
    allowed = frozenset(pitches)
    targets = {pitch: _target(pitch, allowed, outside) for pitch in range(128)}
    fitted, moved, count = [], 0, 0
    for note in notes:
        count += 1
        target = targets[note.pitch]
        if target is not None:
            moved += target != note.pitch
            fitted.append(replace(note, pitch=target))
    return FittedNotes(tuple(fitted), moved, count - len(fitted))


def n_timbres(notes: Iterable[MidiNote], *, seconds_per_instrument: float = SECONDS_PER_INSTRUMENT) -> int:
    """Return how many keypoints a piece needs, so that the timbre moves to the start of its last note: 1 for no time at all."""
    check = _seconds("seconds_per_instrument", seconds_per_instrument)
    return math.ceil(max((note.start_s for note in notes), default=0.0) / check) + 1


def timbre_path(
    z_keypoints: np.ndarray,
    *,
    seconds_per_instrument: float = SECONDS_PER_INSTRUMENT,
    model: str | None = None,
    conditions: Items[Conditions] | None = None,
) -> PointPath:
    """Return the timbre of a piece: from keypoint to keypoint on the arc, one every `seconds_per_instrument`.

    Args:
        z_keypoints: float [n, latent], one row at least. After the last one the timbre stands still.
        seconds_per_instrument: seconds from one keypoint to the next.
        model: id of the model.
        conditions: of each keypoint. Where they name no velocity, that of the notes may take its place, see `touch`.
    """
    path = keypoint_path(z_keypoints, pitch=60, spacing_s=_seconds("seconds_per_instrument", seconds_per_instrument), model=model)
    if conditions is None:
        return path
    points = (point.replace(conditions={**point.conditions, **asked}) for point, asked in zip(path.points, conditions, strict=True))
    return replace(path, points=tuple(points))


def touch(note: MidiNote, timbre: Point, velocities: Items[int] = ()) -> tuple[float | None, float]:
    """Return what a note's velocity is: (the velocity asked of the model, gain).

    A model that was trained with velocity knows how loud a soft note is, so that nothing of it is left for the gain, but for
    notes softer than the softest it knows.

    Args:
        note: any.
        timbre: of the moment. One that names a velocity keeps it, and the note's is gain.
        velocities: that the model was trained with, ascending; none for a model without: the velocity is None, and all is gain.
    """
    if not velocities or "velocity" in timbre.conditions:
        return None, note.gain
    velocity = float(max(1, min(max(note.velocity, velocities[0]), velocities[-1])))
    return velocity, min(1.0, note.velocity / velocity)


def notes_to_points(notes: Iterable[MidiNote], timbre: PointPath, *, velocities: Items[int] = ()) -> list[tuple[MidiNote, Point]]:
    """Return each note with its sound: its pitch, the timbre at its start, and its velocity as far as the model knows any.

    Args:
        notes: with pitches that the model has (see `fit_pitches`).
        timbre: from `timbre_path`, or any path, as of a hallucination; its pitches are not used.
        velocities: as in `touch`, which also says each note's gain.
    """
    timbres = [(note, timbre.at(note.start_s)) for note in notes]
    return [(note, _sound(point, note.pitch, touch(note, point, velocities)[0])) for note, point in timbres]


def legato_paths(
    notes: Iterable[MidiNote], timbre: PointPath, *, gap_s: float = LEGATO_GAP_S, glide_s: float = GLIDE_S, velocities: Items[int] = ()
) -> list[LegatoLine]:
    """Group notes into melodies, each one path for an unbroken sound.

    On one channel, a note that starts at most `gap_s` after the end of the one before, or before it, goes on with
    its line. Two notes that sound together for more than half of the shorter one make a chord (each is compared
    with the one before and with the longest still sounding): those are lines of their own, of one note each.
    A silence of up to `gap_s` inside a line is filled by the note before it.

    Args:
        notes: with pitches that the model has.
        timbre: as in `notes_to_points`.
        gap_s: seconds, 0..3600. Larger joins more.
        glide_s: seconds that the pitch (and a velocity that the model knows) takes to the next note, from its start; at most half of that note.
        velocities: as in `touch`.

    Returns:
        Lines by start.
    """
    gap_s, glide_s = _seconds("gap_s", gap_s, low=0.0), _seconds("glide_s", glide_s)
    lines = []
    by_channel = sorted(notes, key=lambda note: (note.channel, note.start_s, note.pitch))
    for _, channel in groupby(by_channel, key=lambda note: note.channel):
        for melody in _melodies(list(channel), gap_s):
            lines.append(_line(melody, timbre, glide_s, velocities))
    return sorted(lines, key=lambda line: line.start_s)


def _target(pitch: int, allowed: frozenset[int], outside: str) -> int | None:
    if pitch in allowed or outside == "skip":
        return pitch if pitch in allowed else None
    octaves = [p for p in allowed if (p - pitch) % OCTAVE == 0]
    return min(octaves, key=lambda p: (abs(p - pitch), p), default=None)


def _melodies(notes: list[MidiNote], gap_s: float) -> list[tuple[MidiNote, ...]]:
    chords = _in_chords(notes)
    melodies: list[list[MidiNote]] = []
    joinable = False
    for i, note in enumerate(notes):
        if joinable and not chords[i] and note.start_s <= melodies[-1][-1].end_s + gap_s:
            melodies[-1].append(note)
        else:
            melodies.append([note])
        joinable = not chords[i]
    return [tuple(melody) for melody in melodies]


def _in_chords(notes: list[MidiNote]) -> list[bool]:
    chords = [False] * len(notes)
    longest = 0
    for i in range(1, len(notes)):
        for j in {i - 1, longest}:
            if _together(notes[j], notes[i]):
                chords[i] = chords[j] = True
        if notes[i].end_s >= notes[longest].end_s:
            longest = i
    return chords


def _together(a: MidiNote, b: MidiNote) -> bool:
    both_s = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return a.start_s == b.start_s or both_s > 0.5 * min(a.duration_s, b.duration_s)


def _sound(timbre: Point, pitch: float, velocity: float | None) -> Point:
    return timbre.replace(pitch=pitch, conditions={**timbre.conditions, **({} if velocity is None else {"velocity": velocity})})


def _line(notes: tuple[MidiNote, ...], timbre: PointPath, glide_s: float, velocities: Items[int]) -> LegatoLine:
    start_s, end_s = notes[0].start_s, max(notes[-1].end_s, notes[-1].start_s + glide_s)
    times, heard = [start_s], [notes[0]]
    taken_over_s = [*(note.start_s for note in notes[1:]), end_s]
    for before, note, until_s in zip(notes[:-1], notes[1:], taken_over_s[1:], strict=True):
        glide = min(glide_s, 0.5 * (until_s - note.start_s))
        times += [note.start_s, note.start_s + glide]
        heard += [before, note]
    times.append(end_s)
    heard.append(notes[-1])
    turns = timbre.times_s[bisect.bisect_right(timbre.times_s, start_s) : bisect.bisect_left(timbre.times_s, end_s)]
    at = sorted({*times, *turns})
    heights = np.interp(at, times, [note.pitch for note in heard]).tolist()
    touches = [touch(note, timbre.at(start_s), velocities) for note in heard]
    struck = [velocity for velocity, _ in touches if velocity is not None]  # of all or none
    forces = np.interp(at, times, struck).tolist() if struck else [None] * len(at)
    points = tuple(_sound(timbre.at(t), height, force) for t, height, force in zip(at, heights, forces, strict=True))
    path = PointPath(tuple(t - start_s for t in at), points, timbre.between)
    return LegatoLine(start_s, path, max(gain for _, gain in touches), notes)


def _seconds(name: str, value: float, *, low: float = 0.001) -> float:
    try:
        return check_seconds(name, value, low=low)
    except InvalidInput as e:
        raise SequenceError(str(e), rule=e.rule) from e
