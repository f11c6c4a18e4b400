"""The network's laws: it never looks ahead, going on is the whole, and NumPy and Keras compute the same."""

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.networks.continuation.continuation import Continuation
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.embedding import Embedding
from ganspacesynth.networks.continuation.next_unit import densities, log_likelihoods, middle
from ganspacesynth.networks.continuation.transformer import new_weights, run
from tests.support.refused import refused

CONFIG = ContinuationConfig(features=10, embedding=8, width=16, attention_heads=2, layers=3, reach=5, mixtures=3)


def lively(config, seed=0):
    """Weights of which none is 0, as training leaves them."""
    rng = np.random.default_rng(seed)
    return {name: value + 0.2 * rng.standard_normal(value.shape).astype(np.float32) for name, value in new_weights(config, seed).items()}


@pytest.fixture(scope="module")
def weights():
    return lively(CONFIG)


@pytest.fixture
def units(rng):
    return rng.standard_normal((2, 23, 8)).astype(np.float32)


def test_the_future_changes_nothing_before(weights, units):
    """The published layer had no mask: each position could read its answer."""
    whole = run(CONFIG, weights, units).states
    for place in (0, 1, 7, 22):
        changed = units.copy()
        changed[:, place:] = 100.0 * np.random.default_rng(1).standard_normal(changed[:, place:].shape)
        states = run(CONFIG, weights, changed).states
        np.testing.assert_array_equal(states[:, :place], whole[:, :place])
        assert np.abs(states[:, place] - whole[:, place]).max() > 1e-3


@pytest.mark.parametrize("parts", [(23,), (1,) * 23, (4, 1, 9, 9), (22, 1)])
def test_going_on_gives_the_numbers_of_the_whole(weights, units, parts):
    """The published cache gave others. Longer than the reach of one layer and of all of them together."""
    whole, past, states, begin = run(CONFIG, weights, units), None, [], 0
    for count in parts:
        seen = run(CONFIG, weights, units[:, begin : begin + count], past)
        past, begin = seen.past, begin + count
        states.append(seen.states)
    np.testing.assert_allclose(np.concatenate(states, axis=1), whole.states, atol=2e-6)
    assert past.keys[0].shape[2] == CONFIG.reach - 1  # memory does not grow with what was played


def test_numpy_and_keras_compute_the_same(weights, units):
    from ganspacesynth.networks.backend import ops

    states = run(CONFIG, weights, units).states
    np.testing.assert_allclose(np.asarray(run(CONFIG, weights, units, ops=ops).states), states, atol=1e-5)
    bank = units.reshape(-1, 8)
    expected = log_likelihoods(CONFIG, weights, states[0], bank)
    np.testing.assert_allclose(np.asarray(log_likelihoods(CONFIG, weights, states[0], bank, ops=ops)), expected, atol=1e-4)


def test_a_position_looks_back_as_far_as_it_reaches_and_no_further(weights, units):
    shares = run(CONFIG, weights, units).attention[0]
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, atol=1e-5)
    back = np.arange(23)[:, None] - np.arange(23)
    assert not shares[:, :, (back < 0) | (back >= CONFIG.reach)].any()


def test_likelihoods_sum_to_one_and_the_nearest_to_a_place_is_likeliest(weights, rng):
    state, bank = rng.standard_normal((1, 16)).astype(np.float32), rng.standard_normal((40, 8)).astype(np.float32)
    told = middle(CONFIG, weights, state)
    logs = log_likelihoods(CONFIG, weights, state, np.concatenate([bank, told]))
    assert abs(np.exp(logs).sum() - 1.0) < 1e-5
    assert logs[0, -1] > logs[0, :-1].max() - 0.5


def test_densities_are_those_of_the_mixture(weights, rng):
    state, bank = rng.standard_normal((2, 16)).astype(np.float32), rng.standard_normal((7, 8)).astype(np.float32)
    told = (state @ weights["next/w"] + weights["next/b"]).reshape(2, 3, 10).astype(float)
    shares = np.exp(told[..., 8]) / np.exp(told[..., 8]).sum(axis=1, keepdims=True)
    sharp, metric = np.exp(np.clip(told[..., 9], -6, 6)), np.exp(weights["metric"].astype(float))
    apart = (np.square(told[:, :, None, :8] - bank) * metric).sum(axis=-1)
    expected = np.log((shares[..., None] * sharp[..., None] ** 4 * np.exp(-0.5 * sharp[..., None] * apart)).sum(axis=1))
    np.testing.assert_allclose(densities(CONFIG, weights, state, bank), expected, atol=1e-3)


@pytest.fixture
def model(weights):
    rng = np.random.default_rng(3)
    embedding = Embedding(np.zeros(10, np.float32), np.ones(10, np.float32), rng.standard_normal((10, 8)).astype(np.float32))
    return Continuation(CONFIG, weights, embedding)


def test_nothing_is_left_out_while_playing(model, rng):
    """The published player ran in training mode: the same context gave another answer each time."""
    units, bank = rng.standard_normal((9, 8)), rng.standard_normal((20, 8)).astype(np.float32)
    first, second = (model.begin().hear(units).log_likelihoods(bank) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_context_is_a_value(model, rng):
    units, bank = rng.standard_normal((12, 8)).astype(np.float32), rng.standard_normal((20, 8)).astype(np.float32)
    context = model.begin().hear(units[:6])
    before = context.log_likelihoods(bank)
    further = context.hear(units[6:])
    np.testing.assert_array_equal(context.log_likelihoods(bank), before)
    np.testing.assert_allclose(further.log_likelihoods(bank), model.begin().hear(units).log_likelihoods(bank), atol=1e-4)
    assert (context.heard, further.heard) == (6, 12) and further.attention[0].shape == (2, 5)
    assert context.hear(np.zeros((0, 8))) is context


def test_before_anything_is_heard_something_is_likely(model, rng):
    logs = model.begin().log_likelihoods(rng.standard_normal((20, 8)).astype(np.float32))
    assert abs(np.exp(logs).sum() - 1.0) < 1e-5


def test_the_head_units_has_a_vocabulary_and_plays_its_bank_alone(rng):
    config = ContinuationConfig(features=10, embedding=8, width=16, attention_heads=2, layers=1, reach=5, head="units", vocabulary=30, bank="abc")
    model = Continuation(config, lively(config), Embedding(np.zeros(10), np.ones(10), np.zeros((10, 8))))
    logs = model.begin().hear(rng.standard_normal((4, 8))).log_likelihoods(rng.standard_normal((30, 8)))
    assert logs.shape == (30,) and abs(np.exp(logs).sum() - 1.0) < 1e-5
    model.check_bank("abc")
    with refused("own-bank", ModelError, says="bank xyz"):
        model.check_bank("xyz")


def test_embeddings_are_standardised_and_bounded(rng):
    """The published features went in as they came: some of them a thousand times as large as others."""
    features = rng.standard_normal((200, 10)) * 10.0 ** np.arange(-5, 5)
    embedding = Embedding.fit(features, 6, kept=(8, 9), weight=2.0, reduced=slice(0, 8))
    found = embedding(features)
    assert found.shape == (200, 6) and found.std(axis=0).min() > 0.1 and found.std(axis=0).max() < 4.0
    np.testing.assert_allclose(found[:, :2].std(axis=0), 2.0, atol=0.05)
    assert np.abs(embedding(np.full((1, 10), 1e30))).max() < 100.0
    with refused("feature-count", InvalidInput, says="Received: 3"):
        embedding(np.zeros((1, 3)))
    with refused("embedding-size", InvalidInput, says="size=1"):
        Embedding.fit(features, 1, kept=(8, 9), weight=2.0, reduced=slice(0, 8))


def test_shapes_that_do_not_fit_are_refused():
    for wrong in ({"layers": 0}, {"width": 3}, {"reach": True}, {"mixtures": 2.0}):
        with refused("continuation-range", ModelError, says="is in"):
            ContinuationConfig(**wrong)
    for wrong in ({"head": "tail"}, {"head": "units"}, {"vocabulary": 5}):
        with refused("continuation-head", ModelError, says="head="):
            ContinuationConfig(**wrong)
    with refused("whole-heads", ModelError, says="width=10"):
        ContinuationConfig(width=10, attention_heads=4)
    for wrong in (None, {}, {**CONFIG.to_json(), "more": 1}):
        with refused("continuation-config", ModelError):
            ContinuationConfig.from_json(wrong)
    assert ContinuationConfig.from_json(CONFIG.to_json()) == CONFIG
