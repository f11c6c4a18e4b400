"""Losses against closed forms."""

import dataclasses

import numpy as np
import pytest
from keras import ops

from ganspacesynth.networks import backend
from ganspacesynth.networks.gansynth.discriminator import downscale, with_stddev
from ganspacesynth.networks.gansynth.network import upscale
from ganspacesynth.training import optimizer
from ganspacesynth.training.adversarial import growth, losses
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from tests.support import tiny_corpus


@pytest.mark.parametrize("target", [1.0, 2.0])
def test_the_penalty_of_a_linear_critic_is_that_of_its_slope(rng, target):
    weights = rng.standard_normal((4, 6, 2)).astype(np.float32)
    scale = np.array([0.1, 0.8], np.float32)
    real, fake = rng.standard_normal((2, 3, 4, 6, 2)).astype(np.float32)
    mix = rng.random((3, 1, 1, 1)).astype(np.float32)
    penalty = losses.gradient_penalty(lambda x: ops.sum(x * weights, axis=(1, 2, 3)), real, fake, mix, scale=scale, target=target)
    assert float(penalty) == pytest.approx((np.linalg.norm(weights * scale) / target - 1.0) ** 2, rel=1e-5)


def test_the_penalty_of_a_quadratic_critic_looks_between_real_and_fake(rng):
    real, fake = rng.standard_normal((2, 3, 2, 4, 2)).astype(np.float32)
    mix = rng.random((3, 1, 1, 1)).astype(np.float32)
    penalty = losses.gradient_penalty(lambda x: 0.5 * ops.sum(ops.square(x), axis=(1, 2, 3)), real, fake, mix, scale=np.float32(1.0), target=1.0)
    between = real + mix * (fake - real)
    assert float(penalty) == pytest.approx(np.mean((np.sqrt((between**2).sum((1, 2, 3))) - 1.0) ** 2), rel=1e-5)


def test_slopes_of_a_quadratic_critic_at_real_pictures(rng):
    real, scale = rng.standard_normal((3, 2, 4, 2)).astype(np.float32), np.array([0.1, 0.8], np.float32)
    penalty = losses.slope_penalty(lambda x: 0.5 * ops.sum(ops.square(x), axis=(1, 2, 3)), real, scale=scale)
    assert float(penalty) == pytest.approx(0.5 * np.mean(((real * scale) ** 2).sum((1, 2, 3))), rel=1e-5)


@pytest.mark.parametrize("penalty", ["gradient", "r1"])
def test_both_losses_of_a_critic_that_says_the_same_of_everything(penalty):
    """Scores of 0.5 and even logits: everything follows by hand; so do the penalties, of a slope of 0."""
    task = tiny_corpus.gan_task(penalty=penalty, penalty_every=4, generator_pitch_weight=3.0, critic_pitch_weight=2.0, drift_weight=0.1)
    state = task.initial_state()
    critic = {name: np.zeros_like(value) for name, value in state["critic"].items()} | {"score/bias": np.full(1, 0.5, np.float32)}
    batch = task.draw(np.random.default_rng(0), 0)
    generator_total, _ = task.generator_loss(state["generator"], critic, batch)
    total, seen = task.critic_loss(critic, state["generator"], batch)
    real_first, fake_first = np.log1p(np.exp(-0.5)), np.log1p(np.exp(0.5))  # -log of the share that real, and fake, are given
    assert float(generator_total) == pytest.approx(3.0 * np.log(3) + (-0.5 if penalty == "gradient" else real_first), rel=1e-5)
    adversarial = 4 * 10.0 * 1.0 if penalty == "gradient" else real_first + fake_first  # the penalty asks for a slope of 1, R1 for 0
    assert float(total) == pytest.approx(2.0 * np.log(3) + 0.1 * 0.25 + adversarial, rel=1e-4)
    assert float(seen["distance"]) == 0.0 and float(seen["sign"]) == (0.0 if penalty == "gradient" else 1.0)


def test_the_weight_of_r1_follows_pixels_and_batch():
    config = tiny_corpus.config()
    for batch in (4, 8):
        assert tiny_corpus.gan_task(penalty="r1", batch_size=batch).penalty_weight == pytest.approx(0.0002 * config.frames * config.bins / batch)
    assert tiny_corpus.gan_task(penalty="r1", penalty_weight=7.0).penalty_weight == 7.0
    assert tiny_corpus.gan_task().penalty_weight == 10.0


def test_a_flat_critic_has_a_finite_penalty_and_derivative():
    pictures = np.zeros((2, 2, 4, 2), np.float32)

    def loss(parameters):
        score = lambda x: parameters["w"] * ops.sum(ops.square(x), axis=(1, 2, 3))  # noqa: E731
        return losses.gradient_penalty(score, pictures, pictures, np.zeros((2, 1, 1, 1), np.float32), scale=np.float32(1.0), target=1.0), ()

    (value, _), gradient = backend.value_and_grad(loss)(backend.tensors({"w": np.float32(1.0)}))
    assert float(value) == pytest.approx(1.0, abs=1e-4) and np.isfinite(float(gradient["w"]))


def test_slopes_of_small_pictures_stand_for_those_of_published_ones(rng):
    """A critic that sees the picture upscaled to the final resolution and not normalized: the published way."""
    config, gain = tiny_corpus.config(), np.array([0.07, 0.8], np.float32)
    weights = rng.standard_normal((4, 64, 2)).astype(np.float32)
    small = rng.standard_normal((2, 4, 64, 2)).astype(np.float32)
    mix = np.zeros((2, 1, 1, 1), np.float32)

    def score(x):
        return ops.sum(ops.tanh(x) * weights, axis=(1, 2, 3))

    ours = losses.gradient_penalty(score, small, small, mix, scale=losses.picture_scale(config, 2, gain), target=1.0)
    published = np.asarray(upscale(small / gain, (4, 4)))
    theirs = losses.gradient_penalty(lambda x: score(downscale(x * gain, (4, 4))), published, published, mix, scale=np.float32(1.0), target=1.0)
    assert float(ours) == pytest.approx(float(theirs), rel=1e-5)


def test_cross_entropy_of_known_shares():
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]], np.float32))
    labels = np.eye(3, dtype=np.float32)[[0, 2]]
    assert float(losses.cross_entropy(logits, labels)) == pytest.approx(-np.mean(np.log([0.5, 0.7])), rel=1e-5)


def test_a_downscaled_picture_upscaled_is_itself_when_it_was_coarse(rng):
    coarse = rng.standard_normal((2, 2, 3, 2)).astype(np.float32)
    for scales in ((2, 2), (3, 1), (1, 1)):
        assert np.allclose(downscale(upscale(coarse, scales), scales), coarse, atol=1e-6)
    fine = rng.standard_normal((2, 4, 6, 2)).astype(np.float32)
    assert np.allclose(downscale(fine, (2, 3)), fine.reshape(2, 2, 2, 2, 3, 2).mean((2, 4)), atol=1e-6)


def test_blended_pictures_go_from_coarse_to_fine(rng):
    fine = rng.standard_normal((2, 4, 8, 2)).astype(np.float32)
    coarse = np.asarray(upscale(downscale(fine, (2, 2)), (2, 2)))
    for progress, share in ((1.0, 0.0), (1.25, 0.25), (2.0, 1.0)):
        blended = losses.blend_pictures(fine, (2, 2), losses.block_shares(3, np.float32(progress)))
        assert np.allclose(blended, share * fine + (1 - share) * coarse, atol=1e-6)
    assert losses.blend_pictures(fine, (2, 2), losses.block_shares(1, np.float32(0.0))) is fine


def test_the_spread_channel_of_equal_pictures_is_nearly_zero(rng):
    one = rng.standard_normal((1, 2, 3, 4)).astype(np.float32)
    assert np.allclose(np.asarray(with_stddev(np.repeat(one, 4, axis=0)))[..., 4], 1e-3, atol=1e-5)
    two = np.concatenate([one, one + 2.0])
    assert np.allclose(np.asarray(with_stddev(two))[..., 4], 1.0, atol=1e-4)


def test_adam_by_hand():
    p, g = np.array([1.0, -2.0]), (np.array([0.5, 3.0]), np.array([-1.0, 2.0]))
    parameters, slots = {"w": p.astype(np.float32)}, {"m": {"w": np.zeros(2, np.float32)}, "v": {"w": np.zeros(2, np.float32)}}
    m = v = np.zeros(2)
    for step, gradient in enumerate(g, start=1):
        parameters, slots = optimizer.adam(parameters, {"w": gradient.astype(np.float32)}, slots, np.float32(step), rate=0.1, beta1=0.5, beta2=0.9)
        m, v = 0.5 * m + 0.5 * gradient, 0.9 * v + 0.1 * gradient**2
        p = p - 0.1 * (m / (1 - 0.5**step)) / (np.sqrt(v / (1 - 0.9**step)) + 1e-12)
        assert np.allclose(parameters["w"], p, rtol=1e-5)


def test_adam_without_momentum_moves_by_the_rate_at_first():
    slots = growth.zero_slots({"w": np.zeros(3, np.float32)})
    gradient = {"w": np.array([1e-3, -4.0, 0.0], np.float32)}
    moved, _ = optimizer.adam({"w": np.zeros(3, np.float32)}, gradient, slots, 1, rate=0.1, beta1=0.0, beta2=0.99)
    assert np.allclose(moved["w"], [-0.1, 0.1, 0.0], rtol=1e-3)


def test_rates_of_larger_batches():
    published = optimizer.Rates(8e-4, 0.5, 0.99, 0.999)
    assert published.scaled(1.0) == published
    four = published.scaled(4.0)
    assert four.learning_rate == pytest.approx(2 * 8e-4)  # the square root
    for name in ("beta1", "beta2", "average_decay"):  # what is left of a step after 32 images
        assert getattr(four, name) ** 1 == pytest.approx(getattr(published, name) ** 4)
    assert dataclasses.astuple(published.scaled(2.0).scaled(2.0)) == pytest.approx(dataclasses.astuple(four))
    assert GanSettings(batch_size=32, beta1=0.0, scale_rates=True).rates == optimizer.Rates(8e-4, 0.0, 0.99, 0.999).scaled(4.0)
    assert GanSettings(batch_size=32).rates == optimizer.Rates(8e-4, 0.0, 0.99, 0.999)


def test_the_moving_average_of_a_constant_draws_near_it():
    average = {"w": np.float32(0.0)}
    for _ in range(10):
        average = optimizer.moving_average(average, {"w": np.float32(1.0)}, 0.9)
    assert float(average["w"]) == pytest.approx(1.0 - 0.9**10, rel=1e-5)


def test_zero_slots_have_the_shape_of_the_weights(rng):
    slots = growth.zero_slots({"w": rng.random((2, 3))})
    assert set(slots) == {"m", "v"} and slots["m"]["w"].shape == (2, 3) and not slots["v"]["w"].any()
