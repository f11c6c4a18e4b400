"""Tempo over time: onset strength in, beats a minute out; whole, with a path through all moments, or as it comes in.

Autocorrelation of some seconds of onset strength, read at a tempo's beat and at its multiples, says how well each tempo fits; people prefer those
near 120. Over a whole sound, the tempo is the path that fits best and seldom jumps; causally, the last seconds decide, and another tempo must be
clearly better to be taken.
"""

import functools

import numpy as np

from ganspacesynth.audio.signals.onsets import above_median

SLOWEST, FASTEST = 48.0, 210.0  # beats a minute
STEP = 1.01  # from one tempo to the next
WINDOW_S, STRIDE_S = 8.0, 0.5
MULTIPLES = 4  # of a beat, at which the strength should come again
PREFERRED, OCTAVES = 118.0, 0.7  # where people hear the beat, and how sharply
JUMP = 0.5  # that a path pays for an octave of change
BETTER = 1.2  # so much better must another tempo be, as a sound comes in


@functools.lru_cache(maxsize=1)
def tempi() -> np.ndarray:
    """Return the tempi that are looked for, float64 [tempi], beats a minute."""
    return SLOWEST * STEP ** np.arange(int(np.log(FASTEST / SLOWEST) / np.log(STEP)) + 1)


def fits(strength: np.ndarray, rate: float) -> np.ndarray:
    """Return how well each tempo fits to some seconds of onset strength, float64 [..., tempi], 0 and up.

    Args:
        strength: float [..., frames].
        rate: frames a second.
    """
    import scipy.fft

    size = strength.shape[-1]
    given = (strength - strength.mean(axis=-1, keepdims=True)) * np.hanning(size)
    n = scipy.fft.next_fast_len(2 * size, real=True)
    correlated = scipy.fft.irfft(np.square(np.abs(scipy.fft.rfft(given, n, axis=-1))), n, axis=-1)[..., :size]
    fade = np.maximum(1e-3, scipy.fft.irfft(np.square(np.abs(scipy.fft.rfft(np.hanning(size), n))), n)[:size])
    correlated = correlated / (fade / fade[0])  # the window's own falling off is no tempo
    correlated = correlated / np.maximum(correlated[..., :1], 1e-12)
    lags = 60.0 * rate / tempi()
    total = np.zeros((*strength.shape[:-1], len(lags)))
    for multiple in range(1, MULTIPLES + 1):
        place = np.minimum(lags * multiple, 0.75 * size)
        left = place.astype(int)
        total += correlated[..., left] + (place - left) * (correlated[..., left + 1] - correlated[..., left])
    liked = np.exp(-0.5 * np.square(np.log2(tempi() / PREFERRED) / OCTAVES))
    return np.maximum(total / MULTIPLES, 0.0) * liked


def tempo_path(strength: np.ndarray, rate: float) -> np.ndarray:
    """Return the tempo at each frame of a whole sound, float64 [frames], beats a minute; `PREFERRED` throughout where nothing beats.

    Args:
        strength: float32 [frames], see `features.OnsetStrength`.
        rate: frames a second.

    Source: Ellis, "Beat tracking by dynamic programming" (2007), section 3, over time as in Grosche & Müller, "Extracting predominant local pulse
    information" (2011).
    """
    count, size = len(strength), max(8, round(WINDOW_S * rate))
    risen = np.pad(above_median(strength, rate), (size // 2, size))
    starts = np.arange(0, max(1, count), max(1, round(STRIDE_S * rate)))
    windows = np.lib.stride_tricks.sliding_window_view(risen, size)[starts]
    found = fits(windows, rate)
    best = _best_path(found)
    return np.interp(np.arange(count), starts, best)


def _best_path(found: np.ndarray) -> np.ndarray:
    """Return the tempo of each moment on the path that fits best and pays for its jumps, float64 [moments]."""
    all_tempi = np.log2(tempi())
    price = JUMP * np.minimum(np.abs(all_tempi[:, None] - all_tempi), 1.0) + 0.02 * (all_tempi[:, None] != all_tempi)
    if not found.any():
        return np.full(len(found), PREFERRED)
    score, back = found[0], np.zeros(found.shape, int)
    for i in range(1, len(found)):
        reached = score[:, None] - price
        back[i] = reached.argmax(axis=0)
        score = reached.max(axis=0) + found[i]
    path = np.empty(len(found), int)
    path[-1] = int(score.argmax())
    for i in range(len(found) - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return np.asarray(tempi()[path])


class TempoFollower:
    """The tempo of a sound that comes in: strength in, beats a minute out.

    Attributes:
        tempo: the present one.
    """

    latency_s = WINDOW_S / 2

    def __init__(self, rate: float) -> None:
        """Begin in silence, at a tempo that most music is near to."""
        self._rate, self._size, self._stride = rate, max(8, round(WINDOW_S * rate)), max(1, round(STRIDE_S * rate))
        self._heard = np.zeros(self._size)
        self._since = 0
        self.tempo = PREFERRED

    def push(self, strength: np.ndarray) -> np.ndarray:
        """Take strength, float32 [frames], above its median; return the tempo at each, float64 [frames]."""
        found = np.empty(len(strength))
        for i, value in enumerate(strength):
            self._heard[:-1] = self._heard[1:]
            self._heard[-1] = value
            self._since += 1
            if self._since % self._stride == 0:
                self._look()
            found[i] = self.tempo
        return found

    def _look(self) -> None:
        filled = self._heard[-min(self._size, self._since) :]
        if self._since < self._size // 4 or not filled.any():
            return
        found = fits(filled, self._rate)
        best, here = int(found.argmax()), int(np.abs(tempi() - self.tempo).argmin())
        if found[best] > BETTER * found[here] or abs(np.log2(tempi()[best] / self.tempo)) < 0.06:
            self.tempo = float(tempi()[best])
