"""Moments of rows (count, mean, scatter): the mergeable sums behind exact principal components."""

from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.decomposition.eigen import top_eigen

MAX_WORK_BYTES = 2_400_000_000  # what finding directions may take beside the model and the batches, unless somebody allows more
SMALL = 2048  # values of a layer up to which single precision would save nothing worth having
COLUMNS = 256  # added at once
ROWS_IN_SINGLE = 1 << 15  # rows whose products are summed in float32 before they join the float64 sums


class Moments:
    """Count, mean and scatter of rows about an origin that all of them share, so that merging is adding.

    Only the upper triangle of the scatter is kept up. Products of float32 rows are half the work of float64 ones; summed over some ten
    thousand rows in float32, and these sums in float64, they lose a millionth of the largest. So parts are kept in float32 and merged
    into a whole in float64. Merging is associative to rounding: batches can be summed anywhere and in any order.

    Attributes:
        origin: float64 [size]; anything near the mean, so that no digits cancel.
        count: rows so far.
        total: float64 [size], sum of the rows less the origin.
        twins: float64 [size], sum of the controls of these rows, where there are any; see control.py.
        products: float64 or float32 [size, size], sum of the rows' outer products less those of their controls, Fortran order, upper triangle.
    """

    def __init__(self, origin: np.ndarray, *, dtype: Any = np.float64) -> None:
        self.origin = np.asarray(origin, np.float32).astype(np.float64)  # float32 rows less this are exact in both precisions
        self.count = 0
        self.total = np.zeros(len(origin), np.float64)
        self.twins = np.zeros(len(origin), np.float64)
        self.products = np.zeros((len(origin), len(origin)), dtype, order="F")

    def update(self, rows: np.ndarray, twins: np.ndarray | None = None) -> None:
        """Add a batch.

        Args:
            rows: float [n, size].
            twins: their controls, float [n, size].

        Raises:
            InvalidInput: another shape, NaN or infinity.
        """
        from scipy.linalg import blas

        rows = checked_rows(rows, len(self.total))
        rank_n = blas.dsyrk if self.products.dtype == np.float64 else blas.ssyrk
        centred = np.subtract(rows, self.origin.astype(self.products.dtype), dtype=self.products.dtype)
        if len(rows):
            rank_n(1.0, centred.T, beta=1.0, c=self.products, overwrite_c=True)
        self.total += centred.sum(axis=0, dtype=np.float64)
        self.count += len(rows)
        if twins is not None and len(rows):
            twins = checked_rows(twins, len(self.total)).astype(self.products.dtype, copy=False)
            rank_n(-1.0, twins.T, beta=1.0, c=self.products, overwrite_c=True)
            self.twins += twins.sum(axis=0, dtype=np.float64)

    def merge(self, other: "Moments") -> None:
        """Add the rows that `other` has seen.

        Raises:
            InvalidInput: `other` is of another size, or about another origin.
        """
        if len(other.total) != len(self.total):
            raise InvalidInput(f"Only moments of one size can be merged. Received: sizes {len(self.total)} and {len(other.total)}.", rule="same-size")
        if not np.array_equal(other.origin, self.origin):
            raise InvalidInput("Only moments about one origin can be merged. Received: two origins. Make them with the same.", rule="same-origin")
        self.count += other.count
        self.total += other.total
        self.twins += other.twins
        self.products += other.products

    @property
    def mean(self) -> np.ndarray:
        """Mean of the rows, float64 [size]."""
        return self.origin + (self.total - self.twins) / max(self.count, 1)

    @property
    def total_variance(self) -> float:
        """Sum of the variances of all columns (n - 1 in the denominator)."""
        about_origin = float(np.trace(self.products, dtype=np.float64))
        about_mean = about_origin - float(self.total @ self.total - self.twins @ self.twins) / max(self.count, 1)
        return about_mean / max(self.count - 1, 1)

    def top(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the k largest variances, descending [k], and their unit directions, float64 [k, size]."""
        self._centre()
        values, vectors = top_eigen(self.products, k)
        return values / max(self.count - 1, 1), vectors

    def action(self, rows: np.ndarray) -> np.ndarray:
        """Return what the covariance makes of each row [k, size], float64 [k, size]."""
        from scipy.linalg import blas

        symm = blas.dsymm if self.products.dtype == np.float64 else blas.ssymm
        image = symm(1.0, self.products, np.asfortranarray(rows.T, self.products.dtype)).T.astype(np.float64)
        for sums, sign in ((self.total, -1.0), (self.twins, 1.0)):
            image += np.outer(rows @ sums, sums) * (sign / max(self.count, 1))
        return image / max(self.count - 1, 1)

    def add_known(self, covariance: np.ndarray) -> None:
        """Add the known covariance of the controls, float [size, size]: all rows had one, and no more will come."""
        for start in range(0, len(covariance), COLUMNS):
            some = slice(start, start + COLUMNS)
            self.products[:, some] += covariance[:, some] * self.products.dtype.type(max(self.count - 1, 1))

    def state(self) -> dict[str, np.ndarray]:
        """Return the arrays to save; see `restore`."""
        return {"count": np.array(self.count), "total": self.total, "twins": self.twins, "products": self.products}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up what `state` returned."""
        self.count = int(state["count"])
        self.total[...] = state["total"]
        self.twins[...] = state["twins"]
        self.products[...] = state["products"]

    def _centre(self) -> None:
        """Move the origin to the mean, in place: the scatter is not held twice."""
        from scipy.linalg import blas

        rank_one = blas.dsyr if self.products.dtype == np.float64 else blas.ssyr
        for sums, sign in ((self.total, -1.0), (self.twins, 1.0)):
            if sums.any():
                rank_one(sign / max(self.count, 1), sums.astype(self.products.dtype), a=self.products, overwrite_a=True)
        self.origin, self.total, self.twins = self.mean, np.zeros_like(self.total), np.zeros_like(self.twins)


def checked_rows(rows: np.ndarray, size: int) -> np.ndarray:
    """Return `rows` as float [n, size]; raises InvalidInput for another shape, NaN or infinity."""
    rows = np.asarray(rows)
    if rows.ndim != 2 or rows.shape[1] != size:
        raise InvalidInput(f"A batch of activations must be [n, {size}]. Received: shape {rows.shape}.", rule="activation-shape")
    if not np.isfinite(rows).all():
        raise InvalidInput("Activations must be finite. Received: NaN or infinity. Check the model.", rule="finite-activations")
    return rows


def check_exact_fits(size: int, memory: int = MAX_WORK_BYTES) -> None:
    """Raise InvalidInput when a layer is too large for its scatter: a whole in float64 and a part in float32."""
    if 12 * size * size > memory:
        raise InvalidInput(
            f"The exact estimator holds layers of at most {int((memory / 12) ** 0.5)} values in {memory / 1e9:g} GB. "
            f"Received: {size}. Use --estimator sketch, or fewer sounds (--random_z_count).",
            rule="estimator-memory",
        )


def part_dtype(size: int) -> Any:
    """Precision of a part's sums, see Moments."""
    return np.float64 if size <= SMALL else np.float32
