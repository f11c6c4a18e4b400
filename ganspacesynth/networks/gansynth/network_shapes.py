"""Names and shapes of a generator's weights, and its constants; needs no TensorFlow."""

import math
from typing import Any

from ganspacesynth.networks.gansynth.model_config import CHANNELS, ModelConfig, layer_names

LEAK = 0.2
PIXEL_EPSILON = 1e-8
WIDE = 16  # channels from which on a layer is computed as a fused one, see `network.prepare`


def equalizer(kernel: Any, *, slope: float = 0.0) -> float:
    """The constant a stored kernel is multiplied by, sqrt(2 / ((1 + slope²) fan_in)). Source: Karras et al. (2018), 4.1."""
    return math.sqrt(2.0 / ((1.0 + slope**2) * math.prod(kernel.shape[:-1])))


def generator_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every generator weight."""
    shapes: dict[str, tuple[int, ...]] = {}
    k, previous = config.kernel_size, config.input_size
    for block in range(1, config.num_blocks + 1):
        f = config.filters[block - 1]
        for layer in layer_names(block, simple=config.simple_arch):
            shapes[f"{layer}/kernel"] = _kernel_shape(config, layer, k, previous, f)
            shapes[f"{layer}/bias"] = (config.start_height * config.start_width * f,) if layer == "dense" else (f,)
            previous = f
        shapes[f"to_rgb_{block}/kernel"] = (1, 1, f, CHANNELS)
        shapes[f"to_rgb_{block}/bias"] = (CHANNELS,)
    return shapes


def _kernel_shape(config: ModelConfig, layer: str, k: int, inputs: int, outputs: int) -> tuple[int, ...]:
    if layer == "conv0":
        return config.start_height, config.start_width, inputs, outputs
    if layer == "dense":
        return inputs, config.start_height * config.start_width * outputs
    if layer.startswith("conv2d_transpose"):
        return k, k, outputs, inputs
    return k, k, inputs, outputs
