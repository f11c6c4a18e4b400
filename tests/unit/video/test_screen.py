from fractions import Fraction

import numpy as np
import pytest

from ganspacesynth.core.motion.trajectory import ConstantTrajectory, PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.raster import MARKS, PLAYED, WAVE
from ganspacesynth.video.drawing.screen import Screen
from ganspacesynth.video.drawing.space_map import SpaceMap
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_settings import VideoSettings
from tests.support.films import clicks

TONE = soundtrack_of(0.5 * np.sin(2 * np.pi * 1000.0 * np.arange(32_000) / 16_000), 16_000)
WAY = Course("", PointPath((0.0, 1.0, 2.0), tuple(Point(60, z=z) for z in ([1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0])), "linear"), (0.0, 1.0))


def near(frame, colour, off=12):
    return np.abs(frame.astype(int) - colour).max(axis=2) <= off


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (64, 64), (128, 2048), (2048, 64)])
@pytest.mark.parametrize("courses", [[], [WAY]])
@pytest.mark.parametrize("view", ["whole", "scroll"])
def test_every_size_is_drawn(width, height, courses, view):
    screen = Screen(TONE, courses, VideoSettings(width, height, view=view), title="a sound of ours")
    frames = [screen.frame(time).copy() for time in (0.0, 1.0, 1.99)]
    assert all(frame.shape == (height, width, 3) and frame.max() > 150 for frame in frames)
    assert (frames[0] != frames[1]).any() and (frames[1] != frames[2]).any()


def test_the_playhead_passes_over_the_whole_sound():
    screen = Screen(TONE, [], VideoSettings(640, 360, view="whole"))
    assert not near(screen.frame(0.0), PLAYED)[:, 40:].any()
    middle = screen.frame(1.0)
    played = np.flatnonzero(near(middle, PLAYED).any(axis=0))
    assert played.min() < 20 and 300 <= played.max() <= 330
    assert near(screen.frame(1.999), PLAYED)[:, 600:].any()


def test_what_passes_has_now_in_the_middle():
    screen = Screen(TONE, [], VideoSettings(640, 360, view="scroll"))
    frame = screen.frame(1.0)
    played = np.flatnonzero(near(frame, PLAYED).any(axis=0))
    assert 240 <= played.min() <= 250 and played.max() < 322  # a second of eight is 77 pixels
    dimmed = np.flatnonzero(near(frame, WAVE, 40).any(axis=0))
    assert dimmed.min() > 315 and dimmed.max() < 402


def test_a_frame_is_the_same_whatever_was_asked_for_before():
    settings = VideoSettings(320, 180, view="scroll")
    first, second = Screen(TONE, [WAY], settings), Screen(TONE, [WAY], settings)
    for time in (0.0, 0.3, 1.7):
        first.frame(time)
    np.testing.assert_array_equal(first.frame(0.5), second.frame(0.5))


def test_the_playhead_flashes_in_the_frame_of_a_click():
    sound = soundtrack_of(clicks(16_000, (0.801,), 2.0), 16_000)
    screen = Screen(sound, [], VideoSettings(320, 180, Fraction(25), view="scroll"))
    light = [float(screen.frame(k / 25)[120:, 150:170].mean()) for k in range(50)]
    assert int(np.argmax(np.diff(light))) + 1 == 20


def test_the_map_shows_where_the_sound_is():
    drawn = SpaceMap([WAY], 2.0, 200, 160, 1.0)
    places = []
    for time in (0.0, 1.0, 2.0):
        canvas = np.empty((160, 200, 3), np.uint8)
        drawn.draw(canvas, time, 0.0)
        rows, columns = np.nonzero(near(canvas, (255, 244, 214), 8))
        places.append((columns.mean(), rows.mean()))
    sides = [np.hypot(*np.subtract(places[a], places[b])) for a, b in ((0, 1), (1, 2), (2, 0))]
    assert np.ptp(sides) < 2.0 < min(sides)  # three places equally far from each other are so on the map


@pytest.mark.parametrize("point", [Point(60, z=[0.5, 1.0]), Point(60, edits=[], mode="replace", seed=None)])
def test_a_place_that_stands_still_is_in_the_middle(point):
    drawn = SpaceMap([Course("1 drone", ConstantTrajectory(point))], 2.0, 101, 101, 1.0)
    canvas = np.empty((101, 101, 3), np.uint8)
    drawn.draw(canvas, 1.0, 1.0)
    rows, columns = np.nonzero(near(canvas, (255, 244, 214), 8))
    assert abs(rows.mean() - 50) < 1.5 and abs(columns.mean() - 50) < 1.5


def test_voices_have_colours_of_their_own():
    drawn = SpaceMap([WAY, Course("2 bells", ConstantTrajectory(Point(60, z=[3.0, 3.0, 0])))], 2.0, 300, 300, 1.0)
    canvas = np.empty((300, 300, 3), np.uint8)
    drawn.draw(canvas, 1.0, 0.5)
    assert all(near(canvas, colour, 12).any() for colour in MARKS[:2])
