"""The room that a sound is heard in, and how wide it is: values of recipes; audio/effects/reverberation.py and audio/effects/width.py do it."""

import base64
import binascii
import math
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief

MAX_IMPULSE_BYTES = 4 * 1024 * 1024  # of 16-bit samples: ten seconds in two channels, and more
MIN_RATE, MAX_RATE = 8_000, 192_000  # Hz of a finished sound


@dataclass(frozen=True)
class Impulse:
    """How a room answers a click, recorded.

    Attributes:
        pcm16: its samples as they travel in a recipe: base64 of 16-bit integers, the lowest byte first, the channels of a moment together.
        channels: 1 or 2.
        sample_rate: Hz.
    """

    pcm16: str
    channels: int
    sample_rate: int

    def __post_init__(self) -> None:
        if self.channels not in (1, 2) or isinstance(self.channels, bool):
            raise InvalidInput(
                f"An impulse response has 1 or 2 channels. Received: channels={brief(self.channels)}. Mix it down.", rule="channel-count"
            )
        check_rate(self.sample_rate)
        size = len(self.samples())
        if not 0 < size <= MAX_IMPULSE_BYTES or size % (2 * self.channels):
            raise InvalidInput(
                f"An impulse response holds whole moments, of {MAX_IMPULSE_BYTES} bytes at most. Received: {size} bytes. Cut it.", rule="impulse-size"
            )

    def samples(self) -> bytes:
        """Return the bytes of its samples."""
        try:
            if len(self.pcm16) > 2 * MAX_IMPULSE_BYTES:
                raise ValueError("too long")
            return base64.b64decode(self.pcm16, validate=True)
        except (TypeError, ValueError, binascii.Error) as e:
            raise InvalidInput(
                f"An impulse response is written in base64. Received: {brief(self.pcm16)} ({e}). Make the sound anew.", rule="impulse-in-base64"
            ) from e


@dataclass(frozen=True)
class Room:
    """A room.

    Attributes:
        amount: 0..1; at 1 the room is as loud as the sound itself.
        impulse: a recorded one; None is a small room of our own.
    """

    amount: float
    impulse: Impulse | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", check_share("room", self.amount))

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        impulse = self.impulse
        said = None if impulse is None else {"pcm16": impulse.pcm16, "channels": impulse.channels, "sample_rate": impulse.sample_rate}
        return {"amount": self.amount} if said is None else {"amount": self.amount, "impulse": said}

    @classmethod
    def from_json(cls, value: Any) -> "Room | None":
        """Read what `to_json` wrote; raises LookupError, TypeError or InvalidInput for anything else."""
        if value is None:
            return None
        impulse = value.get("impulse")
        return cls(value["amount"], None if impulse is None else Impulse(impulse["pcm16"], impulse["channels"], impulse["sample_rate"]))


def check_share(name: str, value: object) -> float:
    """Return a number in 0..1 as a float, or raise InvalidInput."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0.0 <= value <= 1.0:
        raise InvalidInput(f"{name} must be in 0..1. Received: {name}={brief(value)}. 0 is none of it.", rule="share-range")
    return float(value)


def check_rate(sample_rate: object) -> int:
    """Return a rate in Hz, or raise InvalidInput."""
    if isinstance(sample_rate, bool) or not isinstance(sample_rate, int) or not MIN_RATE <= sample_rate <= MAX_RATE:
        raise InvalidInput(
            f"The rate must be a whole number of Hz in {MIN_RATE}..{MAX_RATE}. Received: rate={brief(sample_rate)}. Try 44100.",
            rule="sample-rate-range",
        )
    return sample_rate
