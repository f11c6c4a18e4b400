"""Conversion of a published checkpoint to a small native model, with the native directions that lie beside it."""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.files import check_output
from ganspacesynth.directions.directions_files import PUBLISHED_SUFFIXES, load_directions
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.known_models import model_folder


@dataclass(frozen=True)
class ConvertSettings:
    """How a model is converted.

    Attributes:
        dtype: of the weights, "float16", half the size, or "float32", exact.
        about: what its card shall say beside what it says already.
    """

    dtype: str = "float16"
    about: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Converted:
    """What was made of a model.

    Attributes:
        folder: of the native model.
        model: its id.
        megabytes, source_megabytes: of all files, and of those it was made of.
        beside: directions that came along.
        left: published directions, which may be half a gigabyte each; they play from where they are.
    """

    folder: Path
    model: str
    megabytes: float
    source_megabytes: float
    beside: tuple[Path, ...]
    left: tuple[Path, ...]


def convert_model(
    model: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    settings: ConvertSettings | None = None,
    *,
    force: bool = False,
    beside: Iterable[Path] = (),
) -> Converted:
    """Write a model as a native one; it is read in one piece, so there is no progress to tell.

    Args:
        model: a Magenta or SOPI checkpoint, or a native model: a folder or a name.
        folder: for the native model.
        settings: how.
        force: replace a model that is there.
        beside: other files that come along, such as its card.

    Raises:
        ModelError: no such model.
        InvalidInput: it would be converted into its own folder.
        OutputError: the folder exists, holds something else, or cannot be written.
    """
    settings, source = settings or ConvertSettings(), model_folder(model)
    if Path(folder).expanduser().resolve() == source.resolve():
        raise InvalidInput(
            f"A model is converted into another folder. Received: -o {folder}, the model itself. Name a new folder.", rule="another-folder"
        )
    target, stored = check_output(folder, force=force), read_model(source)
    kept, left = _directions_beside(source, stored.id)
    stored = dataclasses.replace(stored, about={**stored.about, **settings.about})
    made = write_native(target, stored, dtype=settings.dtype, force=force, beside=[*kept, *beside])
    return Converted(made, stored.id, _megabytes(made), _megabytes(source), tuple(kept), tuple(left))


def _directions_beside(folder: Path, model_id: str) -> tuple[list[Path], list[Path]]:
    """Return the native directions of a model that lie beside it, and the published ones."""
    kept = []
    for file in sorted(folder.glob("directions_*.npz")):
        try:
            found = load_directions(file)
        except DirectionsError:
            continue
        if found.model_id in (None, model_id):
            kept.append(file)
    return kept, sorted(file for file in folder.iterdir() if file.suffix in PUBLISHED_SUFFIXES)


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
