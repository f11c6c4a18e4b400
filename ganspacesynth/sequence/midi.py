"""A MIDI file in, frozen notes out: pedal, overlapping notes and drums understood."""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from ganspacesynth.errors import SequenceError
from ganspacesynth.sequence.midi_file import CONTROL, META_END, META_TEMPO, NOTE_ON, Event, MidiFile, parse_midi

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_NOTES = 100_000
MAX_FILE_S = 24 * 3600.0
DRUMS = 9  # channel 10 as people count
SUSTAIN_PEDAL, ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF = 64, 120, 121, 123


@dataclass(frozen=True)
class Note:
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


def read_midi(path: str | os.PathLike[str], *, drums: bool = False, pedal: bool = True) -> tuple[Note, ...]:
    """Read the notes of a MIDI file.

    Args:
        path: a standard MIDI file of type 0 or 1, at most 16 MiB.
        drums: keep channel 10, whose notes are drums and not pitches.
        pedal: let the sustain pedal (controller 64) hold notes.

    Returns:
        Notes by start, then pitch; none for a file without. A key struck again before it went up makes a second
        note; the first one struck ends first. What never ends, ends with the file.

    Raises:
        SequenceError: not readable, no MIDI, type 2, over 16 MiB, 100,000 notes or 24 hours.
    """
    path = Path(path)
    try:
        return _notes(parse_midi(_read(path)), drums=drums, pedal=pedal)
    except SequenceError as e:
        raise SequenceError(f"{path}: {e}") from e


@dataclass
class _Channel:
    """What one MIDI channel has down, held and done."""

    channel: int
    pedal: bool
    notes: list[Note] = field(default_factory=list)
    down: dict[int, deque[tuple[float, int]]] = field(default_factory=dict)  # pitch -> (start, velocity), first struck first
    held: dict[int, deque[tuple[float, int]]] = field(default_factory=dict)  # key is up, pedal is down
    pedal_down: bool = False

    def hear(self, time_s: float, event: Event) -> None:
        if event.kind == CONTROL:
            self._control(time_s, event.number, event.value)
        elif event.kind == NOTE_ON:
            self._end(self.held, event.number, time_s)  # the same key again stops what the pedal held of it
            self.down.setdefault(event.number, deque()).append((time_s, event.value))
        elif self.down.get(event.number):
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
        elif control == ALL_SOUND_OFF or control >= ALL_NOTES_OFF:  # 124..127 change modes and imply 123
            self.end_all(time_s)

    def _end(self, sounding: dict[int, deque[tuple[float, int]]], pitch: int, time_s: float) -> None:
        for struck in sounding.pop(pitch, ()):
            self._keep(pitch, struck, time_s)

    def _keep(self, pitch: int, struck: tuple[float, int], end_s: float) -> None:
        self.notes.append(Note(struck[0], end_s, pitch, struck[1], self.channel))


def _notes(file: MidiFile, *, drums: bool, pedal: bool) -> tuple[Note, ...]:
    channels = [_Channel(i, pedal) for i in range(16)]
    count, time_s = 0, 0.0
    for time_s, event in file.timed():
        if time_s > MAX_FILE_S:
            raise SequenceError(f"A MIDI file may last {MAX_FILE_S / 3600:g} hours. Received: a longer one. Check its tempo.")
        if event.kind in (META_TEMPO, META_END) or (event.channel == DRUMS and not drums):
            continue
        channels[event.channel].hear(time_s, event)
        count += event.kind == NOTE_ON
        if count > MAX_NOTES:
            raise SequenceError(f"A MIDI file may have {MAX_NOTES} notes. Received: more. Split it.")
    for channel in channels:
        channel.end_all(time_s)
    notes = [note for channel in channels for note in channel.notes]
    return tuple(sorted(notes, key=lambda note: (note.start_s, note.pitch, note.channel, note.end_s)))


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as e:
        raise SequenceError(f"The MIDI file must be readable. Received: {e.strerror}. Check the path.") from e
    if len(data) > MAX_FILE_BYTES:
        raise SequenceError(f"A MIDI file may hold {MAX_FILE_BYTES} bytes. Received: more. Split it.")
    return data
