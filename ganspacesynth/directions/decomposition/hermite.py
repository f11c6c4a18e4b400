"""Leaky ReLUs of Gaussian values: means, squares and Hermite coefficients in closed form, no sampling.

For x = m + σ u with u ~ N(0, 1), any function of x is a sum of normalised Hermite polynomials of u, and two such functions of correlated u
have in common, order by order, the product of their coefficients times a power of the correlation (Mehler's formula).

Source: Mehler, Über die Entwicklung einer Function von beliebig vielen Variablen nach Laplaceschen Functionen höherer Ordnung (1866).
"""

from dataclasses import dataclass, field

import numpy as np

TINY = 1e-150  # where nothing varies
SMALL = 1e-4  # of a power of a correlation: times the squares of coefficients of that order, a millionth
MOST_TERMS = 28


@dataclass(frozen=True, eq=False)
class LeakyGaussian:
    """Values leaky(m + σ u), u ~ N(0, 1), each with its own m and σ.

    Attributes:
        mean: m, float64 [...].
        sigma: σ >= 0, float64 [...].
        slope: of the leaky ReLU below 0; 1 is no ReLU at all.
    """

    mean: np.ndarray
    sigma: np.ndarray
    slope: float
    _ratio: np.ndarray = field(init=False, repr=False)
    _above: np.ndarray = field(init=False, repr=False)
    _density: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from scipy.special import ndtr

        sigma = np.maximum(self.sigma, TINY)
        ratio = np.clip(self.mean / sigma, -1e8, 1e8)
        object.__setattr__(self, "sigma", sigma)
        object.__setattr__(self, "_ratio", ratio)
        object.__setattr__(self, "_above", ndtr(ratio))  # probability that x > 0
        object.__setattr__(self, "_density", np.exp(-0.5 * np.minimum(np.square(ratio), 1400.0)) / np.sqrt(2.0 * np.pi))

    @property
    def expected(self) -> np.ndarray:
        """Mean of the values."""
        upper = self.mean * self._above + self.sigma * self._density
        return upper + self.slope * (self.mean - upper)

    def coefficients(self, terms: int) -> np.ndarray:
        """Return the coefficients of orders 1…terms in normalised Hermite polynomials, float64 [terms, ...].

        Two derivatives of a ReLU are an impulse, so from order 2 on a coefficient is a Hermite polynomial where the kink lies.
        """
        found = np.empty((terms, *np.shape(self.mean)))
        found[0] = self.sigma * (self.slope + (1.0 - self.slope) * self._above)
        scale = (1.0 - self.slope) * self.sigma * self._density
        before, polynomial = np.zeros_like(scale), np.ones_like(scale)  # normalised, of order k - 2, at -m/σ
        for k in range(2, terms + 1):
            found[k - 1] = scale * polynomial / np.sqrt(k * (k - 1.0))
            order = k - 2
            following = (-self._ratio * polynomial - np.sqrt(float(order)) * before) / np.sqrt(order + 1.0)
            before, polynomial = polynomial, following
        return found

    @property
    def square(self) -> np.ndarray:
        """Mean of the squared values."""
        whole = np.square(self.mean) + np.square(self.sigma)
        upper = whole * self._above + self.mean * self.sigma * self._density
        return upper + self.slope**2 * (whole - upper)

    @property
    def square_coefficients(self) -> tuple[np.ndarray, np.ndarray]:
        """What of the squared values is straight in u and what goes with u² - 1: both float64 [...], the second never negative."""
        upper = self.mean * self._above + self.sigma * self._density
        straight = 2.0 * self.sigma * (upper + self.slope**2 * (self.mean - upper))
        curved = np.square(self.sigma) * (self._above + self.slope**2 * (1.0 - self._above))
        return straight, curved


def shared(a: np.ndarray, b: np.ndarray, correlation: np.ndarray) -> np.ndarray:
    """Return sum over k of a[k]_i b[k]_j correlation_ij^k, k = 1…terms: the covariance of two sets of functions.

    Args:
        a: coefficients [terms, n].
        b: coefficients [terms, m].
        correlation: [n, m], in -1..1.
    """
    power = correlation.copy()
    total = np.zeros_like(correlation)
    for left, right in zip(a, b, strict=True):
        total += left[:, None] * power * right
        power *= correlation
    return total


def terms_for(correlation: float) -> int:
    """How many orders matter where no correlation is stronger than this."""
    strongest = min(max(correlation, 1e-3), 1.0 - 1e-9)
    return int(np.clip(np.ceil(np.log(SMALL) / np.log(strongest)), 2, MOST_TERMS))
