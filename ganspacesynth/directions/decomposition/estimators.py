"""Estimators of principal components from a stream of activations: each gives a Fit (mean, components, standard deviations)."""

import contextlib
import logging
import warnings
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.directions.decomposition.eigen import top_eigen
from ganspacesynth.directions.decomposition.fit import RANK, Fit, finished
from ganspacesynth.directions.decomposition.moments import MAX_WORK_BYTES, ROWS_IN_SINGLE, Moments, check_exact_fits, checked_rows, part_dtype

log = logging.getLogger(__name__)


Solve = Callable[[np.ndarray, int, int], np.ndarray]  # (centred rows [N, D], k, seed) -> directions as long as their stdev [k, D]


class Estimator(Protocol):
    """Takes rows in batches of any size, then says what it found."""

    def update(self, rows: np.ndarray) -> None:
        """Add a batch, float [n, D]."""

    def result(self) -> Fit:
        """Return the directions; call it once, after the last batch."""


class Scatter:
    """Principal components from the exact scatter of all rows, D x D."""

    def __init__(self, size: int, n_components: int) -> None:
        check_exact_fits(size)
        self._size, self._n_components = size, n_components
        self._whole: Moments | None = None
        self._part: Moments | None = None

    def update(self, rows: np.ndarray) -> None:
        rows = checked_rows(rows, self._size)
        if not len(rows):
            return
        if self._whole is None:
            self._whole = Moments(rows.mean(axis=0, dtype=np.float64))
        if self._part is None:
            single = part_dtype(self._size) == np.float32
            self._part = Moments(self._whole.origin, dtype=np.float32) if single else self._whole
        self._part.update(rows)
        if self._part.count >= ROWS_IN_SINGLE:
            self._join()

    def result(self) -> Fit:
        if self._whole is None:
            raise InvalidInput("Directions need sounds. Received: none. Watch more of them (--random_z_count).", rule="some-sounds")
        self._join()
        return exact_fit(self._whole, self._n_components)

    def _join(self) -> None:
        if self._whole is not None and self._part is not None and self._part is not self._whole:
            self._whole.merge(self._part)
            self._part = None


class Incremental:
    """scikit-learn's IncrementalPCA, as published; in bounded memory whatever the size of the layer.

    It keeps only n_components between batches, so what it finds depends a little on the batches. Source: Ross et al.,
    Incremental learning for robust visual tracking (2008).
    """

    def __init__(self, size: int, n_components: int, *, batch: int) -> None:
        from sklearn.decomposition import IncrementalPCA

        self._size = size
        self._batch = max(batch, n_components)
        self._kept: list[np.ndarray] = []
        self._pca = IncrementalPCA(n_components=n_components)

    def update(self, rows: np.ndarray) -> None:
        self._kept.append(np.array(checked_rows(rows, self._size), np.float64))
        # A batch is fitted only when a whole one waits behind it: the last one takes the remainder, so none is too small.
        while sum(map(len, self._kept)) >= 2 * self._batch:
            waiting = np.concatenate(self._kept)
            self._kept = [waiting[self._batch :]]
            self._pca.partial_fit(waiting[: self._batch])

    def result(self) -> Fit:
        self._pca.partial_fit(np.concatenate(self._kept))
        variances = self._pca.explained_variance_
        total = float(np.sum(self._pca.var_)) * self._pca.n_samples_seen_ / max(self._pca.n_samples_seen_ - 1, 1)
        return finished(self._pca.mean_, self._pca.components_, variances, total)


class Rows:
    """All rows, kept as float32 for the estimators that need them together."""

    def __init__(self, n_samples: int, size: int) -> None:
        if 4 * n_samples * size > MAX_WORK_BYTES:
            raise InvalidInput(
                f"This estimator keeps all activations, at most {MAX_WORK_BYTES // 4} values. Received: {n_samples} of {size}. "
                f"Use --estimator sketch, or fewer sounds (--random_z_count).",
                rule="estimator-memory",
            )
        self._rows = np.empty((n_samples, size), np.float32)
        self._count = 0

    def update(self, rows: np.ndarray) -> None:
        rows = checked_rows(rows, self._rows.shape[1])
        if self._count + len(rows) > len(self._rows):
            raise InvalidInput(f"The estimator was made for {len(self._rows)} rows. Received: {self._count + len(rows)}.", rule="row-count")
        self._rows[self._count : self._count + len(rows)] = rows
        self._count += len(rows)

    def centred(self) -> tuple[np.ndarray, np.ndarray]:
        """Return (mean float64 [D], rows minus mean float32 [N, D]); the rows are changed in place."""
        rows = self._rows[: self._count]
        mean = rows.mean(axis=0, dtype=np.float64)
        rows -= mean.astype(np.float32)
        return mean, rows


class Gram(Rows):
    """The same as Scatter when there are fewer rows than values: from the rows' inner products, N x N."""

    def __init__(self, n_samples: int, size: int, n_components: int) -> None:
        super().__init__(n_samples, size)
        self._n_components = n_components

    def result(self) -> Fit:
        from scipy.linalg import blas

        mean, rows = self.centred()
        gram = np.zeros((len(rows), len(rows)), np.float64, order="F")
        for start in range(0, rows.shape[1], 4096):
            some = np.asfortranarray(rows[:, start : start + 4096], np.float64)  # [N, 4096]
            blas.dsyrk(1.0, some, beta=1.0, c=gram, overwrite_c=True)
        total = float(np.trace(gram)) / (len(rows) - 1)
        values, vectors = top_eigen(gram, self._n_components)
        usable = values > RANK * max(values[0], 1e-300)
        values, vectors = values[usable], vectors[usable]
        # Products of float32 rows are not quite orthogonal; QR makes them so, and keeps the order and (up to sign) the directions.
        components = np.linalg.qr((vectors.astype(np.float32) @ rows).astype(np.float64).T)[0].T  # [K, D]
        return finished(mean, components, values / (len(rows) - 1), total)


class Solved(Rows):
    """Any estimator that needs all rows together: `solve` is one of the functions below."""

    def __init__(self, n_samples: int, size: int, n_components: int, *, solve: Solve, seed: int) -> None:
        super().__init__(n_samples, size)
        self._solve, self._n_components, self._seed = solve, n_components, seed

    def result(self) -> Fit:
        mean, rows = self.centred()
        total = float(np.sum(np.square(rows), dtype=np.float64)) / (len(rows) - 1)
        with _warnings_logged():
            scaled = self._solve(rows, self._n_components, self._seed)
        variances = np.sum(np.square(scaled), axis=1)
        components = scaled / np.maximum(np.sqrt(variances), 1e-300)[:, None]
        return finished(mean, components, variances, total)


def solve_pca(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """scikit-learn's PCA by full singular value decomposition: exact, and slow on large layers."""
    from sklearn.decomposition import PCA

    pca = PCA(n_components=k, svd_solver="full").fit(rows)
    return np.asarray(pca.components_, np.float64) * np.sqrt(np.asarray(pca.explained_variance_, np.float64))[:, None]


def solve_fbpca(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Randomized decomposition. Source: Halko, Martinsson and Tropp, Finding structure with randomness (2011), algorithm 4.4."""
    from sklearn.utils.extmath import randomized_svd

    _, values, components = randomized_svd(rows, k, n_oversamples=min(k + 10, 64), n_iter=4, random_state=seed)
    return np.asarray(components, np.float64) * (np.asarray(values, np.float64) / np.sqrt(len(rows) - 1))[:, None]


def solve_ica(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Independent components within the span of the k principal ones.

    The row of a source is its mixing direction, how the activation moves when that source alone moves; they are not
    orthogonal. Source: Hyvärinen and Oja, Independent component analysis: algorithms and applications (2000).
    """
    from sklearn.decomposition import FastICA

    principal = solve_fbpca(rows, k, seed)  # rows of length stdev
    stdev = np.linalg.norm(principal, axis=1)
    kept = principal[stdev > np.sqrt(RANK) * stdev[0]]
    white = rows @ (kept / np.square(np.linalg.norm(kept, axis=1))[:, None]).T.astype(np.float32)  # [N, k], variance 1
    ica = FastICA(whiten=False, random_state=seed, max_iter=500, tol=1e-3).fit(white.astype(np.float64))
    return np.linalg.pinv(ica.components_).T @ kept


def solve_spca(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Sparse components: each moves few values of the layer; they are not orthogonal. Source: Mairal et al., Online dictionary learning (2009)."""
    from sklearn.decomposition import MiniBatchSparsePCA

    found = MiniBatchSparsePCA(n_components=k, random_state=seed, batch_size=min(256, len(rows)), max_iter=20).fit(rows)
    components = np.asarray(found.components_, np.float64)
    lengths = np.linalg.norm(components, axis=1)
    components = components[lengths > 0.0] / lengths[lengths > 0.0][:, None]
    if not len(components):
        raise InvalidInput(
            "Sparse components need activations that vary. Received: none were found. Use --estimator exact.", rule="varying-activations"
        )
    stdev = np.sqrt(np.sum(np.square(rows @ components.T), axis=0) / (len(rows) - 1))
    return components * stdev[:, None]


def exact_fit(moments: Moments, n_components: int) -> Fit:
    """Return the principal components of moments; call it once, it works in their place."""
    variances, components = moments.top(n_components)
    return finished(moments.mean, components, variances, moments.total_variance)


def make_estimator(name: str, n_samples: int, size: int, n_components: int, *, seed: int = 0, batch: int = 1024) -> Estimator:
    """Return a fresh estimator.

    Args:
        name: one of ESTIMATORS but "sketch", which chooses its sounds itself; see pca.py.
        n_samples: rows that will come.
        size: values of a row, D.
        n_components: how many directions to find.
        seed: of the estimators that draw numbers (fbpca, ica, spca).
        batch: rows the incremental one takes at once; n_components at least.

    Raises:
        InvalidInput: no such estimator, or it would need too much memory.
        GanSpaceSynthError: it is scikit-learn's, which is not installed.
    """
    if name not in ESTIMATORS or name == "sketch":
        others = ", ".join(other for other in ESTIMATORS if other != "sketch")
        raise InvalidInput(f"The estimator of given rows must be one of {others}. Received: estimator={name!r}.", rule="known-estimator")
    if name in (*_SOLVERS, "ipca"):
        need("sklearn")
    if name in _SOLVERS:
        return Solved(n_samples, size, n_components, solve=_SOLVERS[name], seed=seed)
    if name == "ipca":
        return Incremental(size, n_components, batch=batch)
    return Gram(n_samples, size, n_components) if n_samples <= size else Scatter(size, n_components)


@contextlib.contextmanager
def _warnings_logged() -> Iterator[None]:
    """Turn scikit-learn's warnings (no convergence, say) into lines of the log."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        yield
    for text in dict.fromkeys((str(w.message).splitlines() or [""])[0] for w in seen):
        log.warning("%s", text)


_SOLVERS: dict[str, Solve] = {"pca": solve_pca, "fbpca": solve_fbpca, "ica": solve_ica, "spca": solve_spca}
ESTIMATORS = ("exact", "sketch", *_SOLVERS, "ipca")
