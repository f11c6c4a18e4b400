"""What the critic is shown of few notes: nothing changes at probability 0, and everything that does can be undone."""

import numpy as np
import pytest
from keras import ops

from ganspacesynth.networks import backend
from ganspacesynth.training.adversarial import augment
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.trainer import train
from tests.support import tiny_corpus

DECIBEL = np.full(1, 0.05, np.float32)


@pytest.fixture
def pictures(rng):
    return rng.uniform(-1.0, 1.0, (64, 16, 32, 2)).astype(np.float32)


def seen(pictures, draws, probability, use=augment.REAL):
    return np.asarray(augment.augment(pictures, draws, use, np.float32(probability), DECIBEL))


def test_at_probability_zero_no_bit_changes(rng, pictures):
    assert np.array_equal(seen(pictures, augment.draw(rng, 64), 0.0), pictures)


def test_the_share_of_notes_that_change_is_that_of_their_three_chances(rng):
    notes = rng.uniform(-1.0, 1.0, (4000, 16, 4, 2)).astype(np.float32)
    draws = augment.draw(rng, 4000)
    changed = (seen(notes, draws, 0.3) != notes).any(axis=(1, 2, 3))
    moves = np.round(draws["shift"][augment.REAL] * 16) != 0  # a shift of less than half a frame is none
    expected = 1.0 - 0.7 * 0.7 * np.mean(np.where(moves, 0.7, 1.0))
    assert changed.mean() == pytest.approx(expected, abs=0.03)  # four standard deviations


def test_what_happens_can_be_undone(rng, pictures):
    draws = augment.draw(rng, 64)
    there = seen(pictures, draws, 1.0)
    frames = np.round(draws["shift"][augment.REAL] * 16).astype(int)
    back = np.stack([np.roll(picture, -shift, axis=0) for picture, shift in zip(there, frames, strict=True)])
    assert set(frames) >= {-2, -1, 0, 1, 2} and np.allclose(back[..., 1], pictures[..., 1])  # frequencies stay as they are
    curve = back[..., 0] - pictures[..., 0]  # [n, frames, bins]
    assert np.allclose(curve, curve[:, :1], atol=1e-6)  # one filter for the whole note
    loudness = curve.mean(axis=(1, 2)) / DECIBEL
    assert np.allclose(loudness, draws["gain"][augment.REAL], atol=1e-4)  # filters alone are no louder


def test_generated_and_real_notes_meet_with_the_same(rng, pictures):
    draws = {name: np.repeat(value[:1], augment.USES, axis=0) for name, value in augment.draw(rng, 64).items()}
    assert np.array_equal(seen(pictures, draws, 0.7, augment.FAKE), seen(pictures, draws, 0.7, augment.REAL))
    drawn = augment.draw(rng, 20_000)
    for name, value in drawn.items():
        means, spreads = value.mean(axis=1), value.std(axis=1)
        assert np.allclose(means, means[0], atol=0.2) and np.allclose(spreads, spreads[0], rtol=0.05), name


def test_the_generator_learns_through_it(rng, pictures):
    draws, weights = augment.draw(rng, 64), rng.standard_normal(pictures.shape).astype(np.float32)

    def loss(parameters):
        return ops.sum(augment.augment(parameters["x"], draws, 0, np.float32(0.5), DECIBEL) * weights), ()

    _, gradient = backend.value_and_grad(loss)(backend.tensors({"x": pictures}))
    frames = np.round(draws["shift"][0] * (draws["chance"][0][:, 0] < 0.5) * 16).astype(int)
    expected = np.stack([np.roll(w, -shift, axis=0) for w, shift in zip(weights, frames, strict=True)])
    assert np.allclose(np.asarray(gradient["x"]), expected)


@pytest.mark.parametrize(("data_type", "factor"), [("mel", 1.0), ("linear", 2.0)])
def test_a_decibel_is_what_doubles_power_in_three(data_type, factor):
    config = tiny_corpus.config(data_type=data_type)
    decibel = augment.decibels(config, 256, np.array([0.066, 0.8], np.float32))
    assert factor * float(decibel[0]) * 10 * np.log10(2.0) == pytest.approx(0.066 * np.log(2.0), rel=1e-5)  # log power, or log magnitude
    by_bin = np.stack([np.arange(256.0), np.ones(256)], axis=1)
    assert np.allclose(augment.decibels(config, 64, by_bin) / augment.decibels(config, 256, by_bin)[2::4], [0.75] + [1.0] * 63, atol=0.4)


def test_the_probability_rises_while_the_critic_is_sure_and_falls_else():
    state = augment.first_state()
    for _ in range(100):
        state = augment.adapt(state, np.float32(1.0), 8, target=0.6, images=1000)
    assert float(state["sign"]) == pytest.approx(1.0 - (1.0 - 8 / 256) ** 100, rel=1e-4)
    late = int(np.ceil(np.log(1.0 - 0.6) / np.log(1.0 - 8 / 256)))  # steps until the mean is above the target; those before fall to 0
    assert float(state["probability"]) == pytest.approx((101 - late) * 8 / 1000, abs=1e-4)
    for _ in range(200):
        state = augment.adapt(state, np.float32(1.0), 8, target=0.6, images=1000)
    assert float(state["probability"]) == pytest.approx(augment.HIGHEST)
    for _ in range(300):
        state = augment.adapt(state, np.float32(-1.0), 8, target=0.6, images=1000)
    assert float(state["probability"]) == 0.0


def test_the_probability_is_part_of_the_state(tmp_path):
    small = {"num_resolutions": 2, "start_width": 128, "start_height": 8, "fmap_max": 2}
    options = {"augment": True, "augment_target": -1.5, "augment_images": 160, "penalty": "r1", "penalty_every": 2}
    task = tiny_corpus.gan_task(schedule=Schedule(2, 16, 16), changes=small, total_images=32, **options)
    whole = train(task, tmp_path / "a", seed=0, save_every=16)
    train(task, tmp_path / "b", seed=0, save_every=16, stop=iter([False, False, True]).__next__)
    rest = train(task, tmp_path / "b", seed=0, save_every=16)
    assert float(whole.state["augment"]["probability"]) == pytest.approx(32 / 160)  # through two stages, a bit at each step
    ours, theirs = tiny_corpus.flat(whole.state), tiny_corpus.flat(rest.state)
    assert ours.keys() == theirs.keys() and all(np.array_equal(value, theirs[name]) for name, value in ours.items())
