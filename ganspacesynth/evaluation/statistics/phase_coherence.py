"""Phase coherence of a wave: how steadily the phases of its partials turn.

In a tone the phase of each partial goes on by the same amount from frame to frame: its instantaneous frequency stays. Drawn in
colours that is the even surface of a rainbowgram, and where a generator loses it, the sound is rough and hollow. A network that draws
spectrograms may err here pixel by pixel while its loudness is right, so it has a figure of its own.

Source: the pictures are those of Engel et al., "GANSynth: adversarial neural audio synthesis" (2019), sections 2 and 5 ("phase
coherence", figures 1 and 4); they only look at them, the figure is ours.
"""

import numpy as np

from ganspacesynth.audio import spectrum

WINDOW_S, OVERLAP = 0.064, 2  # a hop of 32 ms is that of published models; frames that overlap more agree even in noise
STRONG_DB = -40.0  # under the loudest: what is quieter is no partial
LEAST_POWER = 1e-12


def coherence(wave: np.ndarray, sample_rate: int) -> float:
    """Return how steadily the partials of a sound turn: 1 for a held tone, about 0.1 for noise, NaN for silence; vibrato lowers it.

    At each spot that is a peak over frequency and at most 40 dB below the loudest spot of all, the second difference of the phase
    over three frames says how far the instantaneous frequency has moved. The figure is the length of the mean of the unit vectors at these
    angles, each weighted by its magnitude.

    Args:
        wave: float [samples], mono.
        sample_rate: Hz.
    """
    size = 1 << round(np.log2(WINDOW_S * sample_rate))
    hop = size // OVERLAP
    wave = np.pad(np.asarray(wave, np.float32), (0, max(0, size + 2 * hop - len(wave))))
    stft = spectrum.stft(wave, spectrum.hann(size, symmetric=True), hop)  # [frames, bins]
    magnitude = np.abs(stft)
    middle = magnitude[1:-1, 1:-1]
    loudest = float(magnitude.max())
    if loudest**2 < LEAST_POWER:
        return float("nan")
    peaks = (middle > magnitude[1:-1, :-2]) & (middle >= magnitude[1:-1, 2:]) & (middle >= loudest * 10 ** (STRONG_DB / 20))
    if not peaks.any():  # a click: there is no middle frame
        return float("nan")
    before, here, after = (stft[i : len(stft) - 2 + i, 1:-1][peaks] for i in range(3))
    turn = (after * np.conj(here)) * np.conj(here * np.conj(before))  # its angle is the second difference
    unit = turn / np.maximum(np.abs(turn), 1e-30)
    weight = middle[peaks]
    return float(np.abs(np.sum(unit * weight)) / weight.sum())
