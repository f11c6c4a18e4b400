"""Files written whole or not at all, and JSON read with bounds."""

import contextlib
import errno
import fnmatch
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ganspacesynth.errors import GanSpaceSynthError, InvalidInput, OutputError

MAX_JSON_BYTES = 64 * 1024 * 1024
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # full; more than the system lets a file, or this user, have
NO_FILE = "something else than a file"
TEMPORARY = ".part-"  # how the names of unfinished files and folders begin


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a file for reading: a regular one. A pipe would keep its reader waiting for ever, a device never end.

    Raises:
        OSError: there is none, it cannot be read, or it is something else than a file.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):  # asked first, since opening alone does things to some devices
        raise OSError(errno.EINVAL, NO_FILE)
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))  # not to wait, should it have changed since
    opened = os.fdopen(file, "rb")
    if stat.S_ISREG(os.fstat(file).st_mode):
        return opened
    opened.close()
    raise OSError(errno.EINVAL, NO_FILE)


def check_output(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Return `path` as a Path, or raise when it exists and `force` is off.

    Call it before long work, so that nobody waits an hour to learn that the result cannot be kept.

    Raises:
        OutputError: the file or folder exists, or its folder cannot be made or written.
    """
    try:
        path = Path(path).expanduser()
        if "\0" in str(path):
            raise ValueError("a null character")
        if os.path.lexists(path) and not force:
            raise OutputError(f"Nothing is overwritten unasked. Received: {path}, which exists. Use --force (force=True) or another name.")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise OutputError(_explain(Path(path), e)) from e
    except (ValueError, RuntimeError) as e:  # a null character, or ~somebody without a home
        raise OutputError(f"The output must have a possible name. Received: {str(path)!r} ({e}). Choose another name.") from e
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"The output folder must be writable. Received: {path.parent}. Choose another place.")
    return path


@contextlib.contextmanager
def atomic_path(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """Yield the path of a new, empty file beside `path`, which takes its name only when the block ends well.

    A crash, a full disk or Ctrl-C leaves neither a partial file nor the temporary one.

    Raises:
        OutputError: as `check_output`, when `path` is something else than a file, and for any write error in the block.
    """
    path = check_output(path, force=force)
    if os.path.exists(path) and not path.is_file():
        raise OutputError(f"Only a file is replaced by a file. Received: {path}, which is something else. Choose another name.")
    temporary = _sibling(path, path.suffix)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield temporary
        os.replace(temporary, path)
    except OSError as e:
        raise OutputError(_explain(path, e)) from e
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_folder(path: str | os.PathLike[str], *, force: bool = False, ours: Sequence[str] = ()) -> Iterator[Path]:
    """Yield a new, empty folder beside `path`, which takes its name only when the block ends well.

    With `force` an older folder of that name is replaced, but only when nothing that somebody else put there is lost.

    Args:
        path: the folder.
        force: replace an older one.
        ours: patterns of file names, such as "wave_*.wav", that an older result may have and the new one may lack.

    Raises:
        OutputError: as `check_output`, when the older folder holds other things, and for any write error in the block.
    """
    path = check_output(path, force=force)
    temporary = _sibling(path)
    try:
        temporary.mkdir()
        yield temporary
        _replace_folder(temporary, path, ours)
    except OSError as e:
        raise OutputError(_explain(path, e)) from e
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def read_json(path: str | os.PathLike[str], error: type[GanSpaceSynthError]) -> object:
    """Read a JSON file of bounded size; every failure becomes `error` and names the file."""
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise error(f"A JSON file is a file. Received: {path}, which is something else. Check the path.")
        with open_file(path) as file:
            data = file.read(MAX_JSON_BYTES + 1)
        if len(data) > MAX_JSON_BYTES:
            raise error(f"A JSON file may hold at most {MAX_JSON_BYTES} bytes. Received: {path} with {path.stat().st_size}.")
        return json.loads(data.decode("utf-8"))
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({_reason(e)}). Check the path.") from e
    except (ValueError, RecursionError) as e:
        raise error(f"The file must be valid JSON. Received: {path} ({e}). Fetch or save it again.") from e


def write_json(path: str | os.PathLike[str], value: object, *, force: bool = False) -> None:
    """Write `value` as indented JSON, whole or not at all; raises InvalidInput for NaN and infinity, which JSON cannot say."""
    try:
        data = (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except ValueError as e:
        raise InvalidInput(f"JSON holds finite numbers and whole texts. Received: something else, for {path} ({e}).") from e
    with atomic_path(path, force=force) as temporary:
        temporary.write_bytes(data)


def sha256(path: str | os.PathLike[str]) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with open_file(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _replace_folder(new: Path, path: Path, ours: Sequence[str]) -> None:
    if not os.path.lexists(path):
        os.replace(new, path)
        return
    names = sorted(_names(path) - _names(new)) if path.is_dir() else [path.name]
    others = [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in ours)]
    if others:
        raise OutputError(f"A folder is replaced only when nothing else is lost. Received: {path} with {', '.join(others[:4])}. Choose another name.")
    # A folder cannot be replaced in one step everywhere: move the old one aside first, delete it last.
    aside = _sibling(path)
    os.replace(path, aside)
    try:
        os.replace(new, path)
    except OSError:
        os.replace(aside, path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _names(folder: Path) -> set[str]:
    return {str(inside.relative_to(folder)) for inside in folder.rglob("*")}


def _sibling(path: Path, suffix: str = "") -> Path:
    """Name a temporary file or folder on the same disk."""
    return path.parent / f"{TEMPORARY}{secrets.token_hex(8)}{suffix}"


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


def _explain(path: Path, error: OSError) -> str:
    if error.errno in NO_ROOM:
        return f"The disk must have room for the result. Received: {path} (no space left). Free some space; nothing partial was kept."
    return f"The output must be writable. Received: {path} ({_reason(error)}). Choose another place; nothing partial was kept."
