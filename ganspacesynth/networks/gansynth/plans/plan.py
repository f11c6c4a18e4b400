"""What a plan is asked for: parts of a network, from one layer to another, and chunks of frames of a long sound."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

Amounts = Mapping[str, np.ndarray]  # by layer

# (x, scale, offset) -> (pictures or the activation of `stop`, activations to keep)
Compute = Callable[[np.ndarray, Amounts, Amounts], tuple[np.ndarray, dict[str, np.ndarray]]]
# (cells [1, rows, bins, channels], bends [layers, 2, rows], places [2, layers]) -> pictures [1, frames, bins, 2], or a layer's rows
ComputeChunk = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class NetworkPart:
    """From where to where a network is computed.

    Attributes:
        start: layer to begin behind, or None for the network's input.
        stop: layer to end with, or None for the picture.
        keep: layers whose activations are wanted, before they are bent.
        scales: layers that are multiplied.
        offsets: layers that are added to, after that.
    """

    start: str | None = None
    stop: str | None = None
    keep: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    offsets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """How the frames of a chunk are computed from the cells of a layer; see `continuous/receptive_field.py`.

    Attributes:
        layers: the one that cells come from, and those behind it.
        rows: that are kept of each; those of a layer are multiplied by bends[layer, 0, :rows], and bends[layer, 1, :rows] is added.
        pictures: index of a layer -> block whose picture is taken behind it. Where there are none, what comes out is the last layer's activation.
        frames: of the chunk.
        many: whether cells are those of several sounds, [n, rows, bins, channels], all at the same places; on ONNX Runtime alone.
        straight: whether nothing is bent and nothing lies outside, so that bends need not be looked at.
    """

    layers: tuple[str, ...]
    rows: tuple[int, ...]
    pictures: tuple[tuple[int, int], ...]
    frames: int
    many: bool = False
    straight: bool = False


class Plan(Protocol):
    """A network that is ready to be compiled.

    Attributes:
        precision: as it really is on this machine, see `gansynth.load_model`.
        backend: the library that computes.
        batch: sounds that are computed at once; what is left over is computed one by one, so that there are few graphs to build.
    """

    precision: str
    backend: str
    batch: int

    def part(self, part: NetworkPart) -> Compute:
        """Build a part of the network."""

    def chunk(self, chunk: Chunk) -> ComputeChunk:
        """Build what turns cells of a layer into the pictures of a chunk."""
