"""Rows of families that begin with the sounds of a trained model that are like their notes."""

import dataclasses

import numpy as np

from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.training.architectures import PRESETS, architecture
from ganspacesynth.training.pretrained import Pretrained
from ganspacesynth.training.setup import morph_setup
from ganspacesynth.training.warm_start.likeness import LONG, rows_of_conditions
from ganspacesynth.training.warm_start.morph import initial_parameters
from ganspacesynth.training.warm_start.timbres import Timbres
from tests.support import conditioned, tiny_corpus

FAMILIES = ConditionNames(family=("organ", "reed"))


def start(config=None):
    config = config or tiny_corpus.config()
    return Pretrained("start", config, network.initial_weights(generator_shapes(config), 3))


def drawn(model, z):
    """The start's pictures of one z at all its pitches, [pitches, frames, bins, 2]."""
    labels = np.eye(len(model.config.pitches), dtype=np.float32)
    prepared = network.prepare(model.config, dict(model.weights))
    x = network.generator_input(model.config, np.repeat(z[None], len(labels), 0), labels)
    return np.asarray(network.generate(model.config, prepared, x)[0])


def test_a_familys_row_reads_like_the_z_that_sounds_like_its_notes(rng):
    model = start()
    z = rng.standard_normal(model.config.latent_size).astype(np.float32)
    pictures = np.stack([drawn(model, z), drawn(model, -z)])  # the organ's notes are those of z, the reed's those of -z
    config = dataclasses.replace(model.config, conditions=FAMILIES)
    timbres = Timbres(("a", "b"), pictures, np.ones((2, 3), bool), np.eye(2, dtype=np.float32))
    random = rng.standard_normal((2, 32, 2, 8)).astype(np.float32)
    rows = rows_of_conditions(config, timbres, model, random, 0)
    read = np.asarray(model.weights["conv0/kernel"])[:, :, : len(z)] * np.sqrt(config.input_size / model.config.input_size)
    found = np.linalg.lstsq(read.transpose(0, 1, 3, 2).reshape(-1, len(z)), rows.transpose(0, 1, 3, 2).reshape(-1, 2), rcond=None)[0].T
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), LONG, rtol=1e-3)
    towards = found @ z / (LONG * np.linalg.norm(z))
    assert towards[0] > 0.5 and towards[1] < -0.5
    np.testing.assert_array_equal(rows, rows_of_conditions(config, timbres, model, random, 0))


def test_velocities_and_models_without_a_common_pitch_begin_as_they_would(rng):
    model = start(tiny_corpus.config((40, 41)))
    config = dataclasses.replace(tiny_corpus.config(), conditions=FAMILIES)
    random = rng.standard_normal((2, 32, 2, 8)).astype(np.float32)
    pictures = np.zeros((2, 3, config.frames, config.bins, 2), np.float32)
    timbres = Timbres(("a", "b"), pictures, np.ones((2, 3), bool), np.eye(2, dtype=np.float32))
    assert rows_of_conditions(config, timbres, model, random, 0) is random
    task = morph_setup(conditioned.notes(), PRESETS["tiny"], conditions=("family", "velocity")).task
    rows = rng.standard_normal((2, 32, 3, 8)).astype(np.float32)
    begun = rows_of_conditions(task.config, task.timbres, start(), rows, 0)
    assert np.array_equal(begun[:, :, 2], rows[:, :, 2]) and not np.allclose(begun[:, :, :2], rows[:, :, :2])


def test_only_a_lively_warm_start_begins_so():
    task = morph_setup(conditioned.notes(), architecture("tiny"), conditions=("family",)).task
    plain, lively = (initial_parameters(task.config, task.timbres, 0, start(), lively=lively) for lively in (False, True))
    assert not np.allclose(plain["conv0/labels"][:, :, 3:], lively["conv0/labels"][:, :, 3:])
    assert np.array_equal(plain["conv0/labels"][:, :, :3], lively["conv0/labels"][:, :, :3])
    assert lively["conv0/timbres"].shape[2] == plain["conv0/timbres"].shape[2] + 4
