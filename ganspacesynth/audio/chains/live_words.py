"""The words of chains, live: values that come in piece by piece in, as many out; each says how late it is. What looks ahead is refused by name.

A word that needs nothing of what is to come gives the very numbers of its whole form. `normalise` and `clip` know only what was heard so far, and
`peaks` only where a peak was, once it is over.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ganspacesynth.audio.chains import shaping, smoothing
from ganspacesynth.audio.signals.onsets import FORGET_S, Highest
from ganspacesynth.audio.signals.peaks import PeakFinder, PeakSettings
from ganspacesynth.core.errors import InvalidInput

LEAST_SPAN = 1e-3  # of what `normalise` stretches: silence stays silent
PEAKS = 128  # that `clip` remembers


@dataclass(frozen=True)
class Line:
    """What runs between two words.

    Attributes:
        rate: frames a second.
        low, high: the range.
        moved_s: so much later is a frame than the moment that it tells of.
        held_s: and so much later does it come.
    """

    rate: float
    low: float = 0.0
    high: float = 1.0
    moved_s: float = 0.0
    held_s: float = 0.0

    @property
    def latency_s(self) -> float:
        """How long after a moment its value comes, seconds."""
        return self.moved_s + self.held_s

    def shares(self, values: np.ndarray) -> np.ndarray:
        """Return where in the range values lie, 0..1, float64."""
        return np.clip((np.asarray(values, np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)


class LiveWord(Protocol):
    """A word that has heard nothing yet."""

    def push(self, values: np.ndarray) -> np.ndarray:
        """Take values; return those that they complete, float64."""
        ...


class _Each:
    """A word that looks at each value by itself."""

    def __init__(self, function: Callable[..., np.ndarray], line: Line, given: Mapping[str, Any]) -> None:
        self._function, self._line, self._given = function, line, given

    def push(self, values: np.ndarray) -> np.ndarray:
        return np.clip(self._function(self._line.shares(values), self._line.rate, **self._given), 0.0, 1.0)


class _Range:
    def __init__(self, line: Line, low: float, high: float) -> None:
        self._line, self._low, self._high = line, low, high

    def push(self, values: np.ndarray) -> np.ndarray:
        return shaping.rescaled(self._line.shares(values), self._line.rate, low=self._low, high=self._high)


class _Kernel:
    """A word that looks at the last values: each with its weight, the newest first."""

    def __init__(self, weights: np.ndarray, combine: Callable[[np.ndarray], np.ndarray], shares: Line | None, *, held: bool) -> None:
        self._weights, self._combine, self._line, self._held = weights[::-1].copy(), combine, shares, held
        self._before: np.ndarray | None = None

    def push(self, values: np.ndarray) -> np.ndarray:
        values = np.asarray(values, np.float64) if self._line is None else self._line.shares(values)
        if not len(values):
            return values
        if self._before is None:
            self._before = np.full(len(self._weights) - 1, values[0] if self._held else 0.0)
        given = np.concatenate([self._before, values])
        self._before = given[len(given) - len(self._before) :]
        return self._combine(np.lib.stride_tricks.sliding_window_view(given, len(self._weights)) * self._weights)


class _Ema:
    def __init__(self, line: Line, seconds: float) -> None:
        self._keep = float(np.exp(-1.0 / max(1e-9, seconds * line.rate)))
        self._last: float | None = None

    def push(self, values: np.ndarray) -> np.ndarray:
        found = np.empty(len(values))
        for i, value in enumerate(values):
            last = float(value) if self._last is None else self._last
            self._last = last * self._keep + float(value) * (1.0 - self._keep)
            found[i] = self._last
        return found


class _Delay:
    def __init__(self, frames: int) -> None:
        self._frames, self._waiting = frames, np.zeros(0)

    def push(self, values: np.ndarray) -> np.ndarray:
        if len(values) and not len(self._waiting):
            self._waiting = np.full(self._frames, float(values[0]))
        given = np.concatenate([self._waiting, np.asarray(values, np.float64)])
        self._waiting = given[len(values) :]
        return given[: len(values)]


class _Peaks:
    def __init__(self, line: Line, settings: PeakSettings) -> None:
        self._line, self._finder = line, PeakFinder(line.rate, settings)

    def push(self, values: np.ndarray) -> np.ndarray:
        return self._finder.push(self._line.shares(values)).astype(np.float64)


class _Normalised:
    """Between the lowest and the highest value of what was heard, slowly forgotten."""

    def __init__(self, line: Line) -> None:
        self._keep = float(np.exp(-1.0 / (FORGET_S * line.rate)))
        self._span = line.high - line.low
        self._low: float | None = None
        self._high = 0.0

    def push(self, values: np.ndarray) -> np.ndarray:
        return np.array([self._next(float(value)) for value in values])

    def _next(self, value: float) -> float:
        low, high = (value, value) if self._low is None else (self._low, self._high)
        self._low, self._high = min(value, value + (low - value) * self._keep), max(value, value + (high - value) * self._keep)
        return min(1.0, (value - self._low) / max(self._high - self._low, LEAST_SPAN * self._span))


class _Clipped:
    """Over a percentile of the last peaks."""

    def __init__(self, line: Line, percent: float) -> None:
        self._line, self._percent, self._highest = line, percent, Highest(line.rate, least=LEAST_SPAN)
        self._peaks: deque[float] = deque(maxlen=PEAKS)
        self._limit, self._before, self._rises = 0.0, 0.0, False

    def push(self, values: np.ndarray) -> np.ndarray:
        shares = self._line.shares(values)
        highest = self._highest.push(shares)
        return np.array([self._next(float(share), float(most)) for share, most in zip(shares, highest, strict=True)])

    def _next(self, share: float, highest: float) -> float:
        if self._rises and share <= self._before:
            self._peaks.append(self._before)
            self._limit = float(np.percentile(self._peaks, self._percent))
        self._rises, self._before = share > self._before, share
        limit = self._limit or highest
        return min(share, limit) / limit


class _Resampled:
    """Another rate: between values in a straight line, or the mean of what is skipped."""

    def __init__(self, rate: float, to_rate: float) -> None:
        self._step, self._half = rate / to_rate, 0.5 * max(1.0, rate / to_rate)
        self._up = to_rate >= rate
        self._values, self._first, self._made = np.zeros(0), 0, 0  # values still needed, the number of the first; how many were given

    def push(self, values: np.ndarray) -> np.ndarray:
        self._values = np.concatenate([self._values, np.asarray(values, np.float64)])
        last, found = self._first + len(self._values) - 1, []
        while (end := self._made * self._step + (0.0 if self._up else self._half - 0.5)) <= last:
            found.append(self._at(self._made * self._step, end))
            self._made += 1
        keep = max(0, int(np.floor(self._made * self._step - self._half)) - 1 - self._first)
        self._values, self._first = self._values[keep:], self._first + keep
        return np.array(found, np.float64)

    def _at(self, place: float, end: float) -> float:
        if self._up:
            return float(np.interp(place - self._first, np.arange(len(self._values)), self._values))
        sums = np.concatenate([[0.0], np.cumsum(self._values)])
        edges = np.clip(np.array([place - self._half, place + self._half]) + 0.5 - self._first, 0.0, len(self._values))
        low, high = np.interp(edges, np.arange(len(sums)), sums)
        return float((high - low) / max(edges[1] - edges[0], 1e-9))


def _sum(weighted: np.ndarray) -> np.ndarray:
    return weighted.sum(axis=1)


def _most(weighted: np.ndarray) -> np.ndarray:
    return weighted.max(axis=1)


INSTEAD = {
    "rise": "decay is what can be done behind a hit",
    "cumulate": "ema follows, and an lfo runs by itself",
    "quantise": "beats is a signal of its own",
    "smooth": "smooth SECONDS future=0, or ema",
    "delay": "a delay over 0",
    "peaks": "peaks without width",
}
_EACH: dict[str, Callable[..., np.ndarray]] = {
    "power": shaping.power,
    "compress": shaping.compress,
    "expand": shaping.expand,
    "threshold": shaping.threshold,
    "dips": shaping.dips,
}


def live_word(name: str, given: Mapping[str, Any], line: Line) -> tuple[LiveWord, Line]:
    """Return a word that is done as values come in, and what runs behind it.

    Args:
        name: one of `words.WORDS` but mix, which two chains do.
        given: what it takes, by name.
        line: what runs before it.

    Raises:
        InvalidInput: it looks at what is still to come.
    """
    unit = replace(line, low=0.0, high=1.0)
    if name in _EACH:
        return _Each(_EACH[name], line, given), unit
    match name:
        case "range":
            low, high = float(given["low"]), float(given["high"])
            if low == high:
                raise InvalidInput(f"A range has two ends. Received: range {low:g} {high:g}. Say for example range 0.8 1.", rule="range-ends")
            return _Range(line, low, high), replace(line, low=min(low, high), high=max(low, high))
        case "ema":
            return _Ema(line, given["seconds"]), line
        case "decay":
            return _Kernel(smoothing.half_gaussian(given["seconds"] * line.rate), _most, line, held=False), unit
        case "plateau":
            return _Kernel(np.ones(max(1, round(given["seconds"] * line.rate))), _most, line, held=False), unit
        case "smooth" if not given["future"]:
            kernel = smoothing.half_gaussian(given["seconds"] * line.rate)
            return _Kernel(kernel / kernel.sum(), _sum, None, held=True), line
        case "delay" if given["seconds"] >= 0.0:
            return _Delay(round(given["seconds"] * line.rate)), line
        case "normalise":
            return _Normalised(line), unit
        case "clip":
            return _Clipped(line, given["percent"]), unit
        case "resample":
            late = 1.0 / line.rate if given["fps"] >= line.rate else 0.5 / given["fps"]
            return _Resampled(line.rate, given["fps"]), replace(line, rate=given["fps"], held_s=line.held_s + late)
        case "peaks" if not given["width"]:
            settings = PeakSettings(given["distance"], given["prominence"], given["height"])
            return _Peaks(line, settings), replace(unit, moved_s=line.moved_s + PeakFinder.late / line.rate)
    raise refused_live(name)


def refused_live(name: str) -> InvalidInput:
    """Return the error for a word that looks ahead."""
    return InvalidInput(
        f"A live chain needs nothing that is still to come. Received: {name}. Instead: {INSTEAD.get(name, 'leave it out')}.", rule="causal-word"
    )
