"""Motion and clips: where a voice is at each moment, and how clips join."""

import dataclasses
import threading

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.bends.kinds import Flip
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.core.point import Point
from ganspacesynth.engine.voices.clip_stream import OVERLAP_S, ClipStream, maker_of
from ganspacesynth.engine.voices.motion import VoiceMotion
from tests.support.refused import refused

HERE = Point(60.0, z=(1.0, 0.0))
RATE = 16000


def test_a_held_point_stands_still():
    motion = VoiceMotion.held(HERE)
    assert motion.at(0.0) == motion.at(1e6) == HERE


def test_a_glide_begins_where_the_voice_is_and_ends_at_the_pitch():
    motion = VoiceMotion.held(HERE).towards(Point(72.0, z=HERE.z), 2.0, 1.0)
    assert [motion.at(t).pitch for t in (0.0, 2.0, 2.5, 3.0, 9.0)] == [60.0, 60.0, 66.0, 72.0, 72.0]
    back = motion.towards(HERE, 2.5, 1.0)  # a new pitch in the middle of a glide
    assert [back.at(t).pitch for t in (2.5, 3.0, 3.5)] == [66.0, 63.0, 60.0]
    other = motion.towards(Point(72.0, z=HERE.z, edits=(1.0,)), 2.5, 5.0)  # a slider in the middle of a glide leaves the glide alone
    assert other.at(2.5).pitch == 66.0 and other.at(3.0).pitch == 72.0 and other.at(0.0).edits == (1.0,)
    jump = VoiceMotion.held(HERE).towards(Point(72.0, z=HERE.z), 2.0, 0.0)
    assert jump.at(2.0).pitch == 72.0 and jump.at(1.9).pitch == 72.0, "cells of moments before are those of the new pitch as well"


def test_wandering_goes_through_every_keypoint_and_never_ends():
    keys = {0: np.array([1.0, 0.0]), 1: np.array([0.0, 1.0]), 2: np.array([-1.0, 0.0])}
    motion = dataclasses.replace(VoiceMotion.held(HERE), wander_s=4.0, draw=lambda number: (keys[number % 3], {}))
    for number in range(5):
        assert np.allclose(motion.at(4.0 * number).z, keys[number % 3])
    assert np.allclose(motion.at(2.0).z, [0.5**0.5, 0.5**0.5])


def stream(make=lambda point: np.ones(RATE, np.float32) * np.float32(point.pitch), **more):
    return ClipStream(lambda point: iter([make(point)]), ConstantTrajectory(HERE), RATE, **more)


def gathered(clips, chunks):
    return np.concatenate([clips.next() for _ in range(chunks)])


def test_the_first_clip_sounds_as_it_is():
    wave = np.sin(np.arange(RATE) / 10).astype(np.float32)
    clips = stream(lambda point: wave)
    assert np.array_equal(gathered(clips, 4), wave[:4096]) and clips.time_s == 4096 / RATE


def test_clips_follow_each_other_at_equal_power(rng):
    noise = rng.standard_normal((20, RATE)).astype(np.float32)
    each = iter(noise)
    heard = gathered(stream(lambda point: next(each)), 80)
    levels = [np.sqrt(np.mean(part**2)) for part in np.array_split(heard, 80)]
    assert min(levels) > 0.85 and max(levels) < 1.15


def test_a_moved_point_is_heard_with_the_next_chunk():
    made = []
    clips = stream(lambda point: made.append(point.pitch) or np.full(RATE, np.float32(point.pitch)))
    clips.next()
    clips.future = ConstantTrajectory(Point(72.0, z=HERE.z))
    wave = gathered(clips, 6)
    assert made == [60.0, 72.0] and wave[0] == 60.0 and wave[-1] == 72.0
    n = round(OVERLAP_S * RATE)
    turn = np.linspace(0, np.pi / 2, n)
    assert np.allclose(wave[:n], 60 * np.cos(turn) + 72 * np.sin(turn), atol=1e-3)


def test_released_it_dies_away_and_is_done():
    clips = stream()
    clips.next()
    clips.release(0.1)
    clips.release(9.0)  # once is enough
    wave = gathered(clips, 2)
    assert clips.done and wave[0] == 60.0 and np.all(np.diff(wave) <= 0) and np.all(wave[1600:] == 0)
    assert len(clips.next()) == 0


def test_a_clip_is_heard_while_its_rest_is_made():
    """The beginning comes at once; the rest is waited for when it is needed, and not before."""
    go, wave = threading.Event(), np.sin(np.arange(RATE) / 10).astype(np.float32)

    def make(point):
        yield wave[:8000]
        assert go.wait(60)
        yield wave[8000:]

    clips = ClipStream(make, ConstantTrajectory(HERE), RATE)
    first = gathered(clips, 3)
    go.set()
    assert np.array_equal(np.concatenate([first, gathered(clips, 8)]), wave[: 11 * 1024])


def test_a_clip_whose_rest_fails_says_so_when_it_is_needed():
    def make(point):
        yield np.ones(8000, np.float32)
        raise InvalidInput("A rest must be made. Received: none. Try again.", rule="one-per-sound")

    clips = ClipStream(make, ConstantTrajectory(HERE), RATE)
    assert gathered(clips, 3).all()
    with refused("one-per-sound", InvalidInput):
        gathered(clips, 8)


def test_rests_of_clips_that_are_left_do_not_pile_up():
    """A point that moves on and on begins a clip each quarter of a second; what nobody will hear is not made, and never two at once."""
    go, begun, rests = threading.Event(), threading.Event(), []

    def make(point):
        yield np.ones(12000, np.float32)
        rests.append(point.pitch)
        begun.set()
        assert go.wait(30)
        yield np.ones(4000, np.float32)

    clips = ClipStream(make, ConstantTrajectory(HERE), RATE)
    clips.next()
    assert begun.wait(30)
    for pitch in (61.0, 62.0, 63.0):
        clips.future = ConstantTrajectory(Point(pitch, z=HERE.z))
        gathered(clips, 5)
    go.set()
    gathered(clips, 10)
    assert rests[0] == 60.0 and rests[1] == 63.0


@pytest.mark.parametrize("length", [100, 4096, 5000])
def test_clips_shorter_than_their_overlap_play_on(length):
    heard = gathered(stream(lambda point: np.ones(length, np.float32)), 30)
    assert np.isfinite(heard).all() and np.abs(heard).max() < 2.0


def test_a_voice_of_clips_plays_one_that_is_turned_round():
    """Behind the layer that beginnings are computed from, what is late may become early: such a clip comes whole."""
    model = load_model()
    point = Point(60.0, z=tuple(model.sample_z(1, seed=3)[0].tolist()), bends={"conv0_6": (Flip(time=1.0),)})
    (piece,) = maker_of(model, None)(point)
    assert len(piece) == model.config.audio_length and piece.any()
    assert len(list(maker_of(model, None)(point.replace(bends={})))) == 2
