"""Onsets: onset strength in, the moments of attacks out; whole, or as it comes in. Also: strength brought to a range of 0 to 1.

Strength is compared with a median of what was just before (0.6 s), so that a dense passage does not hide its own onsets and a thin one has no false
ones. Offline the neighbours to both sides say which frame is highest, and the moment is read between frames; causally an onset is told one
frame after its highest one.
"""

import numpy as np

from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.signals.peaks import PeakFinder, PeakSettings, find_peaks

MEDIAN_S = 0.6
OVER = 0.03  # over the median, of a strength of 1: 0.6 dB in all bands of the range
RELATIVE = 0.12  # and of the loudest onsets
NEAR_S = 0.06  # two onsets are one
LOUDEST = 99.5  # percentile of a whole signal that counts as its highest value
FORGET_S = 12.0  # in which the highest value that was heard falls to a third, while a sound comes in
RISE_S = 0.0215  # by so much a window notes an attack before its middle reaches it


def early_s(frames: Framing) -> float:
    """Return how long after the frame that rises most an attack is, seconds: a rise lies between two frames, and windows see ahead."""
    return RISE_S - 0.5 / frames.fps


def above_median(strength: np.ndarray, rate: float) -> np.ndarray:
    """Return by how much each frame is over the median of the last 0.6 s, 0 at least; float32 [frames]."""
    size = max(3, round(MEDIAN_S * rate))
    padded = np.concatenate([np.zeros(size - 1, np.float32), np.asarray(strength, np.float32)])
    medians = np.median(np.lib.stride_tricks.sliding_window_view(padded, size), axis=1) if len(strength) else np.zeros(0)
    return np.maximum(np.asarray(strength) - medians, 0.0).astype(np.float32)


def loudest(strength: np.ndarray) -> float:
    """Return what counts as a whole signal's highest value, 0 for silence."""
    risen = strength[strength > 0.0]
    return float(np.percentile(risen, LOUDEST)) if len(risen) else 0.0


def onset_times(strength: np.ndarray, frames: Framing) -> np.ndarray:
    """Return the moments of the onsets of a whole sound, float64 [onsets], seconds.

    Args:
        strength: float32 [frames], see `features.OnsetStrength`.
        frames: of which it is.
    """
    risen = above_median(strength, frames.fps)
    least = max(OVER, RELATIVE * loudest(risen))
    found = find_peaks(risen, frames.fps, PeakSettings(distance_s=NEAR_S, prominence=min(1.0, 0.5 * least), height=min(1.0, least)))
    return np.maximum(0.0, (found + between_frames(risen, found)) / frames.fps + early_s(frames))


def between_frames(values: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Return how far from its frame each peak is by a parabola through it and its neighbours, float64 [peaks], -0.5..0.5 frames."""
    padded = np.pad(np.asarray(values, np.float64), 1, mode="edge")
    before, here, after = (padded[peaks + shift] for shift in range(3))
    bend = before - 2.0 * here + after
    return np.clip(np.divide(0.5 * (before - after), bend, out=np.zeros(len(peaks)), where=bend < 0.0), -0.5, 0.5)


class Highest:
    """The highest value of a signal that comes in, slowly forgotten."""

    def __init__(self, rate: float, *, least: float = OVER) -> None:
        """Begin with a lowest value, so that noise is not taken for music."""
        self._keep, self.value = float(np.exp(-1.0 / (FORGET_S * rate))), least
        self._least = least

    def push(self, values: np.ndarray) -> np.ndarray:
        """Take values; return the highest one at each, float64 [frames]."""
        found = np.empty(len(values))
        for i, value in enumerate(values):
            self.value = max(float(value), self._least, self.value * self._keep)
            found[i] = self.value
        return found


class OnsetDetector:
    """Onsets of a sound that comes in: strength in, whether the frame before was an onset out."""

    late = PeakFinder.late

    def __init__(self, frames: Framing) -> None:
        """Begin in silence."""
        self._rate, self._size = frames.fps, max(3, round(MEDIAN_S * frames.fps))
        self._before = np.zeros(self._size - 1, np.float32)
        self._highest = Highest(frames.fps)
        self._finder = PeakFinder(frames.fps, PeakSettings(distance_s=NEAR_S, prominence=0.5 * RELATIVE, height=RELATIVE))

    def push(self, strength: np.ndarray) -> np.ndarray:
        """Take strength, float32 [frames]; return bool [frames]."""
        given = np.concatenate([self._before, strength])
        self._before = given[len(given) - (self._size - 1) :]
        risen = above_median(given, self._rate)[self._size - 1 :]
        return self._finder.push(risen / np.maximum(self._highest.push(risen), OVER / RELATIVE))
