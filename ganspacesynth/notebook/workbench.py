"""A model at hand: sounds of seeds, points of recordings, grids, directions, renders; each a job that goes on in the background."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import Timeline, load_timeline
from ganspacesynth.composition.instrument import FileName, Instrument, load_instrument
from ganspacesynth.composition.sound import Sound, make_sound, make_sounds, save_sound
from ganspacesynth.composition.survey.exploration import ExploreSettings, explored
from ganspacesynth.composition.survey.samples import SampleSettings, sample_sounds
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Progress, Track
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.project.projection import Projection
from ganspacesynth.directions.project.projection import project as project_recording
from ganspacesynth.directions.search.factorization import factorize as factorize_weights
from ganspacesynth.directions.search.pca import CLOSED_FORM, SearchSettings, find_directions
from ganspacesynth.notebook.background import BackgroundJob, start_job


def open_workbench(
    model: FileName | None = None, directions: FileName | None = None, *, precision: str = "exact", workers: int = 0, ray: str | None = None
) -> "Workbench":
    """Open a model, and directions, to work with.

    Args:
        model, directions, precision: see `load_instrument`.
        workers, ray: who makes many sounds at once, see `Crew`.

    Raises:
        ModelError, DirectionsError: one of them cannot be opened, or they do not belong together.
    """
    return Workbench(load_instrument(model, directions, precision=precision), Crew(workers, ray))


@dataclass(frozen=True)
class Workbench:
    """An instrument, and who works. Every method begins a job and returns at once: `job.result()` waits, `job.show()` shows it.

    Attributes:
        instrument: what sounds are made with.
        crew: who makes many at once; here, or processes, or a cluster.
    """

    instrument: Instrument
    crew: Crew = Crew()  # noqa: RUF009  frozen

    def sample(
        self, n: int = 8, *, seeds: Sequence[int] | None = None, center: Point | int | None = None, psi: float = 1.0, pitch: float | None = None
    ) -> BackgroundJob[list[Sound]]:
        """Draw sounds.

        Args:
            n: how many, of seeds 0, 1, 2, …
            seeds: these instead.
            center: a point, or the seed of one, that they are drawn around.
            psi: how far from it: 1 as they are drawn, 0 the center itself.
            pitch: MIDI number; None is the center's, or the model's nearest to 60.
        """
        settings = SampleSettings(n, None if seeds is None else tuple(seeds), center=center, psi=psi, pitch=pitch)
        return start_job(sample_sounds, self.instrument, settings, crew=self.crew)

    def project(
        self, recording: FileName | tuple[np.ndarray, int], *, pitch: int | None = None, tries: int = 600, seed: int = 0
    ) -> BackgroundJob[Projection]:
        """Find the point whose sound is nearest to a recording: a file, or (float [samples], rate); see `projection.project`."""

        def projecting(*, progress: Progress) -> Projection:
            wave, rate = read_audio(recording) if isinstance(recording, str | os.PathLike) else recording
            model, directions = self.instrument.model, self.instrument.directions
            return project_recording(model, wave, rate, directions=directions, pitch=pitch, tries=tries, seed=seed, progress=progress)

        return start_job(projecting)

    def explore(self, settings: ExploreSettings | None = None, **named: Any) -> BackgroundJob[list[Sound]]:
        """Play a grid of points over two directions, or a strip along one; row by row from the lowest y.

        Args:
            settings: what is explored.
            named: its fields, instead: `explore(x=0, y=None, steps=7)`.
        """

        def exploring(*, track: Track) -> list[Sound]:
            return explored(self.instrument, settings or ExploreSettings(**named), track=track, crew=self.crew)[1]

        return start_job(exploring)

    def factorize(self, n: int = 16, *, layer: str | None = None, estimator: str = CLOSED_FORM, **settings: Any) -> BackgroundJob[Directions]:
        """Find directions: of the first layer's weights, in closed form; or of a layer's activations, by another estimator.

        Args:
            n: how many.
            layer: None for the first one.
            estimator: "closed-form", or one of `SearchSettings`, such as "exact".
            settings: its other fields.
        """
        model = self.instrument.model
        search = SearchSettings(estimator, n, **settings)
        if estimator == CLOSED_FORM:
            return start_job(factorize_weights, model, search, layer=layer)
        return start_job(find_directions, model, layer or next(iter(model.config.layers)), search)

    def make(self, recipe: Recipe) -> BackgroundJob[Sound]:
        """Make a recipe's sound."""
        return start_job(make_sound, self.instrument, recipe, crew=self.crew)

    def make_all(self, recipes: Iterable[Recipe]) -> BackgroundJob[list[Sound]]:
        """Make many recipes' sounds."""
        asked = list(recipes)

        def making(*, track: Track) -> list[Sound]:
            return list(track(make_sounds(self.instrument, asked, crew=self.crew), "Playing", len(asked)))

        return start_job(making)

    def save(self, path: FileName, recipe: Recipe, *, force: bool = False) -> BackgroundJob[Sound]:
        """Make a recipe's sound, and write it."""
        return start_job(save_sound, path, self.instrument, recipe, force=force, crew=self.crew)

    def render(self, timeline: Timeline | FileName, *, seed: int = 0, begin: Any = None, end: Any = None) -> BackgroundJob[Sound]:
        """Make the sound of a timeline, or of a part of it; see `arrange`."""
        written = timeline if isinstance(timeline, Timeline) else load_timeline(Path(timeline))
        return self.make(arrange(written, self.instrument, seed=seed, begin=begin, end=end))
