"""The time axis of a stretched layer: which layer, where its positions come from, for how long, and which frames are kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.spectrum import frame_time_s
from ganspacesynth.networks.gansynth.model_config import ModelConfig

MIN_CELLS = 8  # the layer to stretch is the last of the first block with so many cells along time
FINEST_FRAMES = 4  # cells are not made shorter than this, however fast the pitch moves


@dataclass(frozen=True)
class Stretch:
    """How a layer's cells are laid along a sound.

    Attributes:
        layer: the layer whose time axis is made longer.
        cells: it has in a clip.
        frames_per_cell: of the picture.
        context: cells that the layers behind it see to each side.
    """

    layer: str
    cells: int
    frames_per_cell: int
    context: int

    @property
    def middle(self) -> float:
        """Where a sound without an end stays: between the attack's last cell and the release's first."""
        return max(0.0, self.cells / 2 - 0.5)

    def count(self, frames: int) -> int:
        """Cells of a sound with so many frames; at least an attack and a release."""
        return max(2, math.ceil(frames / self.frames_per_cell))

    def positions(self, count: int) -> np.ndarray:
        """Which cell of a clip each cell of the sound is taken from, float64 [count]; between two cells is between them."""
        if count <= self.cells:  # short: the middle is left out
            first = (count + 1) // 2
            return np.concatenate([np.arange(first), np.arange(self.cells - (count - first), self.cells)]).astype(np.float64)
        half = self.cells // 2
        middle = np.linspace(half - 1, half, count - self.cells + 2)[1:-1]
        return np.concatenate([np.arange(half), middle, np.arange(half, self.cells)])

    def take(self, cells: np.ndarray, position: float) -> np.ndarray:
        """Return what a clip's cells [cells, bins, channels] hold at a position."""
        left = self.left(position)
        return self.between(cells[left:], position - left)

    def left(self, position: float) -> int:
        """Return the cell of a clip at a position, or before it."""
        return min(int(position), self.cells - 2) if self.cells > 1 else 0

    def between(self, pair: np.ndarray, share: float) -> np.ndarray:
        """Return what lies `share` (0..1) of the way from the first of two cells to the second."""
        part = np.float32(share)
        return pair[0] if part == 0.0 else (1 - part) * pair[0] + part * pair[1]


@dataclass(frozen=True, eq=False)
class Layout:
    """A sound of known length.

    Attributes:
        length: in samples.
        natural: samples that its frames make, `length` or a little more.
        positions: float64 [cells], see `Stretch.positions`.
        kept: bool [frames of all cells]: those that are heard.
    """

    length: int
    natural: int
    positions: np.ndarray
    kept: np.ndarray


def lay_out(config: ModelConfig, plan: Stretch, duration_s: float) -> Layout:
    """Lay a stretched layer along a sound of so many seconds."""
    length = round(duration_s * config.sample_rate)
    frames = max(1, math.ceil((length + config.padding - config.n_fft) / config.hop) + 1)
    count = plan.count(frames)
    natural = config.hop * (frames - 1) + config.n_fft - config.padding
    return Layout(length, natural, plan.positions(count), _kept_frames(plan, count, frames))


def moment_s(config: ModelConfig, frame: float) -> float:
    """Return the time of a frame in the sound: the middle of its analysis window."""
    return frame_time_s(frame, config.n_fft, config.hop, config.sample_rate, before=config.padding)


def stretch_at(config: ModelConfig, layer: str) -> Stretch:
    """Return the geometry of a layer."""
    names = list(config.layers)
    cells = config.layers[config.check_layer(layer)][0]
    frames_per_cell = config.frames // cells
    reach = 0  # frames that the layers behind see to one side
    for name in names[names.index(layer) + 1 :]:
        frames_per_pixel = config.frames // config.layers[name][0]
        reach += (config.kernel_size // 2) * frames_per_pixel
    return Stretch(layer, cells, frames_per_cell, math.ceil(reach / frames_per_cell))


def choose_layer(config: ModelConfig, at_least: Sequence[str] = (), *, shortest_s: float = math.inf) -> str:
    """Return the layer to stretch: early enough to melt what it is given, late enough to hold a pitch.

    Args:
        config: the model's.
        at_least: layers that must not come after it (those that edits and bends touch).
        shortest_s: how long a pitch stays. Where that is less than two cells, a later layer with shorter ones is taken, since in longer ones
            a note is melted into its neighbours and never reached.
    """
    names = list(config.layers)
    good = [name for name in names if config.layers[name][0] >= MIN_CELLS]
    frames_s = config.hop / config.sample_rate
    fine = [name for name in good if stretch_at(config, name).frames_per_cell * frames_s <= 0.5 * shortest_s]
    allowed = [name for name in good if stretch_at(config, name).frames_per_cell >= FINEST_FRAMES]
    good = [name for name in fine if name in allowed] or allowed[-1:] or good
    shape = config.layers[good[0] if good else names[-1]]
    default = [name for name in names if config.layers[name] == shape or config.layers[name][0] == shape[0]][-1]
    return max([default, *at_least], key=names.index)


def _kept_frames(plan: Stretch, count: int, frames: int) -> np.ndarray:
    """Which of the frames of `count` cells are heard, bool: those that are too many are taken from the middle, evenly.

    (Instantaneous frequency makes that seamless: leaving a frame out leaves a difference of phases out, not a phase.)
    """
    total = count * plan.frames_per_cell
    kept = np.ones(total, bool)
    middle = (total // 4, total - total // 4) if count <= plan.cells else (plan.cells // 2 * plan.frames_per_cell, 0)
    low, high = middle if middle[1] else (middle[0], total - middle[0])
    surplus = total - frames
    if surplus > (high - low) // 2:
        low, high = 0, total
    kept[np.linspace(low, high, surplus + 2, dtype=int)[1:-1]] = False
    return kept
