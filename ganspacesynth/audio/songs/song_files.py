"""Where a song comes from: a file, or an https address, in; a file with its digest out."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.audio.files.decode import audio_endings, open_sound
from ganspacesynth.core.errors import AudioError, InvalidInput, OutputError, brief
from ganspacesynth.core.files import sha256
from ganspacesynth.core.untrusted.addresses import is_address, without_query
from ganspacesynth.core.untrusted.download import download, forget
from ganspacesynth.core.user_folder import user_folder
from ganspacesynth.core.work.progress import Track, untracked

MAX_BYTES = 512 << 20  # of a song that is fetched: an hour without loss
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")


@dataclass(frozen=True)
class SongFile:
    """A file that a song lies in.

    Attributes:
        path: of the file.
        sha256: of its bytes.
        origin: the address that it came from, without what follows its `?`; None for a file of one's own.
    """

    path: Path
    sha256: str
    origin: str | None = None


def find_song(where: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, track: Track = untracked) -> SongFile:
    """Return the file of a song; one that an address names is fetched once, and kept in the musician's own folder.

    Args:
        where: a sound file of any kind that can be read here, or an https address of one.
        max_bytes: that a fetched one may have.
        track: shows how many megabytes have come.

    Raises:
        AudioError: no such file, or nothing that can be read as sound; what was fetched in vain is removed.
        DownloadError: it cannot be fetched.
        OutputError: there is no room for it.
    """
    if isinstance(where, str) and is_address(where):
        return _fetched(where, max_bytes, track)
    path = Path(where).expanduser()
    open_sound(path)
    return SongFile(path, _digest(path))


def _fetched(address: str, max_bytes: int, track: Track) -> SongFile:
    folder, origin = user_folder() / "songs", without_query(address)
    key, ending = hashlib.sha256(address.encode()).hexdigest()[:16], _ending(origin)
    kept = folder / f"{key}{ending}"
    if not kept.is_file():
        part = download(address, folder, key, max_bytes=max_bytes, what="the song", track=track)
        named = folder / f"{key}.new{ending}"
        try:
            os.replace(part, named)
            forget(part)
            open_sound(named)
            os.replace(named, kept)
        except AudioError as e:
            named.unlink(missing_ok=True)
            raise AudioError(f"{e} It came from {brief(origin)}, and was removed. For a streaming service, name its own file.", rule=e.rule) from e
        except OSError as e:
            raise OutputError(f"Songs are kept in a folder of yours. Received: {folder} ({e.strerror}). Check it.", rule="writable-output") from e
    return SongFile(kept, _digest(kept), origin)


def _ending(origin: str) -> str:
    """Return how a fetched file's name shall end: as its address, where that is the ending of a sound."""
    found = Path(origin.rsplit("/", 1)[-1]).suffix.lower()
    return found if _ENDING.fullmatch(found) and found in audio_endings() else ".wav"


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError as e:
        raise AudioError(f"A song must be readable. Received: {path} ({e.strerror}). Check it.", rule="readable-audio") from e


def check_stem_name(name: object) -> str:
    """Return a stem's name, as chains can say it.

    Raises:
        InvalidInput: it is none.
    """
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", name):
        raise InvalidInput(f"A stem's name is letters, digits, _ and -. Received: {brief(name)}. Call it drums, or my_drums.", rule="stem-name")
    return name
