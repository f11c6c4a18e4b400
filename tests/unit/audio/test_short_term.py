"""Short-term features: what pyAudioAnalysis 0.3.14 returned, and laws of their own."""

import numpy as np
import pytest

from ganspacesynth.audio.short_term import NAMES, short_term
from ganspacesynth.core.errors import InvalidInput
from tests.conftest import GOLDEN
from tests.support.refused import refused


def sound(rate, seconds=1.0):
    """What the golden features were computed of, times 2^15 as that library reads files."""
    t = np.arange(round(rate * seconds)) / rate
    noise = np.random.default_rng(5).standard_normal(len(t))
    wave = 0.4 * np.sin(2 * np.pi * 220 * t * (1 + 0.2 * t)) + 0.2 * np.sin(2 * np.pi * 1234 * t) * np.exp(-3 * t) + 0.05 * noise
    wave[: len(wave) // 10] = 0.0
    return wave.astype(np.float32)


@pytest.mark.parametrize(("rate", "size_s", "hop_s"), [(16000, 0.05, 0.025), (22050, 0.2, 0.1)])
def test_they_are_those_of_the_published_library(rate, size_s, hop_s):
    with np.load(GOLDEN / "short_term.npz") as file:
        expected = file[f"features_{rate}"]
    found = short_term(sound(rate), rate, size=round(size_s * rate), hop=round(hop_s * rate))
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)  # it sums in another order


def test_level_does_not_count():
    wave = sound(16000)
    np.testing.assert_allclose(short_term(0.01 * wave, 16000, size=800, hop=400), short_term(wave, 16000, size=800, hop=400), atol=1e-4)


def test_silence_and_short_waves_have_features_that_are_numbers():
    assert np.isfinite(short_term(np.zeros(4000), 16000, size=800, hop=400)).all()
    assert short_term(np.zeros(799), 16000, size=800, hop=400).shape == (0, 2 * len(NAMES))
    assert short_term(np.zeros(0), 16000, size=800, hop=400).shape == (0, 2 * len(NAMES))


def test_frames_with_fewer_bins_than_semitones_are_measured_too():
    assert np.isfinite(short_term(sound(44100), 44100, size=64, hop=64)).all()


def test_changes_are_differences_and_none_at_first():
    found = short_term(sound(16000), 16000, size=800, hop=400)
    assert not found[0, 34:].any()
    np.testing.assert_allclose(found[1:, 34:], np.diff(found[:, :34], axis=0))


def test_frames_too_short_to_tell_are_refused():
    with refused("short-term-frame", InvalidInput, says="size=10"):
        short_term(np.zeros(100), 16000, size=10, hop=5)
