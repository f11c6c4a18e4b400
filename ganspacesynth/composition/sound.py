"""Sounds rendered from a recipe: as samples, and as a file that carries the recipe."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.audio.files.sound_files import check_subtype, write_wave
from ganspacesynth.audio.files.sound_formats import sound_format
from ganspacesynth.composition.finishing.finished_sound import finished
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import as_recipe, check_recipe
from ganspacesynth.core.artifact import SOUND, Artifact
from ganspacesynth.core.errors import AudioError, SequenceError
from ganspacesynth.core.files import check_output
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Progress, quiet


@dataclass(frozen=True, eq=False)
class Sound:
    """A sound that remembers how it was made.

    Attributes:
        wave: float32 [samples] within -1..1, or [samples, 2] of a sound with width.
        sample_rate: Hz.
        recipe: what made it, with the names of the model and the directions.
    """

    wave: np.ndarray
    sample_rate: int
    recipe: Recipe

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.wave) / self.sample_rate

    def save(self, path: str | os.PathLike[str], *, subtype: str | None = None, force: bool = False) -> Path:
        """Write it as a file, whole or not at all, its recipe inside.

        Args:
            path: where; it ends in `.wav`, `.flac` or `.ogg`.
            subtype: libsndfile's name of the sample format; None for the usual one: 24 bits.
            force: overwrite an existing file.

        Returns:
            The path.

        Raises:
            InvalidInput: another suffix, or samples that no such file has.
            OutputError: the file exists, or cannot be written.
        """
        return write_wave(path, self.wave, self.sample_rate, recipe=self.recipe.to_json(), subtype=subtype, force=force)


def make_sound(instrument: Instrument, recipe: Recipe | Mapping[str, Any], *, progress: Progress = quiet) -> Sound:
    """Make a recipe's sound: the same samples every time, on one machine.

    Args:
        instrument: what to play it with, from `load_instrument`.
        recipe: of any kind, such as `clip_recipe(point)`. One read from a WAV (or its JSON) is played with this instrument, and names it from now on.
        progress: called with (parts done, parts in all).

    Returns:
        The sound, with a recipe that names the instrument.

    Raises:
        SequenceError: a damaged recipe, or one that could not be read back (precision "published" has none).
        InvalidInput: the model cannot play it.
        DirectionsError: it has edits, and the instrument no directions.
    """
    full = instrument.signed(as_recipe(recipe))
    wave, rate = finished(full, instrument.model, instrument.directions, progress=progress)
    return Sound(wave, rate, full)


def read_artifact(path: str | os.PathLike[str]) -> Artifact:
    """Return what a sound file is: the digest of its samples, its recipe, and the model and directions it was made with.

    Raises:
        AudioError: no WAV, FLAC or OGG, one that cannot be read, or one without a recipe.
    """
    stored = read_recipe(path)
    if stored is None:
        raise AudioError(f"The WAV must carry a recipe. Received: {path} without one: another program made or re-saved it.", rule="wav-recipe")
    try:
        recipe = check_recipe(stored, where=path)
        parents = [parent for parent in (recipe.model, recipe.directions) if parent is not None]
    except SequenceError:  # a damaged recipe, or one of a later version: the sound is one all the same
        parents = []
    return Artifact(SOUND, samples_sha256(path), str(path), stored if isinstance(stored, dict) else None, tuple(parents))


def save_sound(
    path: str | os.PathLike[str],
    instrument: Instrument,
    recipe: Recipe | Mapping[str, Any],
    *,
    subtype: str | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> Sound:
    """Make a recipe's sound and write it as a file from which `ganspacesynth show --render` makes the same samples again.

    Args:
        path: where; it ends in `.wav`, `.flac` or `.ogg`. Whether the sound can be kept is checked before it is made.
        instrument: what to play it with, from `load_instrument`.
        recipe: of any kind, such as `clip_recipe(point)`.
        subtype: libsndfile's name of the sample format; None for the usual one: 24 bits.
        force: overwrite an existing file.
        progress: called with (parts done, parts in all).

    Returns:
        The sound that was written.

    Raises:
        InvalidInput: another suffix, samples that no such file has, or the model cannot play the recipe.
        OutputError: the file exists, or cannot be written.
        SequenceError, DirectionsError: as `make_sound`.
    """
    kind = sound_format(path)
    check_subtype(kind, subtype or kind.subtype)
    check_output(path, force=force)
    sound = make_sound(instrument, recipe, progress=progress)
    sound.save(path, subtype=subtype, force=force)
    return sound
