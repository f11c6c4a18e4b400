"""Leaky ReLUs of Gaussians in closed form, against quadratures."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth.directions.decomposition.hermite import MOST_TERMS, LeakyGaussian, shared, terms_for

MEANS, SIGMAS = np.array([-2.0, -0.4, 0.0, 0.7, 5.0]), np.array([0.5, 1.0, 2.0, 0.3, 1.0])


def leaky(x, slope):
    return np.where(x > 0.0, x, slope * x)


def fine(function):
    """Mean of a function of u ~ N(0, 1) by a sum over a fine grid."""
    u = np.linspace(-9.0, 9.0, 400_001)
    weights = np.exp(-0.5 * u**2)
    return np.array([np.sum(function(u, m, s) * weights) / weights.sum() for m, s in zip(MEANS, SIGMAS, strict=True)])


@pytest.mark.parametrize("slope", [0.2, 0.0, 1.0])
def test_moments_and_coefficients_are_the_integrals(slope):
    values = LeakyGaussian(MEANS, SIGMAS, slope)
    assert_allclose(values.expected, fine(lambda u, m, s: leaky(m + s * u, slope)), atol=1e-7)
    assert_allclose(values.square, fine(lambda u, m, s: leaky(m + s * u, slope) ** 2), atol=1e-7)
    polynomials = [
        lambda u: u,
        lambda u: (u**2 - 1) / np.sqrt(2),
        lambda u: (u**3 - 3 * u) / np.sqrt(6),
        lambda u: (u**4 - 6 * u**2 + 3) / np.sqrt(24),
    ]
    for found, polynomial in zip(values.coefficients(4), polynomials, strict=True):
        assert_allclose(found, fine(lambda u, m, s, polynomial=polynomial: leaky(m + s * u, slope) * polynomial(u)), atol=1e-6)
    straight, curved = values.square_coefficients
    assert_allclose(straight, fine(lambda u, m, s: leaky(m + s * u, slope) ** 2 * u), atol=1e-6)
    assert_allclose(curved, fine(lambda u, m, s: leaky(m + s * u, slope) ** 2 * (u**2 - 1)) / 2.0, atol=1e-6)


def test_all_orders_together_are_the_variance():
    values = LeakyGaussian(MEANS, SIGMAS, 0.2)
    whole = np.diag(shared(values.coefficients(4000), values.coefficients(4000), np.ones((5, 5))))
    assert_allclose(whole, values.square - values.expected**2, rtol=1e-4)


def test_values_that_never_vary_are_known_too():
    values = LeakyGaussian(np.array([3.0, -1.0, 0.0]), np.zeros(3), 0.2)
    assert_allclose(values.expected, [3.0, -0.2, 0.0], atol=1e-12)
    assert_allclose(values.square, [9.0, 0.04, 0.0], atol=1e-12)
    assert np.isfinite(values.coefficients(9)).all()


def test_strong_correlations_take_more_orders():
    assert terms_for(0.0) == 2 < terms_for(0.3) < terms_for(0.6) < terms_for(0.99) == MOST_TERMS == terms_for(1.0)
