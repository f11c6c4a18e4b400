"""The adversarial task: critic, growth, draws, one step."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.discriminator import discriminate, discriminator_shapes
from ganspacesynth.training.adversarial import growth, losses
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.trainer import train
from tests.support import tiny_corpus
from tests.support.refused import refused

ONE_STEP = """
import sys
import numpy as np
from ganspacesynth.networks import backend
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.architectures import architecture
from ganspacesynth.training.setup import gan_setup, morph_setup
from tests.support import conditioned
from tests.support import tiny_corpus

def shape(blocks):
    return {"num_resolutions": blocks, "start_height": 16 >> blocks - 1, "start_width": 256 >> blocks - 1}

lazy = GanSettings(batch_size=6, total_images=32, penalty="r1", augment=True, scale_rates=True)
kinds = ("source", "family", "qualities", "velocity")
tasks = {
    "published": tiny_corpus.gan_task(schedule=tiny_corpus.Schedule(2, progressive=False), changes=shape(2)),
    "r1": gan_setup(conditioned.notes(), architecture("tiny", **shape(1)), lazy, conditions=kinds, progressive=False).task,
    "morph": morph_setup(tiny_corpus.corpus(), architecture("tiny", **shape(2)), total_images=32).task,
}
found = {}
for name, task in tasks.items():
    state = task.initial_state()
    if "augment" in state:
        state["augment"]["probability"] = np.float32(0.5)
    batch = task.draw(np.random.default_rng(0), 0)
    state, losses = backend.compiled(task.step)(backend.tensors(state), backend.tensors(batch), np.float32(0))
    found.update({f"{name}.loss.{k}": np.asarray(v) for k, v in losses.items()})
    found.update({f"{name}.{k}": v for k, v in tiny_corpus.flat(backend.arrays(state)).items()})
np.savez(sys.argv[1], **found)
"""


def test_the_published_critic_has_the_published_shapes():
    from ganspacesynth.networks.gansynth.model_config import ModelConfig

    shapes = discriminator_shapes(ModelConfig(), 256)
    assert shapes["from_rgb_7/kernel"] == (1, 1, 2, 32)
    assert shapes["conv0_7/kernel"] == (3, 3, 32, 32) and shapes["conv1_7/kernel"] == (3, 3, 32, 64)
    assert shapes["conv0_1/kernel"] == (3, 3, 257, 256) and shapes["conv1_1/kernel"] == (2, 16, 256, 256)
    assert shapes["score/kernel"] == (256, 1) and shapes["classes/kernel"] == (256, 61)
    assert len(shapes) == 2 * (7 + 14 + 2)


@pytest.mark.parametrize("changes", [{}, {"simple_arch": True}, {"scale_mode": "H", "num_resolutions": 3, "start_width": 256, "start_height": 4}])
def test_growing_changes_neither_picture_nor_score(rng, changes):
    config = tiny_corpus.config(**changes)
    z = rng.standard_normal((3, config.latent_size)).astype(np.float32)
    labels = np.eye(3, dtype=np.float32)
    before, after = (growth.stage_config(config, n) for n in (2, 3))
    generator = growth.new_generator(config, 2, 0)
    bigger = growth.grown({k: v + 1.0 for k, v in generator.items()}, growth.new_generator(config, 3, 0))
    small = _generate(before, {k: v + 1.0 for k, v in generator.items()}, z, labels, 1.0)
    large = _generate(after, bigger, z, labels, 1.0)
    assert large.shape == (3, *config.resolution(3), 2)
    assert np.allclose(large, np.asarray(network.upscale(small, config.scales)), atol=1e-5)
    critic = growth.new_critic(config, 2, 8, 0)
    larger = growth.grown(critic, growth.new_critic(config, 3, 8, 1))
    for old, new in zip(discriminate(before, critic, small, 1.0), discriminate(after, larger, large, np.float32(1.0)), strict=True):
        assert np.allclose(old, new, atol=1e-4)
    assert discriminate(after, larger, large, 1.5)[1].shape == (3, 3)


def _generate(config, weights, z, labels, progress):
    x = network.generator_input(config, z, labels)
    shares = losses.block_shares(config.num_blocks, np.float32(progress))
    return np.asarray(network.generate(config, network.prepare(config, weights), x, alphas=shares)[0])


def test_the_model_in_transition_plays_what_the_trainer_sees():
    task = tiny_corpus.gan_task()
    state = task.enter(task.initial_state(), 3)
    images = 16 + 8 + 4  # half of the second transition
    config, weights = task.model(state, images)
    assert config.num_blocks == 3 and config.progress == 1.5 and config.num_resolutions == 4
    batch = task.draw(np.random.default_rng(0), images)
    small = np.asarray(task.fake(state["average"], batch, 0))
    x = network.generator_input(config, batch["z"][0], batch["fake_labels"][0])
    played = np.asarray(network.generate(config, network.prepare(config, weights), x)[0])
    assert np.allclose(played, np.asarray(network.upscale(small, (2, 2))), atol=1e-5)


def test_a_block_begins_the_same_whenever_it_is_built():
    config = tiny_corpus.config()
    at_once, in_steps = growth.new_generator(config, 4, 5), growth.new_generator(config, 1, 5)
    for blocks in (2, 3, 4):
        in_steps = growth.grown(in_steps, growth.new_generator(config, blocks, 5))
    assert all(np.array_equal(at_once[name], in_steps[name]) for name in at_once)
    assert growth.built_blocks(at_once) == 4
    assert not np.array_equal(at_once["conv1/kernel"], growth.new_generator(config, 4, 6)["conv1/kernel"])


def test_entering_a_stage_carries_weights_and_begins_adam_anew():
    task = tiny_corpus.gan_task()
    state = task.initial_state()
    state["average"]["conv1/kernel"] = state["average"]["conv1/kernel"] + 1.0
    state["slots"]["critic"]["v"]["score/kernel"] = np.ones((8, 1), np.float32)
    after = task.enter(state, 1)
    assert np.array_equal(after["average"]["conv1/kernel"], state["average"]["conv1/kernel"])
    assert np.array_equal(after["generator"]["conv1/kernel"], state["generator"]["conv1/kernel"])
    assert "conv0_2/kernel" in after["average"] and "conv0_2/kernel" in after["critic"]
    assert not any(value.any() for value in tiny_corpus.flat(after["slots"]).values())


def test_draws_follow_the_pitches_of_the_data():
    notes = tiny_corpus.corpus()
    rows = np.array([0, 0, 0, 1, 2, 0, 0, 0])  # pitch 57 is 6 of 8
    notes = tiny_corpus.Corpus("x", notes.waves[rows], notes.pitches[rows], tuple("abcdefgh"), notes.sample_rate)
    task = tiny_corpus.gan_task(notes, batch_size=1000)
    batch = task.draw(np.random.default_rng(0), 0)
    for key, shares in (("real_labels", batch["real_labels"].mean(0)), ("fake_labels", batch["fake_labels"].mean((0, 1)))):
        assert np.allclose(shares, [6 / 8, 1 / 8, 1 / 8], atol=0.05), key
    assert not np.array_equal(batch["z"][0], batch["z"][1])
    assert batch["real"].shape == (1000, 2, 32, 2) and batch["mix"].min() >= 0.0 and batch["mix"].max() <= 1.0


def test_steps_are_counted_from_the_start_of_the_stage():
    task = tiny_corpus.gan_task(schedule=Schedule(4, 8, 8), critic_first=8)
    drawn = [task.draw(np.random.default_rng(0), images) for images in (0, 4, 8, 12, 16)]
    assert [float(batch["step"]) for batch in drawn] == [1, 2, 1, 2, 1]
    assert [float(batch["generator_learns"]) for batch in drawn] == [0, 0, 1, 1, 1]
    assert [float(batch["progress"]) for batch in drawn] == [0, 0, 0, 0.5, 1]


def test_a_lazy_penalty_is_paid_at_every_kth_step():
    task = tiny_corpus.gan_task(penalty="r1", penalty_every=3)
    paid = ["mix" in task.draw(np.random.default_rng(0), 4 * step) for step in range(7)]
    assert paid == [True, False, False] * 2 + [True]
    whole = tiny_corpus.gan_task().draw(np.random.default_rng(1), 0)
    for name, value in task.draw(np.random.default_rng(1), 4).items():  # nothing else is drawn differently
        assert np.array_equal(value, whole[name]) or name in ("step", "progress"), name


def test_while_the_critic_learns_first_the_generator_stays(tmp_path):
    task = tiny_corpus.gan_task(total_images=8, critic_first=8)
    before = task.initial_state()
    after = train(task, tmp_path, seed=0, save_every=8).state
    assert all(np.array_equal(before["generator"][name], value) for name, value in after["generator"].items())
    assert not np.array_equal(before["critic"]["score/kernel"], after["critic"]["score/kernel"])


@pytest.mark.parametrize("changes", [{"simple_arch": True}, {"to_rgb_activation": "linear"}])
def test_other_architectures_train(tmp_path, changes):
    task = tiny_corpus.gan_task(schedule=Schedule(4, progressive=False), changes=changes, total_images=4, dtype="bfloat16")
    at = train(task, tmp_path, seed=0, save_every=4)
    assert at.images == 4 and np.isfinite(at.losses["critic"])


def test_the_critic_learns_to_tell_pitches(tmp_path):
    task = tiny_corpus.gan_task(schedule=Schedule(4, 10_000, 1), total_images=800, learning_rate=3e-3)
    seen = []
    train(task, tmp_path, seed=0, save_every=40, on_save=lambda at: seen.append(at.losses["real_pitch"]))
    assert np.mean(seen[-4:]) < 0.5 * np.log(3)


def test_a_start_is_taken_as_it_is():
    config = tiny_corpus.config()
    weights = growth.new_generator(config, 4, 9)
    task = tiny_corpus.gan_task(schedule=Schedule(4, progressive=False))
    task = type(task)(**{**vars(task), "start": weights})
    state = task.initial_state()
    assert all(np.array_equal(weights[name], state[which][name]) for name in weights for which in ("generator", "average"))


def test_training_needs_notes():
    task = tiny_corpus.gan_task()
    with refused("notes-at-pitches", TrainingError, says="Training needs notes"):
        type(task)(**{**vars(task), "labels": np.zeros(0, np.int64)})


def test_settings_are_checked():
    with refused("batch-size", InvalidInput, says="compares the pictures of a batch"):
        GanSettings(batch_size=1)
    with refused("known-penalty", InvalidInput, says="A penalty is one of gradient, r1"):
        GanSettings(penalty="r2")
    for name in ("penalty_every", "augment_images"):
        with refused("setting-range", InvalidInput, says=f"{name} must be 1 or more"):
            GanSettings(**{name: 0})
    with refused("penalty-target", InvalidInput, says="penalty_target must be above 0"):
        GanSettings(penalty_target=0.0)


@pytest.mark.skipif(find_spec("jax") is None, reason="jax is not installed: the same step on JAX is not checked")
def test_one_step_is_the_same_on_tensorflow_and_jax(tmp_path):
    results = []
    for name in ("tensorflow", "jax"):
        file, root = tmp_path / f"{name}.npz", str(Path(__file__).parents[3])
        environment = {
            **os.environ,
            "KERAS_BACKEND": name,
            "XLA_FLAGS": "--xla_backend_optimization_level=0",
            "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]),
        }
        subprocess.run([sys.executable, "-c", ONE_STEP, str(file)], env=environment, check=True, capture_output=True, timeout=300)
        with np.load(file) as arrays:
            results.append(dict(arrays))
    assert results[0].keys() == results[1].keys()
    assert {name.split(".")[0] for name in results[0]} == {"published", "r1", "morph"} and "r1.loss.fake_family" in results[0]
    for name, value in results[0].items():
        other = results[1][name]
        if ".slots." in name:  # Adam's first moment without momentum is the gradient itself, the second its square
            assert np.allclose(value, other, rtol=1e-3, atol=1e-4 * np.abs(value).max() + 1e-12), name
        else:
            # Adam's first step is the sign of the gradient: where that is rounding only, the two may go opposite ways by the rate.
            assert (np.abs(value - other) < 1e-4 * np.maximum(1.0, np.abs(value))).mean() > 0.98, name
