"""Workshop: the folder in which a long film is made piece by piece, so that a run that was killed goes on where it stood."""

import contextlib
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.files import atomic_path, open_file
from ganspacesynth.video.drawing.placed_picture import PlacedPicture

PIECE = 240  # frames; each begins with a picture that needs no other
PREFIX, SUFFIX = ".film-", ".packets"
MAGIC = b"ganspacesynth film 1\n"
HEAD = struct.Struct("<qqqBI")  # pts, dts, duration, whether it needs no other, bytes
LARGEST_PIECE = 1 << 32

FilmFrame = np.ndarray | PlacedPicture  # uint8 [height, width, 3], good until the next one is asked for, or a picture at its place
Frames = Callable[[int, int], Iterator[np.ndarray] | Iterator[PlacedPicture] | Iterator[FilmFrame]]  # the first and the first behind the last in


@dataclass(frozen=True)
class Encoded:
    """An encoded picture.

    Attributes:
        pts, dts: when it is shown, and when decoded, in frames.
        duration: likewise.
        whole: whether it needs no other.
        data: its bytes.
    """

    pts: int
    dts: int
    duration: int
    whole: bool
    data: bytes


class Workshop:
    """A folder beside a film, named by all that the film is made of: the same command finds it again.

    Args:
        target: where the film will be.
        made_of: what it is made of, as JSON says it.
    """

    def __init__(self, target: Path, made_of: Mapping[str, Any]) -> None:
        told = json.dumps(made_of, sort_keys=True, default=str).encode("utf-8")
        self.folder = target.parent / f"{PREFIX}{hashlib.sha256(told + target.name.encode('utf-8', 'replace')).hexdigest()[:16]}"

    @contextlib.contextmanager
    def open(self) -> Iterator["Workshop"]:
        """Make the folder; behind the block it is removed when all went well, or when nothing is in it.

        Raises:
            OutputError: it cannot be made.
        """
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as e:
            raise OutputError(
                f"The output folder must be writable. Received: {self.folder} ({e.strerror}). Choose another place.", rule="writable-output"
            ) from e
        try:
            yield self
        except BaseException:
            with contextlib.suppress(OSError):
                self.folder.rmdir()  # fails where pieces lie
            raise
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, piece: int) -> Path:
        """Return where a piece lies."""
        return self.folder / f"{piece:06d}{SUFFIX}"

    def has(self, piece: int, frames: int) -> bool:
        """Whether a piece is there, and whole."""
        if not self.path(piece).exists():
            return False
        with contextlib.suppress(OSError, ValueError):
            if sum(1 for _ in self.read(piece)) >= 1 and self._frames(piece) == frames:
                return True
        with contextlib.suppress(OSError):
            self.path(piece).unlink()
        return False

    def write(self, piece: int, frames: int, packets: Iterable[Encoded]) -> None:
        """Keep a piece, whole or not at all; raises OutputError."""
        with atomic_path(self.path(piece), force=True) as temporary, temporary.open("wb") as file:
            file.write(MAGIC + struct.pack("<I", frames))
            for packet in packets:
                file.write(HEAD.pack(packet.pts, packet.dts, packet.duration, packet.whole, len(packet.data)) + packet.data)

    def read(self, piece: int) -> Iterator[Encoded]:
        """Yield the packets of a piece; raises OSError or ValueError where it is damaged."""
        with open_file(self.path(piece)) as file:
            left = os.fstat(file.fileno()).st_size
            if left > LARGEST_PIECE or file.read(len(MAGIC)) != MAGIC or len(file.read(4)) != 4:
                raise ValueError("no piece of a film")
            while head := file.read(HEAD.size):
                if len(head) != HEAD.size:
                    raise ValueError("cut off")
                pts, dts, duration, whole, size = HEAD.unpack(head)
                data = file.read(min(size, left))
                if len(data) != size:
                    raise ValueError("cut off")
                yield Encoded(pts, dts, duration, bool(whole), data)

    def _frames(self, piece: int) -> int:
        with open_file(self.path(piece)) as file:
            file.read(len(MAGIC))
            return int(struct.unpack("<I", file.read(4))[0])


def colours_of(frame: FilmFrame) -> np.ndarray:
    """Return a frame as uint8 [height, width, 3]."""
    return frame.colours() if isinstance(frame, PlacedPicture) else frame


def pieces(count: int) -> list[tuple[int, int]]:
    """Return the first frame of each piece, and the first behind it."""
    return [(start, min(count, start + PIECE)) for start in range(0, count, PIECE)]
