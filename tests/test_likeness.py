"""How unlike sounds are: nothing for the same sound, decibels for another level, much for another note."""

import numpy as np
import pytest

from ganspacesynth.errors import InvalidInput
from ganspacesynth.space.likeness import in_words, log_mel, unlike_db

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


def test_words():
    assert [in_words(d) for d in (0.5, 3, 5)] == ["hardly to be told apart", "near", "of the same kind"]
    assert in_words(12).startswith("far")


def test_what_is_no_sound_is_refused():
    for wave in (np.zeros((2, 9)), np.zeros(0), np.array([np.inf])):
        with pytest.raises(InvalidInput, match="A sound to compare is finite"):
            log_mel(wave, RATE)
