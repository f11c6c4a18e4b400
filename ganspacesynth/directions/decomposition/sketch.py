"""Sketch of a covariance: mergeable sums of its action on a few columns, and the strongest components from them; C is never formed.

    z ─────────────────────────────┐
    rows - origin ── projection p ─┴── sums of  p ⊗ row,  row,  |row|²   (and, past PRODUCTS rows, of what z and p have in common)
                     on the basis

With an orthonormal basis Ω [q, D] the sums hold C Ωᵀ, of which Nyström's formula makes the best positive approximation of C. Two things
make one pass accurate. The basis is not random but comes from passes over a few sounds before (subspace iteration). And it is as wide
as z: what is linear in z is most of an early layer, and its spectrum need not fall before it ends.

Source: Tropp, Yurtsever, Udell and Cevher, Fixed-rank approximation of a positive-semidefinite matrix from streaming data (2017),
algorithm 3; Halko, Martinsson and Tropp, Finding structure with randomness (2011), section 4.5.
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.decomposition.basis import blocks, inner, keep_order, one_thread
from ganspacesynth.directions.decomposition.fit import Fit, finished
from ganspacesynth.directions.decomposition.moments import MAX_WORK_BYTES, checked_rows, part_dtype

OVERSAMPLING = 16  # columns beyond what is wanted
FEWEST_MORE = 8  # … of which so many stay when memory is short
PRODUCTS = 1 << 19  # rows whose products with the basis are taken; of more, evenly spread batches
SHIFT = {"float64": 1e-8, "float32": 1e-7}  # of the covariance, in largest variances: the square root of what rounding loses in squares
RANK = 10.0  # shifts; variances below are rounding
STILL = 1e-13  # of the mean, squared; if all variance together is less, nothing varies


@dataclass(frozen=True, eq=False)
class SketchPlan:
    """What every part of a sketch is made with.

    Attributes:
        origin: float32 [D], near the mean of the rows.
        basis: float32 (float64 for small layers) [q, D], orthonormal rows.
        stride: the products of one batch in so many are taken.
        known: whether rows come with a control, see control.py.
    """

    origin: np.ndarray
    basis: np.ndarray
    stride: int = 1
    known: bool = False


class Sketch:
    """The sums of some batches; merging is adding, associative to rounding.

    Attributes:
        plan: what it was made with.
        image: [q, D], sum of p ⊗ (row - origin) over the batches whose products were taken, less the same of their controls.
    """

    def __init__(self, plan: SketchPlan, latent_size: int) -> None:
        width, size = plan.basis.shape
        self.plan = plan
        self.image = np.zeros((width, size), plan.basis.dtype)
        latent = latent_size if self._with_z else 0
        self._sums = {
            "count": np.zeros(()),
            "total": np.zeros(size),
            "square": np.zeros(()),
            "taken": np.zeros(()),
            "taken_total": np.zeros(size),
            "zz": np.zeros((latent + 1, latent + 1)),  # z beside 1: its count, its mean and its scatter in one
            "taken_zz": np.zeros((latent + 1, latent + 1)),
            "taken_zp": np.zeros((latent + 1, width)),
            **({"twins": np.zeros(size), "taken_twins": np.zeros(size)} if plan.known else {}),
        }

    @property
    def count(self) -> int:
        """Rows so far."""
        return int(self._sums["count"])

    @property
    def _with_z(self) -> bool:
        """Whether what is linear in z is corrected to all z; a control does that, and more."""
        return self.plan.stride > 1 and not self.plan.known

    def update(self, z: np.ndarray, rows: np.ndarray, *, products: bool = True, twins: np.ndarray | None = None) -> None:
        """Add a batch: z [n, latent] and the rows [n, D] they led to.

        Args:
            z: float.
            rows: float; when it is float32 it is written over.
            twins: their controls [n, D], where the plan says that there are some.
            products: whether this is a batch whose products are taken; see Plan.stride.

        Raises:
            InvalidInput: another shape, NaN or infinity.
        """
        s, plan = self._sums, self.plan
        rows = np.asarray(rows)
        if rows.ndim != 2 or rows.shape[1] != len(plan.origin):
            checked_rows(rows, len(plan.origin))
        mine = rows.dtype == self.image.dtype and rows.flags.writeable
        centred = np.subtract(rows, plan.origin, out=rows if mine else None, dtype=self.image.dtype)
        square = float(np.einsum("nd,nd->", centred, centred)) if centred.dtype == np.float64 else _square(centred)
        if not np.isfinite(square):
            checked_rows(centred, len(plan.origin))
        s["count"] += len(rows)
        s["square"] += square
        total = centred.sum(axis=0)
        s["total"] += total
        if self._with_z:
            with_one = np.concatenate([np.ones((len(z), 1), np.float32), z], axis=1, dtype=np.float32)
            zz = with_one.T @ with_one
            s["zz"] += zz
        if twins is not None:
            twins = twins.astype(self.image.dtype, copy=False)
            s["square"] -= _square(twins)
            s["twins"] += twins.sum(axis=0)
        if not products:
            return
        projected = centred @ plan.basis.T  # [n, q]
        _accumulate(self.image, projected, centred)
        s["taken"] += len(rows)
        s["taken_total"] += total
        if twins is not None:
            _accumulate(self.image, -(twins @ plan.basis.T), twins)
            s["taken_twins"] += twins.sum(axis=0)
        if self._with_z:
            s["taken_zz"] += zz
            s["taken_zp"] += with_one.T @ projected

    def merge(self, other: "Sketch") -> None:
        """Add what `other` has seen, with the same plan."""
        self.image += other.image
        for name, value in other._sums.items():
            self._sums[name] += value

    def state(self) -> dict[str, np.ndarray]:
        """Return the arrays to save; see `restore`."""
        return {"image": self.image, **self._sums}

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up what `state` returned."""
        self.image[...] = state["image"]
        for name, value in self._sums.items():
            value[...] = state[name]

    @property
    def mean(self) -> np.ndarray:
        """Mean of the rows, float64 [D]."""
        total = self._sums["total"] - self._sums["twins"] if self.plan.known else self._sums["total"]
        return self.plan.origin + total / max(self.count, 1)

    @property
    def total_variance(self) -> float:
        """Sum of the variances of all columns (n - 1 in the denominator), less that of the controls."""
        s, n = self._sums, max(self.count, 1)
        twins = s["twins"] @ s["twins"] if self.plan.known else 0.0
        return float(s["square"] - (s["total"] @ s["total"] - twins) / n) / max(n - 1, 1)

    def action(self, *, last: bool = True) -> np.ndarray:
        """Return the covariance's action on the basis [q, D], less that of the controls' covariance.

        Args:
            last: write it over `image`, after which nothing can be added.
        """
        s, basis = self._sums, self.plan.basis
        image = self.image if last else np.empty_like(self.image)
        taken = float(s["taken"])
        weight = 1.0 / max(taken - 1.0, 1.0)
        means = [(s[name] / max(taken, 1.0), sign) for name, sign in (("taken_total", 1.0), ("taken_twins", -1.0)) if name in s]
        own_means = [basis @ mean.astype(basis.dtype) for mean, _ in means]  # [q] each
        more = self._from_z() if self._with_z else None
        for columns in blocks(len(self.plan.origin)):
            block = self.image[:, columns].astype(np.float64)
            for own_mean, (mean, sign) in zip(own_means, means, strict=True):
                block -= sign * taken * np.outer(own_mean, mean[columns])
            block *= weight
            image[:, columns] = block if more is None else block + more @ basis[:, columns]
        return image

    def _from_z(self) -> np.ndarray:
        """What the z of all rows say that the z of those taken did not, within the basis [q, q].

        The rows' projections are B z and a remainder. All z are known, so the part of the covariance that is linear in z is
        corrected to theirs: B (Z - Z') Bᵀ with the two covariances of z. The rest, much smaller, is that of the rows taken.
        """
        s = self._sums
        everything, taken = _covariance(s["zz"]), _covariance(s["taken_zz"])
        count = s["taken_zz"][0, 0]
        cross = s["taken_zp"][1:] / count - np.outer(s["taken_zz"][0, 1:], s["taken_zp"][0]) / count**2
        linear = np.linalg.lstsq(taken, cross, rcond=1e-9)[0]  # [latent, q]
        return linear.T @ (everything - taken) @ linear


@dataclass(frozen=True, eq=False)
class SketchComponents:
    """The eigenvectors of Nyström's approximation, and what its certificate needs.

    Attributes:
        variances: float64 [q], descending.
        vectors: [q, D], orthonormal rows.
        kept: float64 [q, q], vectors @ basis.T.
    """

    variances: np.ndarray
    vectors: np.ndarray
    kept: np.ndarray


@one_thread
def nystrom(action: np.ndarray, basis: np.ndarray) -> SketchComponents:
    """Return the eigenvectors of Y (Ω Y)⁻¹ Yᵀ, with Y = C Ωᵀ; `action` [q, D] is overwritten by them.

    A small multiple of the identity is added to C and taken off its eigenvalues again, so that a singular core does no harm.
    """
    from scipy.linalg import solve_triangular

    core = inner(basis, action)
    core = (core + core.T) / 2.0
    gram, cross = inner(action, action), inner(action, basis)
    largest = float(np.abs(np.linalg.eigvalsh(core)).max(initial=1e-300))
    shift = largest * SHIFT[basis.dtype.name]
    for _ in range(8):
        try:
            lower = np.linalg.cholesky(core + shift * np.eye(len(core)))
            break
        except np.linalg.LinAlgError:
            shift *= 10.0
    else:
        raise InvalidInput(
            "A sketch needs activations that vary and are finite. Received: a covariance without a root. Use --estimator ipca.",
            rule="varying-activations",
        )
    gram = gram + shift * (cross + cross.T) + shift**2 * np.eye(len(core))  # of Y + shift Ω
    half = solve_triangular(lower, solve_triangular(lower, gram, lower=True).T, lower=True)
    squares, turn = np.linalg.eigh((half + half.T) / 2.0)
    squares, turn = np.maximum(squares[::-1], 1e-300), turn[:, ::-1]
    rows = solve_triangular(lower, turn / np.sqrt(squares), lower=True, trans=1).T  # [q, q]
    for columns in blocks(action.shape[1]):
        action[:, columns] = rows @ (action[:, columns].astype(np.float64) + shift * basis[:, columns])
    keep_order(action)
    return SketchComponents(np.maximum(squares - shift, 0.0), action, inner(action, basis))


def strongest(action: np.ndarray, basis: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Turn the basis and the action on it so that only the `count` strongest columns are left, none of negative variance.

    With a control the estimate of a covariance need not be positive: where next to nothing varies, rounding and chance may be more.
    """
    core = inner(basis, action)
    values, turn = np.linalg.eigh((core + core.T) / 2.0)
    kept = turn[:, ::-1][:, : min(count, int(np.sum(values > 1e-7 * max(values[-1], 1e-300))))].T.astype(basis.dtype)
    return kept @ action, kept @ basis


def sketch_fit(sketch: Sketch, found: SketchComponents, n_components: int, residual: np.ndarray | None = None, *, known_variance: float = 0.0) -> Fit:
    """Return the strongest directions of a sketch."""
    rank = RANK * SHIFT[found.vectors.dtype.name]
    variance = sketch.total_variance + known_variance
    varies = variance > STILL * float(sketch.mean @ sketch.mean)
    total = max(variance, float(found.variances[:n_components].sum()))
    return finished(sketch.mean, found.vectors[:n_components], varies * found.variances[:n_components], total, residual=residual, rank=rank)


def columns_for(size: int, n_components: int, latent_size: int, memory: int = MAX_WORK_BYTES) -> int:
    """Return how many columns a sketch of a layer gets.

    Raises:
        InvalidInput: even the fewest would need too much memory.
    """
    most = int(memory // (2 * np.dtype(part_dtype(size)).itemsize * size))  # basis and image
    fewest = min(size, n_components + FEWEST_MORE)
    if fewest > most:
        advice = f"Ask for {most - FEWEST_MORE} (--n_components) or fewer" if most > FEWEST_MORE else "Take an earlier layer"
        needed = 2 * np.dtype(part_dtype(size)).itemsize * size * fewest
        raise InvalidInput(
            f"A sketch of {size} values may take {memory / 1e9:.2g} GB. Received: n_components={n_components}, which take {needed / 1e9:.2g} GB. "
            f"{advice}, or allow more (--memory).",
            rule="estimator-memory",
        )
    return min(size, most, max(n_components, latent_size) + OVERSAMPLING)


def _accumulate(image: np.ndarray, projected: np.ndarray, centred: np.ndarray) -> None:
    """Add projected.T @ centred to image, in place."""
    from scipy.linalg import blas

    gemm = blas.dgemm if image.dtype == np.float64 else blas.sgemm
    # Fortran's view of row-major arrays is their transpose.
    gemm(1.0, centred.T, projected.T, beta=1.0, c=image.T, trans_b=True, overwrite_c=True)


def _square(rows: np.ndarray) -> float:
    """Sum of squares of float32 rows, added up in float64 row by row."""
    return float(np.einsum("nd,nd->n", rows, rows).sum(dtype=np.float64))


def _covariance(moments: np.ndarray) -> np.ndarray:
    count = moments[0, 0]
    mean = moments[0, 1:] / count
    return moments[1:, 1:] / count - np.outer(mean, mean)
