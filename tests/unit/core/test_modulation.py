"""Modulation: rows of a matrix, and how they move points."""

import numpy as np
import pytest

from ganspacesynth.core.bends.kinds import Ablate, Blur, Noise, Offset, Scale, Shift
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.motion.modulation import SCALES, TARGETS, ModulatedPath, Modulation, check_modulations, in_scale
from ganspacesynth.core.motion.note_rows import spelled_out
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.point import Point
from tests.support.refused import refused

RAMP = Signal("ramp", np.linspace(10, 20, 11), 10.0, 10.0, 20.0)  # over a second


def z_of(seed):
    return np.random.default_rng(seed).standard_normal(8).astype(np.float32)


def path():
    return PointPath((0.0, 1.0), (Point(60, z=z_of(1), edits=(0.5,)), Point(60, z=z_of(2), edits=(0.5,))))


def moved(row, time_s, signal=RAMP, cell_s=0.0):
    trajectory = ModulatedPath(path(), [(signal, Modulation.read(f"x -> {row}"))], z_of, 1.0, cell_s)
    assert isinstance(trajectory, Trajectory)
    return trajectory.at(time_s)


@pytest.mark.parametrize("target", TARGETS)
def test_a_row_is_read_as_it_is_written(target):
    details = {"edits": ".3", "z": ".7", "mix": ".7", "jump": ".7", "scale": ".conv0", "offset": ".conv1_2", "pitch": ".minor"}
    detail = {**details, "bend": ".conv1_3.blur.frequency"}.get(target, "")
    low, high = (0.0, 0.05) if target == "bend" else TARGETS[target][:2]
    short, full = Modulation.read(f"rms | smooth 1->{target}{detail}"), Modulation.read(f" rms  | smooth 1 -> {target}{detail}:{high}:{low} cosine ")
    assert (short.low, short.high, short.shape, short.chain) == (low, high, "linear", "rms | smooth 1")
    assert (full.low, full.high, full.shape) == (high, low, "cosine")
    for row in (short, full):
        assert Modulation.read(str(row)) == row == Modulation.from_json(row.to_json())


def test_each_target_is_moved():
    assert moved("edits.0:-2:2", 0.0).edits == (-1.5,) and moved("edits.2:0:2", 1.0).edits == (0.5, 0.0, 2.0)
    assert np.allclose(moved("z.7", 1.0).z, z_of(7), atol=1e-5) and np.allclose(moved("z.7", 0.0).z, z_of(1))
    assert moved("morph:1:0", 0.0) == path().at(1.0) and moved("morph", 0.5) == path().at(0.5)
    assert np.allclose(moved("psi:0:1", 1.0).z, z_of(2)) and not np.any(moved("psi:0:1", 0.0).z)
    assert moved("pitch:0:12", 0.5).pitch == 66 and moved("pitch.fifths:0:12", 0.5).pitch == 67
    assert moved("scale.conv0:1:3", 0.5).bends == {"conv0": (Scale(2.0),)} and moved("offset.conv0:0:1", 1.0).bends == {"conv0": (Offset(1.0),)}
    assert moved("level", 0.5) == path().at(0.5) == moved("pan", 0.5)


def test_several_rows_add_up_in_order():
    rows = [
        (RAMP, Modulation.read(f"x -> {row}")) for row in ("edits.0:0:1", "edits.0:0:2", "scale.conv0:1:2", "offset.conv0:0:1", "scale.conv0:1:3")
    ]
    point = ModulatedPath(path(), rows, z_of, 1.0).at(1.0)
    assert point.edits == (3.5,) and point.bends == {"conv0": (Scale(2.0), Offset(1.0), Scale(3.0))}


def test_a_cosine_is_slow_at_both_ends():
    assert moved("edits.1:0:1 cosine", 0.25).edits[1] == pytest.approx(0.5 - 0.5 * np.cos(np.pi / 4), abs=1e-6)


def test_the_mean_within_a_cell_counts_so_that_no_hit_is_missed():
    hit = Signal("hit", np.arange(100) == 52, 100.0)
    assert moved("edits.0:0:1", 0.5, hit).edits == (0.5,) and moved("edits.0:0:1", 0.5, hit, cell_s=0.1).edits[0] > 0.6


def test_seeds_of_a_path_are_drawn():
    trajectory = ModulatedPath(PointPath((0.0,), (Point(60, seed=5),)), [(RAMP, Modulation.read("x -> psi:1:2"))], z_of, 1.0)
    assert np.allclose(trajectory.at(1.0).z, 2 * z_of(5))


@pytest.mark.parametrize(
    ("semitones", "scale", "there"),
    [(1.4, "", 1), (1, "major", 0), (6.4, "minor", 7), (11.6, "octaves", 12), (-1.0, "major", -1), (-5.1, "fifths", -5)],
)
def test_pitches_of_a_scale(semitones, scale, there):
    assert in_scale(semitones, scale) == there


@pytest.mark.parametrize("scale", SCALES)
def test_scales_repeat_in_each_octave(scale):
    steps = {in_scale(each, scale) for each in np.arange(-24, 24, 0.25)}
    assert {step % 12 for step in steps} == set(SCALES[scale]) and all(in_scale(step, scale) == step for step in steps)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("rms", "modulation-form: a signal, -> and a target"),
        (7, "modulation-form"),
        ("-> edits.0", "modulation-form: has a signal"),
        ("rms -> ", "modulation-form"),
        ("rms -> edits.0:1", "modulation-form"),
        ("rms -> edits.0:a:b", "modulation-form: number to a number"),
        ("rms -> edits.0:nan:1", "modulation-form"),
        ("rms -> volume", "modulation-target: edits, z, morph"),
        ("rms -> edits", "modulation-detail"),
        ("rms -> edits.256", "modulation-detail"),
        ("rms -> z.x", "modulation-detail"),
        ("rms -> pitch.dorian", "modulation-detail: major, minor"),
        ("rms -> level.3", "modulation-detail"),
        ("rms -> scale", "modulation-detail"),
        ("rms -> edits.0:-31:0", "modulation-range: -30..30"),
        ("rms -> z.1:0:2", "modulation-range"),
        ("rms -> edits.0:0:1 hold", "modulation-shape: linear or cosine"),
        ("rms -> edits.0:0:1 round", "modulation-shape"),
    ],
)
def test_rows_that_are_none(row, rule):
    with refused(rule, SequenceError):
        Modulation.read(row)


@pytest.mark.parametrize("value", [None, {}, {"chain": "rms"}, {"chain": "rms", "target": "z", "depth": 1}])
def test_json_of_something_else(value):
    with refused("known-fields", SequenceError, says="A modulation is a JSON object"):
        Modulation.from_json(value)


def test_json_of_values_of_another_kind():
    for change in ({"low": "1"}, {"high": True}, {"low": 1e9}):
        with refused("modulation-range", SequenceError):
            Modulation.from_json({"chain": "rms", "target": "level", **change})
    with refused("modulation-detail", SequenceError):
        Modulation.from_json({"chain": "rms", "target": "edits", "detail": 3})


def test_a_matrix_has_an_end():
    row = Modulation("rms", "level")
    assert check_modulations([row] * 32) == (row,) * 32
    with refused("modulation-count", InvalidInput, says="at most 32"):
        check_modulations([row] * 33)


# --- numbers of bends, mixtures and impulses


def test_a_number_of_a_bend_is_moved_where_there_is_one_and_begins_one_where_there_is_none():
    found = moved("bend.conv1_3.shift.frequency:0:0.4", 0.5).bends
    assert found == {"conv1_3": (Shift(0.2),)}
    assert moved("bend.conv1_3.ablate", 1.0).bends == {"conv1_3": (Ablate(0.3),)}, "the word's first number, to what is usual"
    bent = Point(60, z=z_of(1), bends={"conv0": (Noise(0.1, 7, channels=(1, 2)), Scale(2.0))})
    rows = [(RAMP, Modulation.read(f"x -> {row}")) for row in ("bend.conv0.noise.amount:0:1", "bend.conv0.scale.amount:1:3", "bend.conv0.blur.time")]
    point = ModulatedPath(PointPath((0.0,), (bent,)), rows, z_of, 1.0).at(1.0)
    assert point.bends == {"conv0": (Noise(1.0, 7, channels=(1, 2)), Scale(3.0), Blur(0.0, 0.1))}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("bend", "bend-word"),
        ("bend.conv1", "bend-word"),
        ("bend.conv1.blurr.frequency", "bend-word: Did you mean blur"),
        ("bend.conv1.blur.tim", "bend-arguments: Did you mean time"),
        ("bend.conv1.noise.seed", "bend-arguments"),
        ("bend..blur.time", "modulation-detail"),
        ("bend.conv1.zoom.time:0:1", "modulation-range: bend.conv1.zoom.time moves within 0.05..20"),
        ("mix", "modulation-detail"),
        ("mix.1+x", "modulation-detail"),
        ("jump.-1", "modulation-form"),
        ("jump.x", "modulation-detail"),
        ("jump.1:0:100", "modulation-range"),
    ],
)
def test_targets_that_are_none(row, rule):
    with refused(rule, SequenceError):
        Modulation.read(f"rms -> {row}")


def test_weights_mix_places_that_are_as_far_out_as_z_are():
    flat = Signal("flat", np.full(11, 0.5), 10.0)
    rows = [(flat, Modulation.read(f"x -> mix.{seed}")) for seed in (3, 4)]
    z = np.array(ModulatedPath(path(), rows, z_of, 1.0).at(0.2).z)
    mean = z_of(3) + z_of(4)
    assert np.allclose(z / np.linalg.norm(z), mean / np.linalg.norm(mean), atol=1e-5)
    assert np.linalg.norm(z) == pytest.approx((np.linalg.norm(z_of(3)) + np.linalg.norm(z_of(4))) / 2, rel=1e-5)
    assert np.allclose(moved("mix.3:0:0.5", 1.0).z, slerp(np.array(path().at(1.0).z), z_of(3), 0.5), atol=1e-5), (
        "a little weight goes a part of the way"
    )
    assert moved("mix.3:0:0", 1.0) == path().at(1.0)


def test_a_row_of_chroma_is_one_for_each_note():
    twelve = spelled_out([Modulation.read("drums.chroma | smooth 0.5 -> mix.7:0:0.8"), Modulation.read("rms -> level")])
    assert [str(row) for row in twelve[:2]] == ["drums.chroma(0) | smooth 0.5 -> mix.7:0:0.8", "drums.chroma(1) | smooth 0.5 -> mix.8:0:0.8"]
    assert len(twelve) == 13 and twelve[11].detail == "18" and twelve[12].target == "level"
    assert [row.detail for row in spelled_out([Modulation.read("chroma -> mix.388+51+97")])] == ["388", "51", "97"] * 4
    assert spelled_out([Modulation.read("chroma(C) -> mix.3")])[0].chain == "chroma(C)"
    with refused("modulation-detail", SequenceError, says="The notes of chroma mix several seeds"):
        spelled_out([Modulation.read("rms -> mix.1+2")])
    assert Modulation.read("chroma -> mix.1+2").number == 1


def test_each_impulse_sends_the_sound_to_a_new_place():
    hits = Signal("hits", [each in (10, 50) for each in range(100)], 100.0)
    trajectory = ModulatedPath(path(), [(hits, Modulation.read("x -> jump.7:0.2:0.2"))], z_of, 1.0)
    assert trajectory.at(0.09) == path().at(0.09)
    assert np.allclose(trajectory.at(0.31).z, z_of(7), atol=1e-5) and np.allclose(trajectory.at(0.49).z, z_of(7), atol=1e-5)
    assert np.allclose(trajectory.at(0.9).z, z_of(8), atol=1e-5)
    middle = np.array(trajectory.at(0.6).z)
    assert np.allclose(middle, slerp(z_of(7), z_of(8), 0.5), atol=1e-4), "half way in the middle of the transition"
    assert np.linalg.norm(np.array(trajectory.at(0.501).z) - z_of(7)) < 0.05, "and it begins where it is"
    at_once = ModulatedPath(path(), [(hits, Modulation.read("x -> jump.7:0:0"))], z_of, 1.0)
    assert np.allclose(at_once.at(0.1).z, z_of(7), atol=1e-6)


def test_impulses_that_come_before_the_last_move_has_ended_begin_none():
    hits = Signal("hits", [each % 2 for each in range(100)], 100.0)
    trajectory = ModulatedPath(path(), [(hits, Modulation.read("x -> jump.7:0.5:0.5"))], z_of, 1.0)
    near = np.array([trajectory.at(time_s).z for time_s in np.linspace(0.3, 0.8, 51)])
    assert np.abs(np.diff(near, axis=0)).max() < 0.3, "it moves on without a leap"
    assert np.allclose(trajectory.at(0.511).z, z_of(7), atol=0.01)
