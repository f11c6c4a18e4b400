"""Moments and eigenvectors: merging is addition however the rows are split, and the few largest of a matrix are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.decomposition import eigen
from ganspacesynth.directions.decomposition.eigen import top_eigen
from ganspacesynth.directions.decomposition.estimators import Scatter
from ganspacesynth.directions.decomposition.moments import Moments, check_exact_fits
from tests.support.refused import refused

SIZE = 40


@pytest.fixture(scope="module")
def rows():
    """Correlated float32 rows [600, 40] far from zero, as activations are."""
    rng = np.random.default_rng(1)
    return (rng.standard_normal((600, SIZE)) * np.geomspace(3.0, 0.3, SIZE) @ rng.standard_normal((SIZE, SIZE)) + 50.0).astype(np.float32)


def moments_of(rows, dtype=np.float64, origin=49.0):
    result = Moments(np.full(SIZE, origin), dtype=dtype)
    for batch in np.array_split(rows, 3):
        result.update(batch)
    return result


def covariance(m):
    upper = np.triu(m.products.astype(np.float64))
    about_origin = upper + np.triu(upper, 1).T
    return (about_origin - np.outer(m.total, m.total) / m.count) / (m.count - 1)


def assert_equal_moments(a, b, rtol=1e-9):
    assert a.count == b.count
    assert_allclose(a.mean, b.mean, rtol=rtol)
    assert_allclose(covariance(a), covariance(b), rtol=rtol, atol=rtol * np.abs(covariance(b)).max())


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-9), (np.float32, 1e-5)])
def test_moments_are_numpys(rows, dtype, rtol):
    m = moments_of(rows, dtype)
    exact = rows.astype(np.float64)
    assert_allclose(m.mean, exact.mean(axis=0), rtol=1e-7)
    assert_allclose(covariance(m), np.cov(exact.T), rtol=rtol, atol=rtol * 100)
    assert m.total_variance == pytest.approx(exact.var(axis=0, ddof=1).sum(), rel=rtol)


@given(st.lists(st.integers(0, 600), max_size=6), st.randoms(use_true_random=False))
def test_any_split_merged_in_any_order_is_the_whole(rows, cuts, random):
    """Merging is associative and commutative to rounding: parts are joined two by two, at random, until one is left."""
    parts = [moments_of(part) for part in np.split(rows, sorted(cuts))]
    while len(parts) > 1:
        first, second = (parts.pop(random.randrange(len(parts))) for _ in range(2))
        first.merge(second)
        parts.append(first)
    assert_equal_moments(parts[0], moments_of(rows))


def test_single_parts_join_a_double_whole(rows):
    whole = Moments(np.full(SIZE, 49.0))
    for part in np.array_split(rows, 5):
        whole.merge(moments_of(part, np.float32))
    assert whole.products.dtype == np.float64
    assert_equal_moments(whole, moments_of(rows), rtol=1e-5)


def test_the_origin_does_not_matter(rows):
    assert_equal_moments(moments_of(rows, origin=0.0), moments_of(rows, origin=50.0), rtol=1e-8)


def test_top_is_numpys_and_may_be_asked_twice(rows):
    m = moments_of(rows)
    values, vectors = m.top(5)
    expected = np.linalg.eigh(np.cov(rows.astype(np.float64).T))
    assert_allclose(values, expected[0][::-1][:5], rtol=1e-8)
    assert_allclose(np.abs(np.sum(vectors * expected[1].T[::-1][:5], axis=1)), 1.0, atol=1e-8)
    again = m.top(5)
    assert_allclose(again[0], values, rtol=1e-12)
    assert_allclose(m.mean, rows.mean(axis=0, dtype=np.float64), rtol=1e-9)


def test_what_is_saved_is_taken_up(rows):
    m, again = moments_of(rows), Moments(np.full(SIZE, 49.0))
    again.restore({name: value.copy() for name, value in m.state().items()})
    assert again.count == m.count
    assert_array_equal(again.products, m.products)
    assert_array_equal(again.mean, m.mean)


def test_moments_that_do_not_match_do_not_merge():
    with refused("same-size", InvalidInput, says="sizes 3 and 4"):
        Moments(np.zeros(3)).merge(Moments(np.zeros(4)))
    with refused("same-origin", InvalidInput, says="about one origin can be merged"):
        Moments(np.zeros(3)).merge(Moments(np.ones(3)))


def test_strange_rows_are_refused():
    with refused("activation-shape", InvalidInput, says=r"must be \[n, 3\]"):
        Moments(np.zeros(3)).update(np.zeros((2, 4)))
    with refused("finite-activations", InvalidInput, says="Activations must be finite"):
        Moments(np.zeros(3)).update(np.full((2, 3), np.nan))


def test_layers_too_large_for_exact_name_the_way_out():
    check_exact_fits(SIZE, 12 * SIZE * SIZE)
    with refused("estimator-memory", InvalidInput, says=r"at most 39 values in .* GB. Received: 40. Use --estimator sketch"):
        check_exact_fits(SIZE, 12 * SIZE * SIZE - 1)
    with refused("estimator-memory", InvalidInput):
        check_exact_fits(20_000)


def test_a_stream_of_large_rows_is_summed_in_single_precision_meanwhile(rows, monkeypatch):
    from ganspacesynth.directions.decomposition import estimators, moments

    monkeypatch.setattr(moments, "SMALL", 8)
    monkeypatch.setattr(estimators, "ROWS_IN_SINGLE", 100)
    scatter = Scatter(SIZE, 4)
    for batch in np.array_split(rows, 9):
        scatter.update(batch)
    found = scatter.result()
    assert_allclose(np.square(found.stdev), np.linalg.eigvalsh(np.cov(rows.astype(np.float64).T))[::-1][:4], rtol=1e-5)


def test_a_stream_of_nothing_is_refused():
    scatter = Scatter(SIZE, 4)
    scatter.update(np.zeros((0, SIZE)))
    with refused("some-sounds", InvalidInput, says="Directions need sounds"):
        scatter.result()


@pytest.mark.parametrize("spectrum", ["falling", "flat"])
def test_block_lanczos_and_full_reduction_agree(rng, monkeypatch, spectrum):
    size, k = 400, 6
    values = np.geomspace(100.0, 0.001, size) if spectrum == "falling" else np.r_[np.linspace(10.0, 9.0, 50), np.full(size - 50, 0.1)]
    vectors = np.linalg.qr(rng.standard_normal((size, size)))[0]
    matrix = np.asfortranarray((vectors * values) @ vectors.T)
    matrix[np.tril_indices(size, -1)] = np.nan  # nobody shall read it
    expected = top_eigen(matrix.copy(order="F"), k) if spectrum == "falling" else (values[:k], vectors.T[:k])
    monkeypatch.setattr(eigen, "LARGE", 10)
    found, directions = top_eigen(matrix, k)
    assert_allclose(found, expected[0], rtol=1e-7)
    assert_allclose(np.abs(np.sum(directions * expected[1], axis=1)), 1.0, atol=1e-6)
    assert_allclose(directions @ directions.T, np.eye(k), atol=1e-9)


def test_what_does_not_settle_is_reduced_in_full(monkeypatch):
    monkeypatch.setattr(eigen, "LARGE", 10)
    monkeypatch.setattr(eigen, "MAX_ROUNDS", 0)
    assert_allclose(top_eigen(np.asfortranarray(np.diag(np.arange(1.0, 301.0))), 2)[0], [300.0, 299.0])
