"""Writes checkpoints as TensorFlow does, in plain Python: whole ones, ones of kinds that it no longer writes, and wrong ones with right checksums."""

from pathlib import Path

import numpy as np

from ganspacesynth.core.untrusted.crc32c import crc32c, masked

NUMBERS = {"f4": 1, "f8": 2, "i4": 3, "u1": 4, "i2": 5, "i1": 6, "i8": 9, "u2": 17, "f2": 19, "u4": 22, "u8": 23}
MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")


def varint(value):
    written = bytearray()
    while value >= 0x80:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def number(field, value):
    return varint(field << 3) + varint(value)


def fixed(field, value):
    return varint(field << 3 | 5) + value.to_bytes(4, "little")


def message(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def shape_of(sizes):
    """TensorShapeProto."""
    return b"".join(message(2, number(1, size)) for size in sizes)


def header(shards=1, endianness=0, version=b"\x08\x01"):
    """BundleHeaderProto."""
    return number(1, shards) + (number(2, endianness) if endianness else b"") + message(3, version)


def entry(value, *, shard=0, offset=0, order="<", **other):
    """BundleEntryProto of an array, and its bytes; `other` are fields that shall be another: kind, shape, size, crc, or `more` bytes."""
    stored = np.asarray(value)
    stored = stored.astype(stored.dtype.newbyteorder(order))
    data = stored.tobytes()
    kind = other.get("kind", NUMBERS[stored.dtype.str[1:]])
    crc = other.get("crc", masked(crc32c(data)))
    told = number(1, kind) + message(2, other.get("shape", shape_of(stored.shape))) + number(3, shard) + number(4, offset)
    return told + number(5, other.get("size", len(data))) + fixed(6, crc) + other.get("more", b""), data


def block(pairs, *, restart=16, kind=0):
    """A block with its trailer; every `restart` entries the names begin anew."""
    written, restarts, before = bytearray(), [], b""
    for i, (key, value) in enumerate(pairs):
        shared = 0
        if i % restart:
            shared = next((n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), min(len(before), len(key)))
        else:
            restarts.append(len(written))
        written += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    restarts = restarts or [0]
    return sealed(written + b"".join(place.to_bytes(4, "little") for place in [*restarts, len(restarts)]), kind)


def sealed(data, kind=0):
    data = bytes(data) + bytes([kind])
    return data + masked(crc32c(data)).to_bytes(4, "little")


def table(pairs, *, a_block=5, **how):
    """A sorted table of (key, value); `a_block` entries in each block."""
    file, places = bytearray(), []
    for start in range(0, len(pairs), a_block):
        part = pairs[start : start + a_block]
        written = block(part, **how)
        places.append((part[-1][0], varint(len(file)) + varint(len(written) - 5)))
        file += written
    return finished(file, places)


def finished(file, places):
    """Blocks -> a whole file, with index block and footer."""
    file = bytearray(file)
    handles = b""
    for written in (block([]), block(places)):
        handles += varint(len(file)) + varint(len(written) - 5)
        file += written
    return bytes(file) + handles.ljust(40, b"\0") + MAGIC


def write_bundle(prefix, variables, *, shards=1, order="<", head=None, **how):
    """Write {name: array} in turn into `shards` shards, with `how` a table is written."""
    prefix = Path(prefix)
    prefix.parent.mkdir(parents=True, exist_ok=True)
    files, entries = [bytearray() for _ in range(shards)], []
    for i, (name, value) in enumerate(variables.items()):
        told, data = entry(value, shard=i % shards, offset=len(files[i % shards]), order=order)
        files[i % shards] += data
        entries.append((name.encode(), told))
    for i, file in enumerate(files):
        prefix.with_name(f"{prefix.name}.data-{i:05d}-of-{shards:05d}").write_bytes(file)
    write_index(prefix, table([(b"", head or header(shards, int(order == ">"))), *sorted(entries)], **how))
    return prefix


def write_index(prefix, data):
    Path(f"{prefix}.index").write_bytes(data)


def one_variable(prefix, *, name=b"x", value=(1.0, 2.0), head=None, **other):
    """Write a checkpoint of one variable, whose entry says something else than is there."""
    told, data = entry(np.asarray(value, np.float32), **other)
    Path(f"{prefix}.data-00000-of-00001").write_bytes(data)
    write_index(prefix, table([(b"", head or header()), (name, told)]))
    return prefix
