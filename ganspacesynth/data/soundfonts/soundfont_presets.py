"""Preset names of a soundfont, in whatever text encoding they were written.

Source: SoundFont Technical Specification 2.04, section 7.2 (the PHDR sub-chunk).
"""

import struct

RECORD = struct.Struct("<20sHHHIII")  # name, program, bank, and what is of no interest here
MAX_CHUNKS = 10_000
NEIGHBOURS = (b"LIST", b"phdr")  # what the chunks behind which one looks begin with


def preset_names(data: bytes) -> dict[tuple[int, int], str]:
    """Return {(bank, program): name}; empty where there is no list of presets."""
    table = _chunk(data, 12, len(data), b"pdta")
    presets = table and _chunk(data, table[0], table[1], b"phdr")
    if not presets:
        return {}
    whole = (presets[1] - presets[0]) // RECORD.size * RECORD.size
    records = list(RECORD.iter_unpack(data[presets[0] : presets[0] + whole]))
    return {(bank, program): _text(name) for name, program, bank, *_ in reversed(records[:-1])}  # the last record ends the list


def _chunk(data: bytes, at: int, stop: int, wanted: bytes) -> tuple[int, int] | None:
    """Return where the content of a chunk, or of a list of that kind, begins and ends."""
    for _ in range(MAX_CHUNKS):
        if at + 8 > stop:
            return None
        name, length = struct.unpack_from("<4sI", data, at)
        begin, end = at + 8, min(stop, at + 8 + length)
        if name == b"LIST" and data[begin : begin + 4] == wanted:
            return begin + 4, end
        if name == wanted:
            return begin, end
        at = end + _fill(data, end, length)
    return None


def _fill(data: bytes, end: int, length: int) -> int:
    """Return how many bytes follow a chunk so that the next begins at an even place; MuseScore's sf3 files leave them out."""
    return 0 if data[end : end + 4] in NEIGHBOURS else length % 2


def _text(name: bytes) -> str:
    """Read a name: UTF-8 where it is that, else Latin-1, which any bytes are; without what no terminal should be sent."""
    name = name.partition(b"\0")[0]
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("latin-1")
    return "".join(letter for letter in text if letter.isprintable()).strip()
