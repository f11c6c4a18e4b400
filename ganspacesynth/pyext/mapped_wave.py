"""WAV files of the engine mapped into memory instead of read: samples in shared memory cost nothing until they are copied."""

import mmap
import os
import struct

import numpy as np

from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.files import open_file

FLOAT, EXTENSIBLE = 3, 0xFFFE
HEAD = struct.Struct("<4sI")


def map_wave(path: str | os.PathLike[str]) -> tuple[np.ndarray, int]:
    """Map a float32 mono WAV file.

    Args:
        path: as an engine says it.

    Returns:
        wave: float32 [samples], read-only; the file stays mapped until nobody holds the array.
        sample_rate: int, Hz.

    Raises:
        AudioError: no such file, another form of WAV, or none at all.
    """
    try:
        with open_file(path) as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as e:  # ValueError: it is empty
        raise AudioError(
            f"A sound's file must be there until it is read. Received: {path} ({e}). Ask for the sound again.", rule="existing-file"
        ) from e
    chunks = _chunks(data)
    form, samples = chunks.get(b"fmt "), chunks.get(b"data")
    kind = struct.unpack_from("<HHIIHH", data, form[0]) if form and form[1] >= 16 else None
    if form and kind and kind[0] == EXTENSIBLE and form[1] >= 26:  # what it is stands further back
        kind = (*struct.unpack_from("<H", data, form[0] + 24), *kind[1:])
    if kind is None or samples is None or (kind[0], kind[1], kind[5]) != (FLOAT, 1, 32):
        raise AudioError(
            f"A sound to be mapped must be a WAV file of 32-bit floats in one channel. Received: {path}. Use read_audio for others.",
            rule="mapped-wav",
        )
    wave = np.frombuffer(data, np.dtype("<f4"), samples[1] // 4, samples[0])
    return wave, int(kind[2])


def _chunks(data: mmap.mmap) -> dict[bytes, tuple[int, int]]:
    """Return where each chunk's content begins and how long it is; what runs over the end is cut there."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return {}
    found: dict[bytes, tuple[int, int]] = {}
    at = 12
    while at + HEAD.size <= len(data):
        name, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        found.setdefault(name, (at, min(size, len(data) - at)))
        at += size + size % 2
    return found
