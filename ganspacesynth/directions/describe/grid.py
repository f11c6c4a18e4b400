"""Strips and grids of points along one or two directions, and the figure of their spectrograms."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.sound_picture import FLOOR_DB, figure_format, octave_ticks, spectrogram
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.point import Point
from ganspacesynth.directions.describe.atlas_sounds import amounts_over
from ganspacesynth.directions.directions import Directions

MAX_STEPS = 33
PANEL = (1.75, 1.35)  # inches
GAP, LEFT, TOP, BOTTOM = 0.07, 0.8, 1.05, 0.65  # inches
RIGHT_OF_STRIP, RIGHT_OF_GRID = 0.75, 1.45  # inches


@dataclass(frozen=True)
class Axis:
    """A direction and how far to go along it.

    Attributes:
        index: of the direction, from 0.
        name: what it is called.
        amounts: in standard deviations, ascending.
    """

    index: int
    name: str
    amounts: tuple[float, ...]


@dataclass(frozen=True)
class Grid:
    """Points over one or two directions.

    Attributes:
        x: the axis to the right.
        y: the axis upwards, None for a strip.
        points: row by row from the lowest y, left to right.
    """

    x: Axis
    y: Axis | None
    points: tuple[Point, ...]

    @property
    def rows(self) -> tuple[float | None, ...]:
        """Amounts along y, or a single None for a strip."""
        return (None,) if self.y is None else self.y.amounts

    @property
    def file_names(self) -> tuple[str, ...]:
        """`wave_x,y.wav` for each point, `wave_x.wav` in a strip."""
        pairs = [(x,) if y is None else (x, y) for y in self.rows for x in self.x.amounts]
        return tuple(f"wave_{','.join(map(_amount, pair))}.wav" for pair in pairs)


def make_axis(directions: Directions, index: int, *, span: tuple[float, float] | None = None, steps: int = 5) -> Axis:
    """Return amounts along a direction: evenly spaced over a span; over its usable range unless told otherwise.

    In that range an odd number of them has 0 in its middle, and as many below as above.

    Args:
        directions: those it is one of.
        index: from 0.
        span: first and last amount, in standard deviations; None for the direction's usable range.
        steps: how many amounts, 2..33.

    Raises:
        InvalidInput: no such direction, or a span or number of steps that cannot be.
    """
    if not 0 <= index < directions.n_components:
        raise InvalidInput(
            f"Directions are numbered 1..{directions.n_components}. Received: {index + 1}. Choose one of them.", rule="direction-number"
        )
    low, high = directions.range(index) if span is None else span
    if not (np.isfinite(low) and np.isfinite(high) and high - low > 1e-3):
        raise InvalidInput(f"A span goes up, from a finite number to another. Received: {low:g} to {high:g}. Try -1 to 1.", rule="span-ascends")
    if not 2 <= steps <= MAX_STEPS:
        raise InvalidInput(f"steps must be in 2..{MAX_STEPS}. Received: steps={steps}.", rule="grid-steps")
    if span is None and steps % 2:
        return Axis(index, directions.name(index), amounts_over(directions, index, steps))
    amounts = tuple(round(float(v), 9) + 0.0 for v in np.linspace(low, high, steps))
    return Axis(index, directions.name(index), amounts)


def make_grid(base: Point, x: Axis, y: Axis | None = None) -> Grid:
    """Return the points around `base` over one or two directions; its own edits are added to.

    Raises:
        InvalidInput: twice the same direction.
    """
    if y is not None and x.index == y.index:
        raise InvalidInput(
            f"A grid needs two different directions. Received: {x.index + 1} twice. Choose another, or make a strip.", rule="two-directions"
        )
    rows = (None,) if y is None else y.amounts
    points = tuple(_moved(base, [(x, a), (y, b)]) for b in rows for a in x.amounts)
    return Grid(x, y, points)


def write_figure(path: str | os.PathLike[str], grid: Grid, waves: np.ndarray, sample_rate: int, *, title: str, force: bool = False) -> Path:
    """Draw the spectrograms of a grid, all on one scale of level.

    Args:
        path: .png, .pdf or .svg.
        grid: what was played.
        waves: float32 [n, samples], one for each point.
        sample_rate: Hz.
        title: one line above it.
        force: overwrite.

    Raises:
        InvalidInput: another number of waves, or another suffix.
        OutputError: the file exists, or cannot be written.
    """
    if len(waves) != len(grid.points):
        raise InvalidInput(f"A figure needs the wave of each of its {len(grid.points)} points. Received: {len(waves)}.", rule="wave-per-point")
    path = Path(path)
    suffix = figure_format(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns, rows = len(grid.x.amounts), len(grid.rows)
    right = RIGHT_OF_STRIP if grid.y is None else RIGHT_OF_GRID
    width = LEFT + columns * PANEL[0] + (columns - 1) * GAP + right
    height = BOTTOM + rows * PANEL[1] + (rows - 1) * GAP + TOP
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    pictures = [spectrogram(wave, sample_rate) for wave in waves]
    loudest = max(float(picture.max()) for picture, _ in pictures)
    image = None
    for i, (picture, hertz) in enumerate(pictures):
        row, column = divmod(i, columns)
        axes = figure.add_axes(_box(row, column, width, height))
        extent = (0.0, waves.shape[1] / sample_rate, 0.0, float(np.log2(hertz[-1] / hertz[0])))
        image = axes.imshow(picture - loudest, origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=FLOOR_DB, vmax=0.0)
        _dress(axes, grid, row, column, float(hertz[0]), float(hertz[-1]))
    _frame(figure, image, grid, title, width, height, right)
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, dpi=150, format=suffix)
    return path


def _moved(base: Point, moves: Sequence[tuple[Axis | None, float | None]]) -> Point:
    edits = list(base.edits)
    for axis, amount in moves:
        if axis is not None and amount is not None:
            edits += [0.0] * (axis.index + 1 - len(edits))
            edits[axis.index] += amount
    return base.replace(edits=tuple(edits))


def _amount(value: float) -> str:
    return f"{value:.6g}"


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _box(row: int, column: int, width: float, height: float) -> tuple[float, float, float, float]:
    left, bottom = LEFT + column * (PANEL[0] + GAP), BOTTOM + row * (PANEL[1] + GAP)
    return left / width, bottom / height, PANEL[0] / width, PANEL[1] / height


def _dress(axes: Any, grid: Grid, row: int, column: int, lowest: float, highest: float) -> None:
    """Ticks on the outer panels only, amounts above the columns and right of the rows."""
    axes.set_yticks(*octave_ticks(lowest, highest))
    axes.set_xticks(_seconds(axes.get_xlim()[1]))
    axes.tick_params(labelsize=8, length=3, color="0.4", labelleft=column == 0, left=column == 0, labelbottom=row == 0, bottom=row == 0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if row == len(grid.rows) - 1:
        axes.set_title(_signed(grid.x.amounts[column]), fontsize=10, pad=5)
    amount = grid.rows[row]
    if column == len(grid.x.amounts) - 1 and amount is not None:
        axes.text(1.05, 0.5, _signed(amount), transform=axes.transAxes, fontsize=10, va="center", ha="left")


def _seconds(duration_s: float) -> list[float]:
    """Round times from 0, three or four of them, none so near the end that it meets the next panel's 0."""
    step = 10.0 ** np.floor(np.log10(duration_s))
    step = next(step * f for f in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if duration_s / (step * f) <= 4.2)
    return [round(i * step, 9) for i in range(5) if i * step < 0.93 * duration_s]


def _frame(figure: Any, image: Any, grid: Grid, title: str, width: float, height: float, right: float) -> None:
    """Title, names of the axes, and the scale of level."""
    middle_x, middle_y = (LEFT + width - right) / 2 / width, (BOTTOM + height - TOP) / 2 / height
    size = min(12.0, 100.0 * (width - LEFT) / max(len(title), 1))  # points; letters of bold text are about 0.7 of that wide
    figure.text(LEFT / width, 1 - 0.2 / height, title, fontsize=size, weight="bold", va="top", ha="left")
    figure.text(middle_x, 1 - 0.57 / height, f"{grid.x.name} (standard deviations) →", fontsize=10, va="top", ha="center")
    figure.text(middle_x, 0.14 / height, "time (s)", fontsize=10, va="bottom", ha="center")
    figure.text(0.14 / width, middle_y, "frequency (Hz)", fontsize=10, rotation=90, va="center", ha="left")
    if grid.y is not None:
        place = 1 - (right - 0.6) / width
        figure.text(place, middle_y, f"{grid.y.name} (standard deviations) →", fontsize=10, rotation=90, va="center", ha="center")
    bar = figure.add_axes((1 - 0.6 / width, BOTTOM / height, 0.1 / width, PANEL[1] / height))
    scale = figure.colorbar(image, cax=bar, ticks=[FLOOR_DB, FLOOR_DB / 2, 0.0])
    scale.ax.tick_params(labelsize=8, length=3, color="0.4")
    scale.ax.set_title("dB", fontsize=8)
    scale.outline.set_visible(False)
