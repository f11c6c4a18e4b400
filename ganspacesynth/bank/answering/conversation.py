"""Who played what, and what each choice of the machine looked at: units in their order, for pictures, films and streams."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.bank.answering.continuing import BankAnswer
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.unit_features import COLUMN, RATE

LEAST_SHARE = 0.1  # of attention that is shown as a line


@dataclass(frozen=True, eq=False)
class Said:
    """A unit that somebody played, or that the machine answered.

    Attributes:
        number: of all units of the context; -1 of one that did not enter it.
        at_s, length_s: seconds.
        pitch: MIDI number, None without.
        attention: what its choice looked at; None of what was heard.
    """

    number: int
    at_s: float
    length_s: float
    pitch: float | None
    attention: Attention | None = None

    @property
    def by_machine(self) -> bool:
        """Whether the machine chose it."""
        return self.attention is not None


@dataclass(frozen=True, eq=False)
class Conversation:
    """What a musician and a machine played.

    Attributes:
        units: in the order in which they entered the context.
    """

    units: tuple[Said, ...]

    @property
    def duration_s(self) -> float:
        """Until the last unit ends."""
        return max((unit.at_s + unit.length_s for unit in self.units), default=0.0)

    @property
    def numbered(self) -> Mapping[int, Said]:
        """The units that entered the context, by their numbers."""
        return {unit.number: unit for unit in self.units if unit.number >= 0}

    def last(self, seconds: float) -> "Conversation":
        """Return its last part: units that end in it."""
        begin = self.duration_s - seconds
        return Conversation(tuple(unit for unit in self.units if unit.at_s + unit.length_s > begin))

    def looks(self, unit: Said) -> list[tuple[int, int, float]]:
        """Return (head, number of a unit, share) of what a choice clearly looked at, by the last layer."""
        if unit.attention is None or not len(unit.attention.shares):
            return []
        shares = unit.attention.shares[-1]
        heads, places = np.nonzero(shares >= LEAST_SHARE)
        pairs = zip(heads.tolist(), places.tolist(), strict=True)
        return [(head, unit.attention.units[place], float(shares[head, place])) for head, place in pairs]


def conversation_of(answer: BankAnswer, bank: Bank) -> Conversation:
    """Return an answer behind what was heard."""
    ends = max(span.stop for span in answer.heard.spans) / RATE
    units = [
        Said(number, span.start / RATE, (span.stop - span.start) / RATE, _pitch(row))
        for number, (span, row) in enumerate(zip(answer.heard.spans, answer.heard.features, strict=True))
    ]
    first = len(units)
    for number, (placed, attention) in enumerate(zip(answer.placed, answer.attention, strict=True)):
        length = float(bank.lengths[placed.unit]) / bank.sample_rate
        units.append(Said(first + number, ends + placed.start / bank.sample_rate, length, _pitch(bank.features[placed.unit]), attention))
    return Conversation(tuple(units))


def _pitch(features: np.ndarray) -> float | None:
    return float(features[COLUMN["pitch"]]) if features[COLUMN["pitched"]] > 0.5 else None
