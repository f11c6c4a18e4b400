"""Short windows of time for training: behind its first blocks the generator is convolutional in time, so most of its work can be done
on a few cells of a note instead of all of it, several times as often.

    conv0 … conv1_4 on the whole note │ cut `cells` of 16 │ conv0_5 … to_rgb on the cut │ loss inside the cut's edges
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names

CUT_CELLS = 16  # the block to cut behind is the first with so many
MARGIN = 0.75  # cells at a cut edge that hardly count: what lies beyond is missing there


@dataclass(frozen=True)
class CutWindow:
    """Where to cut.

    Attributes:
        layer: cut behind it.
        total: its cells.
        cells: kept of them.
        frames_per_cell: of the picture.
    """

    layer: str
    total: int
    cells: int
    frames_per_cell: int

    def draw(self, rng: np.random.Generator) -> int:
        """Return the first cell of a window; both ends of the note come as often as any window reaches over them."""
        return int(np.clip(rng.integers(-1, self.total - self.cells + 2), 0, self.total - self.cells))

    def frames(self, at: int) -> slice:
        """The frames of a window."""
        return slice(at * self.frames_per_cell, (at + self.cells) * self.frames_per_cell)

    def weight(self, at: int) -> np.ndarray:
        """What each frame counts, float32 [frames]: nothing near a cut, all at the true ends of the note."""
        weight = np.ones(self.cells * self.frames_per_cell, np.float32)
        margin = round(MARGIN * self.frames_per_cell)
        if at > 0:
            weight[:margin] = 0.0
        if at + self.cells < self.total:
            weight[len(weight) - margin :] = 0.0
        return weight


def choose_window(config: ModelConfig, cells: int) -> CutWindow | None:
    """Return the window of `cells` (of 16 or so), or None for 0 or a network too small to cut."""
    if not cells:
        return None
    block = next((b for b in range(1, config.num_blocks) if config.resolution(b)[0] >= CUT_CELLS), None)
    if block is None:
        return None
    total = config.resolution(block)[0]
    if not 2 <= cells < total:
        raise TrainingError(
            f"A window has 2..{total - 1} of the {total} cells of this network. Received: {cells}. Use 0 for whole notes.", rule="window-size"
        )
    return CutWindow(layer_names(block)[-1], total, cells, config.frames // total)


def generate_window(config: ModelConfig, prepared: Mapping[str, Tensor], x: Tensor, window: CutWindow, at: Tensor) -> Tensor:
    """Like `network.generate`, but only the frames of a window: [n, cells * frames_per_cell, bins, 2]."""
    x, _ = network.generate(config, prepared, x, stop=window.layer)
    n, _, bins, channels = x.shape
    x = ops.slice(x, ops.stack([0, ops.cast(at, "int32"), 0, 0]), (n, window.cells, bins, channels))
    return network.generate(config, prepared, x, start=window.layer)[0]
