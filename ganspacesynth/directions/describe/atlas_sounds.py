"""The sounds of an atlas: strips along each direction with their descriptors, and a map of the first two directions."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.descriptors import describe, steps_apart
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.generator import SoundGenerator

MAX_DIRECTIONS, MAX_STEPS = 256, 15


@dataclass(frozen=True)
class AtlasSettings:
    """What an atlas shows.

    Attributes:
        count: directions, the strongest first.
        steps: sounds along each, odd: the middle one is the starting sound.
        map_steps: sounds along each side of the map, odd; 0 for no map.
        mode: what edits do.
        pitch: MIDI number; None is the directions' own, or the model's nearest to 60.
        seed: of the z that offset and latent start from.
    """

    count: int = 16
    steps: int = 7
    map_steps: int = 7
    mode: str = "replace"
    pitch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name, low, high in (("count", 1, MAX_DIRECTIONS), ("steps", 3, MAX_STEPS), ("map_steps", 0, MAX_STEPS)):
            if not low <= getattr(self, name) <= high:
                raise InvalidInput(f"{name} must be in {low}..{high}. Received: {name}={getattr(self, name)}.", rule="setting-range")
        if self.steps % 2 == 0 or (self.map_steps and self.map_steps % 2 == 0):
            raise InvalidInput(f"Steps must be odd: one in the middle. Received: {self.steps} and {self.map_steps}. Add one.", rule="odd-steps")


@dataclass(frozen=True, eq=False)
class Strip:
    """One direction.

    Attributes:
        index: from 0.
        amounts: [A], standard deviations, ascending, 0 in the middle.
        points: [A].
        waves: float32 [A, samples].
        steps: float [A, M], easily heard steps from the sound in the middle; NaN where there is none.
    """

    index: int
    amounts: tuple[float, ...]
    points: tuple[Point, ...]
    waves: np.ndarray
    steps: np.ndarray


@dataclass(frozen=True, eq=False)
class Map:
    """Two directions at once: sounds row by row from the highest y, left to right."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    points: tuple[Point, ...]
    waves: np.ndarray


@dataclass(frozen=True, eq=False)
class Atlas:
    """All of it; `gain` keeps the loudest sound of all from clipping, so that levels can be compared."""

    directions: Directions
    plan: AtlasSettings
    pitch: int
    strips: tuple[Strip, ...]
    map: Map | None
    gain: float
    sample_rate: int


def make_atlas(model: SoundGenerator, directions: Directions, plan: AtlasSettings | None = None, *, track: Track = untracked) -> Atlas:
    """Play what an atlas shows.

    Args:
        model: the GANSynth the directions belong to.
        directions: those to show, over their usable ranges.
        plan: how much of them.
        track: shows how far it is.

    Raises:
        DirectionsError: they belong to another model.
        InvalidInput: a pitch that the model does not play.
    """
    from ganspacesynth.audio.files.sound_files import PEAK

    plan = plan or AtlasSettings()
    directions.check(model)
    pitch = next(p for p in (plan.pitch, directions.pitch, model.config.nearest_pitch(60)) if p is not None)
    model.config.label(pitch)
    z = tuple(model.sample_z(1, seed=plan.seed)[0].tolist())
    start = Point(pitch, z=None if plan.mode == "replace" else z, mode=plan.mode, model=model.id)
    indices = range(min(plan.count, directions.n_components))
    strips = tuple(_strip(model, directions, start, i, plan.steps) for i in track(indices, "Playing directions", len(indices)))
    chart = _map(model, directions, start, plan.map_steps, track) if plan.map_steps and directions.n_components > 1 else None
    waves = [strip.waves for strip in strips] + ([chart.waves] if chart else [])
    loudest = max(float(np.abs(each).max()) for each in waves)
    return Atlas(directions, plan, pitch, strips, chart, min(1.0, PEAK / max(loudest, PEAK)), model.config.sample_rate)


def amounts_over(directions: Directions, index: int, steps: int) -> tuple[float, ...]:
    """Return amounts from the lowest usable over 0 to the highest, to a tenth where that keeps them apart."""
    low, high = directions.range(index)
    half = steps // 2
    amounts = [low * (half - i) / half for i in range(half)] + [0.0] + [high * (i + 1) / half for i in range(half)]
    rounded = [round(amount, 1) + 0.0 for amount in amounts]
    return tuple(rounded if len(set(rounded)) == steps else amounts)


def _strip(model: SoundGenerator, directions: Directions, start: Point, index: int, steps: int) -> Strip:
    amounts = amounts_over(directions, index, steps)
    points = tuple(start.replace(edits=(0.0,) * index + (amount,)) for amount in amounts)
    waves = synthesize_points(model, points, directions)
    said = np.stack([describe(wave, model.config.sample_rate) for wave in waves])
    return Strip(index, amounts, points, waves, steps_apart(said, said[steps // 2]))


def _map(model: SoundGenerator, directions: Directions, start: Point, steps: int, track: Track) -> Map:
    x, y = amounts_over(directions, 0, steps), amounts_over(directions, 1, steps)[::-1]
    rows = [[start.replace(edits=(a, b)) for a in x] for b in y]
    waves = [synthesize_points(model, row, directions) for row in track(rows, "Playing the map", steps)]
    return Map(x, y, tuple(point for row in rows for point in row), np.concatenate(waves))
