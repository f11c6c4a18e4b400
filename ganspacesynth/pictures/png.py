"""PNG files: pictures of -1..1 in, eight bits a channel out, with a text beside them; written here, so that no library of pictures is needed."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path, check_output, open_file, wrong_kind

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # channels, and how PNG calls them: gray, gray and alpha, RGB, RGBA
TOLD = b"ganspacesynth\0\0\0\0\0"  # a keyword; what follows is not packed, and in no language
MAX_TEXT_BYTES = 16 << 20  # that are read


def check_png(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Return the path of a PNG that may be written.

    Raises:
        InvalidInput: the name ends otherwise.
        OutputError: see `check_output`.
    """
    if Path(path).suffix.lower() != ".png":
        raise InvalidInput(f"A picture's file ends in .png. Received: {path}. Choose another name.", rule="file-ending")
    return check_output(path, force=force)


def to_bytes(picture: np.ndarray) -> np.ndarray:
    """Turn float [height, width, channels] of -1..1 into uint8; what lies beyond is cut off."""
    return np.rint(np.clip(picture * 127.5 + 127.5, 0.0, 255.0)).astype(np.uint8)


def write_png(path: str | os.PathLike[str], picture: np.ndarray, text: str = "", *, force: bool = False) -> Path:
    """Write a picture, whole or not at all.

    Args:
        path: ends in .png.
        picture: float [height, width, channels] of -1..1, of 1 to 4 channels.
        text: kept in the file under the keyword "ganspacesynth", in UTF-8.
        force: overwrite an existing file.

    Raises:
        InvalidInput: another ending, or another number of channels.
        OutputError: the file exists, or cannot be written.

    Source: W3C, Portable Network Graphics (PNG) Specification.
    """
    path = check_png(path, force=force)
    if picture.ndim != 3 or picture.shape[2] not in COLOURS or not picture.size:
        raise InvalidInput(
            f"A PNG holds [height, width, channels] with 1 to 4 channels. Received: shape {picture.shape}. Choose channels.", rule="picture-channels"
        )
    data = png_bytes(to_bytes(picture), text)
    with atomic_path(path, force=force) as temporary:
        temporary.write_bytes(data)
    return path


def png_bytes(picture: np.ndarray, text: str = "") -> bytes:
    """Return the bytes of a PNG.

    Args:
        picture: uint8 [height, width, channels], of 1 to 4 channels.
        text: as for `write_png`.
    """
    height, width, channels = picture.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # each begins with the number of its filter: none
    rows[:, 1:] = picture.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, COLOURS[channels], 0, 0, 0)
    told = TOLD + text.encode("utf-8")
    chunks = [(b"IHDR", head), *([(b"iTXt", told)] if text else []), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def read_text(path: str | os.PathLike[str]) -> str | None:
    """Return the text that `write_png` kept in a file, None where there is none.

    Raises:
        InvalidInput: no PNG, or one that cannot be read, or whose text is damaged.
    """
    path = Path(path)
    try:
        with open_file(path) as file:
            if file.read(len(SIGNATURE)) != SIGNATURE:
                raise InvalidInput(f"A picture's recipe is in a PNG. Received: {path}{wrong_kind(path)}. Check which file this is.", rule="png-file")
            while len(head := file.read(8)) == 8:
                size, kind = struct.unpack(">I4s", head)
                text = file.read(size) if kind == b"iTXt" and size <= MAX_TEXT_BYTES else None
                if text is not None and text.startswith(TOLD):
                    return text[len(TOLD) :].decode("utf-8")
                file.seek(4 if text is not None else size + 4, os.SEEK_CUR)  # a check sum is behind it
    except OSError as e:
        raise InvalidInput(f"The picture must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    except UnicodeDecodeError as e:
        raise InvalidInput(f"A picture's recipe is in UTF-8. Received: {path} ({e}). Make the picture anew.", rule="picture-text") from e
    return None


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
