"""Styles: rows of ws in, what each channel of a layer is multiplied by before and after its convolution out."""

import numpy as np

from ganspacesynth.networks.onnx.graph import Graph

EPSILON = 1e-8


class Styles:
    """Reads rows of the input `ws`, which it adds to a graph.

    A convolution whose weights are scaled for each picture is the same as one with fixed weights between two scalings of channels: W' = d W s.
    Fixed weights are laid out for the processor once, and a batch shares them.
    """

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], num_ws: int, w_dim: int) -> None:
        self._graph, self._weights = graph, weights
        self._ws = graph.input("ws", ("n", num_ws, w_dim))

    def style(self, layer: str, row: int) -> str:
        """Return the scales before a layer's convolution, [n, inputs]."""
        graph = self._graph
        w = graph.reshape(graph.cut(self._ws, [row], [row + 1], [1]), (0, -1))  # [n, 1, w] -> [n, w]
        kernel = np.ascontiguousarray(self._weights[f"{layer}.affine.weight"].T)
        return graph.node("Gemm", w, graph.constant(kernel), graph.constant(self._weights[f"{layer}.affine.bias"]))

    def demodulated(self, layer: str, style: str, gain: float) -> str:
        """Return the scales behind a layer's convolution, [n, outputs]: outputs get unit variance times `gain` squared."""
        graph = self._graph
        energy = np.square(self._weights[f"{layer}.weight"], dtype=np.float64).sum(axis=(2, 3)).T  # [inputs, outputs]
        squares = graph.node("Mul", style, style)
        total = graph.node("Add", graph.node("MatMul", squares, graph.constant(energy.astype(np.float32))), graph.constant(EPSILON))
        return graph.node("Mul", graph.node("Reciprocal", graph.node("Sqrt", total)), graph.constant(gain))
