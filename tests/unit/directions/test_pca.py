"""Estimators and find_directions: laws first, then scikit-learn and the published fit as references."""

import dataclasses
import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.decomposition import estimators
from ganspacesynth.directions.decomposition.estimators import ESTIMATORS, make_estimator
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.directions.search import activations, pca
from ganspacesynth.directions.search.pca import SearchSettings, find_directions, fit_rows, regrouped
from tests.support.refused import refused
from tests.support.tiny_directions import SHAPE, SIZE, LinearModel
from tests.support.tiny_sampler import sketch_of_rows


@pytest.fixture(scope="module")
def rows():
    """Correlated float32 rows [600, 40] far from the origin, as activations are."""
    rng = np.random.default_rng(1)
    return (rng.standard_normal((600, 40)) * np.geomspace(3.0, 0.3, 40) @ rng.standard_normal((40, 40)) + 50.0).astype(np.float32)


def reference(rows, k):
    from sklearn.decomposition import PCA

    return PCA(n_components=k, svd_solver="full").fit(rows.astype(np.float64))


def fit(rows, estimator="exact", k=8, **others):
    if estimator == "sketch":
        return sketch_of_rows(rows, k, **others)
    batches = np.array_split(rows, 7)
    return fit_rows(batches, len(rows), rows.shape[1], SearchSettings(estimator=estimator, n_components=k, **others))


def alignment(a, b):
    """|cosine| between matching rows."""
    return np.abs(np.sum(np.asarray(a) * b, axis=1))


@pytest.mark.parametrize("count", [600, 30])
def test_exact_is_principal_component_analysis(rows, count):
    """With more rows than values from the scatter, with fewer from the Gram matrix."""
    some = rows[:count]
    found, expected = fit(some), reference(some, 8)
    assert_allclose(found.stdev, np.sqrt(expected.explained_variance_), rtol=1e-5)
    assert_allclose(alignment(found.components, expected.components_), 1.0, atol=1e-6)
    assert_allclose(found.var_ratio, expected.explained_variance_ratio_, rtol=1e-4)
    assert_allclose(found.mean, expected.mean_, rtol=1e-6)


@pytest.mark.parametrize("estimator", ["exact", "sketch", "pca", "fbpca"])
@pytest.mark.parametrize("count", [600, 30])
def test_principal_estimators_agree(rows, estimator, count):
    found, expected = fit(rows[:count], estimator, seed=3), reference(rows[:count], 8)
    assert_allclose(found.stdev, np.sqrt(expected.explained_variance_), rtol=1e-3)
    assert_allclose(alignment(found.components, expected.components_), 1.0, atol=1e-3)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_estimator_gives_unit_rows_in_order_of_variance(rows, estimator):
    found = fit(rows, estimator, k=4)
    assert_allclose(np.linalg.norm(found.components, axis=1), 1.0, atol=1e-5)
    assert (np.diff(found.stdev) <= 1e-9).all()
    assert (np.diff(found.var_ratio) <= 1e-9).all()
    assert found.var_ratio.min() > 0.0
    assert found.var_ratio.sum() <= 1.0 + 1e-6
    strongest = np.take_along_axis(found.components, np.abs(found.components).argmax(axis=1)[:, None], axis=1)
    assert (strongest > 0.0).all()


@pytest.mark.parametrize("estimator", ["exact", "sketch", "pca", "fbpca"])
@pytest.mark.parametrize("changes", [{"seed": 8}, {"batch_size": 50}, {"pca_batch_size": 100}])
def test_no_direction_flips_or_changes_places(estimator, changes):
    """However it is computed, a direction points the same way and stands in the same place: what a musician has mapped to a slider stays there."""
    base = SearchSettings(n_components=4, n_samples=20_000, estimator="exact", all_pitches=False)
    expected = find_directions(LinearModel(), settings=base)
    found = find_directions(LinearModel(), settings=dataclasses.replace(base, estimator=estimator, **changes))
    assert np.sum(found.components * expected.components, axis=1).min() > 0.99


@pytest.mark.parametrize("estimator", ["exact", "sketch", "pca", "ipca", "fbpca"])
def test_principal_components_are_orthonormal(rows, estimator):
    components = fit(rows, estimator).components
    assert_allclose(components @ components.T, np.eye(8), atol=1e-5)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_same_seed_gives_the_same_directions(rows, estimator):
    a, b = fit(rows, estimator, k=4, seed=5), fit(rows, estimator, k=4, seed=5)
    assert_array_equal(a.components, b.components)


def test_exact_does_not_depend_on_batches_or_order(rows):
    whole = fit_rows([rows], 600, 40, SearchSettings(n_components=8))
    shuffled = fit_rows(np.array_split(rows[::-1], 11), 600, 40, SearchSettings(n_components=8, pca_batch_size=37))
    assert_allclose(shuffled.components, whole.components, atol=1e-4)
    assert_allclose(shuffled.stdev, whole.stdev, rtol=1e-5)


def test_independent_components_are_found(rng):
    sources = np.sign(rng.standard_normal((3000, 3))) * rng.exponential(size=(3000, 3))
    mixing = np.linalg.qr(rng.standard_normal((12, 3)))[0].T * np.array([[3.0], [2.0], [1.0]])
    found = fit((sources @ mixing).astype(np.float32), "ica", k=3)
    assert_allclose(alignment(found.components, mixing / np.linalg.norm(mixing, axis=1, keepdims=True)), 1.0, atol=0.01)


def test_sparse_components_move_few_values(rng):
    rows = np.zeros((500, 20), np.float32)
    rows[:, :3] = 3.0 * rng.standard_normal((500, 1))
    rows[:, 10:12] = rng.standard_normal((500, 1))
    rows += 0.01 * rng.standard_normal(rows.shape).astype(np.float32)
    found = fit(rows, "spca", k=2)
    assert set(np.flatnonzero(np.abs(found.components[0]) > 0.1)) == {0, 1, 2}
    assert set(np.flatnonzero(np.abs(found.components[1]) > 0.1)) == {10, 11}


def test_sparse_components_of_nothing_are_refused():
    with refused("varying-activations", InvalidInput, says="Sparse components need activations that vary"):
        fit(np.full((50, 6), 2.0, np.float32), "spca", k=2)


@pytest.mark.parametrize("count", [600, 30])
def test_activations_that_never_vary_are_refused(count):
    with refused("varying-activations", InvalidInput, says="the same activation each time"):
        fit(np.full((count, 40), 2.0, np.float32))


@pytest.mark.parametrize("estimator", ["exact", "sketch", "pca", "fbpca", "ipca", "ica"])
@pytest.mark.parametrize("count", [600, 35])
def test_directions_beyond_the_rank_are_left_out(rng, caplog, estimator, count):
    flat = (rng.standard_normal((count, 3)) @ rng.standard_normal((3, 40))).astype(np.float32)
    with caplog.at_level(logging.WARNING):
        found = fit(flat, estimator, k=6)
    assert len(found.stdev) == 3
    assert found.var_ratio.sum() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(("count", "batch"), [(97, 40), (97, 1000), (41, 8), (600, 512)])
def test_the_incremental_one_takes_any_number_of_sounds(rows, count, batch):
    """Defect 12: it needed a multiple of the batch size, and as many as there are values."""
    found = fit(rows[:count], "ipca", k=10, pca_batch_size=batch)
    assert found.components.shape == (10, 40)
    assert_allclose(found.mean, rows[:count].mean(axis=0, dtype=np.float64), rtol=1e-5)


def test_fewer_sounds_than_directions_give_fewer_directions(rows, caplog):
    with caplog.at_level(logging.WARNING):
        assert fit(rows[:5], k=128).components.shape == (4, 40)
    assert "5 sounds of 40 values have at most 4 directions: 4 are found, not 128." in caplog.text


def test_the_published_fit_is_reproduced(golden):
    """Same z, same batches: the directions of scikit-learn 1.x on the published graph, up to sign."""
    from ganspacesynth import load_model

    folder, arrays = golden
    model, expected = load_model(folder), load_directions(folder / "pca.pickle")
    batch = int(arrays["pca/batch_size"])
    rows = model.activations(arrays["pca/z"], int(arrays["pca/pitch"]), ["conv0"])["conv0"].reshape(len(arrays["pca/z"]), -1)
    found = fit_rows([rows], len(rows), rows.shape[1], SearchSettings(estimator="ipca", n_components=256, pca_batch_size=batch))
    assert_allclose(found.stdev, expected.stdev, rtol=1e-5)
    assert_allclose(found.var_ratio, expected.var_ratio, rtol=1e-5)
    assert_allclose(found.mean, expected.mean, atol=1e-6)
    assert_allclose(alignment(found.components, expected.components), 1.0, atol=1e-5)


def test_estimators_that_keep_everything_name_the_way_out(monkeypatch):
    monkeypatch.setattr(estimators, "MAX_WORK_BYTES", 1000)
    with refused("estimator-memory", InvalidInput, says=r"at most 250 values. Received: 30 of 40. Use --estimator sketch"):
        make_estimator("pca", 30, 40, 4)


@pytest.mark.parametrize("estimator", [name for name in ESTIMATORS if name != "sketch"])
def test_strange_batches_are_refused(estimator):
    made = make_estimator(estimator, 10, 3, 2)
    with refused("activation-shape", InvalidInput):
        made.update(np.zeros((2, 4)))
    with refused("finite-activations", InvalidInput):
        made.update(np.full((2, 3), np.nan))


def test_more_rows_than_announced_are_refused():
    made = make_estimator("pca", 2, 3, 2)
    with refused("row-count", InvalidInput, says=r"made for 2 rows\. Received: 3"):
        made.update(np.zeros((3, 3)))


def test_unknown_estimators_are_refused():
    for make in (lambda: make_estimator("nmf", 2, 3, 2), lambda: SearchSettings(estimator="nmf")):
        with refused("known-estimator", InvalidInput, says=r"one of exact, (sketch, )?pca, fbpca, ica, spca, ipca.*\. Received: estimator='nmf'"):
            make()


@pytest.mark.parametrize("changes", [{"n_components": 0}, {"n_samples": 1}, {"seed": -1}, {"batch_size": 0}, {"pca_batch_size": 1.5}, {"seed": True}])
def test_impossible_settings_are_refused(changes):
    name = next(iter(changes))
    with refused("setting-range", InvalidInput, says=f"{name} must be a whole number, . at least. Received: {name}="):
        SearchSettings(**changes)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=8), st.integers(1, 12))
def test_regrouped_batches_hold_the_same_rows(sizes, size):
    rows = np.arange(sum(sizes) * 2).reshape(-1, 2)
    found = list(regrouped(np.split(rows, np.cumsum(sizes)[:-1]) if sizes else [], size))
    assert_array_equal(np.concatenate(found) if found else rows[:0], rows)
    assert all(len(batch) == size for batch in found[:-1])
    assert all(0 < len(batch) <= size for batch in found)


QUICK = SearchSettings(n_components=4, n_samples=2000, batch_size=300, pca_batch_size=512)


def test_directions_of_a_linear_model_are_those_of_its_matrix():
    model = LinearModel()
    found = find_directions(model, settings=QUICK)
    expected = np.linalg.svd(model.matrix)[2][:4]
    assert_allclose(alignment(found.components, expected), 1.0, atol=0.02)
    assert_allclose(found.stdev, np.linalg.svd(model.matrix)[1][:4], rtol=0.05)
    assert (found.layer, found.shape, found.pitch, found.model_id, found.estimator) == (
        "conv0",
        SHAPE,
        45,
        "linear",
        "exact",
    )  # the pitch nearest to 60
    assert found.components.dtype == np.float32
    found.check(model)


def test_means_of_pitches_are_the_models():
    model = LinearModel()
    found = find_directions(model, settings=QUICK)
    assert found.pitches == (40, 41, 45)
    assert_array_equal(found.mean_at(45), found.mean)
    for pitch in (40, 41):  # the same z sound at each pitch, so their noise cancels
        assert_allclose(found.mean_at(pitch) - found.mean, model.means[pitch] - model.means[45], atol=1e-5)


def test_means_of_pitches_can_be_left_out(monkeypatch, caplog):
    assert find_directions(LinearModel(), settings=SearchSettings(n_components=2, n_samples=50, all_pitches=False)).pitch_means is None
    monkeypatch.setattr(pca, "MAX_MEANS_BYTES", 10)
    with caplog.at_level(logging.WARNING):
        assert find_directions(LinearModel(), settings=SearchSettings(n_components=2, n_samples=50)).pitch_means is None
    assert "means of 3 pitches of conv0" in caplog.text


def test_batch_size_changes_nothing():
    a = find_directions(LinearModel(), settings=QUICK)
    b = find_directions(LinearModel(), settings=SearchSettings(n_components=4, n_samples=2000, batch_size=64, pca_batch_size=999))
    assert_allclose(a.components, b.components, atol=1e-5)
    assert_allclose(a.pitch_means, b.pitch_means, atol=1e-5)


def test_seed_decides():
    a, b = (find_directions(LinearModel(), settings=SearchSettings(n_components=2, n_samples=100, seed=4)) for _ in range(2))
    c = find_directions(LinearModel(), settings=SearchSettings(n_components=2, n_samples=100, seed=5))
    assert_array_equal(a.components, b.components)
    assert not np.array_equal(a.components, c.components)


def test_pitch_is_in_the_middle_or_the_one_asked_for(tiny):
    few = {"n_components": 2, "n_samples": 20, "all_pitches": False}
    assert find_directions(tiny, settings=SearchSettings(**few)).pitch == 60
    assert find_directions(tiny, "conv1_2", SearchSettings(pitch=32, **few)).pitch == 32


def test_unknown_layers_and_pitches_are_refused_before_the_work():
    with refused("known-layer", InvalidInput):
        find_directions(LinearModel(), "conv9")
    with refused("pitch-range", InvalidInput):
        find_directions(LinearModel(), settings=SearchSettings(pitch=99))


def test_progress_is_told():
    seen = []

    def track(items, description, total):
        seen.append((description, total))
        return items

    find_directions(LinearModel(), settings=dataclasses.replace(QUICK, n_samples=20_000), track=track)
    assert seen == [("Listening to conv0", 5), ("Means of pitches", 3)]
    seen.clear()
    find_directions(LinearModel(), settings=dataclasses.replace(QUICK, estimator="ipca"), track=track)
    assert seen == [("Listening to conv0", 7), ("Means of pitches", 3)]


def test_large_layers_are_watched_in_small_batches(monkeypatch):
    monkeypatch.setattr(activations, "MAX_BATCH_VALUES", 10 * SIZE)
    sizes = []
    model = LinearModel()
    monkeypatch.setattr(model, "activations", lambda z, p, layers: sizes.append(len(z)) or LinearModel.activations(model, z, p, layers))
    find_directions(model, settings=SearchSettings(n_components=2, n_samples=35, all_pitches=False))
    assert set(sizes[:-1]) == {10} and sizes[-1] == 5
