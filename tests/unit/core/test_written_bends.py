"""Bends as text, in documents and as words of a message: what is written is what is read, and what is odd is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.bends.bend import blend_bends, is_affine, is_local, joined_bends, other_layers, read_bends
from ganspacesynth.core.bends.kinds import KINDS, Ablate, Blur, Flip, Noise, Offset, Scale, Shift, Zoom, checked_bend
from ganspacesynth.core.bends.written_bends import (
    bends_from_json,
    needs_newer,
    read_bend,
    read_channels,
    split_bends,
    worded_bend,
    write_bend,
    write_channels,
    written_bends,
)
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point, blend
from tests.support.refused import refused

channels = st.sets(st.integers(0, 40), max_size=6).map(lambda numbers: tuple(sorted(numbers)))


def of_kind(kind):
    numbers = {
        each.name: st.integers(0, 99) if each.name == "seed" else st.floats(max(-9.0, each.metadata["low"]), min(9.0, each.metadata["high"]))
        for each in kind.amounts()
    }
    return st.builds(kind, **numbers, channels=channels)


bends = st.one_of(*(of_kind(kind) for kind in KINDS.values()))


@given(bends)
def test_what_is_written_is_what_is_read(bend):
    layer, again = read_bend(write_bend("conv1_3", bend))
    assert layer == "conv1_3" and again == read_bend(write_bend(layer, again))[1]
    assert again.kind == bend.kind and again.channels == bend.channels
    assert [getattr(again, each.name) for each in bend.amounts()] == pytest.approx([getattr(bend, each.name) for each in bend.amounts()], rel=1e-7)


@given(st.lists(bends, max_size=3))
def test_documents_keep_bends(chain):
    point = Point(60, z=(0.0,), bends={"conv1": chain})
    assert Point.from_json(point.to_json()) == point
    assert bool(split_bends(point.bends)[2]) or not needs_newer(point.bends)


def test_a_document_says_the_version_that_older_programs_can_read():
    plain, newer = Point(60, z=(0.0,), bends={"a": (Offset(1.0), Scale(2.0))}), Point(60, z=(0.0,), bends={"a": (Shift(0.1),)})
    assert plain.to_json()["version"] == 2 and newer.to_json()["version"] == 3
    assert newer.to_json()["bends"] == {"a": [["shift", {"frequency": 0.1, "time": 0.0}]]}
    assert bends_from_json({"a": [["blur", {"time": 0.1, "channels": "0-3"}]]}) == {"a": (Blur(0.0, 0.1, channels=(0, 1, 2, 3)),)}
    for odd in ({"a": [["shift", 1.0]]}, {"a": [["shift", {"sideways": 1}]]}, {"a": [["shift", {"time": "x"}]]}, {"a": [["scale"]]}, {"a": 3}):
        with refused("bend-form", InvalidInput):
            bends_from_json(odd)


def test_words_numbers_and_names():
    assert written_bends("conv1:shift:0.1:time=0.2", "conv1:scale:2", "conv0:flip") == {
        "conv1": (Shift(0.1, 0.2), Scale(2.0)),
        "conv0": (Flip(1.0),),
    }
    assert worded_bend("zoom", [1.5]) == Zoom(1.5) and worded_bend("zoom", ["time=2"]) == Zoom(1.0, 2.0) and worded_bend("zoom", []) == Zoom(1.3)
    assert worded_bend("shift", ["right=0.1", "down=0.2"]) == Shift(0.1, 0.2), "as axes of pictures are called"
    assert worded_bend("noise", [0.5, 3]) == Noise(0.5, 3) and worded_bend("noise", ["seed=3"]) == Noise(0.0, 3)
    assert worded_bend("ablate", ["channels=0-2+7"]) == Ablate(0.3, channels=(0, 1, 2, 7)), "what is usual, of these channels"


def test_channels_are_numbers_or_a_clusters_name():
    assert read_channels("0-2+7") == (0, 1, 2, 7) and write_channels((0, 1, 2, 7)) == "0-2+7"
    named = {"conv1": {"bright": (4, 9)}}
    assert read_bend("conv1:scale:2:channels=bright", named)[1] == Scale(2.0, channels=(4, 9))
    with refused("bend-channels", InvalidInput, says="Did you mean bright?"):
        read_bend("conv1:scale:2:channels=brigt", named)
    for odd in ("", "-1", "5-3", "x", "1+", "99999999"):
        with refused("bend-channels", InvalidInput):
            read_channels(odd)
    for odd in ("0-3", [-1], [0.5], 3, [True], [1 << 20]):
        with refused("bend-channels", InvalidInput):
            checked_bend(Scale(1.0, channels=odd))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("conv1", "bend-text: Write conv1_3:shift:0.1"),
        (":shift:1", "bend-text"),
        (7, "bend-text"),
        ("a" * 5000, "bend-text"),
        ("conv1:blurr:0.1", "bend-word: Did you mean blur?"),
        ("conv1::0.1", "bend-word"),
        ("conv1:blur:soft", "bend-number"),
        ("conv1:blur:nan", "bend-number"),
        ("conv1:blur:0.1:0.1:0.1", "bend-arguments: blur takes frequency, time, channels"),
        ("conv1:blur:tim=0.1", "bend-arguments: Did you mean time?"),
        ("conv1:blur:0.1:frequency=0.2", "bend-arguments"),
        ("conv1:zoom:0", "bend-range: frequency of zoom is 0.05..20"),
        ("conv1:noise:1:0.5", "bend-range: a whole number in"),
    ],
)
def test_what_is_no_bend_is_answered(text, rule):
    name, _, says = rule.partition(": ")
    with refused(name, InvalidInput, says=says.replace("?", r"\?").replace(".", r"\.") if says else None):
        read_bend(text)


def test_what_lies_between_bends():
    a, b = {"conv0": (Shift(0.0, 0.2),)}, {"conv0": (Shift(0.4),)}
    assert blend_bends(a, b, 0.5) == {"conv0": (Shift(0.2, 0.1),)}
    assert blend_bends({}, {"conv0": (Zoom(3.0),)}, 0.5) == {"conv0": (Zoom(2.0),)}
    mixed = blend_bends({"conv0": (Noise(1.0, 3),)}, {"conv0": (Noise(1.0, 4),)}, 0.25)
    assert mixed == {"conv0": (Noise(0.75, 3), Noise(0.25, 4))}, "two seeds have nothing between them but both"
    long = {"conv0": tuple([Blur(0.1)] * 9)}, {"conv0": tuple([Flip(1.0)] * 9)}
    assert blend_bends(*long, 0.4) == long[0] and blend_bends(*long, 0.6) == long[1]
    middle = blend(Point(60, z=(0.0,), bends=a), Point(60, z=(0.0,), bends={"conv0": (Scale(2.0),)}), 0.5)
    assert middle.bends == {"conv0": (Shift(0.0, 0.1), Scale(1.5))}


def test_which_bends_a_network_does_within_its_graphs():
    assert is_affine((Scale(2.0), Offset(1.0))) and not is_affine((Scale(2.0, channels=(1,)),)) and not is_affine((Blur(0.1),))
    assert other_layers({"a": (Scale(2.0),), "b": (Blur(0.1),)}) == {"b": (Blur(0.1),)} and other_layers(None) == {}
    assert is_local((Blur(0.1), Scale(2.0))) and not is_local((Blur(0.1), Blur(0.0, 0.1)))
    assert joined_bends({"a": (Scale(2.0),)}, {"a": (Blur(0.1),), "b": ()}) == {"a": (Scale(2.0), Blur(0.1)), "b": ()}
    assert read_bends({"a": Noise(0.5, 3)}) == {"a": (Noise(0.5, 3),)}
