"""Recipes in, their waves out in order, made by a crew: each process has the instrument once; the samples are those of one process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.composition.finishing.finished_sound import finished, scene_wave
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import scenes_of
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


@dataclass(frozen=True, eq=False)
class _MakeSound:
    """Makes whole sounds."""

    model: "GANSynth"
    directions: Directions | None

    def __call__(self, recipe: Recipe) -> tuple[np.ndarray, int]:
        return finished(recipe, self.model, self.directions)


@dataclass(frozen=True, eq=False)
class _MakeScene:
    """Makes scenes of a timeline, of some width."""

    model: "GANSynth"
    directions: Directions | None
    width: float

    def __call__(self, scene: Recipe) -> np.ndarray:
        return scene_wave(scene, self.width, self.model, self.directions, quiet)


def waves(recipes: Sequence[Recipe], model: "GANSynth", directions: Directions | None, crew: Crew) -> Iterator[tuple[np.ndarray, int]]:
    """Yield the finished sound of each recipe: float32 [samples] or [samples, 2], and its rate in Hz."""
    return crew.results(_MakeSound(model, directions), recipes, name="Playing")


class SpreadScenes:
    """The scenes of a timeline, made beforehand by a crew; asked for in their order, as `timeline_stems` does."""

    def __init__(self, recipe: TimelineRecipe, model: "GANSynth", directions: Directions | None, crew: Crew) -> None:
        """Find out which scenes are made; those that are alike, once."""
        self._recipes: list[Recipe] = []
        self._left: list[int] = []  # how often each may yet be asked for
        for scene in scenes_of(recipe):
            if scene.recipe is not None:
                self._count(scene.recipe)
        self._waves = crew.results(_MakeScene(model, directions, recipe.width), self._recipes, name="Playing")
        self._made: dict[int, np.ndarray] = {}  # those that will be asked for yet, by their number: a long piece is not held
        self._count_made = 0

    def make(self, scene: Recipe, progress: Progress) -> np.ndarray:
        """Return the sound of a scene; a `MakeScene`. Each is asked for at most as often as it is in the timeline."""
        place = self._place(scene)
        while self._count_made <= place:
            self._made[self._count_made] = next(self._waves)
            self._count_made += 1
        self._left[place] -= 1
        return self._made[place] if self._left[place] else self._made.pop(place)

    def _count(self, scene: Recipe) -> None:
        place = self._place(scene)
        if place == len(self._recipes):
            self._recipes.append(scene)
            self._left.append(0)
        self._left[place] += 1

    def _place(self, scene: Recipe) -> int:
        return next((i for i, known in enumerate(self._recipes) if known is scene or known == scene), len(self._recipes))

    def close(self) -> None:
        """Let the crew go."""
        self._waves.close()
