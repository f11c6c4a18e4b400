"""Curves: breakpoints, and the way between them."""

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.curve import SHAPES, Curve, ramp
from tests.support.refused import refused


@pytest.mark.parametrize("shape", SHAPES)
def test_a_curve_passes_its_breakpoints_and_stands_still_outside(shape):
    curve = Curve((0.0, 1.0, 3.0), (2.0, 4.0, -1.0), shape)
    assert [curve.at(t) for t in (-1.0, 0.0, 1.0, 3.0, 9.0)] == [2.0, 2.0, 4.0, -1.0, -1.0]


def test_between_breakpoints():
    assert Curve((0.0, 2.0), (0.0, 8.0)).at(0.5) == 2.0
    assert Curve((0.0, 2.0), (0.0, 8.0), "cosine").at(1.0) == pytest.approx(4.0) and Curve((0.0, 2.0), (0.0, 8.0), "cosine").at(0.5) < 2.0
    assert Curve((0.0, 2.0), (0.0, 8.0), "hold").at(1.99) == 0.0
    assert Curve((1.0, 1.0), (0.0, 8.0)).at(1.0) == 8.0  # a jump


def test_a_ramp_ends_before_one():
    np.testing.assert_allclose(ramp(4), [0.0, 0.25, 0.5, 0.75])
    assert ramp(4, "cosine")[2] == pytest.approx(0.5) and len(ramp(0)) == 0


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (((), ()), "value-per-time: a value for each"),
        (((0.0,), (1.0, 2.0)), "value-per-time"),
        (((1.0, 0.0), (1.0, 2.0)), "ascending-times: times ascend"),
        (((0.0, float("inf")), (1.0, 2.0)), "ascending-times"),
        (((0.0,), (1.0,), "bent"), "known-shape: shape must be one of"),
    ],
)
def test_a_curve_refuses(arguments, rule):
    with refused(rule, InvalidInput):
        Curve(*arguments)
