"""Loudness: the standard's own figures, and those of EBU Tech 3341's test signals."""

import numpy as np
import pytest

from ganspacesynth.audio import lufs
from ganspacesynth.audio.files.sound_files import at_level
from ganspacesynth.audio.lufs import HIGH_PASS, SHELF, k_weighting, loudness_lufs
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.output.levels import check_level, read_level
from tests.support.refused import refused

RATES = (16000, 44100, 48000)


def sine(seconds, dbfs, rate=48000, hertz=997.0):
    return 10.0 ** (dbfs / 20.0) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def stereo(*parts, rate=48000, hertz=1000.0):
    """A sine in both channels, its parts (seconds, dBFS) one behind the other."""
    wave = np.concatenate([sine(seconds, level, rate, hertz) for seconds, level in parts])
    return np.stack([wave, wave], axis=1)


@pytest.mark.parametrize("rate", RATES)
def test_the_standards_sine(rate):
    """A sine of 997 Hz at 0 dB full scale in one channel is -3.01 LUFS."""
    wave = sine(2.0, 0.0, rate)
    close = 0.005 if rate == 48000 else 0.05
    assert loudness_lufs(wave, rate) == pytest.approx(-3.01, abs=close)
    assert loudness_lufs(np.stack([wave, 0 * wave], axis=1), rate) == pytest.approx(-3.01, abs=close)
    assert loudness_lufs(np.stack([wave, wave], axis=1), rate) == pytest.approx(0.0, abs=close)


def test_filters_are_those_of_the_tables():
    np.testing.assert_allclose(k_weighting(48000), [[*SHELF[0], *SHELF[1]], [*HIGH_PASS[0], *HIGH_PASS[1]]], atol=1e-12)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(20, -23)], -23.0),
        ([(20, -33)], -33.0),
        ([(10, -36), (60, -23), (10, -36)], -23.0),
        ([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -23.0),
        ([(20, -26), (20.1, -20), (20, -26)], -23.0),
    ],
)
def test_the_signals_of_tech_3341(parts, expected):
    """Cases 1 to 5: within 0.1 LU. At 16 kHz, which takes a third of the time; the rate is in the other tests."""
    assert loudness_lufs(stereo(*parts, rate=16000), 16000) == pytest.approx(expected, abs=0.1)


def test_low_tones_count_less_and_high_ones_more():
    low, middle, high = (loudness_lufs(sine(1, -20, hertz=hertz), 48000) for hertz in (30, 997, 8000))
    assert low < middle - 6.0 and 3.0 < high - middle < 4.5


@pytest.mark.parametrize("rate", [*RATES, 11025])
def test_pieces_are_the_whole(monkeypatch, rate):
    wave = np.random.default_rng(0).normal(0, 0.1, (3 * rate, 2))
    whole = loudness_lufs(wave, rate)
    monkeypatch.setattr(lufs, "CHUNK_STEPS", 3)
    assert loudness_lufs(wave, rate) == pytest.approx(whole, abs=1e-9)
    assert loudness_lufs(2.0 * wave, rate) == pytest.approx(whole + 20 * np.log10(2), abs=1e-6)


def test_silence_and_short_sounds():
    assert loudness_lufs(np.zeros(48000), 48000) == loudness_lufs(np.zeros(0), 48000) == loudness_lufs(np.zeros((0, 2)), 48000) == -np.inf
    assert loudness_lufs(sine(0.1, 0.0), 48000) == pytest.approx(-3.01, abs=0.1)
    assert loudness_lufs(sine(0.45, 0.0), 48000) == pytest.approx(-3.01, abs=0.1)


def test_more_channels_than_it_knows():
    with refused("channel-count", InvalidInput, says=r"Loudness is measured of one channel or two. Received: 6"):
        loudness_lufs(np.zeros((10, 6)), 48000)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [-30.0, -16.0])
def test_sounds_are_brought_to_it(level, channels):
    wave = np.random.default_rng(1).normal(0, 0.02, (32000, channels)).astype(np.float32)
    wave = wave if channels == 2 else wave[:, 0]
    assert loudness_lufs(at_level(wave, 16000, level), 16000) == pytest.approx(level, abs=0.01)
    assert not at_level(0 * wave, 16000, level).any()


def test_peaks_come_before_it():
    wave = np.zeros(32000, np.float32)
    wave[::4000] = 0.5  # clicks
    loud = at_level(wave, 16000, -3.0)
    assert np.abs(loud).max() == pytest.approx(0.98, abs=1e-6) and loudness_lufs(loud, 16000) < -3.0


def test_both_channels_keep_their_balance():
    wave = np.random.default_rng(1).normal(0, 0.02, (16000, 2)).astype(np.float32) * np.float32([1.0, 0.5])
    for level in ("loudness", "peak", "model", -20.0):
        loud = at_level(wave, 16000, level)
        np.testing.assert_allclose(loud[:, 0] / wave[:, 0], loud[:, 1] / wave[:, 1], rtol=1e-3)


def test_levels_as_words():
    assert [read_level(word) for word in ("peak", "-16", "-14.5 LUFS", "-14lufs")] == ["peak", -16.0, -14.5, -14.0]
    for wrong in ("loud", "5", "-71", "nan", "", "inf"):
        with refused("known-level", InvalidInput, says=r"The level must be one of loudness, peak, model, or LUFS in -70\.\.0\. Received: level="):
            read_level(wrong)
    for wrong in (True, None, [], np.nan):
        with refused("known-level", InvalidInput, says="The level must be one of"):
            check_level(wrong)
