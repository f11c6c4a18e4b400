"""A timeline as a trajectory: the point of a layer at each moment, from scene to scene, between two of them where they cross-fade."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.composition.hallucination import to_path
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.reaction.reaction_sound import moved_path, reaction_layer
from ganspacesynth.composition.steps.hallucination_recipe import HallucinationRecipe
from ganspacesynth.composition.timelines.placed_scene import PlacedScene
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.point import Point, blend
from ganspacesynth.core.recipe import ContinuousRecipe

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

Draw = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class TimelinePath:
    """Where a layer of a timeline is at each moment: a `Trajectory`, which renders, streams and is played by voices as any other.

    Attributes:
        scenes: those of the layer that have points, in order.
        ways: the trajectory of each, in its own time.
        duration_s: of the timeline.
    """

    scenes: tuple[PlacedScene, ...]
    ways: tuple[Trajectory, ...]
    duration_s: float

    def at(self, time_s: float) -> Point:
        """Return the point at a moment: while two scenes cross-fade one between theirs, between scenes the last one of the scene before."""
        heard = [i for i, scene in enumerate(self.scenes) if scene.start_s <= time_s < scene.end_s]
        if not heard:
            before = [i for i, scene in enumerate(self.scenes) if scene.end_s <= time_s]
            place = before[-1] if before else 0
            return self._point(place, time_s)
        here, there = heard[-1], heard[-2] if len(heard) > 1 else None
        point = self._point(here, time_s)
        if there is None:
            return point
        first, other = self.scenes[here].start_s, self._point(there, time_s)
        share = (time_s - first) / max(self.scenes[there].end_s - first, 1e-9)
        alike = other.mode == point.mode and (other.z is None) == (point.z is None)
        return blend(other, point, share) if alike else (other if share < 0.5 else point)

    def _point(self, place: int, time_s: float) -> Point:
        scene = self.scenes[place]
        return self.ways[place].at(min(max(0.0, time_s - scene.start_s), scene.duration_s))


def timeline_path(recipe: TimelineRecipe, model: "GANSynth", layer: int = 0) -> TimelinePath:
    """Return the trajectory of a layer.

    Args:
        recipe: of the timeline; of a part of it the whole is meant.
        model: a GANSynth, whose z seeds draw.
        layer: its number, from 0.

    Raises:
        SequenceError: no such layer, or none of its scenes has points: it is all recordings or silence.
    """
    if not 0 <= layer < len(recipe.layers):
        raise SequenceError(f"A timeline has the layers 0..{len(recipe.layers) - 1}. Received: layer={layer}.", rule="stem-number")
    found = [(scene, way) for scene in recipe.layers[layer].scenes if (way := way_of(scene, model)) is not None]
    if not found:
        name = recipe.layers[layer].name
        raise SequenceError(f"A trajectory goes through points. Received: layer {name!r} without any. Choose another layer.", rule="timeline-points")
    return TimelinePath(tuple(scene for scene, _ in found), tuple(way for _, way in found), recipe.duration_s)


def way_of(scene: PlacedScene, model: "GANSynth") -> Trajectory | None:
    """Return the trajectory of a scene in its own time, with z in the place of seeds; None of one without points."""

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    match scene.recipe:
        case ContinuousRecipe():
            return _drawn(scene.recipe.path, draw)
        case ReactionRecipe():
            recipe = scene.recipe.quantised()
            return moved_path(recipe, model, reaction_layer(recipe, model.config))
        case HallucinationRecipe():
            return _drawn(to_path(scene.recipe.sequence, scene.recipe.settings, draw=draw), draw)
    return None


def _drawn(path: PointPath, draw: Draw) -> PointPath:
    return PointPath(path.times_s, tuple(point.drawn_from(draw) for point in path.points), path.between)
