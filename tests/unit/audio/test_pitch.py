"""YIN: accuracy on tones whose pitch is known, honesty where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.pitch import hz_to_midi, midi_to_hz, note_pitch, yin
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused
from tests.support.work import calls


def tone(midi, sample_rate=16000, duration_s=1.0, *, slope=1.0, decay=0.0, seed=0):
    """A harmonic tone of up to 30 partials with random phases, peak 1."""
    rng = np.random.default_rng(seed)
    f0, t = float(midi_to_hz(midi)), np.arange(round(sample_rate * duration_s)) / sample_rate
    partials = np.arange(1.0, min(30.0, 0.49 * sample_rate / f0) + 0.001)
    waves = partials[:, None] ** -slope * np.sin(2 * np.pi * partials[:, None] * f0 * t + rng.uniform(0, 6.28, (len(partials), 1)))
    wave = waves.sum(axis=0) * np.exp(-decay * t)
    return (wave / np.abs(wave).max()).astype(np.float32)


@pytest.mark.parametrize("slope", [0.5, 1.0, 8.0])
@pytest.mark.parametrize("decay", [0.0, 4.0])
def test_a_tone_is_read_within_two_cents_over_six_octaves(slope, decay):
    midi = np.arange(24, 97, 5.37)
    read = np.array([note_pitch(tone(m, slope=slope, decay=decay), 16000) for m in midi])
    np.testing.assert_allclose(read, midi, atol=0.02)  # asked for: 0.1; measured: 0.005


@pytest.mark.parametrize("sample_rate", [8000, 22050, 44100, 96000])
def test_any_sample_rate(sample_rate):
    read = [note_pitch(tone(m, sample_rate, 0.5), sample_rate) for m in (30, 57, 90)]
    np.testing.assert_allclose(read, [30, 57, 90], atol=0.02)


@settings(max_examples=20, deadline=None)
@given(midi=st.floats(26, 90), gain=st.floats(1e-3, 1.0), seed=st.integers(0, 100))
def test_level_and_phase_do_not_move_the_pitch(midi, gain, seed):
    assert note_pitch(gain * tone(midi, duration_s=0.3, seed=seed), 16000) == pytest.approx(midi, abs=0.02)


def test_noise_beside_the_tone_is_tolerated():
    noisy = tone(60) + 0.05 * np.random.default_rng(1).standard_normal(16000)
    assert note_pitch(noisy, 16000) == pytest.approx(60, abs=0.05)


def test_a_loud_note_outvotes_a_longer_quiet_one():
    wave = np.concatenate([0.01 * tone(48, duration_s=2.0), tone(60, duration_s=1.0)])
    assert note_pitch(wave, 16000) == pytest.approx(60, abs=0.05)


@pytest.mark.parametrize(
    "wave",
    [np.zeros(16000), np.ones(16000), np.random.default_rng(0).standard_normal(16000), np.ones(1), np.zeros(10)],
    ids=["silence", "constant", "noise", "one sample", "few samples"],
)
def test_no_pitch_is_nan_not_a_guess(wave):
    assert np.isnan(note_pitch(wave, 16000))


def test_frames_follow_a_glide():
    t = np.arange(32000) / 16000
    midi = 50 + 6 * t
    wave = np.sin(2 * np.pi * np.cumsum(midi_to_hz(midi)) / 16000)
    f0, aperiodicity = yin(wave, 16000)
    assert f0.shape == aperiodicity.shape == (76,)
    assert np.all(np.abs(np.diff(hz_to_midi(f0)) - 6 * 0.025) < 0.03)
    assert aperiodicity.max() < 0.1


def test_frames_of_silence_are_aperiodic():
    _, aperiodicity = yin(np.concatenate([tone(60), np.zeros(16000)]), 16000)
    assert aperiodicity[10] < 0.01
    assert aperiodicity[-10] == 1.0


def test_long_recordings_are_read_in_blocks():
    f0, _ = yin(tone(69, duration_s=8.0), 16000)
    assert len(f0) > 256
    np.testing.assert_allclose(f0, 440.0, rtol=1e-3)


def test_hz_and_midi_are_inverse():
    midi = np.linspace(0, 127, 50)
    np.testing.assert_allclose(hz_to_midi(midi_to_hz(midi)), midi, atol=1e-9)


def test_a_four_second_note_is_not_gone_through_sample_by_sample():
    assert calls(lambda: note_pitch(tone(60, duration_s=4.0), 16000)) < 2000  # it has 64,000 samples in 800 frames


@pytest.mark.parametrize(
    ("wave", "settings", "rule"),
    [
        (np.zeros((2, 5)), {}, r"mono-wave: mono and hold sound\. Received: shape=\(2, 5\)"),
        (np.zeros(0), {}, "mono-wave"),
        (np.array([0.0, np.nan]), {}, r"finite-audio: finite\. Received: NaN"),
        (np.zeros(5), {"fmin": 0}, "frequency-band: 0 < fmin < fmax"),
        (np.zeros(5), {"fmin": 100, "fmax": 50}, "frequency-band"),
        (np.zeros(5), {"fmax": 8000}, "frequency-band"),
        (np.zeros(5), {"hop_s": 0}, "positive-frame: positive seconds.*hop_s=0"),
        (np.zeros(5), {"frame_s": -1}, "positive-frame"),
    ],
)
def test_wrong_input_is_explained(wave, settings, rule):
    with refused(rule, InvalidInput):
        yin(wave, 16000, **settings)
