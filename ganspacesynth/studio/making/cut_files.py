"""What is kept of a cut: its pieces, which of them somebody does not want, and what the folder of sounds held."""

import contextlib
import os
import stat
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import STUDIO, read_document, write_document

REPORT, SAMPLES, UNTICKED = "report.json", "samples", "unticked.json"  # in the folder of a cut


def folder_state(folder: Path) -> list[list[Any]]:
    """Return names and sizes of what is in a folder: when they change, it is to be cut again."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(root, name) for name in sorted(names) if not name.startswith(".")):
            with contextlib.suppress(OSError):  # it has gone meanwhile
                if stat.S_ISREG((facts := path.stat()).st_mode):
                    found.append([told(path.relative_to(folder).as_posix()), facts.st_size])
    return found


def told(name: str) -> str:
    """Return a name of a file as JSON can say it: bytes that are no text, which some systems take, become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def unticked(place: Path) -> set[str]:
    """Return the names of the pieces of a cut that somebody does not want, of those that there are; raises SequenceError for a damaged file."""
    if not (place / UNTICKED).is_file():
        return set()
    names = read_document(place / UNTICKED, STUDIO)[1].get("unticked")
    return {name for name in names if isinstance(name, str) and is_piece(place, name)} if isinstance(names, list) else set()


def keep_unticked(place: Path, names: set[str]) -> None:
    """Write which pieces of a cut somebody does not want."""
    write_document(place / UNTICKED, STUDIO, {"unticked": sorted(names)}, force=True)


def is_piece(place: Path, name: str) -> bool:
    """Whether a cut has a piece of this name."""
    return not any(letter in name for letter in "/\\\0") and os.path.isfile(place / SAMPLES / f"{name}.wav")
