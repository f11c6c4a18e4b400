"""Rooms: our own and recorded ones; what a recipe keeps of them."""

import base64

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.effects import reverberation as rooms
from ganspacesynth.audio.effects.reverberation import impulse_samples, in_room, read_impulse, small_room
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.core.output.room import Impulse, Room, check_rate, check_share
from tests.support.refused import refused

RATE = 16000


def noise(samples=4000):
    return np.random.default_rng(0).normal(0, 0.1, samples).astype(np.float32)


def impulse(samples, channels=1, rate=RATE):
    return Impulse(base64.b64encode(np.asarray(samples, "<i2").tobytes()).decode(), channels, rate)


def test_no_room_is_the_sound_and_silence():
    wave = in_room(noise(), RATE, Room(0.0))
    np.testing.assert_allclose(wave[:4000], noise(), atol=1e-7)
    assert not wave[4000:].any() and wave.dtype == np.float32


def test_one_channel_stays_one_unless_two_are_asked_for():
    assert in_room(noise(), RATE, Room(0.3)).ndim == 1
    wide = in_room(noise(), RATE, Room(0.3), channels=2)
    assert wide.shape[1] == 2 and not np.allclose(wide[:, 0], wide[:, 1])
    assert in_room(np.stack([noise(), noise()], axis=1), RATE, Room(0.3)).shape[1] == 2


@pytest.mark.parametrize("rate", [16000, 44100])
def test_a_small_room_rings_away(rate):
    answer = small_room(rate)
    parts = [10 * np.log10(np.mean(each**2)) for each in np.array_split(answer, 6)]
    assert parts == sorted(parts, reverse=True) and parts[0] - parts[-1] > 40.0
    assert not answer[: int(0.003 * rate)].any() and np.array_equal(answer, small_room(rate))


def test_a_rooms_bass_is_the_same_on_both_sides():
    spectra = np.fft.rfft(small_room(RATE), axis=0)
    hertz = np.fft.rfftfreq(len(small_room(RATE)), 1 / RATE)
    low, high = (hertz > 30) & (hertz < 250), hertz > 1500
    for places, least, most in ((low, 0.95, 1.0), (high, -0.3, 0.5)):
        left, right = spectra[places].T
        like = np.real(np.vdot(left, right)) / np.linalg.norm(left) / np.linalg.norm(right)
        assert least <= like <= most + 1e-9


def test_the_amount_is_how_loud_it_is():
    dry, half, full = (in_room(noise(RATE), RATE, Room(amount)) for amount in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(full - dry, 2 * (half - dry), atol=1e-6)
    assert np.sum((full - dry) ** 2) == pytest.approx(np.sum(dry**2), rel=0.3)


def test_a_click_answers_with_the_sound_itself():
    wave = in_room(noise(), RATE, Room(1.0, impulse([32767])))
    np.testing.assert_allclose(wave, 2 * noise(), atol=1e-6)


def test_a_wide_impulse_makes_a_sound_wide():
    wave = in_room(noise(), RATE, Room(1.0, impulse([32767, 0, 0, 32767], 2)))
    assert wave.shape == (4001, 2) and not np.allclose(wave[:, 0], wave[:, 1])


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_an_impulse_from_a_file(tmp_path, channels):
    samples = np.random.default_rng(1).uniform(-0.4, 0.4, (800, channels))
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    found = read_impulse(tmp_path / "a.wav", RATE)
    kept = samples[:, : min(channels, 2)]
    np.testing.assert_allclose(impulse_samples(found, RATE).reshape(800, -1), kept / np.abs(kept).max(), atol=1e-4)
    assert read_impulse(tmp_path / "a.wav", 2 * RATE).sample_rate == 2 * RATE
    assert len(impulse_samples(found, 2 * RATE)) == pytest.approx(1600, abs=2)


def test_files_that_are_no_impulses(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "silent.wav", np.zeros(100), RATE)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    for name in ("silent.wav", "empty.wav"):
        with refused("audible-impulse", AudioError, says=r"An impulse response must be heard, and finite\. Received"):
            read_impulse(tmp_path / name, RATE)
    with refused("existing-file", AudioError):
        read_impulse(tmp_path / "none.wav", RATE)
    monkeypatch.setattr(rooms, "MAX_IMPULSE_BYTES", 2 * RATE)
    soundfile.write(tmp_path / "long.wav", np.ones(RATE + 1), RATE)
    with refused("impulse-size", AudioError, says=r"An impulse response is 1 s long at most\. Received: .*long\.wav"):
        read_impulse(tmp_path / "long.wav", RATE)


def test_rooms_as_json():
    for room in (Room(0.25), Room(1.0, impulse([1, 2], 2, 44100))):
        assert Room.from_json(room.to_json()) == room
    assert Room.from_json(None) is None


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"amount": 1.5}, r"share-range: room must be in 0\.\.1\. Received: room=1\.5"),
        ({"amount": True}, r"share-range: room must be in 0\.\.1"),
        ({"amount": 0.5, "impulse": {"pcm16": "AAA", "channels": 1, "sample_rate": 16000}}, "impulse-in-base64: is written in base64"),
        ({"amount": 0.5, "impulse": {"pcm16": 7, "channels": 1, "sample_rate": 16000}}, "impulse-in-base64: is written in base64"),
        ({"amount": 0.5, "impulse": {"pcm16": "", "channels": 1, "sample_rate": 16000}}, "impulse-size: holds whole moments"),
        ({"amount": 0.5, "impulse": {"pcm16": "AAA=", "channels": 2, "sample_rate": 16000}}, "impulse-size: holds whole moments"),
        ({"amount": 0.5, "impulse": {"pcm16": "AAA=", "channels": 3, "sample_rate": 16000}}, "channel-count: has 1 or 2 channels"),
        ({"amount": 0.5, "impulse": {"pcm16": "AAA=", "channels": 1, "sample_rate": 1}}, "sample-rate-range: The rate must be a whole number of Hz"),
    ],
)
def test_strangers_rooms(value, rule):
    with refused(rule, InvalidInput):
        Room.from_json(value)


def test_too_long_to_be_looked_at(monkeypatch):
    monkeypatch.setattr("ganspacesynth.core.output.room.MAX_IMPULSE_BYTES", 10)
    with refused("impulse-in-base64", InvalidInput, says="is written in base64"):
        impulse(np.zeros(100))


def test_numbers_that_are_checked():
    assert check_share("width", 1) == 1.0 and check_rate(44100) == 44100
    for wrong in (np.nan, -0.1, "1", None):
        with refused("share-range", InvalidInput, says=r"must be in 0\.\.1"):
            check_share("width", wrong)
