#!/usr/bin/env bash
# A MIDI file that counts time in frames is, to mido, shorter than nothing, and plays all at once.
#
# Version     mido 1.3.3.
# Expected    Files whose header divides time into frames of SMPTE rather than quarter notes are rare but standard: mido tells their length in seconds, or
#             says that it cannot.
# Happens     The two bytes are read as one signed number of ticks per beat. That is negative, so are all times, and nobody complains.
# Seen        25 frames of 40 ticks, that is a tick a millisecond; a note of 1,000 ticks. ticks_per_beat is -6360, length is -0.0786 s instead of 1, times of
#             the messages are 0, -0.0786, 0; play() never waits. Saved again, the file is byte for byte what it was.
# Source      The Standard MIDI File specification gives the division's high bit this meaning: then the upper byte is minus the frame rate, the lower one the
#             ticks in a frame, and tempo plays no part. mido's `read_file_header` unpacks a signed short; mido's issue 457 asks for more.
# Matters     Whoever sorts by time, sums lengths or makes a buffer of length * rate samples gets no error but nonsense; so do libraries that read through
#             mido. Ask for ticks_per_beat > 0 before anything else.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" mido==1.3.3

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import io
import struct
import sys
from unittest import mock

import mido

FRAMES, TICKS = 25, 40  # in a second, in a frame
NOTE = bytes((0, 0x90, 60, 64)) + bytes((0x87, 0x68, 0x80, 60, 64))  # on at once, off after 1,000 ticks
END = bytes((0, 0xFF, 0x2F, 0))


def written() -> bytes:
    """A file of format 0 with one note of a second."""
    header = struct.pack(">4sIHHbB", b"MThd", 6, 0, 1, -FRAMES, TICKS)
    return header + struct.pack(">4sI", b"MTrk", len(NOTE + END)) + NOTE + END


def main() -> int:
    file = mido.MidiFile(file=io.BytesIO(written()))
    times = [message.time for message in file]
    with mock.patch("time.sleep") as sleep:
        played = [message.type for message in file.play()]
    saved = io.BytesIO()
    file.save(file=saved)
    print(f"mido {mido.version_info}: ticks_per_beat {file.ticks_per_beat}, length {file.length:.4f} s, should be {1000 / (FRAMES * TICKS):.4f}")
    print(f"times {[round(time, 4) for time in times]}; played {played} with {sleep.call_count} waits; saved the same: {saved.getvalue() == written()}")
    right = file.ticks_per_beat == -6360 and abs(file.length + 0.5 * 1000 / 6360) < 1e-9 and not sleep.called
    return int(not (right and played == ["note_on", "note_off"] and saved.getvalue() == written()))


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
