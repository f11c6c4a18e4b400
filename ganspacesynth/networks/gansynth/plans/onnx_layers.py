"""A generator's weights in, its layers as ONNX operations out: the same function as `network.generate`, for playing without TensorFlow.

Between two layers values lie as [n, time, frequency, channels]; convolutions want channels in front, and ONNX Runtime merges the turning
to and fro into its own blocked layout. An upscaling and the convolution behind it are one convolution over the small picture, which makes all pixels
of a square as channels; the squares are then laid side by side:

    small picture      windows of 2x2 pixels, each making 2x2 pixels      large picture
    a b                . . │ . .                                          A B C D
    c d        ─────>  . A │ B .    with a frame of one pixel,     ─────> E F G H
                       ────┼────    which is cut off                      …
                       . E │ F .

A pixel norm needs no neighbours, so it comes before the laying out.

Source: Karras et al., Progressive growing of GANs (2018); Engel et al., GANSynth (2019); Shi et al., Is the deconvolution layer the same as a
convolutional layer? (2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.networks.gansynth.model_config import CHANNELS, ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import LEAK, PIXEL_EPSILON, equalizer, generator_shapes
from ganspacesynth.networks.onnx.graph import Graph

JOINED = 8  # channels from which on a layer has its gain within the kernel and is joined with its upscaling; see `network.prepare` for narrower ones
FEW = 16  # channels up to which `_norm_of_few` is the quicker norm
LAST, FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


@dataclass(frozen=True)
class UpscaleWindows:
    """How pixels of an upscaled axis come from those of the small one.

    Attributes:
        scale: pixels that a window makes.
        cut: pixels that the first window makes too many, on the left.
        before, after: pixels that windows reach over the edges.
        taps: float32 [pixels of a window, pixels that it makes, kernel size]: which taps of the kernel meet which pixel.
    """

    scale: int
    cut: int
    before: int
    after: int
    taps: np.ndarray

    @property
    def more(self) -> int:
        """How many windows there are beside one for each pixel."""
        return 1 if self.cut else 0


def windows(scale: int, kernel_size: int) -> UpscaleWindows:
    """Return the narrowest windows of an axis that is upscaled by repeating pixels, then convolved (SAME)."""
    reach = np.arange(kernel_size) - (kernel_size - 1) // 2

    def met(cut: int) -> np.ndarray:  # [made, kernel size]: which pixel of the small axis, counted from the window's own
        return (np.arange(scale)[:, None] - cut + reach) // scale

    cut = min(range(scale), key=lambda cut: int(np.ptp(met(cut))))
    pixels = met(cut)
    first, last = int(pixels.min()), int(pixels.max())
    taps = (np.arange(first, last + 1)[:, None, None] == pixels).astype(np.float32)
    return UpscaleWindows(scale, cut, -first, last + (1 if cut else 0), taps)


@dataclass(frozen=True)
class OnnxLayer:
    """What a layer computes with.

    Attributes:
        kernel: as its operation takes it: a matrix [in, out], or [out, in, h, w], or for a transposed convolution [in, out, h, w].
        bias: [out].
        gain: what the convolution's result is still multiplied by, or None.
        windows: of time and frequency, where the upscaling is part of the kernel.
    """

    kernel: np.ndarray
    bias: np.ndarray
    gain: float | None
    windows: tuple[UpscaleWindows, UpscaleWindows] | None = None


def prepare(config: ModelConfig, weights: Mapping[str, np.ndarray], *, fused: bool = True) -> dict[str, OnnxLayer]:
    """Return what each layer computes with, and each `to_rgb`.

    Args:
        config: the model's.
        weights: as stored, see network.py.
        fused: whether layers of JOINED channels or more have their gain within the kernel and are joined with their upscaling; off, all is
            computed in the published order. See `network.prepare`.
    """
    names = [name.removesuffix("/kernel") for name in generator_shapes(config) if name.endswith("/kernel")]
    return {name: _prepare(config, name, weights[f"{name}/kernel"], weights[f"{name}/bias"], fused) for name in names}


def _prepare(config: ModelConfig, name: str, kernel: np.ndarray, bias: np.ndarray, fused: bool) -> OnnxLayer:
    if config.simple_arch:
        return OnnxLayer(kernel.transpose(3, 2, 0, 1) if kernel.ndim == 4 and not name.startswith("to_rgb") else _matrix(kernel), bias, None)
    to_rgb = name.startswith("to_rgb")
    gain: float | None = equalizer(kernel, slope=1.0 if to_rgb else 0.0)
    fused = fused and kernel.shape[-1] >= JOINED
    if fused:
        kernel, gain = kernel * np.float32(gain), None
    if to_rgb:
        return OnnxLayer(_matrix(kernel), bias, gain)
    if name == "conv0":
        # A 1x1 input padded to (2h-1) x (2w-1): each output pixel sees it through one tap, the taps in reverse order.
        return OnnxLayer(kernel[::-1, ::-1].transpose(2, 0, 1, 3).reshape(config.input_size, -1), bias, gain)
    if fused and name.startswith("conv0_"):
        time, frequency = (windows(scale, config.kernel_size) for scale in config.scales)
        joined = np.einsum("apx,bqy,xyio->pqoiab", time.taps, frequency.taps, kernel, optimize=True)
        return OnnxLayer(joined.reshape(-1, *joined.shape[3:]), np.tile(bias, time.scale * frequency.scale), gain, (time, frequency))
    return OnnxLayer(kernel.transpose(3, 2, 0, 1), bias, gain)


def _matrix(kernel: np.ndarray) -> np.ndarray:
    return kernel.reshape(-1, kernel.shape[-1])  # [1, 1, in, out] -> [in, out]


class LayerWriter:
    """Writes the layers of one generator into a graph. What it is given and returns are names of values [n, h, w, c], h being free."""

    def __init__(self, config: ModelConfig, layers: Mapping[str, OnnxLayer], graph: Graph, *, inner: bool = False) -> None:
        """Begin.

        Args:
            config: of the network.
            layers: what each computes with.
            graph: that is written to.
            inner: make only rows whose neighbours along time are all given, see `first_inner`; otherwise nothing lies beyond the edges.
        """
        self._config, self._layers, self._graph, self._inner = config, layers, graph, inner

    def first_inner(self, name: str) -> int:
        """Return which row of a layer is the first whose neighbours are given; the first one made of the first row given, upscaled, is row 0."""
        layer = self._layers[name]
        if name.startswith("conv2d_transpose"):
            return 0
        if layer.windows is not None:
            time = layer.windows[0]
            return time.scale * time.before - time.cut
        return (layer.kernel.shape[2] - 1) // 2

    def padded(self, pads: list[int]) -> list[int]:
        """Return how far a convolution reaches over the edges, which of inner rows is not at all along time."""
        return [0, pads[1], 0, pads[3]] if self._inner else pads

    def norm(self, x: str, channels: int) -> str:
        """Scale each pixel's channels, the last axis, to mean square 1. Source: Karras et al. (2018), 4.2."""
        ones = self._graph.constant(np.ones(channels, np.float32))
        return self._graph.node("SimplifiedLayerNormalization", x, ones, axis=-1, epsilon=PIXEL_EPSILON)

    def layer(self, name: str, x: str) -> str:
        """Add a layer: behind the one before it, or for the first behind the network's input [n, input]."""
        return self.laid_out(name, self.normed(name, x))

    # The same, for writers that hold a layer's values in other forms than numbers (byte_layers.py).

    def held(self, name: str, x: Any, *, rows: int | None = None) -> Any:
        """Add a layer behind one that is held."""
        return self.layer(name, x)

    def numbers(self, x: Any) -> str:
        """Return the name of a layer's values as numbers."""
        return x

    def picture_of(self, block: int, x: Any) -> str:
        """Add a block's picture, as `picture` does."""
        return self.picture(block, x)

    def normed(self, name: str, x: str) -> str:
        """Add a layer but for the laying out of its windows: where it has some, each holds its pixels as channels, and each pixel is normed."""
        layer, channels = self._layers[name], self._config.layers[name][2]
        if name in ("conv0", "dense"):
            return self._first(name, layer, x)
        if name.startswith("conv2d_transpose"):
            return self._graph.transpose(self._graph.node("Relu", self._transposed(layer, self._first_channels(x))), LAST)
        if layer.windows is not None:
            return self._windows(layer, layer.windows, x, channels)
        x = self._upscaled(self._first_channels(x)) if name.startswith("conv0") else self._first_channels(x)
        y = self._activated(layer, self._same(x, layer), (-1, 1, 1))
        if layer.gain is None and channels <= FEW:
            return self._graph.transpose(self._norm_of_few(y, 1, channels), LAST)
        return self.norm(self._graph.transpose(y, LAST), channels)

    def laid_out(self, name: str, y: str) -> str:
        """Lay the pixels of a layer's windows side by side, if it has any, and cut off what is beyond the edges."""
        layer, (_, width, channels) = self._layers[name], self._config.layers[name]
        return y if layer.windows is None else self._side_by_side(y, layer.windows, width, channels)

    def picture(self, block: int, x: str) -> str:
        """Add a block's picture in the size of the finished network's, [n, frames, bins, 2]."""
        kernel = self._graph.constant(self._layers[f"to_rgb_{block}"].kernel)
        return self.finished_picture(block, self._graph.node("MatMul", x, kernel))

    def finished_picture(self, block: int, y: str) -> str:
        """Add what is left to do to a block's picture behind its kernel, [n, h, w, 2]."""
        graph, layer = self._graph, self._layers[f"to_rgb_{block}"]
        columns = self._config.resolution(block)[1]
        y = y if layer.gain is None else graph.node("Mul", y, graph.constant(layer.gain))
        y = graph.reshape(y, (0, -1, columns * CHANNELS))  # a bias as long as a row is added much faster than one of two numbers
        y = graph.node("Add", y, graph.constant(np.tile(layer.bias, columns)))
        y = graph.reshape(y, (0, -1, columns, CHANNELS))
        y = graph.node("Tanh", y) if self._config.to_rgb_activation == "tanh" else y
        steps = self._config.num_resolutions - block
        return y if steps == 0 else self._repeated(y, (1, *(scale**steps for scale in self._config.scales), 1))

    def _norm_of_few(self, y: str, pixels: int, channels: int) -> str:
        """Norm as `norm` does, [n, pixels * channels, h, w]: quicker for few channels, since what is left of them lies in rows."""
        graph = self._graph
        weights = graph.constant(np.full((1, channels), 1.0 / channels, np.float32))
        flat = graph.reshape(y, (0, pixels, channels, -1))
        square = graph.node("MatMul", weights, graph.node("Mul", flat, flat))  # much faster than ReduceSumSquare over this axis
        flat = graph.node("Div", flat, graph.node("Sqrt", graph.node("Add", square, graph.constant(PIXEL_EPSILON))))
        return graph.node("Reshape", flat, graph.node("Shape", y))

    def _first(self, name: str, layer: OnnxLayer, x: str) -> str:
        graph, (height, width, channels) = self._graph, self._config.layers[name]
        y = graph.node("MatMul", x, graph.constant(layer.kernel))
        if name == "dense":
            y = graph.node("Relu", graph.node("Add", y, graph.constant(layer.bias)))
            return graph.reshape(y, (0, height, width, channels))
        return self.norm(self._activated(layer, graph.reshape(y, (0, height, width, channels)), (-1,)), channels)

    def _first_channels(self, x: str) -> str:
        return self._graph.transpose(x, FIRST)

    def _activated(self, layer: OnnxLayer, y: str, shape: tuple[int, ...]) -> str:
        """Gain and bias, unless the convolution has added it, and leaky ReLU."""
        graph = self._graph
        if layer.gain is not None:
            y = graph.node("Mul", y, graph.constant(layer.gain))
        if layer.gain is not None or len(shape) == 1:
            y = graph.node("Add", y, graph.constant(layer.bias.reshape(shape)))
        return graph.node("LeakyRelu", y, alpha=LEAK)

    def _same(self, x: str, layer: OnnxLayer) -> str:
        """Convolve without changing the size."""
        sizes = layer.kernel.shape[2:]
        pads = [(size - 1) // 2 for size in sizes] + [size // 2 for size in sizes]
        return self._conv(x, layer, pads)

    def _conv(self, x: str, layer: OnnxLayer, pads: list[int]) -> str:
        bias = [self._graph.constant(layer.bias)] if layer.gain is None else []
        return self._graph.node("Conv", x, self._graph.constant(layer.kernel), *bias, pads=self.padded(pads))

    def _windows(self, layer: OnnxLayer, sides: tuple[UpscaleWindows, UpscaleWindows], x: str, channels: int) -> str:
        """Compute all pixels of each window as channels, each pixel normed, [n, windows, windows * pixels, c]."""
        graph, (time, frequency) = self._graph, sides
        pixels = time.scale * frequency.scale
        y = self._conv(self._first_channels(x), layer, [time.before, frequency.before, time.after, frequency.after])
        y = self._activated(layer, y, (-1, 1, 1))
        if channels <= FEW:
            return graph.transpose(self._norm_of_few(y, pixels, channels), LAST)
        return self.norm(graph.reshape(graph.transpose(y, LAST), (0, 0, -1, channels)), channels)

    def _side_by_side(self, y: str, sides: tuple[UpscaleWindows, UpscaleWindows], width: int, channels: int) -> str:
        """Lay the pixels of windows side by side, and cut off what is beyond the edges."""
        graph, (time, frequency) = self._graph, sides
        columns = width // frequency.scale + frequency.more
        y = graph.reshape(y, (0, -1, columns, time.scale, frequency.scale * channels))
        y = graph.reshape(graph.transpose(y, (0, 1, 3, 2, 4)), (0, -1, columns * frequency.scale, channels))
        axes = ((2, frequency),) if self._inner else ((1, time), (2, frequency))
        cuts = [(axis, side.cut, side.cut - side.scale) for axis, side in axes if side.cut]
        return graph.cut(y, *([cut[part] for cut in cuts] for part in (1, 2, 0))) if cuts else y

    def _transposed(self, layer: OnnxLayer, x: str) -> str:
        beyond = [layer.kernel.shape[axis + 2] - scale for axis, scale in enumerate(self._config.scales)]
        pads = [max(0, size) // 2 for size in beyond] + [max(0, size) - max(0, size) // 2 for size in beyond]
        more = [max(0, -size) for size in beyond]
        kernel, bias = self._graph.constant(layer.kernel), self._graph.constant(layer.bias)
        return self._graph.node("ConvTranspose", x, kernel, bias, strides=list(self._config.scales), pads=pads, output_padding=more)

    def _upscaled(self, x: str) -> str:
        return self._repeated(x, (1, 1, *self._config.scales))

    def _repeated(self, x: str, scales: tuple[int, ...]) -> str:
        """Repeat along each axis."""
        sizes = self._graph.constant(np.array(scales, np.float32))
        return self._graph.node("Resize", x, "", sizes, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
