"""A recipe in, its finished sound out: one channel or two, in its room, at its rate and level."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio.effects.reverberation import in_room
from ganspacesynth.audio.effects.width import widened
from ganspacesynth.audio.files.sound_files import at_level, resample
from ganspacesynth.composition.finishing.near_points import beside
from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
from ganspacesynth.composition.recipe_sounds import at_one_level, balanced, make, mixed, struck_gain
from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import MakeScene, timeline_stems
from ganspacesynth.core.output.levels import Level
from ganspacesynth.core.recipe import ClipRecipe, Recipe
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


def finished(
    recipe: Recipe, model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet, make_scene: MakeScene | None = None
) -> tuple[np.ndarray, int]:
    """Make a recipe's sound, and finish it as the recipe says: the same samples every time, on one machine.

    Args:
        recipe: of any kind.
        model: a GANSynth.
        directions: needed by points with edits.
        progress: called with (parts done, parts in all); a sound of some width has twice as many.
        make_scene: what makes the scenes of a timeline, when somebody else does, see `spread_work.SpreadScenes`.

    Returns:
        float32 [samples] or [samples, 2] within -1..1, and its rate in Hz.

    Raises:
        SequenceError: a damaged recipe, or one that the model cannot play.
    """
    if isinstance(recipe, LayersRecipe | TimelineRecipe):
        stems, rate = finished_stems(recipe, model, directions, progress=progress, make_scene=make_scene)
        return (mixed(stems) if recipe.stem is None else stems[recipe.stem]), rate
    own_rate = model.config.sample_rate
    rate = recipe.rate or own_rate
    if not recipe.width and recipe.room is None and rate == own_rate:
        return make(recipe, model, directions, progress=progress), rate
    wave = _placed(_dry(recipe, model, directions, progress), own_rate, recipe)
    wave, gain = at_level(wave, rate, usual_level(recipe) if recipe.level is None else recipe.level), struck_gain(recipe, model)
    return wave if gain == 1.0 else wave * np.float32(gain), rate


def finished_stems(
    recipe: LayersRecipe | TimelineRecipe,
    model: "GANSynth",
    directions: Directions | None = None,
    *,
    progress: Progress = quiet,
    make_scene: MakeScene | None = None,
) -> tuple[list[np.ndarray], int]:
    """Make each layer of several hallucinations, or of a timeline, and finish it as it is in the mix, which is the sum of all; see `finished`."""
    if isinstance(recipe, TimelineRecipe):
        return _timeline_stems(recipe, model, directions, progress, make_scene), recipe.rate or model.config.sample_rate
    own_rate = model.config.sample_rate
    dry = replace(recipe, width=0.0, room=None, rate=None)
    if recipe.width:
        sides = [
            balanced(
                beside(dry, model, side * recipe.width, count=0 if directions is None else directions.n_components),
                model,
                directions,
                progress=_half(progress, index),
            )
            for index, side in enumerate((-1.0, 1.0))
        ]
        stems = [widened(left, right, own_rate) for left, right in zip(*sides, strict=True)]
    else:
        stems = balanced(dry, model, directions, progress=progress)
    rate = recipe.rate or own_rate
    return at_one_level([_placed(stem, own_rate, recipe) for stem in stems], rate, recipe.level), rate


def scene_wave(scene: Recipe, width: float, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    """Make a scene of a timeline as the model makes it, as wide as the timeline shall be: float32 [samples] or [samples, 2]."""
    return _dry(replace(scene, level="model", width=width, room=None, rate=None), model, directions, progress)


def _timeline_stems(
    recipe: TimelineRecipe, model: "GANSynth", directions: Directions | None, progress: Progress, make_scene: MakeScene | None
) -> list[np.ndarray]:
    """Make each layer of a timeline, each of its scenes as wide as the recipe says."""
    own_rate = model.config.sample_rate

    def made_here(scene: Recipe, told: Progress) -> np.ndarray:
        return scene_wave(scene, recipe.width, model, directions, told)

    def finish(stem: np.ndarray) -> np.ndarray:
        return _placed(stem, own_rate, recipe)

    return timeline_stems(recipe, own_rate, make_scene or made_here, rate=recipe.rate, finish=finish, progress=progress)


def _placed(wave: np.ndarray, own_rate: int, recipe: Recipe) -> np.ndarray:
    """Put a sound into the recipe's room, and bring it to its rate."""
    if recipe.room is not None:
        wave = in_room(wave, own_rate, recipe.room, channels=2 if recipe.width else 1)
    return wave if recipe.rate in (None, own_rate) else resample(wave, own_rate, recipe.rate)


def usual_level(recipe: Recipe) -> Level:
    """Return the level of a recipe that says none."""
    if isinstance(recipe, LayersRecipe):
        return "loudness"
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
