"""A bank: units of sound with what was measured of them, where they come from, and what follows what; frozen, in memory."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ganspacesynth.bank.units.unit_features import COLUMN, NAMES
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import BankError
from ganspacesynth.core.point import Point

MAX_UNITS = 1_000_000
MAX_SAMPLES = 1 << 28  # of all units together
TAIL_S = 0.03  # of what follows a unit in its recording, kept behind it for joins
APART_S = 0.02  # units this far apart in a recording still follow each other
FULL = 32768.0

BANK = "bank"  # kind of artifact


@dataclass(frozen=True)
class Source:
    """A recording, a model or a set that units come from.

    Attributes:
        kind: "sound" or "model".
        digest: of its samples, or the model's id.
        name: file name, or the model's.
        licence: as far as it is known.
    """

    kind: str
    digest: str
    name: str
    licence: str = ""

    def artifact(self) -> Artifact:
        """Return it for lineages."""
        return Artifact(self.kind, self.digest, self.name)


@dataclass(frozen=True, eq=False)
class Bank:
    """Units of sound.

    Attributes:
        sample_rate: Hz.
        sounds: int16 [samples], the units one behind the other, each with its tail.
        starts: int64 [units], first sample of each in `sounds`.
        lengths: int64 [units], samples without the tail.
        tail: samples behind each.
        features: float32 [units, 176], see unit_features.py.
        source: int64 [units], place in `sources`.
        at_s: float64 [units], where it begins in its source, seconds.
        phase: float64 [units], where it begins between two beats, NaN where there is no beat.
        sources: where units come from.
        points: by unit, the point of a model's sound: such units can be made again, and morph.
        settings: how it was built.
        id: 16 hex digits, of all this.
    """

    sample_rate: int
    sounds: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    tail: int
    features: np.ndarray
    source: np.ndarray
    at_s: np.ndarray
    phase: np.ndarray
    sources: tuple[Source, ...]
    points: Mapping[int, Point] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def duration_s(self) -> float:
        """Seconds of all units together."""
        return float(self.lengths.sum()) / self.sample_rate

    def column(self, name: str) -> np.ndarray:
        """Return one feature of all units, float32 [units]."""
        return self.features[:, COLUMN[name]]

    def wave(self, unit: int) -> np.ndarray:
        """Return a unit with its tail, float32 [length + tail].

        Raises:
            BankError: no such unit.
        """
        if not 0 <= unit < len(self):
            raise BankError(f"A unit of this bank is in 0..{len(self) - 1}. Received: unit={unit}. Use the bank that was meant.", rule="known-unit")
        start = int(self.starts[unit])
        return self.sounds[start : start + int(self.lengths[unit]) + self.tail].astype(np.float32) / np.float32(FULL)

    def told(self, unit: int) -> str:
        """Say which unit it is, for people."""
        source = self.sources[int(self.source[unit])]
        heard = f"pitch {self.column('pitch')[unit]:.1f}" if self.column("pitched")[unit] > 0.5 else "unpitched"
        return f"unit {unit}: {source.name} at {self.at_s[unit]:.2f} s, {heard}"

    @cached_property
    def next_unit(self) -> np.ndarray:
        """The unit that follows in the same recording, int64 [units], -1 where none does."""
        following = np.full(len(self), -1)
        ends = self.at_s + self.lengths / self.sample_rate
        near = (self.source[:-1] == self.source[1:]) & (np.abs(self.at_s[1:] - ends[:-1]) < APART_S)
        following[:-1][near] = np.flatnonzero(near) + 1
        return following

    def sequences(self) -> list[np.ndarray]:
        """Return runs of units as they follow each other in their recordings; what was silent between two of them counts as nothing."""
        edges = np.flatnonzero(np.diff(self.source)) + 1
        return np.split(np.arange(len(self)), edges) if len(self) else []

    def artifact(self, path: str | None = None) -> Artifact:
        """Return it for lineages."""
        return Artifact(BANK, self.id, path, None, tuple(source.artifact() for source in self.sources[:1000]))

    def check_playable(self) -> "Bank":
        """Return itself, or raise BankError where there is nothing to choose from."""
        if len(self) < 2:
            raise BankError(
                f"A bank to choose from has two units or more. Received: {len(self)}. Build it from more sound, or cut it shorter.", rule="some-units"
            )
        return self


def bank_id(bank: Bank) -> str:
    """Digest of a bank's sounds and features, 16 hex digits."""
    digest = hashlib.sha256(str((bank.sample_rate, bank.tail, len(bank), len(NAMES))).encode())
    for array, kind in ((bank.sounds, "<i2"), (bank.starts, "<i8"), (bank.lengths, "<i8"), (bank.features, "<f4")):
        digest.update(np.ascontiguousarray(array).astype(kind, copy=False).tobytes())
    return digest.hexdigest()[:16]
