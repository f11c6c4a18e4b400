"""Any trajectory as the path that the continuous form renders: its points at the moments of a layer's cells, one for each."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.continuous.stretch import MIN_CELLS, lay_out, moment_s, stretch_at
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.generator import Edits

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

STRAYING = 0.1  # of a signal's range
CELL_S = 0.12  # cells are not made much shorter than this: what is faster is heard as roughness, and costs


def lively_layer(config: ModelConfig, touched: Iterable[str] = ()) -> str:
    """Return the layer to stretch for sounds that follow music: the last one whose cells are not shorter than an eighth of a second.

    Args:
        config: of the model.
        touched: layers that are bent or edited, see `touched_layers`; where one of them lies behind, it is stretched itself.
    """
    names = [name for name in config.layers if config.layers[name][0] >= MIN_CELLS] or list(config.layers)
    slow = [name for name in names if cell_s(config, name) >= CELL_S]
    return max([slow[-1] if slow else names[0], *map(config.check_layer, touched)], key=list(config.layers).index)


def touched_layers(points: Sequence[Point], rows: Iterable[Modulation] = (), directions: Edits | None = None) -> list[str]:
    """Return the layers that are bent or edited: the one that is stretched must not come before them.

    Args:
        points: of a path.
        rows: that move them.
        directions: along which edits are counted.
    """
    rows, mode = list(rows), points[0].mode
    edited = mode == "replace" or any(point.edits for point in points) or any(row.target == "edits" for row in rows)
    bent = [*(layer for point in points for layer in point.bends), *(row.layer for row in rows if row.layer is not None)]
    return list(dict.fromkeys([*bent, *([directions.layer] if directions is not None and edited and mode != "latent" else [])]))


def layer_for(config: ModelConfig, signals: Sequence[Signal], touched: Iterable[str] = ()) -> str:
    """Return the layer to stretch for a sound that signals move: that with the longest cells in which none of them moves but in straight lines.

    Longer cells are fewer, and for each of them a clip is computed up to the layer. What is quick has those of `lively_layer`.

    Args:
        config: of the model.
        signals: that move points.
        touched: layers that are bent or edited, see `lively_layer`.
    """
    lively, names = lively_layer(config), list(config.layers)
    candidates = {config.layers[name][0]: name for name in names[: names.index(lively) + 1] if config.layers[name][0] >= MIN_CELLS}
    calm = (name for _, name in sorted(candidates.items()) if all(_strays(signal, cell_s(config, name)) <= STRAYING for signal in signals))
    return max([next(calm, lively), *map(config.check_layer, touched)], key=names.index)


def _strays(signal: Signal, step_s: float) -> float:
    """Return how far a signal is from straight lines between steps of this length at most, as a share of its range."""
    period_s = len(signal) / signal.rate
    times, steps = np.arange(len(signal)) / signal.rate, np.arange(0.0, period_s + step_s, step_s)
    straight = np.interp(times, steps, signal.sampled(np.minimum(steps, times[-1])))
    return float(np.abs(signal.values - straight).max() / (signal.high - signal.low))


def cell_s(config: ModelConfig, layer: str) -> float:
    """Return how long a cell of a layer lasts, seconds."""
    return stretch_at(config, layer).frames_per_cell * config.hop / config.sample_rate


def path_of(model: "GANSynth", trajectory: Trajectory, duration_s: float, layer: str) -> PointPath:
    """Return the path that has a trajectory's points where `render` looks: at each cell of a layer.

    Args:
        model: a GANSynth.
        trajectory: of any kind; its points have z, not seeds.
        duration_s: seconds that are rendered.
        layer: the one that is stretched.
    """
    plan = stretch_at(model.config, layer)
    count = len(lay_out(model.config, plan, duration_s).positions)
    moments = [max(0.0, moment_s(model.config, (index + 0.5) * plan.frames_per_cell)) for index in range(count)]
    times = sorted({0.0, *moments})
    return PointPath(tuple(times), tuple(trajectory.at(time_s) for time_s in times), "linear")
