"""A timeline on one picture: its scenes with their keypoints, spectrogram, level and signals, one below the other on one time axis."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.effects.panning import to_mono
from ganspacesynth.audio.sound_picture import FLOOR_DB, figure_format, octave_ticks, spectrogram
from ganspacesynth.composition.placing import keypoints_s
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import HallucinationRecipe
from ganspacesynth.composition.timelines.placed_scene import PlacedScene
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.recipe import ContinuousRecipe

COLOUR, MARK, KEYPOINT = "#7b2d8b", "#c0392b", "#222222"
KINDS = {
    "walk": "#8ecae6",
    "interpolation": "#b7e4c7",
    "exploration": "#ffd166",
    "style": "#f4978e",
    "steps": "#f8c8a0",
    "reaction": "#cdb4db",
    "audio": "#c9c9c9",
    "silence": "#f2f2f2",
}
MAX_ROWS = 12
COLUMNS = 3000
LONGEST = 90


def draw_timeline(
    path: str | os.PathLike[str], wave: np.ndarray, sample_rate: int, recipe: TimelineRecipe, *, title: str = "", force: bool = False
) -> Path:
    """Write a picture of a timeline's sound.

    Args:
        path: .png, .svg or .pdf.
        wave: float [samples] or [samples, 2]: the sound, or the part of it that the recipe says.
        sample_rate: Hz.
        recipe: what made it.
        title: above it.
        force: overwrite an existing file.

    Raises:
        InvalidInput: another ending.
        OutputError: the file exists, or cannot be written.
    """
    suffix = figure_format(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    first, last = recipe.part or (0.0, len(wave) / sample_rate)
    signals = list(signals_of(recipe).items())[:MAX_ROWS]
    heights = [0.6 + 0.7 * len(recipe.layers), 4.0, 1.0, *[0.8] * len(signals)]
    figure = Figure(figsize=(14, 1.5 + 0.8 * sum(heights)), dpi=110, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    _scenes(axes[0], recipe)
    axes[0].set_title(_plain(title), loc="left", fontsize=11, pad=18 if recipe.markers else 6)
    _spectrogram(axes[1], to_mono(wave), sample_rate, first, last)
    _level(axes[2], to_mono(wave), first, last)
    for each, (name, pieces) in zip(axes[3:], signals, strict=True):
        _signal(each, name, pieces)
    for each in axes:
        each.spines[:].set_visible(False)
        for moment in recipe.markers.values():
            each.axvline(moment, color=MARK, linewidth=0.9, alpha=0.7)
    axes[-1].set(xlabel="time (s)", xlim=(first, last))
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, format=suffix)
    return Path(path).expanduser()


def keypoints_of(scene: PlacedScene) -> list[float]:
    """Return when the keypoints of a scene are passed, in seconds of the timeline."""
    match scene.recipe:
        case ContinuousRecipe() | ReactionRecipe():
            times = list(scene.recipe.path.times_s)
        case HallucinationRecipe():
            times = keypoints_s(scene.recipe.sequence, scene.recipe.settings, scene.recipe.duration_s)
        case _:
            times = []
    return [scene.start_s + time_s for time_s in times if time_s <= scene.duration_s]


def signals_of(recipe: TimelineRecipe) -> dict[str, list[tuple[float, float, Signal]]]:
    """Return what moves a timeline: by the text of its chain, pieces as (from, to, signal), in seconds of the timeline."""
    found: dict[str, list[tuple[float, float, Signal]]] = {}
    for signal, row in recipe.rows:
        found.setdefault(str(row), []).append((0.0, recipe.duration_s, signal))
    for scene in recipe.scenes():
        rows = [*(scene.recipe.rows() if isinstance(scene.recipe, ReactionRecipe) else ()), *scene.rows]
        for signal, row in rows:
            found.setdefault(str(row), []).append((scene.start_s, scene.end_s, signal))
    return found


def _scenes(axes: Any, recipe: TimelineRecipe) -> None:
    for lane, layer in enumerate(recipe.layers):
        for scene in layer.scenes:
            begin, end = scene.start_s, scene.end_s
            corners = [(begin, lane - 0.4), (begin + scene.fade_in_s, lane + 0.4), (end - scene.fade_out_s, lane + 0.4), (end, lane - 0.4)]
            axes.fill(*zip(*corners, strict=True), facecolor=KINDS.get(scene.kind, "#dddddd"), edgecolor="white", linewidth=1.0, alpha=0.85)
            axes.text(begin + scene.fade_in_s, lane + 0.05, f" {_plain(scene.name)}", fontsize=8, va="center", clip_on=True)
            times = keypoints_of(scene)
            axes.plot(times, [lane - 0.32] * len(times), linestyle="none", marker="^", markersize=4, color=KEYPOINT, clip_on=True)
    axes.set_yticks(range(len(recipe.layers)), [_plain(layer.name) for layer in recipe.layers])
    axes.set_ylim(len(recipe.layers) - 0.4, -0.6)
    axes.invert_yaxis()
    for name, moment in recipe.markers.items():
        axes.annotate(_plain(name), (moment, 1.0), xycoords=("data", "axes fraction"), fontsize=8, color=MARK, va="bottom", annotation_clip=True)


def _spectrogram(axes: Any, wave: np.ndarray, rate: int, first: float, last: float) -> None:
    levels, hertz = spectrogram(wave, rate)
    extent = (first, last, 0.0, float(np.log2(hertz[-1] / hertz[0])))
    axes.imshow(levels - levels.max(), origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=FLOOR_DB, vmax=0.0)
    axes.set_yticks(*octave_ticks(float(hertz[0]), float(hertz[-1])))
    axes.set_ylabel("Hz")


def _level(axes: Any, wave: np.ndarray, first: float, last: float) -> None:
    edges = np.linspace(0, len(wave), min(COLUMNS, len(wave)), endpoint=False).astype(int)
    lowest, highest = np.minimum.reduceat(wave, edges), np.maximum.reduceat(wave, edges)
    axes.fill_between(np.linspace(first, last, len(edges)), lowest, highest, color=COLOUR, linewidth=0.5)
    axes.set(ylim=(-1.05, 1.05), yticks=[-1, 0, 1], ylabel="level")


def _signal(axes: Any, name: str, pieces: list[tuple[float, float, Signal]]) -> None:
    for begin, end, signal in pieces:
        times = np.linspace(0.0, end - begin, max(2, min(COLUMNS, round((end - begin) * signal.rate))))
        axes.fill_between(begin + times, signal.low, np.clip(signal.sampled(times), signal.low, signal.high), color=COLOUR, linewidth=0.4)
    low, high = pieces[0][2].low, pieces[0][2].high
    axes.set(ylim=(low, high), yticks=[low, high])
    axes.tick_params(axis="y", labelsize=7)
    axes.set_title(_plain(name if len(name) <= LONGEST else f"{name[:LONGEST]} …"), loc="left", fontsize=8, pad=2)


def _plain(text: str) -> str:
    return text.replace("$", r"\$")
