"""The nearest units, by NumPy and by a stand-in of `usearch`."""

import sys
import types

import numpy as np
import pytest

from ganspacesynth.bank import search
from ganspacesynth.bank.search import searching, squared_distances
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused


@pytest.fixture
def rows(rng):
    return rng.standard_normal((500, 16)).astype(np.float32)


def test_neighbours_are_exact_and_in_order(rows, rng):
    queries = rng.standard_normal((7, 16)).astype(np.float32)
    found, squares = searching(rows).nearest(queries, 10)
    all_squares = np.square(queries[:, None] - rows).sum(axis=-1)
    np.testing.assert_array_equal(found, np.argsort(all_squares, axis=1)[:, :10])
    np.testing.assert_allclose(squares, np.sort(all_squares, axis=1)[:, :10], atol=1e-4)


def test_a_row_is_its_own_neighbour_and_of_equals_the_first(rows):
    twice = np.concatenate([rows, rows])
    found, squares = searching(twice).nearest(twice[[3, 503]], 2)
    assert found.tolist() == [[3, 503], [3, 503]] and squares.max() < 1e-4


def test_many_queries_are_asked_in_parts(rows, monkeypatch):
    whole = searching(rows).nearest(rows, 3)
    monkeypatch.setattr(search, "AT_ONCE", 1000)
    parts = searching(rows).nearest(rows, 3)
    np.testing.assert_array_equal(whole[0], parts[0])


def test_no_more_neighbours_than_rows(rows):
    assert searching(rows[:2]).nearest(rows[:1], 9)[0].shape == (1, 2)
    assert searching(rows).nearest(np.zeros((0, 16)), 3)[0].shape == (0, 3)


def test_queries_of_another_width_are_refused(rows):
    with refused("query-shape", InvalidInput, says=r"\[1, 5\]"):
        searching(rows).nearest(np.zeros(5), 1)
    with refused("query-shape", InvalidInput):
        searching(rows).nearest(rows, 0)


class Index:
    """Stands for usearch.index.Index: compares all, as it would not."""

    def __init__(self, *, ndim, metric, dtype):
        assert (metric, dtype) == ("l2sq", "f32")
        self.ndim = ndim

    def add(self, keys, vectors):
        self.keys, self.vectors = keys, vectors

    def search(self, queries, count):
        squares = squared_distances(queries, self.vectors)
        order = np.argsort(squares, axis=1)[:, :count]
        found = self.keys[order].astype(np.uint64), np.take_along_axis(squares, order, axis=1)
        return types.SimpleNamespace(keys=found[0][0] if len(queries) == 1 else found[0], distances=found[1][0] if len(queries) == 1 else found[1])


def test_very_many_are_searched_by_usearch(rows, monkeypatch):
    package, index = types.ModuleType("usearch"), types.ModuleType("usearch.index")
    index.Index = Index
    monkeypatch.setitem(sys.modules, "usearch", package)
    monkeypatch.setitem(sys.modules, "usearch.index", index)
    quick = searching(rows, exact_up_to=100)
    assert quick.index is not None
    for queries in (rows[:1], rows[:5]):
        np.testing.assert_array_equal(quick.nearest(queries, 4)[0], searching(rows).nearest(queries, 4)[0])


def test_without_usearch_very_many_are_refused(rows, monkeypatch):
    monkeypatch.setitem(sys.modules, "usearch.index", None)
    with refused("usearch-needed", InvalidInput, says="500 units"):
        searching(rows, exact_up_to=100)
