"""Generator and discriminator as pure functions over a dict of weights, in keras.ops (TensorFlow or JAX alike).

A model's weights are a flat dict, stored as trained ("equalized": every kernel is multiplied by a constant before use):

    conv0/kernel [start_h, start_w, input, f1]   conv1/kernel [k, k, f1, f1]   conv0_2/kernel [k, k, f1, f2]  …
    to_rgb_1/kernel [1, 1, f1, 2]  to_rgb_2/kernel  …                        and a bias [channels] for each

`prepare` turns them into what `generate` computes with: scaled kernels, the first layer as a matrix, and (fused) each upscaling
with the convolution behind it as one strided transposed convolution. Both steps are differentiable, so that training and playing
share them.

    z, label ── pixel norm ── conv0 ── conv1 ── upscale ── conv0_2 ── conv1_2 ── … ── to_rgb ── picture
                                 └─ hook   └─ hook            └─ hook   └─ hook

Source: Karras et al., Progressive growing of GANs (2018); Engel et al., GANSynth (2019).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names
from ganspacesynth.networks.gansynth.network_shapes import LEAK, PIXEL_EPSILON, WIDE, equalizer, generator_shapes

Weights = Mapping[str, Tensor]

FEW = 32  # channels; sums over so few are slow as operations of their own, and four times faster compiled into one loop


def prepare(config: ModelConfig, weights: Weights, *, fused: bool = True, dtype: str = "float32") -> dict[str, Tensor]:
    """Return the constants that `generate` computes with: a kernel, a gain and a bias for each layer.

    With `fused`, layers of `WIDE` channels or more have their gain multiplied into the kernel and are joined with their upscaling: exact,
    and 9/4 times fewer products there. Narrower ones keep the published order of operations to the last rounding: pixel norm over a
    handful of channels meets pixels where all of them are nearly zero and blows float32 rounding up, to the point where two correct
    programs agree to 75 dB only.

    Args:
        config: the model's.
        weights: as stored, see the top of this file.
        fused: see above; off, every layer is computed in the published order.
        dtype: of the convolutions, "float32" or "bfloat16"; biases, norms and the picture stay float32.
    """
    prepared: dict[str, Tensor] = {}
    for name in generator_shapes(config):
        layer, kind = name.split("/")
        if kind == "bias":
            prepared[name] = ops.cast(weights[name], "float32")
            continue
        kernel, gain = _prepare_kernel(config, layer, weights[name], fused)
        prepared[name] = ops.cast(kernel, "float32" if layer.startswith("to_rgb") else dtype)
        prepared[f"{layer}/gain"] = gain
    return prepared


def _prepare_kernel(config: ModelConfig, layer: str, kernel: Tensor, fused: bool) -> tuple[Tensor, float | None]:
    """Return a kernel in the form `generate` takes, and the gain its output still needs (None for 1)."""
    if config.simple_arch:
        return kernel, None
    to_rgb = layer.startswith("to_rgb")
    gain: float | None = equalizer(kernel, slope=1.0 if to_rgb else 0.0)
    fused = fused and kernel.shape[-1] >= WIDE
    if fused:
        kernel, gain = kernel * gain, None
    if layer == "conv0":
        # A 1x1 input padded to (2h-1) x (2w-1): each output pixel sees it through one tap, the taps in reverse order.
        return ops.reshape(ops.transpose(_turned(kernel), (2, 0, 1, 3)), (config.input_size, -1)), gain
    if fused and layer.startswith("conv0_") and config.kernel_size % 2 == 1:
        kernel = upscale_kernel(kernel, config.scales)
        return (_window_kernel(kernel, config.scales) if _in_windows(config) else ops.transpose(kernel, (0, 1, 3, 2))), gain
    return kernel, gain


def _in_windows(config: ModelConfig) -> bool:
    """Whether upscaling convolutions are computed as `_upscaled_in_windows`: the same products, twice as fast on some machines."""
    return config.kernel_size == 3 and max(config.scales) <= 2 and not backend.has_onednn()


def _window_kernel(kernel: Tensor, scales: tuple[int, int]) -> Tensor:
    """Lay the taps of `upscale_kernel`'s result out for `_upscaled_in_windows`: [h taps, w taps, in, pixels of a square * out]."""
    (h, w), (taps_h, taps_w, inputs, outputs) = scales, kernel.shape
    taps = ops.reshape(kernel, (taps_h // h, h, taps_w // w, w, inputs, outputs))
    taps = ops.transpose(ops.flip(ops.flip(taps, axis=0), axis=2), (0, 2, 4, 1, 3, 5))
    return ops.reshape(taps, (taps_h // h, taps_w // w, inputs, h * w * outputs))


def _upscaled_in_windows(x: Tensor, kernel: Tensor, scales: tuple[int, int]) -> Tensor:
    """Upscale and convolve as one plain convolution with a channel for each pixel of a square, and the squares laid side by side.

    A window of 2x2 pixels holds all that the 2x2 pixels between their middles need. Windows reach one pixel over the edge, and what they make
    there is cut off.
    """
    x = ops.conv(ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))), kernel, padding="valid", data_format="channels_last")
    (h, w), (_, rows, columns, channels) = scales, x.shape
    x = ops.transpose(ops.reshape(x, (-1, rows, columns, h, w, channels // (h * w))), (0, 1, 3, 2, 4, 5))
    x = ops.reshape(x, (-1, rows * h, columns * w, channels // (h * w)))
    return x[:, h - 1 : rows * h - (h - 1), w - 1 : columns * w - (w - 1)]


def upscale_kernel(kernel: Tensor, scales: tuple[int, int]) -> Tensor:
    """Kernel of the transposed convolution that equals nearest-neighbour upscaling followed by a SAME convolution.

    Upscaling by 2 copies each pixel onto a 2x2 square, so a 3x3 kernel meets only 2x2 different pixels, in four ways
    (phases), with its taps summed where they meet the same one. Laid side by side the four 2x2 phase kernels are one 4x4 kernel of
    stride 2: the 3x3 kernel convolved with a 2x2 box.

    Args:
        kernel: [k, k, in, out], k odd.
        scales: (time, frequency) upscaling.

    Returns:
        [k + s - 1, k + s - 1, in, out], taps in the order of a transposed convolution (reversed).
    """
    for axis, scale in enumerate(scales):
        padding = [[0, 0]] * 4
        taps = 0
        for shift in range(scale):
            padding[axis] = [shift, scale - 1 - shift]
            taps = taps + ops.pad(kernel, padding)
        kernel = taps
    return _turned(kernel)


def pixel_norm(x: Tensor) -> Tensor:
    """Scale each pixel's channels to mean square 1. Source: Karras et al. (2018), 4.2."""
    return x * ops.rsqrt(ops.mean(ops.square(x), axis=-1, keepdims=True) + PIXEL_EPSILON)


def upscale(x: Tensor, scales: tuple[int, int]) -> Tensor:
    """Repeat pixels of [n, h, w, c] along time and frequency."""
    for axis, scale in enumerate(scales, start=1):
        x = ops.repeat(x, scale, axis=axis) if scale > 1 else x
    return x


def generator_input(config: ModelConfig, z: Tensor, labels: Tensor) -> Tensor:
    """z [n, latent] and labels [n, label_size] (see conditions.py) -> the first layer's input [n, latent + label_size]."""
    x = ops.concatenate([z, labels], axis=-1)
    return x if config.simple_arch else pixel_norm(x)


def generate(
    config: ModelConfig,
    prepared: Weights,
    x: Tensor,
    *,
    start: str | None = None,
    stop: str | None = None,
    scale: Mapping[str, Tensor] | None = None,
    offset: Mapping[str, Tensor] | None = None,
    keep: Sequence[str] = (),
    alphas: Mapping[int, Tensor] | None = None,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Run the generator, or the part of it between two layers.

    Args:
        config: the model's.
        prepared: from `prepare`, of either kind.
        x: `generator_input` [n, input], or the activation [n, h, w, c] of the layer `start`, h being free.
        start: begin behind this layer.
        stop: end at this layer.
        scale, offset: {layer: value}, applied to a layer's activation as x * scale + offset.
        keep: layers whose activations (before scale and offset) are wanted.
        alphas: {block: share of its picture}, where training fades a block in; None takes the config's.

    Returns:
        The normalized picture [n, frames, bins, 2], or with `stop` that layer's activation (after scale and offset); and
        {layer: activation} for `keep`.
    """
    scale, offset = scale or {}, offset or {}
    kept: dict[str, Tensor] = {}
    picture, running = 0.0, start is None
    alphas = {block: alpha for block in range(1, config.num_blocks + 1) if (alpha := config.alpha(block)) > 0.0} if alphas is None else alphas
    for block in range(1, config.num_blocks + 1):
        for layer in layer_names(block, simple=config.simple_arch):
            if running:
                x = _layer(config, prepared, layer, x)
                if layer in keep:
                    kept[layer] = ops.cast(x, "float32")
            elif layer != start:
                continue
            running = True
            x = ops.cast(x, "float32") if layer in scale or layer in offset else x  # after a convolution in bfloat16 it is that
            x = x * scale[layer] if layer in scale else x
            x = x + offset[layer] if layer in offset else x
            if layer == stop:
                return ops.cast(x, "float32"), kept
        if running and block in alphas:
            picture = picture + alphas[block] * _to_rgb(config, prepared, block, x)
    return picture, kept


def _layer(config: ModelConfig, prepared: Weights, layer: str, x: Tensor) -> Tensor:
    kernel, bias = prepared[f"{layer}/kernel"], prepared[f"{layer}/bias"]
    x = ops.cast(x, kernel.dtype)
    if layer in ("conv0", "dense"):
        x = ops.matmul(x, kernel)
    elif layer.startswith("conv2d_transpose"):
        x = ops.conv_transpose(x, kernel, strides=config.scales, padding="same", data_format="channels_last")
    elif not layer.startswith("conv0"):
        x = ops.conv(x, kernel, padding="same", data_format="channels_last")
    elif prepared[f"{layer}/gain"] is None and _in_windows(config):
        x = _upscaled_in_windows(x, kernel, config.scales)
    elif kernel.shape[0] != config.kernel_size:
        x = ops.conv_transpose(x, kernel, strides=config.scales, padding="same", data_format="channels_last")
    else:
        x = ops.conv(upscale(x, config.scales), kernel, padding="same", data_format="channels_last")
    if layer == "dense":
        x = ops.cast(x, "float32") + bias
    if layer in ("conv0", "dense"):
        x = ops.reshape(x, (-1, config.start_height, config.start_width, config.filters[0]))  # [n, h * w * c] -> [n, h, w, c]
    if config.simple_arch:
        return ops.relu(x if layer == "dense" else ops.cast(x, "float32") + bias)
    gain = prepared[f"{layer}/gain"]
    if x.shape[-1] <= FEW and (gain is None or kernel.dtype != "float32"):
        return backend.fused(_finish)(x, gain, bias)
    return _finish(x, gain, bias)


def _finish(x: Tensor, gain: float | None, bias: Tensor) -> Tensor:
    """Gain, bias, leaky ReLU and pixel norm in float32; the result has the dtype that the next convolution takes."""
    normed = pixel_norm(ops.leaky_relu(_gained(ops.cast(x, "float32"), gain) + bias, LEAK))
    return ops.cast(normed, x.dtype)


def _turned(kernel: Tensor) -> Tensor:
    """Turn a kernel by half a circle: convolution and its transpose count in opposite directions."""
    return ops.flip(ops.flip(kernel, axis=0), axis=1)  # one after the other: older Keras does not take both axes at once


def _gained(x: Tensor, gain: float | None) -> Tensor:
    return x if gain is None else x * gain


def _to_rgb(config: ModelConfig, prepared: Weights, block: int, x: Tensor) -> Tensor:
    name = f"to_rgb_{block}"
    x = (
        _gained(ops.conv(ops.cast(x, "float32"), prepared[f"{name}/kernel"], data_format="channels_last"), prepared[f"{name}/gain"])
        + prepared[f"{name}/bias"]
    )
    x = ops.tanh(x) if config.to_rgb_activation == "tanh" else x
    steps = config.num_resolutions - block
    return upscale(x, tuple(s**steps for s in config.scales))


def initial_weights(shapes: Mapping[str, tuple[int, ...]], seed: int) -> dict[str, np.ndarray]:
    """Draw N(0, 1) kernels and zero biases (the equalized learning rate does the rest)."""
    rng = np.random.default_rng(seed)
    return {name: (rng.standard_normal(shape) if name.endswith("kernel") else np.zeros(shape)).astype(np.float32) for name, shape in shapes.items()}
