"""Search for directions, written as a file: expressed in z where that is wanted, resumed where an earlier search was stopped."""

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.core.files import check_output
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import checked_suffix, save_directions
from ganspacesynth.directions.search.factorization import factorize
from ganspacesynth.directions.search.pca import CLOSED_FORM, USUAL_PITCH, SearchSettings, find_directions
from ganspacesynth.directions.search.regression import RegressionFit, latent_directions
from ganspacesynth.directions.search.resume import remove_unfinished, unfinished_path
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.networks.generator import SoundGenerator


@dataclass(frozen=True)
class FindSettings:
    """How directions are found for a file.

    Attributes:
        layer: one of model.config.layers.
        search: how they are found; a pitch of None is the model's nearest to `usual_pitch`.
        latent_sounds: random sounds to express them in z with; None leaves that out.
        usual_pitch: MIDI number.
    """

    layer: str = "conv0"
    search: SearchSettings = dataclasses.field(default_factory=SearchSettings)
    latent_sounds: int | None = None
    usual_pitch: int = USUAL_PITCH


@dataclass(frozen=True, eq=False)
class Found:
    """What a search came to: the file, the directions in it, and how good they are in z (None unless that was asked for)."""

    path: Path
    directions: Directions
    quality: RegressionFit | None


def check_unfinished(path: Path, work: Work, *, force: bool) -> Path:
    """Return the file beside `path` that keeps what is done so far.

    Raises:
        OutputError: there is one, and nobody said whether to go on from it or to begin anew.
    """
    unfinished = unfinished_path(path)
    if unfinished.exists() and not (work.resume or force):
        raise OutputError(
            f"An unfinished search is not thrown away unasked. Received: {unfinished}. Go on with --resume, or start again with --force.",
            rule="unfinished-search",
        )
    return unfinished


def find_to_file(
    model: SoundGenerator,
    path: str | os.PathLike[str],
    settings: FindSettings | None = None,
    *,
    work: Work | None = None,
    force: bool = False,
    track: Track = untracked,
) -> Found:
    """Find the directions along which a layer varies, and write them.

    Args:
        model: see `load_model`; what it is `playing` holds for all sounds.
        path: .npz (native), or .pickle or .pkl (as published).
        settings: how.
        work: who does it. What is done so far is kept beside `path` unless it names another file.
        force: overwrite the file, and begin anew where there is an unfinished search.
        track: shows how far it is; when it raises, what is done so far is kept.

    Raises:
        InvalidInput: no such layer, pitch or suffix, or too much for the memory.
        OutputError: the file exists or cannot be written, or an unfinished search is there.
        DirectionsError: what is there to resume is of another search.
    """
    settings, work = settings or FindSettings(), work or Work()
    path = check_output(checked_suffix(path), force=force)
    unfinished = check_unfinished(path, work, force=force)
    work = dataclasses.replace(work, unfinished=work.unfinished or unfinished)
    search, quality = settings.search, None
    if search.pitch is None:
        search = dataclasses.replace(search, pitch=model.config.nearest_pitch(settings.usual_pitch))
    if search.estimator == CLOSED_FORM:
        _check_alone(work)
        directions = factorize(model, search, layer=settings.layer, track=track)
    else:
        directions = find_directions(model, settings.layer, search, work=work, track=track)
    if settings.latent_sounds is not None and search.estimator != CLOSED_FORM:
        directions, quality = latent_directions(model, directions, search, n_samples=settings.latent_sounds, track=track)
    save_directions(directions, path, force=force)
    remove_unfinished(work.unfinished or unfinished)
    return Found(path, directions, quality)


def _check_alone(work: Work) -> None:
    if work.workers or work.ray or work.resume:
        raise InvalidInput(
            f"Workers, Ray and --resume are for searches. Received: the estimator {CLOSED_FORM}, which does not search. Leave them out.",
            rule="shareable-estimator",
        )
