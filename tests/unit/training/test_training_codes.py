"""Codes: z drawn near and between them, what they stand for, and going on from a trained network."""

import dataclasses
import types

import numpy as np
import pytest

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth.checkpoint import write_native
from ganspacesynth.networks.gansynth.network import initial_weights
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel, model_id
from ganspacesynth.training.architectures import published_normalizer
from ganspacesynth.training.from_sounds.own_task import affordable, average_decay, fidelity_db, fitting_start
from ganspacesynth.training.pretrained import read_start
from ganspacesynth.training.warm_start import codes
from ganspacesynth.training.warm_start.morph import published_weights
from ganspacesynth.training.warm_start.timbres import Targets, Timbres, pictures_of, timbre_shares
from tests.support import tiny_corpus
from tests.support.refused import refused


def task(rng, count=4, **settings):
    config = tiny_corpus.config((60,))
    pictures = rng.uniform(-1, 1, (count, 1, config.frames, config.bins, 2)).astype(np.float16)
    timbres = Timbres(tuple("abcdefgh"[:count]), pictures, np.ones((count, 1), bool))
    return codes.CodesTask(config, timbres, total_images=100, **settings)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A model of three pitches to go on from."""
    config = tiny_corpus.config()
    weights = dict(initial_weights(generator_shapes(config), 5))
    gain, shift = published_normalizer()
    weights |= {"normalizer/a": gain, "normalizer/b": shift}
    return write_native(tmp_path_factory.mktemp("m") / "trained", StoredModel(config, weights, model_id(config, weights)), dtype="float32")


def test_a_code_sounds_as_itself_and_a_mix_as_a_morph(rng):
    t = task(rng)
    shares = timbre_shares(t.prior.codes, t.vectors, t.timbres.present.T, t.sharpness)
    pictures = pictures_of(t.timbres, Targets(t.prior.codes, np.zeros(4, int), np.ones((4, 1)), shares), t.log_magnitude_gain)
    own = t.timbres.pictures[:, 0].astype(np.float32)
    near = [np.abs(pictures[k] - own[k]).mean() for k in range(4)]
    assert max(near) < 0.6 * np.abs(own[0] - own[1]).mean()


def test_draws_begin_pure_and_end_between(rng):
    t = task(rng, spread=0.0)
    pure = codes.draw_z_among(rng, t.prior, t.config.latent_size, 32, 1.0)
    length = np.sqrt(t.config.latent_size)
    assert np.allclose((pure @ t.vectors.T).max(axis=1), length, rtol=1e-4)
    mixed = codes.draw_z_among(rng, t.prior, t.config.latent_size, 64, 0.0)
    assert ((mixed @ t.vectors.T).max(axis=1) < 0.95 * length).mean() > 0.3 and np.allclose(np.linalg.norm(mixed, axis=1), length, rtol=1e-4)
    batch = t.draw(rng, 99)
    assert batch["z"].shape == (4, t.config.latent_size) and np.isfinite(batch["picture"]).all()


def test_going_on_keeps_the_network_but_for_what_reads_z(rng, trained):
    t = task(rng)
    start = read_start(trained, t.config)
    state = dataclasses.replace(t, start=start).initial_state()
    assert all(np.array_equal(state["generator"][name], value) for name, value in start.weights.items() if name != "conv0/kernel")
    kernel = np.asarray(published_weights(state["generator"], t.vectors)["conv0/kernel"])
    z_size = t.config.latent_size
    same = np.sqrt(t.config.input_size / start.config.input_size)  # fewer weights in the layer, so each counts for more
    assert np.allclose(kernel[:, :, z_size], same * start.weights["conv0/kernel"][:, :, z_size + start.config.label(60)], rtol=1e-6)
    assert not np.allclose(kernel[:, :, :z_size], start.weights["conv0/kernel"][:, :, :z_size])


def test_a_pitch_that_the_model_lacks_gets_what_all_have_in_common(trained):
    config = tiny_corpus.config((61,))
    start = read_start(trained, config)
    rows = start.weights["conv0/kernel"][:, :, config.latent_size :] * np.sqrt(config.input_size / start.config.input_size)
    known = start.label_rows(config, np.zeros((2, 32, 0, 8), np.float32))
    assert np.allclose(known[:, :, 0], rows.mean(axis=2), rtol=1e-5)


def test_another_shape_is_refused_or_left(trained):
    wider = tiny_corpus.config((60,), fmap_max=4)
    with refused("same-shape", TrainingError, says=r"network of the same shape. Received: .*trained, which differs in conv0/bias"):
        read_start(trained, wider)
    assert fitting_start(trained, wider) is None and fitting_start(None, wider) is None
    assert fitting_start(trained, tiny_corpus.config((60,))) is not None


def test_what_the_images_are_enough_for():
    assert [affordable(images, 256) for images in (1, 3000, 10**6)] == [2, 10, 64]
    assert affordable(10**6, 8) == 8


def test_short_runs_forget_their_beginning():
    assert average_decay(12000, 4) == 0.999 and average_decay(4, 4) == 0.0
    for images in (40, 800, 12000):
        assert average_decay(images, 4) ** (images / 4) < 0.06


def test_only_codes_have_a_fidelity():
    with refused("warm-start-codes", TrainingError, says="Only a warm start has codes. Received: int"):
        fidelity_db(types.SimpleNamespace(task=3), None, 0)
