"""The .npz reader for untrusted files: every name, shape and size is checked before a byte is unpacked."""

import math
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import open_file

MAX_BYTES = 4 << 30
MAX_ARRAYS = 10_000
KINDS = "biufU"  # plain numbers and short texts; never objects
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, zlib and NumPy raise on files that are damaged, or made to harm.
DAMAGE = (
    *(ValueError, TypeError, KeyError, IndexError, EOFError, SyntaxError, RuntimeError, NotImplementedError, OverflowError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, struct.error, TokenError),
)


@dataclass(frozen=True)
class Header:
    """What an array says of itself before it is unpacked."""

    shape: tuple[int, ...]
    dtype: np.dtype

    @property
    def bytes(self) -> int:
        """What it takes unpacked."""
        return math.prod(self.shape) * self.dtype.itemsize


Check = Callable[[Mapping[str, Header]], None]


def read_npz(
    path: str | os.PathLike[str], error: type[GanSpaceSynthError], *, max_bytes: int = MAX_BYTES, check: Check | None = None
) -> dict[str, np.ndarray]:
    """Return {name: array} of an .npz file.

    Args:
        path: the file.
        error: what to raise; every failure becomes this exception and names the file.
        max_bytes: of all arrays together, unpacked.
        check: called with {name: header} before anything is unpacked; what it raises passes through.

    Raises:
        error: missing, truncated or foreign file, object arrays, or more than `max_bytes`.
    """
    path = Path(path)
    try:
        with open_file(path) as opened:
            with zipfile.ZipFile(opened) as archive:
                members = archive.infolist()
                if len(members) > MAX_ARRAYS:
                    raise error(f"An array file may hold at most {MAX_ARRAYS} arrays. Received: {path} with {len(members)}.", rule="array-count")
                headers = {member.filename.removesuffix(".npy"): _header(archive, member) for member in members}
            if len(headers) < len(members):
                raise ValueError("two arrays of one name")
            total = sum(header.bytes for header in headers.values())
            if total > max_bytes:
                raise error(f"The arrays of this file may take at most {max_bytes} bytes. Received: {path} with {total}.", rule="unpacked-size")
            if check is not None:
                check(headers)
            opened.seek(0)
            with np.load(opened, allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
    except error:
        raise
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({e.strerror or e}). Check the path.", rule="readable-file") from e
    except DAMAGE as e:
        raise error(f"The file must be a whole .npz of plain arrays. Received: {path} ({e}). Fetch or make it again.", rule="whole-npz") from e


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Header:
    """Read one array's header; raise ValueError unless its size is what the archive says it holds."""
    if member.compress_type not in PACKED:
        raise ValueError(f"{member.filename} is packed in another way than NumPy does")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):  # later versions allow headers of 4 GB, which only arrays of records need
            raise ValueError(f"{member.filename} has the array format {version}")
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        if dtype.kind not in KINDS or dtype.hasobject:
            raise ValueError(f"{member.filename} holds {dtype}")
        header = Header(shape, dtype)
        if min(shape, default=0) < 0 or header.bytes + file.tell() != member.file_size:
            raise ValueError(f"{member.filename} says it holds {header.bytes} bytes but does not")
        return header
