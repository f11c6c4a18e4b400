"""Throughput: a machine's matrix multiplications a second, and the operations of a training image."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import ops
from ganspacesynth.networks.gansynth.discriminator import discriminator_shapes
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import WIDE, generator_shapes

SMALLEST, LARGEST = 512, 8192  # rows of the matrices that are multiplied
LONG_ENOUGH_S = 0.02  # for a clock, and for a processor to get going
TRIES = 12  # the fastest counts: other programs run as well


def matrix_rate(dtype: str) -> float:
    """Return the operations a second of square matrix products in `dtype`, measured: about a second's work."""
    multiply = backend.compiled(ops.matmul)
    size = SMALLEST
    while True:
        a = ops.cast(backend.tensors(np.ones((size, size), np.float32)), dtype)
        elapsed = min(_seconds(multiply, a) for _ in range(TRIES))  # the first of them compiles
        if elapsed > LONG_ENOUGH_S or size >= LARGEST:
            return 2.0 * size**3 / elapsed
        size *= 2


def _seconds(multiply: Callable[[Any, Any], Any], a: Any) -> float:
    begin = time.perf_counter()
    backend.arrays(ops.cast(ops.sum(multiply(a, a)), "float32"))  # asking for the number waits for it; NumPy takes no bfloat16 scalar of TensorFlow's
    return max(time.perf_counter() - begin, 1e-9)


def generator_operations(config: ModelConfig) -> dict[str, float]:
    """Return the operations (a product and a sum are two) of each layer for one picture, in the order they run.

    Upscaling and the convolution behind it are one step where layers are wide (see `network.prepare`), which saves 5 of 9 products.
    """
    found: dict[str, float] = {}
    for name, shape in generator_shapes(config).items():
        layer, kind = name.split("/")
        if kind == "bias":
            continue
        block = int(layer.rpartition("_")[2]) if layer[-1].isdigit() and "_" in layer else 1
        height, width = config.resolution(block)
        taps, channels = float(math.prod(shape[:-2])), shape[-2] * shape[-1]
        if layer in ("conv0", "dense"):  # one pixel becomes the first picture: each of its pixels has a tap of its own
            found[layer] = 2.0 * math.prod(shape)
            continue
        if layer.startswith("conv2d_transpose"):
            taps /= math.prod(config.scales)
        elif layer.startswith("conv0_") and not config.simple_arch and shape[-1] >= WIDE and config.kernel_size % 2 == 1:
            taps /= math.prod(config.kernel_size * scale / (config.kernel_size + scale - 1) for scale in config.scales)
        found[layer] = 2.0 * height * width * taps * channels
    return found


def critic_operations(config: ModelConfig, last_filters: int) -> float:
    """Return the operations of the critic for one picture."""
    total = 0.0
    for name, shape in discriminator_shapes(config, last_filters).items():
        layer, kind = name.split("/")
        if kind == "bias":
            continue
        block = int(layer.rpartition("_")[2]) if layer[-1].isdigit() else 1
        places = math.prod(config.resolution(block - 1 if config.simple_arch and layer.startswith("conv_") else block))
        places = 1 if layer in ("last", "score", "classes", "conv1_1") else places
        total += 2.0 * places * math.prod(shape)
    return total


def gan_operations(generator: Mapping[str, float], critic: float, penalty_every: int) -> float:
    """Return the operations of one image of adversarial training.

    A backward pass takes as many as a forward one for the input, and as many again for the weights. The generator's step runs both networks
    forward, the critic backward to its input and the generator backward to its weights; the critic's step makes another fake, and runs the
    critic there and back on it and on a real picture. A penalty runs the critic there and back to its input, and all of that backward.
    """
    return 4.0 * sum(generator.values()) + (2.0 + 6.0 + 6.0 / penalty_every) * critic
