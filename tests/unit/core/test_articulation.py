"""Articulations: what they are, what they do over time, and what is none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.curve import SHAPES, Curve
from ganspacesynth.core.point import Point
from tests.support.refused import refused

WHOLE = Articulation(1.5, 0.2, 2.0, 90.0, Vibrato(30.0, 6.0, 0.5))


@given(
    st.lists(st.tuples(st.integers(0, 6), st.floats(-5, 5)), min_size=1, max_size=6),
    st.sampled_from(list(SHAPES)),
    st.lists(st.floats(-1, 8), max_size=9),
)
def test_a_curve_has_at_many_moments_what_it_has_at_each(points, shape, moments):
    points = sorted(points, key=lambda point: point[0])
    curve = Curve(tuple(t for t, _ in points), tuple(v for _, v in points), shape)
    moments = [*moments, *curve.times_s]
    np.testing.assert_allclose(curve.sampled(np.array(moments)), [curve.at(t) for t in moments], atol=1e-9)


def test_json_says_what_is_not_left_to_the_network():
    assert Articulation.from_json(WHOLE.to_json()) == WHOLE and Articulation().to_json() == {} and Articulation.from_json({}) == Articulation()
    assert WHOLE.to_json()["vibrato"] == {"depth_cents": 30.0, "rate_hz": 6.0, "onset_s": 0.5}
    assert Vibrato.of((30,)) == Vibrato(30.0) and Vibrato.of((30, 6, 0.5)) == WHOLE.vibrato


def test_a_decay_falls_by_60_db_in_its_time_and_a_length_closes():
    times = np.arange(0, 4, 0.01)
    fall = 20 * np.log10(Articulation(decay_s=1.0).levels(times))
    np.testing.assert_allclose(fall[:200], -60 * times[:200], atol=1e-6)
    assert fall[-1] == pytest.approx(-120)
    held = Articulation(1.0, 0.5).levels(times)
    assert (held[times < 1.0] == 1.0).all() and (held[times >= 1.5] == 0.0).all() and held[125] == pytest.approx(0.5, abs=0.01)
    assert Articulation(velocity=3).levels(times) is None and Articulation().end_s is None and Articulation(1.0, 0.5).end_s == 1.5


def test_a_velocity_is_asked_of_a_network_that_knows_them_and_done_to_the_sound_of_others():
    point = Point(60, (0.0,))
    asked, rest = WHOLE.told(point, (25, 75))
    assert asked.timbre == {"velocity": 75.0} and rest.velocity is None and rest.vibrato == WHOLE.vibrato
    assert WHOLE.told(point, ()) == (point, WHOLE)
    unread = Point(60, None, (1.0,), "replace")
    assert WHOLE.told(unread, (25, 75)) == (unread, WHOLE)
    assert Articulation(velocity=127).gain == 1.0 and Articulation(velocity=127).dullness_db == 0.0 == Articulation().dullness_db
    assert Articulation(velocity=63.5).gain == 0.5 and Articulation(velocity=63.5).dullness_db == -6.0


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"length_s": 0}, r"A note's length_s is in 0\.001\.\.3600 seconds\. Received: 0\."),
        ({"length_s": 4000}, "length_s is in"),
        ({"decay_s": -1}, r"A note's decay_s is in 0\.01\.\.3600 seconds\. Received: -1\."),
        ({"decay_s": math.nan}, "decay_s is in .* Received: nan"),
        ({"release_s": math.inf}, "release_s is in"),
        ({"velocity": 128}, r"velocity is in 1\.\.127 as MIDI counts\. Received: 128"),
        ({"velocity": "loud"}, "velocity is in"),
        ({"velocity": True}, "velocity is in"),
        ({"vibrato": 30}, r"vibrato is a Vibrato\. Received: vibrato=30"),
    ],
)
def test_what_is_no_articulation(fields, says):
    with refused("articulation-vibrato" if "vibrato" in fields else "articulation-range", InvalidInput, says=says):
        Articulation(**fields)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((5000,), r"A vibrato's depth_cents is in 0\.\.1200 cents\. Received: 5000\."),
        ((math.nan,), "depth_cents is in .* Received: nan"),
        ((30, 0), r"rate_hz is in 0\.1\.\.20 Hz\. Received: 0\."),
        ((30, 5, -1), "onset_s is in"),
        ((), r"A vibrato is a depth in cents, .* Received: 0 numbers\."),
        ((1, 2, 3, 4), "Received: 4 numbers"),
    ],
)
def test_what_is_no_vibrato(numbers, says):
    with refused("articulation-range" if 0 < len(numbers) < 4 else "vibrato-numbers", InvalidInput, says=says):
        Vibrato.of(numbers)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (3, "known-fields: An articulation is a JSON object with some of length_s, .* Received: 3"),
        ([], "known-fields"),
        ({"speed": 1}, "known-fields"),
        ({"decay_s": -1}, "articulation-range"),
        ({"decay_s": "long"}, "articulation-range"),
        ({"vibrato": 3}, "known-fields: A vibrato is a JSON object"),
        ({"vibrato": {}}, "vibrato-numbers: A vibrato says its depth_cents"),
        ({"vibrato": {"depth_cents": 1, "x": 2}}, "known-fields"),
    ],
)
def test_what_is_no_articulation_in_json(value, rule):
    with refused(rule, SequenceError):
        Articulation.from_json(value)
