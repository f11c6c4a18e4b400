"""Spectrograms: tones at their place, any length, and figures written whole or not at all."""

import numpy as np
import pytest

from ganspacesynth.audio.sound_picture import COLUMNS, FREQUENCIES, draw_sound, octave_ticks, spectrogram
from ganspacesynth.core.errors import InvalidInput, OutputError
from tests.support.refused import refused


def tone(hertz, seconds=4.0, rate=16000):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", [16000, 48000])
@pytest.mark.parametrize("hertz", [100.0, 440.0, 3000.0, 7000.0])
def test_a_tone_is_brightest_at_its_frequency(hertz, rate):
    levels, frequencies = spectrogram(tone(hertz, rate=rate), rate)
    assert levels.shape[0] == len(frequencies) == FREQUENCIES
    assert frequencies[levels.mean(axis=1).argmax()] == pytest.approx(hertz, abs=max(0.05 * hertz, rate / 2048))  # bins are that far apart


def test_a_full_tone_has_the_level_of_its_amplitude():
    levels, _ = spectrogram(0.5 * tone(1000.0), 16000)
    assert levels.max() == pytest.approx(20 * np.log10(0.25), abs=0.5)  # half of it is at the negative frequency


@pytest.mark.parametrize("length", [1, 2, 63, 100, 64000])
def test_any_length_has_a_spectrogram(length):
    assert np.isfinite(spectrogram(np.zeros(length, np.float32), 16000)[0]).all()


def test_levels_are_those_of_scipy(rng):
    """The transform itself, against another implementation of it."""
    from scipy.signal import stft

    wave = rng.standard_normal(32768).astype(np.float32)
    hertz, _, bins = stft(wave, 16000, nperseg=2048, noverlap=1536, boundary="even", padded=False)
    levels, _ = spectrogram(wave, 16000)
    assert levels.shape[1] == bins.shape[1]
    highest = (hertz > 8000 * (50 / 8000) ** (1 / FREQUENCIES)) & (hertz < 8000)  # the highest band: the strongest of its bins counts
    np.testing.assert_allclose(levels[-1], 20 * np.log10(np.abs(bins[highest]).max(axis=0)), atol=0.01)


def test_long_sounds_are_joined_and_nothing_is_lost():
    wave = np.zeros(600 * 16000, np.float32)
    wave[5_000_000:5_000_400] = tone(1000.0, 0.025)
    levels, _ = spectrogram(wave, 16000)
    assert COLUMNS <= levels.shape[1] <= 2 * COLUMNS
    assert levels.max(axis=0).argmax() / levels.shape[1] == pytest.approx(5_000_200 / len(wave), abs=0.002)
    assert levels.max() == pytest.approx(spectrogram(wave[4_980_000:5_020_000], 16000)[0].max(), abs=3.0)


def test_frequencies_have_round_names():
    places, names = octave_ticks(50.0, 8000.0)
    assert names == ["100", "300", "1 k", "3 k"] and places[0] == 1.0


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("samples", [1, 40_000])
def test_a_sound_is_drawn(tmp_path, suffix, start, samples):
    path = draw_sound(tmp_path / f"bild ü.{suffix}", tone(440.0)[-samples:], 16000, title="a $ · ü")
    assert path.read_bytes().startswith(start) and list(tmp_path.iterdir()) == [path]


def test_silence_is_drawn(tmp_path):
    assert draw_sound(tmp_path / "a.png", np.zeros(4000, np.float32), 16000).exists()


def test_what_cannot_be_drawn(tmp_path):
    with refused("file-ending", InvalidInput, says=r"ends in \.png, \.svg or \.pdf\. Received: .*a\.jpg"):
        draw_sound(tmp_path / "a.jpg", tone(440.0), 16000)
    with refused("mono-wave", InvalidInput, says=r"needs a sound \[samples\]\. Received: shape \[0\]"):
        draw_sound(tmp_path / "a.png", np.zeros(0), 16000)
    assert not list(tmp_path.iterdir())
    (tmp_path / "a.png").write_text("mine")
    with refused("nothing-overwritten", OutputError):
        draw_sound(tmp_path / "a.png", tone(440.0), 16000)
    assert (tmp_path / "a.png").read_text() == "mine"
    assert draw_sound(tmp_path / "a.png", tone(440.0), 16000, force=True).read_bytes().startswith(b"\x89PNG")
