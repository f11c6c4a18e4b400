"""Sounds between left and right."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.audio.effects.panning import panned, to_mono


@given(pan=st.floats(-1, 1))
def test_panning_keeps_the_power_and_the_middle_keeps_the_sound(pan):
    wave = np.linspace(-1, 1, 50, dtype=np.float32)
    both = panned(wave, pan)
    np.testing.assert_allclose(np.mean(both**2, axis=1), wave**2, atol=1e-6)
    np.testing.assert_allclose(panned(wave, 0.0), np.stack([wave, wave], axis=1), atol=1e-6)
    assert np.abs(panned(wave, -1.0)[:, 1]).max() < 1e-6


def test_a_sound_that_moves_is_at_each_moment_where_it_is_then():
    wave = np.ones(3, np.float32)
    np.testing.assert_allclose(panned(wave, np.array([-1.0, 0.0, 1.0])), [[2**0.5, 0], [1, 1], [0, 2**0.5]], atol=1e-6)


def test_one_channel_of_two_is_their_mean():
    wave = np.linspace(-1, 1, 50, dtype=np.float32)
    np.testing.assert_array_equal(to_mono(wave), wave)
    np.testing.assert_allclose(to_mono(panned(wave, 0.0)), wave, atol=1e-6)
