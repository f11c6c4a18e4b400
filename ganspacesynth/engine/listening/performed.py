"""A voice's points and what moved it lately in, the recipes of sounds that are moved alike out."""

from collections.abc import Sequence
from dataclasses import replace

from ganspacesynth.composition.arranging.scene_signals import matrix
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.continuous.moving_path import lively_layer, touched_layers
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.recipe import TAIL
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.model_config import ModelConfig


def performed_recipes(
    config: ModelConfig,
    paths: Sequence[PointPath],
    duration_s: float,
    moved: Sequence[tuple[Signal, Modulation]],
    directions: Directions | None = None,
) -> list[ReactionRecipe]:
    """Return the recipes, one a path; signals and rows are in each, so it needs nothing that was listened to.

    Args:
        config: of the model that will play them.
        paths: of the voice: its point, or its steps.
        duration_s: seconds.
        moved: from `Matrix.lately`.
        directions: along which edits are counted.
    """
    signals, rows = matrix(moved)
    first = ReactionRecipe(path=paths[0], duration_s=duration_s, signals=signals, modulations=rows, tail=TAIL, level="loudness").quantised()
    return [replace(first, path=path, layer=lively_layer(config, touched_layers(path.points, rows, directions))) for path in paths]
