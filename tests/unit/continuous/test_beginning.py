"""Clips in two pieces: together what the clip is, the first of them from a part of the network alone."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth import Point, load_directions, load_model
from ganspacesynth.continuous.beginning import FIRST_S, begun_clip, can_begin
from ganspacesynth.core.bends.kinds import Blur, Flip, Noise, Offset, Scale, Shift
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.known_models import default_model
from tests.conftest import decibels
from tests.support.refused import refused


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def directions():
    return load_directions(default_model() / "directions_conv0.npz")


def sound(model, pitch=60.0, **more):
    return Point(pitch, z=tuple(model.sample_z(1, seed=3)[0].tolist()), **more)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"pitch": 62.3},
        {"edits": (1.0, -2.0)},
        {"edits": (1.5,), "mode": "latent"},
        {"edits": (2.0,), "mode": "replace", "z": None},
        {"bends": {"conv0_2": (Scale(0.7),), "conv0_6": (Scale(1.2), Offset(0.1))}},
        {"bends": {"conv1_3": (Flip(time=1.0),), "conv0_6": (Noise(0.3, 1, channels=(0, 3)), Shift(0.1))}},
        {"z": None, "seed": 3, "mode": "replace", "pitch": 62.3},
        {"edits": (1.0,), "mode": "replace", "pitch": 3.0},
    ],
)
def test_both_pieces_are_the_clip(model, directions, change):
    point = sound(model).replace(**change)
    whole = synthesize_points(model, [point], directions)[0]
    first, rest = begun_clip(model, point, directions)
    assert FIRST_S * model.config.sample_rate <= len(first) < len(whole) // 3
    assert decibels(whole, np.concatenate([first, rest])) > 80


def test_the_published_decoder_begins_too(model):
    other, point = model.decoding("published"), sound(model)
    assert decibels(synthesize_points(other, [point])[0], np.concatenate(list(begun_clip(other, point)))) > 80


def test_the_first_piece_needs_a_part_of_the_network(model, monkeypatch):
    """Of the layers behind the stretched one, only a chunk is computed before the rest is asked for."""
    ran = []
    run = GANSynth.run
    monkeypatch.setattr(GANSynth, "run", lambda self, x, **where: ran.append(where["stop"]) or run(self, x, **where))
    pieces = begun_clip(model, sound(model))
    next(pieces)
    assert ran == ["conv1_3"]
    next(pieces)
    assert ran == ["conv1_3", None]


def test_short_clips_are_made_whole(tiny, model):
    assert can_begin(model, sound(model)) and not can_begin(tiny, sound(tiny))


def test_a_clip_whose_end_may_be_heard_first_is_made_whole(model):
    """Late is early where a clip is turned round behind the layer that its beginning is computed from."""
    for late in (Flip(time=1.0), Blur(time=0.1), Shift(0.0, 0.2)):
        assert not can_begin(model, sound(model, bends={"conv0_6": (Scale(1.2), late)}))
        assert can_begin(model, sound(model, bends={"conv1_3": (late,)}))


def test_one_of_a_seed_is_tuned_as_one_of_a_z(model, directions):
    """Directions of a single pitch replace nothing of a sound without edits."""
    untuned, asked = dataclasses.replace(directions, pitches=(), pitch_means=None), Point(62.3, seed=3, mode="replace")
    whole = synthesize_points(model, [asked], untuned)[0]
    assert decibels(whole, np.concatenate(list(begun_clip(model, asked, untuned)))) > 80


def test_what_cannot_be_played_is_refused(model):
    with refused("own-model", InvalidInput):
        next(begun_clip(model, sound(model).replace(model="gansynth:0")))
    with refused("pitch-range", InvalidInput):
        next(begun_clip(model, sound(model, pitch=3.0)))
    with refused("needs-directions", (InvalidInput, DirectionsError)):
        next(begun_clip(model, sound(model, edits=(1.0,))))
    for layer in ("conv9", "other"):
        with refused("known-layer", InvalidInput):
            next(begun_clip(model, sound(model, bends={layer: (Scale(2.0),)})))
