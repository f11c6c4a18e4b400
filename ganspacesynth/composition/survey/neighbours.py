"""Neighbours of a sound as a folder: WAVs with their recipes, and a page to hear and see them beside it."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio import thumbnail
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.sound import ALONE, Sound, make_sounds
from ganspacesynth.composition.variation import variations
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_folder, check_output
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.template import render
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.networks.prior import MAX_SEED
from ganspacesynth.version import __version__

PAGE, ORIGINAL = "index.html", "original.wav"
TEMPLATE = Path(__file__).with_name("neighbours.html")
PICTURED_S = 60.0  # of a long sound that is drawn


@dataclass(frozen=True)
class VarySettings:
    """What neighbours of a sound are made.

    Attributes:
        amount: 0..1, see `variations`.
        count: how many.
        seed: of where they go.

    Raises:
        InvalidInput: no such seed.
    """

    amount: float = 0.2
    count: int = 8
    seed: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.seed, bool) or not 0 <= self.seed <= MAX_SEED:
            raise InvalidInput(f"A seed is a whole number in 0..{MAX_SEED}. Received: {self.seed}.", rule="seed-range")


def save_neighbours(
    recipe: Recipe,
    instrument: Instrument,
    folder: str | os.PathLike[str],
    settings: VarySettings | None = None,
    *,
    title: str = "Neighbours of a sound",
    force: bool = False,
    track: Track = untracked,
    crew: Crew = ALONE,
) -> list[Path]:
    """Make a sound and its neighbours.

    Args:
        recipe: of the sound.
        instrument: the one that it is played with.
        folder: for `original.wav`, `variation_1.wav` and so on, each with its recipe, and the page.
        settings: how many, and how near.
        title: the page's heading.
        force: replace what an earlier call left in the folder.
        track: shows how far it is; when it raises, nothing is written.
        crew: who makes the sounds.

    Returns:
        The files: the sound, its neighbours, the page.

    Raises:
        InvalidInput: no such amount, count or seed.
        SequenceError: the instrument cannot play the sound.
        OutputError: the folder exists, holds something else, or cannot be written.
    """
    settings, folder = settings or VarySettings(), check_output(folder, force=force)
    recipes = [recipe, *variations(recipe, instrument, amount=settings.amount, count=settings.count, seed=settings.seed)]
    digits = len(str(settings.count))
    names = [ORIGINAL, *(f"variation_{number:0{digits}d}.wav" for number in range(1, settings.count + 1))]
    with atomic_folder(folder, force=force, ours=(ORIGINAL, "variation_*.wav", PAGE)) as temporary:
        levels = []
        for name, sound in zip(track(names, "Playing", len(names)), make_sounds(instrument, recipes, crew=crew), strict=True):
            sound.save(temporary / name)
            levels.append(_levels(sound))
        (temporary / PAGE).write_text(_page(title, names, levels, settings), encoding="utf-8")
    return [folder / name for name in (*names, PAGE)]


def _levels(sound: Sound) -> np.ndarray:
    wave = sound.wave[: round(PICTURED_S * sound.sample_rate)]
    return thumbnail.levels(wave if wave.ndim == 1 else wave.mean(axis=1), sound.sample_rate)


def _page(title: str, names: list[str], levels: list[np.ndarray], settings: VarySettings) -> str:
    loudest = max(float(each.max()) for each in levels)
    said = ["the sound itself", *(f"neighbour {number}" for number in range(1, len(names)))]
    sounds = [
        {"name": name, "said": each, "picture": thumbnail.picture_text(level, loudest)} for name, each, level in zip(names, said, levels, strict=True)
    ]
    lead = (
        f"Each goes {100 * settings.amount:g} % of the way to another sound; seed {settings.seed}. "
        "Every WAV carries its recipe: it can be varied again, or kept as a favourite."
    )
    return render(TEMPLATE, generator=f"ganspacesynth {__version__}", title=title, lead=lead, sounds=sounds)
