"""A network's weights in, graphs of it that ONNX Runtime computes out: what everybody plays with."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names
from ganspacesynth.networks.gansynth.plans.byte_layers import ByteKernels, ByteWriter, worthwhile
from ganspacesynth.networks.gansynth.plans.calibration import calibrate
from ganspacesynth.networks.gansynth.plans.onnx_layers import LayerWriter, OnnxLayer, prepare
from ganspacesynth.networks.gansynth.plans.plan import Amounts, Chunk, Compute, ComputeChunk, NetworkPart
from ganspacesynth.networks.onnx import byte_products
from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.onnx.session import Session

AT_ONCE = 1 << 20  # values of the largest layer: more do not stay in a processor's cache from one operation to the next
MOST = 8  # sounds


class OnnxPlan:
    """Implements `Plan`. What layers compute with is prepared once and shared by all graphs."""

    backend = "onnx"

    def __init__(self, config: ModelConfig, weights: Mapping[str, np.ndarray], precision: str) -> None:
        """Prepare nothing yet: a model that is only asked for its names opens in no time."""
        in_bytes = precision == "preview" and bool(worthwhile(config)) and byte_products.are_exact()
        self.precision = "exact" if precision == "preview" and not in_bytes else precision
        self.batch = max(1, min(MOST, AT_ONCE // max(int(np.prod(shape)) for shape in config.layers.values())))
        self._config, self._weights = config, weights
        self._layers: dict[str, OnnxLayer] = {}
        self._kernels: ByteKernels | None = None

    def part(self, part: NetworkPart) -> Compute:
        """Build a part of the network; `n` and the rows of `start` may be any."""
        graph, config = Graph(), self._config
        writer = self._writer(graph)
        if part.start is None:
            x: Any = graph.input("x", ("n", config.input_size))
            x = x if config.simple_arch else writer.norm(x, config.input_size)
        else:
            x = graph.input("x", ("n", "rows", *config.layers[part.start][1:]))
        scale = {layer: graph.input(f"scale {layer}", ()) for layer in part.scales}
        offset = {layer: graph.input(f"offset {layer}", ("m", f"rows of {layer}", "columns", "channels")) for layer in part.offsets}
        picture, running = "", part.start is None
        for block in range(1, config.num_blocks + 1):
            for layer in layer_names(block, simple=config.simple_arch):
                if running:
                    x = writer.held(layer, x, rows=config.layers[layer][0] if part.start is None else None)
                    if layer in part.keep:
                        graph.output(f"keep {layer}", writer.numbers(x))
                elif layer != part.start:
                    continue
                running = True
                x = graph.node("Mul", writer.numbers(x), scale[layer]) if layer in scale else x
                x = graph.node("Add", writer.numbers(x), offset[layer]) if layer in offset else x
                if layer == part.stop:
                    return self._compute(graph, writer.numbers(x), part)
            if running and config.alpha(block) > 0.0:
                picture = _sum(graph, picture, _faded(graph, writer.picture_of(block, x), config.alpha(block)))
        return self._compute(graph, picture, part)

    def chunk(self, chunk: Chunk) -> ComputeChunk:
        """Build what turns cells of a layer into the pictures of a chunk; in preview twice, with bytes and, for bent layers, with numbers."""
        exact = self._chunk(chunk, None)
        if chunk.many or self.precision != "preview" or chunk.layers[0] not in self._bytes().bounds:
            return exact
        quick, bounds = self._chunk(chunk, self._bytes()), self._bytes().bounds[chunk.layers[0]]

        def compute(cells: np.ndarray, bends: np.ndarray, places: np.ndarray) -> np.ndarray:
            return (quick if is_straight(bends) and bounds.holds(cells) else exact)(cells, bends, places)

        return compute

    def _chunk(self, chunk: Chunk, kernels: ByteKernels | None) -> ComputeChunk:
        graph, config, blocks = Graph(), self._config, dict(chunk.pictures)
        numbers = LayerWriter(config, self._prepared(), graph, inner=True)
        in_bytes = None if kernels is None else ByteWriter(config, kernels, graph, inner=True)
        writer = in_bytes or numbers
        x: Any = graph.input("cells", ("n" if chunk.many else 1, chunk.rows[0], *config.layers[chunk.layers[0]][1:]))
        x = x if in_bytes is None else in_bytes.given(chunk.layers[0], x)
        bends = "" if chunk.straight else graph.input("bends", (len(chunk.layers), 2, max(chunk.rows)))
        places = graph.input("places", (2, len(chunk.layers)), "int64")
        picture = ""
        for index, (name, rows) in enumerate(zip(chunk.layers, chunk.rows, strict=True)):
            if index:
                cut = _rows_from(graph, graph.cut(places, (0, index), (1, index + 1), (0, 1)), rows, writer.first_inner(name))
                x = writer.held(name, x)
                if chunk.straight:
                    x = cut(x)
                elif in_bytes is None:
                    amounts = [_amounts(graph, bends, index, part, rows) for part in range(2)]
                    x = graph.node("Add", graph.node("Mul", cut(x), amounts[0]), amounts[1])
                else:
                    x = in_bytes.cut(x, cut, graph.node("Greater", _amounts(graph, bends, index, 0, rows), graph.constant(0.5)))
            if index in blocks:
                whole = _faded(graph, writer.picture_of(blocks[index], x), config.alpha(blocks[index]))
                own = _rows_from(graph, graph.cut(places, (1, index), (2, index + 1), (0, 1)), chunk.frames)
                picture = _sum(graph, picture, own(whole))
        graph.output("pictures", picture if blocks else writer.numbers(x))
        session = Session(graph)

        def compute(cells: np.ndarray, bends: np.ndarray, places: np.ndarray) -> np.ndarray:
            asked = {} if chunk.straight else {"bends": bends}
            return session.run(cells=np.ascontiguousarray(cells, np.float32), places=places.astype(np.int64), **asked)["pictures"]

        return compute

    def _compute(self, graph: Graph, result: str, part: NetworkPart) -> Compute:
        graph.output("result", result)
        session = Session(graph)

        def compute(x: np.ndarray, scale: Amounts, offset: Amounts) -> tuple[np.ndarray, dict[str, np.ndarray]]:
            amounts = {f"scale {layer}": np.asarray(scale[layer], np.float32).reshape(()) for layer in part.scales}
            amounts |= {f"offset {layer}": np.asarray(offset[layer], np.float32) for layer in part.offsets}
            found = session.run(x=np.ascontiguousarray(x, np.float32), **amounts)
            return found["result"], {layer: found[f"keep {layer}"] for layer in part.keep}

        return compute

    def _writer(self, graph: Graph) -> LayerWriter:
        if self.precision == "preview":
            return ByteWriter(self._config, self._bytes(), graph)
        return LayerWriter(self._config, self._prepared(), graph)

    def _bytes(self) -> ByteKernels:
        if self._kernels is None:
            self._kernels = ByteKernels(self._prepared(), calibrate(self._config, self._prepared()))
        return self._kernels

    def _prepared(self) -> Mapping[str, OnnxLayer]:
        if not self._layers:
            self._layers = prepare(self._config, self._weights, fused=self.precision != "published")
        return self._layers


def is_straight(bends: np.ndarray) -> bool:
    """Whether rows [layers, 2, rows] are left as they are, or, outside a sound, made zero."""
    return bool(((bends[:, 0] == 0.0) | (bends[:, 0] == 1.0)).all()) and not bends[:, 1].any()


def _faded(graph: Graph, picture: str, alpha: float) -> str:
    return picture if alpha == 1.0 else graph.node("Mul", picture, graph.constant(alpha))


def _sum(graph: Graph, first: str, second: str) -> str:
    return graph.node("Add", first, second) if first else second


def _amounts(graph: Graph, bends: str, index: int, part: int, rows: int) -> str:
    """Return what the rows of a layer are multiplied by (part 0) or what is added to them (1), as a value [rows, 1, 1]."""
    return graph.reshape(graph.cut(bends, (index, part, 0), (index + 1, part + 1, rows), (0, 1, 2)), (rows, 1, 1))


def _rows_from(graph: Graph, place: str, count: int, before: int = 0) -> Callable[[str], str]:
    """Return what writes x[:, place : place + count]; `place` is a value [1, 1], and counts `before` rows that x lacks."""
    begin = graph.reshape(place, (1,))
    begin = graph.node("Sub", begin, graph.constant([before])) if before else begin
    end = graph.node("Add", begin, graph.constant([count]))
    return lambda x: graph.node("Slice", x, begin, end, graph.constant([1]))
