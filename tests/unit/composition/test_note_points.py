"""Notes to clips and to unbroken lines."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import fit_pitches, legato_paths, n_timbres, notes_to_points, timbre_path, touch
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.prior import draw_z
from tests.support.refused import refused
from tests.support.work import calls

# --- pitches


@settings(deadline=None)
@given(st.lists(st.integers(0, 127), max_size=20), st.integers(0, 100), st.integers(0, 40))
def test_fitted_notes_can_be_played_and_all_are_counted(numbers, low, width):
    pitches = range(low, min(low + width + 1, 128))
    notes = [MidiNote(i, i + 1, p, 64) for i, p in enumerate(numbers)]
    fitted = fit_pitches(notes, pitches)
    assert all(n.pitch in pitches and (n.pitch - numbers[int(n.start_s)]) % 12 == 0 for n in fitted.notes)
    assert len(fitted.notes) + fitted.n_skipped == len(notes)
    assert fitted.n_transposed == sum(n.pitch != numbers[int(n.start_s)] for n in fitted.notes)
    assert width < 11 or low > 116 or fitted.n_skipped == 0
    skipping = fit_pitches(notes, pitches, outside="skip")
    assert skipping.notes == tuple(n for n in notes if n.pitch in pitches) and skipping.n_transposed == 0


def test_notes_move_by_the_fewest_octaves():
    notes = [MidiNote(0, 1, p, 64) for p in (20, 60, 96, 61)]
    fitted = fit_pitches(notes, [48, 60, 72, 32])
    assert [n.pitch for n in fitted.notes] == [32, 60, 72] and (fitted.n_transposed, fitted.n_skipped) == (2, 1)
    assert fit_pitches([MidiNote(0, 1, 60, 64)], [48, 72]).notes[0].pitch == 48  # down at a tie
    with refused("known-outside", SequenceError, says="outside must be one of"):
        fit_pitches(notes, [60], outside="drop")


# --- timbre


@pytest.mark.parametrize("duration_s", [0.0, 0.1, 5.9, 6.0, 6.1, 11.9, 12.0, 30.0])
def test_defect_10_a_piece_of_any_length_plays(duration_s):
    notes = (MidiNote(0, duration_s, 60, 100), MidiNote(duration_s, duration_s + 0.5, 64, 50))
    timbre = timbre_path(draw_z(n_timbres(notes), 8, seed=0))
    pairs = notes_to_points(notes, timbre)
    assert [p.pitch for _, p in pairs] == [60, 64] and np.isfinite([p.z for _, p in pairs]).all()


def test_no_notes_have_one_timbre_and_no_points():
    assert n_timbres([]) == 1 and notes_to_points([], timbre_path(np.ones((1, 4)))) == []


def test_the_timbre_turns_every_few_seconds():
    z = draw_z(3, 8, seed=0)
    timbre = timbre_path(z, seconds_per_instrument=2.0, model="m")
    pairs = notes_to_points([MidiNote(t, t + 1, 50, 64) for t in (0, 2, 3, 4, 9)], timbre)
    np.testing.assert_array_equal([pairs[i][1].z for i in (0, 1, 3, 4)], z[[0, 1, 2, 2]])
    length = (np.linalg.norm(z[1]) + np.linalg.norm(z[2])) / 2
    assert np.linalg.norm(pairs[2][1].z) == pytest.approx(length, rel=1e-5) and pairs[0][1].model == "m"
    assert n_timbres([n for n, _ in pairs], seconds_per_instrument=2.0) == 6


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_instruments_need_time(seconds):
    with refused("seconds-range", SequenceError, says="seconds_per_instrument must be in"):
        timbre_path(np.ones((1, 4)), seconds_per_instrument=seconds)
    with refused("seconds-range", SequenceError):
        n_timbres([], seconds_per_instrument=seconds)


def test_a_model_that_knows_velocity_is_told_it_and_the_rest_is_gain():
    timbre = timbre_path(np.ones((1, 4)), conditions=[{"family": "guitar"}])
    for struck, velocity, gain in ((10, 25.0, 0.4), (60, 60.0, 1.0), (127, 100.0, 1.0)):  # known: 25 to 100
        note = MidiNote(0.0, 1.0, 60, struck)
        assert touch(note, timbre.points[0], (25, 100)) == (velocity, gain)
        assert notes_to_points([note], timbre, velocities=(25, 100))[0][1].timbre == {"family": {"guitar": 1.0}, "velocity": velocity}
        assert touch(note, timbre.points[0]) == (None, struck / 127)
        fixed = timbre_path(np.ones((1, 4)), conditions=[{"velocity": 50}])
        assert touch(note, fixed.points[0], (25, 100)) == (None, struck / 127)
        assert notes_to_points([note], fixed, velocities=(25, 100))[0][1].timbre == {"velocity": 50.0}
    assert touch(MidiNote(0.0, 1.0, 60, 1), timbre.points[0], (0,)) == (1.0, 1.0)


def test_a_line_goes_from_velocity_to_velocity():
    notes = [MidiNote(0.0, 1.0, 60, 20), MidiNote(1.0, 2.0, 64, 80)]
    timbre = timbre_path(np.ones((1, 4)), conditions=[{"family": "guitar"}])
    (line,) = legato_paths(notes, timbre, glide_s=0.1, velocities=(40, 127))
    assert [line.path.at(t).timbre["velocity"] for t in (0.0, 0.9, 1.05, 1.5)] == pytest.approx([40.0, 40.0, 60.0, 80.0])
    assert line.gain == 1.0 and line.path.at(0.5).timbre["family"] == {"guitar": 1.0}
    (plain,) = legato_paths(notes, timbre, glide_s=0.1)
    assert "velocity" not in plain.path.at(0.5).timbre and plain.gain == 80 / 127


# --- lines

TIMBRE = timbre_path(draw_z(3, 4, seed=0), seconds_per_instrument=1.0)


def shapes(notes, **options):
    return [(line.start_s, [n.pitch for n in line.notes]) for line in legato_paths(notes, TIMBRE, **options)]


def test_a_melody_is_one_line_and_glides():
    notes = [MidiNote(1.0, 1.5, 60, 64), MidiNote(1.5, 2.02, 64, 127), MidiNote(2.0, 3.0, 67, 30)]
    (line,) = legato_paths(notes, TIMBRE, glide_s=0.1)
    assert line.start_s == 1.0 and line.gain == 1.0 and line.notes == tuple(notes) and isinstance(line.path, PointPath)
    at = [line.path.at(t).pitch for t in (0.0, 0.4, 0.5, 0.55, 0.6, 0.99, 1.05, 1.1, 2.0)]
    np.testing.assert_allclose(at, [60, 60, 60, 62, 64, 64, 65.5, 67, 67], atol=1e-9)
    assert line.path.duration_s == pytest.approx(2.0)
    np.testing.assert_allclose(line.path.at(0.25).z, TIMBRE.at(1.25).z, atol=0.05)
    np.testing.assert_array_equal(line.path.at(1.0).z, TIMBRE.at(2.0).z)


def test_rests_end_a_line_and_gaps_do_not():
    notes = [MidiNote(0, 0.5, 60, 64), MidiNote(0.54, 1, 62, 64), MidiNote(1.2, 2, 64, 64)]
    assert shapes(notes) == [(0, [60, 62]), (1.2, [64])]
    assert shapes(notes, gap_s=0.0) == [(0, [60]), (0.54, [62]), (1.2, [64])]
    assert shapes(notes, gap_s=0.3) == [(0, [60, 62, 64])]


def test_chords_are_lines_of_one_note():
    chord = [MidiNote(0, 1, p, 64) for p in (60, 64, 67)]
    assert shapes(chord) == [(0, [60]), (0, [64]), (0, [67])]
    assert shapes([*chord, MidiNote(1, 2, 72, 64), MidiNote(2, 3, 74, 64)])[3:] == [(1, [72, 74])]
    bass = [MidiNote(0, 2, 40, 64), MidiNote(0.1, 0.6, 60, 64), MidiNote(0.6, 1.1, 62, 64), MidiNote(1.1, 1.9, 64, 64)]
    assert shapes(bass) == [(0, [40]), (0.1, [60]), (0.6, [62]), (1.1, [64])]


def test_channels_do_not_disturb_each_other():
    notes = [MidiNote(0, 1, 60, 64, 0), MidiNote(0, 1, 48, 64, 1), MidiNote(1, 2, 62, 64, 0), MidiNote(1, 2, 50, 64, 1)]
    assert sorted(shapes(notes)) == [(0, [48, 50]), (0, [60, 62])]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 2), st.integers(24, 84), st.integers(0, 1)), max_size=20), st.floats(0, 1), st.floats(0.001, 1)
)
def test_every_note_is_in_one_line_that_visits_its_pitch(items, gap_s, glide_s):
    notes = [MidiNote(start, start + length, pitch, 64, channel) for start, length, pitch, channel in items]
    lines = legato_paths(notes, TIMBRE, gap_s=gap_s, glide_s=glide_s)
    assert sorted(map(repr, (n for line in lines for n in line.notes))) == sorted(map(repr, notes))
    for line in lines:
        pitches = [n.pitch for n in line.notes]
        assert min(pitches) <= min(p.pitch for p in line.path.points) and max(p.pitch for p in line.path.points) <= max(pitches)
        assert line.path.points[0].pitch == pitches[0] and line.path.points[-1].pitch == pitches[-1]
        assert line.path.duration_s > 0


def test_lines_refuse_bad_times():
    with refused("seconds-range", SequenceError):
        legato_paths([], TIMBRE, gap_s=-1)
    with refused("seconds-range", SequenceError):
        legato_paths([], TIMBRE, glide_s=0)


def test_a_piece_four_times_as_long_is_four_times_the_work():
    work, timbre = [], timbre_path(np.ones((1, 4)))
    for count in (500, 2000):
        notes = [MidiNote(i * 0.1, i * 0.1 + 0.1, 40 + i % 30, 64) for i in range(count)]
        assert len(legato_paths(notes, timbre)) == 1
        work.append(calls(partial(legato_paths, notes, timbre)))
    assert work[1] < 5 * work[0]


def test_a_timbre_may_be_a_hallucination():
    timbre = PointPath((0.0, 1.0), (Point(50, edits=(0.0,), mode="replace"), Point(50, edits=(2.0,), mode="replace")))
    assert notes_to_points([MidiNote(0.5, 1, 70, 64)], timbre)[0][1] == Point(70, edits=(1.0,), mode="replace")
