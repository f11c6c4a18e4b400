"""A folder, a zip or films in; a file of equal squares out, and what each was made of."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import DatasetError, GanSpaceSynthError
from ganspacesynth.core.files import read_json, write_json
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.squares.decoding import pictures_of
from ganspacesynth.data.squares.finding import find_pictures, unpacked
from ganspacesynth.data.squares.square_cutting import squares

SQUARES_FILE, ABOUT_FILE, ZIP_FOLDER = "squares.bin", "squares.json", "unpacked"
FEWEST, MOST_BYTES = 8, 64 << 30
MOST_TOLD = 50


@dataclass(frozen=True, eq=False)
class Squares:
    """Gathered pictures.

    Attributes:
        pictures: uint8 [n, size, size, 3]; lies on disk.
        digest: of all of them.
        files: that pictures came from.
        refused: (file name, why) of some that could not be read.
        left_out: files that could not be read, and squares that were there already.
    """

    pictures: np.ndarray
    digest: str
    files: int
    refused: tuple[tuple[str, str], ...]
    left_out: int

    def __len__(self) -> int:
        return len(self.pictures)


def gather_squares(
    source: str | os.PathLike[str],
    place: Path,
    *,
    size: int,
    crop: str = "middle",
    every_s: float = 1.0,
    leave_out: tuple[Path, ...] = (),
    track: Track = untracked,
) -> Squares:
    """Make squares of all pictures, or take those that were made before.

    Args:
        source: a folder of pictures and films, or a zip of one.
        place: a folder of ours, for the squares.
        size: pixels of an edge.
        crop: of `cutting.CROPS`.
        every_s: seconds of a film between two of its pictures.
        leave_out: folders that are not looked into.
        track: shows how many files are done.

    Raises:
        DatasetError: no folder, or too few pictures in it that can be read.
    """
    if (place / ABOUT_FILE).is_file():
        return open_squares(place, size)
    place.mkdir(parents=True, exist_ok=True)
    folder = unpacked(source, _new(place / ZIP_FOLDER))
    files = find_pictures(folder, (*leave_out, *(() if folder == place / ZIP_FOLDER else (place,))))
    seen: set[bytes] = set()
    refused: list[tuple[str, str]] = []
    whole, twice, used = hashlib.sha256(), 0, 0
    with open(place / SQUARES_FILE, "wb") as out:
        for path in track(files, "Reading pictures", len(files)):
            before = len(seen)
            try:
                for picture in pictures_of(path, every_s):
                    for square in squares(picture, size, crop):
                        data = square.tobytes()
                        digest = hashlib.sha256(data).digest()
                        if digest in seen:
                            twice += 1
                            continue
                        if (len(seen) + 1) * len(data) > MOST_BYTES:
                            raise DatasetError(
                                f"All squares together have at most {MOST_BYTES >> 30} GiB. Received: more. Use fewer.", rule="picture-count"
                            )
                        seen.add(digest)
                        whole.update(digest)
                        out.write(data)
            except DatasetError as e:
                if e.rule != "readable-picture":
                    raise
                refused.append((path.name, str(e)))
            used += len(seen) > before
    shutil.rmtree(place / ZIP_FOLDER, ignore_errors=True)
    if len(seen) < FEWEST:
        why = f"; {refused[0][1]}" if refused else ""
        raise DatasetError(
            f"A network learns from {FEWEST} pictures at least, of {size // 2} pixels or more. Received: {len(seen)} in {source}{why}. Add some.",
            rule="enough-pictures",
        )
    about = {"size": size, "count": len(seen), "digest": whole.hexdigest()[:16], "files": used}
    write_json(place / ABOUT_FILE, {**about, "refused": refused[:MOST_TOLD], "left_out": len(refused) + twice}, force=True)
    return open_squares(place, size)


def open_squares(place: Path, size: int) -> Squares:
    """Open squares that were gathered before.

    Raises:
        DatasetError: they are not as they were written.
    """
    try:
        about: Any = read_json(place / ABOUT_FILE, DatasetError)
        shape = (int(about["count"]), size, size, 3)
        if about["size"] != size or (place / SQUARES_FILE).stat().st_size != int(np.prod(shape)):
            raise ValueError("other sizes")
        pictures = np.memmap(place / SQUARES_FILE, np.uint8, "r", shape=shape)
        refused = tuple((str(name), str(why)) for name, why in about["refused"])
        return Squares(pictures, str(about["digest"]), int(about["files"]), refused, int(about["left_out"]))
    except (GanSpaceSynthError, OSError, ValueError, KeyError, TypeError) as e:
        raise DatasetError(
            f"Gathered squares are as they were written. Received: {place} ({e}). Remove that folder, or use --force to begin anew.",
            rule="whole-squares",
        ) from e


def _new(folder: Path) -> Path:
    """Return a folder of ours that is empty or not there: what a killed run unpacked is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder
