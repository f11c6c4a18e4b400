"""Sounds on a device: every sample once and in order, at any rate; and one line where nothing can be heard."""

import builtins
import sys

import numpy as np
import pytest

from ganspacesynth.audio.loudspeaker import check_player, open_loudspeaker, play_wave
from ganspacesynth.core.errors import AudioError, InvalidInput
from tests.support.loudspeaker import Device, PortAudioError
from tests.support.refused import refused


@pytest.fixture
def device(monkeypatch):
    return Device(monkeypatch)


@pytest.mark.parametrize("channels", [1, 2, 8])
@pytest.mark.parametrize("count", [1, 799, 800, 16001])
def test_a_wave_is_heard_whole_on_every_side(device, rng, channels, count):
    device.channels = channels
    wave = rng.uniform(-1, 1, count).astype(np.float32)
    play_wave(wave, 16000)
    assert np.array_equal(device.wave, wave) and device.heard[0].shape[1] == min(2, channels) and device.rate == 16000 and not device.aborted


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_left_and_right_are_heard_on_their_sides(device, rng, channels):
    device.channels = channels
    wave = rng.uniform(-1, 1, (2000, 2)).astype(np.float32)
    play_wave(wave, 16000)
    assert np.array_equal(np.concatenate(device.heard), wave if channels > 1 else wave.mean(axis=1, keepdims=True, dtype=np.float32))


def test_sides_stay_apart_at_another_rate(device):
    device.rates = (44100,)
    left = np.sin(2 * np.pi * 440 * np.arange(16000) / 16000).astype(np.float32) * 0.5
    play_wave(np.stack([left, 0 * left], axis=1), 16000)
    heard = np.concatenate(device.heard)
    assert abs(len(heard) - 44100) <= 2 and heard[:, 0].max() == pytest.approx(0.5, abs=0.02) and not heard[:, 1].any()


def test_a_device_of_another_rate_gets_it_converted(device):
    device.rates = (44100,)
    wave = np.sin(2 * np.pi * 440 * np.arange(16000) / 16000).astype(np.float32) * 0.5
    play_wave(wave, 16000)
    assert device.rate == 44100 and abs(len(device.wave) - 44100) <= 2
    heard = np.abs(np.fft.rfft(device.wave[:44100]))
    assert np.argmax(heard) == 440 and device.wave.max() == pytest.approx(0.5, abs=0.02)


def test_silence_of_no_length(device):
    play_wave(np.zeros(0, np.float32), 16000)
    assert device.heard == []


@pytest.mark.parametrize("name", ["3", "Lautsprecher"])
def test_a_device_by_number_or_name(device, name):
    check_player(name)
    play_wave(np.zeros(10, np.float32), 16000, name)


def test_no_such_device(device):
    for tried in (check_player, lambda name: play_wave(np.zeros(3), 16000, name)):
        with refused("known-speaker", InvalidInput, says=r"Received: --speaker 'Gong' \(No output device matching 'Gong'\). Leave it out."):
            tried("Gong")


def test_no_device_at_all(device):
    device.channels = 0
    for tried in (check_player, lambda: play_wave(np.zeros(3), 16000)):
        with refused(
            "output-device", AudioError, says=r"needs a device that plays sound. Received: none \(Error querying device -1\). Write a file instead"
        ):
            tried()


def test_a_device_that_plays_no_rate_of_ours(device):
    device.rates = ()
    with refused("output-device", AudioError, says=r"Received: none \(Invalid sample rate\)"):
        play_wave(np.zeros(3), 16000)


def test_a_device_that_is_pulled_out(device):
    def pulled(count):
        raise PortAudioError("Device unavailable")

    device.on_write = pulled
    with refused("device-plays-on", AudioError, says=r"must go on playing. Received: its end \(Device unavailable\)"):
        play_wave(np.zeros(3, np.float32), 16000)


def test_ctrl_c_is_silence_at_once(device):
    def pressed(count):
        raise KeyboardInterrupt

    device.on_write = pressed
    with pytest.raises(KeyboardInterrupt), open_loudspeaker(16000) as loudspeaker:
        loudspeaker.write(np.zeros(3, np.float32))
    assert device.aborted


@pytest.mark.parametrize(
    ("trouble", "rule"),
    [
        (
            ModuleNotFoundError("No module named 'sounddevice'"),
            r"sounddevice-installed: needs the package sounddevice. Received: none. pip install 'ganspacesynth\[play\]'",
        ),
        (
            OSError("PortAudio library not found"),
            r"portaudio-installed: needs the library PortAudio. Received: none \(PortAudio library not found\). .*libportaudio2",
        ),
    ],
)
def test_what_is_not_installed_is_said_with_how_to(monkeypatch, trouble, rule):
    real = builtins.__import__

    def missing(name, *words, **more):
        if name == "sounddevice":
            raise trouble
        return real(name, *words, **more)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with refused(rule, AudioError):
        check_player()
