"""Signal: a named number over time, from an array with a rate: what music, oscillators and noise become, and what moves a sound."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, SequenceError, brief

MAX_FRAMES = 4_000_000  # ten hours at 100 a second, and a little more
MIN_RATE_HZ, MAX_RATE_HZ = 1e-4, 1000.0
LONGEST_NAME = 400
DIGITS = 4  # of a value in JSON, as a share of the range: finer than any target hears


@dataclass(frozen=True, eq=False)
class Signal:
    """A number over time; between two frames the value lies between theirs.

    Attributes:
        name: what it says, such as "drums.onsets(high) | peaks".
        values: float32 [frames], 1 at least, finite; frame i belongs to the moment `i / rate`. Not to be written to.
        rate: frames a second.
        low, high: the range that values are meant to lie in; what maps a signal on a target takes `low` to one end and `high` to the other.
        loop: whether it begins anew behind its last frame; otherwise it stands still before the first and behind the last.
    """

    name: str
    values: np.ndarray
    rate: float
    low: float = 0.0
    high: float = 1.0
    loop: bool = False

    def __post_init__(self) -> None:
        values = np.array(self.values, np.float32)  # a copy: nobody else writes to it
        if values.ndim != 1 or not 1 <= len(values) <= MAX_FRAMES or not np.isfinite(values).all():
            raise InvalidInput(
                f"A signal holds 1 to {MAX_FRAMES} finite numbers, one a frame. Received: shape {list(values.shape)}. Take one channel, without NaN.",
                rule="signal-values",
            )
        if not isinstance(self.name, str) or not 0 < len(self.name) <= LONGEST_NAME:
            raise InvalidInput(f"A signal has a name of up to {LONGEST_NAME} letters. Received: {brief(self.name)}.", rule="signal-name")
        numbers = [_number(each) for each in (self.rate, self.low, self.high)]
        if not MIN_RATE_HZ <= numbers[0] <= MAX_RATE_HZ or not all(map(math.isfinite, numbers)) or numbers[1] >= numbers[2]:
            raise InvalidInput(
                f"A signal has {MIN_RATE_HZ:g}..{MAX_RATE_HZ:g} frames a second, and low < high. "
                f"Received: rate={brief(self.rate)}, low={brief(self.low)}, high={brief(self.high)}.",
                rule="signal-range",
            )
        values.flags.writeable = False
        for name, each in zip(("values", "rate", "low", "high"), (values, *numbers), strict=True):
            object.__setattr__(self, name, each)
        object.__setattr__(self, "loop", bool(self.loop))

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signal) and self._key() == other._key() and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash((self._key(), self.values.tobytes()))

    def _key(self) -> tuple[Any, ...]:
        return self.name, self.rate, self.low, self.high, self.loop

    @property
    def duration_s(self) -> float:
        """Seconds that its frames last."""
        return len(self.values) / self.rate

    @property
    def times_s(self) -> np.ndarray:
        """The moments of its frames, float64 [frames], seconds."""
        return np.arange(len(self.values)) / self.rate

    def at(self, time_s: float) -> float:
        """Return the value at a moment, in seconds."""
        return float(self.sampled(np.array([time_s]))[0])

    def sampled(self, times_s: np.ndarray) -> np.ndarray:
        """Return the values at many moments, float64 [moments], each as `at` has it."""
        count, place = len(self.values), np.asarray(times_s, np.float64) * self.rate
        if self.loop:
            place = np.mod(place, count)
            return np.interp(place, np.arange(count + 1), np.append(self.values, self.values[0]))
        return np.interp(place, np.arange(count), self.values)

    def share(self, time_s: float) -> float:
        """Return where in its range the value lies, 0 (low) to 1 (high), never outside."""
        return min(1.0, max(0.0, (self.at(time_s) - self.low) / (self.high - self.low)))

    def renamed(self, name: str) -> "Signal":
        """Return the signal with another name."""
        return replace(self, name=name)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict; values are rounded to a ten-thousandth of the range."""
        digits = DIGITS - math.floor(math.log10(self.high - self.low))
        values = [round(float(value), max(0, digits)) for value in self.values]
        plain = {"name": self.name, "rate": self.rate, "low": self.low, "high": self.high, "values": values}
        return {**plain, "loop": True} if self.loop else plain

    @classmethod
    def from_json(cls, value: object) -> "Signal":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        known = {"name", "rate", "low", "high", "values", "loop"}
        if not isinstance(value, dict) or not known - {"loop"} <= set(value) <= known or not isinstance(value["values"], list):
            raise SequenceError(f"A signal is a JSON object with name, rate, low, high and values. Received: {brief(value)}.", rule="known-fields")
        if len(value["values"]) > MAX_FRAMES or not all(type(each) in (int, float) for each in value["values"]):
            raise SequenceError(f"A signal's values are up to {MAX_FRAMES} numbers. Received: {brief(value['values'])}.", rule="signal-values")
        try:
            numbers = np.array(value["values"], np.float64)
        except OverflowError as e:
            raise SequenceError(f"A signal's values are numbers that a computer holds. Received: {brief(str(e))}.", rule="signal-values") from e
        try:
            return cls(**{**value, "values": numbers})
        except InvalidInput as e:
            raise SequenceError(f"A signal is whole. Received: {brief(str(e))}.", rule=e.rule) from e

    def quantised(self) -> "Signal":
        """Return the signal as its JSON keeps it: what a recipe renders."""
        return Signal.from_json(self.to_json())


def _number(value: object) -> float:
    """Return a number as a float; NaN for what is none."""
    right = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    try:
        return float(value) if right else math.nan  # type: ignore[arg-type]  # right says so
    except OverflowError:
        return math.nan
