"""Thumbnails of a wave for a page: a small spectrogram or a small sound file, as a data URI."""

import base64
import io
import struct
import zlib

import numpy as np

from ganspacesynth.audio.files.sound_files import rounded
from ganspacesynth.audio.sound_picture import FLOOR_DB, spectrogram
from ganspacesynth.core.errors import InvalidInput

ROWS, COLUMNS = 80, 128
# Every browser plays the first one; what libsndfile lacks is left out.
FORMATS = {"mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"), "flac": ("FLAC", "PCM_16", "audio/flac"), "wav": ("WAV", "PCM_16", "audio/wav")}
MAGMA = (  # red, green and blue of the map of that name. Source: N. Smith and S. van der Walt, A better default colormap (2015), CC0
    "AAAEAQAFAQEGAQEIAgEJAgILAgINAwMPAwMSBAQUBQQWBgUYBgUaBwYcCAceCQcgCggiCwkkDAkmDQopDgsrEAstEQwvEg0xEw00FA42FQ44Fg87GA89GRA/GhBCHBBE"
    "HRFHHhFJIBFLIRFOIhFQJBJTJRJVJxJYKRFaKhFcLBFfLRFhLxFjMRFlMxBnNBBpNhBrOBBsOQ9uOw9wPQ9xPw9yQA90Qg91RA92RRB3RxB4SRB4ShB5TBF6ThF7TxJ7"
    "URJ8UhN8VBN9VhR9VxV+WRV+WhZ+XBZ/XRd/Xxh/YBiAYhmAZBqAZRqAZxuAaByBahyBax2BbR2Bbh6BcB+Bch+BcyCBdSGBdiGBeCKBeSKCeyOCfCOCfiSCgCWCgSWB"
    "gyaBhCaBhieBiCeBiSiBiymBjCmBjiqBkCqBkSuBkyuAlCyAliyAmC2AmS2Amy5/nC5/ni9/oC9/oTB+ozB+pTF+pjF9qDJ9qjN9qzN8rTR8rjR7sDV7sjV7szZ6tTZ6"
    "tzd5uDd5ujh4vDl4vTl3vzp3wDp2wjt1xDx1xTx0xz1zyD5zyj5yzD9xzUBxz0Bw0EFv0kJv00Nu1URt1kVs2EVs2UZr20dq3Ehp3klo30po4Exn4k1m405l5E9k5VBk"
    "51Jj6FNi6VRi6lZh61dg7Fhg7Vpf7lte711e8F9e8WBd8mJd8mRc82Vc9Gdc9Glc9Wtc9mxc9m5c93Bc93Jc+HRc+HZc+Xhd+Xld+Xtd+n1e+n9e+oFf+4Nf+4Vg+4dh"
    "/Ilh/Ipi/Ixj/I5k/JBl/ZJm/ZRn/ZZo/Zhp/Zpq/Ztr/p1s/p9t/qFu/qNv/qVx/qdy/qlz/qp0/qx2/q53/rB4/rJ6/rR7/rZ8/rd+/rl//ruB/r2C/r+E/sGF/sKH"
    "/sSI/saK/siM/sqN/syP/s2Q/s+S/tGU/tOV/tWX/teZ/tia/dqc/dye/d6g/eCh/eKj/eOl/eWn/eep/emq/eus/Oyu/O6w/PCy/PK0/PS2/Pa4/Pe5/Pm7/Pu9/P2/"
)


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


def palette() -> bytes:
    """256 colours from black to pale yellow, as in all our pictures; known here, since pages are made where nothing that draws is installed."""
    return base64.b64decode(MAGMA)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
