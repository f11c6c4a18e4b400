"""An instrument and a recipe in, the first half second of its sound out, while the rest has yet to be made."""

import numpy as np

from ganspacesynth.audio.effects.edges import fade_edges
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.continuous.limiter import Limiter
from ganspacesynth.core.recipe import ClipRecipe, Recipe


def first_piece(instrument: Instrument, recipe: Recipe) -> tuple[np.ndarray, int] | None:
    """Make the beginning of a clip.

    Args:
        instrument: what it is played with.
        recipe: of the sound.

    Returns:
        float32, as many samples as the sound will have, silent behind its beginning, and how many that has. None where a sound has to be whole
        before any of it can be heard: with an articulation, a width, a room or a level of its own, or where `can_begin` says so.
    """
    from ganspacesynth.continuous.beginning import begun_clip, can_begin

    model, config = instrument.model, instrument.model.config
    if not isinstance(recipe, ClipRecipe) or recipe != ClipRecipe(point=recipe.point) or not can_begin(model, recipe.point, instrument.directions):
        return None
    wave = np.zeros(config.audio_length, np.float32)
    made = next(begun_clip(model, recipe.point, instrument.directions))
    wave[: len(made)] = made
    return Limiter(config.sample_rate).apply(fade_edges(wave, config.sample_rate)), len(made)
