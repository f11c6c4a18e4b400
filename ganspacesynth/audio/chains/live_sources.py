"""Sources of chains besides music, live: which frames are wanted in, their values out: those of the whole forms, without an end."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from ganspacesynth.audio.chains import oscillators

NOISE_S = 600.0  # after which noise without a loop comes again
SCRAP = 64  # steps of a walk that are drawn at once


class LiveSource(Protocol):
    """A source that runs."""

    def push(self, first: int, count: int) -> np.ndarray:
        """Return the values of `count` frames from number `first` on, float64; each call goes on where the one before ended."""
        ...


class _Lfo:
    def __init__(self, rate: float, given: Mapping[str, Any]) -> None:
        self._rate, self._hertz, self._shape, self._phase = rate, given["hertz"], given["shape"], given["phase"]

    def push(self, first: int, count: int) -> np.ndarray:
        phase = (first * self._hertz / self._rate + self._phase) % 1.0
        return oscillators.lfo(count, self._rate, hertz=self._hertz, shape=self._shape, phase=phase)


class _Table:
    """Values that were made at once: they stop at the last one, or begin anew."""

    def __init__(self, values: np.ndarray, *, loop: bool) -> None:
        self._values, self._loop = values, loop

    def push(self, first: int, count: int) -> np.ndarray:
        places = np.arange(first, first + count)
        return self._values[places % len(self._values) if self._loop else np.minimum(places, len(self._values) - 1)]


class _Walk:
    def __init__(self, rate: float, given: Mapping[str, Any]) -> None:
        self._walker = oscillators.Walker(rate, seconds=given["seconds"], seed=int(given["seed"]))

    def push(self, first: int, count: int) -> np.ndarray:
        return self._walker.next(count)


class _Named:
    def __init__(self, value: Callable[[], float]) -> None:
        self._value = value

    def push(self, first: int, count: int) -> np.ndarray:
        return np.full(count, self._value())


def live_source(name: str, given: Mapping[str, Any], rate: float, named: Callable[[str], float]) -> LiveSource:
    """Return a source that begins now.

    Args:
        name: one of `words.SOURCES`.
        given: what it takes, by name.
        rate: frames a second.
        named: the present value of a signal that has a name, 0..1.
    """
    match name:
        case "lfo":
            return _Lfo(rate, given)
        case "walk":
            return _Walk(rate, given)
        case "noise":
            count = max(2, round((given["loop"] or NOISE_S) * rate))
            return _Table(oscillators.noise(count, rate, seconds=given["seconds"], seed=int(given["seed"])), loop=True)
        case "envelope":
            count = max(2, int(np.ceil(sum(given.values()) * rate)) + 2)
            return _Table(oscillators.envelope(count, rate, **given), loop=False)
        case "drawn":
            count = max(2, int(np.ceil(given["points"][-2] * rate)) + 2)
            return _Table(oscillators.drawn(count, rate, **given), loop=False)
        case "signal":
            return _Named(lambda: named(given["name"]))
    return _Table(np.full(1, given["value"]), loop=True)
