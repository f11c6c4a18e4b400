"""The few largest eigenvalues of a large symmetric matrix, and their eigenvectors."""

import numpy as np

LARGE = 2048  # above this a full reduction takes longer than some hundred products with the matrix
BLOCKS = 5  # powers of the matrix in the space that is searched at once
MAX_ROUNDS = 12
TOLERANCE = 1e-8  # of a residual, in largest eigenvalues


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
    found = _krylov(matrix, k) if size > LARGE and _width(k) * (BLOCKS + 1) <= size else None
    if found is None:
        found = eigh(matrix, lower=False, subset_by_index=[size - k, size - 1], check_finite=False)
    values, vectors = found
    order = np.argsort(values)[::-1][:k]
    return values[order].astype(np.float64), np.ascontiguousarray(vectors[:, order].T, np.float64)


def _krylov(matrix: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Block Lanczos with restarts, or None when it does not settle: the eigenvalues of C within span(X, CX, C²X, …).

    A block of vectors at a time makes of memory-bound products with one vector matrix products, ten times as quick, and does not
    stumble over eigenvalues that lie close together. Source: Golub and Underwood, The block Lanczos method (1977).
    """
    tolerance = TOLERANCE if matrix.dtype == np.float64 else 1e-5
    block = np.random.default_rng(0).standard_normal((len(matrix), _width(k))).astype(matrix.dtype)
    for _ in range(MAX_ROUNDS):
        basis, image = np.empty((len(matrix), 0), matrix.dtype), np.empty((len(matrix), 0), matrix.dtype)
        for _ in range(BLOCKS):
            block = _orthonormal(block, basis)
            basis = np.concatenate([basis, block], axis=1)
            block = _product(matrix, block)
            image = np.concatenate([image, block], axis=1)
        values, within = np.linalg.eigh(_symmetric(basis.T @ image))
        best = within[:, -_width(k) :]
        block, images = basis @ best, image @ best
        residuals = np.linalg.norm(images - block * values[-_width(k) :], axis=0)
        if residuals[-k:].max() <= tolerance * max(values[-1], 1e-300):
            return values[-k:], block[:, -k:]
    return None


def _product(matrix: np.ndarray, block: np.ndarray) -> np.ndarray:
    from scipy.linalg import blas

    symm = blas.dsymm if matrix.dtype == np.float64 else blas.ssymm
    return symm(1.0, matrix, np.asfortranarray(block))


def _orthonormal(block: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Orthonormal columns that span what `block` adds to `basis`; twice is enough."""
    for _ in range(2):
        block = np.linalg.qr(block - basis @ (basis.T @ block))[0]
    return block


def _symmetric(matrix: np.ndarray) -> np.ndarray:
    return (matrix + matrix.T).astype(np.float64) / 2.0


def _width(k: int) -> int:
    return k + 32
