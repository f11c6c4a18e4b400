"""Bytes of a protocol buffer in, its fields out; nothing is believed about a length before the bytes are there."""

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MAX_VARINT_BYTES = 10

Field = tuple[int, int, int | bytes]


def varint(data: bytes, start: int) -> tuple[int, int]:
    """Read a number at `start`, seven bits a byte; returns it, 0..2^64 - 1, and where the next thing begins.

    Raises:
        ValueError: the data ends within it, or it is longer than 64 bits.
    """
    value = 0
    for i in range(MAX_VARINT_BYTES):
        if start + i >= len(data):
            raise ValueError("it ends within a number")
        byte = data[start + i]
        value |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            if value >> 64:
                break
            return value, start + i + 1
    raise ValueError("a number has more than 64 bits")


def fields(data: bytes) -> Iterator[Field]:
    """Yield (field number, wire type, value) of a message, in the order that they are written; values are numbers, or bytes of wire type BYTES.

    Raises:
        ValueError: a damaged message, or one with groups, which nobody has written for twenty years.
    """
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if not number:
            raise ValueError("a field has the number 0")
        if wire == VARINT:
            value, at = varint(data, at)
            yield number, wire, value
            continue
        if wire == BYTES:
            size, at = varint(data, at)
        elif wire in (FIXED32, FIXED64):
            size = 4 if wire == FIXED32 else 8
        else:
            raise ValueError(f"a field has the wire type {wire}")
        if size > len(data) - at:
            raise ValueError("it ends within a field")
        piece, at = data[at : at + size], at + size
        yield number, wire, piece if wire == BYTES else int.from_bytes(piece, "little")


def signed(value: int) -> int:
    """Read a number of `varint` as int64, the way in which protocol buffers write negative ones."""
    return value - (1 << 64) if value >> 63 else value
