"""Signals besides music: oscillators, envelopes, drawn curves, random walks and noise; settings and a seed in, numbers over time out."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

SHAPES = ("sine", "triangle", "saw", "square")


def lfo(count: int, rate: float, *, hertz: float, shape: str = "sine", phase: float = 0.0) -> np.ndarray:
    """Swing between 0 and 1, float64 [count].

    Args:
        count: frames.
        rate: frames a second.
        hertz: swings a second.
        shape: "sine" and "triangle" begin low, "saw" rises and falls at once, "square" is low and then high.
        phase: 0..1 of a swing that it begins with.

    Raises:
        InvalidInput: no such shape.
    """
    turn = (np.arange(count) * hertz / rate + phase) % 1.0
    match shape:
        case "sine":
            return 0.5 - 0.5 * np.cos(2.0 * np.pi * turn)
        case "triangle":
            return 1.0 - np.abs(2.0 * turn - 1.0)
        case "saw":
            return turn
        case "square":
            return (turn >= 0.5).astype(np.float64)
    raise InvalidInput(f"An oscillator's shape is one of {', '.join(SHAPES)}. Received: {brief(shape)}.", rule="known-oscillator")


def envelope(count: int, rate: float, *, attack: float, sustain: float, release: float) -> np.ndarray:
    """Rise from 0 to 1, stay, and fall to 0, each in seconds; float64 [count]."""
    times, held = np.arange(count) / rate, attack + sustain
    return np.interp(times, [0.0, max(attack, 1e-9), held + 2e-9, held + max(release, 1e-9) + 3e-9], [0.0, 1.0, 1.0, 0.0])


def drawn(count: int, rate: float, *, points: Sequence[float]) -> np.ndarray:
    """Go in straight lines through what somebody drew, float64 [count]; before the first moment and behind the last it stays where it is there.

    Args:
        count: frames.
        rate: frames a second.
        points: moments in seconds, rising, and values of 0..1 in turn.
    """
    return np.interp(np.arange(count) / rate, points[0::2], points[1::2])


def is_drawn(points: Sequence[Any], longest_s: float) -> bool:
    """Tell whether these are moments, each later than the one before, and values of 0..1 in turn."""
    if not all(isinstance(each, int | float) and math.isfinite(each) for each in points):
        return False
    moments, values = points[0::2], points[1::2]
    rising = all(a < b for a, b in itertools.pairwise((-1.0, *moments))) and all(0.0 <= each <= longest_s for each in moments)
    return 0 < len(moments) == len(values) and rising and all(0.0 <= each <= 1.0 for each in values)


def walk(count: int, rate: float, *, seconds: float, seed: int) -> np.ndarray:
    """Wander between 0 and 1, seeded: a sum of steps that is reflected at both ends, smooth over `seconds`; float64 [count].

    Args:
        count: frames.
        rate: frames a second.
        seconds: about how long it takes from one side to the other.
        seed: the same one wanders alike; a longer walk begins like a shorter one.
    """
    return Walker(rate, seconds=seconds, seed=seed).next(count)


class Walker:
    """A walk that goes on: `walk`, piece by piece."""

    def __init__(self, rate: float, *, seconds: float, seed: int) -> None:
        """Begin; arguments as of `walk`."""
        self._rng = np.random.default_rng(seed)
        self._place, self._slow = self._rng.uniform(), 0.0
        self._kept, self._scale = float(np.exp(-4.0 / max(1.0, seconds * rate))), float(np.sqrt(max(1.0, seconds * rate)))

    def next(self, count: int) -> np.ndarray:
        """Return the next values, float64 [count]."""
        import scipy.signal

        if not count:
            return np.zeros(0)
        steps, kept = self._rng.standard_normal(count), self._kept
        slow, _ = scipy.signal.lfilter([1.0 - kept], [1.0, -kept], steps, zi=[kept * self._slow])  # steps that go on in their direction for a while
        self._slow = float(slow[-1])
        places = self._place + np.cumsum(slow) / self._scale
        self._place = float(places[-1])
        return np.abs((places + 1.0) % 2.0 - 1.0)


def noise(count: int, rate: float, *, seconds: float, seed: int) -> np.ndarray:
    """Smooth noise between 0 and 1 that ends as it begins, so that it can be tiled; seeded, float64 [count].

    Args:
        count: frames of the loop.
        rate: frames a second.
        seconds: about how long it takes from a high to the next.
        seed: the same one gives the same noise.
    """
    rng = np.random.default_rng(seed)
    waves = np.arange(1, max(1, round(count / (seconds * rate))) + 1)
    strength, phase = rng.standard_normal(len(waves)), rng.uniform(0.0, 2.0 * np.pi, len(waves))
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    used = waves[waves < len(spectrum)]
    spectrum[used] = strength[: len(used)] * np.exp(1j * phase[: len(used)])
    found = np.fft.irfft(spectrum, count) if count > 1 else np.zeros(count)
    spread = float(found.std())
    return 0.5 + 0.5 * np.tanh(found / spread) if spread > 0.0 else np.full(count, 0.5)
