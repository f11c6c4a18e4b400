"""A few frames at a time are those of the whole network, whatever its shape, at the edges too."""

import types

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.continuous.receptive_field import ReceptiveField
from ganspacesynth.core.bends.kinds import KINDS, Blur, Flip, Invert, Noise, Offset, Rotate, Scale, Sharpen, Shear, Shift, Zoom
from ganspacesynth.core.bends.written_bends import worded_bend
from ganspacesynth.core.errors import InvalidInput
from tests.conftest import decibels
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.writer import write_checkpoint
from tests.unit.networks.test_network import VARIANTS, WIDE

NONE = types.MappingProxyType({})


def cropped(model, layer, cells, frames, bends=NONE):
    field, nothing = ReceptiveField(model, layer, frames), np.zeros(cells.shape[1:], np.float32)
    total = len(cells) * model.config.frames // model.config.layers[layer][0]
    parts = []
    for frame in range(0, total, frames):
        held = np.stack([cells[i] if 0 <= i < len(cells) else nothing for i in field.cells(frame)])
        parts.append(field.pictures(held, frame, count=len(cells), bends=bends))
    return np.concatenate(parts)[:total]


def compare(model, layer, frames, rng, cells=5, bends=NONE):
    held = rng.standard_normal((cells, *model.config.layers[layer][1:])).astype(np.float32)
    whole = model.run(held[None], start=layer, stop=None, bends=bends)[0]
    assert decibels(whole, cropped(model, layer, held, frames, bends)) > 90


@pytest.mark.parametrize(
    "name", ["mel", "wide, time only", "5x5", "wide, 4x4", "1x1", "wide, times 3", "simple, 5x5", "simple, times 3", "one block"]
)
def test_every_shape(tmp_path, rng, name):
    model = load_model(write_checkpoint(tmp_path, VARIANTS[name]).folder)
    compare(model, list(model.config.layers)[0 if model.config.simple_arch else 1], 2, rng)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 7, 16])
def test_chunks_of_any_length(tiny, rng, frames):
    compare(tiny, "conv1_2", frames, rng)


@pytest.mark.parametrize("layer", ["conv0", "conv0_3", "conv0_5", "conv1_5"])
def test_behind_any_layer(tiny, rng, layer):
    compare(tiny, layer, 4, rng)


def test_bends_of_layers_behind(tiny, rng):
    compare(tiny, "conv1_2", 2, rng, bends=bends_of(scale={"conv0_4": 0.5, "conv1_5": 2.0}, offset={"conv0_4": 0.3, "conv1_3": -1.0}))


@pytest.mark.parametrize("frames", [2, 7])
def test_bends_of_every_kind_that_is_local_in_time(tiny, rng, frames):
    chains = {"conv1_3": [worded_bend(word, []) for word in KINDS if worded_bend(word, []).local], "conv0_4": (Noise(0.3, 2), Scale(0.5))}
    compare(tiny, "conv1_2", frames, rng, bends={**chains, "conv1_5": (Invert(0.2), Offset(0.1, channels=(0,))), "conv1_4": (Scale(0.5),)})


@pytest.mark.parametrize("bend", [Shift(0.0, 0.1), Rotate(3.0), Shear(0.1), Flip(0.0, 1.0), Zoom(1.0, 2.0), Blur(0.0, 0.1), Sharpen(1.0, 0.1, 0.1)])
def test_bends_that_are_not_local_have_no_meaning_there(tiny, rng, bend):
    with refused("local-in-time", InvalidInput, says=f"Received: conv1_4:{bend.kind}:.* Bend conv1_2 or an earlier layer"):
        cropped(tiny, "conv1_2", np.zeros((5, *tiny.config.layers["conv1_2"][1:]), np.float32), 2, bends={"conv1_4": (bend,)})


def test_a_block_that_fades_in(tmp_path, rng):
    written = write_checkpoint(tmp_path, WIDE, stage=3, images=300)
    model = load_model(written.folder)
    assert 0.0 < model.config.alpha(2) < 1.0
    compare(model, "conv1_2", 2, rng, cells=9)
    last = list(model.config.layers)[-1]
    compare(model, "conv1_2", 2, rng, cells=9, bends={last: (Flip(1.0),), "conv1_2": ()})


def test_a_chunk_sees_no_more_than_it_must():
    """The table at the top of receptive_field.py."""
    from ganspacesynth.networks.gansynth.model_config import ModelConfig

    class Shape:
        config = ModelConfig()

        def chunk(self, chunk):
            return None

    assert ReceptiveField(Shape(), "conv1_3", 4).rows == [5, 7, 5, 7, 5, 6, 4, 6, 4]


def test_bends_move_without_another_graph(tiny, rng, monkeypatch):
    held = rng.standard_normal((5, *tiny.config.layers["conv1_2"][1:])).astype(np.float32)
    cropped(tiny, "conv1_2", held, 8)
    monkeypatch.setattr(type(tiny.plan), "chunk", lambda *_: pytest.fail("a graph was built"))
    for value in (0.0, 0.5, 2.0):
        cropped(tiny, "conv1_2", held, 8, bends=bends_of(scale={"conv1_4": value, "conv0_5": value}, offset={"conv0_4": value}))
