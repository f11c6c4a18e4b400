"""Orthonormal bases of a few long rows: in place, a block of columns at a time, since two copies of them might not fit."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import numpy as np

from ganspacesynth.directions.decomposition.moments import part_dtype

P = ParamSpec("P")
R = TypeVar("R")

BLOCK = 1 << 14  # columns worked on at once, in float64


def one_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Have a function's many small products and reductions done by one thread: several wait for each other longer than they work."""

    @functools.wraps(work)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        import scipy.linalg.blas  # noqa: F401 - before its threads are limited, not after
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone


def first_basis(width: int, size: int, seed: int) -> np.ndarray:
    """Draw an orthonormal basis [width, size]."""
    rng = np.random.default_rng([seed, width, size])
    dtype: Any = part_dtype(size)
    return orthonormal(rng.standard_normal((width, size), dtype), rng)


@one_thread
def orthonormal(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make rows [q, D] orthonormal in place and return them; those that depend on others become random ones."""
    for _ in range(4):
        values, turn = np.linalg.eigh(inner(rows, rows))
        enough = values > 1e-10 * max(values[-1], 1e-300)
        weights = (turn / np.sqrt(np.where(enough, values, 1.0))).T  # [q, q]
        for columns in blocks(rows.shape[1]):
            rows[:, columns] = weights @ rows[:, columns].astype(np.float64)
        for missing in np.flatnonzero(~enough):
            rows[missing] = rng.standard_normal(rows.shape[1]) / np.sqrt(rows.shape[1])
        if enough.all() and values[0] > 0.5 * values[-1]:
            break
    return rows


def inner(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a @ b.T in float64, a block of columns at a time: float64 [len(a), len(b)]."""
    total = np.zeros((len(a), len(b)))
    for columns in blocks(a.shape[1]):
        total += a[:, columns].astype(np.float64) @ b[:, columns].astype(np.float64).T
    return total


def keep_order(rows: np.ndarray) -> None:
    """Gram and Schmidt in the order of rows, in place: what rounding left of earlier rows is taken out of each."""
    from scipy.linalg import solve_triangular

    gram = inner(rows, rows)
    try:
        lower = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:  # rows of no variance at all, which nobody will ask for
        return
    for columns in blocks(rows.shape[1]):
        rows[:, columns] = solve_triangular(lower, rows[:, columns].astype(np.float64), lower=True)


def blocks(size: int) -> Iterator[slice]:
    """Return slices that cover `size` columns."""
    return (slice(i, i + BLOCK) for i in range(0, size, BLOCK))
