"""Descriptors of sounds whose answers are known."""

import numpy as np
import pytest

from ganspacesynth.audio.descriptors import NAMES, QUALITIES, compared, describe, steps_apart
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 16000
T = np.arange(4 * RATE) / RATE
SINE = 0.5 * np.sin(2 * np.pi * 440 * T)


def heard(wave, rate=RATE):
    return dict(zip(NAMES, describe(wave, rate), strict=True))


def bent(cents):
    """A sine of 440 Hz whose pitch moves by `cents` over time."""
    return 0.5 * np.sin(2 * np.pi * np.cumsum(440 * 2 ** (cents / 1200)) / RATE)


def test_a_steady_tone():
    said = heard(SINE)
    assert said["level"] == pytest.approx(-9.03, abs=0.01)
    assert said["attack"] == 0.02 and said["sustain"] == pytest.approx(4.0, abs=0.02)
    assert said["brightness"] == pytest.approx(69, abs=0.1) and said["pitch"] == pytest.approx(69, abs=0.02)
    assert said["noisiness"] == -30
    for name in ("vibrato", "tremolo", "roughness", "drift"):
        assert abs(said[name]) < 0.5, name


@pytest.mark.parametrize("rise_s", [0.1, 0.5, 1.5])
def test_attack_is_the_length_of_a_straight_rise(rise_s):
    assert heard(SINE * np.minimum(1.0, T / rise_s))["attack"] == pytest.approx(rise_s, rel=0.05)


@pytest.mark.parametrize("seconds_to_60_db", [1.2, 3.0, 12.0])
def test_sustain_is_how_long_a_decay_stays_within_10_db(seconds_to_60_db):
    assert heard(SINE * 10 ** (-3 * T / seconds_to_60_db))["sustain"] == pytest.approx(seconds_to_60_db / 6, abs=0.02)


def test_level_is_that_of_the_loudest_part():
    assert heard(np.concatenate([np.zeros(RATE), SINE[:RATE], np.zeros(2 * RATE)]))["level"] == pytest.approx(-9.03, abs=0.05)


def test_brightness_is_the_centroid_in_semitones():
    pair = 0.25 * (np.sin(2 * np.pi * 500 * T) + np.sin(2 * np.pi * 1500 * T))
    assert heard(pair)["brightness"] == pytest.approx(69 + 12 * np.log2(1000 / 440), abs=0.1)
    overtones = [sum(0.1 / k**fall * np.sin(2 * np.pi * 220 * k * T) for k in range(1, 20)) for fall in (2.0, 1.0, 0.5)]
    darker, middle, brighter = (heard(wave)["brightness"] for wave in overtones)
    assert darker + 3 < middle < brighter - 3


def test_hollowness_is_odd_partials_over_even_ones():
    def tone(amplitudes, f0=220):
        return heard(sum(0.1 * a * np.sin(2 * np.pi * f0 * k * T) for k, a in enumerate(amplitudes, start=1)))["hollowness"]

    saw = [1 / k for k in range(1, 9)]
    odd = 10 * np.log10((1 / 9 + 1 / 25 + 1 / 49) / (1 / 4 + 1 / 16 + 1 / 36))
    assert tone(saw) == pytest.approx(odd, abs=0.1)
    assert tone([a * (1 if k % 2 else 0.1) for k, a in enumerate(saw, start=1)]) == pytest.approx(odd + 20, abs=0.1)
    assert tone([1, 0, 0.3, 0, 0.2]) == 30 and tone([1, 0.5]) == -30
    assert np.isnan(tone([1.0])) and np.isnan(tone(saw, f0=1200))


@pytest.mark.parametrize("share", [0.01, 0.1, 0.4])
def test_noisiness_is_the_share_of_noise(share, rng):
    noise = np.sqrt(share / (1 - share) * 0.125) * rng.standard_normal(len(T))
    assert heard(SINE + noise)["noisiness"] == pytest.approx(10 * np.log10(share), abs=1.0)


def test_noise_has_no_pitch(rng):
    said = heard(0.1 * rng.standard_normal(len(T)))
    assert said["noisiness"] > -1.5 and np.isnan([said["pitch"], said["drift"], said["vibrato"]]).all()


@pytest.mark.parametrize(("name", "rate_hz", "depth"), [("tremolo", 6.0, 0.2), ("roughness", 40.0, 0.3)])
def test_swings_of_level(name, rate_hz, depth):
    said = heard(SINE * (1 + depth * np.sin(2 * np.pi * rate_hz * T)))
    assert said[name] == pytest.approx(100 * depth, rel=0.05)
    assert said["tremolo" if name == "roughness" else "roughness"] < 1.0


def test_vibrato_is_the_swing_of_pitch():
    said = heard(bent(30 * np.sin(2 * np.pi * 5 * T)))
    assert 22 < said["vibrato"] < 31 and said["tremolo"] < 2  # frames of 64 ms smooth it
    assert abs(said["drift"]) < 3


@pytest.mark.parametrize("cents", [-80.0, 50.0])
def test_drift_is_the_way_from_beginning_to_end(cents):
    said = heard(bent(cents * T / 4))
    assert said["drift"] == pytest.approx(cents, rel=0.05) and said["vibrato"] < 1
    assert said["pitch"] == pytest.approx(69 + cents / 200, abs=0.05)


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_other_rates_say_the_same(rate):
    t = np.arange(2 * rate) / rate
    said = heard(0.5 * np.sin(2 * np.pi * 262 * t) * np.minimum(1, t / 0.3), rate)
    assert said["pitch"] == pytest.approx(60.04, abs=0.03) and said["attack"] == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize("wave", [np.zeros(4000), np.full(4000, 1e-7)])
def test_silence_has_a_level_and_nothing_else(wave):
    said = describe(wave, RATE)
    assert said[0] <= -99 and np.isnan(said[1:]).all()


@pytest.mark.parametrize("wave", [SINE[5:6], SINE[:30], SINE[:800], np.r_[1.0, np.zeros(1000)], np.r_[np.zeros(1000), 1.0], np.ones(9000)])
def test_odd_sounds_are_described_as_far_as_they_go(wave):
    said = describe(wave, RATE)
    assert np.isfinite([*said[:4], said[NAMES.index("noisiness")]]).all() and not np.isinf(said).any()


def test_defect_a_click_behind_the_only_frame_of_pitch_is_described_in_peace():
    said = heard(np.r_[np.zeros(3000), 1.0, np.zeros(500)], 44100)
    assert np.isnan([said["noisiness"], said["pitch"]]).all() and said["level"] > -40


def test_what_is_no_sound_is_refused():
    for wave in (np.zeros((2, 100)), np.zeros(0), np.array([0.0, np.nan])):
        with refused("finite-wave", InvalidInput, says=r"A sound to describe is finite \[samples\]. Received: shape"):
            describe(wave, RATE)
    with refused("describable-rate", InvalidInput, says=r"Sounds are described at 8000 Hz or more\. Received: sample_rate=4000"):
        describe(SINE, 4000)


def test_steps_count_ratios_as_ratios():
    a, b = np.zeros(len(NAMES)), np.zeros(len(NAMES))
    a[:3], b[:3] = (-6.0, 0.4, 1.0), (-9.0, 0.1, np.nan)
    apart = steps_apart(a, b)
    assert apart[0] == pytest.approx(3.0) and apart[1] == pytest.approx(2 / QUALITIES[1].step) and np.isnan(apart[2])
    assert steps_apart(np.stack([a, a]), b).shape == (2, len(NAMES))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("tremolo", True)], "has more tremolo"),
        ([("noisiness", True), ("attack", False)], "is noisier, and has a quicker attack"),
        ([("vibrato", False), ("brightness", False), ("noisiness", True)], "is darker and noisier, and has less vibrato"),
        ([("attack", True), ("sustain", True), ("drift", True)], "has a slower attack, a longer sustain and a pitch that rises more"),
        ([], ""),
    ],
)
def test_what_a_sound_is_and_has_beside_another(changes, said):
    assert compared([(NAMES.index(name), more) for name, more in changes]) == said


def test_every_descriptor_can_be_compared():
    for i in range(len(NAMES)):
        for more in (True, False):
            words = compared([(i, more)])
            assert words.split()[0] in ("is", "has") and not words.startswith(("is more", "is less", "is slower attack"))
