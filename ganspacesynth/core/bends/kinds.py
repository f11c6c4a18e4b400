"""The bends that there are: what each is called, its numbers with their ranges, and where each of them changes nothing.

Lengths are shares: along frequency 0.1 is a tenth of all that the layer knows, along time a tenth of a clip. So a bend is the same thing in
every layer, however few rows it has. In a picture, time is down and frequency is right.

Source: Broad, Leymarie and Grierson, Network bending: expressive manipulation of deep generative models (2020), section 3.
"""

import sys
from collections.abc import Sequence
from dataclasses import KW_ONLY, Field, dataclass, field, fields, replace
from typing import Any, ClassVar

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

MAX_CHANNELS = 8192
MAX_SEED = 1 << 24
FINITE = sys.float_info.max

Channels = tuple[int, ...]


def ranged(straight: float | None, usual: float, low: float, high: float, *, rest: float | None = None) -> Any:
    """Say a number of a bend, as a field of its class.

    Args:
        straight: where it changes nothing; None for what changes nothing by itself, such as a seed.
        usual: what it is where a bend is named without numbers.
        low, high: its range.
        rest: what it is where other numbers are given and this one is not; None for where it changes nothing.
    """
    rest = straight if rest is None else rest
    return field(default=rest, metadata={"straight": straight, "usual": usual, "low": low, "high": high})


@dataclass(frozen=True)
class BaseBend:
    """A bend of some channels of a layer.

    Attributes:
        kind: the word that it is called by.
        about: what it does, in a few words.
        channels: numbers of those that are bent, ascending; none of them means all.
    """

    kind: ClassVar[str] = ""
    about: ClassVar[str] = ""
    _: KW_ONLY
    channels: Channels = ()

    @classmethod
    def amounts(cls) -> tuple[Field, ...]:
        """Return its numbers, in order: the fields with a range."""
        return tuple(each for each in fields(cls) if each.metadata)

    @property
    def is_straight(self) -> bool:
        """Whether it changes nothing."""
        numbers = [(getattr(self, each.name), each.metadata["straight"]) for each in self.amounts() if each.metadata["straight"] is not None]
        return not any(isinstance(value, np.ndarray) or value != straight for value, straight in numbers)

    def straightened(self) -> "BaseBend":
        """Return the bend that changes nothing and has all else in common with this one."""
        still = {each.name: each.metadata["straight"] for each in self.amounts() if each.metadata["straight"] is not None}
        return replace(self, **still)

    @property
    def local(self) -> bool:
        """Whether what it makes of a moment needs that moment alone, and not where in the clip it lies."""
        return True


@dataclass(frozen=True)
class Scale(BaseBend):
    """Multiply; 1 changes nothing."""

    kind: ClassVar[str] = "scale"
    about: ClassVar[str] = "multiplies"
    straight: ClassVar[float] = 1.0
    amount: float = ranged(1.0, 1.5, -FINITE, FINITE)


@dataclass(frozen=True, eq=False)
class Offset(BaseBend):
    """Add; 0 changes nothing.

    Attributes:
        amount: one number for all of the layer, or, when a network is asked, float32 [n, *shape] or [*shape].
    """

    kind: ClassVar[str] = "offset"
    about: ClassVar[str] = "adds"
    straight: ClassVar[float] = 0.0
    amount: float | np.ndarray = ranged(0.0, 0.2, -FINITE, FINITE)  # noqa: RUF009  # a field

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offset) and self.channels == other.channels and np.array_equal(self.amount, other.amount)

    def __hash__(self) -> int:
        return hash((self.kind, self.channels, self.amount.tobytes() if isinstance(self.amount, np.ndarray) else self.amount))


@dataclass(frozen=True)
class Shift(BaseBend):
    """Move up in frequency, and later in time; what lies at the edge goes on into what becomes free."""

    kind: ClassVar[str] = "shift"
    about: ClassVar[str] = "moves up in frequency, later in time"
    frequency: float = ranged(0.0, 0.1, -1.0, 1.0)
    time: float = ranged(0.0, 0.0, -1.0, 1.0)

    @property
    def local(self) -> bool:
        """Whether nothing moves in time."""
        return self.time == 0.0


@dataclass(frozen=True)
class Zoom(BaseBend):
    """Make larger (over 1) or smaller, about the middle."""

    kind: ClassVar[str] = "zoom"
    about: ClassVar[str] = "makes larger, about the middle"
    frequency: float = ranged(1.0, 1.3, 0.05, 20.0)
    time: float = ranged(1.0, 1.0, 0.05, 20.0)

    @property
    def local(self) -> bool:
        """Whether time goes on as ever."""
        return self.time == 1.0


@dataclass(frozen=True)
class Rotate(BaseBend):
    """Turn about the middle, so that what rose in frequency comes later: 90 degrees make time of frequency."""

    kind: ClassVar[str] = "rotate"
    about: ClassVar[str] = "turns frequency into time"
    degrees: float = ranged(0.0, 10.0, -360.0, 360.0)

    @property
    def local(self) -> bool:
        """Only one that does nothing is."""
        return self.degrees == 0.0


@dataclass(frozen=True)
class Shear(BaseBend):
    """Let frequency rise over time, so far from a clip's beginning to its end; and let high frequencies come later than low ones."""

    kind: ClassVar[str] = "shear"
    about: ClassVar[str] = "lets frequency rise over time, and high frequencies come later"
    frequency: float = ranged(0.0, 0.2, -4.0, 4.0)
    time: float = ranged(0.0, 0.0, -4.0, 4.0)

    @property
    def local(self) -> bool:
        """Only one that does nothing is: how high frequencies are depends on where in the clip they are."""
        return self.frequency == 0.0 and self.time == 0.0


@dataclass(frozen=True)
class Flip(BaseBend):
    """Turn high to low, or late to early: 1 wholly, 0.5 half of both."""

    kind: ClassVar[str] = "flip"
    about: ClassVar[str] = "turns high to low, late to early"
    frequency: float = ranged(0.0, 1.0, 0.0, 1.0)
    time: float = ranged(0.0, 0.0, 0.0, 1.0)

    @property
    def local(self) -> bool:
        """Whether late stays late."""
        return self.time == 0.0


@dataclass(frozen=True)
class Blur(BaseBend):
    """Smooth by a Gaussian that is so wide (its standard deviation)."""

    kind: ClassVar[str] = "blur"
    about: ClassVar[str] = "smooths"
    frequency: float = ranged(0.0, 0.05, 0.0, 1.0)
    time: float = ranged(0.0, 0.0, 0.0, 1.0)

    @property
    def local(self) -> bool:
        """Whether moments are left apart."""
        return self.time == 0.0


@dataclass(frozen=True)
class Sharpen(BaseBend):
    """Add so much of what a blur of this width would take away."""

    kind: ClassVar[str] = "sharpen"
    about: ClassVar[str] = "adds what a blur would take away"
    amount: float = ranged(0.0, 1.0, 0.0, 100.0)
    frequency: float = ranged(None, 0.05, 0.0, 1.0, rest=0.05)
    time: float = ranged(None, 0.0, 0.0, 1.0, rest=0.0)

    @property
    def local(self) -> bool:
        """Whether moments are left apart."""
        return self.time == 0.0 or self.amount == 0.0


@dataclass(frozen=True)
class Noise(BaseBend):
    """Add normal noise, always the same of one seed."""

    kind: ClassVar[str] = "noise"
    about: ClassVar[str] = "adds noise, always the same of a seed"
    amount: float = ranged(0.0, 0.3, 0.0, 100.0)
    seed: int = ranged(None, 0, 0, MAX_SEED, rest=0)


@dataclass(frozen=True)
class Threshold(BaseBend):
    """Silence what is smaller than this, up or down."""

    kind: ClassVar[str] = "threshold"
    about: ClassVar[str] = "silences what is small"
    amount: float = ranged(0.0, 0.5, 0.0, 100.0)


@dataclass(frozen=True)
class Invert(BaseBend):
    """Turn what is over 0 under it: 1 wholly, and 0.5 leaves nothing."""

    kind: ClassVar[str] = "invert"
    about: ClassVar[str] = "turns more into less"
    amount: float = ranged(0.0, 1.0, 0.0, 1.0)


@dataclass(frozen=True)
class Ablate(BaseBend):
    """Silence a share of the channels, chosen by a seed; a larger share has the smaller one's channels, and more."""

    kind: ClassVar[str] = "ablate"
    about: ClassVar[str] = "silences a share of the channels"
    share: float = ranged(0.0, 0.3, 0.0, 1.0)
    seed: int = ranged(None, 0, 0, MAX_SEED, rest=0)


Bend = Scale | Offset | Shift | Zoom | Rotate | Shear | Flip | Blur | Sharpen | Noise | Threshold | Invert | Ablate
KINDS: dict[str, type[Bend]] = {
    kind.kind: kind for kind in (Scale, Offset, Shift, Zoom, Rotate, Shear, Flip, Blur, Sharpen, Noise, Threshold, Invert, Ablate)
}


def is_number(value: Any, *, largest: float = FINITE) -> bool:
    """Whether a value is one finite number, `largest` or less up or down."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    try:
        return abs(float(value)) <= largest
    except OverflowError:
        return False


def checked_bend(bend: Bend, *, largest: float = FINITE) -> Bend:
    """Return a bend with floats and whole seeds, all of them in their ranges.

    Raises:
        InvalidInput: a number that is none or out of its range, or channels that are none.
    """
    found: dict[str, Any] = {"channels": check_channels(bend.channels)}
    for each in bend.amounts():
        value, low, high = getattr(bend, each.name), each.metadata["low"], each.metadata["high"]
        if not is_number(value, largest=largest):
            raise InvalidInput(f"{bend.kind} must be finite numbers. Received: {bend.kind}={str([value])[:60]}.", rule="finite-bends")
        whole = each.name == "seed"
        if not low <= float(value) <= high or (whole and not float(value).is_integer()):
            kind = "a whole number in " if whole else ""
            raise InvalidInput(f"{each.name} of {bend.kind} is {kind}{low:g}..{high:g}. Received: {brief(value)}. Choose another.", rule="bend-range")
        found[each.name] = int(value) if whole else float(value)
    return replace(bend, **found)


def check_channels(channels: Any) -> Channels:
    """Return numbers of channels, ascending, each once; raises InvalidInput for what is none."""
    numbers = isinstance(channels, Sequence) and not isinstance(channels, str | bytes) and len(channels) <= MAX_CHANNELS
    if not numbers or not all(is_number(each, largest=MAX_CHANNELS - 1) and each >= 0 and float(each).is_integer() for each in channels):
        raise InvalidInput(
            f"channels are up to {MAX_CHANNELS} whole numbers from 0 on. Received: {brief(channels)}. Write 0-15, or 3+7+12-20.", rule="bend-channels"
        )
    return tuple(sorted({int(each) for each in channels}))
