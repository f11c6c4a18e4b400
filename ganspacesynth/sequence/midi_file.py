"""Bytes of a standard MIDI file in, timed events out; bounded, and skipping what no note needs.

    MThd | length 6 | type | tracks | division        then chunks: MTrk | length | (delta time, event) …
    delta times and lengths: seven bits a byte, high bit = more follow, four bytes at most
    an event without a status byte repeats the last one (running status)

Source: The MIDI Manufacturers Association, Standard MIDI Files 1.0 (RP-001, 1996).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ganspacesynth.errors import SequenceError

MAX_EVENTS = 1_000_000
META, SYSEX, SYSEX_MORE = 0xFF, 0xF0, 0xF7
META_END, META_TEMPO = 0x2F, 0x51
NOTE_OFF, NOTE_ON, CONTROL, PROGRAM, BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
KEPT_CONTROLS = frozenset({64, *range(120, 128)})
SMPTE_RATES = {24: 24.0, 25: 25.0, 29: 30000 / 1001, 30: 30.0}


class Event(NamedTuple):
    """One event: its time in ticks, NOTE_OFF, NOTE_ON, CONTROL, META_TEMPO or META_END, and its values."""

    tick: int
    kind: int
    channel: int = 0
    number: int = 0
    value: int = 0


@dataclass(frozen=True)
class MidiFile:
    """A parsed file.

    Attributes:
        events: of all tracks, by tick; those of one tick in the order of the tracks.
        ticks_per_beat: division of a quarter note; 0 when time is not counted in beats.
        tick_s: seconds a tick lasts whatever the tempo; 0 when time is counted in beats.
    """

    events: tuple[Event, ...]
    ticks_per_beat: int
    tick_s: float

    def timed(self) -> Iterator[tuple[float, Event]]:
        """Yield (seconds, event), following the changes of tempo."""
        tick_s = self.tick_s or 0.5 / self.ticks_per_beat  # until a file says otherwise: 120 beats a minute
        last_tick, last_s = 0, 0.0
        for event in self.events:
            # Counted from the last change of tempo, so that rounding does not add up over a long piece.
            seconds = last_s + (event.tick - last_tick) * tick_s
            if event.kind == META_TEMPO and self.ticks_per_beat:
                last_tick, last_s, tick_s = event.tick, seconds, event.value * 1e-6 / self.ticks_per_beat
            yield seconds, event


def parse_midi(data: bytes) -> MidiFile:
    """Parse a file of type 0 or 1.

    Raises:
        SequenceError: says what is wrong and at which byte.
    """
    if data[:4] != b"MThd" or len(data) < 14:
        raise SequenceError("A MIDI file starts with MThd. Received: another beginning. Export it as a standard MIDI file.")
    if int.from_bytes(data[8:10], "big") > 1:
        raise SequenceError(f"A MIDI file must be of type 0 or 1. Received: type {int.from_bytes(data[8:10], 'big')}. Save it as type 1.")
    ticks_per_beat, tick_s = _division(int.from_bytes(data[12:14], "big"))
    events: list[Event] = []
    i = 8 + int.from_bytes(data[4:8], "big")
    while i + 8 <= len(data):
        name, start = data[i : i + 4], i + 8
        i = start + int.from_bytes(data[i + 4 : start], "big")
        if name != b"MTrk":
            continue  # the standard asks to skip what one does not know
        if i > len(data):
            raise _damaged(len(data), "the file ends inside a track")
        for event in _track(data, start, i):
            events.append(event)
            if len(events) > MAX_EVENTS:
                raise SequenceError(f"A MIDI file may have {MAX_EVENTS} events. Received: more. Split it.")
    return MidiFile(tuple(sorted(events, key=lambda event: event.tick)), ticks_per_beat, tick_s)


def _division(value: int) -> tuple[int, float]:
    if value < 0x8000:
        if value == 0:
            raise SequenceError("A MIDI file's division must be over 0. Received: 0. Export it again.")
        return value, 0.0
    frames, ticks = 256 - (value >> 8), value & 0xFF
    if frames not in SMPTE_RATES or ticks == 0:
        raise SequenceError(f"A MIDI file counts 24, 25, 29 or 30 frames a second. Received: {frames} of {ticks} ticks. Export it with beats.")
    return 0, 1.0 / (SMPTE_RATES[frames] * ticks)


def _track(data: bytes, i: int, stop: int) -> Iterator[Event]:
    tick, running = 0, 0
    while i < stop:
        delta, i = _variable(data, i, stop)
        tick += delta
        if i >= stop:
            raise _damaged(i, "a track ends before its event")
        status = data[i]
        if status >= 0x80:
            i += 1
        else:
            status = running
        if status in (META, SYSEX, SYSEX_MORE):
            running = 0
            kind = data[i] if status == META and i < stop else 0
            length, i = _variable(data, i + (status == META), stop)
            if i + length > stop:
                raise _damaged(i, "an event is longer than its track")
            body, i = data[i : i + length], i + length
            if status == META and kind == META_TEMPO and length == 3:
                yield Event(tick, META_TEMPO, value=int.from_bytes(body, "big"))
            if status == META and kind == META_END:
                break
            continue
        running = status
        event, i = _channel_event(data, i, stop, tick, status)
        if event is not None:
            yield event
    yield Event(tick, META_END)


def _channel_event(data: bytes, i: int, stop: int, tick: int, status: int) -> tuple[Event | None, int]:
    if not 0x80 <= status < SYSEX:
        raise _damaged(i, "an event has no status" if status < 0x80 else f"status {status:#x} does not belong into a file")
    kind = status & 0xF0
    length = 1 if PROGRAM <= kind < BEND else 2
    values = data[i : min(i + length, stop)]
    if len(values) < length or max(values) > 127:
        raise _damaged(i, "an event's values are missing or over 127")
    if kind in (NOTE_ON, NOTE_OFF):
        kind = NOTE_ON if kind == NOTE_ON and values[1] else NOTE_OFF  # velocity 0 stands for off
    elif kind != CONTROL or values[0] not in KEPT_CONTROLS:
        return None, i + length
    return Event(tick, kind, status & 0x0F, values[0], values[1]), i + length


def _variable(data: bytes, i: int, stop: int) -> tuple[int, int]:
    value = 0
    for j in range(i, min(i + 4, stop)):
        value = value << 7 | data[j] & 0x7F
        if data[j] < 0x80:
            return value, j + 1
    raise _damaged(i, "a time or length is cut off or over four bytes")


def _damaged(i: int, what: str) -> SequenceError:
    return SequenceError(f"A MIDI file must be whole. Received: one damaged at byte {i}: {what}. Export it again.")
