"""Writes a valid SoundFont 2 file of a few kilobytes: looped sine presets, so that tests need no file from elsewhere."""

import struct

import numpy as np

SAMPLE_RATE = 32000
PERIOD = 64  # samples: the root sounds at 500 Hz
PERIODS = 16
GUARD = 46  # zero samples the format asks for behind each sample
ROOT = 71  # B4, 493.9 Hz; the pitch correction below brings 500 Hz to it
CORRECTION_CENTS = -21

GEN_ATTENUATION, GEN_RELEASE, GEN_INSTRUMENT, GEN_SAMPLE, GEN_LOOP = 48, 38, 41, 53, 54


def tiny_soundfont(presets):
    """Return the bytes of a soundfont with presets {(bank, program): (name, attenuation in centibels)}."""
    wave = np.round(20000 * np.sin(2 * np.pi * np.arange(PERIOD * PERIODS) / PERIOD)).astype("<i2")
    smpl = wave.tobytes() + b"\0\0" * GUARD
    info = _chunk("ifil", struct.pack("<HH", 2, 1)) + _chunk("isng", b"EMU8000\0") + _chunk("INAM", b"tiny\0\0")
    return _chunk("RIFF", b"sfbk" + _list("INFO", info) + _list("sdta", _chunk("smpl", smpl)) + _list("pdta", _tables(presets, len(wave))))


def _tables(presets, length):
    names = [name for name, _ in presets.values()]
    phdr = [
        struct.pack("<20sHHHIII", n.encode(), program, bank, i, 0, 0, 0) for i, ((bank, program), n) in enumerate(zip(presets, names, strict=True))
    ]
    phdr.append(struct.pack("<20sHHHIII", b"EOP", 0, 0, len(presets), 0, 0, 0))
    pbag = [struct.pack("<HH", i, 0) for i in range(len(presets) + 1)]
    pgen = [struct.pack("<HH", GEN_INSTRUMENT, i) for i in range(len(presets))] + [struct.pack("<HH", 0, 0)]
    inst = [struct.pack("<20sH", n.encode(), i) for i, n in enumerate(names)] + [struct.pack("<20sH", b"EOI", len(presets))]
    ibag = [struct.pack("<HH", 4 * i, 0) for i in range(len(presets) + 1)]
    igen = []
    for _, attenuation in presets.values():
        generators = [(GEN_ATTENUATION, attenuation), (GEN_RELEASE, -2400), (GEN_LOOP, 1), (GEN_SAMPLE, 0)]
        igen += [struct.pack("<Hh", *generator) for generator in generators]
    igen.append(struct.pack("<HH", 0, 0))
    sample = struct.pack("<20sIIIIIBbHH", b"sine", 0, length, PERIOD, length - PERIOD, SAMPLE_RATE, ROOT, CORRECTION_CENTS, 0, 1)
    shdr = sample + struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    mods = b"\0" * 10
    tables = {"phdr": phdr, "pbag": pbag, "pmod": [mods], "pgen": pgen, "inst": inst, "ibag": ibag, "imod": [mods], "igen": igen, "shdr": [shdr]}
    return b"".join(_chunk(name, b"".join(rows)) for name, rows in tables.items())


def _list(kind, data):
    return _chunk("LIST", kind.encode() + data)


def _chunk(name, data):
    return name.encode() + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
