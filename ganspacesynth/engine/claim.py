"""A folder claimed by one program while that program lives; folders of killed programs are recognised and removed.

A folder is ours only when it holds our mark, and nobody's only when the lock on that mark can be taken. So no name and no process number
decides: numbers come again, and other containers have numbers of their own. And of a folder that is nobody's, only files that we name are
removed; with anything else in it, it stays.
"""

import contextlib
import re
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

MARK = "in-use"
TEXT = b"ganspacesynth: sounds of an engine that runs as long as this file is locked\n"
LOCKED_AT = 1 << 20  # far behind the text: Windows lets nobody read a byte that is locked
TRIES = 16


class Claim:
    """A new folder, private, claimed until it is released.

    Attributes:
        path: of the folder.
    """

    def __init__(self, parent: Path, prefix: str, ours: re.Pattern[str]) -> None:
        """Make it.

        Args:
            parent: an existing folder.
            prefix: how its name begins.
            ours: matches the whole names of files in it that go with it.

        Raises:
            OSError: it cannot be made.
        """
        self._ours = ours
        for _ in range(TRIES):
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            mark = self.path / MARK
            self._file = open(mark, "xb")  # noqa: SIM115  held open as long as the folder is ours
            self._file.write(TEXT)
            self._file.flush()
            if lock(self._file) and mark.exists():  # else somebody sweeps it: between the two lines it was nobody's
                return
            self._file.close()
        raise OSError(f"no folder in {parent} could be locked")

    def release(self) -> None:
        """Remove our files, and the folder unless somebody put something else into it."""
        _empty(self.path, self._ours)
        self._file.close()  # Windows removes no open file
        _remove(self.path)


def sweep(parent: Path, prefix: str, ours: re.Pattern[str]) -> None:
    """Remove what killed programs left in `parent`; folders that carry no mark of ours, or are in use, or are links, stay untouched."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # another user's
            if _swept(folder, ours):
                _remove(folder)


def _swept(folder: Path, ours: re.Pattern[str]) -> bool:
    """Remove our files of a folder if it has our mark and nobody holds it; say whether that was so."""
    mark = folder / MARK
    if folder.is_symlink() or not folder.is_dir() or mark.is_symlink() or not mark.is_file():
        return False
    with open(mark, "r+b") as file:
        nobodys = file.read(len(TEXT) + 1) == TEXT and lock(file)
        if nobodys:
            _empty(folder, ours)
    return nobodys


def _empty(folder: Path, ours: re.Pattern[str]) -> None:
    for file in list(folder.iterdir()):
        if ours.fullmatch(file.name) and (file.is_symlink() or not file.is_dir()):
            with contextlib.suppress(OSError):  # Windows keeps a file that a host reads
                file.unlink()


def _remove(folder: Path) -> None:
    """Remove a folder that holds nothing but our mark."""
    if all(file.name == MARK for file in folder.iterdir()):
        (folder / MARK).unlink(missing_ok=True)
        folder.rmdir()


def lock(file: BinaryIO) -> bool:
    """Take the lock of an open file, if nobody has it; the system gives it back when the file is closed, or whoever holds it dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(LOCKED_AT)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
