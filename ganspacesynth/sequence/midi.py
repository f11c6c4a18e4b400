"""A MIDI file in, frozen notes out: mido reads the messages, tempo, pedal, overlapping notes and drums are understood here."""

import io
import os
import re
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganspacesynth.errors import SequenceError
from ganspacesynth.files import open_file

MAX_FILE_BYTES = 1024 * 1024  # a long symphony is half of it; as messages it takes a hundred times the room
MAX_TRACKS = 1000
MAX_NOTES = 100_000
MAX_FILE_S = 24 * 3600.0
NO_NUMBER = re.compile(rb"[\x80-\xff]{1024}")  # mido would read such a run as one number, in quadratic time
USUAL_TEMPO = 500_000  # microseconds a beat, until a file says otherwise
SMPTE_RATES = {24: 24.0, 25: 25.0, 29: 30000 / 1001, 30: 30.0}
HEARD = frozenset({"note_on", "note_off", "control_change", "set_tempo", "end_of_track"})
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
        path: a standard MIDI file of type 0 or 1, at most 1 MiB.
        drums: keep channel 10, whose notes are drums and not pitches.
        pedal: let the sustain pedal (controller 64) hold notes.

    Returns:
        Notes by start, then pitch; none for a file without. A key struck again before it went up makes a second
        note; the first one struck ends first. What never ends, ends with the file.

    Raises:
        SequenceError: not readable, no MIDI, type 2, over 1 MiB, 1000 tracks, 100,000 notes or 24 hours.
    """
    path = Path(path)
    try:
        return _notes(_timed(_read(path)), drums=drums, pedal=pedal)
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

    def hear(self, time_s: float, message: Any) -> None:
        if message.type == "control_change":
            self._control(time_s, message.control, message.value)
        elif message.type == "note_on" and message.velocity:
            self._end(self.held, message.note, time_s)  # the same key again stops what the pedal held of it
            self.down.setdefault(message.note, deque()).append((time_s, message.velocity))
        elif self.down.get(message.note):  # off, or on with velocity 0
            struck = self.down[message.note].popleft()
            if self.pedal_down:
                self.held.setdefault(message.note, deque()).append(struck)
            else:
                self._keep(message.note, struck, time_s)

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


def _notes(messages: Iterator[tuple[float, Any]], *, drums: bool, pedal: bool) -> tuple[Note, ...]:
    channels = [_Channel(i, pedal) for i in range(16)]
    count, time_s = 0, 0.0
    for time_s, message in messages:
        if time_s > MAX_FILE_S:
            raise SequenceError(f"A MIDI file may last {MAX_FILE_S / 3600:g} hours. Received: a longer one. Check its tempo.")
        if message.is_meta or (message.channel == DRUMS and not drums):
            continue
        channels[message.channel].hear(time_s, message)
        count += message.type == "note_on" and message.velocity > 0
        if count > MAX_NOTES:
            raise SequenceError(f"A MIDI file may have {MAX_NOTES} notes. Received: more. Split it.")
    for channel in channels:
        channel.end_all(time_s)
    notes = [note for channel in channels for note in channel.notes]
    return tuple(sorted(notes, key=lambda note: (note.start_s, note.pitch, note.channel, note.end_s)))


def _timed(data: bytes) -> Iterator[tuple[float, Any]]:
    """Yield (seconds, message) of all tracks together, those of one moment in the order of the tracks, following the changes of tempo."""
    kind, division, tracks = _chunks(data)
    if kind > 1:
        raise SequenceError(f"A MIDI file must be of type 0 or 1. Received: type {kind}. Save it as type 1.")
    ticks_per_beat, tick_s = _division(division)
    messages = []
    for track in _parsed(tracks):
        tick = 0
        for message in track:
            tick += message.time
            if message.type in HEARD:
                messages.append((tick, message))
    # Counted from the last change of tempo, so that rounding does not add up over a long piece.
    last_tick, last_s = 0, 0.0
    for tick, message in sorted(messages, key=lambda pair: pair[0]):
        seconds = last_s + min(tick - last_tick, 1 << 60) * tick_s
        if message.type == "set_tempo" and ticks_per_beat:
            last_tick, last_s, tick_s = tick, seconds, message.tempo * 1e-6 / ticks_per_beat
        yield seconds, message


def _chunks(data: bytes) -> tuple[int, int, list[bytes]]:
    """Return type, division and tracks; other chunks are skipped, as the standard asks for."""
    if data[:4] != b"MThd" or len(data) < 14:
        raise SequenceError("A MIDI file starts with MThd. Received: another beginning. Export it as a standard MIDI file.")
    length, kind, _, division = struct.unpack(">IHHH", data[4:14])
    start = 8 + length
    tracks: list[bytes] = []
    while start + 8 <= len(data):
        name, length = struct.unpack(">4sI", data[start : start + 8])
        stop = start + 8 + length
        if name == b"MTrk":
            if stop > len(data) or len(tracks) == MAX_TRACKS:
                raise _damaged(f"the track at byte {start} is cut off, or one of over {MAX_TRACKS}")
            tracks.append(data[start:stop])
        start = stop
    return kind, division, tracks


def _parsed(tracks: list[bytes]) -> list[Any]:
    """Let mido read tracks: lists of messages with times in ticks."""
    import mido
    from mido.midifiles.meta import KeySignatureError

    if any(NO_NUMBER.search(track) for track in tracks):
        raise _damaged("a number without end")
    whole = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), 480) + b"".join(tracks)
    try:
        return mido.MidiFile(file=io.BytesIO(whole)).tracks
    except EOFError as e:  # mido reads on behind the end of a track that its last message does not meet
        raise _damaged("a track ends inside a message") from e
    except (OSError, ValueError, LookupError, TypeError, struct.error, KeySignatureError) as e:
        raise _damaged(str(e)[:80] or type(e).__name__) from e


def _division(value: int) -> tuple[int, float]:
    """Return (ticks a beat, seconds a tick before any tempo); no ticks a beat when ticks are parts of a second."""
    if value < 0x8000:
        if value == 0:
            raise SequenceError("A MIDI file's division must be over 0. Received: 0. Export it again.")
        return value, USUAL_TEMPO * 1e-6 / value
    frames, ticks = 256 - (value >> 8), value & 0xFF
    if frames not in SMPTE_RATES or ticks == 0:
        raise SequenceError(f"A MIDI file counts 24, 25, 29 or 30 frames a second. Received: {frames} of {ticks} ticks. Export it with beats.")
    return 0, 1.0 / (SMPTE_RATES[frames] * ticks)


def _damaged(what: str) -> SequenceError:
    return SequenceError(f"A MIDI file must be whole. Received: a damaged one: {what}. Export it again.")


def _read(path: Path) -> bytes:
    try:
        with open_file(path) as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as e:
        raise SequenceError(f"The MIDI file must be readable. Received: {e.strerror}. Check the path.") from e
    if len(data) > MAX_FILE_BYTES:
        raise SequenceError(f"A MIDI file may hold {MAX_FILE_BYTES} bytes. Received: more. Split it.")
    return data
