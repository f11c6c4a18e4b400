#!/usr/bin/env bash
# libsndfile writes floats to integer WAV and AIFF by rounding down, where it is told to clip; soundfile always tells it so.
#
# Version     soundfile 0.14.0 with the libsndfile 1.2.2 inside its wheel.
# Expected    Each sample becomes the nearest of the integers: on the average nothing is added.
# Happens     In 16 bits each becomes the next lower integer, so that the whole sound is lowered by half a step (-96 dB); in 24 bits float32 is
#             already so coarse for loud samples that it is a third of a step for noise. FLAC takes another way, and rounds.
# Seen        PCM_16 WAV mean -0.500, AIFF -0.500, FLAC -0.000 steps; PCM_24 WAV -0.343, AIFF -0.343, FLAC -0.001.
# Source      libsndfile's issue 362 tells of it for 16 bits; its pull request 959 says why (samples are scaled to 32 bits, and the lower bits cut off)
#             and mends it after 1.2.2. That soundfile sets the clipping of every file that it opens is to be read in its `SoundFile.__init__`.
# Matters     Whoever compares a file with the samples it was made from must allow a whole step, not half of one; and what fades out
#             from below ends at -1, not at 0.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" soundfile==0.14.0 numpy==2.2.6

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import io
import sys

SEEN = {("WAV", 16): -0.5, ("AIFF", 16): -0.5, ("FLAC", 16): 0.0, ("WAV", 24): -0.343, ("AIFF", 24): -0.343, ("FLAC", 24): 0.0}


def mean_error(form: str, bits: int) -> float:
    """Write noise, read it back as integers, and return by how many steps it was moved on the average."""
    import numpy as np
    import soundfile

    noise = np.random.default_rng(0).uniform(-0.9, 0.9, 200_000).astype(np.float32)
    file = io.BytesIO()
    soundfile.write(file, noise, 16000, subtype=f"PCM_{bits}", format=form)
    file.seek(0)
    back = soundfile.read(file, dtype="int32")[0] >> (32 - bits)
    return float(np.mean(back - noise.astype(np.float64) * 2 ** (bits - 1)))


def main() -> int:
    import soundfile

    print(f"soundfile {soundfile.__version__}, libsndfile {soundfile.__libsndfile_version__}")
    found = {case: mean_error(*case) for case in SEEN}
    for (form, bits), error in found.items():
        print(f"PCM_{bits} {form}: mean error {error:+.3f} steps")
    return int(any(abs(found[case] - SEEN[case]) > 0.01 for case in SEEN))


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
