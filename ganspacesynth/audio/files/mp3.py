"""Frames of an MP3 file, counted: decoders guess the length of one without an index, and some stop where they guessed.

Source: ISO/IEC 11172-3 and 13818-3, the frame header; the index ("Xing" or "Info") is everybody's custom.
"""

import io
import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.audio.files.sound_formats import tag_bytes
from ganspacesynth.core.files import open_file

BIT_RATES = {  # kbit/s by (MPEG 1, layer)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by MPEG version
INDEX_BIT_RATE = 9  # a row of the table: 128 or 80 kbit/s, long enough a frame for an index
MAX_FRAME = 1152  # samples
MAX_SEARCH = 1 << 16  # bytes of something else that are looked through for the next frame
INDICES = (b"Xing", b"Info", b"VBRI")


@dataclass(frozen=True)
class Mp3Frame:
    """The header of one frame: bytes, samples, Hz, layer, and where an index would stand in it."""

    size: int
    samples: int
    sample_rate: int
    layer: int
    index_at: int


@dataclass(frozen=True)
class Frames:
    """What an MP3 file holds.

    Attributes:
        samples: of all whole frames, those of an index left out.
        sample_rate: Hz, of the first.
        start: byte at which the first begins.
        header: its four bytes.
        indexed: whether the first is an index.
    """

    samples: int
    sample_rate: int
    start: int
    header: bytes
    indexed: bool


def parse_frame(header: bytes) -> Mp3Frame | None:
    """Return what four bytes say, or None where they are no header of a frame (those of a free bit rate are none here)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    row, rate, padded = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer == 4 or row in (0, 15) or rate == 3:
        return None
    first, mono = version == 3, header[3] >> 6 == 3
    hertz, bits = SAMPLE_RATES[version][rate], 1000 * BIT_RATES[first, layer][row - 1]
    if layer == 1:
        return Mp3Frame(4 * (12 * bits // hertz + padded), 384, hertz, 1, 0)
    samples = 576 if layer == 3 and not first else 1152
    index_at = 4 + ((17 if mono else 32) if first else (9 if mono else 17))
    return Mp3Frame(samples // 8 * bits // hertz + padded, samples, hertz, layer, index_at)


def count_frames(path: str | os.PathLike[str]) -> Frames | None:
    """Walk from frame to frame; None where there is no row of two, or the file cannot be looked at."""
    try:
        with open_file(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _walk(data)
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None


def with_index(path: str | os.PathLike[str], frames: Frames) -> io.RawIOBase:
    """Return the file with an index in front that tells how many samples follow, as a file to read."""
    first = parse_frame(frames.header)
    if first is None or first.layer != 3:
        raise ValueError("only layer III has an index")
    bare = bytes([0xFF, frames.header[1] | 1, INDEX_BIT_RATE << 4 | frames.header[2] & 0x0C, frames.header[3]])  # no checksum, no padding
    made = parse_frame(bare)
    if made is None:
        raise ValueError("no such frame")
    index = bare.ljust(made.index_at, b"\0") + b"Info" + struct.pack(">II", 1, -(-frames.samples // first.samples))
    return _Joined(index.ljust(made.size, b"\0"), Path(path), frames.start)


def _walk(data: mmap.mmap) -> Frames | None:
    at = start = _first(data, tag_bytes(data))
    if start < 0:
        return None
    header = data[start : start + 4]
    first = parse_frame(header)
    if first is None:
        return None
    places = (start + first.index_at, start + 36)  # of Xing's or LAME's, and of Fraunhofer's
    indexed = any(data[place : place + 4] in INDICES for place in places)
    samples = -first.samples if indexed else 0
    while at + 4 <= len(data):
        frame = parse_frame(data[at : at + 4])
        if frame is None or frame.sample_rate != first.sample_rate:
            at = _first(data, at + 1)
            if at < 0:
                break
        elif at + frame.size > len(data):
            break
        else:
            samples, at = samples + frame.samples, at + frame.size
    return Frames(max(samples, 0), first.sample_rate, start, header, indexed)


def _first(data: mmap.mmap, at: int) -> int:
    """The next frame with another one right behind it, -1 where there is none near."""
    stop = min(len(data), at + MAX_SEARCH)
    while (at := data.find(b"\xff", at, stop)) >= 0:
        frame = parse_frame(data[at : at + 4])
        if frame is not None and parse_frame(data[at + frame.size : at + frame.size + 4]) is not None:
            return at
        at += 1
    return -1


class _Joined(io.RawIOBase):
    """Some bytes, then a file from a place on, as one file."""

    def __init__(self, before: bytes, path: Path, start: int) -> None:
        self._before, self._start = before, start
        self._file = open_file(path)  # closed with this
        self._size = len(before) + max(0, os.fstat(self._file.fileno()).st_size - start)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at < len(self._before):
            part = self._before[self._at : self._at + len(buffer)]
        else:
            self._file.seek(self._start + self._at - len(self._before))
            part = self._file.read(len(buffer))
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()
