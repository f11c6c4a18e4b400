"""Exploration: a folder with a sound for each amount along one or two directions, and their spectrograms."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.audio.files.sound_files import PEAK
from ganspacesynth.audio.sound_picture import figure_format
from ganspacesynth.composition.instrument import OWN_DIRECTIONS, Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.sound import ALONE, Sound
from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.files import atomic_folder, check_output
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.describe.grid import Grid, make_axis, make_grid, write_figure
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.directions.directions import Directions
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

FIGURE = "spectrograms.png"


@dataclass(frozen=True)
class ExploreSettings:
    """What is explored.

    Attributes:
        x: direction to the right, from 0.
        y: direction upwards, None for a strip along x alone.
        span: first and last amount along both, in standard deviations; None for the usable range of each.
        steps: sounds along each.
        mode: what edits do.
        pitch: MIDI number, None for the directions' own, or the model's nearest to 60.
        seed: of the z that offset and latent start from.
    """

    x: int = 0
    y: int | None = 1
    span: tuple[float, float] | None = None
    steps: int = 5
    mode: str = "replace"
    pitch: float | None = None
    seed: int = 0


def explore(
    instrument: Instrument,
    folder: str | os.PathLike[str],
    settings: ExploreSettings | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
    crew: Crew = ALONE,
) -> list[Path]:
    """Play points over one or two directions.

    Args:
        instrument: with directions.
        folder: for the sounds, each with its recipe, and for the figure.
        settings: what to explore.
        force: replace what an earlier exploration left in the folder.
        track: shows how far it is; when it raises, nothing is written.
        crew: who makes the sounds.

    Returns:
        The files: the sounds row by row from the lowest y, then the figure.

    Raises:
        DirectionsError: the instrument has none.
        InvalidInput: no such direction, span, number of steps or pitch.
        OutputError: the folder exists, holds something else, or cannot be written.
    """
    settings, folder = settings or ExploreSettings(), check_output(folder, force=force)
    figure_format(FIGURE)  # whether it could be drawn, before the work
    grid, sounds = explored(instrument, settings, track=track, crew=crew)
    with atomic_folder(folder, force=force, ours=("wave_*.wav", FIGURE)) as temporary:
        for name, sound in zip(grid.file_names, sounds, strict=True):
            sound.save(temporary / name)
        waves, rate = np.stack([sound.wave for sound in sounds]), instrument.model.config.sample_rate
        write_figure(temporary / FIGURE, grid, waves, rate, title=_title(instrument, settings, grid))
    return [folder / name for name in (*grid.file_names, FIGURE)]


def explored(
    instrument: Instrument, settings: ExploreSettings | None = None, *, track: Track = untracked, crew: Crew = ALONE
) -> tuple[Grid, list[Sound]]:
    """Play points over one or two directions, and return where they lie and their sounds, row by row from the lowest y; see `explore`."""
    settings = settings or ExploreSettings()
    if instrument.directions is None:
        raise DirectionsError("An exploration needs directions. Received: an instrument without. Open it with some.", rule="needs-directions")
    grid = _grid(instrument, instrument.directions, settings)
    waves, gain = _play(instrument, instrument.directions, grid.points, track, crew)
    rate = instrument.model.config.sample_rate
    return grid, [Sound(wave, rate, instrument.signed(clip_recipe(point, gain=gain))) for wave, point in zip(waves, grid.points, strict=True)]


def _grid(instrument: Instrument, directions: "Directions", settings: ExploreSettings) -> Grid:
    x = make_axis(directions, settings.x, span=settings.span, steps=settings.steps)
    y = None if settings.y is None else make_axis(directions, settings.y, span=settings.span, steps=settings.steps)
    model = instrument.model
    pitch = next(p for p in (settings.pitch, directions.pitch, model.config.nearest_pitch(60)) if p is not None)
    model.config.label(pitch)
    z = tuple(model.sample_z(1, seed=settings.seed)[0].tolist())
    return make_grid(Point(pitch=pitch, z=z, mode=settings.mode, model=model.id), x, y)


@dataclass(frozen=True, eq=False)
class _MakePoint:
    """Makes the clip of a point."""

    model: "GANSynth"
    directions: "Directions"

    def __call__(self, point: Point) -> np.ndarray:
        return synthesize_points(self.model, [point], self.directions)[0]


def _play(instrument: Instrument, directions: "Directions", points: Sequence[Point], track: Track, crew: Crew) -> tuple[np.ndarray, float]:
    """Return the sounds, and the one gain for all that keeps them from clipping: levels can be compared."""
    model = instrument.model
    made = crew.results(_MakePoint(model, directions), points, name="Rendering")
    waves = np.stack([wave for _, wave in zip(track(points, "Rendering", len(points)), made, strict=True)])
    gain = min(1.0, PEAK / max(float(np.abs(waves).max()), PEAK))
    return np.stack([levelled(wave, gain, model.config.sample_rate) for wave in waves]), gain


def _title(instrument: Instrument, settings: ExploreSettings, grid: Grid) -> str:
    named = instrument.directions_artifact
    file = (named.path if named else None) or OWN_DIRECTIONS
    parts = [Path(file).name, settings.mode, f"pitch {grid.points[0].pitch:g}"]
    return " · ".join(parts if settings.mode == "replace" else [*parts, f"seed {settings.seed}"])
