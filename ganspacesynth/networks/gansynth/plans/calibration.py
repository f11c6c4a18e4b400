"""A network's layers in, how far their values reach out: sounds of our own seeds are made once, and each layer is listened to."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names
from ganspacesynth.networks.gansynth.plans.onnx_layers import LayerWriter, OnnxLayer
from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.onnx.session import Session

SOUNDS, SEED = 3, 0
MORE = 1.1  # times as far as those sounds reach: others reach a little further


@dataclass(frozen=True)
class Bounds:
    """How far a layer's values go.

    Attributes:
        sums: lowest and highest behind the convolution and its bias.
        values: lowest and highest behind the norm.
    """

    sums: tuple[float, float]
    values: tuple[float, float]

    def holds(self, values: np.ndarray) -> bool:
        """Whether values go no further, or so little that it is not heard."""
        low, high = self.values
        return bool(values.min() >= MORE * low and values.max() <= MORE * high)


class _Listening(LayerWriter):
    """Writes layers that also say how far they reach."""

    def normed(self, name: str, x: str) -> str:
        y = super().normed(name, x)
        self._say(f"values {name}", y)
        return y

    def _activated(self, layer: OnnxLayer, y: str, shape: tuple[int, ...]) -> str:
        if len(shape) == 3 and layer.gain is None:
            self._say(f"sums {next(name for name, each in self._layers.items() if each is layer)}", y)
        return super()._activated(layer, y, shape)

    def _say(self, name: str, y: str) -> None:
        for word, operator in (("low", "ReduceMin"), ("high", "ReduceMax")):
            self._graph.output(f"{word} {name}", self._graph.node(operator, y, keepdims=0))


def calibrate(config: ModelConfig, layers: Mapping[str, OnnxLayer]) -> dict[str, Bounds]:
    """Return how far each layer reaches that has its gain within its kernel.

    Args:
        config: the model's.
        layers: from `onnx_layers.prepare`.
    """
    graph = Graph()
    writer = _Listening(config, layers, graph)
    x = writer.norm(graph.input("x", ("n", config.input_size)), config.input_size)
    names = [name for block in range(1, config.num_blocks + 1) for name in layer_names(block)]
    for name in names:
        x = writer.layer(name, x)
    session, rng = Session(graph), np.random.default_rng(SEED)
    found: dict[str, list[float]] = {}
    for index in range(SOUNDS):
        row = np.zeros((1, config.input_size), np.float32)
        row[0, : config.latent_size] = rng.standard_normal(config.latent_size)
        row[0, config.latent_size + len(config.pitches) * (2 * index + 1) // (2 * SOUNDS)] = 1.0
        for key, value in session.run(x=row).items():
            found.setdefault(key, []).append(float(value))
    return {
        name: Bounds(*((MORE * min(found[f"low {kind} {name}"]), MORE * max(found[f"high {kind} {name}"])) for kind in ("sums", "values")))
        for name in names
        if f"low sums {name}" in found
    }
