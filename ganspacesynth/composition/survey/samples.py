"""Seeds in, sounds of a model out: as they are drawn, or nearer to a center."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.sound import ALONE, Sound, make_sounds
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.networks.prior import MAX_SEED

MOST = 10_000
FURTHEST = 4.0  # of psi


@dataclass(frozen=True)
class SampleSettings:
    """Which sounds are drawn.

    Attributes:
        count: how many.
        seeds: of each; None counts up from `seed`.
        seed: the first one, where no seeds are named.
        center: a point, or the seed of one, that z are drawn around; None for the middle of all sounds, z = 0.
        psi: how far from the center: 1 as they are drawn, 0 the center itself.
        pitch: MIDI number; None is the center's, or the model's nearest to 60.

    Raises:
        InvalidInput: numbers that are none of these.
    """

    count: int = 8
    seeds: tuple[int, ...] | None = None
    seed: int = 0
    center: Point | int | None = None
    psi: float = 1.0
    pitch: float | None = None

    def __post_init__(self) -> None:
        if self.seeds is not None:
            object.__setattr__(self, "seeds", tuple(self.seeds))
            object.__setattr__(self, "count", len(self.seeds or ()))
        if isinstance(self.count, bool) or not isinstance(self.count, int) or not 1 <= self.count <= MOST:
            raise InvalidInput(f"Samples are 1..{MOST} sounds. Received: {brief(self.count)}. Ask for another number.", rule="sample-count")
        for seed in (*(self.seeds or ()), self.seed, *((self.center,) if isinstance(self.center, int) else ())):
            if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= MAX_SEED:
                raise InvalidInput(f"A seed is a whole number in 0..{MAX_SEED}. Received: {brief(seed)}.", rule="seed-range")
        if isinstance(self.psi, bool) or not isinstance(self.psi, int | float) or not 0.0 <= self.psi <= FURTHEST:
            raise InvalidInput(f"psi is in 0..{FURTHEST:g}. Received: psi={brief(self.psi)}. Take 0.7, say.", rule="psi-range")


def sample_points(instrument: Instrument, settings: SampleSettings | None = None) -> list[Point]:
    """Return the points of samples: z of each seed, drawn towards the center; what the center asks for beside z, they ask for, too.

    Raises:
        InvalidInput: the center is of another model, or has no z; or a pitch that the model has not.
    """
    settings = settings or SampleSettings()
    model = instrument.model
    center = Point(settings.pitch, seed=settings.center) if isinstance(settings.center, int) else settings.center
    base = Point(settings.pitch, seed=0) if center is None else center
    pitch = settings.pitch if settings.pitch is not None else base.conditions.get("pitch", model.config.nearest_pitch(60))
    model.config.tuned(float(pitch))  # type: ignore[arg-type]  # a pitch is a number
    middle = np.zeros(model.config.latent_size) if center is None else _z(instrument, center)
    points = []
    for seed in _seeds(settings):
        z = middle + settings.psi * (model.sample_z(1, seed=int(seed))[0] - middle)
        points.append(base.replace(seed=None, z=tuple(z.astype(np.float32).tolist()), pitch=pitch, model=model.id))
    return points


def sample_sounds(instrument: Instrument, settings: SampleSettings | None = None, *, crew: Crew = ALONE, track: Track = untracked) -> list[Sound]:
    """Make samples.

    Args:
        instrument: what they are made with.
        settings: which.
        crew: who makes them.
        track: shows how far it is; it may raise `Cancelled`.

    Raises:
        InvalidInput: see `sample_points`.
    """
    recipes = [clip_recipe(point) for point in sample_points(instrument, settings)]
    return list(track(make_sounds(instrument, recipes, crew=crew), "Playing", len(recipes)))


def _seeds(settings: SampleSettings) -> Iterator[int] | Sequence[int]:
    return settings.seeds if settings.seeds is not None else ((settings.seed + i) % (MAX_SEED + 1) for i in range(settings.count))


def _z(instrument: Instrument, center: Point) -> np.ndarray:
    model = instrument.model
    if center.model is not None and center.model != model.id:
        raise InvalidInput(
            f"A center is a point of the model itself. Received: one of {center.model}, model {model.id}. Take another center.", rule="own-model"
        )
    point = center.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0])
    if point.z is None or len(point.z) != model.config.latent_size:
        raise InvalidInput(
            f"A center has a z of {model.config.latent_size} numbers, or a seed. Received: {len(point.z or ())} numbers. Take another center.",
            rule="center-with-z",
        )
    return np.array(point.z)
