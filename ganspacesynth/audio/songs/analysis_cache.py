"""What was heard in a song, kept beside it: a description of what was asked in, its numbers out, if they are there.

    SONG'S FOLDER/.ganspacesynth/0123456789abcdef.npy       named by the song's content and what was asked of it, never by its name

A song that moves leaves them behind and is listened to again; one that changes is another one. Where its folder cannot be written, the musician's own
folder is taken, and where that cannot either, nothing is kept.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import atomic_path, open_file
from ganspacesynth.core.motion.signal import MAX_FRAMES
from ganspacesynth.core.user_folder import user_folder

VERSION = 1  # of the analyses: another one listens anew
FOLDER = ".ganspacesynth"
MAX_BYTES = 8 * MAX_FRAMES + 1024


class AnalysisCache:
    """Arrays of one song, by what was asked.

    Attributes:
        folders: where they are looked for, and kept: the first that lets itself be written.
    """

    def __init__(self, song: Path | None) -> None:
        """Look beside a song; None keeps nothing."""
        self.folders = [] if song is None else [song.parent / FOLDER, *_own()]

    def get(self, asked: dict[str, Any], compute: Callable[[], np.ndarray]) -> np.ndarray:
        """Return an array [numbers], kept or computed (and then kept).

        Args:
            asked: all that the numbers depend on, as JSON.
            compute: makes them.
        """
        name = self._name(asked)
        for folder in self.folders:
            if (found := _read(folder / name)) is not None:
                return found
        values = compute()
        for folder in self.folders:
            if _kept(folder / name, values):
                break
        return values

    @staticmethod
    def _name(asked: dict[str, Any]) -> str:
        text = json.dumps({"version": VERSION, **asked}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32] + ".npy"


def _own() -> list[Path]:
    try:
        return [user_folder() / "analyses"]
    except GanSpaceSynthError:
        return []


def _read(path: Path) -> np.ndarray | None:
    """Return an array that was kept; None for anything else, which is then written anew."""
    try:
        with open_file(path) as file:
            version = np.lib.format.read_magic(file)
            header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, kind = header(file)
            if len(shape) != 1 or kind not in (np.dtype("<f4"), np.dtype("<f8")) or not 0 <= shape[0] * kind.itemsize <= MAX_BYTES:
                return None
            data = file.read(shape[0] * kind.itemsize + 1)
    except (OSError, ValueError, EOFError):
        return None
    if len(data) != shape[0] * kind.itemsize:
        return None
    values = np.frombuffer(data, kind)
    return values if np.isfinite(values).all() else None


def _kept(path: Path, values: np.ndarray) -> bool:
    with contextlib.suppress(GanSpaceSynthError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path, force=True) as temporary, open(temporary, "wb") as file:
            np.lib.format.write_array(file, np.ascontiguousarray(values), version=(1, 0), allow_pickle=False)
        return True
    return False
