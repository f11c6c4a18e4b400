"""A reaction's recipe in, its sound out: the path that signals move, rendered as one unbroken sound, then its level and place."""

from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.composition.mixing import Envelope
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
from ganspacesynth.continuous.moving_path import cell_s, lively_layer, path_of, touched_layers
from ganspacesynth.continuous.render import render
from ganspacesynth.core.motion.modulation import ModulatedPath
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.model_config import ModelConfig

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

EDGE_S, END_S = 0.005, 0.05
WINDOW_CELLS = 32
REMEMBERED = 256


def reaction_wave(recipe: ReactionRecipe, model: "GANSynth", directions: Directions | None, progress: Progress = quiet) -> np.ndarray:
    """Make the sound.

    Args:
        recipe: of the sound.
        model: a GANSynth.
        directions: needed by edits.
        progress: called with (cells done, cells in all).

    Returns:
        float32 [samples], or [samples, 2] of a sound that is panned; may exceed -1..1.

    Raises:
        InvalidInput: the model cannot play it.
    """
    config, recipe = model.config, recipe.quantised()
    layer = reaction_layer(recipe, config, directions)
    rendered_s = min(recipe.duration_s + (recipe.tail or 0.0) * config.audio_length / config.sample_rate, MAX_DURATION_S)
    moved = moved_path(recipe, model, layer)
    path = path_of(model, moved, rendered_s, layer)
    wave = render(model, path, directions=directions, duration_s=rendered_s, layer=layer, window_cells=WINDOW_CELLS, progress=progress)
    wave = wave[: max(1, round(recipe.duration_s * config.sample_rate))]
    fall = Envelope(attack_s=EDGE_S, release_s=min(END_S, recipe.duration_s / 4))
    return placed(wave * fall.levels(len(wave), config.sample_rate), recipe, config.sample_rate)


def reaction_layer(recipe: ReactionRecipe, config: ModelConfig, directions: Directions | None = None) -> str:
    """Return the layer that is stretched: the recipe's, or a lively one that comes before nothing that is bent or edited."""
    return recipe.layer or lively_layer(config, touched_layers(recipe.path.points, recipe.modulations, directions))


def moved_path(recipe: ReactionRecipe, model: "GANSynth", layer: str) -> ModulatedPath:
    """Return the trajectory of a recipe: its path, moved by its signals."""
    drawn: dict[int, np.ndarray] = {}

    def draw(seed: int) -> np.ndarray:
        if seed not in drawn:
            if len(drawn) >= REMEMBERED:
                drawn.clear()
            drawn[seed] = model.sample_z(1, seed=seed)[0]
        return drawn[seed]

    return ModulatedPath(recipe.path, recipe.rows(), draw, recipe.duration_s, cell_s(model.config, layer))


def placed(wave: np.ndarray, recipe: ReactionRecipe, sample_rate: int) -> np.ndarray:
    """Return a sound at the levels, and in the places, that signals say: exact to the sample.

    Args:
        wave: float32 [samples].
        recipe: whose modulations of level and pan count.
        sample_rate: Hz.

    Returns:
        float32 [samples], or [samples, 2] where a signal moves it from left to right (at constant power).
    """
    times, level, pan = np.arange(len(wave)) / sample_rate, np.zeros(1), None
    for signal, row in recipe.rows():
        if row.target == "level":
            level = level + row.values(signal, times)
        elif row.target == "pan":
            pan = row.values(signal, times) + (0.0 if pan is None else pan)
    wave = wave * 10.0 ** (level / 20.0)
    if pan is None:
        return np.asarray(wave, np.float32)
    angle = (np.clip(pan, -1.0, 1.0) + 1.0) * np.pi / 4.0
    return np.stack([wave * np.cos(angle), wave * np.sin(angle)], axis=1).astype(np.float32)
