"""How unlike sounds are: nothing for the same sound, decibels for another level, much for another note."""

import numpy as np
import pytest

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.similarity import in_words, log_mel, unlike_db, window_size
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 16000
T = np.arange(RATE) / RATE


def apart(a, b, rate=RATE):
    return unlike_db(log_mel(a, rate), log_mel(b, rate))


def tone(hertz, level=0.3):
    return level * np.sin(2 * np.pi * hertz * T)


def test_the_same_sound_is_not_unlike():
    assert apart(tone(440), tone(440)) == 0.0
    assert apart(np.zeros(99), np.zeros(50)) == 0.0


def test_another_level_is_as_many_decibels_where_it_is_heard(rng):
    noise = 0.1 * rng.standard_normal(RATE)
    assert apart(noise, noise / 2) == pytest.approx(6.0, abs=0.3)


def test_another_note_and_another_kind_of_sound(rng):
    assert apart(tone(440), tone(880)) > 10
    assert apart(tone(440), 0.1 * rng.standard_normal(RATE)) > 20
    assert apart(tone(440), tone(440) + 1e-5 * rng.standard_normal(RATE)) < 0.5  # 80 dB down


def test_a_shorter_sound_is_followed_by_silence():
    held = np.concatenate([tone(440), np.zeros(RATE)])
    assert apart(tone(440), held) < 1.0
    assert apart(tone(440), np.tile(tone(440), 2)) > 10


def test_it_is_symmetric(rng):
    a, b = tone(300), 0.1 * rng.standard_normal(RATE // 2)
    assert apart(a, b) == pytest.approx(apart(b, a))


def test_distances_are_those_of_float64(rng):
    """Rounding is not heard, whichever library transforms: figures in files were measured with another."""
    sounds = [tone(440) * np.exp(-3 * T), tone(261.6) + 0.001 * rng.standard_normal(RATE), 0.1 * rng.standard_normal(RATE)]
    size, hop = window_size(RATE), window_size(RATE) // 4
    hann = spectrum.hann(size)
    bands = spectrum.mel_bands(size // 2 + 1, RATE, 64, 50.0, 8000.0).astype(np.float64)
    padded = [np.pad(np.asarray(wave, np.float32).astype(np.float64), (size // 2, size // 2 + -len(wave) % hop)) for wave in sounds]
    exact = [spectrum.power_db(spectrum.power(spectrum.stft(wave, 2.0 * hann / hann.sum(), hop)) @ bands, 1e-12) for wave in padded]
    for i, a in enumerate(sounds):
        for j, b in enumerate(sounds):
            assert apart(a, b) == pytest.approx(unlike_db(exact[i], exact[j]), rel=1e-5, abs=1e-6)


def test_words():
    assert [in_words(d) for d in (0.5, 3, 5)] == ["hardly to be told apart", "near", "of the same kind"]
    assert in_words(12).startswith("far")


def test_what_is_no_sound_is_refused():
    for wave in (np.zeros((2, 9)), np.zeros(0), np.array([np.inf])):
        with refused("finite-wave", InvalidInput, says="A sound to compare is finite"):
            log_mel(wave, RATE)
