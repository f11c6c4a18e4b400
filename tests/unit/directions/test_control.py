"""A control's values have the mean and the covariance that are said to be known, and with it nothing gets a bias."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.directions.decomposition.control import LeakyControl, LinearControl
from ganspacesynth.directions.decomposition.moments import Moments
from ganspacesynth.directions.decomposition.sketch import Sketch, SketchPlan

LATENT, PIXELS, CHANNELS = 5, 3, 4
SIZE = PIXELS * CHANNELS


def leaky(norm=True, gain=None, slope=0.2):
    rng = np.random.default_rng(0)
    weights = (0.6 * rng.standard_normal((LATENT, SIZE))).astype(np.float32)
    weights[:, 1] = 1.5 * weights[:, 0]  # as alike as can be
    return LeakyControl(weights, 0.5 * rng.standard_normal(SIZE), CHANNELS, slope, np.linspace(0.5, 2.0, SIZE) if gain is None else gain, norm)


def linear():
    rng = np.random.default_rng(1)
    root = rng.standard_normal((LATENT, LATENT))
    return LinearControl(rng.standard_normal((LATENT, SIZE)).astype(np.float32), np.arange(LATENT) / 3.0, root @ root.T)


def draw(count, control=None, seed=3):
    z = np.random.default_rng(seed).standard_normal((count, LATENT))
    if isinstance(control, LinearControl):
        z = z @ np.linalg.cholesky(control.z_covariance).T + control.z_mean
    return z.astype(np.float32)


@pytest.mark.parametrize("control", [leaky(), leaky(norm=False), leaky(slope=0.0, norm=False), linear()], ids=["normed", "leaky", "relu", "linear"])
def test_mean_and_covariance_are_those_of_its_values(control):
    rows = control.values(draw(400_000, control)).astype(np.float64)
    known = control.covariance(threads=2)
    noise = np.sqrt(np.outer(np.diag(known), np.diag(known)) / len(rows))
    assert np.abs(rows.mean(axis=0) / np.sqrt(np.diag(known) / len(rows))).max() < 4.5
    assert np.abs((np.cov(rows.T) - known) / noise).max() < 10.0, "heavier tails than a Gaussian's"
    assert_allclose(known, known.T, atol=1e-5 * known.max())
    assert np.linalg.eigvalsh(known.astype(np.float64)).min() > -1e-4 * known.max()


def test_what_a_norm_divides_by_is_nearly_that(rng):
    """The exponential of a quadratic form is near the pixel norm itself where many channels share it."""
    weights = (rng.standard_normal((40, 2 * 64)) / 6.0).astype(np.float32)
    bias = 0.3 * rng.standard_normal(2 * 64)
    control = LeakyControl(weights, bias, 64, 0.2, np.ones(2 * 64))
    z = rng.standard_normal((2000, 40)).astype(np.float32)
    x = (z @ weights + bias).reshape(2000, 2, 64)
    y = np.maximum(x, 0.2 * x)
    rows = (y / np.sqrt(np.mean(y**2, axis=2, keepdims=True))).reshape(2000, -1)
    left = (rows - control.values(z)).var(axis=0).sum()
    assert left < 0.01 * rows.var(axis=0).sum()
    assert_allclose(control.expected, rows.mean(axis=0), atol=0.1)


def test_it_travels_and_is_scaled():
    control = leaky()
    z = draw(7)
    again = pickle.loads(pickle.dumps(control))
    assert_array_equal(again.values(z), control.values(z))
    assert_array_equal(again.covariance(), control.covariance())
    twice = control.scaled(np.full(SIZE, 2.0))
    assert_allclose(twice.values(z), 2.0 * control.values(z), rtol=1e-5)
    assert_allclose(twice.covariance(), 4.0 * control.covariance(), rtol=1e-5)
    assert_allclose(twice.expected, 2.0 * control.expected)


GAINS = {"nought": np.zeros(SIZE), "fitted": None, "wrong": np.resize([3.0, -1.0], SIZE)}


@pytest.mark.parametrize("how", ["exact", "sketch"])
@pytest.mark.parametrize("gain", GAINS)
def test_no_gain_makes_a_bias(how, gain):
    """Many runs of few sounds, on average, come to what very many sounds say; the better the gain, the less they stray."""
    control = leaky(gain=GAINS[gain] if gain != "fitted" else np.ones(SIZE))
    known, basis = control.covariance().astype(np.float64), np.linalg.qr(np.random.default_rng(5).standard_normal((SIZE, 8)))[0].T
    plan = SketchPlan(np.zeros(SIZE, np.float32), basis, known=True)

    def layer(z):
        x = (z @ control.weights + control.bias).reshape(-1, PIXELS, CHANNELS)
        y = np.maximum(x, 0.2 * x)
        return (y / np.sqrt(np.mean(y**2, axis=2, keepdims=True) + 1e-8)).reshape(len(z), -1)

    many = layer(draw(1_000_000, seed=9))
    actions, means, totals = [], [], []
    for seed in range(400):
        z = draw(60, seed=100 + seed)
        if how == "exact":
            sums = Moments(np.zeros(SIZE))
            sums.update(layer(z), control.values(z))
            action = sums.action(basis) + basis @ known
        else:
            sums = Sketch(plan, LATENT)
            sums.update(z, layer(z), twins=control.values(z))
            action = sums.action() + basis @ known
        actions.append(action)
        means.append(sums.mean)
        totals.append(sums.total_variance + np.trace(known))
    for found, truth in ((actions, basis @ np.cov(many.T)), (means, many.mean(axis=0)), (totals, many.var(axis=0).sum())):
        error = np.std(found, axis=0) / np.sqrt(len(found))
        assert np.abs((np.mean(found, axis=0) - truth) / (error + 2e-3)).max() < 4.5
    if gain == "fitted":
        assert np.std(totals) < 0.5 * np.sqrt(2.0 / 60.0) * many.var(axis=0).sum() / 2.0


def test_moments_with_a_known_covariance_are_those_of_all():
    control = leaky()
    known = control.covariance()
    z = draw(500)
    rows = control.values(z) + 3.0
    sums = Moments(np.full(SIZE, 3.0))
    for part in np.array_split(np.arange(500), 3):
        sums.update(rows[part], control.values(z[part]))
    sums.add_known(known)
    values, vectors = sums.top(4)
    truth = np.linalg.eigh(known.astype(np.float64))
    assert_allclose(values, truth[0][::-1][:4], rtol=1e-5)
    assert_allclose(np.abs(np.sum(vectors * truth[1].T[::-1][:4], axis=1)), 1.0, atol=1e-5)
    assert_allclose(sums.mean, 3.0, atol=1e-5)
    assert sums.total_variance == pytest.approx(np.trace(known), rel=1e-5)
