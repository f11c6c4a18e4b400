"""Adam and the moving average of weights, as pure functions of dicts (so that a checkpoint is just the dicts)."""

from collections.abc import Mapping
from typing import Any

from keras import ops

Tensors = Mapping[str, Any]

EPSILON = 1e-8


def adam_slots(parameters: Tensors) -> dict[str, dict[str, Any]]:
    """Return zero first and second moments."""
    return {moment: {name: ops.zeros_like(value) for name, value in parameters.items()} for moment in ("m", "v")}


def adam(
    parameters: Tensors, gradients: Tensors, slots: Mapping[str, Tensors], step: Any, *, rate: Any, beta1: float, beta2: float
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return (parameters, slots) after one step; `step` counts from 1. Source: Kingma & Ba, Adam (2015), algorithm 1."""
    step = ops.cast(step, "float32")
    m = {name: beta1 * slots["m"][name] + (1.0 - beta1) * g for name, g in gradients.items()}
    v = {name: beta2 * slots["v"][name] + (1.0 - beta2) * ops.square(g) for name, g in gradients.items()}
    rate = rate * ops.sqrt(1.0 - ops.power(beta2, step)) / (1.0 - ops.power(beta1, step))
    moved = {name: p - rate * m[name] / (ops.sqrt(v[name]) + EPSILON) for name, p in parameters.items()}
    return moved, {"m": m, "v": v}


def moving_average(average: Tensors, parameters: Tensors, decay: Any) -> dict[str, Any]:
    """Return decay * average + (1 - decay) * parameters."""
    return {name: decay * average[name] + (1.0 - decay) * p for name, p in parameters.items()}
