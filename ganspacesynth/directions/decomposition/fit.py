"""What an estimator of directions found: means, components and variances in, sorted and with their signs out."""

import logging
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.decomposition.halves import Halves

log = logging.getLogger(__name__)

RANK = 1e-10  # variances below this share of the largest are rounding of float32 activations, not directions


@dataclass(frozen=True, eq=False)
class Fit:
    """What an estimator found, strongest direction first.

    Attributes:
        mean: float64 [D].
        components: float64 (float32 where they are many) [K, D], unit rows; the entry of largest magnitude in a row is positive.
        stdev: float64 [K].
        var_ratio: float64 [K].
        residual: float64 [K], the certificate of an approximation: how far the covariance moves each direction out of itself, as a
            share of its variance; None where nothing was approximated.
        halves: how far the two halves of the run are apart; None where they were not kept apart.
    """

    mean: np.ndarray
    components: np.ndarray
    stdev: np.ndarray
    var_ratio: np.ndarray
    residual: np.ndarray | None = None
    halves: Halves | None = None


def finished(
    mean: np.ndarray, components: np.ndarray, variances: np.ndarray, total: float, *, residual: np.ndarray | None = None, rank: float = RANK
) -> Fit:
    """Sort by variance, fix signs, and leave out directions along which nothing varies.

    Args:
        mean: float [D].
        components: float [K, D], unit rows; float32 ones stay so, and are changed in place where they can be.
        variances: [K].
        total: variance of all values together.
        residual: [K], see Fit.
        rank: variances below this share of the largest count as none.
    """
    variances = np.maximum(np.asarray(variances, np.float64), 0.0)
    order = np.argsort(-variances, kind="stable")
    order = order[variances[order] > rank * variances.max(initial=0.0)]
    if not len(order):
        raise InvalidInput(
            "Directions need activations that vary. Received: the same activation each time. Check the model and the layer.",
            rule="varying-activations",
        )
    if len(order) < len(variances):
        log.warning("The activations vary along %d directions only: %d are found, not %d.", len(order), len(order), len(variances))
    components = components if components.dtype == np.float32 else np.asarray(components, np.float64)
    components = components if np.array_equal(order, np.arange(len(components))) else components[order]
    for row in components:  # one by one: a layer of millions of values is not held twice
        row *= np.sign(row[np.argmax(np.abs(row))])
    residual = None if residual is None else residual[order]
    return Fit(np.asarray(mean, np.float64), components, np.sqrt(variances[order]), variances[order] / max(total, 1e-300), residual)
