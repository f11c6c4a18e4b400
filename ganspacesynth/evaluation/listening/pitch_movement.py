"""Movement of the pitch of a held sound: vibrato, and whatever else moves it."""

import numpy as np

from ganspacesynth.audio.pitch import VOICED, hz_to_midi, yin

FRAME_S, HOP_S = 0.032, 0.02
NEAR_CENTS = 150.0  # a frame further from the note's pitch is taken for another partial
LEAST_FRAMES = 10
SIDES = (2.5, 97.5)  # percentiles: a swing of a sine reaches 0.997 of its depth


def movement_cents(wave: np.ndarray, sample_rate: int, hertz: float, held: tuple[float, float]) -> float:
    """Return how far the pitch moves to either side of a straight line, cents: half of the range in which it is 95 of 100 times.

    A vibrato of 10 cents to each side has 10. NaN where there is no pitch, or too little of it.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        hertz: the note's pitch, NaN when it has none.
        held: the stretch that is listened to, s.
    """
    part = wave[round(held[0] * sample_rate) : round(held[1] * sample_rate)]
    if not np.isfinite(hertz) or len(part) < LEAST_FRAMES * HOP_S * sample_rate:
        return float("nan")
    frame = max(FRAME_S, 2.0 / hertz)
    lowest, highest = max(20.0, 0.7 * hertz), min(1.5 * hertz, 0.45 * sample_rate)
    if lowest >= highest:
        return float("nan")
    f0, aperiodicity = yin(part, sample_rate, fmin=lowest, fmax=highest, frame_s=frame, hop_s=HOP_S)
    cents = 100.0 * (hz_to_midi(f0) - hz_to_midi(hertz))
    at = np.flatnonzero((aperiodicity < VOICED) & (np.abs(cents) < NEAR_CENTS))
    if len(at) < LEAST_FRAMES:
        return float("nan")
    low, high = np.percentile(cents[at] - np.polyval(np.polyfit(at, cents[at], 1), at), SIDES)
    return 0.5 * float(high - low)
