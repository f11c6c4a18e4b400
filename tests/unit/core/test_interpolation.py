"""The arc and the line between two vectors."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.interpolation import BETWEEN, lerp, slerp
from tests.support.refused import refused

vectors = arrays(np.float32, 5, elements=st.floats(-(2.0**60), 2.0**60, width=32))
usual = arrays(np.float32, 5, elements=st.floats(-8, 8, width=32).filter(lambda v: v == 0 or abs(v) > 1e-3))
amounts = st.floats(0, 1)


@settings(deadline=None)
@given(a=vectors, b=vectors, between=st.sampled_from(sorted(BETWEEN)))
def test_ends_are_the_ends(a, b, between):
    for amount, end in ((0.0, a), (1.0, b)):
        np.testing.assert_allclose(BETWEEN[between](a, b, amount), end, rtol=1e-5, atol=1e-5 * np.abs(end).max())


@settings(deadline=None)
@given(a=usual, b=usual, amount=amounts)
def test_the_length_moves_linearly_on_the_arc(a, b, amount):
    x, y = a / max(np.linalg.norm(a), 1e-9), b / max(np.linalg.norm(b), 1e-9)
    assume(a.any() and b.any() and np.linalg.norm(x + y) > 1e-3)
    length = (1 - amount) * np.linalg.norm(a) + amount * np.linalg.norm(b)
    assert np.linalg.norm(slerp(a, b, amount)) == pytest.approx(length, rel=1e-5)


@settings(deadline=None)
@given(a=usual, b=usual, amount=amounts)
def test_the_way_back_is_the_same_way(a, b, amount):
    np.testing.assert_allclose(slerp(a, b, amount), slerp(b, a, 1 - amount), atol=1e-4)


def test_the_arc_turns_at_constant_speed():
    a, b = np.array([1.0, 0.0]), np.array([0.0, 2.0])
    points = np.array([slerp(a, b, amount) for amount in np.linspace(0, 1, 11)])
    np.testing.assert_allclose(np.arctan2(points[:, 1], points[:, 0]), np.linspace(0, np.pi / 2, 11), atol=1e-6)


@settings(deadline=None)
@given(a=vectors, scale=st.sampled_from([0.0, 1.0, -1.0, 2.5, -0.1, 1 + 1e-7, -1 - 1e-7]), amount=amounts, tiny=st.booleans())
def test_defect_03_equal_parallel_opposite_and_zero_vectors_stay_finite(a, scale, amount, tiny):
    b = (a * np.float32(scale)).astype(np.float32)
    if tiny:
        b[0] += np.float32(1e-30)
    for start, end in ((a, b), (b, a)):
        result = slerp(start, end, amount)
        assert result.dtype == np.float32 and np.isfinite(result).all()
        assert np.linalg.norm(result.astype(np.float64)) <= 1.0001 * max(np.linalg.norm(a.astype(np.float64)), np.linalg.norm(b.astype(np.float64)))


def test_defect_03_equal_vectors_give_themselves():
    z = np.random.default_rng(0).normal(size=256).astype(np.float32)
    np.testing.assert_array_equal(slerp(z, z, 0.3), z)
    np.testing.assert_array_equal(slerp(np.zeros(4), np.zeros(4), 0.5), np.zeros(4))


@pytest.mark.parametrize("way", [lerp, slerp])
@pytest.mark.parametrize(("a", "b"), [(np.zeros(3), np.zeros(4)), (np.zeros((2, 2)), np.zeros((2, 2)))])
def test_sizes_must_agree(way, a, b):
    with refused("same-size", InvalidInput, says="Only vectors of one size"):
        way(a, b, 0.5)
