"""All analyses of a sound that comes in, by name: samples in, the same signals out that the whole sound has, each as late as it says.

`onsets` and `rms` are shares of the loudest that was heard so far, which is slowly forgotten. Everything else is the very number of the whole sound,
half a window later; only beats, tempo, bars and sections, which need to look ahead, are other ways to the same thing.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ganspacesynth.audio.signals.analyses import HELD_S, PULSE, QUIET, BandLevels, Words, band_of, check_analysis, near_middle
from ganspacesynth.audio.signals.bars import BarCounter
from ganspacesynth.audio.signals.chroma import WINDOW_S, Chroma, pitch_class
from ganspacesynth.audio.signals.frame_features import BANDS, Block, Causal, Centroid, Feature, Flatness, Level, OnsetStrength
from ganspacesynth.audio.signals.frame_rate import Framing, Windows
from ganspacesynth.audio.signals.live_beats import BeatFollower
from ganspacesynth.audio.signals.lufs_curve import LufsCurve
from ganspacesynth.audio.signals.onsets import MEDIAN_S, Highest, above_median, early_s
from ganspacesynth.audio.signals.pitch_curve import PitchCurve
from ganspacesynth.audio.signals.sections import LEVEL_SHARE, ROWS_HZ, SectionFollower

CLEARLY = 1.15  # so much stronger must another pitch class be


class LiveSignal(Protocol):
    """A signal of a sound that comes in.

    Attributes:
        latency_s: how long after a moment of the sound its value comes.
    """

    latency_s: float

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take samples at the frames' rate, float [any number]; return the values of the frames that they complete, float32 [frames]."""
        ...


def live_signal(name: str, frames: Framing, words: Words = ()) -> LiveSignal:
    """Return an analysis that has heard nothing yet.

    Args:
        name: one of `analyses.ANALYSES`.
        frames: how the sound is cut.
        words: what stands in brackets behind the name.

    Raises:
        InvalidInput: no such signal, or other words.
    """
    check_analysis(name, words)
    plain: dict[str, type] = {"centroid": Centroid, "pitch": PitchCurve}
    if name in plain:
        return Causal(frames, plain[name](frames))
    match name:
        case "onsets":
            return _Onsets(frames, *band_of(words))
        case "rms":
            return _Rms(frames)
        case "lufs":
            return LufsCurve(frames)
        case "flatness":
            return Causal(frames, Flatness())
        case "chroma":
            return _PitchClass(frames, pitch_class(words[0]))
        case "harmony":
            return _Harmony(frames)
        case "sections":
            return _Sections(frames)
    return _Beats(frames, name)


class _Onsets:
    def __init__(self, frames: Framing, low_hz: float, high_hz: float) -> None:
        self.latency_s = frames.latency_s - early_s(frames)
        self._strength = Causal(frames, OnsetStrength(frames, low_hz, high_hz))
        self._rate, self._before = frames.fps, np.zeros(max(3, round(MEDIAN_S * frames.fps)) - 1, np.float32)
        self._highest = Highest(frames.fps)

    def push(self, samples: np.ndarray) -> np.ndarray:
        given = np.concatenate([self._before, self._strength.push(samples)])
        new = len(given) - len(self._before)
        self._before = given[new:]
        risen = above_median(given, self._rate)[len(given) - new :]
        return np.clip(risen / self._highest.push(risen), 0.0, 1.0).astype(np.float32)


class _Rms:
    def __init__(self, frames: Framing) -> None:
        self.latency_s = frames.latency_s
        self._level, self._highest = Causal(frames, Level()), Highest(frames.fps, least=QUIET)

    def push(self, samples: np.ndarray) -> np.ndarray:
        levels = self._level.push(samples)
        return np.clip(levels / self._highest.push(levels), 0.0, 1.0).astype(np.float32)


class _PitchClass:
    def __init__(self, frames: Framing, number: int) -> None:
        longer = frames.longer(WINDOW_S)
        self.latency_s, self._number = longer.latency_s, number
        self._chroma = Causal(longer, Chroma(longer))

    def push(self, samples: np.ndarray) -> np.ndarray:
        return self._chroma.push(samples)[:, self._number]


class _Harmony:
    """The strongest pitch class of the last seconds, held until another one is clearly stronger."""

    def __init__(self, frames: Framing) -> None:
        longer = frames.longer(WINDOW_S)
        self.latency_s = longer.latency_s + HELD_S / 2
        self._chroma = Causal(longer, Chroma(longer))
        self._keep, self._heard, self._last = float(np.exp(-1.0 / (HELD_S / 2 * frames.fps))), np.zeros(12), 0

    def push(self, samples: np.ndarray) -> np.ndarray:
        return near_middle(np.array([self._next(row) for row in self._chroma.push(samples)], np.float64))

    def _next(self, row: np.ndarray) -> int:
        self._heard = self._keep * self._heard + (1.0 - self._keep) * row
        best = int(self._heard.argmax())
        if self._heard[best] > CLEARLY * self._heard[self._last]:
            self._last = best
        return self._last


class _Several:
    """Several features of one window, in one pass."""

    def __init__(self, frames: Framing, features: Sequence[Feature]) -> None:
        self._windows, self._features = Windows(frames), features

    def push(self, samples: np.ndarray) -> list[np.ndarray]:
        block = Block(self._windows.push(samples))
        return [feature.take(block) for feature in self._features]


class _Beats:
    """Beats, the first beats of bars, or the tempo."""

    def __init__(self, frames: Framing, kind: str) -> None:
        late_s = frames.latency_s - early_s(frames)
        self._kind = kind
        self._follower = BeatFollower(frames.fps, late_s=late_s)
        self._bars = BarCounter()
        self.latency_s = self._follower.tempo_latency_s if kind == "tempo" else 0.0
        self._heard = _Several(frames, [OnsetStrength(frames, *BANDS[name]) for name, _ in PULSE])
        self._low = np.zeros(max(1, round(0.25 * frames.fps)), np.float32)

    def push(self, samples: np.ndarray) -> np.ndarray:
        parts = self._heard.push(samples)
        pulse = np.sum([share * part for part, (_, share) in zip(parts, PULSE, strict=True)], axis=0)
        found = np.zeros(len(pulse), np.float32)
        for i in range(len(pulse)):
            beat = bool(self._follower.push(pulse[i : i + 1])[0])
            self._low = np.append(self._low[1:], parts[1][i])
            bar = beat and self._bars.push(float(self._low.max()))
            found[i] = {"beats": float(beat), "bars": float(bar)}.get(self._kind, self._follower.tempo)
        return found


class _Sections:
    """Where sections begin: rows a few times a second, of what `sections.describe` takes."""

    latency_s = SectionFollower.latency_s

    def __init__(self, frames: Framing) -> None:
        longer = frames.longer(WINDOW_S)
        self._bands, self._chroma = Causal(frames, BandLevels(frames)), Causal(longer, Chroma(longer))
        self._every = max(1, round(frames.fps / ROWS_HZ))
        self._follower = SectionFollower(frames.fps / self._every)
        self._waiting = np.zeros((0, BandLevels.width + 12), np.float32)

    def push(self, samples: np.ndarray) -> np.ndarray:
        levels, notes = self._bands.push(samples), self._chroma.push(samples)
        fresh = np.concatenate([levels * (LEVEL_SHARE / 10.0), notes * 2.0], axis=1)
        given, begun = np.concatenate([self._waiting, fresh]), len(self._waiting)
        rows = len(given) // self._every
        means = given[: rows * self._every].reshape(rows, self._every, given.shape[1]).mean(axis=1)
        self._waiting = given[rows * self._every :]
        found = np.zeros(len(fresh), np.float32)
        for row in np.flatnonzero(self._follower.push(means)):
            found[(row + 1) * self._every - 1 - begun] = 1.0
        return found
