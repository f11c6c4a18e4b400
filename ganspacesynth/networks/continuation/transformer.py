"""The network: embeddings of units in, a state for each position out, from which the next unit is told.

One function of the same numbers, for NumPy (playing) and for keras.ops (training); `ops` says which. A position looks back at `reach` units of the
layer below, itself among them, and never ahead: so keeping the keys and values of that many units (`Past`) is all that going on needs, however long
somebody plays, and gives the numbers of the whole at once.

    embeddings [n, time, embedding] -> in -> + layers (norm, attention, norm, products) -> norm -> [n, time, width]

Source: Vaswani et al., "Attention is all you need" (2017), section 3; Radford et al. (2019) for norms before; a learnt bias by distance instead of
positions: Shaw et al. (2018), Raffel et al. (2020).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig

Tensor = Any
Weights = Mapping[str, Tensor]
Drop = Callable[[Tensor, str], Tensor]  # what training leaves out at random, by the name of the place

NEVER = -1e9
EPSILON = 1e-6


@dataclass(frozen=True, eq=False)
class Past:
    """What going on needs of what was.

    Attributes:
        keys, values: of each layer, [n, heads, kept, width / heads].
    """

    keys: Sequence[Tensor]
    values: Sequence[Tensor]


@dataclass(frozen=True, eq=False)
class EncodedUnits:
    """What the network makes of units.

    Attributes:
        states: [n, time, width], of each position.
        past: to go on with.
        attention: of each layer, [n, heads, time, kept + time]: which units each position looked at; rows sum to 1.
    """

    states: Tensor
    past: Past
    attention: Sequence[Tensor]


def kept_as_is(values: Tensor, place: str) -> Tensor:
    """Leave nothing out: the `Drop` of whoever plays."""
    return values


def run(
    config: ContinuationConfig, weights: Weights, embeddings: Tensor, past: Past | None = None, *, ops: Any = np, drop: Drop = kept_as_is
) -> EncodedUnits:
    """Run the network over units.

    Args:
        config: its shape.
        weights: by the names of `config.shapes()`.
        embeddings: float32 [n, time, embedding].
        past: of the units before them; None where there are none.
        ops: numpy or keras.ops.
        drop: of training; nothing is left out while playing.

    Returns:
        The states of these units; those of earlier ones are not computed again.
    """
    x = drop(ops.matmul(embeddings, weights["in/w"]) + weights["in/b"], "in")
    keys, values, attention = [], [], []
    for layer in range(config.layers):
        held = None if past is None else (past.keys[layer], past.values[layer])
        added, k, v, shares = _attend(config, weights, f"layer{layer}", _norm(x, weights[f"layer{layer}/norm1"], ops), held, ops, drop)
        x = x + drop(added, f"layer{layer}/attention")
        inner = ops.matmul(_norm(x, weights[f"layer{layer}/norm2"], ops), weights[f"layer{layer}/up"]) + weights[f"layer{layer}/up_b"]
        products = ops.matmul(_gelu(inner, ops), weights[f"layer{layer}/down"]) + weights[f"layer{layer}/down_b"]
        x = x + drop(products, f"layer{layer}/products")
        keys.append(k)
        values.append(v)
        attention.append(shares)
    return EncodedUnits(_norm(x, weights["norm"], ops), Past(keys, values), attention)


def first_state(weights: Weights, *, ops: Any = np) -> Tensor:
    """Return the state before anything was heard, [1, 1, width]."""
    return ops.reshape(weights["start"], (1, 1, -1))


def _attend(
    config: ContinuationConfig, weights: Weights, at: str, x: Tensor, held: tuple[Tensor, Tensor] | None, ops: Any, drop: Drop
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return what a layer's attention adds, keys and values to keep, and the shares of attention."""
    n, time, heads, size = x.shape[0], x.shape[1], config.attention_heads, config.width // config.attention_heads
    n = -1 if n is None else n
    qkv = ops.reshape(ops.matmul(x, weights[f"{at}/qkv"]), (n, time, 3, heads, size))
    q, k, v = (ops.transpose(qkv[:, :, part], (0, 2, 1, 3)) for part in range(3))  # [n, heads, time, size]
    if held is not None:
        k, v = ops.concatenate([held[0], k], axis=2), ops.concatenate([held[1], v], axis=2)
    there = int(k.shape[2])
    back = np.arange(there - time, there)[:, None] - np.arange(there)  # [time, there]: how far back each unit is
    near = (back >= 0) & (back < config.reach)
    bias = ops.take(weights[f"{at}/bias"], np.clip(back, 0, config.reach - 1), axis=1)  # [heads, time, there]
    scores = ops.matmul(q, ops.transpose(k, (0, 1, 3, 2))) * float(size**-0.5) + bias
    scores = ops.where(near, scores, np.float32(NEVER))
    shares = _softmax(scores, ops)
    mixed = ops.transpose(ops.matmul(drop(shares, f"{at}/shares"), v), (0, 2, 1, 3))  # [n, time, heads, size]
    added = ops.matmul(ops.reshape(mixed, (n, time, config.width)), weights[f"{at}/out"])
    first = max(0, there - config.reach + 1)  # the next unit looks back at itself and reach - 1 more
    return added, k[:, :, first:], v[:, :, first:], shares


def _norm(x: Tensor, gain: Tensor, ops: Any) -> Tensor:
    """Root mean square norm. Source: Zhang & Sennrich (2019), equation 4."""
    return x / ops.sqrt(ops.mean(ops.square(x), axis=-1, keepdims=True) + np.float32(EPSILON)) * gain


def _softmax(scores: Tensor, ops: Any) -> Tensor:
    raised = ops.exp(scores - ops.max(scores, axis=-1, keepdims=True))
    return raised / ops.sum(raised, axis=-1, keepdims=True)


def _gelu(x: Tensor, ops: Any) -> Tensor:
    """Source: Hendrycks & Gimpel (2016), the approximation by tanh."""
    return np.float32(0.5) * x * (np.float32(1.0) + ops.tanh(np.float32(0.7978846) * (x + np.float32(0.044715) * x * x * x)))


def new_weights(config: ContinuationConfig, seed: int) -> dict[str, np.ndarray]:
    """Return weights to begin training with, float32 by the names of `config.shapes()`."""
    rng, weights = np.random.default_rng(seed), {}
    for name, shape in config.shapes().items():
        last = name.rpartition("/")[2]
        if last.startswith("norm"):
            weights[name] = np.ones(shape, np.float32)
        elif last in ("b", "up_b", "down_b", "bias", "metric", "start"):
            weights[name] = np.zeros(shape, np.float32)
        else:
            small = (2.0 * config.layers) ** -0.5 if last in ("out", "down") else 1.0
            weights[name] = (small * shape[0] ** -0.5 * rng.standard_normal(shape)).astype(np.float32)
    if config.head == "features":
        spread = weights["next/b"].reshape(config.mixtures, config.embedding + 2)
        spread[:, : config.embedding] = 0.5 * rng.standard_normal((config.mixtures, config.embedding))  # that the ways begin apart
    return weights
