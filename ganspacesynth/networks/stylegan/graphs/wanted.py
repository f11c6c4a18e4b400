"""Wanted: which graph of a network is needed for a call; calls that want the same share it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ganspacesynth.networks.onnx.graph import Graph

NOISE = ("const", "none", "given")


@dataclass(frozen=True)
class Wanted:
    """What a graph shall do.

    Attributes:
        noise: "const" takes the file's own, "none" none, "given" what is handed over as `noise/LAYER`.
        scaled, moved: layers that are multiplied by the input `scale/LAYER`, or to which `offset/LAYER` is added.
        shaped: stages of bends of channels and places, (layer or "picture", number, what it does); see `Bending.shaped`.
        replaced: a layer whose activation is the input `held`.
        kept: layers whose activations are outputs `act/LAYER`; where there are any, no picture is made.
    """

    noise: str = "const"
    scaled: frozenset[str] = field(default_factory=frozenset)
    moved: frozenset[str] = field(default_factory=frozenset)
    shaped: frozenset[tuple[str, int, str]] = field(default_factory=frozenset)
    replaced: str | None = None
    kept: tuple[str, ...] = ()


NHWC, NCHW = (0, 2, 3, 1), (0, 3, 1, 2)  # as callers see activations, and as convolutions do


class Bending:
    """Applies to each layer's activation what is wanted of it; activations are [n, channels, height, width] here, and channels last outside."""

    def __init__(self, graph: Graph, wanted: Wanted, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._graph, self._wanted, self._shapes = graph, wanted, shapes

    def behind(self, layer: str, x: str) -> str:
        """Return a layer's activation as the next one shall see it."""
        graph, wanted = self._graph, self._wanted
        if layer == wanted.replaced:
            x = graph.transpose(graph.input("held", ("n", *self._shapes[layer])), NCHW)
        x = self.shaped(layer, x, self._shapes[layer])
        if layer in wanted.scaled:
            x = graph.node("Mul", x, graph.input(f"scale/{layer}", (1,)))
        if layer in wanted.moved:
            offset = graph.input(f"offset/{layer}", [f"{layer}/{axis}" for axis in "nhwc"])
            x = graph.node("Add", x, graph.transpose(offset, NCHW))
        if layer in wanted.kept:
            graph.output(f"act/{layer}", graph.transpose(x, NHWC))
        return x

    def shaped(self, layer: str, x: str, shape: Sequence[int]) -> str:
        """Return an activation, or the picture, as bends of its channels and places leave it.

        In stages: channels go through the matrices `channels/LAYER/K` and the factors `gain/LAYER/K`; places are looked up at `grid/LAYER/K` and
        blurred by the matrices `rows/LAYER/K` and `columns/LAYER/K`, those of channels that `mask/LAYER/K` says; and `add/LAYER/K` is added.
        """
        for stage in sorted({number for name, number, _ in self._wanted.shaped if name == layer}):
            done = {what for name, number, what in self._wanted.shaped if (name, number) == (layer, stage)}
            x = self._stage(f"{layer}/{stage}", x, shape, done)
        return x

    def _stage(self, name: str, x: str, shape: Sequence[int], done: set[str]) -> str:
        graph, (height, width, channels) = self._graph, shape
        if "channels" in done:
            matrix = graph.input(f"channels/{name}", (f"{name}/c", channels, channels))
            flat = graph.node("MatMul", matrix, graph.reshape(x, (0, channels, height * width)))
            x = graph.reshape(flat, (0, channels, height, width))
        if "gain" in done:
            x = graph.node("Mul", x, graph.input(f"gain/{name}", (f"{name}/g", channels, 1, 1)))
        bent = x
        if "grid" in done:
            grid = graph.input(f"grid/{name}", ("n", height, width, 2))
            bent = graph.node("GridSample", bent, grid, mode="bilinear", padding_mode="reflection", align_corners=0)
        if "rows" in done:
            rows = graph.input(f"rows/{name}", (f"{name}/b", 1, height, height))
            columns = graph.input(f"columns/{name}", (f"{name}/b", 1, width, width))
            bent = graph.node("MatMul", rows, graph.node("MatMul", bent, columns))
        if bent != x:
            mask = graph.input(f"mask/{name}", (1, channels, 1, 1))
            x = graph.node("Add", x, graph.node("Mul", mask, graph.node("Sub", bent, x)))
        return graph.node("Add", x, graph.input(f"add/{name}", (f"{name}/a", channels, 1, 1))) if "add" in done else x
