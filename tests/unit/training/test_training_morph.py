"""The warm start: shares of timbres, morphs, what its parameters stand for."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel, model_id
from ganspacesynth.training.architectures import published_normalizer
from ganspacesynth.training.pretrained import start_of
from ganspacesynth.training.setup import morph_setup
from ganspacesynth.training.trainer import train
from ganspacesynth.training.warm_start import morph
from ganspacesynth.training.warm_start.timbres import BLENDED, LEAST, Timbres, draw_targets, pictures_of, timbre_shares, timbre_vectors
from ganspacesynth.training.warm_start.timbres import morph as blend
from tests.support import conditioned, tiny_corpus
from tests.support.refused import refused

ALL = np.ones((2, 3), bool)


def timbres(rng, present=ALL):
    config = tiny_corpus.config()
    pictures = rng.uniform(-1, 1, (*present.shape, config.frames, config.bins, 2)).astype(np.float16)
    return Timbres(("reed", "organ")[: len(present)], pictures, present)


@given(st.integers(1, 8), st.floats(0.1, 20), st.integers(0, 2**31))
def test_votes_sum_to_one_and_only_present_timbres_vote(count, sharpness, seed):
    rng = np.random.default_rng(seed)
    vectors = timbre_vectors(count, 16, seed)
    present = rng.random((5, count)) < 0.5
    present[np.arange(5), rng.integers(count, size=5)] = True
    shares = timbre_shares(rng.standard_normal((5, 16)).astype(np.float32), vectors, present, sharpness)
    assert np.allclose(shares.sum(1), 1.0, atol=1e-5)
    assert not shares[~present].any() and ((shares > 0).sum(1) <= BLENDED).all()
    assert (shares >= 0.99 * LEAST * shares.max(1)[:, None])[shares > 0].all()


def test_timbre_vectors_are_orthonormal():
    vectors = timbre_vectors(5, 16, 0)
    assert np.allclose(vectors @ vectors.T, np.eye(5), atol=1e-6)
    with refused("timbre-count", TrainingError, says="at most latent_size=4 timbres"):
        timbre_vectors(5, 4, 0)


def test_the_morph_of_one_picture_is_that_picture(rng):
    picture = rng.uniform(-1, 1, (4, 8, 2)).astype(np.float32)
    assert np.allclose(blend([picture], [1.0], 7.0), picture, atol=1e-6)
    assert np.allclose(blend([picture, picture], [0.3, 0.7], 7.0), picture, atol=1e-6)


def test_in_a_morph_each_partial_keeps_the_frequency_of_the_louder():
    loud, soft = np.zeros((1, 1, 2), np.float32), np.zeros((1, 1, 2), np.float32)
    loud[..., 0], loud[..., 1], soft[..., 0], soft[..., 1] = 0.5, 0.25, -0.5, -0.75
    mixed = blend([loud, soft], [0.5, 0.5], 7.0)
    share = 1.0 / (1.0 + np.exp(-7.0))
    assert mixed[0, 0, 0] == pytest.approx(0.0)
    assert mixed[0, 0, 1] == pytest.approx(share * 0.25 - (1 - share) * 0.75, rel=1e-5)


def test_pure_draws_are_notes_as_they_are(rng):
    data = timbres(rng)
    vectors = timbre_vectors(2, 64, 0)
    targets = draw_targets(rng, data, vectors, 16, purity=1.0, sharpness=50.0)
    assert np.allclose(targets.shares.max(1), 1.0) and np.array_equal(targets.labels.argmax(1), targets.pitches)
    assert np.array_equal(targets.shares, timbre_shares(targets.z, vectors, ALL[:, targets.pitches].T, 50.0))
    expected = data.pictures[targets.shares.argmax(1), targets.pitches].astype(np.float32)
    assert np.array_equal(pictures_of(data, targets, 7.0), expected)


def test_some_frames_of_a_morph_are_those_of_the_whole(rng):
    data = timbres(rng)
    targets = draw_targets(rng, data, timbre_vectors(2, 64, 0), 8, purity=0.0, sharpness=2.0)
    assert ((targets.shares > 0).sum(1) == 2).any()
    assert np.array_equal(pictures_of(data, targets, 7.0, slice(3, 9)), pictures_of(data, targets, 7.0)[:, 3:9])


def test_draws_at_no_purity_are_normal(rng):
    targets = draw_targets(rng, timbres(rng), timbre_vectors(2, 16, 0), 500, purity=0.0, sharpness=4.0)
    assert abs(targets.z.mean()) < 0.05 and abs(targets.z.std() - 1.0) < 0.05
    assert np.allclose(targets.labels.mean(0), 1 / 3, atol=0.1)


def test_published_weights_compute_what_the_parameters_mean(rng):
    """The timbre rows see z through the vectors only: z . c_k times row k."""
    config = tiny_corpus.config()
    parameters = morph.initial_parameters(config, timbres(rng), 0)
    vectors = timbre_vectors(2, config.latent_size, 0)
    weights = {name: np.asarray(value) for name, value in morph.published_weights(parameters, vectors).items()}
    assert weights["conv0/kernel"].shape == (2, 32, 8 + 3, 8)
    x = rng.standard_normal((4, 11)).astype(np.float32)
    layer, _ = network.generate(config, network.prepare(config, weights), x, stop="conv0")
    rows = np.concatenate([parameters["conv0/timbres"], parameters["conv0/labels"]], axis=2)
    seen = np.concatenate([x[:, :8] @ vectors.T, x[:, 8:]], axis=1)
    gain = np.sqrt(2.0 / (2 * 32 * 11))
    expected = np.einsum("nc,hwcf->nhwf", seen, rows[::-1, ::-1] * gain)  # one tap a pixel, in reverse order
    expected = np.where(expected > 0, expected, 0.2 * expected)
    expected /= np.sqrt((expected**2).mean(-1, keepdims=True) + 1e-8)
    assert np.allclose(layer, expected, atol=1e-3)


def test_the_rows_of_a_pitch_begin_with_its_place_in_the_spectrum(rng):
    data = morph_setup(tiny_corpus.corpus(), _tiny()).task.timbres
    config = tiny_corpus.config()
    rows = morph.pitch_rows(config, data, 0)
    assert rows.shape == (2, 32, 3, 8) and rows.std() == pytest.approx(1.0, rel=1e-3)
    assert np.array_equal(rows, morph.pitch_rows(config, data, 0))
    assert np.allclose(rows.sum(axis=2), 0.0, atol=1e-3)  # what all pitches share is left out
    assert np.array_equal(rows[0], rows[1])


def test_a_task_of_windows_draws_what_its_network_makes(tmp_path):
    setup = morph_setup(tiny_corpus.corpus(), _tall(), total_images=8, window_cells=4)
    batch = setup.task.draw(np.random.default_rng(0), 0)
    assert batch["picture"].shape == (4, 8, 128, 2) and batch["weight"].shape == (8,)
    at = train(setup.task, tmp_path, seed=0, save_every=8)
    assert at.images == 8 and np.isfinite(at.losses["frequency"])


def _tall():
    from ganspacesynth.training.architectures import architecture

    return architecture("tiny", num_resolutions=2, start_height=16, start_width=64)


def test_a_warm_start_learns_and_its_model_plays(tmp_path):
    setup = morph_setup(tiny_corpus.corpus(), _tiny(), total_images=480, batch_size=8)
    seen = []
    at = train(setup.task, tmp_path, seed=0, save_every=40, on_save=lambda c: seen.append(c.losses["magnitude"]))
    assert np.mean(seen[-3:]) < 0.6 * seen[0]
    config, weights = setup.task.model(at.state, at.images)
    vectors = setup.task.vectors
    assert np.allclose(weights["conv0/kernel"], morph.published_weights(at.state["average"], vectors)["conv0/kernel"])
    assert config is setup.task.config and setup.task.stage(400) == 0 and setup.task.enter(at.state, 0) is at.state
    assert set(at.state) == {"generator", "average", "slots"} and set(at.state["slots"]) == {"m", "v"}


def _tiny():
    from ganspacesynth.training.architectures import PRESETS

    return PRESETS["tiny"]


def test_another_warm_start_goes_on_in_the_same_network(tmp_path):
    config = dataclasses.replace(tiny_corpus.config((57, 60)), conditions=conditioned.CONDITIONS)
    gain, shift = published_normalizer()
    weights = {**network.initial_weights(generator_shapes(config), 5), "normalizer/a": gain, "normalizer/b": shift}
    first = write_native(tmp_path / "first", StoredModel(config, weights, model_id(config, weights)), dtype="float32")
    setup = morph_setup(tiny_corpus.corpus(), _tiny(), init=first, total_images=8)
    stored = read_model(first)
    assert setup.settings["init"] == stored.id and setup.task.config.pitches == tiny_corpus.PITCHES and not setup.task.config.conditions
    begun = setup.task.initial_state()["generator"]
    assert all(np.array_equal(value, begun[name]) for name, value in start_of(stored).weights.items() if name != "conv0/kernel")
    assert train(setup.task, tmp_path / "run", seed=0, save_every=8).images == 8


def test_what_is_known_of_pitches_and_traits_means_the_same_in_a_larger_first_layer(rng):
    """A layer divides its weights by the root of their number; new pitches must not make the old ones softer."""
    start = start_of(conditioned.stored())
    config = dataclasses.replace(start.config, pitches=(*start.config.pitches, 90, 91, 92, 93))
    rows = start.label_rows(config, np.zeros((2, 8, config.conditions.size, 8)))
    own, z_size = start.config, start.config.latent_size
    before = start.weights["conv0/kernel"][:, :, z_size:] / np.sqrt(own.input_size)
    after = rows / np.sqrt(config.input_size)
    assert np.allclose(after[:, :, : len(own.pitches)], before[:, :, : len(own.pitches)], rtol=1e-5)
    assert np.allclose(after[:, :, len(config.pitches) :], before[:, :, len(own.pitches) :], rtol=1e-5)
    fewer = dataclasses.replace(config, conditions=dataclasses.replace(config.conditions, family=()))
    new = rng.standard_normal((2, 8, fewer.conditions.size, 8))
    assert np.allclose(start.label_rows(fewer, new)[:, :, len(config.pitches) :], new)


def test_every_pitch_needs_a_note(rng):
    with refused("note-per-pitch", TrainingError, says="Every trained pitch needs at least one note"):
        timbres(rng, np.array([[True, False, True], [True, False, False]]))


def test_the_light_architecture_has_no_warm_start(rng):
    with refused("full-architecture", TrainingError, says="needs the full architecture"):
        morph.MorphTask(tiny_corpus.config(simple_arch=True), timbres(rng))
