"""Thumbnails of a wave for a page: a small spectrogram or a small sound file, as a data URI."""

import base64
import functools
import io
import struct
import zlib

import numpy as np

from ganspacesynth.audio.files.sound_files import rounded
from ganspacesynth.audio.picture import FLOOR_DB, spectrogram
from ganspacesynth.core.errors import InvalidInput

ROWS, COLUMNS = 80, 128
# Every browser plays the first one; what libsndfile lacks is left out.
FORMATS = {"mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"), "flac": ("FLAC", "PCM_16", "audio/flac"), "wav": ("WAV", "PCM_16", "audio/wav")}


def sound_format(wanted: str | None = None) -> str:
    """Return the format to embed sounds in: the one wanted, or the smallest that this machine can write.

    Raises:
        InvalidInput: no such format, or this machine's libsndfile cannot write it.
    """
    import soundfile

    there = [name for name, (form, _, _) in FORMATS.items() if form in soundfile.available_formats()]
    if wanted is None:
        return there[0]
    if wanted not in there:
        raise InvalidInput(
            f"Sounds of a page are {', '.join(there)} here. Received: {wanted}. Choose one of these, or update libsndfile.", rule="page-sound-format"
        )
    return wanted


def sound_text(wave: np.ndarray, sample_rate: int, form: str) -> str:
    """Return a sound as base64 of a file; samples must be in -1..1."""
    import soundfile

    container, subtype, _ = FORMATS[form]
    buffer = io.BytesIO()
    soundfile.write(buffer, rounded(wave, subtype), sample_rate, format=container, subtype=subtype)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def levels(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return a sound's spectrogram, float32 [rows, columns], dB, the highest frequency first."""
    picture, _ = spectrogram(wave, sample_rate, rows=ROWS)
    edges = np.linspace(0, picture.shape[1], min(COLUMNS, picture.shape[1]), endpoint=False).astype(int)
    return np.maximum.reduceat(picture, edges, axis=1)[::-1]


def picture_text(picture: np.ndarray, loudest: float) -> str:
    """Return `levels` as a data URI of a PNG; black is 80 dB under `loudest`."""
    shades = np.clip(np.round(255 * (1.0 + (picture - loudest) / -FLOOR_DB)), 0, 255).astype(np.uint8)
    return "data:image/png;base64," + base64.b64encode(png(shades, palette())).decode("ascii")


def png(pixels: np.ndarray, colours: bytes) -> bytes:
    """Return a PNG of uint8 [rows, columns] into a palette of 256 RGB colours."""
    rows, columns = pixels.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels], axis=1)  # each line begins with its filter: none
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


@functools.cache
def palette() -> bytes:
    """256 colours from black to pale yellow, as in all our pictures."""
    import matplotlib

    return (np.array(matplotlib.colormaps["magma"].colors) * 255).round().astype(np.uint8).tobytes()  # type: ignore[attr-defined]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
