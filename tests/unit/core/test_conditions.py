"""Traits: written in several ways, read into one form, written back the short way, and blended."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.core.conditions import FAMILIES, QUALITIES, SOURCES, blend_conditions, read_conditions, write_conditions
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point, blend
from tests.support.refused import refused


@pytest.mark.parametrize(
    ("written", "read", "short"),
    [
        ({}, {}, {}),
        ({"family": "guitar"}, {"family": {"guitar": 1.0}}, {"family": "guitar"}),
        ({"family": ["guitar"]}, {"family": {"guitar": 1.0}}, {"family": "guitar"}),
        ({"family": {"guitar": 1, "organ": 3}}, {"family": {"guitar": 0.25, "organ": 0.75}}, {"family": {"guitar": 0.25, "organ": 0.75}}),
        ({"qualities": "bright"}, {"qualities": {"bright": 1.0}}, {"qualities": ["bright"]}),
        ({"qualities": ()}, {"qualities": {}}, {"qualities": []}),
        ({"qualities": {"bright": 0.5, "dark": 0}}, {"qualities": {"bright": 0.5}}, {"qualities": {"bright": 0.5}}),
        ({"velocity": 75, "source": "acoustic"}, {"source": {"acoustic": 1.0}, "velocity": 75.0}, {"source": "acoustic", "velocity": 75.0}),
    ],
)
def test_read_and_written_back(written, read, short):
    assert read_conditions(written) == read
    assert write_conditions(read) == short and read_conditions(short) == read


TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "family": st.dictionaries(st.sampled_from(FAMILIES), st.floats(0.01, 9.0), min_size=1, max_size=4),
        "source": st.sampled_from(SOURCES),
        "qualities": st.dictionaries(st.sampled_from(QUALITIES), st.floats(0.0, 1.0)),
        "velocity": st.integers(0, 127),
    },
)


@given(TRAITS, TRAITS, st.floats(0.0, 1.0))
@example({"family": {"bass": 1.0 - 1e-16}}, {}, 0.0)
def test_blends_are_traits(a, b, amount):
    a, b = read_conditions(a), read_conditions(b)
    between = blend_conditions(a, b, amount)
    assert set(between) == {*a, *b}
    assert read_conditions(write_conditions(a)) == a
    read_conditions(between)  # accepted as it is
    for kind in ("family", "source"):
        if kind in between:
            assert sum(between[kind].values()) == pytest.approx(1.0)
    assert blend_conditions(a, a, amount).keys() == a.keys()


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({"colour": "red"}, "known-condition-kind: some of pitch, source, family, qualities, velocity"),
        (["guitar"], "known-condition-kind"),
        ({"family": 3}, r"condition-by-name: family is given by name. Received: family=3\. Write a name"),
        ({"family": [3]}, "condition-by-name: family is given by name"),
        ({"family": ["guitar", "organ"]}, "one-or-mixture: one family, or a mixture with an amount for each"),
        ({"family": {}}, "one-or-mixture: one family, or a mixture"),
        ({"family": {"guitar": 0}}, "one-or-mixture"),
        ({"family": {"guitar": -1.0}}, "mixture-amounts: gives each name an amount, 0 or more"),
        ({"family": {"guitar": "much"}}, "mixture-amounts"),
        ({"qualities": {"bright": 2.0}}, "mixture-amounts"),
        ({"velocity": 128}, r"velocity-range: MIDI number in 0..127. Received: velocity=128\."),
        ({"velocity": "loud"}, "velocity-range"),
        ({"velocity": float("nan")}, "velocity-range"),
    ],
)
def test_refused(written, rule):
    with refused(rule, InvalidInput):
        read_conditions(written)


def test_points_remember_them():
    point = Point(60, (0.0, 1.0), conditions={"family": "guitar", "velocity": 50})
    assert point.to_json()["traits"] == {"family": "guitar", "velocity": 50.0}
    assert Point.from_json(point.to_json()) == point
    assert "traits" not in Point(60, (0.0,)).to_json() and Point.from_json({"pitch": 60, "z": [0.0]}).timbre == {}
    with refused("field-kinds", SequenceError, says="values must be numbers of the right kind"):
        Point.from_json({"pitch": 60, "z": [0.0], "traits": {"family": 3}})


def test_a_path_moves_through_mixtures():
    a, b = Point(60, (0.0, 1.0), conditions={"family": "guitar"}), Point(60, (1.0, 0.0), conditions={"family": "organ"})
    assert blend(a, b, 0.25).timbre == {"family": {"guitar": 0.75, "organ": 0.25}}
    assert PointPath((0.0, 1.0), (a, b)).at(0.5).timbre == {"family": {"guitar": 0.5, "organ": 0.5}}


def test_steps_carry_them():
    step = Step.of(mode="offset", z=(0.0, 1.0), conditions={"qualities": ["dark"]})
    assert step.to_json()["traits"] == {"qualities": ["dark"]} and Step.from_json(step.to_json()) == step
    assert StepSequence((step,)).points()[0].timbre == {"qualities": {"dark": 1.0}}
    assert "traits" not in Step().to_json()
    with refused("known-condition-kind", SequenceError, says=r"traits: .*some of source, family"):
        Step.from_json({"traits": {"colour": "red"}})
