"""Files written whole or not at all, and JSON read with bounds."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ganspacesynth.errors import GanSpaceSynthError, OutputError

MAX_JSON_BYTES = 64 * 1024 * 1024


def check_output(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Return `path` as a Path, or raise when it exists and `force` is off.

    Call it before long work, so that nobody waits an hour to learn that the result cannot be kept.

    Raises:
        OutputError: the file or folder exists, or its folder cannot be made or written.
    """
    path = Path(path).expanduser()
    if path.exists() and not force:
        raise OutputError(f"Nothing is overwritten unasked. Received: {path}, which exists. Use --force (force=True) or another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise OutputError(_explain(path, e)) from e
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"The output folder must be writable. Received: {path.parent}. Choose another place.")
    return path


@contextlib.contextmanager
def atomic_path(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary sibling of `path` that takes its name only when the block ends well.

    A crash, a full disk or Ctrl-C leaves neither a partial file nor the temporary one.

    Raises:
        OutputError: as `check_output`, and for any write error in the block.
    """
    path = check_output(path, force=force)
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as e:
        raise OutputError(_explain(path, e)) from e
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_folder(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary sibling folder that takes the name `path` only when the block ends well.

    With `force` an older folder of that name is replaced.
    """
    path = check_output(path, force=force)
    temporary = None
    try:
        temporary = Path(tempfile.mkdtemp(prefix=".part-", dir=path.parent))
        yield temporary
        os.chmod(temporary, 0o777 & ~_umask())
        _replace_folder(temporary, path)
    except OSError as e:
        raise OutputError(_explain(path, e)) from e
    finally:
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)


def read_json(path: str | os.PathLike[str], error: type[GanSpaceSynthError]) -> object:
    """Read a JSON file of bounded size; every failure becomes `error` and names the file."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_JSON_BYTES:
            raise error(f"A JSON file may hold at most {MAX_JSON_BYTES} bytes. Received: {path} with {size}.")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({_reason(e)}). Check the path.") from e
    except (ValueError, RecursionError) as e:
        raise error(f"The file must be valid JSON. Received: {path} ({e}). Fetch or save it again.") from e


def write_json(path: str | os.PathLike[str], value: object, *, force: bool = False) -> None:
    """Write `value` as indented JSON, whole or not at all."""
    with atomic_path(path, force=force) as temporary:
        temporary.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def sha256(path: str | os.PathLike[str]) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _replace_folder(new: Path, path: Path) -> None:
    if not path.exists():
        os.replace(new, path)
        return
    # A folder cannot be replaced in one step everywhere: move the old one aside first, delete it last.
    aside = Path(tempfile.mkdtemp(prefix=".old-", dir=path.parent))
    os.replace(path, aside / path.name)
    os.replace(new, path)
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


def _explain(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk must have room for the result. Received: {path} (no space left). Free some space; nothing partial was kept."
    return f"The output must be writable. Received: {path} ({_reason(error)}). Choose another place; nothing partial was kept."
