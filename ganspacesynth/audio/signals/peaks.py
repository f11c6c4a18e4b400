"""Peaks of a signal: values in, the frames of those that stand out; whole, or as values come in."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief


@dataclass(frozen=True)
class PeakSettings:
    """What counts as a peak.

    Attributes:
        distance_s: seconds to the next higher one, at least.
        prominence: how far it rises over the valleys around it, as a share of the signal's range.
        height: at least so high, as a share of the range.
        width_s: how wide it is at half of its prominence, seconds at least.
    """

    distance_s: float = 0.1
    prominence: float = 0.1
    height: float = 0.1
    width_s: float = 0.0

    def __post_init__(self) -> None:
        for name, highest in (("distance_s", 60.0), ("prominence", 1.0), ("height", 1.0), ("width_s", 60.0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= highest:
                raise InvalidInput(f"A peak's {name} is in 0..{highest:g}. Received: {name}={brief(value)}.", rule="peak-range")


def find_peaks(values: np.ndarray, rate: float, settings: PeakSettings | None = None, *, span: float = 1.0) -> np.ndarray:
    """Return the frames of the peaks of a whole signal, int [peaks].

    Args:
        values: float [frames].
        rate: frames a second.
        settings: what counts as one.
        span: the signal's range, of which prominence and height are shares.
    """
    import scipy.signal

    settings = settings or PeakSettings()
    edged = np.concatenate([[-np.inf], values, [-np.inf]])  # a peak may be the first frame, or the last
    floor = np.where(np.isinf(edged), values.min(initial=0.0), edged)
    found, _ = scipy.signal.find_peaks(
        floor,
        height=settings.height * span,
        distance=max(1.0, settings.distance_s * rate),
        prominence=max(settings.prominence * span, 1e-9),
        width=settings.width_s * rate if settings.width_s else None,
    )
    return found - 1


class PeakFinder:
    """Peaks of a signal that comes in: each is told one frame late, when the signal falls again.

    It knows no valley that is still to come, so prominence is the rise over the lowest value since the last peak; of two peaks nearer than the
    distance the first counts, where the whole signal's form has the higher one. Width needs the falling side, and is not looked at.
    """

    late = 1  # frames

    def __init__(self, rate: float, settings: PeakSettings | None = None, *, span: float = 1.0) -> None:
        """Begin before the first value; arguments as for `find_peaks`."""
        self._settings, self._span = settings or PeakSettings(), span
        self._distance = max(1, round(self._settings.distance_s * rate))
        self._before, self._rising, self._valley = 0.0, False, np.inf
        self._since = self._distance

    def push(self, values: np.ndarray) -> np.ndarray:
        """Take values, float [frames]; return for each frame whether the one before it was a peak, bool [frames]."""
        return np.array([self._next(float(value)) for value in values], bool)

    def _next(self, value: float) -> bool:
        self._since += 1
        settings, before = self._settings, self._before
        high = before >= settings.height * self._span and before - self._valley >= settings.prominence * self._span
        peak = self._rising and value < before and high and self._since >= self._distance
        if peak:
            self._since, self._valley = 0, value
        self._rising = value > before or (self._rising and value == before)
        self._valley = min(self._valley, value)
        self._before = value
        return peak
