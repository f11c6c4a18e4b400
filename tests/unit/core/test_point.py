"""Point and PointPath: round trips, ways between, and refusals."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import MODES, Point, blend
from tests.support.bends import bends_of
from tests.support.refused import refused

numbers = st.floats(-1e6, 1e6)
points = st.builds(
    Point,
    pitch=st.floats(0, 127),
    z=st.lists(numbers, min_size=3, max_size=3),
    edits=st.lists(numbers, max_size=4),
    mode=st.sampled_from(MODES),
    bends=st.dictionaries(
        st.sampled_from(["conv0", "conv1", "conv1_3"]), st.lists(st.builds(Scale, numbers) | st.builds(Offset, numbers), max_size=4)
    ),
    model=st.none() | st.text(max_size=5).filter(lambda name: name != "offset"),
)


@settings(deadline=None)
@given(points)
def test_a_point_survives_json(point):
    assert Point.from_json(json.loads(json.dumps(point.to_json()))) == point


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.001, 9), points), min_size=1, max_size=5), st.sampled_from(MODES))
def test_a_path_survives_json_and_passes_its_points(items, mode):
    times = [0.0, *np.cumsum([t for t, _ in items[1:]]).tolist()]
    path = PointPath(times, [Point(p.pitch, p.z, p.edits, mode) for _, p in items])
    assert PointPath.from_json(json.loads(json.dumps(path.to_json()))) == path
    for time, point in zip(path.times_s, path.points, strict=True):
        assert path.at(time) == point
    assert path.at(-1.0) == path.points[0] and path.at(path.duration_s + 1) == path.points[-1]


def test_between_two_points_all_moves():
    a = Point(60, z=(1.0, 0.0), edits=(1.0,), bends=bends_of(scale={"conv0": 2.0}))
    b = Point(64, z=(0.0, 1.0), edits=(2.0, 4.0), bends=bends_of(offset={"conv1": 1.0}))
    middle = blend(a, b, 0.5)
    assert middle.pitch == 62 and middle.edits == (1.5, 2.0) and middle.bends == bends_of(scale={"conv0": 1.5}, offset={"conv1": 0.5})
    np.testing.assert_allclose(middle.z, np.sqrt([0.5, 0.5]), rtol=1e-6)
    assert blend(a, b, 0.5, between="linear").z == (0.5, 0.5)
    assert blend(a, b, -1) == a and blend(a, b, 2) == b and blend(a, a, 0.5) == a
    assert blend(Point(60, mode="replace"), Point(62, mode="replace"), 0.5).z is None


def test_a_points_json_is_its_own():
    point = Point(60, mode="replace", bends=bends_of(scale={"conv0": 2.0}, offset={"conv1": 3.0}))
    point.to_json()["scale"]["conv0"] = 9.0
    point.to_json()["offset"]["conv1"] = 9.0
    assert point.bends == bends_of(scale={"conv0": 2.0}, offset={"conv1": 3.0})


def test_points_stored_before_there_were_offsets():
    assert Point.from_json({"pitch": 60, "z": [1.0], "scale": {"conv0": 2.0}}).bends == bends_of(scale={"conv0": 2.0})
    assert "offset" not in Point(60, z=(1.0,)).to_json()


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [
        ({"pitch": float("nan")}, "pitch-number: pitch must be a MIDI number"),
        ({"pitch": "60"}, "pitch-number"),
        ({"pitch": 10**400}, "pitch-number"),
        ({"z": "123"}, "number-list: z must be a list"),
        ({"z": ()}, "z-entries: z must have entries"),
        ({"z": None}, "z-needed: z must be given in mode"),
        ({"edits": [1, float("inf")]}, "finite-numbers: edits must be finite"),
        ({"edits": 3}, "number-list: edits must be a list"),
        ({"bends": {"conv0": Scale("2")}}, "finite-bends: scale must be finite numbers"),
        ({"bends": {"conv0": [Offset(float("inf"))]}}, "finite-bends: offset must be finite numbers"),
        ({"bends": {"conv0": 2.0}}, "bend-count"),
        ({"bends": [Scale(2.0)]}, "bent-layers"),
        ({"seed": 1}, "seed-or-z: seed and z exclude each other"),
        ({"seed": -1, "z": None}, "seed-range: seed must be a whole number"),
        ({"drawn": ("colour",)}, "known-drawn: drawn must be some of"),
        ({"conditions": {"colour": "red"}}, "known-condition-kind"),
        ({"mode": "add"}, "known-mode: mode must be one of"),
        ({"model": 3}, "model-id: model must be an id"),
    ],
)
def test_a_point_refuses(kwargs, rule):
    with refused(rule, InvalidInput):
        Point(**{"pitch": 60, "z": (0.0,), **kwargs})


@pytest.mark.parametrize("value", [None, [], {}, {"z": [1]}, {"pitch": 60, "what": 1}])
def test_a_stored_point_must_be_known(value):
    with refused("known-fields", SequenceError):
        Point.from_json(value)


@pytest.mark.parametrize("more", [{"z": [None]}, {"z": "12"}, {"z": [1e999]}, {"scale": [1]}, {"edits": [10**400], "z": [1]}, {"mode": []}])
def test_a_stored_point_must_hold_numbers(more):
    with refused("field-kinds", SequenceError):
        Point.from_json({"pitch": 60, **more})


a, b = Point(60, z=(1.0, 2.0)), Point(62, z=(0.0, 1.0))


@pytest.mark.parametrize(
    ("args", "rule"),
    [
        (((), ()), "time-per-point: needs a time for each"),
        (((0.0,), (a, b)), "time-per-point"),
        (((0.0, 0.0), (a, b)), "ascending-times: start at 0 and increase"),
        (((1.0, 2.0), (a, b)), "ascending-times"),
        (((0.0, float("nan")), (a, b)), "times-in-seconds: times are seconds"),
        (((0.0, "x"), (a, b)), "times-in-seconds"),
        (((0.0, 1.0), (a, Point(60, mode="replace"))), "same-mode: share one mode"),
        (((0.0, 1.0), (a, Point(60, z=(1.0,)))), "same-latent-size: one size"),
        (((0.0, 1.0), (a, b), "cubic"), "known-between: moves in one of these ways"),
    ],
)
def test_a_path_refuses(args, rule):
    with refused(rule, SequenceError):
        PointPath(*args)


@pytest.mark.parametrize("value", [None, {}, {"points": [], "times_s": 3}])
def test_a_stored_path_must_be_known(value):
    with refused("known-fields", SequenceError):
        PointPath.from_json(value)


def test_a_point_has_a_pitch_among_its_conditions():
    point = Point(60, z=(0.0,), conditions={"velocity": 90})
    assert point.conditions == {"pitch": 60.0, "velocity": 90.0} and point.timbre == {"velocity": 90.0}
    assert point.replace(pitch=61.5).pitch == 61.5 and point.replace(conditions={}).conditions == {}
    picture = point.replace(pitch=None)
    assert "pitch" not in picture.conditions and Point.from_json(picture.to_json()) == picture
    with refused("pitch-given", InvalidInput, says="A sound has a pitch"):
        _ = picture.pitch


def test_a_seed_stands_for_a_z():
    point = Point(60, seed=3, conditions={"family": "organ"}, drawn=("family",))
    assert Point.from_json(json.loads(json.dumps(point.to_json()))) == point and point.asked == {}
    drawn = point.drawn_from(lambda seed: np.full(2, seed, np.float32))
    assert drawn.z == (3.0, 3.0) and drawn.seed is None and drawn.drawn_from(None) is drawn
    with refused("z-needed", InvalidInput, says="Only z have points between them"):
        blend(point, drawn, 0.5)


def test_what_version_1_can_say_is_written_as_version_1():
    old = {
        "pitch": 60.0,
        "z": [0.0],
        "edits": [1.0],
        "mode": "latent",
        "scale": {"conv0": 2.0},
        "offset": {"conv0": 1.0},
        "traits": {"velocity": 9.0},
    }
    assert Point.from_json(old).to_json() == old
    newer = Point.from_json(old).replace(bends={"conv0": [Offset(1), Scale(2)]}).to_json()
    assert newer["version"] == 2 and newer["bends"] == {"conv0": [["offset", 1.0], ["scale", 2.0]]}


@pytest.mark.parametrize("bends", [3, {"conv0": 3}, {"conv0": [["twist", 1]]}, {"conv0": [["scale"]]}])
def test_bends_in_a_document_are_kinds_and_amounts(bends):
    with refused("field-kinds", SequenceError):
        Point.from_json({"version": 2, "pitch": 60, "z": [0.0], "bends": bends})


def test_blend_refuses_an_unknown_way():
    with refused("known-between", InvalidInput, says="between must be one of"):
        blend(a, b, 0.5, between="cubic")


def test_the_shortest_stay_is_from_one_change_of_pitch_to_the_next():
    def path(*pitches):
        return PointPath(tuple(float(i) for i in range(len(pitches))), tuple(Point(pitch, z=(1.0,)) for pitch in pitches))

    assert path(60).shortest_stay_s == path(60, 60, 60).shortest_stay_s == float("inf")
    assert path(60, 60, 60, 62, 62, 62, 62).shortest_stay_s == 2.5
    assert path(60, 60, 62, 62, 64, 64, 64).shortest_stay_s == 1.5
