"""Signals: values over time, their range, and their JSON."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.signal import Signal
from tests.support.refused import refused


def test_between_two_frames_the_value_lies_between_theirs_and_outside_it_stands_still():
    signal = Signal("s", np.array([0.0, 1.0, 0.0]), 2.0)
    assert [signal.at(t) for t in (-1.0, 0.0, 0.25, 0.5, 1.0, 9.0)] == [0.0, 0.0, 0.5, 1.0, 0.0, 0.0]
    assert signal.duration_s == 1.5 and list(signal.times_s) == [0.0, 0.5, 1.0] and len(signal) == 3


def test_a_loop_begins_anew_without_a_jump():
    signal = Signal("s", np.array([0.0, 1.0, 2.0, 1.0]), 4.0, 0.0, 2.0, loop=True)
    assert [signal.at(t) for t in (0.0, 1.0, 1.25, 0.875, -0.25)] == [0.0, 0.0, 1.0, 0.5, 1.0]


def test_many_moments_are_as_one(rng):
    signal = Signal("s", rng.standard_normal(50), 25.0)
    times = rng.uniform(-1, 3, 30)
    assert np.allclose(signal.sampled(times), [signal.at(t) for t in times])


def test_a_share_of_the_range_never_leaves_it():
    signal = Signal("s", np.array([-5.0, 30.0, 100.0]), 1.0, 20.0, 40.0)
    assert [signal.share(t) for t in (0, 1, 2)] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("low, high", [(0.0, 1.0), (-70.0, 0.0), (200.0, 6000.0), (0.0, 1e-3)])
def test_json_is_read_as_it_was_written_to_a_ten_thousandth_of_the_range(rng, low, high):
    signal = Signal("drums.rms", rng.uniform(low, high, 100), 50.0, low, high, loop=True)
    other = Signal.from_json(json.loads(json.dumps(signal.to_json())))
    assert np.abs(other.values - signal.values).max() <= 1e-4 * (high - low) and (other.name, other.rate, other.loop) == ("drums.rms", 50.0, True)
    assert other.quantised() == other and hash(other.quantised()) == hash(other)
    assert other != signal.renamed("x") and signal.renamed("x").name == "x"


def test_values_cannot_be_changed_from_outside():
    values = np.zeros(3, np.float32)
    signal = Signal("s", values, 1.0)
    values[0] = 1.0
    assert signal.at(0.0) == 0.0
    with pytest.raises(ValueError, match="read-only"):
        signal.values[0] = 1.0


@pytest.mark.parametrize("values", [[], [[1.0]], [np.nan], [np.inf], np.zeros((2, 2))])
def test_values_are_finite_numbers_one_a_frame(values):
    with refused("signal-values", InvalidInput, says="Received: shape"):
        Signal("s", np.array(values), 1.0)


@pytest.mark.parametrize("change", [{"rate": 0}, {"rate": 1e9}, {"rate": np.nan}, {"low": 1.0}, {"high": np.inf}, {"rate": "2"}, {"low": 10**400}])
def test_the_range_rises_and_time_goes_on(change):
    with refused("signal-range", InvalidInput, says="Received: rate="):
        Signal(**{"name": "s", "values": np.zeros(2), "rate": 1.0, **change})


@pytest.mark.parametrize("name", ["", "x" * 500, 7])
def test_a_signal_has_a_name(name):
    with refused("signal-name", InvalidInput, says="Received"):
        Signal(name, np.zeros(2), 1.0)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"values": ["1"]}, "signal-values: Received: \\['1'\\]"),
        ({"values": [True]}, "signal-values"),
        ({"values": [10**400]}, "signal-values"),
        ({"values": []}, "signal-values"),
        ({"values": "12"}, "known-fields: A signal is a JSON object"),
        ({"more": 1}, "known-fields"),
        ({"rate": -1}, "signal-range: A signal is whole"),
    ],
)
def test_json_of_something_else_is_refused(change, rule):
    with refused(rule, SequenceError):
        Signal.from_json({**Signal("s", np.zeros(2), 1.0).to_json(), **change})
