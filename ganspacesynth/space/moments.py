"""Rows in, their count, mean and scatter out: the mergeable sums behind exact principal components."""

import numpy as np

from ganspacesynth.errors import InvalidInput

MAX_WORK_BYTES = 2_400_000_000  # what finding components may take beside the model and the batches
KRYLOV_SIZE = 2048  # above this a few hundred matrix-vector products are quicker than a full reduction
RANK = 1e-10  # variances below this share of the largest are rounding of float32 activations, not directions


class Moments:
    """Count, mean and scatter of rows, kept so that two of them can be merged.

    The scatter is the sum of outer products of the rows about their mean; only its upper triangle is kept up. Each
    batch is centred on its own mean and added in place, in float64 as long as MAX_WORK_BYTES allows (size 12,247;
    float32 up to 17,320): on a processor that is as quick as float32 products added to float64 sums, and needs no room
    for the product. Merging is associative to rounding, so batches can be summed anywhere and in any order.

    Attributes:
        count: rows so far.
        mean: float64 [size].
        scatter: float64 (or float32) [size, size], Fortran order, upper triangle.
        dtype: of scatter.

    Source: Chan, Golub and LeVeque, Algorithms for computing the sample variance (1983), equation 2.1.
    """

    def __init__(self, size: int) -> None:
        self.dtype = _dtype(size)
        self.count = 0
        self.mean = np.zeros(size, np.float64)
        self.scatter = np.zeros((size, size), self.dtype, order="F")

    def update(self, rows: np.ndarray) -> None:
        """Add a batch, float [n, size].

        Raises:
            InvalidInput: another shape, NaN or infinity.
        """
        from scipy.linalg import blas

        rows = checked_rows(rows, len(self.mean))
        if not len(rows):
            return
        mean = rows.mean(axis=0, dtype=np.float64)
        centred = (rows - mean).astype(self.dtype)
        rank_n = blas.dsyrk if self.dtype == np.float64 else blas.ssyrk
        rank_n(1.0, centred.T, beta=1.0, c=self.scatter, overwrite_c=True)
        self._join(len(rows), mean)

    def merge(self, other: "Moments") -> None:
        """Add the rows that `other` has seen.

        Raises:
            InvalidInput: `other` is of another size.
        """
        if len(other.mean) != len(self.mean):
            raise InvalidInput(f"Only moments of one size can be merged. Received: sizes {len(self.mean)} and {len(other.mean)}.")
        if other.count:
            self.scatter += other.scatter
            self._join(other.count, other.mean)

    @property
    def total_variance(self) -> float:
        """Sum of the variances of all columns (n - 1 in the denominator)."""
        return float(np.trace(self.scatter, dtype=np.float64)) / max(self.count - 1, 1)

    def top(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the k largest variances, descending [k], and their unit directions, float64 [k, size]."""
        values, vectors = top_eigen(self.scatter, k)
        return values / max(self.count - 1, 1), vectors

    def _join(self, count: int, mean: np.ndarray) -> None:
        from scipy.linalg import blas

        total = self.count + count
        delta = mean - self.mean
        rank_one = blas.dsyr if self.dtype == np.float64 else blas.ssyr
        rank_one(self.count * count / total, delta.astype(self.dtype), a=self.scatter, overwrite_a=True)
        self.mean += delta * (count / total)
        self.count = total


def checked_rows(rows: np.ndarray, size: int) -> np.ndarray:
    """Return `rows` as float [n, size]; raises InvalidInput for another shape, NaN or infinity."""
    rows = np.asarray(rows)
    if rows.ndim != 2 or rows.shape[1] != size:
        raise InvalidInput(f"A batch of activations must be [n, {size}]. Received: shape {rows.shape}.")
    if not np.isfinite(rows).all():
        raise InvalidInput("Activations must be finite. Received: NaN or infinity. Check the model.")
    return rows


def top_eigen(matrix: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Largest eigenvalues and eigenvectors of a symmetric matrix, of which the upper triangle is read.

    Args:
        matrix: float [n, n], Fortran order.
        k: how many, 1..n.

    Returns:
        values: float64 [k], descending.
        vectors: float64 [k, n], unit rows.
    """
    from scipy.linalg import eigh

    size = len(matrix)
    found = _krylov(matrix, k) if size > KRYLOV_SIZE and k <= size // 8 else None
    if found is None:
        found = eigh(matrix, lower=False, subset_by_index=[size - k, size - 1], check_finite=False)
    values, vectors = found
    order = np.argsort(values)[::-1]
    return values[order].astype(np.float64), np.ascontiguousarray(vectors[:, order].T, np.float64)


def _krylov(matrix: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Lanczos to machine precision, or None when it does not settle. Source: Lehoucq et al., ARPACK users' guide (1998)."""
    from scipy.linalg import blas
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    product = blas.dsymv if matrix.dtype == np.float64 else blas.ssymv
    operator = LinearOperator(matrix.shape, matvec=lambda x: product(1.0, matrix, x.ravel()), dtype=matrix.dtype)
    start = np.random.default_rng(0).standard_normal(len(matrix)).astype(matrix.dtype)
    try:
        return eigsh(operator, k=k, v0=start, maxiter=20)
    except ArpackNoConvergence:
        return None


def _dtype(size: int) -> np.dtype:
    for kind, bytes_per_entry in ((np.float64, 16), (np.float32, 8)):
        if bytes_per_entry * size * size <= MAX_WORK_BYTES:
            return np.dtype(kind)
    raise InvalidInput(
        f"The exact estimator holds layers of at most {int((MAX_WORK_BYTES / 8) ** 0.5)} values. "
        f"Received: {size}. Use --estimator ipca, or fewer sounds (--random_z_count)."
    )
