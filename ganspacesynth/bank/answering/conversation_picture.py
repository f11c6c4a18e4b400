"""A conversation on one picture: who played what when, and what each choice of the machine looked at, head by head; PNG, SVG or PDF out."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.sound_picture import figure_format
from ganspacesynth.bank.answering.conversation import Conversation, Said
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path

HEADS = ("#e0a100", "#2f6f8f", "#3a9d5d", "#b5472f", "#7b2d8b", "#d96f9b", "#6b705c", "#1b998b")
MUSICIAN, MACHINE, UNPITCHED = "#33414d", "#c9772b", "#9aa5ad"
SEEN_S = 40.0  # of a long conversation its end is drawn
HEIGHT = 0.8  # semitones of a unit


def draw_conversation(
    path: str | os.PathLike[str], conversation: Conversation, *, title: str = "", seconds: float = SEEN_S, force: bool = False
) -> Path:
    """Write a picture: above, units by time and pitch with lines to what each choice looked at; below, all shares of each head.

    Args:
        path: .png, .svg or .pdf.
        conversation: its last `seconds` are drawn.
        title: above it.
        seconds: of it.
        force: overwrite an existing file.

    Raises:
        InvalidInput: another ending, or nothing was answered.
        OutputError: the file exists, or cannot be written.
    """
    suffix = figure_format(path)
    shown = conversation.last(seconds)
    choices = [unit for unit in shown.units if unit.attention is not None and unit.attention.units]
    if not choices:
        raise InvalidInput(
            "What is drawn of attention is what choices looked at. Received: nothing that was chosen. Play longer.", rule="some-choices"
        )
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    layers, heads = choices[0].attention.shares.shape[:2] if choices[0].attention is not None else (0, 0)
    figure = Figure(figsize=(14, 6.5 + 2.2 * layers), dpi=110, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(1 + layers, heads, height_ratios=[6.0, *[2.2] * layers])
    _roll(figure.add_subplot(grid[0, :]), shown, heads, title)
    for layer in range(layers):
        for head in range(heads):
            _shares(figure.add_subplot(grid[1 + layer, head]), shown, choices, layer, head)
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, format=suffix)
    return Path(path).expanduser()


def height_of(unit: Said, lowest: float) -> float:
    """Return where a unit is drawn: at its pitch, or below all where it has none."""
    return lowest if unit.pitch is None else unit.pitch


def pitch_span(conversation: Conversation) -> tuple[float, float]:
    """Return where units without a pitch are drawn, below all others, and the highest pitch."""
    pitches = [unit.pitch for unit in conversation.units if unit.pitch is not None] or [60.0]
    return min(pitches) - 3.0, max(pitches)


def _roll(axes: Any, shown: Conversation, heads: int, title: str) -> None:
    lowest, highest = pitch_span(shown)
    numbered = shown.numbered
    for unit in shown.units:
        colour = MACHINE if unit.by_machine else MUSICIAN
        y = height_of(unit, lowest)
        axes.barh(
            y,
            unit.length_s * 0.96,
            HEIGHT,
            unit.at_s,
            color=colour if unit.pitch is not None else UNPITCHED,
            edgecolor="white",
            linewidth=0.6,
            zorder=3,
        )
        for head, number, share in shown.looks(unit):
            seen = numbered.get(number)
            if seen is not None:
                start, end = (seen.at_s + 0.5 * seen.length_s, height_of(seen, lowest)), (unit.at_s, y)
                _arc(axes, start, end, HEADS[head % len(HEADS)], share)
    axes.set(ylabel="pitch", xlabel="seconds", ylim=(lowest - 1.5, highest + 5.0))
    ticks = np.arange(int(np.ceil(lowest / 12.0)) * 12, highest + 5.0, 12.0)
    axes.set_yticks(ticks, [f"C{int(tick) // 12 - 1}" for tick in ticks])
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title.replace("$", r"\$"), loc="left", fontsize=11)
    named = [("musician", MUSICIAN), ("machine", MACHINE), *((f"head {head + 1}", HEADS[head % len(HEADS)]) for head in range(heads))]
    for name, colour in named:
        axes.plot([], [], color=colour, linewidth=3.0, label=name)
    axes.legend(loc="upper left", ncols=len(named), fontsize=8, frameon=False)


def _arc(axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str, share: float) -> None:
    """Draw a curve from what was looked at to what was chosen, above both."""
    t = np.linspace(0.0, 1.0, 24)
    rise = 1.5 + 0.25 * abs(end[0] - start[0])
    axes.plot(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + rise * 4.0 * t * (1.0 - t), color=colour,
              linewidth=0.4 + 3.0 * share, alpha=0.15 + 0.65 * share, zorder=2)  # fmt: skip


def _shares(axes: Any, shown: Conversation, choices: list[Said], layer: int, head: int) -> None:
    """Draw how much each choice looked at each unit."""
    numbers = sorted({number for choice in choices if choice.attention is not None for number in choice.attention.units})
    place = {number: column for column, number in enumerate(numbers)}
    table = np.zeros((len(choices), len(numbers)))
    for row, choice in enumerate(choices):
        if choice.attention is not None:
            table[row, [place[number] for number in choice.attention.units]] = choice.attention.shares[layer, head]
    axes.imshow(
        table, aspect="auto", cmap="magma", vmin=0.0, vmax=max(0.3, float(table.max())), extent=(numbers[0], numbers[-1] + 1, len(choices), 0)
    )
    axes.set_title(f"layer {layer + 1}, head {head + 1}", fontsize=8, loc="left", color=HEADS[head % len(HEADS)])
    axes.tick_params(labelsize=7)
    if head == 0:
        axes.set_ylabel("choice", fontsize=8)
    axes.set_xlabel("unit that was looked at", fontsize=7)
