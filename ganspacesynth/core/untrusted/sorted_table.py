"""Bytes of a sorted table in (LevelDB's file, and TensorFlow's `.index`), its keys and values out, every block checked by its CRC32C.

    block | its kind, CRC | block … | index block | footer

A block is entries and where among them keys begin anew. An entry is how much of its key is that of the key before, the rest of the key, and a
value. In the index block the values say where the other blocks are.
Source: leveldb, doc/table_format.md.
"""

from collections.abc import Iterator

from ganspacesynth.core.untrusted.crc32c import crc32c, masked
from ganspacesynth.core.untrusted.protobuf import varint

MAGIC = 0xDB4775248B80FB57
FOOTER_BYTES, TRAILER_BYTES, RESTART_BYTES = 48, 5, 4
MAX_KEY_BYTES = 1024
PLAIN, SNAPPY = 0, 1


class UnreadableKind(ValueError):
    """It may be whole, but is of a kind that is not read here."""


def read_table(data: bytes, *, max_entries: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield (key, value) of a whole table, keys rising.

    Args:
        data: the whole file.
        max_entries: more are refused.

    Raises:
        UnreadableKind: its blocks are compressed.
        ValueError: it is damaged.
    """
    if len(data) < FOOTER_BYTES or int.from_bytes(data[-8:], "little") != MAGIC:
        raise ValueError("its end is not that of an index")
    footer = data[-FOOTER_BYTES:-8]
    (start, size), at = _place(footer, 0)
    _block(data, start, size)  # about the table; there is nothing in it, and it must be whole all the same
    (start, size), _ = _place(footer, at)
    count, last = 0, None
    for _, value in _entries(_block(data, start, size)):
        (start, size), _ = _place(value, 0)
        for key, entry in _entries(_block(data, start, size)):
            if last is not None and key <= last:
                raise ValueError("its names do not rise")
            count, last = count + 1, key
            if count > max_entries:
                raise ValueError(f"it has more than {max_entries} names")
            yield key, entry


def _place(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    start, at = varint(data, at)
    size, at = varint(data, at)
    return (start, size), at


def _block(data: bytes, start: int, size: int) -> bytes:
    """Return a block's entries, without the table of restarts behind them."""
    if start + size + TRAILER_BYTES > len(data) - FOOTER_BYTES:
        raise ValueError("a block lies outside of it")
    block, kind, crc = data[start : start + size], data[start + size], data[start + size + 1 : start + size + TRAILER_BYTES]
    if masked(crc32c(data[start : start + size + 1])) != int.from_bytes(crc, "little"):
        raise ValueError("a block has another checksum")
    if kind != PLAIN:
        raise UnreadableKind(f"a block is compressed (kind {kind}{', snappy' if kind == SNAPPY else ''})")
    restarts = int.from_bytes(block[-RESTART_BYTES:], "little") if size >= RESTART_BYTES else size
    if RESTART_BYTES * (restarts + 1) > size:
        raise ValueError("a block is shorter than its table")
    return block[: size - RESTART_BYTES * (restarts + 1)]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, key = 0, b""
    while at < len(block):
        shared, at = varint(block, at)
        own, at = varint(block, at)
        size, at = varint(block, at)
        if shared > len(key) or own + size > len(block) - at:
            raise ValueError("an entry is longer than its block")
        if shared + own > MAX_KEY_BYTES:
            raise ValueError(f"a name is longer than {MAX_KEY_BYTES} bytes")
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + size]
        at += own + size
