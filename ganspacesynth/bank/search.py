"""The units nearest to a place: rows in, their nearest neighbours out, exactly by NumPy, or by `usearch` among very many."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput

EXACT = 100_000  # rows up to which all are compared
AT_ONCE = 1 << 22  # distances computed together


@dataclass(frozen=True, eq=False)
class NeighbourSearch:
    """Rows that neighbours are looked for among; made by `searching`.

    Attributes:
        rows: float32 [rows, n].
        index: of `usearch`, None where all rows are compared.
    """

    rows: np.ndarray
    index: Any = None

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the nearest rows of each query, the nearest first; of two as near the one with the lower number.

        Args:
            queries: float [queries, n].
            count: how many of each, at most as many as there are rows.

        Returns:
            rows, int64 [queries, count], and squared distances, float32 of the same shape.

        Raises:
            InvalidInput: queries of another width, or a count below 1.
        """
        queries = np.atleast_2d(np.asarray(queries, np.float32))
        if queries.shape[1] != self.rows.shape[1] or count < 1:
            raise InvalidInput(
                f"Neighbours are looked for by {self.rows.shape[1]} numbers, 1 or more of them. "
                f"Received: shape {list(queries.shape)}, count={count}. Take the same features.",
                rule="query-shape",
            )
        count = min(count, len(self.rows))
        if self.index is not None:
            found = self.index.search(queries, count)
            return np.atleast_2d(np.asarray(found.keys, np.int64)), np.atleast_2d(np.asarray(found.distances, np.float32))
        step = max(1, AT_ONCE // max(1, len(self.rows)))
        parts = [self._exact(queries[begin : begin + step], count) for begin in range(0, len(queries), step)]
        if not parts:
            return np.zeros((0, count), np.int64), np.zeros((0, count), np.float32)
        return np.concatenate([rows for rows, _ in parts]), np.concatenate([distances for _, distances in parts])

    def _exact(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        squares = squared_distances(queries, self.rows)
        chosen = np.argpartition(squares, count - 1, axis=1)[:, :count]
        order = np.lexsort((chosen, np.take_along_axis(squares, chosen, axis=1)), axis=1)
        chosen = np.take_along_axis(chosen, order, axis=1)
        return chosen.astype(np.int64), np.take_along_axis(squares, chosen, axis=1)


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return |a_i - b_j|², float32 [a, b], never below 0."""
    squares = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2.0 * a @ b.T
    return np.maximum(squares, 0.0).astype(np.float32)


def searching(rows: np.ndarray, *, exact_up_to: int = EXACT) -> NeighbourSearch:
    """Prepare a search.

    Args:
        rows: float [rows, n].
        exact_up_to: above so many rows the index of `usearch` is used.

    Raises:
        InvalidInput: more rows than that, and `usearch` is not installed.
    """
    rows = np.ascontiguousarray(rows, np.float32)
    if len(rows) <= exact_up_to:
        return NeighbourSearch(rows)
    try:
        from usearch.index import Index
    except ImportError as e:
        raise InvalidInput(
            f"Above {exact_up_to} units, searching takes usearch. Received: {len(rows)} units, and it is not installed. "
            "pip install 'ganspacesynth[bank]', or build a smaller bank.",
            rule="usearch-needed",
        ) from e
    index = Index(ndim=rows.shape[1], metric="l2sq", dtype="f32")
    index.add(np.arange(len(rows)), rows)
    return NeighbourSearch(rows, index)
