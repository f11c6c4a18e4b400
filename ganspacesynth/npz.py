"""Arrays from strangers: an .npz read with every name, shape and size checked before a byte of it is unpacked."""

import math
import os
import struct
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError

import numpy as np

from ganspacesynth.errors import GanSpaceSynthError

MAX_BYTES = 4 << 30
MAX_ARRAYS = 10_000
KINDS = "biufU"  # plain numbers and short texts; never objects
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, zlib and NumPy raise on files that are damaged, or made to harm.
DAMAGE = (
    *(ValueError, TypeError, KeyError, IndexError, EOFError, SyntaxError, RuntimeError, NotImplementedError, OverflowError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, struct.error, TokenError),
)


def read_npz(path: str | os.PathLike[str], error: type[GanSpaceSynthError], *, max_bytes: int = MAX_BYTES) -> dict[str, np.ndarray]:
    """Return {name: array} of an .npz file.

    Args:
        path: the file.
        error: what to raise; every failure becomes this exception and names the file.
        max_bytes: of all arrays together, unpacked.

    Raises:
        error: missing, truncated or foreign file, object arrays, or more than `max_bytes`.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_ARRAYS:
                raise error(f"An array file may hold at most {MAX_ARRAYS} arrays. Received: {path} with {len(members)}.")
            total = sum(_declared_bytes(archive, member) for member in members)
            if total > max_bytes:
                raise error(f"The arrays of this file may take at most {max_bytes} bytes. Received: {path} with {total}.")
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({e.strerror or e}). Check the path.") from e
    except DAMAGE as e:
        raise error(f"The file must be a whole .npz of plain arrays. Received: {path} ({e}). Fetch or make it again.") from e


def _declared_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
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
        size = math.prod(shape) * dtype.itemsize
        if min(shape, default=0) < 0 or size + file.tell() != member.file_size:
            raise ValueError(f"{member.filename} says it holds {size} bytes but does not")
        return size
