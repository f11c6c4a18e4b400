"""Layers whose convolutions multiply bytes in, the same as ONNX operations out: what preview is computed with.

    bytes ──convolution──> bytes ──> numbers ── leaky ReLU ── norm ─┬─> bytes, laid out: for the next layer
          (sums of bytes)                                           └─> numbers, laid out: for a picture, a bend, or whoever asks

A kernel has a scale for each output channel; values have one scale and one zero for a whole layer, found beforehand (calibration.py). A pixel norm
brings whatever comes to the same size again, so that values leave their range only where they are bent: a layer behind a bend is computed
with numbers.

Over few channels a convolution of bytes is slow. There the second layer of a block takes the windows of the first as they are, all pixels of one as
channels (see onnx_layers.py); its own windows lie a pixel further, each of them within four of the others:

    windows of the first layer   │-1 0│1 2│3 4│ …      of the second   │0 1│2 3│ …      -1 is beyond the edge, and made zero

Source: Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only inference (2018), 2.
"""

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.networks.gansynth.model_config import CHANNELS, ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import LEAK, PIXEL_EPSILON
from ganspacesynth.networks.gansynth.plans.calibration import Bounds
from ganspacesynth.networks.gansynth.plans.onnx_layers import JOINED, LayerWriter, OnnxLayer
from ganspacesynth.networks.onnx.graph import CONTRIB, Graph

STEPS = 255  # of a byte
MOST = 127  # of a kernel's bytes, to both sides
LARGE = 1 << 15  # pixels of a picture from which on bytes are worth it
WORTH = 1 << 9  # pixels of a layer in such a network
WIDE = 16  # channels that a convolution of bytes must be given to be quick
PIXELS = 4  # of a window
NOTHING = 1e30  # a mean square beside which others are nothing


@dataclass(frozen=True)
class ByteScale:
    """What bytes mean: value = factor * (byte - zero)."""

    factor: np.ndarray
    zero: np.ndarray

    @classmethod
    def reaching(cls, low: float, high: float) -> "ByteScale":
        """Return the scale of values from low to high; 0 is one of them exactly."""
        low, high = min(low, 0.0), max(high, 0.0)
        factor = max(high - low, 1e-6) / STEPS
        return cls(np.array(factor, np.float32), np.array(round(-low / factor), np.uint8))


@dataclass(frozen=True)
class Held:
    """A layer's values. Each form is written when it is first asked for; what is returned is its name.

    Attributes:
        layer: its name.
        numbers: float32 [n, h, w, c].
        bytes: uint8 [n, h, w, c].
        windows: uint8 [n, windows, windows, pixels * c], zero beyond the edges; None where there are none that the next layer could take.
        squares: float32 [n, h / 2, w / 2, 4 * c] before the norm, where that is how it was made.
    """

    layer: str
    numbers: Callable[[], str]
    bytes: Callable[[], str]
    windows: Callable[[], str] | None = None
    squares: str | None = None


def worthwhile(config: ModelConfig) -> tuple[str, ...]:
    """Return the layers that are computed with bytes: large ones that have their gain within the kernel, behind such ones."""
    small = config.simple_arch or config.frames * config.bins < LARGE
    names = [] if small else list(config.layers)
    return tuple(
        name
        for before, name in itertools.pairwise(names)
        if min(config.layers[before][2], config.layers[name][2]) >= JOINED and int(np.prod(config.layers[name][:2])) >= WORTH
    )


class ByteKernels:
    """What layers of bytes compute with, each made when it is first wanted.

    Attributes:
        layers: from `onnx_layers.prepare`.
        bounds: of them, see `calibration.calibrate`.
    """

    def __init__(self, layers: Mapping[str, OnnxLayer], bounds: Mapping[str, Bounds]) -> None:
        self.layers, self.bounds = layers, bounds
        self._made: dict[tuple[str, bool], tuple[np.ndarray, np.ndarray]] = {}

    def kernel(self, name: str, *, in_windows: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return a kernel as int8 [out, in, h, w], and what it is multiplied by, float32 [out]."""
        if (name, in_windows) not in self._made:
            kernel = self.layers[name].kernel
            kernel = _over_windows(kernel) if in_windows else kernel
            factors = np.maximum(np.abs(kernel).max(axis=(1, 2, 3)), 1e-12).astype(np.float32) / np.float32(MOST)
            self._made[name, in_windows] = np.round(kernel / factors[:, None, None, None]).astype(np.int8), factors
        return self._made[name, in_windows]


class ByteWriter(LayerWriter):
    """Writes layers as LayerWriter does; those that are given bytes, and are worth it, multiply bytes."""

    def __init__(self, config: ModelConfig, kernels: ByteKernels, graph: Graph, *, inner: bool = False) -> None:
        super().__init__(config, kernels.layers, graph, inner=inner)
        self._kernels, self._bounds, self._worth = kernels, kernels.bounds, frozenset(worthwhile(config))

    def numbers(self, x: str | Held) -> str:
        """Return the name of a layer's values as numbers."""
        return x if isinstance(x, str) else x.numbers()

    def given(self, name: str, x: str) -> Held:
        """Return numbers that lie within a layer's bounds as its values."""
        return Held(name, lambda: x, functools.cache(lambda: self._quantized(name, x)))

    def held(self, name: str, x: str | Held, *, rows: int | None = None) -> Held:
        """Add a layer behind one that is held, or behind numbers.

        Args:
            name: of the layer.
            x: what it is given.
            rows: of the layer along time, if that is all of them and their number is known; then windows may be taken as they are.
        """
        if not isinstance(x, str) and name in self._worth and x.windows is not None:
            return self._made_of_windows(name, x.layer, x.windows())
        if isinstance(x, str) or name not in self._worth or self._config.layers[x.layer][2] < WIDE:
            return self._made(name, self.normed(name, self.numbers(x)), rows)
        return self._made(name, self._multiplied(name, x.layer, x.bytes(), rows), rows)

    def cut(self, x: Held, cut: Callable[[str], str], inside: str) -> Held:
        """Return some rows of a layer.

        Args:
            x: the layer's values.
            cut: writes what cuts the rows out.
            inside: name of bool [rows, 1, 1]: which of them are inside the sound; the others become zero.
        """
        graph = self._graph
        numbers = functools.cache(lambda: graph.node("Where", inside, cut(x.numbers()), graph.constant(0.0)))
        zero = functools.cache(lambda: graph.constant(self._values(x.layer).zero))
        return Held(x.layer, numbers, functools.cache(lambda: graph.node("Where", inside, cut(x.bytes()), zero())))

    def picture_of(self, block: int, x: str | Held) -> str:
        """Add a block's picture, as `picture` does."""
        if isinstance(x, str) or x.squares is None:
            return self.picture(block, self.numbers(x))
        graph, kernel, columns = self._graph, self._layers[f"to_rgb_{block}"].kernel, self._config.resolution(block)[1]
        pixels, mean = np.eye(PIXELS, dtype=np.float32), np.full((len(kernel), CHANNELS), 1.0 / len(kernel), np.float32)
        size = self._size(graph.node("Mul", x.squares, x.squares), np.kron(pixels, mean), PIXEL_EPSILON)
        y = graph.node("Div", graph.node("MatMul", x.squares, graph.constant(np.kron(pixels, kernel))), size)
        halves = graph.split("Split", y, results=2, axis=-1)  # the upper and the lower row of squares
        rows = [graph.reshape(half, (0, -1, 1, columns * CHANNELS)) for half in halves]
        return self.finished_picture(block, graph.reshape(graph.node("Concat", *rows, axis=2), (0, -1, columns, CHANNELS)))

    def _made(self, name: str, normed: str, rows: int | None) -> Held:
        quantized = functools.cache(lambda: self._quantized(name, normed))
        windows = quantized if rows is not None and self._has_small_windows(name) else None
        return Held(name, functools.cache(lambda: self.laid_out(name, normed)), functools.cache(lambda: self.laid_out(name, quantized())), windows)

    def _made_of_windows(self, name: str, before: str, x: str) -> Held:
        _, width, channels = self._config.layers[name]
        squares = self._bent(name, before, x, [0, 0, 0, 0], in_windows=True)
        numbers = functools.cache(lambda: self._spread(self._normed_together(squares, channels, PIXEL_EPSILON), width, channels))
        return Held(name, numbers, functools.cache(lambda: self._quantized(name, numbers())), None, squares)

    def _multiplied(self, name: str, before: str, x: str, rows: int | None) -> str:
        """Convolve bytes [n, h, w, c]; return numbers, bent by the leaky ReLU and normed, [n, h, w, out]."""
        layer, channels = self._layers[name], self._config.layers[name][2]
        y = self._bent(name, before, x, self._pads(layer))
        if layer.windows is None:
            return self.norm(y, channels)
        if rows is not None and self._has_small_windows(name):
            return self._normed_together(y, channels, self._edges(name, rows))
        return self.norm(self._graph.reshape(y, (0, 0, -1, channels)), channels)

    def _bent(self, name: str, before: str, x: str, pads: list[int], *, in_windows: bool = False) -> str:
        """Convolve bytes; return numbers, bent by the leaky ReLU."""
        graph, came, sums = self._graph, self._values(before), ByteScale.reaching(*self._bounds[name].sums)
        (kernel, factors), bias = self._kernels.kernel(name, in_windows=in_windows), self._layers[name].bias
        whole = np.round(np.tile(bias, len(factors) // len(bias)) / (factors * came.factor)).astype(np.int32)
        numbers = (came.factor, came.zero, kernel, factors, np.zeros(len(factors), np.int8), sums.factor, sums.zero, whole)
        given = [graph.constant(value) for value in numbers]
        y = graph.node("QLinearConv", x, *given, domain=CONTRIB, channels_last=1, pads=pads)
        y = graph.node("DequantizeLinear", y, graph.constant(sums.factor), graph.constant(sums.zero))
        return graph.node("LeakyRelu", y, alpha=LEAK)

    def _normed_together(self, y: str, channels: int, epsilon: "float | np.ndarray") -> str:
        """Norm as `norm` does, [n, h, w, pixels * channels]: with each pixel's sum as a product, which is quicker for few channels."""
        graph, pixels = self._graph, np.eye(PIXELS, dtype=np.float32)
        size = self._size(graph.node("Mul", y, y), np.kron(pixels, np.full((channels, 1), 1.0 / channels, np.float32)), epsilon)
        spread = graph.node("MatMul", size, graph.constant(np.kron(pixels, np.ones((1, channels), np.float32))))
        return graph.node("Div", y, spread)

    def _size(self, squares: str, sums: np.ndarray, epsilon: "float | np.ndarray") -> str:
        graph = self._graph
        return graph.node("Sqrt", graph.node("Add", graph.node("MatMul", squares, graph.constant(sums)), graph.constant(epsilon)))

    def _quantized(self, name: str, x: str) -> str:
        scale = self._values(name)
        return self._graph.node("QuantizeLinear", x, self._graph.constant(scale.factor), self._graph.constant(scale.zero))

    def _values(self, name: str) -> ByteScale:
        return ByteScale.reaching(*self._bounds[name].values)

    def _has_small_windows(self, name: str) -> bool:
        sides, small = self._layers[name].windows, self._config.layers[name][2] < WIDE
        return small and sides is not None and self._config.kernel_size == 3 and all((side.scale, side.cut) == (2, 1) for side in sides)

    def _edges(self, name: str, rows: int) -> np.ndarray:
        """Return what is added to the mean square of each pixel of a layer's windows: so much beyond the edges that nothing is left of it."""
        added = np.full((1, rows // 2 + 1, self._config.layers[name][1] // 2 + 1, 2, 2), PIXEL_EPSILON, np.float32)
        added[:, 0, :, 0] = added[:, -1, :, 1] = added[:, :, 0, :, 0] = added[:, :, -1, :, 1] = NOTHING
        return added.reshape(*added.shape[:3], PIXELS)

    def _spread(self, y: str, width: int, channels: int) -> str:
        """Lay squares of 2x2 pixels [n, h / 2, w / 2, 4 * c] side by side, [n, h, w, c]."""
        graph = self._graph
        y = graph.transpose(graph.reshape(y, (0, -1, width // 2, 2, 2 * channels)), (0, 1, 3, 2, 4))
        return graph.reshape(y, (0, -1, width, channels))

    def _pads(self, layer: OnnxLayer) -> list[int]:
        if layer.windows is None:
            sizes = layer.kernel.shape[2:]
            return self.padded([(size - 1) // 2 for size in sizes] + [size // 2 for size in sizes])
        time, frequency = layer.windows
        return self.padded([time.before, frequency.before, time.after, frequency.after])


def _over_windows(kernel: np.ndarray) -> np.ndarray:
    """Return a kernel [out, in, 3, 3] as one [4 * out, 4 * in, 2, 2] over windows of 2x2 pixels that lie a pixel earlier than those it makes."""
    out, inputs = kernel.shape[:2]
    wide = np.zeros((2, 2, out, 2, 2, inputs, 2, 2), np.float32)  # pixel made, out, pixel given, in, window
    for made in np.ndindex(2, 2):
        for tap in np.ndindex(3, 3):
            (window_h, given_h), (window_w, given_w) = divmod(made[0] + tap[0], 2), divmod(made[1] + tap[1], 2)
            wide[made[0], made[1], :, given_h, given_w, :, window_h, window_w] = kernel[:, :, tap[0], tap[1]]
    return wide.reshape(4 * out, 4 * inputs, 2, 2)
