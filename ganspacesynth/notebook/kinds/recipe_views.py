"""Recipes and timelines in, what is seen of them out: scenes with their keypoints and signals on one time axis, and the rest in words."""

import dataclasses

import numpy as np

from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.arranging.timeline_picture import KINDS, keypoints_of, signals_of
from ganspacesynth.composition.recipe_titles import title
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.notebook.recipe_outline import recipe_lines
from ganspacesynth.notebook.view import FactsPart, LinePart, OutlinePart, SpansPart, TablePart, TimeSpan, View, ViewPart, WordsPart

MOST_SIGNALS = 12
FRAMES = 1000


def recipe_view(recipe: Recipe) -> View:
    """Show any recipe in words."""
    _, *outline = recipe_lines(recipe.to_json())
    return View(title(recipe), (WordsPart("How a sound is made; make_sound plays it."), OutlinePart("recipe", tuple(outline))))


def arranged_view(recipe: TimelineRecipe) -> View:
    """Show the recipe of a timeline: its scenes in their layers, markers, and what moves them."""
    first, last = recipe.part or (0.0, recipe.duration_s)
    facts = [("length", f"{recipe.duration_s:.2f} s"), ("layers", str(len(recipe.layers))), ("scenes", str(len(recipe.scenes())))]
    facts += [("part", f"{first:g} to {last:g} s")] if recipe.part else []
    facts += [("markers", ", ".join(f"{name} {moment:.2f} s" for name, moment in recipe.markers.items()))] if recipe.markers else []
    return View(title(recipe), (FactsPart(tuple(facts)), *timeline_parts(recipe, first, last)))


def timeline_parts(recipe: TimelineRecipe, first: float, last: float) -> list[ViewPart]:
    """Return scenes and signals of a timeline between two of its moments, as parts of a view that begins with the first."""
    end = max(last - first, 1e-3)
    rows = []
    for layer in recipe.layers:
        inside = [scene for scene in layer.scenes if scene.end_s > first and scene.start_s < last]
        spans = [
            TimeSpan(scene.name, max(0.0, scene.start_s - first), min(end, scene.end_s - first), KINDS.get(scene.kind, "#dddddd")) for scene in inside
        ]
        rows.append((layer.name, tuple(spans)))
    keypoints = [moment - first for scene in recipe.scenes() for moment in keypoints_of(scene) if first <= moment <= last]
    parts: list[ViewPart] = [SpansPart("scenes, marked: keypoints", end, tuple(keypoints), rows=tuple(rows))]
    times = np.linspace(first, last, FRAMES, endpoint=False)
    for name, pieces in list(signals_of(recipe).items())[:MOST_SIGNALS]:
        values, low, high = np.full(FRAMES, pieces[0][2].low), pieces[0][2].low, pieces[0][2].high
        for begin, stop, signal in pieces:
            there = (times >= begin) & (times < stop)
            values[there] = signal.sampled(times[there] - begin)
        parts.append(LinePart.of(name, values, end, low=low, high=high))
    return parts


def timeline_view(timeline: Timeline) -> View:
    """Show a timeline as it was written; `arrange` makes its recipe, which shows when each scene sounds."""
    facts = [("song", timeline.song or "none"), ("layers", ", ".join(timeline.layer_names())), ("cross-fade", str(timeline.crossfade))]
    facts += [("markers", ", ".join(f"{name} {moment}" for name, moment in timeline.markers.items()))] if timeline.markers else []
    loop = timeline.loop
    facts += [("loop", f"{loop.begin} to {loop.end}, {loop.times} times")] if loop else []
    heads = ("scene", "kind", "layer", "at", "lasts", "moved by", "more")
    rows = [
        [scene.name, scene.kind, scene.layer, _or(scene.at), _or(scene.lasts), "; ".join(map(str, scene.modulations)), _given(scene.given)]
        for scene in timeline.scenes
    ]
    rows += [["all", "", "", "", "", "; ".join(map(str, timeline.modulations)), ""]] if timeline.modulations else []
    return View(timeline.title or "a timeline", (FactsPart(tuple(facts)), TablePart.of(heads, rows)))


def _or(value: object) -> str:
    return "" if value is None else str(value)


def _given(given: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in (given.items() if isinstance(given, dict) else dataclasses.asdict(given).items()))  # type: ignore[call-overload]
