"""The network behind a layer, for a few frames at a time: only the positions in the frames' receptive field are computed.

A chunk's frames see fewer rows of a layer the later it is, and no others are computed. For four frames of
128 ms behind conv1_3 of the usual geometry:

    rows of    conv1_3  conv0_4 conv1_4  conv0_5 conv1_5  conv0_6 conv1_6  conv0_7 conv1_7
    a clip        8        16      16       32      32       64      64      128     128
    a chunk       5         7       5        7       5        6       4        6       4

Sizes are the same for every chunk and only the places vary: so there is one graph, and bends are numbers that it is given.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.core.bends.arrays import bent
from ganspacesynth.core.bends.bend import Bends, is_affine, straightened
from ganspacesynth.core.bends.written_bends import write_bend
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth.model_config import layer_names
from ganspacesynth.networks.gansynth.plans.onnx_layers import windows
from ganspacesynth.networks.gansynth.plans.plan import Chunk, ComputeChunk

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


class ReceptiveField:
    """Turns cells of a layer into the pictures of chunks of frames.

    Attributes:
        frames: of a chunk; chunks begin at multiples of it.
        layers: the one that cells come from, and those behind it.
        rows: of each layer that a chunk needs at most.
    """

    def __init__(self, model: "GANSynth", layer: str, frames: int) -> None:
        config = model.config
        names = list(config.layers)
        rgb_blocks = {
            layer_names(block, simple=config.simple_arch)[-1]: block for block in range(1, config.num_blocks + 1) if config.alpha(block) > 0
        }
        last = max(map(names.index, rgb_blocks))
        self.frames = frames
        self.layers = tuple(names[names.index(layer) : last + 1])
        self._config = config
        self._rgb_blocks = {index: rgb_blocks[name] for index, name in enumerate(self.layers) if name in rgb_blocks}  # layer -> block of the picture
        self._per_row = [config.frames // config.layers[name][0] for name in self.layers]  # frames
        self._period = math.lcm(frames, self._per_row[0])
        self.rows, self._first = self._plan()
        self._model = model
        self._part(0, len(self.layers) - 1, len(self.layers))

    def cells(self, frame: int) -> range:
        """Return which cells the chunk that begins at a frame needs; those outside the sound too."""
        first = self._first_rows(frame)[0]
        return range(first, first + self.rows[0])

    def pictures(self, cells: np.ndarray, frame: int, *, count: float, bends: Bends) -> np.ndarray:
        """Return the pictures of a chunk, float32 [frames, bins, 2].

        Args:
            cells: float32 [len(self.cells(frame)), bins, channels], 0 outside the sound.
            frame: first of the chunk.
            count: cells of the sound, perhaps infinity. Beyond its edges the layers see nothing, as they do beyond those of a clip.
            bends: of the layers behind, all of them local in time.

        Raises:
            InvalidInput: bends that are not.
        """
        first, per_row = self._first_rows(frame), self._per_row
        amounts = np.zeros((len(self.layers), 2, max(self.rows)), np.float32)
        others = [index for index, name in enumerate(self.layers) if index and not is_affine(bends.get(name, ()))]
        for index, name in enumerate(self.layers):
            rows = first[index] + np.arange(amounts.shape[2])
            inside = (rows >= 0) & (rows * per_row[index] < count * per_row[0])
            chain = bends.get(name, ())
            amounts[index] = inside * np.array([[bend.amount] for bend in straightened(chain if is_affine(chain) else ())])
        skipped = [0, *(after - before * (p // q) for before, after, p, q in zip(first, first[1:], per_row, per_row[1:], strict=False))]
        places = [frame - row * size for row, size in zip(first, per_row, strict=True)]
        where = np.array([skipped, places], np.int32)
        x, begin, picture = cells[None], 0, np.float32(0.0)
        for end in others:
            if any(begin <= index < end for index in self._rgb_blocks):  # of a block that is faded out
                picture = picture + self._computed(x, begin, end, end, amounts, where)
            x = self._computed(x, begin, end, 0, amounts, where)
            check_local(self.layers[0], {self.layers[end]: bends[self.layers[end]]})
            x = bent(x, bends[self.layers[end]], first_row=first[end]) * amounts[end, 0, : self.rows[end], None, None]
            begin = end
        return (picture + self._computed(x, begin, len(self.layers) - 1, len(self.layers), amounts, where))[0]

    def _computed(self, x: np.ndarray, begin: int, end: int, seen: int, amounts: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Compute from one layer to another; the bends of the first have been done. See `_part`."""
        most = max(self.rows[begin : end + 1])
        return self._part(begin, end, seen)(x, amounts[begin : end + 1, :, :most], where[:, begin : end + 1])

    def _part(self, begin: int, end: int, seen: int) -> ComputeChunk:
        """Return what computes the layers from one to another: the pictures behind those before `seen`, or, of none, the last one's activation."""
        wanted = {index - begin: block for index, block in self._rgb_blocks.items() if begin <= index < seen}
        return self._model.chunk(Chunk(self.layers[begin : end + 1], tuple(self.rows[begin : end + 1]), tuple(wanted.items()), self.frames))

    def _first_rows(self, frame: int) -> list[int]:
        """Return the first row of each layer that a chunk needs."""
        whole, rest = frame // self._period, frame % self._period
        return [int(first[rest // self.frames]) + whole * (self._period // size) for first, size in zip(self._first, self._per_row, strict=True)]

    def _plan(self) -> tuple[list[int], list[np.ndarray]]:
        """Return how many rows of each layer a chunk needs at most, and its first ones for all places of a chunk on the cells."""
        frame = np.arange(0, self._period, self.frames)
        begin, end = np.full(len(frame), 1 << 30), np.full(len(frame), -1 << 30)
        rows, first = [0] * len(self.layers), [begin] * len(self.layers)
        for index in reversed(range(len(self.layers))):
            size = self._per_row[index]
            if index in self._rgb_blocks:
                begin, end = np.minimum(begin, frame // size), np.maximum(end, -(-(frame + self.frames) // size))
            first[index], rows[index] = begin, int((end - begin).max())
            factor = self._per_row[index - 1] // size if index else 1
            begin, end = rows_seen(begin, begin + rows[index], factor, self._config.kernel_size)
        return rows, first


def rows_seen(begin: np.ndarray, end: np.ndarray, factor: int, kernel_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows of a layer some rows of the next one are made of, from which one to before which.

    Args:
        begin, end: of the next layer.
        factor: its rows for each of the layer's.
        kernel_size: rows that it sees at once.
    """
    made, reach = windows(factor, kernel_size), kernel_size // 2
    after = len(made.taps) - 1 - made.before
    # What each row sees by itself, or, where rows are made by windows, what their windows see: whichever is more.
    first = np.minimum((begin - reach) // factor, (begin + made.cut) // factor - made.before)
    return first, np.maximum(-(-(end + reach) // factor), -(-(end + made.cut) // factor) + after)


def check_local(stretched: str, bends: Bends) -> None:
    """Raise InvalidInput for bends, of layers behind the stretched one, that are not local in time."""
    for layer, chain in bends.items():
        odd = next((bend for bend in chain if not bend.local), None)
        if odd is not None:
            raise InvalidInput(
                f"What is held has no beginning and end: behind {stretched} no bend moves in time. Received: {write_bend(layer, odd)}. "
                f"Bend {stretched} or an earlier layer: there it is done to the clip that each moment is taken from.",
                rule="local-in-time",
            )
