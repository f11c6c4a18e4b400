"""A recipe in, courses out: where a sound is in its network's space at each moment, and which of its moments have a name."""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.composition import placing
from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe, as_recipe
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.motion.modulation import ModulatedPath
from ganspacesynth.core.motion.trajectory import ConstantTrajectory, PointPath, Trajectory
from ganspacesynth.core.point import Draw, Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe

CLOSE_S = 1e-6  # keypoints nearer than that are one


@dataclass(frozen=True)
class Course:
    """Where one voice of a sound is.

    Attributes:
        name: such as that of a layer; "" where there is one.
        path: its points over time, each with the z that its seed draws.
        keypoints_s: when its steps, notes or points begin.
    """

    name: str
    path: Trajectory
    keypoints_s: tuple[float, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it goes anywhere."""
        path = self.path
        return not (isinstance(path, ConstantTrajectory) or (isinstance(path, PointPath) and len(path.points) < 2))


@dataclass(frozen=True)
class NotePath:
    """A timbre that moves, at the pitch of the note that began last.

    Attributes:
        timbre: points over time.
        starts_s: when notes begin, ascending.
        pitches: theirs.
        duration_s: seconds.
    """

    timbre: Trajectory
    starts_s: np.ndarray
    pitches: tuple[float, ...]
    duration_s: float | None = None

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        last = int(np.searchsorted(self.starts_s, time_s, side="right")) - 1
        point = self.timbre.at(time_s)
        return point.replace(pitch=self.pitches[max(0, last)]) if self.pitches else point


@dataclass(frozen=True)
class ScenesPath:
    """Trajectories one behind the other, each from its own moment on.

    Attributes:
        starts_s: seconds, ascending; the first one also holds before.
        paths: as many.
        duration_s: None: it has no end.
    """

    starts_s: tuple[float, ...]
    paths: tuple[Trajectory, ...]
    duration_s: float | None = None

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        place = max(0, bisect.bisect_right(self.starts_s, time_s) - 1)
        return self.paths[place].at(time_s - self.starts_s[place])


def courses_of(recipe: Recipe | Mapping[str, Any] | None, draw: Draw) -> list[Course]:
    """Return where a sound is: one course, or one for each hallucination of several over one another.

    Args:
        recipe: of the sound; None, and an answer of a bank's units, have no course.
        draw: a seed in, z [latent] out; only called where a recipe has seeds.

    Raises:
        SequenceError: a damaged recipe.
    """
    if recipe is None:
        return []
    recipe = as_recipe(recipe)
    match recipe:
        case ClipRecipe():
            return [Course("", ConstantTrajectory(recipe.point.drawn_from(draw)))]
        case ContinuousRecipe():
            path = recipe.path
            return [Course("", _drawn(path, draw), path.times_s)]
        case HallucinationRecipe():
            return [_hallucination("", recipe, draw)]
        case LayersRecipe():
            numbered = [(number, layer) for number, layer in enumerate(recipe.layers) if recipe.stem in (None, number)]
            return [_hallucination(f"{number + 1} {layer.name}", layer.recipe, draw) for number, layer in numbered]
        case MidiRecipe():
            notes = sorted(recipe.notes, key=lambda note: note.start_s)
            starts = tuple(note.start_s for note in notes)
            timbre = _drawn(recipe.timbre, draw)
            return [Course("", NotePath(timbre, np.array(starts), tuple(float(note.pitch) for note in notes), timbre.duration_s), starts)]
        case TimelineRecipe():
            return _timeline(recipe, draw)
        case ReactionRecipe():
            moved = ModulatedPath(_drawn(recipe.path, draw), recipe.rows(), _remembering(draw), recipe.duration_s)
            return [Course("", moved, recipe.path.times_s)]
    return []


def _timeline(recipe: TimelineRecipe, draw: Draw) -> list[Course]:
    """Return a course for each layer that has scenes which go through the space; a part begins where it does."""
    begin_s = recipe.part[0] if recipe.part else 0.0
    found = []
    for number, layer in enumerate(recipe.layers):
        if recipe.stem not in (None, number):
            continue
        scenes = []
        for scene in layer.scenes:
            for course in courses_of(scene.recipe, draw)[:1]:
                scenes.append((scene.start_s - begin_s, course))
        if scenes:
            keypoints = [start + time for start, course in scenes for time in course.keypoints_s if start + time >= 0.0]
            path = ScenesPath(tuple(start for start, _ in scenes), tuple(course.path for _, course in scenes))
            found.append(Course(layer.name, path, tuple(keypoints)))
    return found


def _hallucination(name: str, recipe: HallucinationRecipe, draw: Draw) -> Course:
    """Return a walk as a path through its keypoints, whatever their modes: what is seen is where they lie."""
    times = placing.keypoints_s(recipe.sequence, recipe.settings, recipe.duration_s if recipe.form == "continuous" else None)
    kept: list[tuple[float, Point]] = []
    for time, point in zip(times, recipe.sequence.points(draw=draw), strict=True):
        if not kept or time > kept[-1][0] + CLOSE_S:
            kept.append((time, point))
    latent = max((len(point.z) for _, point in kept if point.z is not None), default=0)
    points = tuple(_alike(point, latent) for _, point in kept)
    return Course(name, PointPath(tuple(time for time, _ in kept), points, recipe.settings.between), tuple(times))


def _alike(point: Point, latent: int) -> Point:
    """Return a point that others can be blended with: of one mode, and with a z as soon as one of them has it; bends are not seen."""
    z = point.z if point.z is not None and len(point.z) == latent else (0.0,) * latent
    return point.replace(mode="offset", z=z, bends={}) if latent else point.replace(bends={})


def _drawn(path: PointPath, draw: Draw) -> PointPath:
    return PointPath(path.times_s, tuple(point.drawn_from(draw) for point in path.points), path.between)


def _remembering(draw: Draw) -> Draw:
    known: dict[int, np.ndarray] = {}

    def drawn(seed: int) -> np.ndarray:
        if seed not in known:
            known[seed] = np.asarray(draw(seed), np.float32)
        return known[seed]

    return drawn
