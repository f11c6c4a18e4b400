"""Files written atomically, and JSON read with bounds."""

import contextlib
import errno
import fnmatch
import glob
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, OutputError, brief

MAX_JSON_BYTES = 64 * 1024 * 1024
HEAD_BYTES = 64
KINDS = {  # how files begin that are often mistaken for another
    b"PK\x03\x04": "a zip archive or an .npz file",
    b"MThd": "a MIDI file",
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF document",
    b"<svg": "an SVG picture",
    b"<!doctype": "a web page",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"fLaC": "a FLAC file",
    b"OggS": "an Ogg file",
    b"ID3": "an mp3 file",
    b"\xff\xfb": "an mp3 file",
    b"\xff\xf3": "an mp3 file",  # at lower rates
    b"FORM": "an AIFF file",
    b"#N canvas": "a Pd patch",
}
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # full; more than the system lets a file, or this user, have
NO_FILE = "something else than a file"
LONGEST_NAME = 255  # bytes, as most systems keep it: nobody shall wait for a result that has no place
TEMPORARY = ".part-"  # how the names of unfinished files and folders begin
_OURS = re.compile(re.escape(TEMPORARY) + r"[0-9a-f]{16}(\.\w+)?")


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


def named(path: str | os.PathLike[str]) -> Path:
    """Return `path` with a name of its own, to which something can be added: `.` and `..` become whole paths.

    Raises:
        OutputError: there is none, as in `/`.
    """
    path = Path(path)
    whole = Path(os.path.abspath(path)) if path.name in ("", "..") else path
    if not whole.name:
        raise OutputError(f"The output must have a name. Received: {path}. Name a file or a folder in it.", rule="output-name")
    return whole


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
            raise OutputError(
                f"Nothing is overwritten unasked. Received: {path}, which exists. Use --force or another name.", rule="nothing-overwritten"
            )
        if len(os.fsencode(path.name)) > LONGEST_NAME:
            raise OutputError(f"A name has at most {LONGEST_NAME} bytes. Received: {brief(path.name)}. Choose a shorter one.", rule="output-name")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise _refused(Path(path), e) from e
    except (ValueError, RuntimeError) as e:  # a null character, or ~somebody without a home
        raise OutputError(f"The output must have a possible name. Received: {str(path)!r} ({e}). Choose another name.", rule="output-name") from e
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"The output folder must be writable. Received: {path.parent}. Choose another place.", rule="writable-output")
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
        raise OutputError(
            f"Only a file is replaced by a file. Received: {path}, which is something else. Choose another name.", rule="same-kind-replaced"
        )
    temporary = _sibling(path, path.suffix)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield temporary
        os.replace(temporary, path)
    except OSError as e:
        raise _refused(path, e) from e
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_folder(path: str | os.PathLike[str], *, force: bool = False, ours: Sequence[str] = (), workshop: Path | None = None) -> Iterator[Path]:
    """Yield a new, empty folder beside `path`, which takes its name only when the block ends well.

    With `force` an older folder of that name is replaced, but only when nothing that somebody else put there is lost.

    Args:
        path: the folder.
        force: replace an older one.
        ours: patterns of file names, such as "wave_*.wav", that an older result may have and the new one may lack.
        workshop: a folder of ours on the same disk that the new one is made in; whoever owns it sweeps what a kill leaves there.

    Raises:
        OutputError: as `check_output`, when the older folder holds other things, and for any write error in the block.
    """
    path = check_output(path, force=force)
    place = path if workshop is None else workshop / path.name
    temporary = _sibling(place)
    try:
        temporary.mkdir()
        yield temporary
        _replace_folder(temporary, path, ours, _sibling(place))
    except OSError as e:
        raise _refused(path, e) from e
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def read_json(path: str | os.PathLike[str], error: type[GanSpaceSynthError], *, largest: int | None = None) -> object:
    """Read a JSON file of at most so many bytes; every failure becomes `error` and names the file."""
    path, largest = Path(path), MAX_JSON_BYTES if largest is None else largest
    try:
        if path.exists() and not path.is_file():
            raise error(
                f"A JSON file is a file. Received: {path}{wrong_kind(path) or ', which is something else'}. Check the path.", rule="regular-file"
            )
        with open_file(path) as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise error(f"A JSON file may hold at most {largest} bytes. Received: {path} with {path.stat().st_size}.", rule="file-size")
        return json.loads(data)
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({_reason(e)}). Check the path.", rule="readable-file") from e
    except (ValueError, RecursionError) as e:
        kind = wrong_kind(path)
        if kind and kind != ", which is a JSON file":
            raise error(f"The file must be JSON. Received: {path}{kind}. Check which file this is.", rule="valid-json") from e
        raise error(f"The file must be valid JSON. Received: {path} ({e}). Fetch or save it again.", rule="valid-json") from e


def write_json(path: str | os.PathLike[str], value: object, *, force: bool = False) -> None:
    """Write `value` as indented JSON, whole or not at all; raises InvalidInput for NaN and infinity, which JSON cannot say."""
    try:
        data = (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except ValueError as e:
        raise InvalidInput(f"JSON holds finite numbers and whole texts. Received: something else, for {path} ({e}).", rule="json-values") from e
    with atomic_path(path, force=force) as temporary:
        temporary.write_bytes(data)


def kind_of(path: str | os.PathLike[str]) -> str | None:
    """Say what a file is by how it begins, such as "a WAV file"; None when it is none of the kinds that are often mistaken for another."""
    path = Path(path)
    if path.is_dir():
        return "a folder"
    if not path.is_file():
        return None
    try:
        with open_file(path) as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return None
    if not head:
        return "an empty file"
    if head[:4] == b"RIFF":
        return {b"WAVE": "a WAV file", b"sfbk": "a soundfont", b"RMID": "a MIDI file"}.get(head[8:12])
    found = next((name for magic, name in KINDS.items() if head.startswith(magic)), None)
    return found or ("a JSON file" if head.lstrip()[:1] in (b"{", b"[") else None)


def wrong_kind(path: str | os.PathLike[str]) -> str:
    """Return ", which is a WAV file" or the like, for an error message; nothing where the kind is not known."""
    kind = kind_of(path)
    return f", which is {kind}" if kind else ""


def sha256(path: str | os.PathLike[str]) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with open_file(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def is_unfinished(name: str) -> bool:
    """Tell whether a name is one that unfinished files and folders of ours have."""
    return _OURS.fullmatch(name) is not None


def sweep_unfinished(folder: Path) -> None:
    """Remove what a killed run left half written in a folder of ours."""
    for path in list(folder.iterdir()) if folder.is_dir() else []:
        if not is_unfinished(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def holds_others(folder: Path) -> bool:
    """Tell whether something lies in a folder beside what a killed run of ours left half written."""
    return any(not is_unfinished(path.name) for path in folder.iterdir())


def check_replaced(path: Path, ours: Sequence[str]) -> None:
    """Raise when something else than files of ours would be lost with a folder.

    Args:
        path: the folder that is to be replaced.
        ours: patterns of file names that go.

    Raises:
        OutputError: it holds other things, or is no folder.
    """
    names = sorted(_names(path)) if path.is_dir() else [path.name]
    others = [name for name in names if not is_unfinished(name) and not any(fnmatch.fnmatch(name, pattern) for pattern in ours)]
    if others:
        raise OutputError(
            f"A folder is replaced only when nothing else is lost. Received: {path} with {', '.join(others[:4])}. Choose another name.",
            rule="nothing-else-lost",
        )


def _replace_folder(new: Path, path: Path, ours: Sequence[str], aside: Path) -> None:
    if not os.path.lexists(path):
        os.replace(new, path)
        return
    check_replaced(path, [*map(glob.escape, _names(new)), *ours])
    # A folder cannot be replaced in one step everywhere: move the old one aside first, delete it last.
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


def _refused(path: Path, error: OSError) -> OutputError:
    if error.errno in NO_ROOM:
        text = f"The disk must have room for the result. Received: {path} (no space left). Free some space; nothing partial was kept."
        return OutputError(text, rule="disk-room")
    text = f"The output must be writable. Received: {path} ({_reason(error)}). Choose another place; nothing partial was kept."
    return OutputError(text, rule="writable-output")
