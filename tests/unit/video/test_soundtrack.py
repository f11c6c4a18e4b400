import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.video import video_settings
from ganspacesynth.video.soundtrack import soundtrack_from, soundtrack_of
from tests.support.refused import refused


def whole(blocks):
    return np.concatenate(list(blocks))


@pytest.mark.parametrize("channels", [1, 2])
def test_a_file_and_its_samples_are_the_same_soundtrack(channels, tmp_path):
    wave = np.random.default_rng(1).uniform(-0.5, 0.5, (70_000, channels)).astype(np.float32)
    write_wave(tmp_path / "a.wav", wave, 44_100, subtype="FLOAT")
    made, read = soundtrack_of(wave, 44_100), soundtrack_from(tmp_path / "a.wav")
    assert (read.samples, read.channels, read.sample_rate) == (made.samples, made.channels, made.sample_rate) == (70_000, channels, 44_100)
    for _ in range(2):  # as often as wanted
        np.testing.assert_array_equal(whole(read.blocks()), whole(made.blocks()))


def test_channels_do_not_cancel_each_other():
    wave = np.sin(np.arange(1000, dtype=np.float32))
    assert np.abs(whole(soundtrack_of(np.stack([wave, -wave], axis=1), 8000).mono())).max() > 0.9


@pytest.mark.parametrize(("rate", "to"), [(16_000, 48_000), (44_100, 48_000), (96_000, 48_000), (8_000, 8_000)])
def test_another_rate_is_in_sync_from_first_to_last(rate, to):
    wave = np.zeros(3 * rate, np.float32)
    wave[[rate // 10, -rate // 10]] = 1.0
    found = whole(soundtrack_of(wave, rate).at_rate(to))[:, 0]
    assert abs(len(found) - 3 * to) <= 1
    half = len(found) // 2
    assert np.abs(found[:half]).argmax() == pytest.approx(0.1 * to, abs=2)
    assert half + np.abs(found[half:]).argmax() == pytest.approx(2.9 * to, abs=2)


def test_no_sound_is_none():
    with refused("holds-sound", AudioError, says="one or two channels"):
        soundtrack_of(np.zeros(0), 8000)
    with refused("holds-sound", AudioError):
        soundtrack_of(np.zeros((9, 3)), 8000)


def test_an_endless_file_is_not_read_to_its_end(tmp_path, monkeypatch):
    write_wave(tmp_path / "a.wav", np.zeros(16_000, np.float32), 8000)
    monkeypatch.setattr(video_settings, "LONGEST_S", 1.0)
    with refused("video-length", InvalidInput):
        soundtrack_from(tmp_path / "a.wav")
