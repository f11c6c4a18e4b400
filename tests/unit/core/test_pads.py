"""Pads: the map passes through its pairs, is smooth, stays within bounds, and is the same when it is read again."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.bends.kinds import Scale
from ganspacesynth.core.errors import InvalidInput, OutputError, SequenceError
from ganspacesynth.core.pads.pad_map import MOST_PAIRS, PadMap, Pair, load_pad, save_pad
from ganspacesynth.core.pads.perceptron import train_perceptron
from ganspacesynth.core.pads.surface import BEYOND, FEW, fit_surface
from ganspacesynth.core.point import Point
from tests.support.refused import refused


def places(count, seed):
    """Places in the square, none nearer to another than a hundredth."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        place = rng.random(2)
        if all(np.linalg.norm(place - other) > 0.01 for other in found):
            found.append(place)
    return np.array(found)


def pad_of(count, seed=0, *, size=16, pitched=True, **more):
    rng, pad = np.random.default_rng(seed), PadMap()
    for x, y in places(count, seed):
        z = rng.standard_normal(size)
        pitch = {"pitch": float(rng.integers(48, 72))} if pitched else {}
        pad = pad.with_pair(float(x), float(y), Point(z=z, edits=rng.normal(size=3), **pitch, **more))
    return pad


@pytest.mark.parametrize("count", [1, 2, 3, 8, FEW, FEW + 1, 60])
def test_it_passes_through_its_pairs(count):
    pad = pad_of(count)
    for pair in pad.pairs:
        found, z = pad.at(pair.x, pair.y), np.array(pair.point.z)
        assert np.linalg.norm(np.array(found.z) - z) < 0.02 * np.linalg.norm(z)
        assert_allclose(found.edits, pair.point.edits, atol=0.02)
        assert abs(found.pitch - pair.point.pitch) < 0.1
    assert pad.trained == (count > FEW) and pad.is_fitted


@given(st.integers(2, 12), st.integers(0, 1000), st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
@settings(max_examples=40, deadline=None)
def test_it_is_bounded_everywhere(count, seed, x, y):
    pad = pad_of(count, seed, size=6)
    found = pad.at(x, y)
    lengths = [np.linalg.norm(pair.point.z) for pair in pad.pairs]
    room = BEYOND * (max(lengths) - min(lengths)) + 1e-6
    assert min(lengths) - room <= np.linalg.norm(found.z) <= max(lengths) + room or np.linalg.norm(found.z) == 0.0
    for index in range(3):
        each = [pair.point.edits[index] for pair in pad.pairs]
        room = BEYOND * (max(each) - min(each)) + 1e-9
        assert min(each) - room <= found.edits[index] <= max(each) + room


@pytest.mark.parametrize("count", [5, 40])
def test_it_is_smooth(count):
    """A step a hundredth as long changes the point a hundredth as much, or so; nowhere is there a jump."""
    pad = pad_of(count)
    rng = np.random.default_rng(1)
    for x, y in 0.05 + 0.9 * rng.random((20, 2)):
        here, near, nearer = (np.array(pad.at(x + step, y).z) for step in (0.0, 1e-3, 1e-5))
        assert np.linalg.norm(near - here) < 0.2 and np.linalg.norm(nearer - here) < 0.003


def test_beyond_the_edges_lies_what_is_at_the_edge():
    pad = pad_of(6)
    assert pad.at(2.0, -3.0) == pad.at(1.0, 0.0)


def test_one_pair_is_everywhere_and_two_meet_in_the_middle():
    z = np.random.default_rng(0).standard_normal(8)
    one = PadMap().with_pair(0.2, 0.2, Point(z=z))
    assert_allclose(one.at(0.9, 0.9).z, z, atol=1e-6)
    two = PadMap().with_pair(0.0, 0.5, Point(z=z, edits=(1.0,))).with_pair(1.0, 0.5, Point(z=-2 * z[::-1], edits=(3.0,)))
    middle = two.at(0.5, 0.5)
    assert_allclose(middle.edits, [2.0], atol=1e-6)
    assert_allclose(np.linalg.norm(middle.z), 1.5 * np.linalg.norm(z), rtol=1e-3)  # as long as those between which it lies


def test_bends_and_conditions_are_blends_of_the_nearest():
    a = Point(60, z=(1.0, 0.0), bends={"conv0": Scale(2.0)}, conditions={"velocity": 100})
    pad = PadMap().with_pair(0.0, 0.0, a).with_pair(1.0, 0.0, Point(60, z=(0.0, 1.0), conditions={"velocity": 50}))
    assert pad.at(0.0, 0.0).bends == a.bends
    middle = pad.at(0.5, 0.0)
    assert middle.bends["conv0"][0].amount == pytest.approx(1.5) and middle.conditions["velocity"] == pytest.approx(75, abs=1)


def test_a_place_has_one_point():
    pad = pad_of(4)
    first = pad.pairs[0]
    replaced = pad.with_pair(first.x + 1e-4, first.y, first.point.replace(edits=(9.0, 9.0, 9.0)))
    assert len(replaced) == 4 and replaced.pairs[-1].point.edits == (9.0, 9.0, 9.0)
    assert len(replaced.without(4)) == 3 and replaced.without(1).pairs == replaced.pairs[1:]
    with refused("pair-number", InvalidInput, says="there are 4. Received: 5"):
        pad.without(5)


def test_the_small_network_learns_the_lie_of_the_land():
    spots = places(80, 3)
    values = np.stack([np.sin(3 * spots[:, 0]), spots[:, 0] * spots[:, 1], np.cos(2 * spots[:, 1])], axis=1)
    trained = train_perceptron(spots, values, seed=1)
    assert np.sqrt(np.mean((trained.at(spots) - values) ** 2)) < 0.1 * values.std()
    again = train_perceptron(spots, values, seed=1)
    assert_array_equal(again.at(spots), trained.at(spots))
    unseen = places(40, 4)
    wanted = np.stack([np.sin(3 * unseen[:, 0]), unseen[:, 0] * unseen[:, 1], np.cos(2 * unseen[:, 1])], axis=1)
    surface = fit_surface(spots, values)
    found = np.stack([surface.at(place) for place in unseen])
    assert np.sqrt(np.mean((found - wanted) ** 2)) < 0.1


def test_it_is_kept_and_read_again(tmp_path):
    pad = pad_of(7)
    path = save_pad(tmp_path / "pad.json", pad)
    assert json.loads(path.read_text())["format"] == "ganspacesynth-pad"
    again = load_pad(path)
    assert again == pad and again.at(0.3, 0.4) == pad.at(0.3, 0.4)
    with refused("nothing-overwritten", OutputError):
        save_pad(path, pad)
    assert save_pad(path, PadMap(), force=True) and len(load_pad(path)) == 0


@pytest.mark.parametrize("x", [-0.1, 1.5, float("nan"), float("inf"), "a", None, True])
def test_a_place_is_in_the_square(x):
    with refused("pad-place", InvalidInput, says="x and y in 0..1"):
        Pair(x, 0.5, Point(z=(1.0,)))


def test_what_does_not_go_together_is_refused():
    with refused("pad-has-pairs", InvalidInput):
        PadMap(()).fitted()
    with refused("pad-has-pairs", InvalidInput):
        PadMap().at(0.5, 0.5)
    with refused("z-needed", InvalidInput, says="Received: a seed"):
        PadMap().with_pair(0.5, 0.5, Point(60, seed=3))
    first = PadMap().with_pair(0.1, 0.1, Point(60, z=(1.0, 2.0)))
    for other in (Point(60, z=(1.0, 2.0, 3.0)), Point(z=(1.0, 2.0)), Point(60, z=(1.0, 2.0), model="x"), Point(60, z=(1.0, 2.0), mode="latent")):
        with refused("points-alike", InvalidInput):
            first.with_pair(0.9, 0.9, other)
    with refused("one-per-place", InvalidInput):
        PadMap((Pair(0.5, 0.5, Point(z=(1.0,))), Pair(0.5, 0.5, Point(z=(2.0,)))))
    many = tuple(Pair(k % 32 / 32, k // 32 / 32, Point(z=(1.0,))) for k in range(MOST_PAIRS + 1))
    with refused("pair-count", InvalidInput, says=f"at most {MOST_PAIRS} pairs"):
        PadMap(many)


@pytest.mark.parametrize(
    "value", [{}, {"pairs": 3}, {"pairs": [{}]}, {"pairs": [{"x": 2, "y": 0, "point": {"pitch": 60, "z": [1]}}]}, {"pairs": [], "seed": -1}]
)
def test_a_damaged_file_says_so(tmp_path, value):
    path = tmp_path / "pad.json"
    path.write_text(json.dumps({"format": "ganspacesynth-pad", "version": 1, **value}))
    with refused("pad-pairs", SequenceError, says="pairs of x, y and a point"):
        load_pad(path)
