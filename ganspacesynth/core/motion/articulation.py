"""Articulation: how a note is held, dies away, is struck and trembles; numbers in, envelopes over time out."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.point import Point

RATE_HZ, ONSET_S = 5.0, 0.2  # of a vibrato of which only the depth is said
MAX_CENTS, MIN_RATE_HZ, MAX_RATE_HZ = 1200.0, 0.1, 20.0
MIN_S, MAX_S = 0.001, 3600.0
MIN_DECAY_S = 0.01
RELEASE_S = 0.3
EDGE_S = 0.002  # nothing stops faster: that would be a click
DECAY_DB, SILENT_DB = -60.0, -120.0  # how far a decay time goes, and where a decaying note stands still
FULL_VELOCITY = 127.0
SOFT_DB = -12.0  # how much duller, high up, the softest stroke is


@dataclass(frozen=True)
class Vibrato:
    """A pitch that swings to and fro.

    Attributes:
        depth_cents: to each side, 0..1200.
        rate_hz: how often a second, 0.1..20.
        onset_s: seconds from the beginning of the note until it begins; then it grows for about two periods.
    """

    depth_cents: float
    rate_hz: float = RATE_HZ
    onset_s: float = ONSET_S

    def __post_init__(self) -> None:
        for name, low, high, unit in (
            ("depth_cents", 0.0, MAX_CENTS, "cents"),
            ("rate_hz", MIN_RATE_HZ, MAX_RATE_HZ, "Hz"),
            ("onset_s", 0.0, MAX_S, "seconds"),
        ):
            object.__setattr__(self, name, _number(f"A vibrato's {name}", getattr(self, name), low, high, unit))

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Vibrato":
        """Return the vibrato of one to three numbers: depth, rate, onset; raises InvalidInput for more, or none."""
        if not 1 <= len(numbers) <= 3:
            raise InvalidInput(
                f"A vibrato is a depth in cents, then perhaps a rate in Hz and an onset in seconds. Received: {len(numbers)} numbers.",
                rule="vibrato-numbers",
            )
        return cls(*numbers)


@dataclass(frozen=True)
class Articulation:
    """What a player does to a note beside its pitch; None leaves each as the network has it.

    Attributes:
        length_s: seconds that the note is held, 0.001..3600; then it dies away.
        release_s: seconds that this takes, 0..3600.
        decay_s: seconds in which it falls by 60 dB from its beginning on, 0.01..3600.
        velocity: how hard it is struck, 1..127: a condition where the network reads velocities; elsewhere gain (velocity / 127), and up to 12 dB
            less high up.
        vibrato: of its pitch.
    """

    length_s: float | None = None
    release_s: float | None = None
    decay_s: float | None = None
    velocity: float | None = None
    vibrato: Vibrato | None = None

    def __post_init__(self) -> None:
        for name, low, high, unit in (
            ("length_s", MIN_S, MAX_S, "seconds"),
            ("release_s", 0.0, MAX_S, "seconds"),
            ("decay_s", MIN_DECAY_S, MAX_S, "seconds"),
            ("velocity", 1.0, FULL_VELOCITY, "as MIDI counts"),
        ):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _number(f"A note's {name}", getattr(self, name), low, high, unit))
        if self.vibrato is not None and not isinstance(self.vibrato, Vibrato):
            raise InvalidInput(
                f"A note's vibrato is a Vibrato. Received: vibrato={brief(self.vibrato)}. Write Vibrato(30.0).", rule="articulation-vibrato"
            )

    @property
    def end_s(self) -> float | None:
        """Seconds after which nothing is heard any more; None for a note as long as its sound."""
        return None if self.length_s is None else self.length_s + self._release_s

    @property
    def gain(self) -> float:
        """What the velocity does to the level, as a factor."""
        return 1.0 if self.velocity is None else self.velocity / FULL_VELOCITY

    @property
    def dullness_db(self) -> float:
        """What the velocity does to the level high up, in dB; see `audio.articulator`."""
        return 0.0 if self.velocity is None else SOFT_DB * (1.0 - self.velocity / FULL_VELOCITY)

    @property
    def _release_s(self) -> float:
        return max(EDGE_S, RELEASE_S if self.release_s is None else self.release_s)

    def levels(self, times_s: np.ndarray) -> np.ndarray | None:
        """Return the level at moments of the note, float64 0..1, or None where it is 1 throughout."""
        levels = None
        if self.decay_s is not None:
            fall = Curve((0.0, self.decay_s * SILENT_DB / DECAY_DB), (0.0, SILENT_DB))
            levels = 10.0 ** (fall.sampled(times_s) / 20.0)
        if self.length_s is not None:
            close = Curve((self.length_s, self.length_s + self._release_s), (1.0, 0.0), "cosine").sampled(times_s)
            levels = close if levels is None else levels * close
        return levels

    def told(self, point: Point, velocities: Sequence[int]) -> "tuple[Point, Articulation]":
        """Return the point asked for its velocity, and what is left to be done to its sound.

        Args:
            point: of the note.
            velocities: that the network was trained with, ascending; none for one that does not read them.
        """
        if self.velocity is None or not velocities or point.mode == "replace":
            return point, self
        velocity = min(max(self.velocity, float(velocities[0])), float(velocities[-1]))
        asked = point.replace(conditions={**point.conditions, "velocity": velocity})
        return asked, dataclasses.replace(self, velocity=None)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict, leaving out what is left to the network."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, value: object) -> "Articulation":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        fields = _fields(cls, value, "An articulation")
        try:
            vibrato = fields.pop("vibrato", None)
            return cls(**fields, vibrato=None if vibrato is None else Vibrato(**_fields(Vibrato, vibrato, "A vibrato")))
        except InvalidInput as e:
            raise SequenceError(str(e), rule=e.rule) from e
        except TypeError as e:
            raise SequenceError(f"A vibrato says its depth_cents. Received: {brief(value)}.", rule="vibrato-numbers") from e


def _fields(kind: type, value: object, what: str) -> dict[str, Any]:
    known = [field.name for field in dataclasses.fields(kind)]
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise SequenceError(f"{what} is a JSON object with some of {', '.join(known)}. Received: {brief(value)}.", rule="known-fields")
    return dict(value)


def _number(what: str, value: object, low: float, high: float, unit: str) -> float:
    right = isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
    if not right or not low <= float(value) <= high:  # type: ignore[arg-type]  # a number, as right says
        raise InvalidInput(f"{what} is in {low:g}..{high:g} {unit}. Received: {brief(value)}.", rule="articulation-range")
    return float(value)  # type: ignore[arg-type]
