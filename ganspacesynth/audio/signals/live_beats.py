"""Beats of a sound that comes in: onset strength in, beats out as they fall, each foretold from those before.

Source: Stark, Davies & Plumbley, "Real-time beat-synchronous analysis of musical audio" (2009), section 2.
"""

import numpy as np

from ganspacesynth.audio.signals.onsets import Highest, above_median
from ganspacesynth.audio.signals.tempo import TempoFollower

MOMENTUM = 0.9  # share of a beat's score that comes from beats before
NARROW = 5.0
MEMORY_S = 6.0
MEDIAN_FRAMES_S = 0.6


class BeatFollower:
    """Strength in, 1 at each beat out; beats are foretold, so they come when they fall, and the first ones are guesses.

    Attributes:
        tempo: the present one, beats a minute.
    """

    tempo_latency_s = TempoFollower.latency_s  # until a new tempo is taken; beats themselves are foretold, and come when they fall

    def __init__(self, rate: float, *, late_s: float = 0.0) -> None:
        """Begin in silence.

        Args:
            rate: frames a second.
            late_s: how late the strength is, which is made up for.
        """
        self._rate, self._late = rate, round(late_s * rate)
        self._tempo, self._highest = TempoFollower(rate), Highest(rate)
        self._before = np.zeros(max(3, round(MEDIAN_FRAMES_S * rate)) - 1, np.float32)
        self._scores = np.zeros(round(MEMORY_S * rate))
        self._to_beat, self._to_foretell = 1 << 30, round(rate / 4)

    @property
    def tempo(self) -> float:
        """Beats a minute."""
        return self._tempo.tempo

    def push(self, strength: np.ndarray) -> np.ndarray:
        """Take strength, float32 [frames]; return float32 [frames], 1 where a beat falls."""
        given = np.concatenate([self._before, strength])
        self._before = given[len(given) - len(self._before) :]
        risen = above_median(given, self._rate)[len(self._before) :]
        shares = risen / self._highest.push(risen)
        self._tempo_at = self._tempo.push(risen)
        return np.array([self._next(share, 60.0 * self._rate / tempo) for share, tempo in zip(shares, self._tempo_at, strict=True)], np.float32)

    def _next(self, share: float, period: float) -> bool:
        self._scores[:-1] = self._scores[1:]
        self._scores[-1] = (1.0 - MOMENTUM) * share + MOMENTUM * self._reached(self._scores[:-1], period)
        self._to_beat -= 1
        self._to_foretell -= 1
        if self._to_foretell <= 0:
            self._foretell(period)
        return self._to_beat == 0

    @staticmethod
    def _reached(scores: np.ndarray, period: float) -> float:
        """Return the best score of a beat about a period ago; `scores` ends with the frame before this one."""
        ago = np.arange(min(len(scores), round(2 * period)), max(1, round(period / 2)) - 1, -1)
        weights = np.exp(-0.5 * np.square(NARROW * np.log(ago / period)))
        return float(np.max(weights * scores[len(scores) - ago], initial=0.0))

    def _foretell(self, period: float) -> None:
        """Say when the next beat falls: where the scores, gone on with in silence, are highest about half a period ahead."""
        ahead, scores = max(2, round(period)), self._scores
        for _ in range(ahead):
            scores = np.append(scores, self._reached(scores, period))
        places = np.arange(1, ahead + 1)
        near = np.exp(-0.5 * np.square((places - period / 2) / (period / 4)))
        beat = int(places[int((near * scores[-ahead:]).argmax())])
        self._to_beat = max(1, beat - self._late)
        self._to_foretell = beat + round(period / 2)
