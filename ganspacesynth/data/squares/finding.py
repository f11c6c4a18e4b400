"""A folder or a zip in, its picture files and films out, in order of their names."""

import os
from collections.abc import Sequence
from pathlib import Path

from ganspacesynth.core.errors import DatasetError
from ganspacesynth.core.files import is_unfinished, wrong_kind
from ganspacesynth.core.untrusted.archive import Limits, unpack

STILLS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"})
FILMS = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"})
MOST_FILES = 1_000_000
ZIPPED = Limits(members=200_000, bytes=64 << 30, ratio=200.0)  # pictures hardly pack; those of one colour do


def unpacked(source: str | os.PathLike[str], place: Path) -> Path:
    """Return the folder of pictures: `source` itself, or what is unpacked of a zip.

    Args:
        source: a folder, or a zip.
        place: a new folder of ours, for what is in a zip.

    Raises:
        DatasetError: neither, or a zip that could do harm.
    """
    source = Path(source).expanduser()
    if source.is_dir():
        return source
    if source.suffix.lower() != ".zip" or not source.is_file():
        kind = wrong_kind(source) if source.exists() else ", which is not there"
        raise DatasetError(f"Pictures come from a folder or a zip. Received: {source}{kind}. Check the path.", rule="picture-folder")
    place.mkdir(parents=True, exist_ok=True)
    unpack(source, place, DatasetError, limits=ZIPPED)
    return place


def find_pictures(folder: Path, leave_out: Sequence[Path] = ()) -> list[Path]:
    """Return the picture files and films in a folder and all below it, sorted; links to elsewhere are not followed.

    Args:
        folder: to look into.
        leave_out: folders that are not looked into, such as that of the run.

    Raises:
        DatasetError: there is none, or there are too many.
    """
    left, found = {path.resolve() for path in leave_out}, []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and (Path(at) / name).resolve() not in left)
        for name in sorted(names):
            path = Path(at) / name
            if path.suffix.lower() in STILLS | FILMS and not name.startswith(".") and not is_unfinished(name) and path.is_file():
                found.append(path)
        if len(found) > MOST_FILES:
            raise DatasetError(
                f"At most {MOST_FILES} pictures are looked at. Received: more in {folder}. Name a folder with fewer.", rule="picture-count"
            )
    if not found:
        endings = ", ".join(sorted(STILLS | FILMS))
        raise DatasetError(f"There must be pictures or films. Received: none in {folder}. Files are known by {endings}.", rule="some-pictures")
    return found
