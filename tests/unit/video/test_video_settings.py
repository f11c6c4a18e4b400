from fractions import Fraction

import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.video.video_settings import VideoSettings, check_length, read_rate, video_format
from tests.support.refused import refused


@pytest.mark.parametrize(("text", "rate"), [("24", 24), ("25", 25), ("60", 60), ("24000/1001", Fraction(24000, 1001)), ("12.5", Fraction(25, 2))])
def test_rates_are_exact(text, rate):
    assert read_rate(text) == rate


def test_rates_of_television_are_meant():
    assert [read_rate(text) for text in ("23.976", "29.97", "59.94")] == [Fraction(rate, 1001) for rate in (24000, 30000, 60000)]


@pytest.mark.parametrize("text", ["0", "-25", "121", "x", "1/0", "nan", "inf", "1" * 99, "24.12345", ""])
def test_other_rates_are_none(text):
    with refused("frame-rate", InvalidInput, says="frames a second"):
        read_rate(text)


@pytest.mark.parametrize("given", [{"width": 321}, {"width": 62}, {"height": 4098}, {"width": 4096, "height": 4096}, {"width": 320.0}])
def test_sizes_are_even_and_bounded(given):
    with refused("video-size", InvalidInput, says="even"):
        VideoSettings(**given)


def test_settings_are_checked():
    with refused("frame-rate", InvalidInput):
        VideoSettings(fps=25.0)
    with refused("video-view", InvalidInput, says="auto, whole, scroll"):
        VideoSettings(view="circle")


def test_a_preview_is_a_third_as_large_with_half_of_the_frames():
    small = VideoSettings(preview=True).small
    assert (small.width, small.height, small.fps) == (426, 240, 15)
    assert VideoSettings(fps=Fraction(24000, 1001), preview=True).small.fps == Fraction(12000, 1001)
    assert VideoSettings().small == VideoSettings()


def test_short_sounds_stand_still_and_long_ones_pass():
    assert not VideoSettings().scrolls(5.0) and VideoSettings().scrolls(50.0)
    assert VideoSettings(view="scroll").scrolls(5.0) and not VideoSettings(view="whole").scrolls(50.0)


def test_kinds_by_their_endings():
    assert [video_format(name) for name in ("a.mp4", "b.WEBM", "c.gif", "d")] == ["mp4", "webm", "gif", "frames"]
    with refused("video-ending", InvalidInput, says="mp4, .webm, .mov or .gif"):
        video_format("a.avi")


def test_lengths_are_bounded():
    check_length(3600.0, "mp4")
    with refused("video-length", InvalidInput, says="Make an .mp4"):
        check_length(3600.0, "gif")
    with refused("video-length", InvalidInput, says="Cut the sound"):
        check_length(36000.0, "mp4")
