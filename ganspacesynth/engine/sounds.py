"""Sounds on their way to a host: WAV files in a temporary folder of the engine's own, in memory where the system offers that."""

import contextlib
import itertools
import os
import shutil
import tempfile
from collections import deque
from pathlib import Path

import numpy as np
import psutil

from ganspacesynth.audio import write_wave
from ganspacesynth.errors import OutputError

PREFIX = "ganspacesynth-"
MEMORY = Path("/dev/shm")  # noqa: S108  not a fixed name: mkdtemp makes a private folder in it
MIN_FREE = 512 * 1024 * 1024
MAX_FILES = 256
MAX_BYTES = 512 * 1024 * 1024


class SoundFolder:
    """A private folder that keeps the newest sounds and forgets the oldest.

    Attributes:
        path: of the folder; its name ends in the number of the process, so that what a killed engine left can be told and removed.
    """

    def __init__(self, parent: str | os.PathLike[str] | None = None, *, max_files: int = MAX_FILES, max_bytes: int = MAX_BYTES) -> None:
        parent = Path(parent) if parent is not None else memory_folder()
        sweep(parent)
        try:
            self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
        except OSError as e:
            raise OutputError(f"The engine needs a folder for its sounds. Received: {parent} ({e.strerror}). Name another with --temp.") from e
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
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)


def memory_folder() -> Path:
    """Return where temporary sounds go: a disk in memory with room, else the system's temporary folder."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MIN_FREE:
        return MEMORY
    return Path(tempfile.gettempdir())


def sweep(parent: Path) -> None:
    """Remove the folders of engines of this user that were killed."""
    for folder in parent.glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        with contextlib.suppress(OSError, AttributeError):
            mine = not folder.is_symlink() and (os.name == "nt" or folder.stat().st_uid == os.getuid())
            if mine and number.isascii() and number.isdigit() and len(number) < 10 and not psutil.pid_exists(int(number)):
                shutil.rmtree(folder, ignore_errors=True)
