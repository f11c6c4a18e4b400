"""Width: one bass, two sides; what both channels share is not lost in mono."""

import numpy as np
import pytest
import scipy.signal

from ganspacesynth.audio.effects import width
from ganspacesynth.audio.effects.width import widened
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 16000


def noise(seed, seconds=1.0):
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def band(wave, low, high):
    return scipy.signal.sosfilt(scipy.signal.butter(8, [low, high], "bandpass", fs=RATE, output="sos"), wave, axis=0)


def lost_db(wave):
    """How much quieter the channels' mean is than they are."""
    return 10 * np.log10(np.mean(wave**2) / np.mean(wave.mean(axis=1) ** 2))


def alike(wave):
    return np.corrcoef(wave.T)[0, 1]


def test_one_sound_twice_is_that_sound():
    wave = noise(0)
    both = widened(wave, wave, RATE)
    assert both.shape == (RATE, 2) and both.dtype == np.float32
    np.testing.assert_allclose(both, np.stack([wave, wave], axis=1), atol=1e-5)


def test_the_bass_is_one_and_the_treble_two():
    """Two sounds that have nothing in common, which is worse than near points are."""
    both = widened(noise(0), noise(1), RATE)
    assert lost_db(band(both, 30, 270)) < 0.1 and alike(band(both, 30, 270)) > 0.99
    assert abs(alike(band(both, 2000, 7000))) < 0.1
    middle = [alike(band(both, low, low + 200)) for low in (300, 600, 900, 1300)]
    assert middle == sorted(middle, reverse=True)


def test_no_channel_has_holes():
    """What phases have in common is mixed without a loss of level, from the bass to the treble."""
    left, right = noise(0, 4.0), noise(1, 4.0)
    both = widened(left, right, RATE)
    for low in range(100, 2000, 200):
        for side in (0, 1):
            power = np.mean(band(both[:, side], low, low + 200) ** 2) / np.mean(band(left, low, low + 200) ** 2)
            assert abs(10 * np.log10(power)) < 2.0


def test_the_sound_stands_in_the_middle():
    both = widened(noise(0), 0.25 * noise(1), RATE)
    powers = np.mean(both**2, axis=0)
    assert 10 * np.log10(powers[0] / powers[1]) == pytest.approx(0.0, abs=0.5)


def test_what_is_panned_stays_where_it_is():
    pan = np.float32([0.9, 0.1])
    both = widened(noise(0)[:, None] * pan, noise(1)[:, None] * pan, RATE)
    powers = np.mean(both**2, axis=0)
    assert 10 * np.log10(powers[0] / powers[1]) == pytest.approx(20 * np.log10(9), abs=0.5)


def test_windows_are_memory_and_not_sound(monkeypatch):
    whole = widened(noise(0), noise(1), RATE)
    monkeypatch.setattr(width, "FRAMES_AT_ONCE", 5)
    np.testing.assert_allclose(widened(noise(0), noise(1), RATE), whole, atol=1e-6)


@pytest.mark.parametrize("length", [1, 7, 255, 256, 1000])
def test_any_length(length):
    both = widened(noise(0)[:length], noise(1)[:length], RATE)
    assert both.shape == (length, 2) and np.isfinite(both).all()


def test_silence():
    silent = np.zeros(1000, np.float32)
    assert not widened(silent, silent, RATE).any()
    half = widened(noise(0)[:1000], silent, RATE)
    assert np.isfinite(half).all() and np.abs(half[:, 0]).max() > 0.01


@pytest.mark.parametrize(("left", "right"), [((5,), (6,)), ((5, 2), (5,)), ((0,), (0,)), ((2, 2, 2), (2, 2, 2))])
def test_what_does_not_fit_together(left, right):
    with refused("equal-lengths", InvalidInput, says=r"Left and right must be equally long sounds\. Received"):
        widened(np.zeros(left, np.float32), np.zeros(right, np.float32), RATE)
