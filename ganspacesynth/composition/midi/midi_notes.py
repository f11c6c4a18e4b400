"""Notes of a MIDI file: tempo, sustain pedal, overlapping notes and drums are resolved here; midi_events.py parses the file."""

import logging
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ganspacesynth.composition.midi.midi_events import CONTROL, NOTE_OFF, NOTE_ON, TEMPO, Event, ParseProblems, parse
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.files import open_file, wrong_kind

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 1024 * 1024  # a long symphony is half of it; as messages it takes a hundred times the room
MAX_NOTES = 100_000
MAX_FILE_S = 24 * 3600.0
CLICK_S = 0.01  # most notes shorter than that: clicks, and a time scale that cannot be meant
USUAL_TEMPO = 500_000  # microseconds a beat, until a file says otherwise
SMPTE_RATES = {24: 24.0, 25: 25.0, 29: 30000 / 1001, 30: 30.0}
DRUMS = 9  # channel 10 as people count
SUSTAIN_PEDAL, ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF = 64, 120, 121, 123


@dataclass(frozen=True)
class MidiNote:
    """One note of a piece.

    Attributes:
        start_s: seconds from the start of the file.
        end_s: seconds; when the key, or the pedal that holds the note, goes up.
        pitch: MIDI number 0..127.
        velocity: 1..127.
        channel: 0..15.
    """

    start_s: float
    end_s: float
    pitch: int
    velocity: int
    channel: int = 0

    @property
    def duration_s(self) -> float:
        """Seconds from start to end."""
        return self.end_s - self.start_s

    @property
    def gain(self) -> float:
        """Amplitude factor: velocity / 127."""
        return self.velocity / 127.0


def read_midi(path: str | os.PathLike[str], *, drums: bool = False, pedal: bool = True) -> tuple[MidiNote, ...]:
    """Read the notes of a MIDI file.

    Args:
        path: a standard MIDI file of type 0 or 1, at most 1 MiB.
        drums: keep channel 10, whose notes are drums and not pitches.
        pedal: let the sustain pedal (controller 64) hold notes.

    What is wrong in it and can be stepped over is said in one line of the log; where a track breaks off, what came before counts.

    Returns:
        Notes by start, then pitch; none for a file without. A key struck again before it went up makes a second
        note; the first one struck ends first. What never ends, ends with the file.

    Raises:
        SequenceError: not readable, no MIDI, type 2, over 1 MiB, 1000 tracks, 100,000 notes or 24 hours, or damaged so that there are no notes.
    """
    path, problems = Path(path), ParseProblems()
    try:
        notes = _notes(_timed(_read(path), problems), drums=drums, pedal=pedal)
        if problems.found and not notes:
            raise SequenceError(f"A MIDI file must be whole. Received: a damaged one without notes: {problems}. Export it again.", rule="whole-midi")
    except SequenceError as e:
        kind = wrong_kind(path)
        if kind and "MIDI" not in kind:
            raise SequenceError(f"A melody is a MIDI file. Received: {path}{kind}. Check which file this is.", rule="midi-file") from e
        raise SequenceError(f"{path}: {e}", rule=e.rule) from e
    if 2 * sum(note.duration_s < CLICK_S for note in notes) > len(notes):
        problems(f"most notes are shorter than {CLICK_S:g} s, and click: its tempo may be wrong")
    if problems.found:
        log.warning("%s: %s.", path, problems)
    return notes


@dataclass
class _Channel:
    """What one MIDI channel has down, held and done."""

    channel: int
    pedal: bool
    notes: list[MidiNote] = field(default_factory=list)
    down: dict[int, deque[tuple[float, int]]] = field(default_factory=dict)  # pitch -> (start, velocity), first struck first
    held: dict[int, deque[tuple[float, int]]] = field(default_factory=dict)  # key is up, pedal is down
    pedal_down: bool = False

    def handle(self, time_s: float, event: Event) -> None:
        if event.kind == CONTROL:
            self._control(time_s, event.number, event.value)
        elif event.kind == NOTE_ON and event.value:
            self._end(self.held, event.number, time_s)  # the same key again stops what the pedal held of it
            self.down.setdefault(event.number, deque()).append((time_s, event.value))
        elif self.down.get(event.number):  # off, or on with velocity 0
            struck = self.down[event.number].popleft()
            if self.pedal_down:
                self.held.setdefault(event.number, deque()).append(struck)
            else:
                self._keep(event.number, struck, time_s)

    def end_all(self, time_s: float) -> None:
        for sounding in (self.down, self.held):
            for pitch in list(sounding):
                self._end(sounding, pitch, time_s)

    def _control(self, time_s: float, control: int, value: int) -> None:
        if (control == SUSTAIN_PEDAL and self.pedal) or control == RESET_CONTROLLERS:
            self.pedal_down = control == SUSTAIN_PEDAL and value >= 64
            if not self.pedal_down:
                for pitch in list(self.held):
                    self._end(self.held, pitch, time_s)
        elif control == ALL_SOUND_OFF or ALL_NOTES_OFF <= control <= 127:  # 124..127 change modes and imply 123
            self.end_all(time_s)

    def _end(self, sounding: dict[int, deque[tuple[float, int]]], pitch: int, time_s: float) -> None:
        for struck in sounding.pop(pitch, ()):
            self._keep(pitch, struck, time_s)

    def _keep(self, pitch: int, struck: tuple[float, int], end_s: float) -> None:
        self.notes.append(MidiNote(struck[0], end_s, pitch, struck[1], self.channel))


def _notes(events: Iterator[tuple[float, Event]], *, drums: bool, pedal: bool) -> tuple[MidiNote, ...]:
    channels = [_Channel(i, pedal) for i in range(16)]
    count, time_s = 0, 0.0
    for time_s, event in events:
        if time_s > MAX_FILE_S:
            raise SequenceError(f"A MIDI file may last {MAX_FILE_S / 3600:g} hours. Received: a longer one. Check its tempo.", rule="midi-duration")
        if event.kind not in (NOTE_ON, NOTE_OFF, CONTROL) or (event.channel == DRUMS and not drums):
            continue
        channels[event.channel].handle(time_s, event)
        count += event.kind == NOTE_ON and event.value > 0
        if count > MAX_NOTES:
            raise SequenceError(f"A MIDI file may have {MAX_NOTES} notes. Received: more. Split it.", rule="midi-note-count")
    for channel in channels:
        channel.end_all(time_s)
    notes = [note for channel in channels for note in channel.notes]
    return tuple(sorted(notes, key=lambda note: (note.start_s, note.pitch, note.channel, note.end_s)))


def _timed(data: bytes, problems: ParseProblems) -> Iterator[tuple[float, Event]]:
    """Yield (seconds, event) of all tracks together, those of one moment in the order of the tracks, following the changes of tempo."""
    kind, division, tracks = parse(data, problems)
    if kind > 1:
        raise SequenceError(f"A MIDI file must be of type 0 or 1. Received: type {kind}. Save it as type 1.", rule="midi-type")
    ticks_per_beat, tick_s = _division(division)
    # Counted from the last change of tempo, so that rounding does not add up over a long piece.
    last_tick, last_s = 0, 0.0
    for event in sorted((event for track in tracks for event in track), key=lambda event: event.tick):
        seconds = last_s + min(event.tick - last_tick, 1 << 60) * tick_s
        if event.kind == TEMPO and ticks_per_beat:
            last_tick, last_s, tick_s = event.tick, seconds, event.number * 1e-6 / ticks_per_beat
        yield seconds, event


def _division(value: int) -> tuple[int, float]:
    """Return (ticks a beat, seconds a tick before any tempo); no ticks a beat when ticks are parts of a second."""
    if value < 0x8000:
        if value == 0:
            raise SequenceError("A MIDI file's division must be over 0. Received: 0. Export it again.", rule="midi-division")
        return value, USUAL_TEMPO * 1e-6 / value
    frames, ticks = 256 - (value >> 8), value & 0xFF
    if frames not in SMPTE_RATES or ticks == 0:
        raise SequenceError(
            f"A MIDI file counts 24, 25, 29 or 30 frames a second. Received: {frames} of {ticks} ticks. Export it with beats.", rule="smpte-rate"
        )
    return 0, 1.0 / (SMPTE_RATES[frames] * ticks)


def _read(path: Path) -> bytes:
    try:
        with open_file(path) as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as e:
        raise SequenceError(f"The MIDI file must be readable. Received: {e.strerror}. Check the path.", rule="readable-file") from e
    if len(data) > MAX_FILE_BYTES:
        raise SequenceError(f"A MIDI file may hold {MAX_FILE_BYTES} bytes. Received: more. Split it.", rule="file-size")
    return data
