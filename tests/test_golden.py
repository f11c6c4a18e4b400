"""Sounds and activations equal to those of the published graph (tests/golden), every key."""

import numpy as np
import pytest

from ganspacesynth import load_model
from tests.conftest import decibels

WAVE_DB = 80.0  # float32 rounding through a dozen layers and an inverse STFT leaves about 100 dB
ACTIVATION = 1e-5  # relative to the largest value


@pytest.fixture(scope="module")
def model(golden):
    return load_model(golden[0])


def test_plain(golden, model):
    _, g = golden
    assert decibels(g["plain/wave"][..., 0], model.synthesize(g["z"], g["pitches"])) > WAVE_DB


def test_every_activation(golden, model):
    _, g = golden
    assert sorted(model.config.layers) == sorted(str(name) for name in g["hooks"])
    layers = _layers_of(g, "plain/", "")
    found = model.activations(g["z"], g["pitches"], layers)
    for layer in layers:
        expected = g[f"plain/{layer}"]
        assert np.abs(found[layer] - expected).max() <= ACTIVATION * np.abs(expected).max(), layer


def test_every_offset(golden, model):
    _, g = golden
    for layer in _layers_of(g, "offset/", "/wave"):
        waves = model.synthesize(g["z"], g["pitches"], offset={layer: g[f"offset/{layer}/offset"]})
        assert decibels(g[f"offset/{layer}/wave"][..., 0], waves) > WAVE_DB, layer


def test_every_replacement(golden, model):
    _, g = golden
    for layer in _layers_of(g, "replace/", "/wave"):
        waves = model.synthesize_from(layer, g[f"replace/{layer}/value"])
        assert decibels(g[f"replace/{layer}/wave"][..., 0], waves) > WAVE_DB, layer


def test_edits_of_the_published_pickle(golden, model):
    folder, g = golden
    from ganspacesynth import load_directions

    directions = load_directions(folder / "pca.pickle")
    waves = model.synthesize_from(directions.layer, directions.activation(g["edits/edits"]))
    assert decibels(g["edits/wave"][..., 0], waves) > WAVE_DB


def _layers_of(g, prefix, suffix):
    names = [key.removeprefix(prefix).removesuffix(suffix) for key in g if key.startswith(prefix) and key.endswith(suffix)]
    layers = [name for name in names if name in [str(hook) for hook in g["hooks"]]]
    assert len(layers) >= 3
    return layers
