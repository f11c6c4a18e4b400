#!/usr/bin/env bash
# tinysoundfont takes velocity for a linear gain: in decibels soft notes are lowered half as far as SoundFont wants, and turned-down channels half as far again.
#
# Version     tinysoundfont 0.3.7.
# Expected    SoundFont 2 has one curve for velocity, channel volume (7) and expression (11) wherever a file has no modulators that say otherwise: gain is the
#             square of the value. Each of the three, at 64, makes a note 11.9 dB softer than at 127.
# Happens     Velocity is linear, volume and expression are cubic, and modulators in the file are not read at all.
# Seen        At 64: velocity -6.0, volume -17.7, expression -17.7 dB. Velocity 16: -18.0 dB, where -36.0 are due. With a modulator in the file that takes the
#             velocity's effect away, so that all notes are to be equally loud: -6.0 and -18.0 dB again.
# Source      SoundFont 2.04, sections 8.4.1, 8.4.5 and 8.4.7 (default modulators). TinySoundFont's tsf.h has the linear gain in `tsf_note_on` and the third
#             power in `tsf_channel_midi_control`; its issues 97 and 105 tell of the curve and of the modulators that are missing.
# Matters     Notes rendered at several velocities, to learn from or to compare with, have half the dynamics that the instrument's maker heard elsewhere.
#             Where the file has no modulators of its own, multiply what comes out by velocity / 127 once more.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" --no-deps tinysoundfont==0.3.7 numpy==2.2.6 # it wants pyaudio only to play

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import struct
import sys

import numpy as np
import tinysoundfont

RATE = 44100
SAMPLE, INSTRUMENT, LOOPS = 53, 41, 54  # generators
VELOCITY_OFF = struct.pack("<HHhHH", 0x0502, 48, 0, 0, 0)  # the default modulator from velocity to attenuation, with an amount of 0


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def soundfont(modulators: bytes = b"") -> bytes:
    """Return a soundfont of one preset, a looped sine of 441 Hz, with these modulators in its instrument."""
    wave = np.round(16000 * np.sin(2 * np.pi * np.arange(2000) / 100)).astype("<i2").tobytes()
    tables = {
        b"phdr": struct.pack("<20sHHHIII20sHHHIII", b"sine", 0, 0, 0, 0, 0, 0, b"EOP", 0, 0, 1, 0, 0, 0),
        b"pbag": struct.pack("<4H", 0, 0, 1, 0),
        b"pmod": bytes(10),
        b"pgen": struct.pack("<4H", INSTRUMENT, 0, 0, 0),
        b"inst": struct.pack("<20sH20sH", b"sine", 0, b"EOI", 1),
        b"ibag": struct.pack("<4H", 0, 0, 2, len(modulators) // 10),
        b"imod": modulators + bytes(10),
        b"igen": struct.pack("<6H", LOOPS, 1, SAMPLE, 0, 0, 0),
        b"shdr": struct.pack("<20sIIIIIBbHH20s26x", b"sine", 0, 2000, 500, 1500, RATE, 69, 0, 0, 1, b"EOS"),
    }
    info = chunk(b"ifil", struct.pack("<HH", 2, 4)) + chunk(b"isng", b"EMU8000\0") + chunk(b"INAM", b"sine\0")
    samples = chunk(b"smpl", wave + bytes(92))
    parts = ((b"INFO", info), (b"sdta", samples), (b"pdta", b"".join(chunk(*table) for table in tables.items())))
    return chunk(b"RIFF", b"sfbk" + b"".join(chunk(b"LIST", kind + body) for kind, body in parts))


def level_db(file: bytes, velocity: int = 127, controls: dict[int, int] | None = None) -> float:
    """Return the level of half a second of A4."""
    synth = tinysoundfont.Synth(samplerate=RATE)
    synth.program_select(0, synth.sfload(file), 0, 0)
    for number, value in (controls or {}).items():
        synth.control_change(0, number, value)
    synth.noteon(0, 69, velocity)
    sound = np.frombuffer(bytes(synth.generate(RATE // 2)), np.float32)[RATE // 4 :]  # the second half of it, both channels
    return float(20.0 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))))


def main() -> int:
    plain, off = soundfont(), soundfont(VELOCITY_OFF)
    square, none = (lambda value: 40.0 * np.log10(value / 127)), (lambda value: 0.0)
    cases = {  # what was done: level, what SoundFont says, what was seen
        "velocity 64": (level_db(plain, 64), square(64), -6.0),
        "velocity 16": (level_db(plain, 16), square(16), -18.0),
        "volume 64": (level_db(plain, controls={7: 64}), square(64), -17.7),
        "expression 64": (level_db(plain, controls={11: 64}), square(64), -17.7),
        "velocity 64, no effect by modulator": (level_db(off, 64), none(64), -6.0),
        "velocity 16, no effect by modulator": (level_db(off, 16), none(16), -18.0),
    }
    loudest = level_db(plain)
    for name, (level, wanted, _) in cases.items():
        print(f"{name}: {level - loudest:.1f} dB, should be {wanted:.1f}")
    return int(any(abs(level - loudest - seen) > 0.1 for level, _, seen in cases.values()))


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
