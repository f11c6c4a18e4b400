"""Bends in the continuous form: streamed or rendered they are one sound, wherever the layers before the stretched one are bent."""

import numpy as np
import pytest

from ganspacesynth import Point, PointPath, load_model
from ganspacesynth.continuous.render import render
from ganspacesynth.continuous.stream import Stream
from ganspacesynth.core.bends.kinds import KINDS, Blur, Flip, Noise, Rotate, Scale, Shift
from ganspacesynth.core.bends.written_bends import worded_bend
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from tests.conftest import decibels
from tests.support.refused import refused


def rest_of(stream):
    chunks = []
    while not stream.done:
        chunks.append(stream.next())
    return np.concatenate(chunks)


def path_of(model, first, last):
    z = model.sample_z(2, seed=1).tolist()
    return PointPath((0.0, 0.4), (Point(60, z=z[0], bends=first), Point(60, z=z[1], bends=last)))


@pytest.mark.parametrize("word", KINDS)
def test_streamed_and_rendered_are_one_sound(tiny, word):
    bend = worded_bend(word, [])
    path = path_of(tiny, {"conv1": (bend,), "conv1_3": (bend,)}, {"conv1_3": (bend,), "conv0": (Scale(1.3),)})
    whole = render(tiny, path, duration_s=0.6, layer="conv1_3")
    assert decibels(whole, rest_of(Stream(tiny, path, duration_s=0.6, layer="conv1_3", live=False))) > 60


def test_what_moves_in_time_does_so_within_the_clip_that_a_moment_is_taken_from(tiny):
    """Turned round in time, a clip begins with its release: so does the sound."""
    turned = path_of(tiny, {"conv1_3": (Flip(0.0, 1.0),)}, {"conv1_3": (Flip(0.0, 1.0),)})
    plain = path_of(tiny, {}, {})
    seconds = tiny.config.audio_length / tiny.config.sample_rate
    still = [PointPath((0.0,), (path.points[0],)) for path in (turned, plain)]
    whole = [render(tiny, path, duration_s=seconds, layer="conv1_3") for path in still]
    assert decibels(*whole) < 20
    once = tiny.synthesize(np.array([plain.points[0].z]), 60, bends={"conv1_3": (Flip(0.0, 1.0),)})[0]
    assert decibels(once, whole[0]) > 60, "a sound as long as a clip is the clip"


def test_behind_the_stretched_layer_noise_goes_on_and_time_cannot_be_moved(tiny):
    def sound(bends, frames=4):
        point = Point(60, z=tiny.sample_z(1, seed=1)[0], bends=bends)
        stream = Stream(tiny, ConstantTrajectory(point), layer="conv1_2", chunk_frames=frames)
        return np.concatenate([stream.next() for _ in range(48 // frames)])

    noisy = sound({"conv1_4": (Noise(0.5, 1),)})
    hop = len(noisy) // 6
    assert decibels(noisy[3 * hop : 4 * hop], noisy[4 * hop : 5 * hop]) < 20, "it does not stand still"
    count = min(len(noisy), len(sound({"conv1_4": (Noise(0.5, 1),)}, 8)))
    assert decibels(noisy[:count], sound({"conv1_4": (Noise(0.5, 1),)}, 8)[:count]) > 60, "and is the same, however long the chunks are"
    with refused("local-in-time", InvalidInput):
        sound({"conv1_4": (Rotate(5.0),)})


def test_the_stretched_layer_is_not_before_what_is_bent(tiny):
    with refused("stretched-layer", InvalidInput):
        render(tiny, path_of(tiny, {"conv1_4": (Blur(0.1),)}, {}), duration_s=0.5, layer="conv1_2")
    assert len(render(tiny, path_of(tiny, {"conv1_4": (Shift(0.1, 0.1),)}, {}), duration_s=0.5))


def test_the_model_that_comes_along():
    model = load_model()
    path = PointPath((0.0,), (Point(60, z=model.sample_z(1, seed=1)[0], bends={"conv0_2": (Shift(0.1),), "conv1_3": (Blur(0.05),)}),))
    whole = render(model, path, duration_s=1.0, layer="conv1_3")
    assert decibels(whole, rest_of(Stream(model, path, duration_s=1.0, chunk_frames=8, live=False))) > 60
