"""A SoundFont 2 file: samples of 16 bits and the tables that say which keys they answer, in one RIFF.

    RIFF sfbk ── LIST INFO   what it is
              ├─ LIST sdta   smpl: all samples one behind the other, 46 zeros behind each
              └─ LIST pdta   preset -> instrument -> zones (keys, velocities, loop) -> sample headers

Source: E-mu Systems, SoundFont Technical Specification, version 2.04 (2006), sections 4 to 7.
"""

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ganspacesynth.audio.files.sound_files import rounded
from ganspacesynth.composition.samplers.sampled_note import SampledNote, SamplerSettings
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.version import __version__

GUARD = 46  # zeros behind each sample (7.10)
ATTACK, RELEASE, KEYS, VELOCITIES, SAMPLE_MODE, PAN, INSTRUMENT, SAMPLE = 34, 38, 43, 44, 54, 17, 41, 53  # generators (8.1.2)
LOOPS, ONCE = 1, 0
LEFT, RIGHT, MONO = 4, 2, 1  # kinds of samples (7.10)
SIDE = 500  # of pan, in tenths of a per cent
SHORTEST_S = 0.001  # of an envelope's part: -12000 timecents
NAME_BYTES = 19
MAX_SAMPLES = (1 << 31) // 2 - 1  # of all together: a RIFF chunk that every reader can count
MAX_ZONES = 0xFFFF // 8


@dataclass
class _Tables:
    """What is known of the samples that were written."""

    headers: list[bytes] = field(default_factory=list)
    zones: list[list[tuple[int, bytes]]] = field(default_factory=list)
    length: int = 0


def write_soundfont(path: Path, name: str, notes: Iterable[SampledNote], settings: SamplerSettings) -> int:
    """Write a soundfont with one preset; samples are taken one at a time.

    Args:
        path: of the file, which is overwritten.
        name: of the preset.
        notes: the samples.
        settings: their envelope.

    Returns:
        How many samples of notes it holds.

    Raises:
        InvalidInput: sounds in turn, which the format does not know, or more than it can hold.
    """
    tables, count = _Tables(), 0
    with open(path, "wb") as file:
        info = _info(name)
        file.write(b"RIFF\0\0\0\0sfbk" + info + b"LIST\0\0\0\0sdtasmpl\0\0\0\0")
        begin = file.tell()
        for note in notes:
            if note.turns > 1:
                raise InvalidInput(
                    "A soundfont knows no sounds in turn. Received: robin. Let the velocity choose, or take another format.", rule="velocity-in-sf2"
                )
            _add(file, tables, note, f"{note.pitch:03d} {note.velocities[1]:03d}")
            count += 1
        size = file.tell() - begin
        file.write(_pdta(name, tables, settings))
        for place, value in ((4, file.tell() - 8), (begin - 16, size + 12), (begin - 4, size)):
            file.seek(place)
            file.write(struct.pack("<I", value))
    return count


def _add(file: BinaryIO, tables: _Tables, note: SampledNote, name: str) -> None:
    """Write a note's samples, one for each channel, and keep what the tables say of them."""
    channels = note.wave.shape[1]
    if tables.length + channels * (len(note.wave) + GUARD) > MAX_SAMPLES or len(tables.zones) + channels > MAX_ZONES:
        raise InvalidInput(
            "A soundfont holds two gigabytes and 8191 samples. Received: more. Use fewer layers, or larger steps between keys.", rule="soundfont-size"
        )
    first = len(tables.headers)
    for channel in range(channels):
        file.write(rounded(note.wave[:, channel], "PCM_16").astype("<i2").tobytes() + bytes(2 * GUARD))
        start, end = tables.length, tables.length + len(note.wave)
        loop = (start, end) if note.loop is None else (start + note.loop.start, start + note.loop.end)
        kind = MONO if channels == 1 else (LEFT, RIGHT)[channel]
        other = 0 if channels == 1 else first + 1 - channel
        label = _word(name + ("" if channels == 1 else (" L", " R")[channel]))
        tables.headers.append(struct.pack("<20sIIIIIBbHH", label, start, end, *loop, note.sample_rate, note.pitch, 0, other, kind))
        pan = [] if channels == 1 else [(PAN, struct.pack("<h", (-SIDE, SIDE)[channel]))]
        mode = (SAMPLE_MODE, struct.pack("<H", ONCE if note.loop is None else LOOPS))
        sample = (SAMPLE, struct.pack("<H", first + channel))  # the last of its zone (8.1.2)
        tables.zones.append([(KEYS, bytes(note.keys)), (VELOCITIES, bytes(note.velocities)), *pan, mode, sample])
        tables.length = end + GUARD


def _info(name: str) -> bytes:
    words = {"isng": "EMU8000", "INAM": name, "ISFT": f"GANSpaceSynth {__version__}"}
    return _list("INFO", _chunk("ifil", struct.pack("<HH", 2, 4)) + b"".join(_chunk(key, _text(word)) for key, word in words.items()))


def _pdta(name: str, tables: _Tables, settings: SamplerSettings) -> bytes:
    """The nine tables; each ends with a row that says where the last one stops (7.1)."""
    envelope = [(ATTACK, struct.pack("<h", _timecents(settings.attack_s))), (RELEASE, struct.pack("<h", _timecents(settings.release_s)))]
    zones = [envelope, *tables.zones]  # the first holds for all of them
    starts = np.cumsum([0, *map(len, zones)]).tolist()
    generators = b"".join(struct.pack("<H", kind) + amount for zone in zones for kind, amount in zone)
    rows = {
        "phdr": struct.pack("<20sHHHIII", _word(name), 0, 0, 0, 0, 0, 0) + struct.pack("<20sHHHIII", b"EOP", 0, 0, 1, 0, 0, 0),
        "pbag": struct.pack("<HHHH", 0, 0, 1, 0),
        "pmod": bytes(10),
        "pgen": struct.pack("<HHHH", INSTRUMENT, 0, 0, 0),
        "inst": struct.pack("<20sH", _word(name), 0) + struct.pack("<20sH", b"EOI", len(zones)),
        "ibag": b"".join(struct.pack("<HH", start, 0) for start in starts),
        "imod": bytes(10),
        "igen": generators + bytes(4),
        "shdr": b"".join(tables.headers) + struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _list("pdta", b"".join(_chunk(key, data) for key, data in rows.items()))


def _timecents(seconds: float) -> int:
    return round(1200.0 * math.log2(max(seconds, SHORTEST_S)))


def _word(text: str) -> bytes:
    return text.encode("ascii", "replace")[:NAME_BYTES]


def _text(text: str) -> bytes:
    data = text.encode("ascii", "replace")[:255] + b"\0"
    return data + b"\0" * (len(data) % 2)


def _chunk(name: str, data: bytes) -> bytes:
    return name.encode("ascii") + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(kind: str, data: bytes) -> bytes:
    return _chunk("LIST", kind.encode("ascii") + data)
