"""A stranger's zip unpacked into a folder: every name, kind and size is looked at before the first byte, and sizes again while unpacking."""

import os
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ganspacesynth.core.errors import GanSpaceSynthError, OutputError, brief
from ganspacesynth.core.files import open_file, wrong_kind
from ganspacesynth.core.untrusted.npz import DAMAGE, PACKED
from ganspacesynth.core.user_folder import is_device_name
from ganspacesynth.core.work.progress import Track, untracked

BLOCK = 1 << 20
DEEPEST, LONGEST = 16, 200  # folders in folders; letters of a name
SLACK = 1 << 20  # so much may come out of any archive
ENCRYPTED = 1
FORBIDDEN = '<>:"|?*\\'  # in names, on one system or another
KINDS = {stat.S_IFLNK: "a link", stat.S_IFBLK: "a device", stat.S_IFCHR: "a device", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 0xFFFF


@dataclass(frozen=True)
class Limits:
    """What an archive may hold.

    Attributes:
        members: files and folders.
        bytes: of all files together, unpacked.
        ratio: of those to the size of the archive: text packs ten to one, weights hardly at all, a bomb a thousand to one and more.
    """

    members: int = 10_000
    bytes: int = 8 << 30
    ratio: float = 100.0


class UnsafeArchive(Exception):
    """Why an archive is not unpacked, in words that end a sentence."""


def unpack(
    path: str | os.PathLike[str], folder: Path, error: type[GanSpaceSynthError], *, limits: Limits | None = None, track: Track = untracked
) -> None:
    """Unpack a zip; when something is wrong with it, nothing is left of it in the folder but what came before a damage was met.

    Args:
        path: the zip.
        folder: new and empty, of this program alone.
        error: what to raise; every failure becomes this exception and names the file.
        limits: of what it may hold.
        track: shows how many files are done.

    Raises:
        error: no zip, damaged, too much in it, or a member that would leave the folder, is a link, a device or the like.
        OutputError: the folder cannot be written.
    """
    path, limits = Path(path), limits or Limits()
    try:
        with open_file(path) as file:
            check_table(file, limits)
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
                _check(members, os.fstat(file.fileno()).st_size, limits)
                _unpack_all(archive, members, folder, track)
    except UnsafeArchive as e:
        raise error(
            f"A zip is unpacked only when nothing in it can do harm. Received: {path} with {e}. Take it from somebody you trust.", rule="harmless-zip"
        ) from e
    except OSError as e:
        raise error(f"The zip must be readable. Received: {path} ({e.strerror or e}). Check the path.", rule="readable-file") from e
    except DAMAGE as e:
        kind = "" if zipfile.is_zipfile(path) else wrong_kind(path)
        raise error(f"The zip must be whole. Received: {path}{kind} ({_first_line(e)}). Fetch it again.", rule="whole-zip") from e


def check_table(file: BinaryIO, limits: Limits) -> None:
    """Look at how long the table of contents says it is: zipfile reads all of it at once.

    Raises:
        UnsafeArchive: longer than `limits` allow.
        ValueError: there is none.
    """
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ValueError("it has no end, or is no zip")
    count, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR_64:
        file.seek(min(size, struct.unpack("<Q", tail[at - 12 : at - 4])[0]))
        record = file.read(56)
        if len(record) == 56 and record[:4] == _END_64:
            count, length = struct.unpack("<QQ", record[32:48])
    if count > limits.members or length > 1024 * limits.members:
        raise UnsafeArchive(f"{count} files; at most {limits.members} are unpacked")
    file.seek(0)


def _check(members: Iterable[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Look at all members of an archive of `size` bytes."""
    members = list(members)
    if len(members) > limits.members:
        raise UnsafeArchive(f"{len(members)} files; at most {limits.members} are unpacked")
    for member in members:
        _check_name(member)
        _check_kind(member)
    _check_distinct(members)
    total, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if total > limits.bytes:
        raise UnsafeArchive(f"{total / 1e6:.0f} MB of files; at most {limits.bytes / 1e6:.0f} MB are unpacked")
    if packed > size or total > limits.ratio * size + SLACK:
        raise UnsafeArchive(f"{total / 1e6:.1f} MB of files packed into {size / 1e6:.3f} MB, which only a trap is")


def _check_name(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = name.removesuffix("/").split("/")
    if name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        raise UnsafeArchive(f"{brief(name)}, a place on this machine instead of one in the zip's folder")
    if ".." in parts or ".." in name.replace("\\", "/").split("/"):
        raise UnsafeArchive(f"{brief(name)}, which would leave its folder")
    strange = any(not part or part == "." or part[-1] in " ." or len(part) > LONGEST or is_device_name(part) for part in parts)
    if strange or len(parts) > DEEPEST or any(letter in FORBIDDEN or ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise UnsafeArchive(f"{brief(name)}, a name that not every system takes")


def _check_kind(member: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > member.is_dir():
        raise UnsafeArchive(f"{brief(member.filename)}, {KINDS.get(kind, 'neither a file nor a folder')}")
    if member.is_dir() and member.file_size:
        raise UnsafeArchive(f"{brief(member.filename)}, a folder with bytes of its own")
    if member.flag_bits & ENCRYPTED:
        raise UnsafeArchive(f"{brief(member.filename)}, which wants a password")
    if member.compress_type not in PACKED:
        raise UnsafeArchive(f"{brief(member.filename)}, packed in a way that is not known here")


def _check_distinct(members: Iterable[zipfile.ZipInfo]) -> None:
    """Look that no file takes another's place, also on a system that does not tell capitals apart."""
    files: set[str] = set()
    folders: set[str] = set()
    for member in members:
        name = unicodedata.normalize("NFC", member.filename).casefold().removesuffix("/")
        parts = name.split("/")
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        if name in files or (name in folders and not member.is_dir()) or above & files:
            raise UnsafeArchive(f"{brief(member.filename)} more than once")
        folders |= above
        (folders if member.is_dir() else files).add(name)


def _unpack_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, track: Track) -> None:
    for member in track(members, "Unpacking", len(members)):
        target = folder.joinpath(*member.filename.removesuffix("/").split("/"))
        try:
            (target if member.is_dir() else target.parent).mkdir(parents=True, exist_ok=True)
            if not member.is_dir():
                _unpack_one(archive, member, target)
        except OSError as e:
            raise OutputError(
                f"The disk must take what is unpacked. Received: {folder} ({e.strerror or e}). Free some space.", rule="writable-output"
            ) from e


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    written = 0
    with archive.open(member) as packed, open(target, "xb") as file:
        while block := packed.read(BLOCK):
            written += len(block)
            if written > member.file_size:
                raise UnsafeArchive(f"{brief(member.filename)}, which is larger than it says")
            file.write(block)
    if written != member.file_size:
        raise ValueError(f"{member.filename} is shorter than it says")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
