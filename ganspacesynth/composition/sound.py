"""Sounds rendered from a recipe: as samples, and as a file that carries the recipe."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.audio.files.sound_files import check_subtype, write_wave
from ganspacesynth.audio.files.sound_formats import sound_format
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.composition.finishing.finished_sound import finished, finished_stems, scene_wave
from ganspacesynth.composition.finishing.spread_work import SpreadScenes, waves
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipe_sounds import mixed
from ganspacesynth.composition.recipes import LayersRecipe, as_recipe, check_recipe
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import MakeScene
from ganspacesynth.core.artifact import SOUND, Artifact
from ganspacesynth.core.errors import AudioError, SequenceError
from ganspacesynth.core.files import check_output
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import Progress, quiet

if TYPE_CHECKING:
    from ganspacesynth.composition.timelines.timeline_stream import TimelineStream

ALONE = Crew()


@dataclass(frozen=True, eq=False)
class Sound:
    """A sound that remembers how it was made.

    Attributes:
        wave: float32 [samples] within -1..1, or [samples, 2] of a sound with width, or whose steps have places in the room.
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


def make_sound(instrument: Instrument, recipe: Recipe | Mapping[str, Any], *, progress: Progress = quiet, crew: Crew = ALONE) -> Sound:
    """Make a recipe's sound: the same samples every time, on one machine.

    Args:
        instrument: what to play it with, from `load_instrument`.
        recipe: of any kind, such as `clip_recipe(point)`. One read from a WAV (or its JSON) is played with this instrument, and names it from now on.
        progress: called with (parts done, parts in all).
        crew: who makes the scenes of a timeline; other sounds are made here.

    Returns:
        The sound, with a recipe that names the instrument.

    Raises:
        SequenceError: a damaged recipe, or one that could not be read back (precision "published" has none).
        InvalidInput: the model cannot play it.
        DirectionsError: it has edits, and the instrument no directions.
    """
    full = instrument.signed(as_recipe(recipe))
    with _scenes(instrument, full, crew) as make_scene:
        wave, rate = finished(full, instrument.model, instrument.directions, progress=progress, make_scene=make_scene)
    return Sound(wave, rate, full)


def make_sounds(instrument: Instrument, recipes: Iterable[Recipe], *, crew: Crew = ALONE) -> Iterator[Sound]:
    """Make many recipes' sounds, in their order: the same samples, whoever makes them.

    Args:
        instrument: what to play them with.
        recipes: of any kind.
        crew: who makes them, each sound one of it. Where a process dies, its sound is made again.

    Raises:
        SequenceError, InvalidInput, DirectionsError: as `make_sound`.
        GanSpaceSynthError: processes keep dying, or no cluster answers.
    """
    full = [instrument.signed(recipe) for recipe in recipes]
    for recipe, (wave, rate) in zip(full, waves(full, instrument.model, instrument.directions, crew), strict=True):
        yield Sound(wave, rate, recipe)


@contextlib.contextmanager
def _scenes(instrument: Instrument, recipe: Recipe, crew: Crew) -> Iterator[MakeScene | None]:
    """Yield what makes the scenes of a timeline, when others than this process do."""
    if crew.alone or not isinstance(recipe, TimelineRecipe):
        yield None
        return
    with contextlib.closing(SpreadScenes(recipe, instrument.model, instrument.directions, crew)) as spread:
        yield spread.make


def make_layers(
    instrument: Instrument, recipe: LayersRecipe | TimelineRecipe, *, progress: Progress = quiet, crew: Crew = ALONE
) -> tuple[Sound, list[Sound]]:
    """Make several hallucinations over one another, or a timeline, and each layer as it is in the mix.

    Args:
        instrument: what to play it with.
        recipe: from `layers_recipe`, or of a timeline.
        progress: called with (parts done, parts in all).
        crew: who makes the scenes of a timeline.

    Returns:
        The mix, and its stems: as many as layers, which sum to it. Each has a recipe of its own, from which it is made again alone.
    """
    full = instrument.signed(replace(recipe, stem=None))
    with _scenes(instrument, full, crew) as make_scene:
        stems, rate = finished_stems(full, instrument.model, instrument.directions, progress=progress, make_scene=make_scene)
    return Sound(mixed(stems), rate, full), [Sound(stem, rate, replace(full, stem=i)) for i, stem in enumerate(stems)]


def stream_timeline(instrument: Instrument, recipe: TimelineRecipe, *, begin_s: float | None = None, chunk_s: float = 0.25) -> "TimelineStream":
    """Return a timeline's sound chunk by chunk, from any moment of it: a preview whose first sound is there at once, see `TimelineStream`.

    Args:
        instrument: what it is played with; at precision "preview" it begins sooner still.
        recipe: of the timeline.
        begin_s: seconds of the timeline; None is where its part begins.
        chunk_s: seconds of a chunk.

    Raises:
        SequenceError: a moment outside the timeline, or no length of a chunk.
    """
    from ganspacesynth.composition.timelines.timeline_stream import TimelineStream  # late: it computes with the network's library

    def whole(scene: Recipe) -> np.ndarray:
        return scene_wave(scene, 0.0, instrument.model, instrument.directions, quiet)

    return TimelineStream(recipe, instrument.model, instrument.directions, whole, begin_s=begin_s, chunk_s=chunk_s)


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
        made_of = (recipe.model, recipe.directions, *((recipe.bank, recipe.heard) if isinstance(recipe, ContinuationRecipe) else ()))
        parents = [parent for parent in made_of if parent is not None]
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
    crew: Crew = ALONE,
) -> Sound:
    """Make a recipe's sound and write it as a file from which `ganspacesynth show --render` makes the same samples again.

    Args:
        path: where; it ends in `.wav`, `.flac` or `.ogg`. Whether the sound can be kept is checked before it is made.
        instrument: what to play it with, from `load_instrument`.
        recipe: of any kind, such as `clip_recipe(point)`.
        subtype: libsndfile's name of the sample format; None for the usual one: 24 bits.
        force: overwrite an existing file.
        progress: called with (parts done, parts in all).
        crew: who makes the scenes of a timeline.

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
    sound = make_sound(instrument, recipe, progress=progress, crew=crew)
    sound.save(path, subtype=subtype, force=force)
    return sound
