"""From a state of the network to the next unit: how likely each unit of a bank is, of any bank or of the one that was learnt.

The head "features" says a mixture of places in the space of embeddings, so that what is near one of them is likely; among a bank's units these
densities become probabilities. Nothing of a bank is in its weights. The head "units" has a weight for each unit of one bank, as published.
"""

from typing import Any

import numpy as np

from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.transformer import Tensor, Weights


def log_likelihoods(config: ContinuationConfig, weights: Weights, states: Tensor, units: Tensor | None, *, ops: Any = np) -> Tensor:
    """Return the natural logarithm of how likely each unit is next, [n, units]; each row sums to 1 when raised.

    Args:
        config: of the network.
        weights: its weights.
        states: [n, width].
        units: their embeddings [units, embedding]; the head "units" asks for none, since its vocabulary is its own.
        ops: numpy or keras.ops.
    """
    if config.head == "units":
        scores = ops.matmul(states, weights["units/w"]) + weights["units/b"]
    else:
        scores = densities(config, weights, states, units, ops=ops)
    highest = ops.max(scores, axis=-1, keepdims=True)
    return scores - highest - ops.log(ops.sum(ops.exp(scores - highest), axis=-1, keepdims=True))


def densities(config: ContinuationConfig, weights: Weights, states: Tensor, units: Tensor, *, ops: Any = np) -> Tensor:
    """Return the logarithm of the mixture's density at each unit, [n, units], up to what is the same for all of them.

    Distances are taken in a metric that is learnt, one weight a dimension, in parts: |m - u|² = |m|² + |u|² - 2 m·u.
    """
    k, e = config.mixtures, config.embedding
    told = ops.reshape(ops.matmul(states, weights["next/w"]) + weights["next/b"], (-1, k, e + 2))
    scale = ops.exp(np.float32(0.5) * weights["metric"])
    middles, units = told[:, :, :e] * scale, units * scale  # [n, k, e], [units, e]
    shares, sharpness = _log_softmax(told[:, :, e], ops), ops.exp(ops.clip(told[:, :, e + 1], -6.0, 6.0))  # [n, k]
    products = ops.reshape(ops.matmul(ops.reshape(middles, (-1, e)), ops.transpose(units)), (-1, k, units.shape[0]))
    apart = ops.sum(ops.square(middles), axis=-1)[:, :, None] + ops.sum(ops.square(units), axis=-1) - np.float32(2.0) * products
    ways = (shares + np.float32(0.5 * e) * ops.log(sharpness))[:, :, None] - np.float32(0.5) * sharpness[:, :, None] * apart  # [n, k, units]
    highest = ops.max(ways, axis=1, keepdims=True)
    return highest[:, 0] + ops.log(ops.sum(ops.exp(ways - highest), axis=1))


def middle(config: ContinuationConfig, weights: Weights, states: np.ndarray) -> np.ndarray:
    """Return what the next unit will be like on the likeliest way, embeddings [n, embedding]; of the head "features"."""
    told = (states @ weights["next/w"] + weights["next/b"]).reshape(-1, config.mixtures, config.embedding + 2)
    likeliest = told[:, :, config.embedding].argmax(axis=1)
    return told[np.arange(len(told)), likeliest, : config.embedding]


def _log_softmax(scores: Tensor, ops: Any) -> Tensor:
    lowered = scores - ops.max(scores, axis=-1, keepdims=True)
    return lowered - ops.log(ops.sum(ops.exp(lowered), axis=-1, keepdims=True))
