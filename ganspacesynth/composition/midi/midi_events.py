"""Events of a MIDI file, parsed: channel messages and tempi with their ticks; all else in the file is stepped over.

Read as the files are that people have: what no note needs may be as wrong as it likes, and where a track breaks off, what came before counts.

Source: Standard MIDI Files 1.0 (RP-001).
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ganspacesynth.core.errors import SequenceError

MAX_TRACKS = 1000
HEADER_SEARCH = 1 << 16  # bytes in which the header must begin: in RIFF files (RMID) and behind foreign headers it comes later
NUMBER_BYTES = 4  # of a time or a length
NOTE_OFF, NOTE_ON, CONTROL, TEMPO, END = 0x80, 0x90, 0xB0, 0x51, 0x2F
DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
SYSTEM_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # the others, such as the clock, have none


@dataclass(frozen=True)
class Event:
    """What is heard or changes time.

    Attributes:
        tick: from the start of the track.
        kind: NOTE_ON, NOTE_OFF, CONTROL, TEMPO or END.
        channel: 0..15.
        number: of the key or the controller; microseconds a beat of a tempo.
        value: velocity or position.
    """

    tick: int
    kind: int
    channel: int = 0
    number: int = 0
    value: int = 0


@dataclass
class ParseProblems:
    """What was wrong in a file that is played all the same: {what: how often}."""

    found: Counter[str] = field(default_factory=Counter)

    def __call__(self, what: str) -> None:
        """Note something."""
        self.found[what] += 1

    def __str__(self) -> str:
        return ", ".join(what if count == 1 else f"{what} ({count} times)" for what, count in self.found.items())


def parse(data: bytes, problems: ParseProblems) -> tuple[int, int, list[list[Event]]]:
    """Return the type, the division and the events of each track.

    Args:
        data: the file.
        problems: gets what was wrong.

    Raises:
        SequenceError: no MIDI file, or over 1000 tracks.
    """
    head = data.find(b"MThd", 0, HEADER_SEARCH)
    if head < 0 or len(data) < head + 14:
        raise SequenceError("A MIDI file starts with MThd. Received: another beginning. Export it as a standard MIDI file.", rule="midi-file")
    length, kind, _, division = struct.unpack(">IHHH", data[head + 4 : head + 14])
    tracks: list[list[Event]] = []
    for track in _tracks(data, head + 8 + length, problems):
        if len(tracks) == MAX_TRACKS:
            raise SequenceError(f"A MIDI file may have {MAX_TRACKS} tracks. Received: more. Split it.", rule="midi-track-count")
        tracks.append(list(_events(track, problems)))
    return kind, division, tracks


def _tracks(data: bytes, at: int, problems: ParseProblems) -> Iterator[bytes]:
    """Yield tracks; other chunks are skipped, as the standard asks for. One longer than the file ends where the next begins."""
    while at + 8 <= len(data):
        name, length = struct.unpack(">4sI", data[at : at + 8])
        start, stop = at + 8, at + 8 + length
        if stop > len(data):
            following = data.find(b"MTrk", start)
            stop = len(data) if following < 0 else following
            if name == b"MTrk":
                problems(f"the track at byte {at} is cut off")
        if name == b"MTrk":
            yield data[start:stop]
        at = stop


def _events(track: bytes, problems: ParseProblems) -> Iterator[Event]:
    """Yield the events of one track, as far as it can be read."""
    reader = _TrackReader(track)
    tick, status = 0, 0
    try:
        while reader.left:
            tick += reader.number()
            first = reader.peek()
            if first < 0x80 and not status:
                raise _Broken("a message has no status")
            if first >= 0x80:
                reader.byte()
            if first >= 0xF0:
                event = _system(reader, first, tick, problems)
            else:
                status = first if first >= 0x80 else status
                event = _channel(reader, status, tick, problems)
            if event is not None:
                yield event
            if event is not None and event.kind == END:
                return
    except _Broken as e:
        problems(str(e))
    yield Event(tick, END)


def _system(reader: "_TrackReader", status: int, tick: int, problems: ParseProblems) -> Event | None:
    """Read a meta event or a system message; None for what no note needs."""
    if status == 0xFF:
        kind, data = reader.byte(), reader.take(reader.number())
        if kind == END:
            return Event(tick, END)
        if kind != TEMPO:
            return None
        tempo = int.from_bytes(data[:3], "big")
        if len(data) < 3 or not tempo:
            problems("a tempo that is none was left out")
            return None
        return Event(tick, TEMPO, number=tempo)
    if status in (0xF0, 0xF7):  # system exclusive, its continuation, or an escape
        reader.take(reader.number())
    else:
        reader.take(SYSTEM_BYTES.get(status, 0))
    return None


def _channel(reader: "_TrackReader", status: int, tick: int, problems: ParseProblems) -> Event | None:
    """Read a channel message; one with a key over 127 is left out, other values are cut to 127."""
    kind, channel = status & 0xF0, status & 0x0F
    data = reader.take(DATA_BYTES[kind])
    if kind not in (NOTE_OFF, NOTE_ON, CONTROL):
        return None
    if data[0] > 127 and kind != CONTROL:
        problems("a key over 127 was left out")
        return None
    if data[1] > 127 and kind == NOTE_ON:
        problems("a velocity over 127 was taken for 127")
    return Event(tick, kind, channel, data[0], min(data[1], 127))


class _Broken(Exception):
    """A track cannot be read any further."""


class _TrackReader:
    """Takes bytes from a track."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def peek(self) -> int:
        if not self.left:
            raise _Broken("a track ends inside a message")
        return self._data[self._at]

    def byte(self) -> int:
        value = self.peek()
        self._at += 1
        return value

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise _Broken("a track ends inside a message")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        """Read a number of seven bits a byte, the highest first."""
        value = 0
        for _ in range(NUMBER_BYTES):
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        raise _Broken("a number has no end")
