"""OSC messages encoded and decoded: the types that vanilla Pd knows."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import brief
from ganspacesynth.engine.messages import Value

MAX_DATAGRAM = 65_507
MAX_NESTED = 8
BUNDLE = b"#bundle\0"
HEAD = 16  # bytes of a bundle before its first element: its name and its time

_NUMBERS = {"i": ">i", "f": ">f", "d": ">d", "h": ">q"}
_FOREIGN = {"r": ("a colour", 4), "m": ("a MIDI message", 4), "t": ("a time", 8), "N": ("nil", 0), "I": ("an impulse", 0)}


class Broken(ValueError):
    """Bytes that are no OSC; its text is what was found."""


@dataclass(frozen=True, repr=False)
class Foreign:
    """A value of a type that the command table has no place for: it is named where it is refused."""

    kind: str

    def __repr__(self) -> str:
        return f"{self.kind} of OSC"


@dataclass(frozen=True)
class Message:
    """What one message of a datagram says.

    Attributes:
        address: as it was sent; "/" where it cannot be read.
        values: its arguments, or those before what is wrong.
        fault: what is wrong with it as OSC, None when nothing is.
    """

    address: str
    values: tuple[Any, ...] = ()
    fault: str | None = None


def decode(data: bytes) -> Iterator[Message]:
    """Yield the messages of a datagram, bundles opened, in their order; broken ones say what is wrong with them. Never raises.

    Times of bundles are not kept: everything is done when it comes.
    """
    opened = [iter((data,))]
    while opened:
        part = next(opened[-1], None)
        if part is None:
            opened.pop()
        elif part == b"":
            yield Message("/", fault="a bundle whose parts are longer than itself")
        elif not part.startswith(BUNDLE):
            yield _message(part)
        elif len(opened) > MAX_NESTED:
            yield Message("/", fault=f"bundles in more than {MAX_NESTED} bundles")
        else:
            opened.append(_elements(part))


def messages(data: bytes) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield address and values of each whole message of a datagram; broken ones are left out."""
    for message in decode(data):
        if message.fault is None:
            yield message.address, message.values


def encode(address: str, arguments: Sequence[Value]) -> bytes:
    """Return a message as a datagram, of types that vanilla Pd knows. Never raises: what no type fits is sent as a short text."""
    tags, data = ",", b""
    for value in arguments:
        tag, packed = _packed(value)
        tags, data = tags + tag, data + packed
    return _text(address) + _text(tags) + data


def _packed(value: Any) -> tuple[str, bytes]:
    """Return the type and the bytes of a value."""
    if isinstance(value, str):
        return "s", _text(value)
    if isinstance(value, bytes):
        return "b", struct.pack(">i", len(value)) + _padded(value)
    try:
        if isinstance(value, int) and -(2**31) <= value < 2**31:
            return "i", struct.pack(">i", value)
        return "f", struct.pack(">f", float(value))
    except OverflowError:  # beyond what 32 bits hold
        return "f", struct.pack(">f", float("inf") if value > 0 else float("-inf"))
    except (TypeError, ValueError):
        return "s", _text(brief(value))


def _text(text: str) -> bytes:
    """Return a text with its end, in whole words of four bytes."""
    return _padded(text.replace("\0", "").encode("utf-8", "replace") + b"\0")


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _elements(data: bytes) -> Iterator[bytes]:
    """Yield what is in a bundle: behind its head, each element with its length before it; b"" for one that is not all there."""
    at = HEAD
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 0 or at + 4 + size > len(data):
            yield b""
            return
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def _message(data: bytes) -> Message:
    values: list[Any] = []
    address = "/"
    try:
        address, at = _string(data, 0, "an address")
        if at < len(data):
            tags, at = _string(data, at, "its types")
            if not tags.startswith(","):
                raise Broken("data without their types")
            _arguments(tags[1:], data, at, values)
    except Broken as e:
        return Message(address, tuple(values), str(e))
    return Message(address, tuple(values))


def _arguments(tags: str, data: bytes, at: int, values: list[Any]) -> None:
    """Append what the types say; an array, however deep, is one foreign value."""
    depth = 0
    for tag in tags:
        if tag == "[":
            depth += 1
        elif tag == "]":
            depth -= 1
            if depth < 0:
                raise Broken("an array that ends before it begins")
            if depth == 0:
                values.append(Foreign("an array"))
        else:
            value, at = _argument(tag, data, at)
            if depth == 0:
                values.append(value)
    if depth:
        raise Broken("an array that does not end")


def _argument(tag: str, data: bytes, at: int) -> tuple[Any, int]:
    """Return a value and where the next one begins."""
    if tag in _NUMBERS:
        form = _NUMBERS[tag]
        end = _end(data, at, struct.calcsize(form))
        return struct.unpack_from(form, data, at)[0], end
    if tag in "sS":
        return _string(data, at, "a word")
    if tag in "TF":
        return int(tag == "T"), at
    if tag == "b":
        begin = _end(data, at, 4)
        size = struct.unpack_from(">i", data, at)[0]
        if size < 0:
            raise Broken("a blob of less than nothing")
        end = _end(data, begin, size)
        return data[begin:end], end + -end % 4
    if tag == "c":
        code = struct.unpack_from(">I", data, at)[0] if _end(data, at, 4) else 0
        return (chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else Foreign("a letter")), at + 4
    if tag in _FOREIGN:
        kind, size = _FOREIGN[tag]
        return Foreign(kind), _end(data, at, size)
    raise Broken(f"an argument of the unknown type {tag!r}")


def _string(data: bytes, at: int, what: str) -> tuple[str, int]:
    end = data.find(b"\0", at)
    if end < 0:
        raise Broken(f"data that end within {what}")
    try:
        return data[at:end].decode("utf-8"), end + 4 - (end - at) % 4
    except UnicodeDecodeError as e:
        raise Broken(f"{what} that is not UTF-8") from e


def _end(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise Broken("data that end before the last argument")
    return at + size
