"""Vibrato: a wave read to and fro about where it is; waves in, chunk by chunk, as many samples out.

A wave that is read with a delay of A (1 - cos 2πft) is heard higher and lower by turns, as by the Doppler effect: its pitch is multiplied by
1 - 2πfA sin 2πft. This is exact whatever made the wave, and finer than frames of a spectrogram could be, whose windows last as long as half a
swing. The delay is bounded, so that a voice may sound for ever.
"""

import functools
import math

import numpy as np

from ganspacesynth.core.motion.articulation import MIN_RATE_HZ

HALF = 16  # samples to either side from which one between two samples is found
KAISER = 9.0
PLACES = 1024  # between two samples at which the kernel is kept; what lies between two of them is wrong by less than -110 dB
BLOCK = 1 << 15  # moments read at a time: bounds memory
GROWTH_PERIODS = 0.5  # in which the depth comes to within 1/e of what is asked for, so that no jump of it is heard as a jump of pitch
NOTHING = 1e-7  # samples
LONGEST_S = 1.0 / (math.pi * MIN_RATE_HZ)  # no delay is longer


def read_at(wave: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return what a wave has between its samples.

    Args:
        wave: float [samples]; before and behind it is silence.
        positions: in samples, any order.

    Returns:
        float32, as many as positions.

    Source: windowed-sinc interpolation; Smith & Gossett, A flexible sampling-rate conversion method (ICASSP 1984).
    """
    padded = np.pad(np.asarray(wave, np.float32), HALF)
    result, kernels = np.empty(len(positions), np.float32), _kernels()
    taps = np.arange(1 - HALF, HALF + 1)
    for begin in range(0, len(positions), BLOCK):
        wanted = np.clip(positions[begin : begin + BLOCK], -float(HALF), len(wave) + HALF - 1.0)
        whole = np.floor(wanted).astype(np.int64)
        place = (wanted - whole) * PLACES
        row = place.astype(np.int64)
        share = (place - row).astype(np.float32)[:, None]
        kernel = kernels[row] + share * (kernels[row + 1] - kernels[row])  # [moments, taps]
        heard = padded[np.clip(whole[:, None] + taps + HALF, 0, len(padded) - 1)]
        result[begin : begin + BLOCK] = np.einsum("mt,mt->m", heard, kernel)
    return result


@functools.lru_cache(maxsize=1)
def _kernels() -> np.ndarray:
    """Return the weights of the samples around each place between two of them, float32 [places + 1, taps]."""
    away = np.arange(PLACES + 1)[:, None] / PLACES - np.arange(1 - HALF, HALF + 1)
    window = np.i0(KAISER * np.sqrt(np.clip(1.0 - np.square(away / HALF), 0.0, 1.0))) / np.i0(KAISER)
    kernels = np.sinc(away) * window
    kernels[[0, -1]] = np.round(kernels[[0, -1]])  # on a sample: that sample, and nothing else
    return kernels.astype(np.float32)


def delay_s(cents: float | np.ndarray, rate_hz: float) -> np.ndarray:
    """Return the A of a vibrato, in seconds: the pitch swings twice `cents` from its highest to its lowest."""
    return np.tanh(np.asarray(cents, np.float64) * math.log(2.0) / 1200.0) / (2.0 * math.pi * rate_hz)


class VibratoLine:
    """Reads one wave, chunk by chunk, with a delay that swings.

    Until a depth is asked for, a chunk comes out as it went in. From then on samples wait for the few behind them; all come out in the end. How the
    wave is cut into chunks makes no difference.
    """

    def __init__(self, sample_rate: float) -> None:
        self._rate = sample_rate
        self._past = np.zeros(0, np.float32)  # samples taken in, as far back as they may be read
        self._waiting = np.zeros(0, np.float64)  # delays, in samples, of those that have not come out
        self._depth = 0.0  # A, in samples, as it has grown
        self._phase = 0.0
        self._active = False

    def process(self, wave: np.ndarray, cents: float | np.ndarray, rate_hz: float, *, last: bool = False) -> np.ndarray:
        """Take a chunk.

        Args:
            wave: float32 [samples].
            cents: depth asked for, of all of the chunk or of each sample.
            rate_hz: of all of it.
            last: whether nothing follows.

        Returns:
            float32: the samples that are ready.
        """
        target = np.broadcast_to(delay_s(cents, rate_hz) * self._rate, wave.shape)
        keep = round(LONGEST_S * self._rate) + HALF if self._active else HALF
        if not self._active and not target.any():
            self._past = np.concatenate([self._past, wave])[-keep:]
            return wave
        self._active = True
        self._past = np.concatenate([self._past, wave])
        self._waiting = np.concatenate([self._waiting, self._delays(target, rate_hz)])
        ready = len(self._waiting) if last else max(0, len(self._waiting) - HALF)
        first = len(self._past) - len(self._waiting)  # where in the past the first of them stands
        delays, self._waiting = self._waiting[:ready], self._waiting[ready:]
        made = read_at(self._past, first + np.arange(ready) - delays)
        keep = round(LONGEST_S * self._rate) + HALF + len(self._waiting)
        self._past = self._past[-keep:]
        return made

    def _delays(self, target: np.ndarray, rate_hz: float) -> np.ndarray:
        """Let the depth grow towards what is asked for, and swing; returns delays in samples."""
        from scipy.signal import lfilter  # late: it is slow to import

        kept = math.exp(-rate_hz / (GROWTH_PERIODS * self._rate))
        depths = lfilter([1.0 - kept], [1.0, -kept], target, zi=[kept * self._depth])[0]
        begun = np.full(len(target), True) if self._depth > 0.0 else np.cumsum(target > 0.0) > 0  # it begins where it has not swung yet
        phases = self._phase + 2.0 * math.pi * rate_hz / self._rate * np.cumsum(begun)
        if len(target):
            self._depth, self._phase = float(depths[-1]), float(phases[-1] % (2.0 * math.pi))
            if self._depth < NOTHING and target[-1] == 0.0:
                self._depth = self._phase = 0.0  # it has stopped
        return depths * (1.0 - np.cos(phases))
