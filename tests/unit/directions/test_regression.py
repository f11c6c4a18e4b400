"""Directions in z: an edit of 1 moves the activation by one standard deviation."""

import logging

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.search.regression import LONGEST, Regression, latent_directions, skewness
from tests.support.refused import refused
from tests.support.tiny_directions import LinearModel, make_directions

SETTINGS = SearchSettings(n_components=6, n_samples=5000)


@pytest.fixture(scope="module")
def linear():
    model = LinearModel()
    return model, *latent_directions(model, find_directions(model, settings=SETTINGS), SETTINGS, n_samples=10_000)


def movement(model, directions, amount=1.0, n=2000):
    """How far an edit along each direction in z moves the activation along each component, in standard deviations [K, K]."""
    z = model.sample_z(n, seed=99)

    def coordinates(some):
        rows = model.activations(some, directions.pitch, ["conv0"])["conv0"].reshape(n, -1)
        return (rows - directions.mean) @ directions.components.T / directions.stdev

    here = coordinates(z)
    k = directions.n_components
    return np.stack([(coordinates(z + amount * directions.latent[i]) - here).mean(axis=0) for i in range(k)])


def test_in_a_linear_model_edits_move_exactly_along_the_components(linear):
    model, directions, quality = linear
    assert_allclose(movement(model, directions), np.eye(6), atol=0.03)
    assert quality.r2 == pytest.approx(1.0, abs=1e-4)
    assert_allclose(quality.followed, 1.0, atol=1e-4)
    assert quality.shortened == 0
    assert quality.skew < 1e-5


def test_in_a_linear_model_steps_are_of_unit_length(linear):
    assert_allclose(np.linalg.norm(linear[1].latent, axis=1), 1.0, atol=0.03)


def test_edits_in_z_do_what_edits_of_the_layer_do(linear):
    model, directions, _ = linear
    edits = np.array([[1.5, -0.5, 0.25]])
    z = model.sample_z(1, seed=3)
    moved = model.activations(z + directions.latent_offset(edits), 41, ["conv0"])["conv0"]
    assert_allclose(moved, model.activations(z, 41, ["conv0"])["conv0"] + directions.offset(edits), atol=0.5)


def test_in_a_bent_model_an_edit_still_moves_about_one_standard_deviation():
    model = LinearModel(bend=2.0)
    directions, quality = latent_directions(model, find_directions(model, settings=SETTINGS), SETTINGS, n_samples=10_000)
    assert_allclose(np.diag(movement(model, directions))[:3], 1.0, atol=0.1)
    assert quality.r2 < 0.999


def test_in_a_network_an_edit_moves_about_one_standard_deviation(tiny):
    settings = SearchSettings(n_components=5, n_samples=2000, all_pitches=False)
    directions, quality = latent_directions(tiny, find_directions(tiny, settings=settings), settings, n_samples=4000)
    assert_allclose(np.diag(movement(tiny, directions, n=256)), 1.0, atol=0.15)
    assert (quality.followed > 0.9).all()


def test_other_fields_are_kept(linear):
    model, directions, _ = linear
    plain = find_directions(model, settings=SETTINGS)
    assert_array_equal(directions.components, plain.components)
    assert directions.latent.dtype == np.float32


def test_batches_sum_to_the_whole(rng):
    z, c = rng.standard_normal((300, 4)), rng.standard_normal((300, 2))
    whole, parts = Regression(2, 4), Regression(2, 4)
    whole.update(c, z)
    for i in range(0, 300, 70):
        parts.update(c[i : i + 70], z[i : i + 70])
    for a, b in zip(whole.solve(), parts.solve(), strict=True):
        assert_allclose(a, b, rtol=1e-9)


def test_least_squares_is_numpys(rng):
    c = rng.standard_normal((500, 2))
    z = c @ rng.standard_normal((2, 4)) + 0.5 * rng.standard_normal((500, 4)) + 3.0
    regression = Regression(2, 4)
    regression.update(c, z)
    latent, r2, _ = regression.solve()
    fit = np.linalg.lstsq(np.column_stack([np.ones(500), c]), z, rcond=None)
    assert_allclose(latent / np.linalg.norm(latent, axis=1)[:, None], fit[0][1:] / np.linalg.norm(fit[0][1:], axis=1)[:, None], atol=1e-9)
    assert r2 == pytest.approx(1.0 - fit[1].sum() / np.sum((z - z.mean(axis=0)) ** 2))


def test_directions_that_z_does_not_move_are_kept_short_and_told(caplog, rng):
    """Components of noise: a step of one standard deviation would leave the space of z."""
    model = LinearModel()
    lying = find_directions(model, settings=SETTINGS)
    even = LinearModel()
    even.activations = lambda z, p, layers: model.activations(np.abs(z) ** 2 / 2, p, layers)  # symmetric in z: no linear part
    with caplog.at_level(logging.WARNING):
        directions, quality = latent_directions(even, lying, SETTINGS, n_samples=10_000)
    assert quality.shortened > 0
    assert np.linalg.norm(directions.latent, axis=1).max() <= LONGEST * 1.05
    assert "follow z weakly" in caplog.text


def test_skewed_directions_are_told_and_still_solved(caplog):
    model = LinearModel()
    plain = find_directions(model, settings=SETTINGS)
    skewed = plain.components.copy()
    skewed[1] = (skewed[1] + skewed[0]) / np.sqrt(2)
    directions = make_directions(k=6, components=skewed, mean=plain.mean, stdev=plain.stdev, pitch=40, latent=None, names=())
    with caplog.at_level(logging.WARNING):
        found, quality = latent_directions(model, directions, SETTINGS, n_samples=10_000)
    assert quality.skew == pytest.approx(np.sqrt(0.5), abs=1e-3)
    assert "not orthonormal (off by up to 0.71)" in caplog.text
    z = model.sample_z(1, seed=1)
    moved = model.activations(z + found.latent[1], 40, ["conv0"])["conv0"] - model.activations(z, 40, ["conv0"])["conv0"]
    cosine = moved.ravel() @ skewed[1] / np.linalg.norm(moved)
    assert cosine > 0.98


def test_skewness_of_orthonormal_rows_is_nothing():
    assert skewness(make_directions().components) < 1e-6


def test_directions_without_variance_do_not_move():
    model = LinearModel()
    plain = find_directions(model, settings=SETTINGS)
    still = make_directions(k=6, components=plain.components, mean=plain.mean, stdev=[*plain.stdev[:5], 0.0], pitch=40, latent=None, names=())
    assert_array_equal(latent_directions(model, still, SETTINGS, n_samples=1000)[0].latent[5], 0.0)


def test_refusals():
    model = LinearModel()
    directions = find_directions(model, settings=SETTINGS)
    with refused("enough-sounds", InvalidInput, says=r"more sounds than its 7 unknowns. Received: n_samples=7"):
        latent_directions(model, directions, SETTINGS, n_samples=7)
    with refused("own-model", DirectionsError):
        latent_directions(model, make_directions(model_id="other"), SETTINGS)
    deaf = LinearModel()
    deaf.activations = lambda z, p, layers: model.activations(0 * z, p, layers)
    with refused("activations-follow-z", DirectionsError, says="need activations that follow z"):
        latent_directions(deaf, directions, SETTINGS, n_samples=1000)
