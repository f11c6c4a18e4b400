"""Point and Path: round trips, ways between, and refusals."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.point import MODES, Point, PointPath, blend

numbers = st.floats(-1e6, 1e6)
points = st.builds(
    Point,
    pitch=st.floats(0, 127),
    z=st.lists(numbers, min_size=3, max_size=3),
    edits=st.lists(numbers, max_size=4),
    mode=st.sampled_from(MODES),
    scale=st.dictionaries(st.sampled_from(["conv0", "conv1", "conv1_3"]), numbers),
    offset=st.dictionaries(st.sampled_from(["conv0", "conv1", "conv1_3"]), numbers),
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
    a = Point(60, z=(1.0, 0.0), edits=(1.0,), scale={"conv0": 2.0})
    b = Point(64, z=(0.0, 1.0), edits=(2.0, 4.0), offset={"conv1": 1.0})
    middle = blend(a, b, 0.5)
    assert middle.pitch == 62 and middle.edits == (1.5, 2.0) and middle.scale == {"conv0": 1.5} and middle.offset == {"conv1": 0.5}
    np.testing.assert_allclose(middle.z, np.sqrt([0.5, 0.5]), rtol=1e-6)
    assert blend(a, b, 0.5, between="linear").z == (0.5, 0.5)
    assert blend(a, b, -1) == a and blend(a, b, 2) == b and blend(a, a, 0.5) == a
    assert blend(Point(60, mode="replace"), Point(62, mode="replace"), 0.5).z is None


def test_a_points_json_is_its_own():
    point = Point(60, mode="replace", scale={"conv0": 2.0}, offset={"conv1": 3.0})
    point.to_json()["scale"]["conv0"] = 9.0
    point.to_json()["offset"]["conv1"] = 9.0
    assert point.scale == {"conv0": 2.0} and point.offset == {"conv1": 3.0}


def test_points_stored_before_there_were_offsets():
    assert Point.from_json({"pitch": 60, "z": [1.0], "scale": {"conv0": 2.0}}).offset == {}
    assert "offset" not in Point(60, z=(1.0,)).to_json()


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"pitch": float("nan")}, "pitch must be finite"),
        ({"pitch": None}, "pitch must be numbers"),
        ({"pitch": 10**400}, "pitch must be numbers"),
        ({"z": "123"}, "z must be numbers"),
        ({"z": ()}, "z must have entries"),
        ({"z": None}, "needs a z"),
        ({"edits": [1, float("inf")]}, "edits must be finite"),
        ({"edits": 3}, "edits must be numbers"),
        ({"scale": {"conv0": "2"}}, "scale must be numbers"),
        ({"offset": {"conv0": float("inf")}}, "offset must be finite"),
        ({"mode": "add"}, "mode must be one of"),
        ({"model": 3}, "model is an id"),
    ],
)
def test_a_point_refuses(kwargs, message):
    with pytest.raises(InvalidInput, match=message):
        Point(**{"pitch": 60, "z": (0.0,), **kwargs})


@pytest.mark.parametrize("value", [None, [], {}, {"z": [1]}, {"pitch": 60, "what": 1}])
def test_a_stored_point_must_be_known(value):
    with pytest.raises(SequenceError, match="A point is a JSON object"):
        Point.from_json(value)


@pytest.mark.parametrize("more", [{"z": [None]}, {"z": "12"}, {"z": [1e999]}, {"scale": [1]}, {"edits": [10**400], "z": [1]}, {"mode": []}])
def test_a_stored_point_must_hold_numbers(more):
    with pytest.raises(SequenceError, match="A point's values must be numbers"):
        Point.from_json({"pitch": 60, **more})


a, b = Point(60, z=(1.0, 2.0)), Point(62, z=(0.0, 1.0))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (((), ()), "needs a time for each"),
        (((0.0,), (a, b)), "needs a time for each"),
        (((0.0, 0.0), (a, b)), "start at 0 and increase"),
        (((1.0, 2.0), (a, b)), "start at 0 and increase"),
        (((0.0, float("nan")), (a, b)), "times are seconds"),
        (((0.0, "x"), (a, b)), "times are seconds"),
        (((0.0, 1.0), (a, Point(60, mode="replace"))), "share one mode"),
        (((0.0, 1.0), (a, Point(60, z=(1.0,)))), "one size"),
        (((0.0, 1.0), (a, b), "cubic"), "moves in one of these ways"),
    ],
)
def test_a_path_refuses(args, message):
    with pytest.raises(SequenceError, match=message):
        PointPath(*args)


@pytest.mark.parametrize("value", [None, {}, {"points": [], "times_s": 3}])
def test_a_stored_path_must_be_known(value):
    with pytest.raises(SequenceError, match="A path is a JSON object"):
        PointPath.from_json(value)


def test_blend_refuses_an_unknown_way():
    with pytest.raises(InvalidInput, match="between must be one of"):
        blend(a, b, 0.5, between="cubic")


def test_the_shortest_stay_is_from_one_change_of_pitch_to_the_next():
    def path(*pitches):
        return PointPath(tuple(float(i) for i in range(len(pitches))), tuple(Point(pitch, z=(1.0,)) for pitch in pitches))

    assert path(60).shortest_stay_s == path(60, 60, 60).shortest_stay_s == float("inf")
    assert path(60, 60, 60, 62, 62, 62, 62).shortest_stay_s == 2.5
    assert path(60, 60, 62, 62, 64, 64, 64).shortest_stay_s == 1.5
