"""What is measured of a unit."""

import numpy as np

from ganspacesynth.bank.units.unit_features import COLUMN, NAMES, RATE, all_features, unit_features
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused
from tests.support.tones import tone


def test_a_row_has_a_name_for_each_number():
    row = unit_features(tone(64, RATE))
    assert row.shape == (len(NAMES),) == (176,) and row.dtype == np.float32


def test_pitch_loudness_and_length_are_heard():
    row = unit_features(tone(64, RATE, 0.5))
    assert abs(row[COLUMN["pitch"]] - 64) < 0.1 and row[COLUMN["pitched"]] > 0.8
    assert abs(row[COLUMN["duration"]] + 1.0) < 0.01
    assert row[COLUMN["loudness_begin"]] > row[COLUMN["loudness_end"]] + 6.0


def test_level_moves_loudness_and_hardly_anything_else():
    loud, soft = unit_features(tone(64, RATE)), unit_features(0.1 * tone(64, RATE))
    assert abs(loud[COLUMN["loudness"]] - soft[COLUMN["loudness"]] - 20.0) < 0.1
    np.testing.assert_allclose(loud[: COLUMN["loudness"]], soft[: COLUMN["loudness"]], atol=0.05)


def test_an_octave_is_another_pitch_in_the_same_place_of_the_circle():
    low, high = unit_features(tone(60, RATE)), unit_features(tone(72, RATE))
    assert abs(high[COLUMN["pitch"]] - low[COLUMN["pitch"]] - 12.0) < 0.1
    assert abs(high[COLUMN["pitch_cos"]] - low[COLUMN["pitch_cos"]]) < 0.15


def test_noise_silence_and_a_click_have_numbers_too():
    rng = np.random.default_rng(0)
    for wave in (0.1 * rng.standard_normal(4000), np.zeros(4000), np.ones(1), np.ones(8000)):
        assert np.isfinite(unit_features(wave)).all()
    assert unit_features(0.1 * rng.standard_normal(8000))[COLUMN["pitched"]] < 0.3


def test_several_are_one_by_one():
    waves = [tone(60, RATE), tone(67, RATE, 0.4)]
    np.testing.assert_array_equal(all_features(waves), [unit_features(wave) for wave in waves])
    assert all_features([]).shape == (0, 176)


def test_what_is_no_sound_is_refused():
    for wave in (np.zeros((2, 100)), np.zeros(0), np.array([0.0, np.nan])):
        with refused("finite-wave", InvalidInput, says="A unit is finite"):
            unit_features(wave)
