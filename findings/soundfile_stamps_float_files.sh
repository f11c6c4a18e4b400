#!/usr/bin/env bash
# Two float WAV files with the same samples differ: libsndfile writes the time of writing into them.
#
# Version     soundfile 0.14.0 with the libsndfile 1.2.2 inside its wheel.
# Expected    The same samples, rate and format give the same bytes, as they do for PCM_16 and PCM_24.
# Happens     Files of floating-point samples get a chunk named PEAK, and in it the second in which they were written.
# Seen        With subtype FLOAT, files written in different seconds differ in the time stamp of the PEAK chunk (4 bytes behind the chunk's name, size
#             and version) and nowhere else; with PCM_16 and PCM_24 they are equal.
# Source      libsndfile's documentation of its commands has SFC_SET_ADD_PEAK_CHUNK: on by default for WAV and AIFF of floating-point samples.
#             soundfile offers no way to it.
# Matters     A digest of a float WAV is none of its sound. Compare the samples, or the bytes of the data chunk.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" soundfile==0.14.0 numpy==2.2.6

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import io
import struct
import sys
import time



def written(subtype: str) -> bytes:
    """A second of a sine, as a WAV."""
    import numpy as np
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, 0.5 * np.sin(np.arange(16000) / 10.0), 16000, subtype=subtype, format="WAV")
    return file.getvalue()


def differences(subtype: str) -> tuple[list[int], bytes]:
    """Where two files differ that were written in different seconds; and the first of them."""
    first, begun = written(subtype), int(time.time())
    while int(time.time()) <= begun:
        time.sleep(0.05)
    second = written(subtype)
    assert len(first) == len(second)
    return [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b], first


def main() -> int:
    import soundfile

    print(f"soundfile {soundfile.__version__}, libsndfile {soundfile.__libsndfile_version__}")
    as_seen = True
    for subtype in ("PCM_16", "PCM_24", "FLOAT"):
        places, file = differences(subtype)
        print(f"{subtype}: {len(places)} bytes differ, at {places}")
        stamp = file.find(b"PEAK") + 12  # behind the name, the size and the version
        as_seen &= bool(places) and set(places) <= set(range(stamp, stamp + 4)) if subtype == "FLOAT" else not places
        if subtype == "FLOAT":
            print(f"the PEAK chunk says {time.ctime(struct.unpack('<I', file[stamp : stamp + 4])[0])}")
    return int(not as_seen)


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
