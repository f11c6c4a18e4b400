"""Which unit comes next, and in which key somebody plays."""

import numpy as np
import pytest

from ganspacesynth.bank.answering.choosing import ContinueSettings, choose
from ganspacesynth.bank.units.key import find_key
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

LOGS = np.log(np.array([0.5, 0.3, 0.15, 0.05]))
ALL = np.ones(4, bool)


def shares(settings, *, logs=LOGS, costs=None, allowed=ALL, count=4000):
    """How often each unit is chosen."""
    rng = np.random.default_rng(0)
    costs = np.zeros(len(logs)) if costs is None else costs
    return np.bincount([choose(logs, costs, allowed, settings, rng)[0] for _ in range(count)], minlength=len(logs)) / count


def test_units_are_chosen_as_often_as_they_are_likely():
    np.testing.assert_allclose(shares(ContinueSettings(top_p=1.0)), [0.5, 0.3, 0.15, 0.05], atol=0.03)


def test_temperature_flattens_and_sharpens():
    assert shares(ContinueSettings(top_p=1.0, temperature=0.3))[0] > 0.8
    assert shares(ContinueSettings(top_p=1.0, temperature=50.0)).min() > 0.2
    assert shares(ContinueSettings(temperature=0.0), count=20)[0] == 1.0


def test_only_the_likeliest_are_drawn_from():
    np.testing.assert_allclose(shares(ContinueSettings(top_k=2, top_p=1.0)), [0.625, 0.375, 0, 0], atol=0.03)
    np.testing.assert_allclose(shares(ContinueSettings(top_p=0.7)), [0.625, 0.375, 0, 0], atol=0.03)
    assert shares(ContinueSettings(top_p=0.01), count=20)[0] == 1.0
    np.testing.assert_allclose(shares(ContinueSettings(top_k=0, top_p=1.0)), [0.5, 0.3, 0.15, 0.05], atol=0.03)


def test_joins_count_as_much_as_they_are_told_to():
    costs = np.array([1.0, 0.0, 0.0, 0.0])
    assert shares(ContinueSettings(join=20.0), costs=costs)[0] == 0.0
    np.testing.assert_allclose(shares(ContinueSettings(join=0.0, top_p=1.0), costs=costs)[0], 0.5, atol=0.03)


def test_what_is_not_allowed_is_never_chosen_unless_nothing_is():
    assert shares(ContinueSettings(), allowed=np.array([False, True, True, True]))[0] == 0.0
    assert shares(ContinueSettings(top_p=1.0), allowed=np.zeros(4, bool))[0] > 0.4


def test_a_choice_says_how_likely_it_was_and_draws_once():
    unit, probability = choose(LOGS, np.zeros(4), ALL, ContinueSettings(top_k=2, top_p=1.0), np.random.default_rng(1))
    assert abs(probability - [0.625, 0.375][unit]) < 1e-9
    a, b = np.random.default_rng(1), np.random.default_rng(1)
    choose(LOGS, np.zeros(4), ALL, ContinueSettings(temperature=0.0), a)
    choose(LOGS, np.zeros(4), ALL, ContinueSettings(), b)
    assert a.random() == b.random()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"length_s": 0.0}, {"length_s": 1e9}, {"temperature": -1.0}, {"temperature": float("nan")}, {"top_p": 0.0}, {"top_p": 2.0}),
        *({"density": 0.0}, {"join": -1.0}, {"top_k": -1}, {"top_k": 1.5}, {"seed": -1}, {"seed": True}, {"stay_in_key": 1}),
    ],
)
def test_settings_out_of_range_are_refused(wrong):
    with refused("continue-range", InvalidInput, says=next(iter(wrong))):
        ContinueSettings(**wrong)


@pytest.mark.parametrize(("tonic", "name"), [(0, "C"), (7, "G"), (10, "A#")])
def test_keys_are_heard(tonic, name):
    major, minor = (0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0), (0, 2, 3, 5, 7, 8, 10, 12, 7, 3, 0)
    assert find_key(np.array(major) + 60 + tonic, np.ones(11))[0] == f"{name} major"
    assert find_key(np.array(minor) + 60 + tonic, np.ones(11))[0] == f"{name} minor"
    assert find_key(np.array(major) + 60, np.ones(11))[1] == {0, 2, 4, 5, 7, 9, 11}


def test_what_has_no_pitch_has_no_key():
    assert find_key(np.array([60.0, 64.0]), np.zeros(2)) is None
