"""The sketch against the covariance itself: what it sums, what it finds in it, and what it says of its own faults."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import untracked
from ganspacesynth.directions.decomposition import basis as bases
from ganspacesynth.directions.decomposition.basis import first_basis, inner, orthonormal
from ganspacesynth.directions.decomposition.residuals import residuals
from ganspacesynth.directions.decomposition.sketch import Sketch, SketchPlan, columns_for, nystrom
from ganspacesynth.directions.search import accumulate as searches
from tests.support.refused import refused
from tests.support.tiny_sampler import GivenRows, TinySampler, search, sketch_of_rows

LISTENER = TinySampler()
SIZE, LATENT = LISTENER.size, LISTENER.latent_size


def plan(width=12, stride=1, dtype=np.float64):
    return SketchPlan(LISTENER.offset.astype(np.float32), first_basis(width, SIZE, 0).astype(dtype), stride)


def sketch_of(z, some=None, products=True):
    result = Sketch(some or plan(), LATENT)
    for part in np.array_split(z, 3):
        result.update(part, LISTENER.rows(part), products=products)
    return result


def top(rows, k):
    values, vectors = np.linalg.eigh(np.cov(rows.T))
    return values[::-1][:k], vectors[:, ::-1][:, :k].T


def degrees(a, b):
    """Angle between each row of a and the same row of b."""
    return np.degrees(np.arccos(np.clip(np.abs(np.sum(a * b, axis=1)), 0.0, 1.0)))


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-6), (np.float32, 1e-4)])
def test_the_sums_are_the_covariances_action(dtype, rtol):
    z, some = LISTENER.z(0, 500), plan(dtype=dtype)
    rows = LISTENER.all_rows(500)
    sketch = sketch_of(z, some)
    assert_allclose(sketch.mean, rows.mean(axis=0), rtol=1e-5)
    assert sketch.total_variance == pytest.approx(rows.var(axis=0, ddof=1).sum(), rel=1e-5)
    expected = some.basis @ np.cov(rows.T)
    assert_allclose(sketch.action(), expected, rtol=rtol, atol=rtol * np.abs(expected).max())


@pytest.mark.parametrize("stride", [1, 4])
@given(cuts=st.lists(st.integers(0, 300), max_size=6), random=st.randoms(use_true_random=False))
def test_any_split_merged_in_any_order_is_the_whole(stride, cuts, random):
    z, some = LISTENER.z(0, 300), plan(stride=stride)
    parts = [sketch_of(part, some) for part in np.split(z, sorted(cuts))]
    while len(parts) > 1:
        first, second = (parts.pop(random.randrange(len(parts))) for _ in range(2))
        first.merge(second)
        parts.append(first)
    whole = sketch_of(z, some)
    for name, value in whole.state().items():
        assert_allclose(parts[0].state()[name], value, rtol=1e-5, atol=1e-6 * np.abs(value).max(), err_msg=name)


def test_what_is_saved_is_taken_up():
    sketch, again = sketch_of(LISTENER.z(0, 100), plan(stride=2)), Sketch(plan(stride=2), LATENT)
    again.restore({name: value.copy() for name, value in sketch.state().items()})
    assert_array_equal(again.action(), sketch.action())
    assert again.count == 100


def test_the_whole_space_sketched_is_the_covariance(rng):
    """Nyström's approximation with a basis of everything approximates nothing."""
    rows = LISTENER.all_rows(500)
    covariance, basis = np.cov(rows.T), np.linalg.qr(rng.standard_normal((SIZE, SIZE)))[0]
    found = nystrom(basis @ covariance, basis)
    values, vectors = top(rows, 8)
    assert_allclose(found.variances[:8], values, rtol=1e-6)
    assert degrees(found.vectors[:8], vectors).max() < 1e-3
    assert_allclose(found.vectors @ found.vectors.T, np.eye(SIZE), atol=1e-6)


def test_the_approximation_is_never_larger_than_the_covariance(rng):
    """Positive semidefinite all the way: 0 <= sketch <= covariance, so no direction is given more variance than it has."""
    covariance = np.cov(LISTENER.all_rows(500).T)
    basis = first_basis(10, SIZE, 3)
    found = nystrom(basis @ covariance, basis)
    rest = covariance - (found.vectors.T * found.variances) @ found.vectors
    assert np.linalg.eigvalsh(rest).min() > -1e-5 * found.variances[0]


@pytest.mark.parametrize("count", [300, 3000, 20_000])
@pytest.mark.parametrize("dtype", ["double", "single"])
def test_directions_are_those_of_the_exact_covariance(count, dtype, monkeypatch):
    """Below one degree and half a percent on the same sounds is what is promised; where spectra fall it is far below."""
    if dtype == "single":
        monkeypatch.setattr("ganspacesynth.directions.decomposition.moments.SMALL", 8)
    fit, exact = (getattr(search(LISTENER, count, 6), how)() for how in ("sketch", "exact"))
    assert degrees(fit.components, exact.components).max() < 0.3
    assert_allclose(fit.stdev, exact.stdev, rtol=1e-3)
    assert_allclose(fit.var_ratio, exact.var_ratio, rtol=2e-3)
    assert_allclose(fit.mean, exact.mean, rtol=1e-5)
    assert np.sum(fit.components * exact.components, axis=1).min() > 0.0, "a direction flipped"


def test_a_flat_spectrum_as_wide_as_z_is_found_whole():
    """Random weights: as many equal variances as z has values, then next to nothing. All of them fit into the basis."""
    flat = TinySampler(size=200, latent=24, remainder=0.02)
    flat.matrix = np.linalg.qr(flat.matrix.T)[0].T
    fit, exact = (getattr(search(flat, 4000, 8), how)() for how in ("sketch", "exact"))
    assert degrees(fit.components, exact.components).max() < 0.3


def test_more_rows_than_are_multiplied_are_known_by_their_z(monkeypatch):
    """Of 16,000 sounds one batch in eight meets the basis; the z of the others still count."""
    exact = search(LISTENER, 16_000, 4).exact()
    monkeypatch.setattr(searches, "PRODUCTS", 2000)
    fit = search(LISTENER, 16_000, 4).sketch()
    monkeypatch.setattr(Sketch, "_from_z", lambda self: np.zeros((len(self.image), len(self.image))))
    ignorant = search(LISTENER, 16_000, 4).sketch()
    error, worse = (degrees(f.components, exact.components).max() for f in (fit, ignorant))
    assert error < 1.5 and error < worse / 3
    assert np.abs(fit.stdev / exact.stdev - 1).max() < 0.005 < np.abs(ignorant.stdev / exact.stdev - 1).max()
    assert_allclose(fit.mean, exact.mean, rtol=1e-6)


@pytest.mark.parametrize("width", [5, 8, 20])
def test_the_certificate_is_about_right(width):
    """Against |C v - λ v| / λ with C from many other sounds; a narrow basis is told from a wide one."""
    sampler = TinySampler(remainder=1.0)
    rows = sampler.all_rows(50_000)
    covariance = np.cov(rows.T)
    basis = orthonormal(first_basis(width, SIZE, 0) @ covariance, np.random.default_rng(0))
    found = nystrom(basis @ covariance, basis)
    fresh = (sampler.rows(sampler.z(i, 500)).astype(np.float64) for i in range(100_000, 120_000, 500))
    estimate = residuals(found, SketchPlan(np.zeros(SIZE, np.float32), basis), rows.mean(axis=0), fresh, 4)
    truth = np.linalg.norm(covariance @ found.vectors[:4].T - found.vectors[:4].T * found.variances[:4], axis=0) / found.variances[:4]
    assert_allclose(estimate, truth, rtol=0.35, atol=2e-4)


def test_a_second_pass_sharpens_what_one_cannot():
    """A spectrum that hardly falls, and a basis that holds a part of it."""
    rng = np.random.default_rng(0)
    rows = (rng.standard_normal((3000, 200)) * np.linspace(1.4, 1.0, 200)).astype(np.float32)
    exact = search(GivenRows(rows), 3000, 8).exact()
    once, twice = (search(GivenRows(rows), 3000, 8, passes=n).sketch() for n in (1, 3))
    outside = [np.linalg.norm(exact.components[:4] - exact.components[:4] @ fit.components.T @ fit.components) for fit in (once, twice)]
    assert outside[1] < outside[0]
    assert twice.residual.max() < once.residual.max()
    assert twice.var_ratio.sum() > once.var_ratio.sum()


def test_the_seed_decides_and_nothing_else():
    a, b = (search(LISTENER, 1000, 3).sketch() for _ in range(2))
    assert_array_equal(a.components, b.components)
    assert_array_equal(a.residual, b.residual)


def test_rows_of_few_dimensions(caplog):
    rng = np.random.default_rng(2)
    fit = sketch_of_rows((rng.standard_normal((400, 3)) @ rng.standard_normal((3, 60))).astype(np.float32), 6)
    assert len(fit.stdev) == len(fit.residual) == 3
    assert "vary along 3 directions only" in caplog.text


def test_rows_that_never_vary_are_refused():
    with refused("varying-activations", InvalidInput):
        sketch_of_rows(np.full((50, 30), 2.0, np.float32), 4)


@pytest.mark.parametrize("products", [True, False])
def test_strange_rows_are_refused(products):
    sketch = Sketch(plan(), LATENT)
    with refused("activation-shape", InvalidInput):
        sketch.update(np.zeros((2, LATENT)), np.zeros((2, 4)), products=products)
    with refused("finite-activations", InvalidInput):
        sketch.update(np.zeros((2, LATENT)), np.full((2, SIZE), np.inf), products=products)


def test_a_covariance_that_is_none_is_refused():
    with refused("varying-activations", InvalidInput, says="A sketch needs activations that vary and are finite"):
        nystrom(-np.eye(4, 6), np.eye(4, 6))


def test_rows_become_orthonormal_whatever_they_were(rng):
    rows = rng.standard_normal((6, 50))
    rows[3] = rows[1] + rows[2]
    rows[4] = 0.0
    rows[5] *= 1e-4
    before = rows.copy()
    found = orthonormal(rows, rng)
    assert found is rows
    assert_allclose(inner(found, found), np.eye(6), atol=1e-9)
    assert_allclose(before - before @ found.T @ found, 0.0, atol=1e-8)


def test_blocks_of_columns_change_nothing(rng, monkeypatch):
    a, b = rng.standard_normal((3, 50)), rng.standard_normal((4, 50))
    monkeypatch.setattr(bases, "BLOCK", 7)
    assert_allclose(inner(a, b), a @ b.T)


def test_columns_follow_z_and_what_memory_allows():
    assert columns_for(8192, 128, 256) == 272
    assert columns_for(8192, 300, 256) == 316
    assert columns_for(30, 8, 256) == 30
    assert columns_for(1 << 22, 32, 256) == 71, "conv1_7 of a full-size model: memory for 71, not 272"
    assert columns_for(1 << 22, 128, 256, 10**10) == 272
    with refused("estimator-memory", InvalidInput, says=r"may take 2\.4 GB. Received: n_components=128, which take 4\.6 GB. Ask for 63 .*--memory"):
        columns_for(1 << 22, 128, 256)
    with refused("estimator-memory", InvalidInput):
        columns_for(1 << 28, 1, 256)


def test_progress_is_told():
    seen = []

    def track(items, description, total):
        seen.append((description, total, len(list(items))))
        return untracked(items, description, total)

    search(LISTENER, 50_000, 4, track=track).sketch()
    assert [name for name, *_ in seen] == ["Finding where to listen"] * 2 + ["Listening to tiny"]
    assert all(total == count for _, total, count in seen)
    assert seen[-1][1] > 10
