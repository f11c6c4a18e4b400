"""Controls: functions of z that are nearly a layer's activation, and whose mean and covariance are known without sampling.

    z ── times weights ── leaky ReLU ── over a pixel's norm, as the exponential of a quadratic form of z ── gain ── less its mean

The covariance C of activations h is estimated from sounds as  Ĉ(h) - Ĉ(g) + C_g,  with both estimates from the same sounds and C_g exact.
That has no bias whatever g is, and the nearer g is to h, the fewer sounds it takes (a control variate).

Before the leaky ReLU everything is Gaussian. The logarithm of a pixel's norm is, but for small higher orders, a quadratic form of z; a Gaussian
density times the exponential of one is another Gaussian density. So for each two pixels the expectation of the product of two values is
one over other Gaussians, with a factor, and these are leaky ReLUs of Gaussians again: see hermite.py.

Source: Hammersley and Handscomb, Monte Carlo methods (1964), section 5.5 (control variates).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ganspacesynth.directions.decomposition.basis import one_thread
from ganspacesynth.directions.decomposition.hermite import LeakyGaussian, shared, terms_for

CACHED = 1 << 16  # values worked on at once


class Control(Protocol):
    """What a layer nearly is; it can be pickled, so that other processes have the same."""

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return it less its known mean, float32 [n, D], for z [n, latent]."""

    @property
    def expected(self) -> np.ndarray:
        """Return the known mean, float64 [D]."""

    def covariance(self, threads: int = 1) -> np.ndarray:
        """Compute the known covariance, float32 [D, D]."""


@dataclass(frozen=True, eq=False)
class LeakyControl:
    """A layer of leaky ReLUs and pixel norms, its input linear in z ~ N(0, I).

    Attributes:
        weights: float32 [latent, D].
        bias: float64 [D], before the ReLU.
        channels: values of a pixel.
        slope: of the leaky ReLU.
        gain: float64 [D].
        norm: whether there is a pixel norm.
        expected: float64 [D], the known mean.
    """

    weights: np.ndarray
    bias: np.ndarray
    channels: int
    slope: float
    gain: np.ndarray
    norm: bool = True
    expected: np.ndarray = field(init=False, repr=False)
    _level: np.ndarray = field(init=False, repr=False)  # of a pixel's exponent: [pixels], and what z @ weights and its square count there: [D]
    _straight: np.ndarray = field(init=False, repr=False)
    _curved: np.ndarray = field(init=False, repr=False)
    _forms: tuple[np.ndarray, np.ndarray] | None = field(init=False, repr=False)

    @one_thread
    def __post_init__(self) -> None:
        size = len(self.bias)
        before = LeakyGaussian(self.bias, np.sqrt(np.einsum("ld,ld->d", self.weights, self.weights, dtype=np.float64)), self.slope)
        square = np.maximum(self._by_pixel(before.square).mean(axis=1), 1e-300)  # [pixels]
        level, straight, curved = 0.5 * np.log(square), np.zeros(size), np.zeros(size)
        if self.norm:
            parts = np.repeat(0.5 / (square * self.channels), self.channels)
            straight, curved = (parts * part for part in before.square_coefficients)
            level = level - self._by_pixel(curved).sum(axis=1)
            straight, curved = straight / before.sigma, curved / np.square(before.sigma)
        for name, value in (("_level", level), ("_straight", straight), ("_curved", curved)):
            object.__setattr__(self, name, value)
        forms = self._quadratic_forms() if self.norm else None
        plain = self.gain * before.expected * np.repeat(np.exp(-level), self.channels)
        object.__setattr__(self, "_forms", forms)
        object.__setattr__(self, "expected", plain if forms is None else self._means(forms))

    def __getstate__(self) -> dict:
        return {**self.__dict__, "_forms": None}  # larger than all the rest, and made of it

    def scaled(self, gain: np.ndarray) -> "LeakyControl":
        """Return the same with another gain times as large, float64 [D]."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, gain=self.gain * gain, expected=self.expected * gain)
        return other

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return the control less its known mean, float32 [n, D]."""
        rows = z @ self.weights  # [n, D]
        bias, gain, mean, slope = self.bias.astype(np.float32), self.gain.astype(np.float32), self.expected.astype(np.float32), np.float32(self.slope)
        straight, curved, level = (value.astype(np.float32) for value in (self._straight, self._curved, self._level))
        step = max(1, CACHED // rows.shape[1])
        spare = np.empty((step, rows.shape[1]), np.float32)
        for i in range(0, len(rows), step):
            some = rows[i : i + step]
            other = spare[: len(some)]
            np.multiply(some, curved, out=other)
            other += straight
            exponent = np.einsum("npc,npc->np", self._by_pixel(other), self._by_pixel(some)) + level
            some += bias
            np.multiply(some, slope, out=other)
            np.maximum(some, other, out=some)
            self._by_pixel(some)[...] *= np.exp(-exponent)[:, :, None]
            some *= gain
            some -= mean
        return rows

    @one_thread
    def covariance(self, threads: int = 1) -> np.ndarray:
        """Compute the known covariance, float32 [D, D]."""
        pixels, size = len(self._level), len(self.bias)
        forms = self._quadratic_forms() if self._forms is None else self._forms
        weights = self._by_pixel(self.weights.astype(np.float64)).transpose(1, 0, 2)  # [pixels, latent, channels]
        result = np.empty((size, size), np.float32)

        def fill(pair: tuple[int, int]) -> None:
            p, q = pair
            block = self._block(weights, forms, p, q)
            rows, columns = self._of(p), self._of(q)
            result[rows, columns] = block
            if p != q:
                result[columns, rows] = block.T

        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(fill, _pairs(pixels)):
                pass
        return result

    def _block(self, weights: np.ndarray, forms: tuple[np.ndarray, np.ndarray], p: int, q: int) -> np.ndarray:
        """Covariance of the values of two pixels, float32 [channels, channels]."""
        factor, move, scale = self._tilted(forms[0][p] + forms[0][q], forms[1][p] + forms[1][q])
        scale *= np.exp(-self._level[p] - self._level[q])
        sides = []
        for pixel in (p, q):
            turned = _solved(factor, weights[pixel])  # [latent, channels]: as if z were N(0, I) again
            sigma = np.sqrt(np.einsum("lc,lc->c", turned, turned))
            sides.append((turned, LeakyGaussian(self.bias[self._of(pixel)] - turned.T @ move, sigma, self.slope)))
        (left, a), (right, b) = sides
        correlation = (left / a.sigma).astype(np.float32).T @ (right / b.sigma).astype(np.float32)
        np.clip(correlation, -1.0, 1.0, out=correlation)
        strong = np.abs(correlation)
        if p == q:
            np.fill_diagonal(strong, 0.0)
        terms = terms_for(float(strong.max()))
        common = shared(a.coefficients(terms).astype(np.float32), b.coefficients(terms).astype(np.float32), correlation).astype(np.float64)
        if p == q:
            np.fill_diagonal(common, a.square - np.square(a.expected))  # which needs all orders
        product = scale * (common + np.outer(a.expected, b.expected)) * np.outer(self.gain[self._of(p)], self.gain[self._of(q)])
        return (product - np.outer(self.expected[self._of(p)], self.expected[self._of(q)])).astype(np.float32)

    def _means(self, forms: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        found = np.empty(len(self.bias))
        for p in range(len(self._level)):
            factor, move, scale = self._tilted(forms[0][p], forms[1][p])
            turned = _solved(factor, self.weights[:, self._of(p)].astype(np.float64))
            tilted = LeakyGaussian(self.bias[self._of(p)] - turned.T @ move, np.sqrt(np.einsum("lc,lc->c", turned, turned)), self.slope)
            found[self._of(p)] = scale * np.exp(-self._level[p]) * tilted.expected
        return found * self.gain

    def _tilted(self, form: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """N(0, I) times exp(-z·form·z / 2 - line·z) is a factor times N(-L⁻ᵀ move, (L Lᵀ)⁻¹): return L, move, the factor."""
        factor = np.linalg.cholesky(form + np.eye(len(form)))
        move = _solved(factor, line[:, None])[:, 0]
        return factor, move, float(np.exp(0.5 * move @ move - np.log(np.diag(factor)).sum()))

    def _quadratic_forms(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each pixel's exponent: float64 [pixels, latent, latent] and [pixels, latent]."""
        pixels, latent = len(self._level), len(self.weights)
        forms, lines = np.empty((pixels, latent, latent)), np.empty((pixels, latent))
        for p in range(pixels):
            own = self.weights[:, self._of(p)].astype(np.float64)
            forms[p] = 2.0 * (own * self._curved[self._of(p)]) @ own.T
            lines[p] = own @ self._straight[self._of(p)]
        return forms, lines

    def _by_pixel(self, values: np.ndarray) -> np.ndarray:
        return values.reshape(*values.shape[:-1], -1, self.channels)

    def _of(self, pixel: int) -> slice:
        return slice(pixel * self.channels, (pixel + 1) * self.channels)


@dataclass(frozen=True, eq=False)
class LinearControl:
    """What of a layer is linear in z, whatever its distribution, as long as its mean and covariance are known.

    Attributes:
        weights: float32 [latent, D].
        z_mean: float64 [latent].
        z_covariance: float64 [latent, latent].
    """

    weights: np.ndarray
    z_mean: np.ndarray
    z_covariance: np.ndarray

    @property
    def expected(self) -> np.ndarray:
        """The known mean, float64 [D]."""
        return self.z_mean @ self.weights

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return the control less its known mean, float32 [n, D]."""
        return (z - self.z_mean.astype(np.float32)) @ self.weights

    def covariance(self, threads: int = 1) -> np.ndarray:
        """Compute the known covariance, float32 [D, D]."""
        return self.weights.T @ (self.z_covariance.astype(np.float32) @ self.weights)


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    return ((p, q) for p in range(count) for q in range(p, count))


def _solved(factor: np.ndarray, columns: np.ndarray) -> np.ndarray:
    from scipy.linalg import solve_triangular

    return solve_triangular(factor, columns, lower=True, check_finite=False)
