"""Compiled graphs of a network, each built at its first use: the one place that batches and compiles."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from ganspacesynth.core.bends.arrays import bent
from ganspacesynth.core.bends.bend import Bends, affine_layers, other_layers
from ganspacesynth.core.bends.kinds import Bend, Offset, Scale
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth import gansynth_arguments
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.plans.plan import Chunk, Compute, ComputeChunk, NetworkPart, Plan

MOST = 16  # sounds at once
KEPT = 64  # graphs, each of which has weights laid out for the processor
Wanted = TypeVar("Wanted")
Prepared = TypeVar("Prepared")
Amounts = dict[str, np.ndarray]  # by layer


class Graphs:
    """The compiled graphs of one network, from one layer to another; they share its plan.

    Attributes:
        plan: what computes them.
    """

    def __init__(self, config: ModelConfig, plan: Plan) -> None:
        """Compile nothing yet: a model that is only asked for its names opens in no time."""
        self.plan = plan
        self._config = config
        self._parts: dict[NetworkPart, Compute] = {}  # the last used ones, the newest last
        self._chunks: dict[Chunk, ComputeChunk] = {}
        self._lock = threading.Lock()

    def part(self, part: NetworkPart) -> Compute:
        """Return a part of the network, arrays in and arrays out."""
        return self._prepared(self._parts, part, self.plan.part)

    def chunk(self, chunk: Chunk) -> ComputeChunk:
        """Return what turns cells of a layer into the pictures of a chunk."""
        return self._prepared(self._chunks, chunk, self.plan.chunk)

    def _prepared(self, known: dict[Wanted, Prepared], wanted: Wanted, prepare: Callable[[Wanted], Prepared]) -> Prepared:
        """Return what is known, or is prepared now. Nobody waits for another's: two threads may prepare the same at once."""
        with self._lock:
            found = known.pop(wanted, None)
            if found is not None:
                known[wanted] = found
                return found
        found = prepare(wanted)
        with self._lock:
            known[wanted] = found
            while len(known) > KEPT:
                del known[next(iter(known))]
        return found

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
        scales = {self._config.check_layer(layer): gansynth_arguments.checked_scale(layer, value) for layer, value in scale.items()}
        offsets = {layer: self._offset(layer, value, len(x), check) for layer, value in offset.items()}
        others = {self._config.check_layer(layer): self._checked(layer, chain, len(x), check) for layer, chain in other_layers(bends).items()}
        parts = []
        for begin, end in _batches(len(x), self._batch(start, stop)):
            some = {layer: _some(v, begin, end) for layer, v in offsets.items()}
            chains = {layer: [_part_of(bend, begin, end) for bend in chain] for layer, chain in others.items()}
            picture, kept = self._computed(x[begin:end], start, stop, keep, (scales, some, chains))
            parts.append((each(picture), kept))
        if not parts:
            raise InvalidInput("There must be one sound or more to make. Received: n=0.", rule="sound-count")
        pictures = np.concatenate([part[0] for part in parts])
        return pictures, {layer: np.concatenate([part[1][layer] for part in parts]) for layer in keep}

    def _batch(self, start: str | None, stop: str | None) -> int:
        """Return how many sounds are computed at once: as many as the plan says of the whole network, and more of early layers, which are small."""
        names = list(self._config.layers)
        if stop is None or self.plan.backend != "onnx":
            return self.plan.batch
        largest = [max(map(math.prod, map(self._config.layers.get, some))) for some in (names, names[: names.index(stop) + 1])]  # type: ignore[arg-type]
        return max(self.plan.batch, min(MOST, self.plan.batch * largest[0] // largest[1]))

    def _computed(
        self, x: np.ndarray, start: str | None, stop: str | None, keep: tuple[str, ...], bends: tuple[Amounts, Amounts, dict[str, list[Bend]]]
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Compute one batch: from one layer that is bent between two graphs to the next, or, while a block fades in, each time from the beginning."""
        scales, offsets, others = bends
        names = list(self._config.layers)
        kept: dict[str, np.ndarray] = {}
        last = len(names) if stop is None else names.index(stop) + 1
        for layer in [name for name in names[0 if start is None else names.index(start) : last] if name in others]:
            if layer == start:
                x = bent(x, others[layer])
                continue
            held, found = self._segment(x, start, layer, keep, scales, offsets)
            held = bent(held, others[layer])
            if fading(self._config, layer):  # blocks before it are heard too: all is computed again, with this in the layer's place
                scales, offsets = {**scales, layer: np.array(0.0, np.float32)}, {**offsets, layer: held}
            else:
                x, start, kept = held, layer, {**kept, **found}
        if stop is not None and start == stop and stop in others:
            return x, kept
        result, found = self._segment(x, start, stop, tuple(name for name in keep if name not in kept), scales, offsets)
        return result, {**kept, **found}

    def _segment(
        self, x: np.ndarray, start: str | None, stop: str | None, keep: tuple[str, ...], scales: Amounts, offsets: Amounts
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Compute what lies behind `start`, up to `stop`, in one graph."""
        names = list(self._config.layers)
        begin, end = 0 if start is None else names.index(start), len(names) if stop is None else names.index(stop) + 1
        inside = names[begin:end]
        scales, offsets = ({name: value for name, value in each.items() if name in inside} for each in (scales, offsets))
        scales, offsets = self._spread(inside, scales, offsets)
        kept = tuple(name for name in keep if name in inside and name != start)
        return self.part(NetworkPart(start, stop, kept, tuple(scales), tuple(offsets)))(x, scales, offsets)

    def _offset(self, layer: str, value: Any, count: int, check: bool) -> np.ndarray:
        """Return what is added to a layer, for one sound or for each."""
        found = gansynth_arguments.checked_offset(self._config, layer, value, shape=check)
        if len(found) not in (1, count):
            raise InvalidInput(
                f"There must be one offset of {layer}, or one for each sound. Received: {len(found)} for {count}.", rule="one-per-sound"
            )
        return found

    def _checked(self, layer: str, chain: Sequence[Bend], count: int, check: bool) -> list[Bend]:
        """Return bends of a layer, their channels and offsets being those that it may have."""
        gansynth_arguments.check_bends(self._config, {layer: tuple(chain)})
        return [
            Offset(self._offset(layer, bend.amount, count, check), channels=bend.channels) if isinstance(bend, Offset) else bend for bend in chain
        ]

    def _spread(self, names: Sequence[str], scales: Amounts, offsets: Amounts) -> tuple[Amounts, Amounts]:
        """Bend all layers on the way, straight where nothing is asked: so there is one graph, whichever of 2^28 choices somebody makes.

        A single layer that is only moved, as edits do, keeps a graph of its own, which is quicker.
        """
        if not scales and len(offsets) <= 1:
            return scales, offsets
        one, nothing = np.array(Scale.straight, np.float32), np.full((1, 1, 1, 1), Offset.straight, np.float32)
        return {name: scales.get(name, one) for name in names}, {name: offsets.get(name, nothing) for name in names}


def fading(config: ModelConfig, layer: str) -> bool:
    """Whether blocks before a layer's are part of the picture, since the last one still fades in."""
    block = list(config.layers).index(config.check_layer(layer)) // (1 if config.simple_arch else 2) + 1
    return any(config.alpha(b) > 0.0 for b in range(1, block))


def _some(values: np.ndarray, begin: int, end: int) -> np.ndarray:
    return values if len(values) == 1 else values[begin:end]


def _part_of(bend: Bend, begin: int, end: int) -> Bend:
    """Return a bend as it is of some sounds of a batch."""
    return replace(bend, amount=_some(np.asarray(bend.amount), begin, end)) if isinstance(bend, Offset) else bend


def _batches(count: int, size: int) -> list[tuple[int, int]]:
    full = count - count % size
    return [(i, i + size) for i in range(0, full, size)] + [(i, i + 1) for i in range(full, count)]
