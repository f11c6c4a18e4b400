"""A network's weights in, graphs of it that Keras computes out, on TensorFlow or JAX: what models are trained with, and compared with."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.plans.plan import Amounts, Chunk, Compute, ComputeChunk, NetworkPart

BATCH = 8

Prepared = dict[str, Tensor]


class KerasPlan:
    """Implements `Plan`. The prepared weights are shared by all graphs."""

    batch = BATCH

    def __init__(self, config: ModelConfig, weights: Mapping[str, np.ndarray], precision: str) -> None:
        """Prepare nothing yet."""
        self.backend = backend.keras.backend.backend()
        self.precision = precision if precision != "preview" or has_bfloat16() else "exact"
        self._config, self._weights = config, weights
        self._prepared: Prepared = {}
        self._compiled: dict[tuple, Callable[..., Any]] = {}

    def part(self, part: NetworkPart) -> Compute:
        """Build a part of the network; each shape is compiled when it is first met."""

        def build(prepared: Prepared) -> Callable[..., Tensor]:
            def pure(x: Tensor, scale: Tensor, offset: Tensor) -> Tensor:
                if part.start is None and not self._config.simple_arch:
                    x = network.pixel_norm(x)
                where: dict[str, Any] = {"start": part.start, "stop": part.stop, "keep": part.keep}
                return network.generate(self._config, prepared, x, scale=scale, offset=offset, **where)

            return pure

        step = self.compiled(("part", part), build)

        def compute(x: np.ndarray, scale: Amounts, offset: Amounts) -> tuple[np.ndarray, dict[str, np.ndarray]]:
            return step(x, dict(scale), dict(offset))

        return compute

    def chunk(self, chunk: Chunk) -> ComputeChunk:
        """Build what turns cells of a layer into the pictures of a chunk."""
        config, blocks = self._config, dict(chunk.pictures)

        def cut(x: Tensor, start: Tensor, size: int) -> Tensor:
            return ops.slice(x, (0, start, 0, 0), (1, size, *x.shape[2:]))

        def build(prepared: Prepared) -> Callable[..., Tensor]:
            def pure(x: Tensor, bends: Tensor, places: Tensor) -> Tensor:
                picture = 0.0
                for index, (name, rows) in enumerate(zip(chunk.layers, chunk.rows, strict=True)):
                    if index:
                        x = network.generate(config, prepared, x, start=chunk.layers[index - 1], stop=name)[0]
                        scale, offset = bends[index, 0, :rows, None, None], bends[index, 1, :rows, None, None]
                        x = cut(x, places[0, index], rows) * scale + offset
                    if index in blocks:
                        whole = network.generate(config, prepared, x, start=name, alphas={blocks[index]: config.alpha(blocks[index])})[0]
                        picture = picture + cut(whole, places[1, index], chunk.frames)
                return picture if blocks else x

            return pure

        return self.compiled(("chunk", chunk), build)

    def compiled(self, key: tuple, build: Callable[[Prepared], Callable[..., Tensor]]) -> Callable[..., Any]:
        """Return a graph of this network, arrays in and arrays out.

        Args:
            key: names it; one that was compiled before is the same.
            build: takes the prepared weights, see `network.prepare`; returns a pure function of tensors.
        """
        if key not in self._compiled:
            step = backend.compiled(build(self._prepare()))
            self._compiled[key] = lambda *inputs: backend.arrays(step(*backend.tensors(inputs)))
        return self._compiled[key]

    def _prepare(self) -> Prepared:
        if not self._prepared:
            dtype = "bfloat16" if self.precision == "preview" else "float32"
            weights = backend.tensors({n: v for n, v in self._weights.items() if not n.startswith(("normalizer/", "prior/"))})
            self._prepared.update(network.prepare(self._config, weights, fused=self.precision != "published", dtype=dtype))
        return self._prepared


def has_bfloat16() -> bool:
    """Whether Keras computes bfloat16 convolutions faster than float32 ones on this machine."""
    if backend.keras.backend.backend() == "jax":
        return backend.accelerated()
    flags = backend.processor_flags()
    return "avx512_bf16" in flags or "amx_bf16" in flags
