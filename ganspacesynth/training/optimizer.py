"""Adam and the moving average of weights, as pure functions of dicts (so that a checkpoint is just the dicts)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ganspacesynth.networks.backend import Tensor, ops

Tensors = Mapping[str, Tensor]

EPSILON = 1e-8


@dataclass(frozen=True)
class Rates:
    """How fast weights move: Adam's rate and betas, and how slowly the weights that play follow."""

    learning_rate: float
    beta1: float
    beta2: float
    average_decay: float

    def scaled(self, factor: float) -> "Rates":
        """Return the rates for batches `factor` times as large.

        All memories stay as long as they were, counted in images (beta ** factor), and the rate grows with the square root, as the noise of
        a mean shrinks. Source: Malladi et al., On the SDEs and scaling rules for adaptive gradient algorithms (2022), definition 5.2.
        """
        return Rates(self.learning_rate * math.sqrt(factor), self.beta1**factor, self.beta2**factor, self.average_decay**factor)


def adam(
    parameters: Tensors, gradients: Tensors, slots: Mapping[str, Tensors], step: Tensor, *, rate: Tensor, beta1: float, beta2: float
) -> tuple[dict[str, Tensor], dict[str, dict[str, Tensor]]]:
    """Return (parameters, slots) after one step; `step` counts from 1. Source: Kingma & Ba, Adam (2015), algorithm 1."""
    step = ops.cast(step, "float32")
    m = {name: beta1 * slots["m"][name] + (1.0 - beta1) * g for name, g in gradients.items()}
    v = {name: beta2 * slots["v"][name] + (1.0 - beta2) * ops.square(g) for name, g in gradients.items()}
    rate = rate * ops.sqrt(1.0 - ops.power(beta2, step)) / (1.0 - ops.power(beta1, step))
    moved = {name: p - rate * m[name] / (ops.sqrt(v[name]) + EPSILON) for name, p in parameters.items()}
    return moved, {"m": m, "v": v}


def moving_average(average: Tensors, parameters: Tensors, decay: Tensor) -> dict[str, Tensor]:
    """Return decay * average + (1 - decay) * parameters."""
    return {name: decay * average[name] + (1.0 - decay) * p for name, p in parameters.items()}
