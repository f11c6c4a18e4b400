#!/usr/bin/env bash
# pedalboard's Convolution forgets how loud the impulse response is: a single 1 does not leave the sound alone, but lowers it by 18 dB.
#
# Version     pedalboard 0.9.26.
# Expected    Convolution is what the word says: with the response [1, 0, 0 ...] the sound comes out as it went in, with [0.1, 0, 0 ...] at a tenth.
# Happens     The response is scaled first so that the root of its sum of squares is 1/8, whatever it was. There is no argument against it.
# Seen        A response of one 1, or one 0.1, or a 1 that a 1 follows, multiplies a click by 0.1250, 0.1250, 0.0884; a decay of 0.1 s by 0.0079.
#             All are NumPy's convolution times 0.125 / sqrt(sum of squares), to six digits. As a file the response is treated the same way.
# Source      pedalboard's documentation says that it convolves, and nothing of a level. Its Convolution.h leaves out JUCE's argument for normalisation, whose
#             default is yes, when it loads files; the factor is `calculateNormalisationFactor` in JUCE's juce_Convolution.cpp.
# Matters     Responses of one room, measured at several distances, lose their levels against each other; a filter of gain 1 gets another gain; a wet share
#             of one half is 18 dB below the dry one. Multiply by sqrt(sum of squares) / 0.125 after it, or convolve otherwise.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" pedalboard==0.9.26 numpy==2.2.6

PYTHONPATH="$folder" python3 - "$folder" <<'PROGRAM'
import sys

import numpy as np
import pedalboard
from pedalboard.io import AudioFile

RATE = 44100


def responses() -> dict[str, np.ndarray]:
    """Impulse responses of 0.1 s: three that are short to hear, and one that fades out."""
    one, tenth, pair = np.zeros((3, RATE // 10), np.float32)
    one[0], tenth[0], pair[:2] = 1.0, 0.1, 1.0
    return {"1": one, "0.1": tenth, "1 1": pair, "decay": np.exp(-np.arange(RATE // 10) / 500.0).astype(np.float32)}


def main(folder: str) -> int:
    click = np.zeros(RATE // 2, np.float32)
    click[1000] = 0.5
    seen = {"1": 0.125, "0.1": 0.125, "1 1": 0.0884, "decay": 0.0079}
    right = True
    for name, response in responses().items():
        heard = pedalboard.Convolution(response[None], mix=1.0, sample_rate=RATE)(click[None], RATE)[0]
        wanted = np.convolve(click.astype(np.float64), response)[: len(click)]
        scaled = wanted * 0.125 / np.sqrt(np.sum(response.astype(np.float64) ** 2))
        with AudioFile(f"{folder}/response.wav", "w", RATE, 1, bit_depth=32) as file:
            file.write(response[None])
        from_file = pedalboard.Convolution(f"{folder}/response.wav", mix=1.0)(click[None], RATE)[0]
        factor = np.abs(heard).max() / 0.5
        print(f"response {name}: a click is multiplied by {factor:.4f}, should be {np.abs(wanted).max() / 0.5:.4f}; ", end="")
        print(f"as a file {np.abs(from_file).max() / 0.5:.4f}")
        right &= abs(factor - seen[name]) < 1e-4 and np.allclose(heard, scaled, atol=1e-6) and np.allclose(from_file, scaled, atol=1e-6)
    return int(not right)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
PROGRAM
