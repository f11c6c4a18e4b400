"""Compiled graphs of a network, each built at its first use: the one place that batches and compiles."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.core.bend import Bends, Offset, Scale, affine_layers
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth import arguments
from ganspacesynth.networks.gansynth.config import ModelConfig

if TYPE_CHECKING:
    from ganspacesynth.networks.backend import Tensor

BATCH = 8  # sounds computed at once; what is left over is computed one by one, so that there are two graphs to build, not eight

Prepared = dict[str, "Tensor"]
Amounts = dict[str, np.ndarray]  # by layer


class Graphs:
    """The compiled graphs of one network, from one layer to another; they share its prepared weights."""

    def __init__(self, config: ModelConfig, weights: Mapping[str, np.ndarray], precision: str) -> None:
        """Prepare nothing yet: a model that is only asked for its names opens in no time.

        Args:
            config: of the network.
            weights: as stored, see network.py.
            precision: "exact", "preview" or "published", see `gansynth.load_model`.
        """
        self._config, self._weights, self._precision = config, weights, precision
        self._prepared: Prepared = {}
        self._compiled: dict[tuple, Callable[..., Tensor]] = {}

    def compiled(self, key: tuple, build: Callable[[Prepared], Callable[..., "Tensor"]]) -> Callable[..., "Tensor"]:
        """Return a graph of this network, arrays in and arrays out.

        Args:
            key: names it.
            build: takes the prepared weights, see `network.prepare`; returns a pure function of tensors.
        """
        if key not in self._compiled:
            from ganspacesynth.networks import backend

            step = backend.compiled(build(self._prepare()))
            self._compiled[key] = lambda *inputs: backend.arrays(step(*backend.tensors(inputs)))
        return self._compiled[key]

    def run(
        self,
        x: np.ndarray,
        *,
        start: str | None = None,
        stop: str | None = None,
        keep: tuple[str, ...] = (),
        bends: Bends | None = None,
        check: bool = True,
        each: Callable[[np.ndarray], np.ndarray] = np.asarray,
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Run the network in batches.

        Args:
            x: input [n, input], or the activation of `start` [n, h, w, c].
            start: layer to begin behind, or None for the beginning.
            stop: layer to end with, or None for the picture.
            keep: layers whose activations are wanted.
            bends: of layers, see `GANSynth.synthesize`.
            check: whether the shapes of offsets are those of the config (those of a longer sound are not).
            each: what is made of a batch of pictures, so that no more of them need to be held.

        Returns:
            `each` of the pictures or of stop's activation, and the kept activations.

        Raises:
            InvalidInput: an unknown layer, a wrong size, NaN or infinity, or n = 0.
        """
        scale, offset = affine_layers(bends)
        scales = {self._config.check_layer(layer): arguments.checked_scale(layer, value) for layer, value in scale.items()}
        offsets = {layer: arguments.checked_offset(self._config, layer, value, shape=check) for layer, value in offset.items()}
        for layer, value in offsets.items():
            if len(value) not in (1, len(x)):
                raise InvalidInput(
                    f"There must be one offset of {layer}, or one for each sound. Received: {len(value)} for {len(x)}.", rule="one-per-sound"
                )
        scales, offsets = self._spread(start, stop, scales, offsets)
        graph = self._graph(start, stop, keep, tuple(scales), tuple(offsets))
        parts = []
        for begin, end in _batches(len(x)):
            some = {layer: v if len(v) == 1 else v[begin:end] for layer, v in offsets.items()}
            picture, kept = graph(x[begin:end], scales, some)
            parts.append((each(picture), kept))
        if not parts:
            raise InvalidInput("There must be one sound or more to make. Received: n=0.", rule="sound-count")
        pictures = np.concatenate([part[0] for part in parts])
        return pictures, {layer: np.concatenate([part[1][layer] for part in parts]) for layer in keep}

    def _spread(self, start: str | None, stop: str | None, scales: Amounts, offsets: Amounts) -> tuple[Amounts, Amounts]:
        """Bend all layers on the way, straight where nothing is asked: so there is one graph, whichever of 2^28 choices somebody makes.

        A single layer that is only moved, as edits do, keeps a graph of its own, which is quicker.
        """
        if not scales and len(offsets) <= 1:
            return scales, offsets
        names = list(self._config.layers)
        begin, end = 0 if start is None else names.index(start), len(names) if stop is None else names.index(stop) + 1
        one, nothing = np.array(Scale.straight, np.float32), np.full((1, 1, 1, 1), Offset.straight, np.float32)
        return {name: scales.get(name, one) for name in names[begin:end]}, {name: offsets.get(name, nothing) for name in names[begin:end]}

    def _graph(self, start: str | None, stop: str | None, keep: tuple[str, ...], scales: tuple[str, ...], offsets: tuple[str, ...]) -> Callable:
        from ganspacesynth.networks.gansynth import network

        def build(prepared: Prepared) -> Callable[..., "Tensor"]:
            def pure(x: "Tensor", scale: "Tensor", offset: "Tensor") -> "Tensor":
                if start is None and not self._config.simple_arch:
                    x = network.pixel_norm(x)
                return network.generate(self._config, prepared, x, start=start, stop=stop, scale=scale, offset=offset, keep=keep)

            return pure

        return self.compiled((start, stop, keep, scales, offsets), build)

    def _prepare(self) -> Prepared:
        from ganspacesynth.networks import backend
        from ganspacesynth.networks.gansynth import network

        if not self._prepared:
            dtype = "bfloat16" if self._precision == "preview" else "float32"
            weights = backend.tensors({n: v for n, v in self._weights.items() if not n.startswith(("normalizer/", "prior/"))})
            self._prepared.update(network.prepare(self._config, weights, fused=self._precision != "published", dtype=dtype))
        return self._prepared


def _batches(count: int) -> list[tuple[int, int]]:
    full = count - count % BATCH
    return [(i, i + BATCH) for i in range(0, full, BATCH)] + [(i, i + 1) for i in range(full, count)]
