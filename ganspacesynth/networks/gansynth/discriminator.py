"""The critic of adversarial training: scores and label logits of spectrograms, as pure functions; the generator's mirror.

    picture ── from_rgb_B ── conv0_B ── conv1_B ── downscale ──┬── … ── stddev ── conv0_1 ── conv1_1 ──┬── score
       └── downscale ── from_rgb_(B-1) ── alpha ───────────────┘                                       └── classes

A critic's weights are a flat dict, stored as trained ("equalized", see network.py):

    from_rgb_B/kernel [1, 1, 2, f_B]   conv0_B/kernel [k, k, f_B, f_B]   conv1_B/kernel [k, k, f_B, f_(B-1)]   …
    conv0_1/kernel [k, k, f_1 + 1, f_1]   conv1_1/kernel [start_h, start_w, f_1, f_0]
    score/kernel [f_0, 1]   classes/kernel [f_0, label_size]                                 and a bias [channels] for each

Behind "classes" stand logits in the order of the generator's label (see conditions.py): pitches first, and nothing else in a published model.

The light variant (`simple_arch`) has one strided conv_B a block, last/kernel [start_h * start_w * (f_1 + 1), f_0], and no equalizing but of
the classes.

Source: Karras et al., Progressive growing of GANs (2018), appendix A; Odena et al., Auxiliary classifier GANs (2017).
"""

from collections.abc import Mapping

from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth.model_config import CHANNELS, ModelConfig
from ganspacesynth.networks.gansynth.network import LEAK, equalizer

Weights = Mapping[str, Tensor]

STDDEV_EPSILON = 1e-6


def discriminator_shapes(config: ModelConfig, last_filters: int) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every weight of the critic of a generator.

    Args:
        config: the generator's.
        last_filters: channels behind the last convolution (those of "block 0").
    """
    k, first = config.kernel_size, config.filters[0]
    kernels: dict[str, tuple[int, ...]] = {}
    for block in range(1, config.num_blocks + 1):
        f = config.filters[block - 1]
        kernels[f"from_rgb_{block}"] = (1, 1, CHANNELS, f)
        if block > 1 and config.simple_arch:
            kernels[f"conv_{block}"] = (k, k, f, config.filters[block - 2])
        elif block > 1:
            kernels[f"conv0_{block}"] = (k, k, f, f)
            kernels[f"conv1_{block}"] = (k, k, f, config.filters[block - 2])
    if config.simple_arch:
        kernels["last"] = (config.start_height * config.start_width * (first + 1), last_filters)
    else:
        kernels["conv0_1"] = (k, k, first + 1, first)
        kernels["conv1_1"] = (config.start_height, config.start_width, first, last_filters)
    kernels["score"] = (last_filters, 1)
    kernels["classes"] = (last_filters, config.label_size)
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, shape in kernels.items():
        shapes[f"{layer}/kernel"], shapes[f"{layer}/bias"] = shape, shape[-1:]
    return shapes


def discriminate(config: ModelConfig, weights: Weights, pictures: Tensor, progress: Tensor, *, dtype: str = "float32") -> tuple[Tensor, Tensor]:
    """Judge pictures.

    Args:
        config: of a generator whose last block makes pictures of this size.
        weights: see the top of this file.
        pictures: normalized [n, frames, bins, 2].
        progress: num_blocks - 2 … num_blocks - 1; a fraction means that the last block is fading in.
        dtype: of the convolutions, "float32" or "bfloat16".

    Returns:
        Scores [n], larger for what looks real; and label logits [n, label_size].
    """
    top = config.num_blocks
    x = _layer(config, weights, f"from_rgb_{top}", pictures, dtype)
    for block in range(top, 1, -1):
        x = _block(config, weights, block, x, dtype)
        if block == top:  # deeper down, alpha is 0 at every progress that a network of this many blocks has
            alpha = ops.clip(ops.convert_to_tensor(block - 1.0 - progress, "float32"), 0.0, 1.0)
            x = alpha * _layer(config, weights, f"from_rgb_{block - 1}", downscale(pictures, config.scales), dtype) + (1.0 - alpha) * x
    x = _last(config, weights, with_stddev(x), dtype)
    score = dense(x, weights["score/kernel"], weights["score/bias"], equalized=not config.simple_arch)
    return score[:, 0], dense(x, weights["classes/kernel"], weights["classes/bias"], equalized=True)


def downscale(x: Tensor, scales: tuple[int, int]) -> Tensor:
    """Average boxes of pixels: [n, h, w, c] -> [n, h / s, w / t, c]."""
    if scales == (1, 1):
        return x
    return ops.average_pool(x, scales, strides=scales, padding="valid", data_format="channels_last")


def with_stddev(x: Tensor) -> Tensor:
    """Append a channel that says how much the pictures of this batch differ: [n, h, w, c] -> [n, h, w, c + 1].

    Source: Karras et al. (2018), section 3.
    """
    spread = ops.mean(ops.sqrt(ops.var(x, axis=0) + STDDEV_EPSILON))
    return ops.concatenate([x, ops.ones_like(x[..., :1]) * spread], axis=-1)


def dense(x: Tensor, kernel: Tensor, bias: Tensor, *, equalized: bool) -> Tensor:
    """[n, c] -> [n, units], without an activation (so the equalizer's slope is 1)."""
    return ops.matmul(x, kernel * equalizer(kernel, slope=1.0) if equalized else kernel) + bias


def _block(config: ModelConfig, weights: Weights, block: int, x: Tensor, dtype: str) -> Tensor:
    """Bring the features of a block to the resolution of the block before it."""
    if config.simple_arch:
        return _layer(config, weights, f"conv_{block}", x, dtype, strides=config.scales)
    x = _layer(config, weights, f"conv0_{block}", x, dtype)
    return downscale(_layer(config, weights, f"conv1_{block}", x, dtype), config.scales)


def _last(config: ModelConfig, weights: Weights, x: Tensor, dtype: str) -> Tensor:
    """[n, start_h, start_w, f_1 + 1] -> [n, f_0]."""
    if config.simple_arch:
        return ops.relu(dense(ops.reshape(x, (x.shape[0], -1)), weights["last/kernel"], weights["last/bias"], equalized=False))
    x = _layer(config, weights, "conv0_1", x, dtype)
    return _layer(config, weights, "conv1_1", x, dtype, padding="valid")[:, 0, 0]  # [n, 1, 1, f_0] -> [n, f_0]


def _layer(
    config: ModelConfig, weights: Weights, layer: str, x: Tensor, dtype: str, *, strides: tuple[int, int] = (1, 1), padding: str = "same"
) -> Tensor:
    """Convolution in `dtype`; bias and activation in float32."""
    kernel, bias = weights[f"{layer}/kernel"], weights[f"{layer}/bias"]
    kernel = kernel if config.simple_arch else kernel * equalizer(kernel)
    x = ops.conv(ops.cast(x, dtype), ops.cast(kernel, dtype), strides=strides, padding=padding, data_format="channels_last")
    x = ops.cast(x, "float32") + bias
    return ops.relu(x) if config.simple_arch else ops.leaky_relu(x, LEAK)
