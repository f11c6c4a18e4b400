"""Project: the player's folder; names that a page sends in, paths inside that folder out."""

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput, OutputError, brief
from ganspacesynth.core.files import TEMPORARY, open_file
from ganspacesynth.core.user_folder import is_device_name

UPLOADS = "uploads"
KEPT = ".studio"  # what the studio itself remembers
MADE_IN = ".training"  # how folders end in which models are made: theirs are no files to play with
MAX_UPLOAD = 512 * 1024 * 1024
MAX_LISTED = 2000
MAX_DEPTH = 4
LONGEST = 240  # letters of a name
LONGEST_PART = 255  # bytes of one part of it, as most systems keep it


@dataclass(frozen=True)
class Project:
    """A folder whose files the page may name, and no others.

    Attributes:
        folder: the whole path, without links.
    """

    folder: Path

    @classmethod
    def at(cls, folder: str | os.PathLike[str]) -> "Project":
        """Return the project in a folder, which is made if need be; raises OutputError when it cannot be."""
        path = Path(folder).expanduser()
        try:
            path.mkdir(parents=True, exist_ok=True)
            return cls(path.resolve())
        except OSError as e:
            raise OutputError(
                f"A project is a folder that can be written. Received: {path} ({e.strerror}). Name another with --folder.", rule="project-folder"
            ) from e

    def inside(self, name: str) -> Path:
        """Return the path of a name as the page knows it, such as `uploads/kick.wav`; it need not be there.

        Raises:
            InvalidInput: it leads out of the project, also by a link, or is no name for a file on some system.
        """
        parts = name.replace("\\", "/").split("/")
        odd = any(part == "" or part[0] in ".~" or is_device_name(part) or part[-1] in " ." for part in parts)
        if odd or len(name) > LONGEST or any(ord(letter) < 32 or "\ud800" <= letter <= "\udfff" or letter in '<>:"|?*' for letter in name):
            raise InvalidInput(
                f"The page opens files of its project, by names such as uploads/kick.wav. Received: {brief(name)}.", rule="project-name"
            )
        if any(len(part.encode("utf-8", "surrogatepass")) > LONGEST_PART for part in parts):
            raise InvalidInput(f"A name in the project has at most {LONGEST_PART} bytes. Received: {brief(name)}. Shorten it.", rule="project-name")
        path = self.folder.joinpath(*parts)
        if self.folder not in path.resolve().parents:
            raise InvalidInput(f"The page opens files of its project alone. Received: {brief(name)}, which leads out of it.", rule="project-name")
        return path

    def name_of(self, path: str | os.PathLike[str]) -> str | None:
        """Return the name by which the page knows a path, None for one outside."""
        whole = Path(path).resolve()
        return whole.relative_to(self.folder).as_posix() if self.folder in whole.parents else None

    def files(self, most: int | None = None) -> list[dict[str, object]]:
        """Return what is there as {name, bytes, changed}, by names; hidden files, links, and names that are no text, are left out.

        Args:
            most: that are listed; None is MAX_LISTED.
        """
        found = []
        for root, folders, names in os.walk(self.folder):
            depth = len(Path(root).relative_to(self.folder).parts)
            folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(MADE_IN) and depth < MAX_DEPTH)
            for name in sorted(names):
                path = Path(root, name)
                if name.startswith(".") or not _is_text(path):
                    continue
                try:
                    facts = path.lstat()
                except OSError:  # it has gone meanwhile
                    continue
                if not stat.S_ISREG(facts.st_mode):
                    continue
                found.append({"name": path.relative_to(self.folder).as_posix(), "bytes": facts.st_size, "changed": facts.st_mtime})
                if len(found) >= (MAX_LISTED if most is None else most):
                    return found
        return found

    def open(self, name: str) -> Path:
        """Return the path of a file that is there.

        Raises:
            InvalidInput: no such file of this project.
        """
        path = self.inside(name)
        try:
            open_file(path).close()
        except OSError as e:
            raise InvalidInput(f"The project has no such file. Received: {brief(name)} ({e.strerror}).", rule="project-file") from e
        return path

    async def receive(self, name: str, blocks: AsyncIterator[bytes], *, folder: str = UPLOADS) -> str:
        """Keep what a page uploads into a folder, which is made if need be, under a name that is free; return the name.

        Raises:
            InvalidInput: more than 512 MB, or no name for a file or a folder.
            OutputError: it cannot be written.
        """
        wanted = self.inside(f"{folder}/{name}")
        if wanted.parent != self.inside(folder):
            raise InvalidInput(f"An upload has the name of a file. Received: {brief(name)}.", rule="project-name")
        size, temporary = 0, wanted.parent / f"{TEMPORARY}{os.urandom(8).hex()}"
        try:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            with open(temporary, "xb") as file:
                async for block in blocks:
                    size += len(block)
                    if size > MAX_UPLOAD:
                        raise InvalidInput(f"An upload has at most {MAX_UPLOAD >> 20} MB. Received: more of {brief(name)}.", rule="upload-size")
                    await asyncio.to_thread(file.write, block)
            path = await asyncio.to_thread(put_beside, temporary, wanted)
        except OSError as e:
            raise OutputError(f"An upload must be kept in the project. Received: {brief(name)} ({e.strerror}).", rule="writable-output") from e
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        return path.relative_to(self.folder).as_posix()


def _is_text(path: Path) -> bool:
    """Whether a path can be told: some systems take any bytes for a name."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def put_beside(temporary: Path, wanted: Path) -> Path:
    """Give a file its name, or the next that is free: kick.wav, kick 2.wav."""
    for number in range(1, 10_000):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            continue
        os.replace(temporary, path)
        return path
    raise OSError(17, "too many files of that name")
