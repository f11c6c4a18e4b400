"""Sounds of a model for a bank: settings in, points and their waves out, a few at a time."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.point import Point

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

AT_ONCE = 16
PICKS = ("random", "grid")


@dataclass(frozen=True)
class ModelSounds:
    """Which sounds of a model become units.

    Attributes:
        count: how many.
        pick: "random": pitch and z are drawn; "grid": `timbres` z, each at evenly spaced pitches.
        timbres: of the grid.
        lowest, highest: MIDI numbers between which pitches lie; None for the model's.
        seed: of z.

    Raises:
        InvalidInput: no such way to pick, or a number out of range.
    """

    count: int = 256
    pick: str = "random"
    timbres: int = 8
    lowest: int | None = None
    highest: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.pick not in PICKS:
            raise InvalidInput(f"Sounds are picked by one of {', '.join(PICKS)}. Received: pick={brief(self.pick)}.", rule="known-pick")
        if not 2 <= self.count <= 100_000 or not 1 <= self.timbres <= 100_000:
            raise InvalidInput(
                f"A model gives a bank 2 to 100000 sounds, of 1 timbre or more. Received: count={self.count}, timbres={self.timbres}.",
                rule="sound-count",
            )


def model_points(model: "GANSynth", settings: ModelSounds) -> list[Point]:
    """Return the points of a model's sounds; each says its z by a seed.

    Raises:
        InvalidInput: the model plays no pitch that is asked for.
    """
    low, high = settings.lowest, settings.highest
    pitches = np.array([p for p in model.config.pitches if (low is None or p >= low) and (high is None or p <= high)])
    if not len(pitches):
        raise InvalidInput(f"The model must play a pitch that is asked for. Received: {low} to {high}. Widen the range.", rule="some-pitches")
    if settings.pick == "grid":
        steps = -(-settings.count // settings.timbres)
        ladder = pitches[np.unique(np.round(np.linspace(0, len(pitches) - 1, steps)).astype(int))]
        places = [(settings.seed + timbre, int(pitch)) for timbre in range(settings.timbres) for pitch in ladder]
    else:
        drawn = np.random.default_rng([settings.seed, 0]).choice(pitches, settings.count)
        places = [(settings.seed + number, int(pitch)) for number, pitch in enumerate(drawn)]
    places = places[: settings.count]
    points = []
    for seed, pitch in places:
        conditions = model.sample_conditions(1, seed=seed, pitches=[pitch])[0]
        points.append(Point(pitch, seed=seed, conditions=conditions, drawn=list(conditions), model=model.id))
    return points


def open_model(model: str | os.PathLike[str]) -> "GANSynth":
    """Open a model by its folder or name; raises ModelError."""
    from ganspacesynth.networks.gansynth.gansynth import load_model

    return load_model(model)


def play_points(model: "GANSynth", points: list[Point]) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (index, wave float32 [samples]) of each point."""
    from ganspacesynth.directions.synthesis import synthesize_points

    for begin in range(0, len(points), AT_ONCE):
        for place, wave in enumerate(synthesize_points(model, points[begin : begin + AT_ONCE])):
            yield begin + place, wave
