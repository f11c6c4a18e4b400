"""Recipes said in words: what they make, in a line, of how many parts, and where their keypoints are."""

from typing import TYPE_CHECKING

from ganspacesynth.composition.recipe_titles import counted_in, keypoints_s, title

if TYPE_CHECKING:
    from ganspacesynth.core.recipe import Recipe

__all__ = ["counted_in", "keypoints_s", "parts", "title"]


def parts(recipe: "Recipe") -> int | None:
    """Return how many parts a recipe's progress will count; None for an unbroken sound, whose cells are counted when it begins."""
    from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
    from ganspacesynth.composition.timelines.timeline_sound import sounding

    if isinstance(recipe, TimelineRecipe):
        return sounding(recipe)
    channel = _channel_parts(recipe)
    return 2 * channel if channel is not None and recipe.width else channel


def _channel_parts(recipe: "Recipe") -> int | None:
    from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
    from ganspacesynth.composition.placing import count_sounds
    from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe
    from ganspacesynth.core.recipe import ClipRecipe

    match recipe:
        case ClipRecipe():
            return 1
        case HallucinationRecipe(form="clips"):
            return count_sounds(recipe.sequence, recipe.settings)
        case LayersRecipe():
            counts = [parts(layer.recipe) for layer in recipe.layers]
            return None if None in counts else sum(count or 0 for count in counts)
        case MidiRecipe(legato=False):
            return len(recipe.notes)
    return None
