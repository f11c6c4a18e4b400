"""Limiter and decay of a streamed voice, chunk by chunk and without clicks: samples stay within -1..1."""

from dataclasses import dataclass

import numpy as np

STEP_S = 0.002  # the gain is decided so often, and moves in a straight line between
FALL_DB_PER_S = 1000.0
RISE_DB_PER_S = 20.0
KNEE = 0.9


class Limiter:
    """Turns the gain down before what is too loud, as far ahead as the chunk reaches, and slowly up again behind it.

    What is too loud at the very beginning of a chunk comes too suddenly for that: the rest is rounded off as by a valve. Waves that stay
    within the knee are left as they are.
    """

    def __init__(self, sample_rate: float) -> None:
        self._step = max(1, round(STEP_S * sample_rate))
        self._fall, self._rise = (10.0 ** (rate * self._step / sample_rate / 20.0) for rate in (FALL_DB_PER_S, RISE_DB_PER_S))
        self._gain = 1.0  # at the end of the last chunk

    def apply(self, wave: np.ndarray) -> np.ndarray:
        """Take float32 [samples]; return as many, within -1..1."""
        if not len(wave) or (self._gain == 1.0 and np.abs(wave).max() <= KNEE):
            return wave
        edges = np.append(np.arange(0, len(wave), self._step), len(wave))
        gains = self._gains(np.maximum.reduceat(np.abs(wave), edges[:-1]))
        self._gain = float(gains[-1])
        return _rounded(wave * np.interp(np.arange(1, len(wave) + 1), edges, gains).astype(np.float32))

    def _gains(self, loudest: np.ndarray) -> np.ndarray:
        """Return the gain at the edges of steps, float64 [steps + 1], from the loudest of each step."""
        allowed = KNEE / np.maximum(loudest.astype(np.float64), KNEE)
        gains = np.concatenate([[self._gain], np.minimum(allowed, np.append(allowed[1:], 1.0))])
        for i in range(len(gains) - 2, 0, -1):
            gains[i] = min(gains[i], gains[i + 1] * self._fall)
        for i in range(1, len(gains)):
            gains[i] = min(gains[i], gains[i - 1] * self._rise)
        return gains


@dataclass(frozen=True)
class Decay:
    """A level that falls along half a period of a cosine.

    Attributes:
        start: first sample of the fall.
        samples: that it takes.
        level: from which it falls.
    """

    start: int
    samples: int
    level: float = 1.0

    @property
    def end(self) -> int:
        """The first sample behind it."""
        return self.start + self.samples

    def at(self, sample: int | np.ndarray) -> np.ndarray:
        """Return the level of samples from `start` on."""
        share = np.minimum((sample - self.start) / self.samples, 1.0)
        return np.float32(self.level) * (0.5 + 0.5 * np.cos(np.pi * share)).astype(np.float32)

    def apply(self, wave: np.ndarray, first: int) -> np.ndarray:
        """Let a chunk that begins with sample `first` fall; what is behind the end is cut off."""
        wave = wave[: self.end - first]
        return wave * self.at(first + np.arange(len(wave)))


def _rounded(wave: np.ndarray) -> np.ndarray:
    """Bend what is beyond the knee, so that it stays under 1."""
    beyond = np.abs(wave) - np.float32(KNEE)
    bent = np.float32(KNEE) + np.float32(1.0 - KNEE) * np.tanh(beyond / np.float32(1.0 - KNEE))
    return np.where(beyond > 0.0, np.copysign(bent, wave), wave).astype(np.float32)
