"""The generator that learns is the one that plays; weights go to files and back."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks import backend
from ganspacesynth.networks.stylegan.differentiable.critic import critic_shapes, new_critic, scores
from ganspacesynth.networks.stylegan.differentiable.keras_generator import mapped, synthesized
from ganspacesynth.networks.stylegan.differentiable.weights import check_trainable, from_stored, new_generator, to_stored
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, check_weights
from tests.support.refused import refused

CONFIG = PictureConfig(6, 6, 0, 3, 32, 32, (6, 6), 0, UpscaledShape((4, 4), (8, 8, 6, 4)))


@pytest.fixture(scope="module")
def weights():
    """With biases and noise that are not zero, as after some training."""
    rng, found = np.random.default_rng(1), new_generator(CONFIG, 0)
    moved = {name: value + 0.2 * rng.standard_normal(value.shape) for name, value in found.items() if name.endswith(("bias", "strength"))}
    return {**found, **{name: np.asarray(value, np.float32) for name, value in moved.items()}}


@pytest.fixture(scope="module")
def model(weights):
    stored = to_stored(CONFIG, weights, 0)
    check_weights(CONFIG, stored, "here")
    return PictureModel(StoredPicture(CONFIG, stored, "x"))


def test_what_learns_is_what_plays(weights, model):
    z = model.sample_z(3, seed=1)
    ws = model.map(z)
    assert np.allclose(mapped(CONFIG, backend.tensors(weights), z), ws[:, 0], atol=1e-5)
    ws = ws * np.linspace(0.5, 1.5, CONFIG.num_ws)[:, None].astype(np.float32)  # each row of its own
    played, peak = model.synthesize(ws), np.abs(model.synthesize(ws)).max()
    noise = {name: model.weights[f"{name}.noise_const"][None, :, :, None] for name in CONFIG.layers}
    assert np.allclose(synthesized(CONFIG, backend.tensors(weights), ws, noise), played, atol=1e-5 * peak)
    assert np.allclose(synthesized(CONFIG, backend.tensors(weights), ws, {}), model.synthesize(ws, noise="none"), atol=1e-5 * peak)
    assert not np.allclose(played, model.synthesize(ws, noise="none"), atol=1e-3)


def test_weights_go_to_files_and_back(weights, model):
    back = from_stored(StoredPicture(CONFIG, model.weights, "x"))
    assert set(back) == set(weights) and all(back[name].shape == weights[name].shape for name in weights)
    assert all(np.allclose(back[name], weights[name], rtol=1e-5, atol=1e-6) for name in weights)


def test_new_pictures_are_of_about_unit_variance():
    stored = to_stored(CONFIG, new_generator(CONFIG, 3), 0)
    model = PictureModel(StoredPicture(CONFIG, stored, "x"))
    acts = model.activations(model.map(model.sample_z(16, seed=2)), ["b32.conv1"])["b32.conv1"]
    assert 0.5 < np.sqrt(np.square(acts).mean()) < 2.0


def test_the_critic_sees_every_pixel_and_its_group():
    critic = backend.tensors(new_critic(CONFIG, 0))
    pictures = np.random.default_rng(0).uniform(-1, 1, (4, 32, 32, 3)).astype(np.float32)
    plain = np.asarray(scores(CONFIG, critic, pictures))
    assert plain.shape == (4,) and np.isfinite(plain).all()
    alone = np.asarray(scores(CONFIG, critic, pictures[:1]))
    assert not np.allclose(alone, plain[:1], atol=1e-4)  # alone there is no spread
    for place in ((0, 0), (1, 0), (0, 1), (31, 31)):
        moved = pictures.copy()
        moved[0, place[0], place[1]] = 1.0 - moved[0, place[0], place[1]]
        assert np.asarray(scores(CONFIG, critic, moved))[0] != plain[0]
    assert critic_shapes(CONFIG)["from_rgb/weight"] == (1, 1, 12, 6)


@pytest.mark.parametrize(
    "change",
    [{"c_dim": 2, "embed": 6}, {"channels": 1}, {"width": 30}, {"synthesis": dataclasses.replace(CONFIG.synthesis, architecture="orig")}],
)
def test_only_some_networks_are_trained(change):
    check_trainable(CONFIG)
    with refused("trainable-network", ModelError):
        check_trainable(dataclasses.replace(CONFIG, **change))
