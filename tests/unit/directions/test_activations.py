"""What a sampler gives is what the network holds, at any batch size, in NumPy as in TensorFlow, here as in another process."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.search import activations
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.networks.gansynth.gansynth import GANSynth, load_model
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from tests.support.refused import refused
from tests.support.tiny_directions import LinearModel


def random_model(**settings):
    """A small generator with random weights and biases."""
    config = ModelConfig(
        **{
            **{"audio_length": 28, "pitches": (40, 41, 45), "latent_size": 6, "start_height": 2, "start_width": 4},
            **{"num_resolutions": 2, "num_blocks": 2, "progress": 1.0, "filters": (5, 3)},
            **settings,
        }
    )
    rng = np.random.default_rng(5)
    weights = {name: rng.standard_normal(shape).astype(np.float32) for name, shape in generator_shapes(config).items()}
    return GANSynth(StoredModel(config, {**weights, "normalizer/a": np.ones(2, np.float32), "normalizer/b": np.zeros(2, np.float32)}, "random"))


@pytest.fixture(scope="module", params=["plain", "simple", "embedded"])
def model(request):
    return load_model() if request.param == "embedded" else random_model(simple_arch=request.param == "simple")


def test_a_listener_to_the_first_layer_holds_nothing_of_the_network():
    sampler = ActivationSampler(random_model(), "conv0", 41)
    assert sampler.lone
    with pytest.raises(TypeError, match="has nothing of the network"):
        sampler.input(sampler.z(0, 2))


def test_the_first_layer_is_the_networks(model):
    layer, pitch = next(iter(model.config.layers)), model.config.pitches[1]
    sampler = ActivationSampler(model, layer, pitch, seed=3)
    z = sampler.z(5, 20)
    assert_array_equal(z, model.sample_z(20, seed=3, start=5))
    expected = model.activations(z, pitch, [layer])[layer].reshape(20, -1)
    assert_allclose(sampler.rows(z), expected, atol=1e-5 * np.abs(expected).max())
    assert sampler.lone


def test_deeper_layers_are_the_networks(tiny):
    for layer in ("conv1", "conv1_3"):
        sampler = ActivationSampler(tiny, layer, 60, seed=1)
        z = sampler.z(0, 5)
        assert_allclose(sampler.rows(z), tiny.activations(z, 60, [layer])[layer].reshape(5, -1), atol=1e-4)
        assert not sampler.lone


@pytest.mark.parametrize("layer", ["conv0", "conv1_2"])
def test_other_processes_hear_the_same(tiny, layer):
    sampler = ActivationSampler(tiny, layer, 60, seed=1)
    sampler.rows(sampler.z(0, 3))
    again = pickle.loads(pickle.dumps(sampler))
    assert_array_equal(again.rows(again.z(7, 9)), sampler.rows(sampler.z(7, 9)))
    if layer == "conv0":
        assert len(pickle.dumps(sampler)) < 1.1 * 4 * sampler.size * (sampler.latent_size + 2) + 20_000, "only the first kernel travels"


def test_batches_change_nothing(tiny):
    sampler = ActivationSampler(tiny, "conv0", 60)
    z = sampler.z(0, 30)
    whole = sampler.rows(z)
    parts = np.concatenate([sampler.rows(z[:7]), sampler.rows(z[7:8]), sampler.rows(z[8:])])
    assert_allclose(parts, whole, atol=1e-5)


def test_a_buffer_is_filled(tiny):
    sampler = ActivationSampler(tiny, "conv0", 60)
    buffer = np.empty((8, sampler.size), np.float32)
    rows = sampler.rows(sampler.z(0, 5), out=buffer)
    assert rows.base is buffer
    assert_array_equal(rows, sampler.rows(sampler.z(0, 5)))


def test_z_are_taken_in_as_the_first_layer_does(model):
    """What they are multiplied by is what makes the layer linear in them, but for its ReLU."""
    sampler = ActivationSampler(model, next(iter(model.config.layers)), model.config.pitches[0])
    z = sampler.z(0, 4)
    x = model.input(z, model.config.pitches[0])
    normed = x if model.config.simple_arch else x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + 1e-8)
    assert_allclose(sampler.taken_in(z), normed[:, : z.shape[1]], rtol=1e-5)


def test_large_layers_are_heard_a_few_at_a_time(tiny, monkeypatch):
    assert ActivationSampler(tiny, "conv1", 60, batch=256).batch == 256
    monkeypatch.setattr(activations, "MAX_BATCH_VALUES", 1000)
    assert ActivationSampler(tiny, "conv1", 60).batch == 1000 // 256
    assert ActivationSampler(tiny, "conv1_5", 60).batch == 1


def test_anything_that_draws_and_activates_is_heard():
    sampler = ActivationSampler(LinearModel(), "conv0", 41, seed=2)
    z = sampler.z(3, 4)
    assert_array_equal(z, LinearModel().sample_z(4, seed=2, start=3))
    assert sampler.rows(z).shape == (4, 24)
    assert_array_equal(sampler.taken_in(z), z)


def test_unknown_layers_and_pitches_are_refused(tiny):
    with refused("known-layer", InvalidInput):
        ActivationSampler(tiny, "conv9", 60)
    with refused("pitch-range", InvalidInput, says="Received: pitch=3"):
        ActivationSampler(tiny, "conv0", 3)


def test_a_model_travels_and_sounds_the_same(tiny):
    again = pickle.loads(pickle.dumps(tiny))
    assert (again.id, again.precision, again.config) == (tiny.id, tiny.precision, tiny.config)
    assert_array_equal(again.sample_z(3, seed=1), tiny.sample_z(3, seed=1))
    assert set(again.weights) == set(tiny.weights)
