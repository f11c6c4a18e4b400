"""A file fetched by https: bounded, and gone on with where a killed download ended.

    NAME.part        what has come so far; whole when the server's length is reached
    NAME.part.json   which version of which file that is: address, length, ETag, date of its last change

Only the very same version is gone on with: the server is asked for the rest `If-Range` of its ETag, or of its date. Of another version, and where a
server tells none, it sends the whole, which begins the file anew.
"""

import http.client
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import DownloadError, GanSpaceSynthError, OutputError
from ganspacesynth.core.files import NO_ROOM, read_json, write_json
from ganspacesynth.core.untrusted.addresses import ask, check_address, host_of, without_query
from ganspacesynth.core.work.progress import Track, untracked

MAX_BYTES = 4 << 30
BLOCK = 1 << 20  # a megabyte, as progress is told
WHOLE, REST, BEHIND_END, GONE = 200, 206, 416, (404, 410)
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18})")


@dataclass(frozen=True)
class _Version:
    """Which version of a file a server has."""

    url: str
    total: int | None = None
    etag: str = ""
    modified: str = ""

    @property
    def validator(self) -> str:
        """What `If-Range` says: a strong ETag, or the date; nothing where a server tells neither."""
        return self.etag if self.etag.startswith('"') else self.modified


def download(url: str, folder: Path, name: str, *, max_bytes: int = MAX_BYTES, what: str = "", track: Track = untracked) -> Path:
    """Fetch a file, or the rest of it.

    Args:
        url: https, or http of this machine.
        folder: for the file, made if need be. What has come stays there, also when this ends early; whoever is done with it calls `forget`.
        name: of the file there, without suffix.
        max_bytes: that it may have.
        what: for progress, such as "all_instruments".
        track: shows how many megabytes have come.

    Returns:
        The whole file, NAME.part.

    Raises:
        DownloadError: no connection, nothing there, too large, or it ended early.
        OutputError: no room on the disk, or the folder cannot be written.
    """
    url = check_address(url)
    part = folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _fetch(url, part, max_bytes, what, track)
    except http.client.HTTPException as e:
        raise _early(url, part, type(e).__name__) from e
    except _Refused as e:
        raise _no_room(part, e.cause) from e.cause
    except OSError as e:
        raise _offline(url, part, e) from e


def forget(part: Path) -> None:
    """Remove a download, and what is known of it."""
    for file in (part, _note(part)):
        file.unlink(missing_ok=True)


class _Refused(Exception):
    """The disk does not take what has come."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _fetch(url: str, part: Path, max_bytes: int, what: str, track: Track) -> Path:
    before = _known(url, part)
    begun = part.stat().st_size if before else 0
    headers = {"Range": f"bytes={begun}-", "If-Range": before.validator} if before and begun else {}
    with ask(url, headers) as response:
        if headers and response.status == BEHIND_END and before and before.total == begun:
            return part
        if headers and not _goes_on(response, before, begun):
            forget(part)
            if response.status not in (WHOLE, *GONE):  # it misunderstood: ask for the whole
                return _fetch(url, part, max_bytes, what, track)
            begun = 0
        if response.status not in (WHOLE, REST):
            raise _status(url, part, response)
        total = before.total if begun and before else _length(response)
        _check_size(url, part, begun, total, max_bytes)
        if not begun:
            _begin(part, _Version(url, total, response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")))
        _take(url, response, part, begun, total, max_bytes, what, track)
    return part


def _take(url: str, response: Any, part: Path, begun: int, total: int | None, max_bytes: int, what: str, track: Track) -> None:
    """Write what comes behind what is there."""
    size, rest = begun, None if total is None else -(-(total - begun) // BLOCK)
    with _opened(part) as file:
        for block in track(_blocks(response), f"Fetching {what or part.stem}, megabytes", rest):
            size += len(block)
            if size > max_bytes:
                forget(part)
                raise _too_large(url, max_bytes, "more")
            _write(file, block)
            if os.fstat(file.fileno()).st_size != size:
                raise DownloadError(
                    f"One program at a time fetches a file. Received: {part}, into which another writes. Wait for that one.", rule="one-writer"
                )
    if total is not None and size != total:
        raise _early(url, part, f"{size} of {total} bytes")
    if total is None:
        _begin(part, _Version(url, size, response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")), anew=False)


def _blocks(response: Any) -> Iterator[bytes]:
    while block := response.read(BLOCK):
        yield block


def _opened(part: Path) -> Any:
    try:
        return open(part, "ab", buffering=0)
    except OSError as e:
        raise _Refused(e) from e


def _write(file: Any, block: bytes) -> None:
    try:
        done = 0
        while done < len(block):
            done += file.write(block[done:])
    except OSError as e:
        raise _Refused(e) from e


def _begin(part: Path, version: _Version, *, anew: bool = True) -> None:
    """Write down which version comes, and begin its file."""
    if anew:
        forget(part)
    write_json(_note(part), asdict(version), force=True)


def _known(url: str, part: Path) -> _Version | None:
    """Return the version whose beginning is there; None where that is nothing, of another file, or not known well enough to go on."""
    try:
        found = read_json(_note(part), DownloadError)
        version = _Version(**found) if isinstance(found, dict) and all(isinstance(v, str | int | None) for v in found.values()) else None
        usable = version is not None and version.url == url and isinstance(version.validator, str) and version.validator != "" and part.is_file()
    except (GanSpaceSynthError, TypeError, AttributeError):
        return None
    return version if usable else None


def _goes_on(response: Any, before: _Version | None, begun: int) -> bool:
    """Whether a response is the rest of what is there."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status != REST or found is None or before is None:
        return False
    return int(found[1]) == begun and before.total in (None, int(found[2]))


def _length(response: Any) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _check_size(url: str, part: Path, begun: int, total: int | None, max_bytes: int) -> None:
    if total is None:
        return
    if total > max_bytes:
        raise _too_large(url, max_bytes, f"{total / 1e6:.1f} MB")
    if (free := shutil.disk_usage(part.parent).free) < total - begun:
        found = f"{part.parent} with {free / 1e6:.0f} MB, of {(total - begun) / 1e6:.0f} MB"
        raise OutputError(f"The disk must have room for the download. Received: {found}. Free some space.", rule="disk-room")


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _kept(part: Path) -> str:
    size = part.stat().st_size if part.is_file() else 0
    return f"{size / 1e6:.1f} MB are kept, and the same command goes on from there." if size else "Nothing was kept."


def _too_large(url: str, max_bytes: int, found: str) -> DownloadError:
    return DownloadError(
        f"A download has at most {max_bytes / 1e6:.1f} MB. Received: {found} from {host_of(url)}; none of it is kept. Check the address.",
        rule="download-size",
    )


def _early(url: str, part: Path, found: str) -> DownloadError:
    return DownloadError(f"A download must come to its end. Received: {found} from {host_of(url)}. {_kept(part)}", rule="whole-download")


def _offline(url: str, part: Path, error: OSError) -> DownloadError:
    reason = getattr(error, "reason", None) or error.strerror or error
    return DownloadError(
        f"Fetching needs a connection to {host_of(url)}. Received: none ({reason}). Connect to the internet, or name a file. {_kept(part)}",
        rule="server-connection",
    )


def _no_room(part: Path, error: OSError) -> OutputError:
    if error.errno in NO_ROOM:
        return OutputError(
            f"The disk must have room for the download. Received: {part} (no space left). Free some space. {_kept(part)}", rule="disk-room"
        )
    return OutputError(f"Downloads must be writable. Received: {part} ({error.strerror}). Check its folder.", rule="writable-output")


def _status(url: str, part: Path, response: Any) -> DownloadError:
    said = f"{response.status} {response.reason}"
    if response.status in GONE:
        return DownloadError(f"There must be a file at the address. Received: {without_query(url)} ({said}). Check it.", rule="file-at-address")
    return DownloadError(f"The server must send the file. Received: {host_of(url)} says {said}. Try again later. {_kept(part)}", rule="server-sends")
