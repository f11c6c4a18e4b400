"""Bends of every kind within a network: what NumPy makes of the activations, wherever they are, also for batches and while a block fades in."""

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.bends.arrays import bent
from ganspacesynth.core.bends.bend import joined_bends
from ganspacesynth.core.bends.kinds import KINDS, Ablate, Blur, Flip, Noise, Offset, Rotate, Scale, Shift, Threshold, Zoom
from ganspacesynth.core.bends.written_bends import worded_bend
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth.plans.plan import NetworkPart
from tests.conftest import decibels
from tests.support.refused import refused
from tests.support.writer import write_checkpoint
from tests.unit.networks.test_network import WIDE

EVERYWHERE = {
    "conv0": (Flip(0.5), Scale(1.2)),
    "conv1_2": (Scale(1.5),),
    "conv0_3": (Rotate(20.0), Offset(0.1), Noise(0.2, 4)),
    "conv1_4": (Ablate(0.4, 1), Shift(0.1, -0.2)),
}


@pytest.fixture(scope="module")
def z(tiny):
    return tiny.sample_z(3, seed=1)


@pytest.mark.parametrize("layer", ["conv0", "conv1_3", "conv1_5"])
@pytest.mark.parametrize("word", KINDS)
def test_a_bend_is_done_to_what_the_layer_holds(tiny, z, layer, word):
    bend = worded_bend(word, [])
    held = tiny.activations(z, 60, [layer])[layer]
    expected = tiny.synthesize_from(layer, bent(held, [bend]))
    assert decibels(expected, tiny.synthesize(z, 60, bends={layer: (bend,)})) > 70
    assert decibels(expected, tiny.synthesize_from(layer, held, bends={layer: (bend,)})) > 70


def test_bends_of_many_layers_are_done_one_behind_the_other(tiny, z):
    x, start = tiny.input(z, 60), None
    for layer, chain in EVERYWHERE.items():
        x = bent(tiny.run(x, start=start, stop=layer), chain)
        start = layer
    expected = tiny.run(x, start=start, stop=None)
    found = tiny.run(tiny.input(z, 60), start=None, stop=None, bends=EVERYWHERE)
    assert decibels(expected, found) > 70
    one = tiny.run(tiny.input(z[1:2], 60), start=None, stop=None, bends=EVERYWHERE)
    assert decibels(found[1:2], one) > 70, "a batch gives what single sounds give"
    part = tiny.run(tiny.input(z, 60), start=None, stop="conv1_4", bends=EVERYWHERE)
    assert decibels(x, part) > 70, "the last layer's bends are done too"


def test_offsets_for_each_sound_stand_among_other_bends(tiny, z, rng):
    each = rng.standard_normal((3, *tiny.config.layers["conv0"])).astype(np.float32)
    chain = (Blur(0.1), Offset(each), Offset(each, channels=(1,)))
    held = tiny.activations(z, 60, ["conv0"])["conv0"]
    assert decibels(tiny.synthesize_from("conv0", bent(held, chain)), tiny.synthesize(z, 60, bends={"conv0": chain})) > 70
    with refused("one-per-sound", InvalidInput):
        tiny.synthesize(z[:2], 60, bends={"conv0": chain})


def test_activations_are_kept_from_before_they_are_bent(tiny, z):
    held = tiny.activations(z, 60, ["conv0", "conv1_3"])
    _, kept = tiny._graphs.run(tiny.input(z, 60), stop="conv1_4", keep=("conv0", "conv1_3"), bends={"conv1_3": (Blur(0.2),)})
    for layer, found in kept.items():
        np.testing.assert_allclose(held[layer], found, atol=1e-4)


def test_while_a_block_fades_in_the_blocks_before_are_bent_with_it(tmp_path):
    model = load_model(write_checkpoint(tmp_path, WIDE, stage=3, images=300).folder)
    layers = list(model.config.layers)
    last, before = layers[-1], layers[-3]
    assert model.bypassed(last)
    z = model.sample_z(2, seed=1)
    chains = {before: (Flip(1.0),), last: (Shift(0.2), Scale(2.0))}
    first = bent(model.activations(z, 60, [before])[before], chains[before])
    instead = {before: (Scale(0.0), Offset(first))}
    second = bent(model.run(model.input(z, 60), start=None, stop=last, bends=instead), chains[last])
    expected = model.synthesize(z, 60, bends={**instead, last: (Scale(0.0), Offset(second))})
    assert decibels(expected, model.synthesize(z, 60, bends=chains)) > 70
    held = model.activations(z, 60, [last])[last]
    expected = model.synthesize_from(last, bent(held, chains[last]), z=z, pitches=60)
    assert decibels(expected, model.synthesize_from(last, held, z=z, pitches=60, bends={last: chains[last]})) > 70


def test_channels_that_a_layer_has_not(tiny, z):
    count = tiny.config.layers["conv1_3"][2]
    with refused("bend-channels", InvalidInput, says=f"the channels 0-{count - 1}"):
        tiny.synthesize(z, 60, bends={"conv1_3": (Scale(2.0, channels=(count,)),)})
    with refused("known-layer", InvalidInput):
        tiny.synthesize(z, 60, bends={"conv9": (Blur(0.1),)})


def test_moving_numbers_build_no_graphs(tiny, z, monkeypatch):
    tiny.synthesize(z, 60, bends={"conv1_2": (Zoom(1.5),)})
    monkeypatch.setattr(type(tiny.plan), "part", lambda *_: pytest.fail("a graph was built"))
    for amount in (0.5, 0.7, 2.0):
        tiny.synthesize(z, 60, bends={"conv1_2": (Zoom(amount), Threshold(0.1))})
    assert NetworkPart() == NetworkPart(None, None, (), (), ())


def test_a_chain_of_both_kinds_is_what_its_parts_are(tiny, z):
    plain = tiny.synthesize(z, 60, bends={"conv1": (Scale(1.5), Offset(0.2))})
    mixed = tiny.synthesize(z, 60, bends=joined_bends({"conv1": (Scale(1.5), Offset(0.2))}, {"conv1": (Blur(0.0),)}))
    assert decibels(plain, mixed) > 70
