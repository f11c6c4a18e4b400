"""What lies in a folder of anybody's sounds: a folder in, its files, their lengths and their kind out; what cannot be read is said."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.core.errors import AudioError, DatasetError
from ganspacesynth.data.sample_folder import check_sounds_folder, find_audio
from ganspacesynth.data.schema import parse_name

LONG = 1.5  # samples' lengths from which on a file is a recording; two thirds of the next piece would be lost otherwise


@dataclass(frozen=True)
class FolderLook:
    """What lies in a folder.

    Attributes:
        folder: where.
        kind: "recordings", "notes" or "sounds".
        files: those that can be read.
        refused: (file, why) of the others.
        lengths: of each, seconds.
        seconds: of all files together.
        rates, channels: that occur.
        least_s: seconds from which on a file is cut; shorter ones are padded.
    """

    folder: Path
    kind: str
    files: tuple[Path, ...]
    refused: tuple[tuple[Path, str], ...]
    lengths: tuple[float, ...]
    rates: tuple[int, ...]
    channels: tuple[int, ...]
    least_s: float

    @property
    def seconds(self) -> float:
        """Of all files together."""
        return sum(self.lengths)

    @property
    def short(self) -> int:
        """How many are shorter than a recording that is cut."""
        return sum(seconds < self.least_s for seconds in self.lengths) if self.kind == "recordings" else 0

    @property
    def digest(self) -> str:
        """Hex digest of names and sizes: other sounds are another run."""
        listed = sorted((path.relative_to(self.folder).as_posix(), path.stat().st_size) for path in self.files)
        return hashlib.sha256(repr(listed).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def look(folder: str | os.PathLike[str], duration_s: float) -> FolderLook:
    """Look at the sound files of a folder.

    Args:
        folder: with all below it.
        duration_s: of a sample, seconds.

    Raises:
        DatasetError: no folder, or nothing in it can be read.
    """
    folder = check_sounds_folder(folder)
    lengths: dict[Path, float] = {}
    refused, rates, channels = [], set(), set()
    for path in find_audio([folder]):
        try:
            sound = open_sound(path)
            frames = sum(map(len, sound.blocks())) if sound.frames is None else sound.frames
        except AudioError as e:
            refused.append((path, f"it cannot be read. {e}"))
            continue
        if not frames:
            refused.append((path, "it is empty"))
            continue
        lengths[path] = frames / sound.sample_rate
        rates.add(sound.sample_rate)
        channels.add(sound.channels)
    if not lengths:
        raise DatasetError(
            f"Training needs sounds that can be read. Received: {folder}, where none of {len(refused)} can: {first_refused(refused)}.",
            rule="readable-audio",
        )
    long = sum(seconds for seconds in lengths.values() if seconds >= LONG * duration_s)
    total = sum(lengths.values())
    kind = "recordings" if long > total / 2 else "notes" if all(map(_is_named, lengths)) else "sounds"
    return FolderLook(
        folder, kind, tuple(lengths), tuple(refused), tuple(lengths.values()), tuple(sorted(rates)), tuple(sorted(channels)), LONG * duration_s
    )


def _is_named(path: Path) -> bool:
    try:
        parse_name(path.stem)
    except DatasetError:
        return False
    return True


def first_refused(refused: list[tuple[Path, str]]) -> str:
    """Say the first file that cannot be used, and why."""
    return f"{refused[0][0].name}: {refused[0][1]}" if refused else "there is none"
