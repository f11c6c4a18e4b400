"""Numbers, words and messages in, bytes of the protocol buffers format out: the little of it that an ONNX file needs.

Source: Protocol Buffers, "Encoding" (a tag is field number * 8 + wire type; whole numbers are varints of seven bits a byte).
"""

import struct
from collections.abc import Iterable

VARINT, LENGTH, FIXED32 = 0, 2, 5  # wire types
WORD = 1 << 64  # negative numbers are written as their two's complement in 64 bits


def number(field: int, value: int) -> bytes:
    """Write a whole number, -2^63 … 2^63 - 1."""
    return _varint(field << 3 | VARINT) + _varint(value % WORD)


def numbers(field: int, values: Iterable[int]) -> bytes:
    """Write whole numbers, one entry each."""
    return b"".join(number(field, value) for value in values)


def real(field: int, value: float) -> bytes:
    """Write a number as float32."""
    return _varint(field << 3 | FIXED32) + struct.pack("<f", value)


def message(field: int, *parts: bytes) -> bytes:
    """Write bytes, or the fields of a message within the message."""
    return b"".join((_varint(field << 3 | LENGTH), _varint(sum(map(len, parts))), *parts))


def text(field: int, value: str) -> bytes:
    """Write a word in UTF-8."""
    return message(field, value.encode())


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
