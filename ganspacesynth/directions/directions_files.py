"""Directions files of both formats; the first bytes, or the suffix, say which."""

import os
from pathlib import Path

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.files import open_file, wrong_kind
from ganspacesynth.directions import native_directions, published_directions
from ganspacesynth.directions.directions import Directions

PUBLISHED_SUFFIXES = (".pickle", ".pkl")


def load_directions(path: str | os.PathLike[str], *, n_components: int | None = None) -> Directions:
    """Read a native (.npz) or a published (pickle) directions file; the file's first bytes say which it is.

    Args:
        path: the file.
        n_components: keep only so many directions, None for all: published files hold thousands.

    Raises:
        DirectionsError: missing, damaged, hostile, too large, or no directions file.
    """
    path = Path(os.path.expanduser(path))  # as it is where nobody has that home
    if path.is_dir():
        raise DirectionsError(
            f"Directions are one file. Received: {path}, which is a folder. Name a file in it; `ganspacesynth info` lists them.", rule="regular-file"
        )
    try:
        with open_file(path) as file:
            zipped = file.read(4).startswith(b"PK")
    except OSError as e:
        raise DirectionsError(f"The directions file must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    if not zipped and (kind := wrong_kind(path)):
        raise DirectionsError(
            f"A directions file is .npz (native) or .pickle (published). Received: {path}{kind}. `ganspacesynth info` lists them.",
            rule="directions-file",
        )
    directions = native_directions.read_native(path) if zipped else published_directions.read_published(path)
    return directions if n_components is None or n_components >= directions.n_components else directions.first(n_components)


def save_directions(directions: Directions, path: str | os.PathLike[str], *, dtype: str | None = None, force: bool = False) -> Path:
    """Write a directions file, whole or not at all: published form for .pickle and .pkl, native for .npz.

    Args:
        directions: what to write.
        path: where.
        dtype: of components and means of pitches: "float32"; "float16" for half the size and 3 digits (native only); None as held.
        force: overwrite.

    Raises:
        InvalidInput: another suffix, or no such dtype.
        OutputError: the file exists, or cannot be written.
    """
    path = checked_suffix(path)
    if path.suffix.lower() in PUBLISHED_SUFFIXES:
        if dtype is not None:
            raise InvalidInput(
                f"Only the native form (.npz) can be written in another precision. Received: {path}, dtype={dtype!r}.", rule="native-file"
            )
        return published_directions.write_published(directions, path, force=force)
    return native_directions.write_native(directions, path, dtype=dtype, force=force)


def checked_suffix(path: str | os.PathLike[str]) -> Path:
    """Return the path of a directions file to write; raises InvalidInput unless its suffix names a form."""
    path = Path(path)
    if path.suffix.lower() not in (".npz", *PUBLISHED_SUFFIXES):
        raise InvalidInput(f"A directions file ends in .npz (native) or .pickle (published form). Received: {path}.", rule="file-ending")
    return path
