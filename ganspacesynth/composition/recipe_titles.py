"""Recipes said in words: what they make, in a line, and where their keypoints are."""

from collections.abc import Sized
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ganspacesynth.core.recipe import Recipe


def title(recipe: "Recipe") -> str:
    """What a recipe makes, in a line: the head of a picture and of `show`."""
    from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
    from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
    from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
    from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe
    from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
    from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe

    match recipe:
        case ContinuationRecipe():
            return f"an answer of {counted_in(recipe.placed, 'unit')} to {recipe.heard.path or 'a recording'}"
        case ClipRecipe():
            return f"a clip at pitch {recipe.point.pitch:g}"
        case ContinuousRecipe():
            points = recipe.path.points
            return f"one unbroken sound, {counted_in(points, 'point')}, from pitch {points[0].pitch:g}"
        case HallucinationRecipe():
            form = "one unbroken sound" if recipe.form == "continuous" else "overlapping clips"
            return f"a hallucination of {counted_in(recipe.sequence.steps, 'step')}, {form}"
        case LayersRecipe():
            names = ", ".join(layer.name for layer in recipe.layers)
            which = "" if recipe.stem is None else f"{recipe.layers[recipe.stem].name}, layer {recipe.stem + 1} of "
            return f"{which}{counted_in(recipe.layers, 'hallucination')} over one another: {names}"
        case TimelineRecipe():
            part = "" if recipe.part is None else f", {recipe.part[0]:g} to {recipe.part[1]:g} s of it"
            which = "" if recipe.stem is None else f"{recipe.layers[recipe.stem].name}, layer {recipe.stem + 1} of "
            called = f"{recipe.title}: " if recipe.title else ""
            return f"{called}{which}a timeline of {counted_in(recipe.scenes(), 'scene')} in {counted_in(recipe.layers, 'layer')}{part}"
        case MidiRecipe():
            return f"a melody of {counted_in(recipe.notes, 'note')}{', legato' if recipe.legato else ''}"
        case ReactionRecipe():
            followed = "" if recipe.song is None or "name" not in recipe.song else f" {recipe.song['name']}"
            return f"a sound that follows a song{followed}, {counted_in(recipe.modulations, 'modulation')}"
    return f"a sound of kind {recipe.kind}"


def counted_in(items: Sized, word: str) -> str:
    """Return "1 step", "2 steps"."""
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"


def keypoints_s(recipe: "Recipe") -> dict[str, list[float]]:
    """Return when the keypoints of a hallucination begin, in seconds; of several over one another, those of each by its name."""
    from ganspacesynth.composition import placing
    from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe

    match recipe:
        case HallucinationRecipe():
            duration_s = recipe.duration_s if recipe.form == "continuous" else None
            return {"keypoints": placing.keypoints_s(recipe.sequence, recipe.settings, duration_s)}
        case LayersRecipe():
            numbered = [(number, layer) for number, layer in enumerate(recipe.layers) if recipe.stem in (None, number)]
            return {f"{number + 1} {layer.name}": keypoints_s(layer.recipe)["keypoints"] for number, layer in numbered}
    return {}
