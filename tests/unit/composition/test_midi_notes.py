"""MIDI files to notes: what is read, and what is refused."""

import contextlib
import struct
from functools import partial
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.composition.midi import midi_notes
from ganspacesynth.composition.midi.midi_notes import MidiNote, read_midi
from ganspacesynth.core.errors import SequenceError
from tests.support.refused import refused
from tests.support.work import calls

CASE_FOLDER = Path(__file__).parents[2] / "cases"
TICKS = 480  # a quarter note; 960 ticks a second at the usual tempo


def variable(value):
    data = [value & 0x7F]
    while value := value >> 7:
        data.insert(0, value & 0x7F | 0x80)
    return bytes(data)


def track(*events):
    """(delta ticks, bytes) of each event -> a chunk."""
    body = b"".join(variable(delta) + data for delta, data in events)
    return b"MTrk" + struct.pack(">I", len(body)) + body


def file_of(*chunks, kind=1, division=TICKS):
    return b"MThd" + struct.pack(">IHHH", 6, kind, len(chunks), division) + b"".join(chunks)


def on(pitch, velocity=64, channel=0):
    return bytes([0x90 | channel, pitch, velocity])


def off(pitch, channel=0):
    return bytes([0x80 | channel, pitch, 0])


def pedal(value, channel=0, control=64):
    return bytes([0xB0 | channel, control, value])


def tempo(microseconds):
    return b"\xff\x51\x03" + microseconds.to_bytes(3, "big")


END = b"\xff\x2f\x00"


@pytest.fixture
def read(tmp_path):
    def read(data, **options):
        path = tmp_path / "a ü.mid"
        path.write_bytes(data)
        return read_midi(path, **options)

    return read


def spans(notes):
    return [(round(n.start_s, 6), round(n.end_s, 6), n.pitch) for n in notes]


# --- reading


def test_a_note_has_its_times_velocity_and_channel(read):
    assert read(file_of(track((480, on(60, 127, 3)), (960, off(60, 3))))) == (MidiNote(0.5, 1.5, 60, 127, 3),)
    assert MidiNote(0.5, 1.5, 60, 127).gain == 1.0 and MidiNote(0.5, 1.5, 60, 127).duration_s == 1.0


def test_tempo_changes_count_for_every_track(read):
    tempi = track((0, tempo(1_000_000)), (480, tempo(250_000)), (960, tempo(500_000)))
    notes = track((240, on(60)), (480, off(60)), (1440, on(62)), (480, off(62)))
    # 240 ticks at 1 s a beat, 240 more and 240 at 0.25 s; 720 to the end of that; then 0.5 s
    assert spans(read(file_of(tempi, notes))) == [(0.5, 1.125, 60), (2.25, 2.75, 62)]


def test_running_status_and_velocity_zero(read):
    events = [(0, on(60)), (960, bytes([60, 0])), (0, bytes([62, 9])), (960, bytes([62, 0]))]
    assert spans(read(file_of(track(*events), kind=0))) == [(0, 1, 60), (1, 2, 62)]


def test_the_first_of_two_equal_keys_ends_first(read):
    events = [(0, on(60, 10)), (480, on(60, 20)), (480, off(60)), (480, off(60)), (0, off(60))]
    notes = read(file_of(track(*events)))
    assert spans(notes) == [(0, 1, 60), (0.5, 1.5, 60)] and [n.velocity for n in notes] == [10, 20]


def test_what_never_ends_ends_with_the_file(read):
    assert spans(read(file_of(track((0, on(60)), (960, END)), track((1920, END))))) == [(0, 2, 60)]


def test_the_pedal_holds_notes_until_it_goes_up_or_the_key_comes_again(read):
    data = file_of(track((0, pedal(127)), (0, on(60)), (0, on(64)), (480, off(60)), (0, off(64)), (480, on(60)), (480, off(60)), (480, pedal(0))))
    assert spans(read(data)) == [(0, 1, 60), (0, 2, 64), (1, 2, 60)]
    assert spans(read(data, pedal=False)) == [(0, 0.5, 60), (0, 0.5, 64), (1, 1.5, 60)]
    assert spans(read(file_of(track((0, pedal(127)), (0, on(60)), (480, off(60)), (480, pedal(0, control=121)), (960, END))))) == [(0, 1, 60)]


@pytest.mark.parametrize("control", [120, 123, 127])
def test_all_notes_off(read, control):
    assert spans(read(file_of(track((0, on(60)), (480, pedal(0, control=control)), (480, off(60)))))) == [(0, 0.5, 60)]


def test_drums_are_left_out_unless_asked_for(read):
    data = file_of(track((0, on(36, channel=9)), (0, on(60)), (480, off(60)), (0, off(36, 9))))
    assert [n.pitch for n in read(data)] == [60] and [n.pitch for n in read(data, drums=True)] == [36, 60]


def test_what_no_note_needs_is_skipped(read):
    events = [
        (0, b"\xff\x03\x02hi"),
        (0, bytes([0xC0, 5])),
        (0, bytes([0xE0, 0, 64])),
        (0, bytes([0xB0, 7, 100])),
        (0, b"\xf0\x03\x01\x02\xf7"),
        (0, on(60)),
        (480, off(60)),
        (0, END),
    ]
    assert spans(read(file_of(b"XTRA" + struct.pack(">I", 3) + b"abc", track(*events)))) == [(0, 0.5, 60)]


def test_smpte_time(read):
    assert spans(read(file_of(track((0, tempo(1)), (50, on(60)), (50, off(60))), division=(256 - 25) << 8 | 40))) == [(0.05, 0.1, 60)]
    assert read(file_of(track((0, on(60)), (2997, off(60))), division=(256 - 29) << 8 | 1))[0].end_s == pytest.approx(100.0, abs=1e-3)


def test_files_without_notes(read):
    assert read(file_of(track((0, END)))) == () and read(file_of()) == ()


random_notes = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 127), st.integers(0, 127), st.sampled_from([0, 1, 9])) | st.integers(1, 2_000_000), max_size=30
)


@settings(deadline=None)
@given(items=random_notes, ticks=st.integers(1, 2000))
def test_times_agree_with_mido_itself(tmp_path_factory, items, ticks):
    written = mido.MidiFile(ticks_per_beat=ticks)
    for start in (0, 1):
        part = mido.MidiTrack()
        for item in items[start::2]:
            if isinstance(item, int):
                part.append(mido.MetaMessage("set_tempo", tempo=item, time=item % 1000))
            else:
                delta, pitch, velocity, channel = item
                part.append(mido.Message("note_on", note=pitch, velocity=velocity, channel=channel, time=delta))
        written.tracks.append(part)
    path = tmp_path_factory.mktemp("midi") / "a.mid"
    written.save(path)
    theirs, now = [], 0.0
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity:
            theirs.append((now, message.note, message.velocity, message.channel))
    ours = [(n.start_s, n.pitch, n.velocity, n.channel) for n in read_midi(path, drums=True)]
    np.testing.assert_allclose(np.array(sorted(ours)).reshape(-1, 4), np.array(sorted(theirs)).reshape(-1, 4), atol=1e-6)


# --- files that people have


THREE = [(0, 0.5, 60), (0.5, 1.0, 64), (1.0, 2.0, 67)]
CASES = {  # each was refused by one reader or another
    "keysig_8flats": "",
    "timesig_len2": "",
    "cc_255": "",
    "escape_f7_realtime": "",
    "rmid": "",
    "kar_soft": "",
    "cut_last_byte": "the track at byte 14 is cut off, a track ends inside a message",
    "tempo_zero": "a tempo that is none was left out",
}


@pytest.mark.parametrize("name", CASES)
def test_files_that_people_have(name, caplog):
    assert spans(read_midi(CASE_FOLDER / f"{name}.mid")) == THREE
    assert [record.getMessage().partition(": ")[2].rstrip(".") for record in caplog.records] == ([CASES[name]] if CASES[name] else [])


def test_one_key_struck_twice():
    assert [pitch for _, _, pitch in spans(read_midi(CASE_FOLDER / "overlap_same_pitch.mid"))] == [60, 60]


@pytest.mark.parametrize(
    "odd",
    [
        b"\xff\x00\x07numbers",  # a sequence number of another length
        b"\xff\x20\x00",  # a channel prefix without a channel
        b"\xff\x21\x02\x01\x02",
        b"\xff\x54\x01\x60",  # an SMPTE offset cut short
        b"\xff\x58\x00",
        b"\xff\x59\x01\x07",
        b"\xff\x7f\x03\xff\xfe\xfd",
        b"\xff\x05\x02\xff\xfe",  # a lyric in no encoding
        b"\xff\xc5\x01\x00",  # a kind over 127
        b"\xf0\x02\x7e\x7f",  # system exclusive without an end
        b"\xf7\x04\xf3\x01\xf8\xf7",
        b"\xf8",
        b"\xfe",
        b"\xf4",
        b"\xf2\x01\x02",
        b"\xc0\xff",
        b"\xe0\xff\xff",
        b"\xa0\xff\xff",
        b"\xd0\x80",
        b"\xb0\xff\xff",  # no controller: not one of those that end all notes
    ],
    ids=lambda odd: odd.hex(),
)
def test_what_no_note_needs_may_be_as_wrong_as_it_likes(read, odd, caplog):
    assert spans(read(file_of(track((0, on(60)), (480, odd), (480, off(60)), (0, END))))) == [(0, 1, 60)]
    assert not caplog.records


def test_bad_notes_are_said_and_the_good_ones_play(read, caplog):
    events = [(0, on(60, 200)), (0, bytes([0x90, 200, 64])), (480, bytes([0x80, 60, 255])), (0, bytes([0x80, 200, 0])), (0, END)]
    assert read(file_of(track(*events))) == (MidiNote(0.0, 0.5, 60, 127),)
    (line,) = caplog.messages
    assert "a velocity over 127 was taken for 127, a key over 127 was left out (2 times)" in line and "a ü.mid" in line


def test_a_track_longer_than_the_file_ends_where_the_next_begins(read, caplog):
    first = track((0, on(60)), (480, off(60)), (0, END))
    longer = first[:4] + struct.pack(">I", 0x7FFFFFFF) + first[8:]
    assert spans(read(file_of(longer, track((0, on(64)), (480, off(64)), (0, END))))) == [(0, 0.5, 60), (0, 0.5, 64)]
    assert "the track at byte 14 is cut off" in caplog.text


def test_where_a_track_breaks_off_what_came_before_counts(read, caplog):
    broken = track((0, on(60)), (480, off(60)), (480, b"\xff\x01\x7fabc"))
    assert spans(read(file_of(broken, track((0, on(64)), (480, off(64)))))) == [(0, 0.5, 60), (0, 0.5, 64)]
    assert "a track ends inside a message" in caplog.text


def test_chunks_of_others_and_headers_of_others(read):
    body = track((0, on(60)), (480, off(60)), (0, END))
    strange = b"XFIH" + struct.pack(">I", 0x7FFFFFFF) + b"junk"
    assert spans(read(file_of(strange, body))) == [(0, 0.5, 60)]
    assert spans(read(bytes(128) + file_of(body))) == [(0, 0.5, 60)]  # as old Macintosh files were sent


def test_a_tempo_that_makes_clicks_of_notes_is_said(read, caplog):
    assert len(read(file_of(track((0, tempo(10)), (0, on(60)), (480, off(60)), (0, END))))) == 1
    assert "most notes are shorter than 0.01 s, and click: its tempo may be wrong" in caplog.text


# --- files that are wrong


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "midi-file: which is an empty file"),
        (b"RIFF" * 10, "midi-file: starts with MThd"),
        (file_of()[:13], "midi-file"),
        (file_of(kind=2), "midi-type: type 0 or 1. Received: type 2"),
        (file_of(division=0), "midi-division: division must be over 0"),
        (file_of(division=0xFF01), "smpte-rate: 24, 25, 29 or 30 frames"),
        (file_of(division=0xE700), "smpte-rate"),
        (file_of(track((0, on(60))))[:-1], "whole-midi: without notes: the track at byte 14 is cut off, a track ends inside a message"),
        (file_of(*[track()] * 1001), "midi-track-count: may have 1000 tracks"),
        (file_of(track((0, b""))), "whole-midi: a track ends inside a message"),
        (file_of(track((0, b"\x40"))), "whole-midi: a message has no status"),
        (file_of(track((0, b"\x90\x40"))), "whole-midi"),
        (file_of(track((0, b"\x90\xbc\x40"), (480, b"\x80\xbc\x00"))), r"whole-midi: without notes: a key over 127 was left out \(2 times\)"),
        (file_of(track((0, b"\xff\x01\x7fabc"))), "whole-midi"),
        (file_of(track((0, b"\xff\x51\x00"))), "whole-midi: a tempo that is none"),
        (file_of(track((0, b"\xff"))), "whole-midi"),
        (file_of(track((0, b"\xff\x01\xff\xff\xff\x7f"))), "whole-midi"),
        (file_of(b"MTrk\0\0\0\x05" + b"\xff" * 5), "whole-midi: a number has no end"),
        (file_of(b"MTrk" + struct.pack(">I", 1034) + b"\xff" * 1030 + b"\x01" + on(60)), "whole-midi"),
        (file_of(track((0, tempo(0xFFFFFF)), *[(0x0FFFFFFF, on(60))] * 9)), "midi-duration: may last 24 hours"),
    ],
)
def test_a_bad_file_says_why_in_one_line(read, data, rule):
    with refused(rule, SequenceError) as caught:
        read(data)
    assert "\n" not in str(caught.value) and "a ü.mid" in str(caught.value)


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 0xFFFF))
def test_any_bytes_are_notes_or_a_sequence_error(tmp_path_factory, data, division):
    path = tmp_path_factory.mktemp("midi") / "a.mid"
    for whole in (data, file_of(b"MTrk" + struct.pack(">I", len(data)) + data, division=division), file_of(data, division=division)):
        path.write_bytes(whole)
        with contextlib.suppress(SequenceError):
            read_midi(path)


@settings(deadline=None)
@given(st.integers(0, 127), st.binary(max_size=9))
def test_any_meta_message_is_stepped_over(tmp_path_factory, kind, data):
    path = tmp_path_factory.mktemp("midi") / "a.mid"
    path.write_bytes(file_of(track((0, bytes([0xFF, kind, len(data)]) + data), (0, on(60)), (480, off(60)))))
    assert len(read_midi(path)) == (kind != 0x2F)  # the end: what follows is none


def test_a_missing_file(tmp_path):
    with refused("readable-file", SequenceError):
        read_midi(tmp_path / "none.mid")


def test_files_are_bounded(read, monkeypatch):
    data = file_of(track(*[(1, on(60))] * 20))
    for name, value, rule in (("MAX_FILE_BYTES", 50, "file-size: may hold 50 bytes"), ("MAX_NOTES", 19, "midi-note-count: may have 19 notes")):
        with monkeypatch.context() as patch:
            patch.setattr(midi_notes, name, value)
            with refused(rule, SequenceError):
                read(data)
    assert len(read(data)) == 20


def test_a_hostile_file_makes_little_work(read):
    """A number without end is refused before it is read; of what may be read, twice as much is twice the work."""
    with refused("whole-midi", SequenceError):
        read(file_of(b"MTrk" + struct.pack(">I", 1_000_000) + b"\xff" * 1_000_000))
    work = []
    for count in (20, 40):
        runs = (b"\xff" * 1000 + b"\x01\x80\x3c\x40") * count  # times of a thousand bytes each
        work.append(calls(partial(refused_or_read, read, file_of(b"MTrk" + struct.pack(">I", len(runs)) + runs))))
    assert work[1] < 2.5 * work[0] and work[1] < 10 * 40_000


def refused_or_read(read, data):
    with contextlib.suppress(SequenceError):
        read(data)
