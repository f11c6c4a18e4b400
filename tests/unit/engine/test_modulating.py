"""Matrices of voices: rows by messages and by files, what they lead to while a voice sounds, and what comes of it in a sound that is kept."""

import dataclasses
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.composition.sound import read_artifact
from ganspacesynth.core.bends.kinds import Shift
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.modulation import Modulation, moved_point
from ganspacesynth.core.motion.trajectory import ConstantTrajectory, PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.engine.listening.matrix import MatrixRow, load_rows
from ganspacesynth.engine.voices.modulated_motion import LiveJumps, ModulatedMotion, MovedLevel, in_network, panned_to
from tests.support.host import Host
from tests.support.refused import refused, reported
from tests.unit.engine.test_listening import aside, until

READ = Modulation.read


@pytest.fixture
def voice(shared):
    """A host and its own voice."""
    host = Host(shared)
    host.ask("/voice_close")
    host.ask("/use", "tiny")
    yield host
    host.say("/voice_close")


def rows(host):
    return host.ask_until("/modulations", "/modulations")


# --- by messages


def test_rows_are_added_changed_listed_and_taken_out(voice):
    first = voice.ask("/modulate", "edits.0:-2:2", "onsets(low)", "|", "decay", 0.25)
    assert first == ("/modulation", "edits.0", "onsets(low) | decay 0.25", -2.0, 2.0, "linear", 1.0, "", first[-1]) and 0.02 < first[-1] < 0.06
    assert voice.ask("/modulate", "psi", "lfo 0.5", "@depth", 0.5)[6] == 0.5
    assert voice.ask("/modulate", "edits.0:0:1", "rms")[2:5] == ("rms", 0.0, 1.0)  # the newest takes its place
    assert voice.ask("/modulate", "edits.0", "lfo 1", "@row", "b")[7] == "b"  # and one of another name comes on top
    assert voice.ask("/modulate", "edits.0", "@depth", 0.25)[2:7] == ("rms", 0.0, 1.0, "linear", 0.25)
    assert voice.ask("/modulate", "edits.0", "@row", "b")[2] == "lfo 1"
    assert [row[1:3] for row in rows(voice)[:-1]] == [("edits.0", "rms"), ("psi", "lfo 0.5"), ("edits.0", "lfo 1")]
    assert voice.ask("/unmodulate", "edits.0", "@row", "b")[0] == "/ok" and rows(voice)[-1] == ("/modulations", 2)
    assert voice.ask("/unmodulate", "edits.0")[0] == "/ok" and voice.ask("/unmodulate")[0] == "/ok"
    assert rows(voice) == [("/modulations", 0)]


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("nonsense", "rms"), "modulation-target: moves edits"),
        (("edits.999", "rms"), "modulation-detail"),
        (("edits.200", "rms"), "needs-directions"),
        (("scale.nowhere", "rms"), "known-layer"),
        (("bend.nowhere.blur.time", "rms"), "known-layer"),
        (("bend.conv0.blurr.time", "rms"), "bend-word: Did you mean blur"),
        (("bend.conv1_5.shift.time", "rms"), "local-in-time"),
        (("psi", "rmz"), "known-word: Did you mean rms"),
        (("psi", "rms | cumulate"), "causal-word"),
        (("psi", "vocalz.rms"), "known-stem"),
        (("psi:9:10", "rms"), "modulation-range"),
        (("psi", "rms", "@depth", 1.5), "depth-range"),
        (("psi", "rms", "@row", "a b"), "row-name"),
        (("psi",), "known-row: there are none"),
    ],
)
def test_rows_that_are_none(voice, message, rule):
    with reported(rule):
        assert voice.ask("/modulate", *message)[0] == "/error"
    assert rows(voice) == [("/modulations", 0)]


def test_numbers_of_bends_and_mixtures_are_moved_live():
    point = Point(60.0, z=(1.0, 0.0, 0.0))
    values = [(Modulation.read(f"x -> {row}"), 0.5) for row in ("bend.conv0.shift.frequency", "mix.1:0:1", "mix.2:0:1")]
    moved = ModulatedMotion(ConstantTrajectory(point), values, lambda seed: np.eye(3)[seed]).at(0.0)
    assert moved.bends == {"conv0": (Shift(0.5),)} and np.allclose(moved.z, (0.0, 0.5**0.5, 0.5**0.5), atol=1e-6)


def test_a_row_that_is_not_there_cannot_go(voice):
    with reported("known-row"):
        voice.ask("/unmodulate", "psi")


def test_there_are_not_endlessly_many(voice):
    for number in range(32):
        assert voice.ask("/modulate", f"z.{number}", "lfo 1")[0] == "/modulation"
    assert voice.ask("/modulate", "z.31", "lfo 2")[0] == "/modulation"
    with reported("modulation-count"):
        voice.ask("/modulate", "z.32", "lfo 1")


def test_a_matrix_is_kept_as_a_file(voice, tmp_path):
    path = str(tmp_path / "matrix é.json")
    voice.ask("/modulate", "edits.1:-1:3 cosine", "onsets | decay 0.3", "@depth", 0.5, "@row", "s1")
    voice.ask("/modulate", "pan", "signal(kick)")
    before = rows(voice)
    assert voice.ask("/modulations_save", path) == ("/saved", path)
    with reported("nothing-overwritten"):
        voice.ask("/modulations_save", path)
    assert voice.ask("/modulations_save", path, "@force", 1)[0] == "/saved"
    voice.ask("/unmodulate")
    voice.ask("/modulate", "psi", "rms")
    assert voice.ask("/modulations_load", path) == ("/modulations", 2) and rows(voice) == before
    assert json.loads((tmp_path / "matrix é.json").read_text(encoding="utf-8"))["format"] == "ganspacesynth-modulations"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({}, "matrix-rows"),
        ({"rows": 3}, "matrix-rows"),
        ({"rows": [3]}, "matrix-rows"),
        ({"rows": [{"chain": "rms", "target": "psi"}] * 33}, "matrix-rows"),
        ({"rows": [{"chain": "rms", "target": "psi", "depth": True}]}, "matrix-rows"),
        ({"rows": [{"chain": "rms"}]}, "known-fields"),
    ],
)
def test_files_that_are_no_matrix(tmp_path, body, rule):
    path = tmp_path / "m.json"
    path.write_text(json.dumps({"format": "ganspacesynth-modulations", "version": 1, **body}))
    with refused(rule, SequenceError):
        load_rows(path)


def test_a_file_that_does_not_fit_changes_nothing(voice, tmp_path):
    path = tmp_path / "m.json"
    row = {"chain": "rms | cumulate", "target": "psi", "low": 0.5, "high": 1.0}
    path.write_text(json.dumps({"format": "ganspacesynth-modulations", "version": 1, "rows": [row]}))
    voice.ask("/modulate", "pan", "lfo 1")
    before = rows(voice)
    with reported("causal-word"):
        assert voice.ask("/modulations_load", str(path))[0] == "/error"
    assert rows(voice) == before


def test_signals_with_names_by_messages(voice):
    assert voice.ask("/signal", "kick", 0.5) == ("/signal", "kick", 0.5) and voice.ask("/signal", "kick") == ("/signal", "kick", 0.5)
    assert voice.ask("/signal", "wobble", "constant 0.75", "|", "range", 0, 2)[:2] == ("/signal", "wobble")
    assert until(lambda: abs(voice.ask("/signal", "wobble")[2] - 0.75) < 1e-6)
    listed = voice.ask_until("/signals", "/signals")
    assert {each[1] for each in listed[:-1]} >= {"kick", "wobble"} and listed[-1] == ("/signals", len(listed) - 1)
    for message, rule in (
        (("kick", 2), "fader-range"),
        (("rms", 0.5), "fader-name"),
        (("never",), "known-signal"),
        (("x", "rms | rise 1"), "causal-word"),
    ):
        with reported(rule):
            assert voice.ask("/signal", *message)[0] == "/error"


def test_a_signal_is_read_while_somebody_holds_the_ears(voice, shared):
    voice.ask("/signal", "still", "constant 0.5")
    until(lambda: shared.ears.faders.value("still") == 0.5)
    with shared.ears._lock:
        assert aside(lambda: shared.ears.faders.value("still")) == 0.5


def test_listening_by_messages(voice, tmp_path):
    assert voice.ask("/listen") == ("/listening", "off", "", 50.0)
    inlet = voice.ask_until("/listening", "/listen", "inlet", "@fps", 100)
    assert [each[0] for each in inlet] == ["/inlet", "/listening"] and inlet[1] == ("/listening", "inlet", "main", 100.0)
    soundfile.write(tmp_path / "a.wav", np.zeros(800), 8000)
    assert voice.ask("/listen", "file", str(tmp_path / "a.wav"), "@loop", 1)[1:3] == ("file", str(tmp_path / "a.wav"))
    for message, rule in ((("radio",), "known-source"), (("file", str(tmp_path / "b.wav")), "existing-file"), (("off", "@fps", 3), "frame-rate")):
        with reported(rule):
            assert voice.ask("/listen", *message)[0] == "/error"
    assert voice.ask("/listen", "voice", "other")[1:3] == ("voice", "other") and voice.ask("/listen", "off")[1] == "off"


# --- what rows do


def draw(seed):
    return np.full(4, float(seed))


def test_a_motion_is_held_where_signals_have_it():
    point, values = Point(60.0, z=(1.0, 0.0, 0.0, 0.0)), [(READ("lfo 1 -> edits.1:0:2"), 1.5), (READ("lfo 1 -> pitch:0:12"), 7.0)]
    motion = ModulatedMotion(ConstantTrajectory(point), values, draw)
    assert motion.at(0.0) == motion.at(9.0) == point.replace(edits=(0.0, 1.5), pitch=67.0) and motion.duration_s is None
    assert motion.at(0.0) == moved_point(moved_point(point, *values[0], draw), *values[1], draw)


def test_morph_is_a_place_on_the_steps():
    path = PointPath((0.0, 2.0), (Point(60.0, z=(1.0, 0.0)), Point(64.0, z=(0.0, 1.0))))
    here = ConstantTrajectory(Point(50.0, z=(0.5, 0.5)))
    row = READ("lfo 1 -> morph")
    assert ModulatedMotion(here, [(row, 1.0)], draw, path).at(5.0) == path.points[1].replace(pitch=50.0)
    assert ModulatedMotion(here, [(row, 1.0)], draw).at(5.0) == here.point  # one step is no path


def test_levels_add_up_and_move_without_a_step():
    row, level, ones = READ("lfo 1 -> level"), MovedLevel(16000), np.full(1000, 0.1, np.float32)
    first = level.apply(ones, [(row, -6.0), (row, -14.0)])
    assert np.allclose(first, 0.01)  # where the first chunk has it
    second = level.apply(ones, [(row, 0.0)])
    assert second[0] < 0.0102 and np.isclose(second[-1], 0.1) and np.abs(np.diff(second)).max() < 1e-4
    assert level.apply(ones, []) is ones
    loud = level.apply(np.full(1000, 0.9, np.float32), [(row, 12.0)])
    assert np.abs(loud).max() <= 1.0


def test_places_add_up_and_stay_inside():
    row = READ("lfo 1 -> pan")
    assert panned_to([]) is None and panned_to([(row, 0.75), (row, 0.5)]) == 1.0 and panned_to([(row, -0.25)]) == -0.25
    both = [(row, 1.0), (READ("lfo 1 -> psi"), 0.5)]
    assert in_network(both) == (both[1],)


def test_depth_goes_from_the_low_end():
    row = MatrixRow(READ("rms -> edits.0:-2:2"), depth=0.25)
    assert (row.moved.low, row.moved.high) == (-2.0, -1.0) and MatrixRow(row.row).moved is row.row
    with refused("row-name", InvalidInput):
        dataclasses.replace(row, name="ü")


def test_a_row_leads_to_what_its_signal_says(voice, shared):
    voice.ask("/modulate", "edits.0:-2:2", "constant 0.75")
    voice.ask("/modulate", "pitch:0:12", "signal(up)", "@depth", 0.5)
    voice.ask("/signal", "up", 1.0)
    matrix, instrument = shared.attention_of(shared.voices["main"]).matrix, shared.library.get("tiny").preview
    assert until(lambda: [round(value, 2) for _, value in matrix.values(instrument)] == [1.0, 6.0])
    without = dataclasses.replace(instrument, directions=None)
    assert [row.target for row, _ in matrix.values(without)] == ["pitch"]  # a model without directions cannot do the other


def test_a_sound_that_is_kept_says_what_moved_it(voice, tmp_path):
    path = str(tmp_path / "moved.wav")
    voice.ask("/modulate", "psi:0.5:1", "constant 0.5")
    voice.ask("/modulate", "level:-40:0", "lfo 2")
    until(lambda: voice.ask("/modulations") and voice.engine.ears.ear("main").heard("lfo 2").frames > 30)
    while not voice.quiet():
        voice.hear()
    made = voice.ask_until("/synthesized", "/synthesize", "@duration", 0.5, "@to", path)[-1]
    assert made[0] == "/synthesized" and made[1] == path
    recipe = read_artifact(path).recipe
    assert (
        recipe["kind"] == "reaction"
        and [row["target"] for row in recipe["modulations"]] == ["psi", "level"]
        and set(recipe["signals"]) == {"constant 0.5", "lfo 2"}
    )
    with reported("moved-or-articulated"):
        voice.ask("/synthesize", "@duration", 0.5, "@length", 0.2)
    for duration in (601, 1e9, -1):  # neither an answer that takes long nor all of the memory
        with reported("moved-duration"):
            assert voice.ask("/synthesize", "@duration", duration)[0] == "/error"
    voice.say("/synthesize", 60, 62, "@duration", 0.25)
    both = [each for each in iter(voice.hear, ("/progress", "/synthesize", 2, 2)) if each[0] == "/synthesized"]
    assert [each[4:] for each in both] == [(60.0, 0, 2), (62.0, 1, 2)]
    clip = voice.ask_until("/synthesized", "/synthesize")[-1]
    assert clip[0] == "/synthesized"


def test_a_sound_that_is_bent_late_is_kept_with_what_moved_it(voice, tmp_path):
    """A layer behind the one that voices stretch may be bent, by hand or by a signal: then it is stretched itself."""
    voice.ask("/modulate", "level:-40:0", "lfo 2")
    until(lambda: voice.ask("/modulations") and voice.engine.ears.ear("main").heard("lfo 2").frames > 30)
    while not voice.quiet():
        voice.hear()
    assert voice.ask("/bend", "conv1_5", 1.5, 0.1) == ("/ok", "/bend")
    try:
        path = str(tmp_path / "bent.wav")
        assert voice.ask_until("/synthesized", "/synthesize", "@duration", 0.5, "@to", path)[-1][:2] == ("/synthesized", path)
        assert read_artifact(path).recipe["layer"] == "conv1_5"
    finally:
        voice.ask("/straighten")


# --- places mixed by weights, and jumps at hits


def test_places_are_mixed_by_their_rows():
    point = Point(60.0, z=(1.0, 0.0, 0.0, 0.0))
    rows = [(READ("lfo 1 -> mix.3"), 1.0), (READ("lfo 1 -> mix.5"), 0.0)]
    assert np.allclose(ModulatedMotion(ConstantTrajectory(point), rows, draw).at(0.0).z, draw(3))


def test_a_hit_begins_a_move_and_another_one_the_next():
    jumps, base, row = LiveJumps(), ConstantTrajectory(Point(60.0, z=(1.0, 0.0, 0.0, 0.0))), [(READ("onsets -> jump.7"), 0.5)]

    def z(time_s):
        return ModulatedMotion(base, row, draw, None, jumps.now()).at(time_s).z

    assert z(0.0) == base.point.z and jumps.key == ()
    jumps.strike(7, 1.0, 0.5)
    assert z(0.9) == base.point.z and np.allclose(z(1.5), draw(7)) and not np.allclose(z(1.25), draw(7))
    jumps.strike(7, 1.2, 0.5)  # one is under way
    assert jumps.key == ((7, 1),)
    jumps.strike(7, 2.0, 0.5)
    assert np.allclose(z(2.0), draw(7)) and np.allclose(z(2.5), draw(8)) and jumps.key == ((7, 2),)
    jumps.arrive()
    assert np.allclose(z(0.0), draw(8))
    jumps.keep(set())
    assert z(9.0) == base.point.z


def test_rows_that_jump_are_struck_once_a_hit(voice, shared):
    voice.ask("/modulate", "jump.7", "signal(hit)")
    voice.ask("/signal", "hit", 0.0)
    matrix, instrument = shared.attention_of(shared.voices["main"]).matrix, shared.library.get("tiny").preview
    matrix.values(instrument)
    assert not matrix.struck
    voice.ask("/signal", "hit", 1.0)
    assert until(lambda: matrix.values(instrument) and matrix.struck)[0][1] == pytest.approx(0.3)
    matrix.values(instrument)
    assert not matrix.struck


def test_another_chain_in_a_row_s_place_has_not_been_heard_before(voice, shared):
    """What the one before had said would be taken for what this one says; a row that went is forgotten."""
    voice.ask("/signal", "hit", 0.0)
    voice.ask("/signal", "stays", 1.0)
    matrix, instrument = shared.attention_of(shared.voices["main"]).matrix, shared.library.get("tiny").preview
    voice.ask("/modulate", "jump.7", "signal(hit)")
    matrix.values(instrument)
    voice.ask("/modulate", "jump.7", "signal(stays)")
    ear = shared.ears.ear("main")
    until(lambda: ear.heard("signal(stays)").hits)
    assert matrix.values(instrument) and not matrix.struck
    voice.ask("/unmodulate")
    assert matrix.values(instrument) == [] and matrix._before == {}


def test_the_harmony_mixes_by_twelve_rows(voice):
    assert voice.ask("/modulate", "mix.7", "chroma", "|", "ema", 0.5)[1] == "mix.18"
    listed = rows(voice)
    assert [row[1] for row in listed[:-1]] == [f"mix.{seed}" for seed in range(7, 19)] and listed[0][2] == "chroma(0) | ema 0.5"
    with reported("modulation-detail"):
        voice.ask("/modulate", "mix.3+4", "rms")
