"""Outline of a sound's level over time: where it begins and ends, how it rises and how it dies away."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import loudness

HOP_S, WINDOW_S = 0.002, 0.01
LONGEST_WINDOW_PERIODS = 2.0  # a window shorter than two periods would show the wave itself
OVER_DB = 40.0  # under its loudest moment a sound is over
LEAST_S = 0.3  # shorter stretches have no time to wobble, move or die away
ATTACK_S, RELEASED = 0.25, 0.8  # held is what lies between them: seconds from the beginning, and a share of the length
FIRST_S = 0.06  # in which a sound begins, or thumps
SILENT = 1e-5  # root mean square of a loudest moment that nobody hears


@dataclass(frozen=True, eq=False)
class Outline:
    """Level over time.

    Attributes:
        levels: root mean square around moments HOP_S apart, float64 [moments].
        begin_s: when it is first within 40 dB of its loudest moment.
        end_s: when it is so for the last time.
    """

    levels: np.ndarray
    begin_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it is heard, s."""
        return self.end_s - self.begin_s

    @property
    def held(self) -> tuple[float, float]:
        """The stretch after the attack and before the release, seconds from the file's beginning.

        When a key is let go is not known, so it is the first four fifths of what is heard, without the first 0.25 s, or a fifth of a short sound.
        """
        return self.begin_s + min(ATTACK_S, (1.0 - RELEASED) * self.length_s), self.begin_s + RELEASED * self.length_s

    @property
    def times_s(self) -> np.ndarray:
        """When each moment is, [moments]."""
        return np.arange(len(self.levels)) * HOP_S

    def during(self, stretch: tuple[float, float]) -> np.ndarray:
        """Return the levels of a stretch of seconds."""
        return self.levels[round(stretch[0] / HOP_S) : round(stretch[1] / HOP_S)]


def outline(wave: np.ndarray, sample_rate: int, hertz: float = np.nan) -> Outline | None:
    """Return the outline of a sound, None for silence.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        hertz: its fundamental, NaN when it has none: the lower, the longer the window.
    """
    window = max(WINDOW_S, LONGEST_WINDOW_PERIODS / hertz) if np.isfinite(hertz) else WINDOW_S
    levels = loudness.envelope(wave, sample_rate, hop_s=HOP_S, window_s=window)
    if levels.max() < SILENT:
        return None
    heard = np.flatnonzero(levels >= levels.max() * 10 ** (-OVER_DB / 20))
    return Outline(levels, heard[0] * HOP_S, (heard[-1] + 1) * HOP_S)


def rise_ms(found: Outline) -> float:
    """Return how long the level takes from 10 % to 90 % of its largest, ms."""
    low, high = (int(np.argmax(found.levels >= share * found.levels.max())) for share in (0.1, 0.9))
    return 1000.0 * HOP_S * (high - low)


def decay_db_s(found: Outline) -> float:
    """Return how fast the held sound dies away, dB a second: 0 for a drone, negative when it swells; NaN for one that is too short.

    It is the slope of a line through the levels of the held stretch.
    """
    levels = found.during(found.held)
    if len(levels) * HOP_S < LEAST_S / 2:
        return float("nan")
    slope = np.polyfit(np.arange(len(levels)) * HOP_S, 20.0 * np.log10(np.maximum(levels, 1e-6 * found.levels.max())), 1)[0]
    return -float(slope)


def thump_db(found: Outline) -> float:
    """Return by how much the first 60 ms stand out, dB: their loudest moment over the quietest of the 60 ms that follow.

    A note that begins and goes on has about 1, one that swells less than 0, a bump before the sound sets in 3 and more.
    """
    first, then = (found.during((found.begin_s + start, found.begin_s + start + FIRST_S)) for start in (0.0, FIRST_S))
    if not len(then):
        return float("nan")
    return 20.0 * float(np.log10(first.max() / max(then.min(), 1e-6 * found.levels.max())))
