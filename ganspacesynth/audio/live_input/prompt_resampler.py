"""Samples of one rate in, of another out, at once: of what came in only the filter's half length is held back, a millisecond or two.

Source: Smith & Gossett, "A flexible sampling-rate conversion method" (1984): a windowed sinc, of which a table is read between its rows.
"""

import numpy as np

PHASES = 512
TAPS = 64  # of the lower rate
BETA, CUTOFF = 9.0, 0.475  # of the Kaiser window; of the lower rate


class PromptResampler:
    """A sound that comes in, at another rate.

    Attributes:
        latency_s: what is held back.
    """

    def __init__(self, rate: float, to_rate: float) -> None:
        """Begin in silence; both rates in Hz."""
        narrow = min(1.0, to_rate / rate)
        self._taps = 2 * round(TAPS / 2 / narrow)
        self._step, self.latency_s = rate / to_rate, self._taps / 2 / rate
        offsets = np.arange(self._taps) - (self._taps / 2 - 1) - np.arange(PHASES + 1)[:, None] / PHASES
        window = np.i0(BETA * np.sqrt(np.maximum(0.0, 1.0 - np.square(offsets / (self._taps / 2))))) / np.i0(BETA)
        table = np.sinc(2.0 * CUTOFF * narrow * offsets) * window
        self._table = table / table.sum(axis=1, keepdims=True)  # a constant stays what it is
        self._waiting = np.zeros(self._taps // 2 - 1, np.float32)
        self._place = 0.0  # of the next sample, in what waits

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take samples, float [any number]; return those that can be told, float32."""
        given = np.concatenate([self._waiting, np.asarray(samples, np.float32)])
        count = max(0, int(np.floor((len(given) - self._taps - self._place) / self._step)) + 1)
        places = self._place + self._step * np.arange(count)
        first = np.floor(places).astype(int)
        phases = (places - first) * PHASES
        rows = np.minimum(phases.astype(int), PHASES - 1)
        between = (phases - rows)[:, None]
        taps = np.lib.stride_tricks.sliding_window_view(given, self._taps)[first] if count else np.zeros((0, self._taps))
        found = np.einsum("ij,ij->i", taps, self._table[rows] * (1.0 - between) + self._table[rows + 1] * between)
        end = self._place + self._step * count
        used = min(len(given), int(end))
        self._waiting, self._place = given[used:], end - used
        return found.astype(np.float32)
