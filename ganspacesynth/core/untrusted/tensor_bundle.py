"""A TensorFlow checkpoint in (`PREFIX.index` and raw shards beside it), arrays out by name; no TensorFlow, and only what is asked for is read.

The index is a sorted table: under the empty name how many shards there are, under each variable's name its kind, shape, place and CRC32C.
Source: tensorflow/core/protobuf/tensor_bundle.proto.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError, brief
from ganspacesynth.core.files import open_file, wrong_kind
from ganspacesynth.core.untrusted.crc32c import crc32c, masked
from ganspacesynth.core.untrusted.protobuf import BYTES, FIXED32, VARINT, fields, signed
from ganspacesynth.core.untrusted.sorted_table import UnreadableKind, read_table

MAX_INDEX_BYTES = 16 << 20
MAX_ENTRIES = 20_000  # a full-size training has 300
MAX_SHARDS = 1000
MAX_DIMENSIONS = 32
VERSION = 1  # of the format: the newest there is
FETCH = "Fetch the model again."
# Number in types.proto -> NumPy's; what is no number of NumPy's is not read.
DTYPES = {1: "f4", 2: "f8", 3: "i4", 4: "u1", 5: "i2", 6: "i1", 9: "i8", 17: "u2", 19: "f2", 22: "u4", 23: "u8"}
# Fields of BundleHeaderProto, BundleEntryProto, VersionDef, TensorShapeProto and its Dim.
SHARDS, ENDIANNESS, HEADER_VERSION, MIN_CONSUMER = 1, 2, 3, 2
DTYPE, SHAPE, SHARD, OFFSET, SIZE, CRC, SLICES = 1, 2, 3, 4, 5, 6, 7
DIMENSION, DIMENSION_SIZE, UNKNOWN_RANK = 2, 1, 3


@dataclass(frozen=True)
class _Entry:
    """Where a variable is, and what."""

    kind: int
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    crc: int
    sliced: bool


class TensorBundle:
    """An open checkpoint. Opening reads the index, `read` the one variable.

    Attributes:
        shapes: of all variables, by name.
    """

    def __init__(self, prefix: str | os.PathLike[str], error: type[GanSpaceSynthError]) -> None:
        """Read the index.

        Args:
            prefix: the path without `.index`.
            error: what to raise; every failure becomes this exception and names the file.

        Raises:
            error: missing, damaged or of a kind that is not read here.
        """
        self._prefix, self._error = Path(prefix), error
        index = self._beside(".index")
        with self._told(index):
            self._shards, self._order, self._entries = _parse(_whole(index))
        self.shapes: dict[str, tuple[int, ...]] = {name: entry.shape for name, entry in self._entries.items()}

    def read(self, name: str) -> np.ndarray:
        """Return a variable, its checksum checked, in the kind of number that it has there.

        Args:
            name: one of `shapes`.

        Raises:
            error: its shard is missing or damaged, or it holds no numbers.
        """
        entry = self._entries[name]
        if entry.kind not in DTYPES:
            raise self._error(
                f"The checkpoint must hold numbers. Received: {brief(name)} of TensorFlow's kind {entry.kind} in {self._prefix}. {FETCH}",
                rule="numeric-weights",
            )
        file = self._beside(f".data-{entry.shard:05d}-of-{self._shards:05d}")
        with self._told(file, name):
            return self._array(file, entry)

    def _array(self, file: Path, entry: _Entry) -> np.ndarray:
        dtype = np.dtype(self._order + DTYPES[entry.kind])
        if entry.sliced:
            raise UnreadableKind("it is stored in slices")
        if entry.size != math.prod(entry.shape) * dtype.itemsize:
            raise ValueError(f"{entry.size} bytes for the shape {entry.shape}")
        with open_file(file) as opened:
            if entry.offset + entry.size > os.fstat(opened.fileno()).st_size:
                raise ValueError("the file ends before it")
            data = np.empty(entry.size, np.uint8)
            opened.seek(entry.offset)
            if opened.readinto(data) != entry.size:  # type: ignore[attr-defined]
                raise ValueError("the file ends within it")
        if masked(crc32c(data)) != entry.crc:
            raise ValueError("it has another checksum")
        return data.view(dtype).reshape(entry.shape).astype(dtype.newbyteorder("="), copy=False)

    def _beside(self, ending: str) -> Path:
        return self._prefix.with_name(self._prefix.name + ending)

    @contextmanager
    def _told(self, file: Path, name: str | None = None) -> Iterator[None]:
        """Turn what is wrong with a file into the error, and say which variable was wanted."""
        where = f"{file}{'' if name is None else f', variable {brief(name)}'}"
        try:
            yield
        except FileNotFoundError as e:
            raise self._error(f"The checkpoint must be whole. Received: {where}: no such file. {FETCH}", rule="whole-checkpoint") from e
        except OSError as e:
            raise self._error(f"The file must be readable. Received: {where} ({e.strerror or e}). Check the path.", rule="readable-file") from e
        except UnreadableKind as e:
            text = f"The checkpoint must be as TensorFlow writes them. Received: {where} ({e}). Save it again with tf.train.Saver."
            raise self._error(text, rule="known-checkpoint") from e
        except (ValueError, MemoryError) as e:
            reason = "too large for this machine" if isinstance(e, MemoryError) else f"{e}{wrong_kind(file) if name is None else ''}"
            raise self._error(f"The checkpoint must be whole. Received: {where} ({reason}). {FETCH}", rule="whole-checkpoint") from e


def _whole(index: Path) -> bytes:
    with open_file(index) as file:
        data = file.read(MAX_INDEX_BYTES + 1)
    if len(data) > MAX_INDEX_BYTES:
        raise ValueError(f"an index has at most {MAX_INDEX_BYTES} bytes")
    return data


def _parse(data: bytes) -> tuple[int, str, dict[str, _Entry]]:
    """Return the number of shards, NumPy's sign of their byte order, and the entries by name."""
    table = read_table(data, max_entries=MAX_ENTRIES)
    name, value = next(table, (None, b""))
    if name != b"":
        raise ValueError("it begins without a header")
    shards, order = _header(value)
    entries = {_text(name): _entry(value) for name, value in table if b"\0" not in name}  # names with a 0: slices of other variables
    if strays := [name for name, entry in entries.items() if entry.shard >= shards]:
        raise ValueError(f"{brief(strays[0])} is in a shard that there is not")
    return shards, order, entries


def _text(name: bytes) -> str:
    return name.decode("utf-8")  # its error is a ValueError


def _header(data: bytes) -> tuple[int, str]:
    numbers, messages = _fields(data)
    least = next((_fields(message)[0].get(MIN_CONSUMER, 0) for message in messages.get(HEADER_VERSION, ())), 0)
    if least > VERSION:
        raise UnreadableKind(f"it wants a reader of version {least}")
    shards, endianness = numbers.get(SHARDS, 0), numbers.get(ENDIANNESS, 0)
    if not 1 <= shards <= MAX_SHARDS or endianness not in (0, 1):
        raise ValueError(f"{shards} shards, byte order {endianness}")
    return shards, "<>"[endianness]


def _entry(data: bytes) -> _Entry:
    numbers, messages = _fields(data)
    shapes = messages.get(SHAPE, [b""])
    return _Entry(
        numbers.get(DTYPE, 0),
        _shape(shapes[-1]),
        numbers.get(SHARD, 0),
        numbers.get(OFFSET, 0),
        numbers.get(SIZE, 0),
        numbers.get(CRC, 0),
        bool(messages.get(SLICES)),
    )


def _shape(data: bytes) -> tuple[int, ...]:
    numbers, messages = _fields(data)
    sizes = tuple(signed(_fields(message)[0].get(DIMENSION_SIZE, 0)) for message in messages.get(DIMENSION, ()))
    if numbers.get(UNKNOWN_RANK) or len(sizes) > MAX_DIMENSIONS or min(sizes, default=0) < 0:
        raise ValueError("a variable without a shape")
    return sizes


def _fields(data: bytes) -> tuple[dict[int, int], dict[int, list[bytes]]]:
    """Return a message's numbers (the last of each field) and its texts and messages, by field."""
    numbers: dict[int, int] = {}
    messages: dict[int, list[bytes]] = {}
    for number, wire, value in fields(data):
        if wire == BYTES:
            messages.setdefault(number, []).append(value)  # type: ignore[arg-type]
        elif wire in (VARINT, FIXED32):
            numbers[number] = value  # type: ignore[assignment]
    return numbers, messages
