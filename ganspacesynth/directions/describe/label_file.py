"""Labels, names and ratings of directions, written into their file."""

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import check_output
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.annotations import BEST
from ganspacesynth.directions.describe.measure import annotate
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import PUBLISHED_SUFFIXES, load_directions, save_directions
from ganspacesynth.directions.native_directions import update_native
from ganspacesynth.networks.generator import SoundGenerator

FileName = str | os.PathLike[str]
Value = TypeVar("Value")


@dataclass(frozen=True)
class LabelSettings:
    """How directions are annotated.

    Attributes:
        count: the first so many, None for all.
        sounds: starting sounds for each: the mean one, then random ones.
        seed: of the random ones.
    """

    count: int | None = None
    sounds: int = 4
    seed: int = 0


def check_labels_file(path: FileName) -> Path:
    """Return where labels go.

    Raises:
        InvalidInput: no native file.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != ".npz":
        raise InvalidInput(f"Labels are kept in native files (.npz). Received: {target}. Add -o NAME.npz.", rule="native-file")
    return target


def label_directions(
    model: SoundGenerator,
    directions: Directions,
    path: FileName,
    settings: LabelSettings | None = None,
    *,
    in_place: bool = True,
    force: bool = False,
    track: Track = untracked,
) -> Directions:
    """Measure what directions do to sounds, and write labels and ranges into their file.

    Args:
        model: theirs.
        directions: those in the file, or, not in place, any.
        path: the native file to write.
        settings: how.
        in_place: change the directions' own file and keep all else in it; otherwise write another, which published ones need.
        force: overwrite that other file.
        track: shows how far it is; when it raises, no file has changed.

    Returns:
        The directions, with their annotations.

    Raises:
        InvalidInput: the file to write is no native one, or no such count.
        DirectionsError: directions of another model.
        OutputError: the other file exists, or cannot be written.
    """
    settings, target = settings or LabelSettings(), check_output(check_labels_file(path), force=force or in_place)
    annotations = annotate(model, directions, count=settings.count, starts=settings.sounds, seed=settings.seed, track=track)
    labelled = dataclasses.replace(directions, annotations=annotations)
    if in_place:
        update_native(target, annotations=annotations)
    else:
        save_directions(labelled, target, force=force)
    return labelled


def rename_direction(path: FileName, index: int, name: str) -> Directions:
    """Give a direction a name of one's own, in its file.

    Args:
        path: a native file.
        index: from 0.
        name: "" for going by its label again.

    Returns:
        The directions as they are now.

    Raises:
        InvalidInput: no such direction, or a published file, which keeps no names.
        DirectionsError: no directions.
    """
    directions = _own_file(path, index)
    return update_native(path, names=_placed(directions.names, index, name.strip(), ""))


def rate_direction(path: FileName, index: int, rating: int) -> Directions:
    """Keep what somebody who listened thinks of a direction, in its file.

    Args:
        path: a native file.
        index: from 0.
        rating: 1 to 5; 0 takes it back.

    Returns:
        The directions as they are now.

    Raises:
        InvalidInput: no such direction or rating, or a published file, which keeps none.
        DirectionsError: no directions.
    """
    directions = _own_file(path, index)
    if not 0 <= rating <= BEST:
        raise InvalidInput(f"A rating is a whole number from 0 (none) to {BEST}. Received: {rating}.", rule="direction-rating")
    return update_native(path, ratings=_placed(directions.ratings, index, rating, 0))


def _own_file(path: FileName, index: int) -> Directions:
    """Return the directions of a file that can keep names, of which `index` is one."""
    directions = load_directions(path)
    if not 0 <= index < directions.n_components:
        raise InvalidInput(
            f"Directions are numbered 1..{directions.n_components}. Received: {index + 1}. Choose one of them.", rule="direction-number"
        )
    if str(path).lower().endswith(PUBLISHED_SUFFIXES):
        raise InvalidInput(
            f"Names are kept in native files (.npz). Received: {path}. `directions label FILE -o NAME.npz` makes one.", rule="native-file"
        )
    return directions


def _placed(values: tuple[Value, ...], index: int, value: Value, nothing: Value) -> tuple[Value, ...]:
    """Put a value in its place; nothings behind the last value are not kept."""
    placed = [*values, *[nothing] * (index + 1 - len(values))]
    placed[index] = value
    while placed and placed[-1] == nothing:
        placed.pop()
    return tuple(placed)
