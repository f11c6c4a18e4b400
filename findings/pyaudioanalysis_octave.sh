#!/usr/bin/env bash
# pyAudioAnalysis hears a tone in the MFCC filter an octave above it.
#
# Version     pyAudioAnalysis 0.3.14.
# Expected    Of the filters behind the MFCCs, a tone of 1,000 Hz is strongest in the one whose centre is nearest to 1,000 Hz.
# Happens     It is strongest in the one at 2,000 Hz. Filters are laid out over as many bins as half a window has, as if these reached to the whole
#             sampling rate; they reach to half of it.
# Seen        Tones of 500, 1,000 and 2,000 Hz are strongest in filters at 1,000, 1,988 and 3,954 Hz, at 16 and at 44.1 kHz alike.
# Source      `feature_extraction` in ShortTermFeatures.py gives `mfcc_filter_banks` half of the window's length as its number of bins, and that one takes
#             bin k to lie at k times the rate over this number.
# Matters     Numbers called MFCC by this library, and by programs that learned from it, are not those of other libraries: the filters up to 13 kHz
#             describe what lies below 7 kHz. Whoever wants to read models trained on them has to make the same ones.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" --no-deps pyAudioAnalysis==0.3.14
python3 -m pip install --quiet --target "$folder" numpy==1.26.4 scipy==1.11.4 matplotlib==3.8.4 tqdm==4.66.5

PYTHONPATH="$folder" MPLBACKEND=agg python3 - <<'PROGRAM'
import sys

import numpy as np
from pyAudioAnalysis import ShortTermFeatures as features

TONES_HZ = (500.0, 1000.0, 2000.0)


def strongest_hz(tone_hz: float, rate: int) -> float:
    """Return the centre of the filter in which a tone is strongest, as the library's own extraction lays filters and spectrum together."""
    heard = []
    compute = features.mfcc
    banks = features.mfcc_filter_banks
    centres = []

    def keep_bank(*arguments, **options):
        bank, edges = banks(*arguments, **options)
        centres.append(np.asarray(edges)[1:-1])
        return bank, edges

    def keep_spectrum(spectrum, bank, count):
        heard.append(bank @ np.asarray(spectrum))
        return compute(spectrum, bank, count)

    features.mfcc_filter_banks, features.mfcc = keep_bank, keep_spectrum
    try:
        wave = 0.5 * np.sin(2 * np.pi * tone_hz * np.arange(rate) / rate)
        features.feature_extraction(wave, rate, int(0.2 * rate), int(0.1 * rate), deltas=False)
    finally:
        features.mfcc_filter_banks, features.mfcc = banks, compute
    return float(centres[0][np.mean(heard, axis=0).argmax()])


def main() -> int:
    right = True
    for rate in (16000, 44100):
        for tone_hz in TONES_HZ:
            found = strongest_hz(tone_hz, rate)
            print(f"{rate} Hz: a tone of {tone_hz:.0f} Hz is strongest in the filter at {found:.0f} Hz")
            right &= abs(np.log2(found / tone_hz) - 1.0) < 0.1
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
