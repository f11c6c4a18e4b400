"""A held sound in, the same sound with a loop that is not heard out.

                 start                          end
    attack ───────|══════════════════════════════|          the sampler goes from the end back to the start
              |~~~|  this, just before the start, fades |~~~|  into this, just before the end

The end is put where the sound is most like the start; what still differs is faded, so that the last sample before the end is the one before
the start. Jump and slope are those inside the sound.
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput

FADE_SHARE = 0.25  # of the loop
MAX_FADE_S = 0.25
BEHIND = 64  # samples behind the loop's end, those behind its start: what a sampler reads to interpolate
OUT_S = 0.02  # then it fades out, for players that do not go round
SHORTEST = 64  # samples


@dataclass(frozen=True)
class SampleLoop:
    """Where a sampler goes round.

    Attributes:
        start: the first sample of it.
        end: the first one behind it.
    """

    start: int
    end: int


def looped(wave: np.ndarray, sample_rate: int, low_s: float, high_s: float) -> tuple[np.ndarray, SampleLoop]:
    """Put a loop into a sound; what is behind it is left out.

    Args:
        wave: float32 [samples, channels].
        sample_rate: Hz.
        low_s, high_s: seconds between which the sound is held.

    Returns:
        float32 [end + 64 + a short fade out, channels], and the loop.

    Raises:
        InvalidInput: the held part is too short.
    """
    import scipy.signal

    low, high = round(low_s * sample_rate), min(len(wave), round(high_s * sample_rate))
    if high - low < SHORTEST:
        raise InvalidInput(
            f"A loop needs a held sound. Received: {max(0, high - low)} samples. Hold it longer, or export without loops.", rule="held-sound"
        )
    fade = min(round(MAX_FADE_S * sample_rate), round(FADE_SHARE * (high - low)))
    start = low + fade
    mono = wave.mean(axis=1, dtype=np.float64)
    before = mono[low:start]
    first = start + (high - start) // 2  # of the places where the fade may begin; the loop is half of the held part at least
    searched = mono[first - fade : high]
    likeness = scipy.signal.correlate(searched, before, mode="valid", method="fft")
    powers = np.concatenate([[0.0], np.cumsum(np.square(searched))])
    norm = np.sqrt(np.maximum(powers[fade:] - powers[:-fade], 1e-12) * max(float(before @ before), 1e-12))
    best = int(np.argmax(likeness / norm))
    end = first + best
    alike = float(np.clip(likeness[best] / norm[best], 0.0, 1.0))
    rise = np.linspace(0.0, 1.0, fade)
    gain = 1.0 / np.sqrt(rise**2 + (1.0 - rise) ** 2 + 2.0 * alike * rise * (1.0 - rise))  # so that the fade is no hole
    out = np.cos(np.linspace(0.0, np.pi / 2, round(OUT_S * sample_rate))) ** 2
    new = np.pad(wave[:end], ((0, BEHIND + len(out)), (0, 0)))
    new[end - fade : end] = ((rise * gain)[:, None] * wave[low:start] + ((1.0 - rise) * gain)[:, None] * wave[end - fade : end]).astype(np.float32)
    new[end:] = new[start + np.arange(BEHIND + len(out)) % (end - start)]
    new[end + BEHIND :] *= out[:, None].astype(np.float32)
    return new, SampleLoop(start, end)
