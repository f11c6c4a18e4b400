"""Where sounds begin, and where the strongest attack is."""

import numpy as np
import pytest

from ganspacesynth.audio.note_onsets import attacks, beginning, strongest_attack
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 8000


def pluck(length, at, hertz=300.0):
    wave = np.zeros(length, np.float32)
    t = np.arange(length - at) / RATE
    wave[at:] = np.sin(2 * np.pi * hertz * t) * np.exp(-20 * t)
    return wave


@pytest.mark.parametrize("at", [400, 1000, 1900])
def test_an_attack_is_found_a_little_early(at):
    start = strongest_attack(pluck(2400, at), 160)
    assert at - 3 * 160 <= start <= at


def test_the_strongest_of_two_attacks_counts_however_loud_the_sound():
    wave = 0.1 * pluck(4000, 700) + pluck(4000, 2600)
    assert 2600 - 480 <= strongest_attack(wave, 160) <= 2600
    assert strongest_attack(wave, 160) == strongest_attack(4 * wave, 160)


def test_what_is_too_short_or_silent_has_its_attack_at_its_beginning():
    assert strongest_attack(np.zeros(2400, np.float32), 160) == 0 == strongest_attack(np.zeros(100, np.float32), 160)
    assert len(attacks(np.ones(480), 160)) == 1 and len(attacks(np.ones(479), 160)) == 0 == len(attacks(np.zeros(0), 160))


def test_a_steady_level_is_no_attack():
    assert attacks(np.ones(1600), 160) == pytest.approx(np.zeros(8))
    assert np.abs(attacks(1e-5 * pluck(2400, 900), 160)).max() < 1e-2  # under the floor


def test_frames_have_a_length():
    with refused("positive-frame", InvalidInput, says="Frames must have 1 sample at least"):
        attacks(np.ones(99), 0)


@pytest.mark.parametrize("gain", [1.0, -0.001])
def test_a_sound_begins_where_it_is_heard(gain):
    wave = gain * np.concatenate([np.zeros(100), np.full(50, 0.009), [0.02, -1.0, 0.0]])
    assert beginning(wave, under_db=40.0) == 150
    assert beginning(wave, under_db=42.0) == 100
    assert beginning(wave, under_db=0.0) == 151


def test_silence_begins_at_once():
    assert beginning(np.zeros(7), under_db=40.0) == 0
