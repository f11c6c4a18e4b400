"""Frames and a soundtrack in, a folder out: a PNG for each frame, the sound as WAV, and frames.json, which says how fast they follow each other."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import VIDEO, write_document
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.pictures.png import png_bytes
from ganspacesynth.video.soundtrack import Soundtrack
from ganspacesynth.video.writing.workshop import Frames, Workshop, colours_of, pieces

LARGEST_WAV = 4_000_000_000  # bytes; beyond, the same with longer numbers of bytes
OURS = ("frame_*.png", "sound.wav", "frames.json")


def write_folder(
    folder: Path,
    frames: Frames,
    count: int,
    sound: Soundtrack,
    document: Mapping[str, Any],
    workshop: Workshop | None = None,
    progress: Progress = quiet,
) -> None:
    """Write frames as `frame_000000.png` and on, whose numbers are exact moments: k / fps.

    Args:
        folder: an empty one.
        frames: makes some of the frames, when they are needed.
        count: of frames.
        sound: as long as the frames.
        document: what made it.
        workshop: where pictures are kept until all are there, on the same disk.
        progress: told of pictures that were there already.

    Raises:
        OSError: it cannot be written.
    """
    import soundfile

    made = folder if workshop is None else workshop.folder
    for first, behind in pieces(count):
        names = [f"frame_{number:06d}.png" for number in range(first, behind)]
        if all((made / name).exists() for name in names):
            progress(behind, count)
            continue
        for name, frame in zip(names, frames(first, behind), strict=True):
            with atomic_path(made / name, force=True) as temporary:
                temporary.write_bytes(png_bytes(colours_of(frame)))
    if workshop is not None:
        for number in range(count):
            os.replace(made / f"frame_{number:06d}.png", folder / f"frame_{number:06d}.png")
    kind = "WAV" if 3 * sound.samples * sound.channels < LARGEST_WAV else "RF64"
    try:
        with soundfile.SoundFile(folder / "sound.wav", "w", sound.sample_rate, sound.channels, "PCM_24", format=kind) as file:
            for block in sound.blocks():
                file.write(block)
    except (soundfile.SoundFileError, AssertionError) as e:  # soundfile asserts that all was written
        raise OSError(errno.ENOSPC, "not all was written") from e
    write_document(folder / "frames.json", VIDEO, {**document, "frames": count})
