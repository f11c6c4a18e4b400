"""The generator in Keras: z in, ws out; ws and noise in, pictures out. The same function of the same numbers as graphs/upscaling.py.

Activations are [n, height, width, channels]. Weights are those of `weights.py`: drawn with unit variance, and scaled where they are used, so that all
of them learn equally fast.

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020), Fig. 2 and 7, and appendix B.
"""

import math
from collections.abc import Mapping

from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.stylegan.mapping import EPSILON, LEAK
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape

Tensors = Mapping[str, Tensor]

SLOW = 0.01  # of the rate at which others learn, the layers between z and w do
GAIN = math.sqrt(2.0)  # behind each leaky ReLU


def mapped(config: PictureConfig, weights: Tensors, z: Tensor) -> Tensor:
    """Turn z [n, z_dim] into w [n, w_dim]."""
    x = z * ops.rsqrt(ops.mean(ops.square(z), axis=1, keepdims=True) + EPSILON)
    for k in range(len(config.mapping)):
        kernel = weights[f"mapping/fc{k}/weight"]
        x = rectified(x @ (kernel * (GAIN * SLOW / math.sqrt(kernel.shape[0]))) + GAIN * SLOW * weights[f"mapping/fc{k}/bias"])
    return x


def synthesized(config: PictureConfig, weights: Tensors, ws: Tensor, noise: Mapping[str, Tensor], *, dtype: str = "float32") -> Tensor:
    """Make pictures.

    Args:
        config: of a StyleGAN 2 with pictures added up ("skip").
        weights: of `weights.py`.
        ws: [n, num_ws, w_dim].
        noise: {layer: [n or 1, height, width, 1]} of unit variance; layers without get none.
        dtype: of the convolutions.

    Returns:
        float32 [n, height, width, channels].
    """
    shape = config.synthesis
    if not isinstance(shape, UpscaledShape):
        raise TypeError(config.family)
    const = ops.cast(weights["b4/const"], dtype)[None]
    x, picture, row = ops.broadcast_to(const, (ws.shape[0], *const.shape[1:])), None, 0
    for block in range(len(shape.features)):
        name = f"b{4 << block}"
        for conv in ("conv0", "conv1") if block else ("conv1",):
            x = _layer(weights, f"{name}/{conv}", x, ws[:, row], noise.get(f"{name}.{conv}"), up=conv == "conv0")
            row += 1
        added = _to_picture(weights, f"{name}/torgb", x, ws[:, row])
        picture = added if picture is None else added + doubled(picture)
    return picture


def rectified(x: Tensor) -> Tensor:
    """Apply the leaky ReLU. The gain that brings back unit variance is multiplied in before it, where arrays are small: it is the same."""
    return ops.leaky_relu(x, LEAK)


def doubled(picture: Tensor) -> Tensor:
    """Upscale pictures to twice the size by the filter 1 3 3 1, which is each pixel twice and the mean of two neighbours twice."""
    return smoothed(padded(ops.repeat(ops.repeat(picture, 2, axis=1), 2, axis=2), 1), 2)


def padded(x: Tensor, by: int) -> Tensor:
    """Put zeros around pictures."""
    return ops.pad(x, ((0, 0), (by, by), (by, by), (0, 0)))


def smoothed(x: Tensor, times: int) -> Tensor:
    """Average each 2 x 2 pixels, some times; three times is the filter 1 3 3 1. Each time a row and a column are lost."""
    for _ in range(times):
        x = ops.average_pool(x, 2, strides=1, padding="valid", data_format="channels_last")
    return x


def style(weights: Tensors, layer: str, w: Tensor) -> Tensor:
    """Return what each channel is multiplied by before a layer's convolution, [n, inputs]."""
    kernel = weights[f"{layer}/affine/weight"]
    return w @ (kernel * (1.0 / math.sqrt(kernel.shape[0]))) + weights[f"{layer}/affine/bias"]


def _layer(weights: Tensors, layer: str, x: Tensor, w: Tensor, noise: Tensor | None, *, up: bool) -> Tensor:
    kernel = weights[f"{layer}/weight"]
    kernel = kernel * (1.0 / math.sqrt(math.prod(kernel.shape[:3])))
    scales = style(weights, layer, w)
    after = GAIN * ops.rsqrt(ops.square(scales) @ ops.sum(ops.square(kernel), axis=(0, 1)) + EPSILON)
    x = x * _wide(scales, x.dtype)
    if up:  # [n, h, w, inputs] -> [n, 2 h + 1, 2 w + 1, outputs] -> [n, 2 h, 2 w, outputs]
        turned = ops.cast(ops.transpose(kernel, (0, 1, 3, 2)), x.dtype)
        x = ops.conv_transpose(x, turned, strides=2, padding="valid", data_format="channels_last")
        x = smoothed(padded(x * _wide(4.0 * after, x.dtype), 1), 3)
    else:
        x = ops.conv(x, ops.cast(kernel, x.dtype), padding="same", data_format="channels_last") * _wide(after, x.dtype)
    if noise is not None:
        x = x + ops.cast(noise * (GAIN * weights[f"{layer}/noise_strength"]), x.dtype)
    return rectified(x + ops.cast(GAIN * weights[f"{layer}/bias"], x.dtype))


def _to_picture(weights: Tensors, layer: str, x: Tensor, w: Tensor) -> Tensor:
    kernel = weights[f"{layer}/weight"]
    x = x * _wide(style(weights, layer, w) * (1.0 / math.sqrt(kernel.shape[0])), x.dtype)
    n, height, width, channels = x.shape
    flat = ops.cast(ops.reshape(x, (-1, channels)) @ ops.cast(kernel, x.dtype), "float32")
    return ops.reshape(flat, (n, height, width, kernel.shape[1])) + weights[f"{layer}/bias"]


def _wide(scales: Tensor, dtype: str) -> Tensor:
    """[n, channels] -> [n, 1, 1, channels]."""
    return ops.cast(scales[:, None, None], dtype)
