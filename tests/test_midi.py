"""MIDI files to notes, notes to clips and to unbroken lines."""

import contextlib
import struct
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.errors import InvalidInput, SequenceError
from ganspacesynth.point import Path, Point
from ganspacesynth.sequence import midi, midi_file
from ganspacesynth.sequence.midi import Note, read_midi
from ganspacesynth.sequence.midi_file import parse_midi
from ganspacesynth.sequence.notes import fit_pitches, legato_paths, mix_notes, n_timbres, notes_to_points, play_notes, timbre_path
from ganspacesynth.space.latent import draw_z

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
    assert read(file_of(track((480, on(60, 127, 3)), (960, off(60, 3))))) == (Note(0.5, 1.5, 60, 127, 3),)
    assert Note(0.5, 1.5, 60, 127).gain == 1.0 and Note(0.5, 1.5, 60, 127).duration_s == 1.0


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
def test_times_agree_with_another_reader(tmp_path_factory, items, ticks):
    mido = pytest.importorskip("mido")
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


# --- files that are wrong


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "starts with MThd"),
        (b"RIFF" * 10, "starts with MThd"),
        (file_of()[:13], "starts with MThd"),
        (file_of(kind=2), "type 0 or 1. Received: type 2"),
        (file_of(division=0), "division must be over 0"),
        (file_of(division=0xFF01), "24, 25, 29 or 30 frames"),
        (file_of(division=0xE700), "24, 25, 29 or 30 frames"),
        (file_of(track((0, on(60))))[:-1], "the file ends inside a track"),
        (file_of(track((0, b""))), "ends before its event"),
        (file_of(track((0, b"\x40"))), "an event has no status"),
        (file_of(track((0, b"\xf4"))), "status 0xf4 does not belong"),
        (file_of(track((0, b"\x90\x40"))), "values are missing or over 127"),
        (file_of(track((0, b"\x90\x40\xff"))), "values are missing or over 127"),
        (file_of(track((0, b"\xff\x01\x7fabc"))), "an event is longer than its track"),
        (file_of(track((0, b"\xff"))), "a time or length is cut off"),
        (file_of(b"MTrk\0\0\0\x05" + b"\xff" * 5), "cut off or over four bytes"),
        (file_of(track((0, tempo(0xFFFFFF)), *[(0x0FFFFFFF, on(60))] * 9)), "may last 24 hours"),
    ],
)
def test_a_bad_file_says_why_in_one_line(read, data, message):
    with pytest.raises(SequenceError, match=message) as caught:
        read(data)
    assert "\n" not in str(caught.value) and "a ü.mid" in str(caught.value)


@given(st.binary(max_size=60), st.integers(0, 0xFFFF))
def test_any_bytes_are_notes_or_a_sequence_error(data, division):
    for whole in (data, file_of(b"MTrk" + struct.pack(">I", len(data)) + data, division=division), file_of(data, division=division)):
        with contextlib.suppress(SequenceError):
            list(parse_midi(whole).timed())


def test_a_missing_file(tmp_path):
    with pytest.raises(SequenceError, match="must be readable"):
        read_midi(tmp_path / "none.mid")


def test_files_are_bounded(read, monkeypatch):
    data = file_of(track(*[(1, on(60))] * 20))
    for home, name, value, message in (
        (midi, "MAX_FILE_BYTES", 50, "may hold 50 bytes"),
        (midi, "MAX_NOTES", 19, "may have 19 notes"),
        (midi_file, "MAX_EVENTS", 10, "may have 10 events"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(home, name, value)
            with pytest.raises(SequenceError, match=message):
                read(data)
    assert len(read(data)) == 20


def test_a_hostile_file_takes_no_time(read):
    started = time.perf_counter()
    with pytest.raises(SequenceError, match="over four bytes"):
        read(file_of(b"MTrk" + struct.pack(">I", 4_000_000) + b"\xff" * 4_000_000))
    assert time.perf_counter() - started < 1.0


# --- pitches


@given(st.lists(st.integers(0, 127), max_size=20), st.integers(0, 100), st.integers(0, 40))
def test_fitted_notes_can_be_played_and_all_are_counted(numbers, low, width):
    pitches = range(low, min(low + width + 1, 128))
    notes = [Note(i, i + 1, p, 64) for i, p in enumerate(numbers)]
    fitted = fit_pitches(notes, pitches)
    assert all(n.pitch in pitches and (n.pitch - numbers[int(n.start_s)]) % 12 == 0 for n in fitted.notes)
    assert len(fitted.notes) + fitted.n_skipped == len(notes)
    assert fitted.n_transposed == sum(n.pitch != numbers[int(n.start_s)] for n in fitted.notes)
    assert width < 11 or low > 116 or fitted.n_skipped == 0
    skipping = fit_pitches(notes, pitches, outside="skip")
    assert skipping.notes == tuple(n for n in notes if n.pitch in pitches) and skipping.n_transposed == 0


def test_notes_move_by_the_fewest_octaves():
    notes = [Note(0, 1, p, 64) for p in (20, 60, 96, 61)]
    fitted = fit_pitches(notes, [48, 60, 72, 32])
    assert [n.pitch for n in fitted.notes] == [32, 60, 72] and (fitted.n_transposed, fitted.n_skipped) == (2, 1)
    assert fit_pitches([Note(0, 1, 60, 64)], [48, 72]).notes[0].pitch == 48  # down at a tie
    with pytest.raises(SequenceError, match="outside must be one of"):
        fit_pitches(notes, [60], outside="drop")


# --- timbre and clip


def ones(samples):
    return lambda points: np.ones((len(points), samples), np.float32)


@pytest.mark.parametrize("duration_s", [0.0, 0.1, 5.9, 6.0, 6.1, 11.9, 12.0, 30.0])
def test_defect_10_a_piece_of_any_length_plays(duration_s):
    notes = (Note(0, duration_s, 60, 100), Note(duration_s, duration_s + 0.5, 64, 50))
    timbre = timbre_path(draw_z(n_timbres(notes), 8, seed=0))
    pairs = notes_to_points(notes, timbre)
    assert [p.pitch for _, p in pairs] == [60, 64] and np.isfinite([p.z for _, p in pairs]).all()
    clip = play_notes(ones(4000), notes, timbre, 1000)
    assert np.isfinite(clip).all() and len(clip) == round((duration_s + 0.8) * 1000)


def test_no_notes_no_sound():
    assert n_timbres([]) == 1 and len(play_notes(ones(10), [], timbre_path(np.ones((1, 4))), 1000)) == 0


def test_the_timbre_turns_every_few_seconds():
    z = draw_z(3, 8, seed=0)
    timbre = timbre_path(z, seconds_per_instrument=2.0, model="m")
    pairs = notes_to_points([Note(t, t + 1, 50, 64) for t in (0, 2, 3, 4, 9)], timbre)
    np.testing.assert_array_equal([pairs[i][1].z for i in (0, 1, 3, 4)], z[[0, 1, 2, 2]])
    length = (np.linalg.norm(z[1]) + np.linalg.norm(z[2])) / 2
    assert np.linalg.norm(pairs[2][1].z) == pytest.approx(length, rel=1e-5) and pairs[0][1].model == "m"
    assert n_timbres([n for n, _ in pairs], seconds_per_instrument=2.0) == 6


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_instruments_need_time(seconds):
    with pytest.raises(SequenceError, match="seconds_per_instrument must be in"):
        timbre_path(np.ones((1, 4)), seconds_per_instrument=seconds)
    with pytest.raises(SequenceError, match="seconds_per_instrument must be in"):
        n_timbres([], seconds_per_instrument=seconds)


def test_velocity_is_gain_and_the_release_follows_the_note():
    notes = [Note(0.0, 1.0, 60, 127), Note(2.0, 2.5, 60, 64)]
    clip = mix_notes(notes, np.ones((2, 4000)), 1000, full_level=False)
    assert clip[500] == pytest.approx(0.98) and clip[2300] == pytest.approx(0.98 * 64 / 127)
    assert clip[999] > 0.97 and clip[1150] == pytest.approx(0.49, abs=0.01) and not clip[1300:2000].any()
    assert len(clip) == 2800
    assert clip[:11].max() == clip[10]


def test_a_note_longer_than_its_sound_fades_where_the_sound_ends():
    clip = mix_notes([Note(0.0, 9.0, 60, 127)], np.ones((1, 4000)), 1000)
    assert len(clip) == 4000 and clip[-1] == 0 and clip[3600] == pytest.approx(0.98)


def test_notes_and_waves_must_match():
    with pytest.raises(InvalidInput, match="Each wave needs a place"):
        mix_notes([Note(0, 1, 60, 64)], np.ones((2, 10)), 1000)


def test_batches_do_not_change_the_piece():
    rng = np.random.default_rng(0)
    notes = [Note(t, t + 0.4, int(p), 90) for t, p in zip(np.arange(10) * 0.3, rng.integers(40, 80, 10), strict=True)]
    timbre = timbre_path(draw_z(2, 4, seed=0))

    def synthesize(points):
        return np.stack([np.sin(np.arange(900) * p.pitch / 100 + p.z[0]) for p in points])

    told = []
    one = play_notes(synthesize, notes, timbre, 1000, batch_size=1, progress=lambda *at: told.append(at))
    np.testing.assert_array_equal(one, play_notes(synthesize, notes, timbre, 1000, batch_size=64))
    assert told[-1] == (10, 10)


# --- lines

TIMBRE = timbre_path(draw_z(3, 4, seed=0), seconds_per_instrument=1.0)


def shapes(notes, **options):
    return [(line.start_s, [n.pitch for n in line.notes]) for line in legato_paths(notes, TIMBRE, **options)]


def test_a_melody_is_one_line_and_glides():
    notes = [Note(1.0, 1.5, 60, 64), Note(1.5, 2.02, 64, 127), Note(2.0, 3.0, 67, 30)]
    (line,) = legato_paths(notes, TIMBRE, glide_s=0.1)
    assert line.start_s == 1.0 and line.gain == 1.0 and line.notes == tuple(notes) and isinstance(line.path, Path)
    at = [line.path.at(t).pitch for t in (0.0, 0.4, 0.5, 0.55, 0.6, 0.99, 1.05, 1.1, 2.0)]
    np.testing.assert_allclose(at, [60, 60, 60, 62, 64, 64, 65.5, 67, 67], atol=1e-9)
    assert line.path.duration_s == pytest.approx(2.0)
    np.testing.assert_allclose(line.path.at(0.25).z, TIMBRE.at(1.25).z, atol=0.05)
    np.testing.assert_array_equal(line.path.at(1.0).z, TIMBRE.at(2.0).z)


def test_rests_end_a_line_and_gaps_do_not():
    notes = [Note(0, 0.5, 60, 64), Note(0.54, 1, 62, 64), Note(1.2, 2, 64, 64)]
    assert shapes(notes) == [(0, [60, 62]), (1.2, [64])]
    assert shapes(notes, gap_s=0.0) == [(0, [60]), (0.54, [62]), (1.2, [64])]
    assert shapes(notes, gap_s=0.3) == [(0, [60, 62, 64])]


def test_chords_are_lines_of_one_note():
    chord = [Note(0, 1, p, 64) for p in (60, 64, 67)]
    assert shapes(chord) == [(0, [60]), (0, [64]), (0, [67])]
    assert shapes([*chord, Note(1, 2, 72, 64), Note(2, 3, 74, 64)])[3:] == [(1, [72, 74])]
    bass = [Note(0, 2, 40, 64), Note(0.1, 0.6, 60, 64), Note(0.6, 1.1, 62, 64), Note(1.1, 1.9, 64, 64)]
    assert shapes(bass) == [(0, [40]), (0.1, [60]), (0.6, [62]), (1.1, [64])]


def test_channels_do_not_disturb_each_other():
    notes = [Note(0, 1, 60, 64, 0), Note(0, 1, 48, 64, 1), Note(1, 2, 62, 64, 0), Note(1, 2, 50, 64, 1)]
    assert sorted(shapes(notes)) == [(0, [48, 50]), (0, [60, 62])]


@given(
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 2), st.integers(24, 84), st.integers(0, 1)), max_size=20), st.floats(0, 1), st.floats(0.001, 1)
)
def test_every_note_is_in_one_line_that_visits_its_pitch(items, gap_s, glide_s):
    notes = [Note(start, start + length, pitch, 64, channel) for start, length, pitch, channel in items]
    lines = legato_paths(notes, TIMBRE, gap_s=gap_s, glide_s=glide_s)
    assert sorted(map(repr, (n for line in lines for n in line.notes))) == sorted(map(repr, notes))
    for line in lines:
        pitches = [n.pitch for n in line.notes]
        assert min(pitches) <= min(p.pitch for p in line.path.points) and max(p.pitch for p in line.path.points) <= max(pitches)
        assert line.path.points[0].pitch == pitches[0] and line.path.points[-1].pitch == pitches[-1]
        assert line.path.duration_s > 0


def test_lines_refuse_bad_times():
    with pytest.raises(SequenceError, match="gap_s must be in"):
        legato_paths([], TIMBRE, gap_s=-1)
    with pytest.raises(SequenceError, match="glide_s must be in"):
        legato_paths([], TIMBRE, glide_s=0)


def test_a_long_piece_takes_seconds_not_minutes():
    notes = [Note(i * 0.1, i * 0.1 + 0.1, 40 + i % 30, 64) for i in range(10_000)]
    started = time.perf_counter()
    assert len(legato_paths(notes, timbre_path(np.ones((1, 4))))) == 1
    assert time.perf_counter() - started < 5.0


def test_a_timbre_may_be_a_hallucination():
    timbre = Path((0.0, 1.0), (Point(50, edits=(0.0,), mode="replace"), Point(50, edits=(2.0,), mode="replace")))
    assert notes_to_points([Note(0.5, 1, 70, 64)], timbre)[0][1] == Point(70, edits=(1.0,), mode="replace")
