"""The critic: pictures in, a score of each out, the log of how much likelier it is real than made.

It reads 2 x 2 pixels as one with four times the channels, so that all of its convolutions are at half the size and less: half the work, and no pixel
is left out.

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020), Fig. 7c: a residual network.
"""

import math
from collections.abc import Mapping

import numpy as np

from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.stylegan.differentiable.keras_generator import GAIN, padded, rectified, smoothed
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape

GROUP = 4  # pictures that are compared with each other
EPSILON = 1e-8
HALF = math.sqrt(0.5)  # of each of two that are added up


def scores(config: PictureConfig, weights: Mapping[str, Tensor], pictures: Tensor, *, dtype: str = "float32") -> Tensor:
    """Return a score of each picture, float32 [n]; see `judged`."""
    return judged(config, weights, pictures, dtype=dtype)[0]


def judged(config: PictureConfig, weights: Mapping[str, Tensor], pictures: Tensor, *, dtype: str = "float32") -> tuple[Tensor, list[Tensor]]:
    """Return a score of each picture, float32 [n], and what each block sees in it, [n, height, width, channels], the finest first.

    Args:
        config: of the generator whose pictures it judges.
        weights: of `critic_shapes`.
        pictures: float32 [n, height, width, channels].
        dtype: of the convolutions.
    """
    n, height, width, channels = pictures.shape
    cells = ops.reshape(pictures, (n, height // 2, 2, width // 2, 2, channels))
    cells = ops.reshape(ops.transpose(cells, (0, 1, 3, 2, 4, 5)), (n, height // 2, width // 2, 4 * channels))
    x = rectified(_conv(weights, "from_rgb", ops.cast(cells, dtype), gain=GAIN))
    seen = []
    for block in range(_blocks(config), 0, -1):
        name = f"b{4 << block}"
        shortcut = _conv(weights, f"{name}/skip", ops.average_pool(x, 2, strides=2, data_format="channels_last"), gain=HALF)
        x = rectified(_conv(weights, f"{name}/conv0", x, gain=GAIN))
        x = rectified(_conv(weights, f"{name}/conv1", smoothed(padded(x, 1), 1), gain=GAIN * HALF, strides=2)) + shortcut
        seen.append(x)
    x = rectified(_conv(weights, "b4/conv", _with_spread(x), gain=GAIN))
    x = ops.cast(ops.reshape(x, (n, -1)), "float32")
    x = rectified(_dense(weights, "b4/dense", x, gain=GAIN))
    return _dense(weights, "b4/score", x, gain=1.0)[:, 0], seen


def critic_shapes(config: PictureConfig) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every weight."""
    shape = config.synthesis
    if not isinstance(shape, UpscaledShape):
        raise TypeError(config.family)
    widths, blocks = shape.features, _blocks(config)
    shapes: dict[str, tuple[int, ...]] = _named("from_rgb", 1, 4 * config.channels, widths[blocks])
    for block in range(blocks, 0, -1):
        name, now, below = f"b{4 << block}", widths[block], widths[block - 1]
        shapes |= {f"{name}/skip/weight": (1, 1, now, below)} | _named(f"{name}/conv0", 3, now, now) | _named(f"{name}/conv1", 3, now, below)
    last = widths[0]
    shapes |= _named("b4/conv", 3, last + 1, last)
    shapes |= {"b4/dense/weight": (last * math.prod(shape.start), last), "b4/dense/bias": (last,)}
    return shapes | {"b4/score/weight": (last, 1), "b4/score/bias": (1,)}


def new_critic(config: PictureConfig, seed: int) -> dict[str, np.ndarray]:
    """Draw weights of unit variance; biases begin at zero."""
    rng = np.random.default_rng([seed, 1])
    return {name: _drawn(rng, name, shape) for name, shape in critic_shapes(config).items()}


def _drawn(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    return np.zeros(shape, np.float32) if name.endswith("/bias") else rng.standard_normal(shape, np.float32)


def _blocks(config: PictureConfig) -> int:
    """Blocks that halve: the first halving is the reading itself."""
    shape = config.synthesis
    return len(shape.features) - 2 if isinstance(shape, UpscaledShape) else 0


def _with_spread(x: Tensor) -> Tensor:
    """Add a channel that says how much the pictures of a group differ, so that a generator of one picture is found out."""
    n, height, width, channels = x.shape
    group = GROUP if n % GROUP == 0 else n
    parts = ops.cast(ops.reshape(x, (group, n // group, height, width, channels)), "float32")
    away = parts - ops.mean(parts, axis=0, keepdims=True)
    spread = ops.mean(ops.sqrt(ops.mean(ops.square(away), axis=0) + EPSILON), axis=(1, 2, 3))  # [n / group]
    told = ops.broadcast_to(ops.reshape(spread, (1, n // group, 1, 1, 1)), (group, n // group, height, width, 1))
    return ops.concatenate([x, ops.cast(ops.reshape(told, (n, height, width, 1)), x.dtype)], axis=3)


def _conv(weights: Mapping[str, Tensor], name: str, x: Tensor, *, gain: float, strides: int = 1) -> Tensor:
    kernel = weights[f"{name}/weight"]
    kernel = ops.cast(kernel * (gain / math.sqrt(math.prod(kernel.shape[:3]))), x.dtype)
    y = ops.conv(x, kernel, strides=strides, padding="same" if strides == 1 else "valid", data_format="channels_last")
    bias = weights.get(f"{name}/bias")
    return y if bias is None else y + ops.cast(gain * bias, x.dtype)


def _dense(weights: Mapping[str, Tensor], name: str, x: Tensor, *, gain: float) -> Tensor:
    kernel = weights[f"{name}/weight"]
    return x @ (kernel * (gain / math.sqrt(kernel.shape[0]))) + gain * weights[f"{name}/bias"]


def _named(name: str, edge: int, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}/weight": (edge, edge, inputs, outputs), f"{name}/bias": (outputs,)}
