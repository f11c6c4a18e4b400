"""A recipe in, its finished sound out: one channel or two, in its room, at its rate and level."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio.effects.reverberation import in_room
from ganspacesynth.audio.effects.width import widened
from ganspacesynth.audio.files.sound_files import at_level, resample
from ganspacesynth.composition.finishing.near_points import beside
from ganspacesynth.composition.recipe_sounds import make, struck_gain
from ganspacesynth.composition.recipes import HallucinationRecipe, MidiRecipe
from ganspacesynth.core.output.levels import Level
from ganspacesynth.core.recipe import ClipRecipe, Recipe
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


def finished(recipe: Recipe, model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet) -> tuple[np.ndarray, int]:
    """Make a recipe's sound, and finish it as the recipe says: the same samples every time, on one machine.

    Args:
        recipe: of any kind.
        model: a GANSynth.
        directions: needed by points with edits.
        progress: called with (parts done, parts in all); a sound of some width has twice as many.

    Returns:
        float32 [samples] or [samples, 2] within -1..1, and its rate in Hz.

    Raises:
        SequenceError: a damaged recipe, or one that the model cannot play.
    """
    own_rate = model.config.sample_rate
    rate = recipe.rate or own_rate
    if not recipe.width and recipe.room is None and rate == own_rate:
        return make(recipe, model, directions, progress=progress), rate
    wave = _dry(recipe, model, directions, progress)
    if recipe.room is not None:
        wave = in_room(wave, own_rate, recipe.room, channels=2 if recipe.width else 1)
    if rate != own_rate:
        wave = resample(wave, own_rate, rate)
    wave, gain = at_level(wave, rate, usual_level(recipe) if recipe.level is None else recipe.level), struck_gain(recipe, model)
    return wave if gain == 1.0 else wave * np.float32(gain), rate


def usual_level(recipe: Recipe) -> Level:
    """Return the level of a recipe that says none."""
    if isinstance(recipe, HallucinationRecipe):
        return "peak" if recipe.settings.normalize else "model"
    return "peak" if isinstance(recipe, MidiRecipe) else "model"


def _dry(recipe: Recipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    """Make the sound before its room, as the model makes it."""
    gain = isinstance(recipe, ClipRecipe) and recipe.gain is not None and recipe.level is None
    plain = replace(recipe, level=None if gain else "model", width=0.0, room=None, rate=None)
    if not recipe.width:
        return make(plain, model, directions, progress=progress, struck=False)
    count = 0 if directions is None else directions.n_components
    sides = []
    for index, side in enumerate((-1.0, 1.0)):
        there = beside(plain, model, side * recipe.width, count=count)
        sides.append(make(there, model, directions, progress=_half(progress, index), struck=False))
    return widened(sides[0], sides[1], model.config.sample_rate)


def _half(progress: Progress, index: int) -> Progress:
    """Return the progress of the left (0) or the right sound (1) as that of both."""

    def told(done: int, total: int | None) -> None:
        progress(done + index * (total or 0), None if total is None else 2 * total)

    return told
