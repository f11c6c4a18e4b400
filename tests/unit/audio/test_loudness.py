"""How loud: decibels of full scale, of the whole and of its loudest stretch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.audio.loudness import SILENT_DB, envelope, level_db, note_level_db, stretch_power

RATE = 16000
SINE = np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)


def test_level_is_in_decibels_of_full_scale():
    assert level_db(np.ones(10)) == 0.0
    assert level_db(np.full(10, 0.001)) == pytest.approx(-60.0)
    assert level_db(np.zeros(10)) == -np.inf
    assert level_db(SINE) == pytest.approx(-3.01, abs=0.01)


@given(st.floats(-60.0, 20.0), st.sampled_from([None, 1, 100, 10**6]))
def test_twenty_decibels_are_ten_times_as_large(gain_db, loudest):
    louder = level_db(10 ** (gain_db / 20) * SINE, loudest=loudest) - level_db(SINE, loudest=loudest)
    assert louder == pytest.approx(gain_db, abs=1e-6)


def test_the_loudest_stretch_counts_wherever_it_is():
    for before, after in ((0, 5000), (2500, 2500), (5000, 0)):
        wave = np.concatenate([np.zeros(before), SINE[:4000], np.zeros(after)])
        assert level_db(wave, loudest=4000) == pytest.approx(level_db(SINE[:4000]), abs=1e-6)
        assert level_db(wave) < level_db(wave, loudest=4000) - 3


def test_a_stretch_longer_than_the_sound_is_the_sound():
    assert level_db(SINE, loudest=2 * RATE) == level_db(SINE) == level_db(SINE, loudest=RATE)
    assert level_db(SINE[:5], loudest=0) == pytest.approx(20 * np.log10(np.abs(SINE[:5]).max()), abs=1e-6)


def test_the_level_of_a_note():
    assert note_level_db(np.concatenate([np.zeros(RATE), SINE, np.zeros(3 * RATE)]), RATE) == pytest.approx(-3.01, abs=0.01)
    assert note_level_db(np.zeros(9), RATE) == note_level_db(np.full(9, 1e-9), RATE) == SILENT_DB


@given(st.integers(1, 60), st.integers(1, 80), st.integers(1, 40))
def test_the_power_of_stretches_is_their_mean_square(samples, size, hop):
    wave = np.random.default_rng(samples).standard_normal(samples).astype(np.float32)
    starts = np.arange(0, 2 * samples, hop)
    silence = np.concatenate([wave, np.zeros(2 * samples + size)]).astype(np.float64)
    np.testing.assert_allclose(stretch_power(wave, starts, size), [np.square(silence[s : s + size]).mean() for s in starts], atol=1e-9)


def test_an_envelope_is_the_level_around_each_moment():
    wave = np.repeat([0.0, 0.5, 0.25], RATE)
    got = envelope(wave, RATE, hop_s=0.005, window_s=0.02)
    assert got.shape == (600,)
    assert got[[100, 300, 500]] == pytest.approx([0.0, 0.5, 0.25])
    assert got[200] == pytest.approx(0.5 / np.sqrt(2))  # half of the window lies before the edge
    assert envelope(wave[:3], RATE, hop_s=0.005, window_s=0.02).shape == (1,)
