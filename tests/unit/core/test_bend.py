"""Bends: what they come to, and what lies between two of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.bends.bend import affine, affine_layers, blend_bends, read_bends, scale_and_offset, straightened
from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

numbers = st.floats(-4, 4)
chains = st.lists(st.builds(Scale, numbers) | st.builds(Offset, numbers), max_size=4)


def applied(bends, x):
    for bend in bends:
        x = x * bend.amount if isinstance(bend, Scale) else x + bend.amount
    return x


@given(chains, numbers)
def test_a_chain_comes_to_one_scale_and_one_offset(chain, x):
    scale, offset = straightened(chain)
    assert x * scale.amount + offset.amount == pytest.approx(applied(chain, x), abs=1e-9)


def test_what_no_bend_does_is_none():
    assert affine([]) == (None, None) and affine([Scale(2.0)]) == (2.0, None) and affine([Offset(2.0)]) == (None, 2.0)
    assert affine_layers({"a": (Scale(2.0),), "b": (Offset(1.0),), "c": ()}) == ({"a": 2.0}, {"b": 1.0}) and affine_layers(None) == ({}, {})
    assert affine_layers({"a": (Scale(None), Offset(None))}) == ({"a": None}, {"a": None}), "what is wrong is not taken for nothing"


def test_an_offset_may_be_an_array():
    each = np.ones((2, 1, 1, 1), np.float32)
    assert Offset(each) == Offset(each.copy()) != Offset(0.0) and hash(Offset(each)) == hash(Offset(each.copy()))
    np.testing.assert_array_equal(affine([Offset(1.0), Offset(each)])[1], 1 + each)


@given(chains, chains, st.floats(0, 1), numbers)
def test_between_two_chains_every_sound_moves_straight(a, b, amount, x):
    middle = blend_bends({"conv0": a}, {"conv0": b}, amount).get("conv0", ())
    if [bend.kind for bend in a] != [bend.kind for bend in b]:
        assert applied(middle, x) == pytest.approx((1 - amount) * applied(a, x) + amount * applied(b, x), abs=1e-6)
    assert len(middle) <= 4


def test_what_one_end_lacks_is_straight_there():
    assert blend_bends({"a": (Scale(3.0),)}, {"b": (Offset(4.0),)}, 0.25) == {"a": (Scale(2.5),), "b": (Offset(1.0),)}


def test_scales_and_offsets_of_older_documents():
    assert scale_and_offset({"a": 2}, {"a": 1, "b": 3}) == {"a": (Scale(2.0), Offset(1.0)), "b": (Offset(3.0),)}
    with refused("bent-layers", InvalidInput, says="scale must be up to 64 layer names"):
        scale_and_offset([2], {})
    with refused("finite-bends", InvalidInput, says=r"offset must be finite numbers\. Received: offset=\[None\]"):
        scale_and_offset({}, {"a": None})


@pytest.mark.parametrize(
    ("bends", "rule"),
    [
        ({3: Scale(1.0)}, "bent-layers: bends must be up to 64"),
        ({str(i): () for i in range(65)}, "bent-layers"),
        ({"a": [Scale(1.0)] * 17}, "bend-count: up to 16 bends"),
        ({"a": [1.0]}, "bend-count"),
        ({"a": Scale(True)}, "finite-bends: scale must be finite numbers"),
        ({"a": Offset(np.ones(2))}, "finite-bends: offset must be finite numbers"),
        ({"a": Scale(10**400)}, "finite-bends"),
        ({"a": Scale(float("nan"))}, "finite-bends"),
    ],
)
def test_bends_of_a_point_are_checked(bends, rule):
    with refused(rule, InvalidInput):
        read_bends(bends)
