"""What a network refuses, by its rule: z, pitches, layers, activations, scales and offsets."""

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.errors import InvalidInput
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.writer import write_checkpoint

WIDE = {"fmap_base": 256, "fmap_max": 32}


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """32 channels in each of three blocks, 61 pitches, z of 6."""
    return load_model(write_checkpoint(tmp_path_factory.mktemp("wide"), WIDE).folder)


# Refusals


@pytest.mark.parametrize(
    ("z", "rule"),
    [
        (np.zeros(5), r"z-shape: z must be \[n, 6\]. Received: z of shape \(1, 5\)"),
        (np.zeros((2, 7)), "z-shape"),
        (np.zeros((1, 1, 6)), "z-shape"),
        (np.float32(1.0), "z-shape"),
        ([], "z-shape"),
        (np.zeros((0, 6)), r"sound-count: one sound or more to make. Received: n=0"),
        (np.full(6, np.nan), "finite-z: z must be finite"),
        (np.array([0, 0, np.inf, 0, 0, 0]), "finite-z"),
        (np.full(6, 1e300), "finite-z"),
        (None, "numeric-array: must be an array of numbers"),
        ("random", "numeric-array"),
        ([["0"] * 6], "numeric-array"),
        (np.zeros(6, complex), "numeric-array"),
        ([[0.0] * 6, [0.0] * 5], "numeric-array: rows of different lengths"),
    ],
)
def test_z_refused(wide, z, rule):
    with refused(rule, InvalidInput):
        wide.synthesize(z, 40)
    with refused(rule, InvalidInput):
        wide.activations(z, 40, ["conv0"])


@pytest.mark.parametrize(
    ("pitches", "rule"),
    [
        (200, r"pitch-range: plays the pitches 24-84. Received: pitch=200\."),
        (23, "pitch-range"),
        (40.5, "pitch-range"),
        ([40, np.nan], "pitch-range"),
        ([40, np.inf], "pitch-range"),
        ([40, -40], "pitch-range"),
        ([40, 41, 42], r"one-per-sound: one pitch, or one for each z. Received: 3 pitches for 2 z"),
        ([], "one-per-sound"),
        ([[40], [41]], r"pitch-list: one number or a list of numbers. Received: pitches of shape \(2, 1\)"),
        ([[40], [41, 42]], "numeric-array"),
        (None, "numeric-array"),
        ("40", "numeric-array"),
        (["C4", "D4"], "numeric-array"),
        (True, "numeric-array"),
        (10**400, "numeric-array"),
    ],
)
def test_pitches_refused(wide, pitches, rule):
    with refused(rule, InvalidInput):
        wide.synthesize(np.zeros((2, 6)), pitches)


@pytest.mark.parametrize("layer", ["conv0_4", "", None, 3, ("conv0",), "CONV0"])
def test_unknown_layers(wide, layer):
    expected = r"one of conv0, conv1, conv0_2, conv1_2, conv0_3, conv1_3. Received: layer="
    z = np.zeros(6)
    with refused("known-layer", InvalidInput, says=expected):
        wide.synthesize_from(layer, np.zeros((2, 8, 32)))
    with refused("known-layer", InvalidInput, says=expected):
        wide.activations(z, 40, ["conv0", layer])
    with refused("known-layer", InvalidInput, says=expected):
        wide.synthesize(z, 40, bends=bends_of(scale={layer: 1.0}))
    with refused("known-layer", InvalidInput, says=expected):
        wide.synthesize(z, 40, bends=bends_of(offset={layer: np.zeros((2, 8, 32))}))


def test_no_layers(wide):
    with refused("some-layers", InvalidInput, says=r"needs the name of a layer or more. Received: layers=\[\]"):
        wide.activations(np.zeros(6), 40, [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (np.zeros((2, 8, 31)), r"layer-shape: of conv0 must be \[n, 2, 8, 32\]. Received: shape \(1, 2, 8, 31\)"),
        (np.zeros((1, 3, 8, 32)), "layer-shape"),
        (np.zeros(512), "layer-shape"),
        (np.zeros((1, 1, 2, 8, 32)), "layer-shape"),
        (np.full((2, 8, 32), np.nan), "finite-activations: of conv0 must be finite"),
        (np.full((2, 8, 32), np.inf), "finite-activations"),
        (np.full((2, 8, 32), 1e300), "finite-activations"),
        ("loud", "numeric-array"),
        (None, "numeric-array"),
        ([[1], [1, 2]], "numeric-array"),
        (np.full((2, 8, 32), "a"), "numeric-array"),
    ],
)
def test_activations_and_offsets_refused(wide, value, rule):
    with refused(rule, InvalidInput):
        wide.synthesize_from("conv0", value)
    with refused(rule, InvalidInput):
        wide.synthesize(np.zeros(6), 40, bends=bends_of(offset={"conv0": value}))


def test_a_number_is_no_activation(wide):
    with refused("layer-shape", InvalidInput):
        wide.synthesize_from("conv0", 0.0)


def test_counts_of_activations_and_offsets(wide):
    with refused("sound-count", InvalidInput, says=r"one sound or more to make. Received: n=0"):
        wide.synthesize_from("conv0", np.zeros((0, 2, 8, 32)))
    with refused("one-per-sound", InvalidInput, says=r"one offset of conv0, or one for each sound. Received: 3 for 2"):
        wide.synthesize(np.zeros((2, 6)), 40, bends=bends_of(offset={"conv0": np.zeros((3, 2, 8, 32))}))
    with refused("one-per-sound", InvalidInput):
        wide.synthesize(np.zeros((2, 6)), 40, bends=bends_of(offset={"conv0": np.zeros((0, 2, 8, 32))}))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, [1.0, 2.0], np.ones((1, 1))])
def test_scales_refused(wide, value):
    with refused("finite-bends", InvalidInput, says=r"The scale of conv0 must be one finite number"):
        wide.synthesize(np.zeros(6), 40, bends=bends_of(scale={"conv0": value}))


@pytest.mark.parametrize("value", ["loud", None, {}, True])
def test_scales_that_are_no_numbers(wide, value):
    with refused("numeric-array", InvalidInput, says=r"scale of conv0 must be an array of numbers|scale of conv0 must be one finite number"):
        wide.synthesize(np.zeros(6), 40, bends=bends_of(scale={"conv0": value}))


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_numbers_refused_as_offsets(wide, value):
    with refused("finite-bends", InvalidInput, says=r"The offset of conv0 must be finite"):
        wide.synthesize(np.zeros(6), 40, bends=bends_of(offset={"conv0": value}))


def test_a_sound_that_overflows(tmp_path):
    """Without tanh nothing bounds the picture, and exp of it leaves the float range."""
    model = load_model(write_checkpoint(tmp_path, {"to_rgb_activation": "linear"}, spread=0.3).folder)
    with refused("no-overflow", InvalidInput, says=r"A sound must stay finite.*Use smaller ones"):
        model.synthesize(model.sample_z(1, seed=0), 40, bends=bends_of(scale={"conv1_3": 1e6}))
    with refused("no-overflow", InvalidInput):
        model.synthesize(model.sample_z(1, seed=0), 40, bends=bends_of(scale={"conv1": 3e38}))
