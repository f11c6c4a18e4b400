"""The engine's temporary folder of WAV files for hosts, in memory where the system offers that."""

import contextlib
import itertools
import os
import re
import shutil
import tempfile
from collections import deque
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.files import TEMPORARY
from ganspacesynth.engine.claim import Claim, sweep

OWN = "ganspacesynth-sounds"  # the folder in a place that somebody names: all of ours is in it, and nothing beside it is looked at
PREFIX = "ganspacesynth-"
OURS = re.compile(rf"sound-\d{{6,}}\.wav|voice-\d+\.ring|inlet-\d+\.ring|{re.escape(TEMPORARY)}[0-9a-f]{{16}}(\.wav)?")
MEMORY = Path("/dev/shm")  # noqa: S108  not a fixed name: mkdtemp makes a private folder in it
MIN_FREE = 512 * 1024 * 1024
MAX_FILES = 256
MAX_BYTES = 512 * 1024 * 1024


class SoundFolder:
    """A private folder that keeps the newest sounds and forgets the oldest.

    Attributes:
        path: of the folder; it is marked and locked, so that what a killed engine left can be told and removed (see `claim`).
    """

    def __init__(self, parent: str | os.PathLike[str] | None = None, *, max_files: int = MAX_FILES, max_bytes: int = MAX_BYTES) -> None:
        parent = None if parent is None else Path(parent).expanduser()
        try:
            self._own = None if parent is None else _own_folder(parent)
            place = memory_folder() if self._own is None else self._own
            sweep(place, PREFIX, OURS)
            self._claim = Claim(place, PREFIX, OURS)
        except OSError as e:
            reason = e.strerror or str(e)
            raise OutputError(
                f"The engine needs a folder for its sounds. Received: {parent} ({reason}). Name another with --temp.", rule="sound-folder"
            ) from e
        self.path = self._claim.path
        self._max_files, self._max_bytes = max_files, max_bytes
        self._numbers = itertools.count(1)
        self._kept: deque[tuple[Path, int]] = deque()

    def write(self, wave: np.ndarray, sample_rate: int, recipe: object) -> Path:
        """Write a sound (float32 samples, its recipe inside) and return its path; the oldest ones go when there are too many."""
        path = write_wave(self.path / f"sound-{next(self._numbers):06}.wav", wave, sample_rate, recipe=recipe, subtype="FLOAT")
        self._kept.append((path, path.stat().st_size))
        while len(self._kept) > 1 and (len(self._kept) > self._max_files or sum(size for _, size in self._kept) > self._max_bytes):
            with contextlib.suppress(OSError):  # Windows keeps a file that a host reads
                self._kept.popleft()[0].unlink(missing_ok=True)
        return path

    def close(self) -> None:
        """Remove the sounds and the folder; what somebody else put into it stays, and the folder with it."""
        with contextlib.suppress(OSError):
            self._claim.release()
        if self._own is not None:
            with contextlib.suppress(OSError):  # another engine's sounds are in it
                self._own.rmdir()


def memory_folder() -> Path:
    """Return where temporary sounds go: a disk in memory with room, else the system's temporary folder."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MIN_FREE:
        return MEMORY
    return Path(tempfile.gettempdir())


def _own_folder(parent: Path) -> Path:
    """Return our folder in a place that somebody named, which must be there."""
    if not parent.is_dir():
        raise OSError("no such folder")
    own = parent / OWN
    own.mkdir(exist_ok=True)
    return own
