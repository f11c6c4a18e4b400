"""Units laid one behind the other: what a join costs, and how it is faded; units in, a wave without clicks out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.unit_features import COLUMN
from ganspacesynth.core.errors import BankError

FADE_S = 0.012
OCTAVE, RANGE_DB = 12.0, 24.0  # leaps that cost as much as any


@dataclass(frozen=True)
class Placed:
    """A unit in an answer.

    Attributes:
        unit: of the bank.
        start: sample of the answer, at the bank's rate.
    """

    unit: int
    start: int


@dataclass(frozen=True)
class Ending:
    """How something ends, for what shall be joined to it.

    Attributes:
        pitch: MIDI number, NaN without.
        loudness: dB.
        phase: of what comes next, between two beats, NaN where nobody knows.
        unit: of the bank, -1 for what was heard.
    """

    pitch: float
    loudness: float
    phase: float = float("nan")
    unit: int = -1

    @classmethod
    def of(cls, bank: Bank, unit: int) -> "Ending":
        """Return how a unit of a bank ends."""
        following = int(bank.next_unit[unit])
        phase = float(bank.phase[following]) if following >= 0 else float("nan")
        return cls(*_end(bank.features[unit]), phase, unit)

    @classmethod
    def heard(cls, features: np.ndarray, phase: float) -> "Ending":
        """Return how what was heard ends, by the features of its last unit, [176], and where the next beat is."""
        return cls(*_end(features), phase)


def _end(features: np.ndarray) -> tuple[float, float]:
    pitch = float(features[COLUMN["pitch_end"]]) if features[COLUMN["pitched"]] > 0.5 else float("nan")
    return pitch, float(features[COLUMN["loudness_end"]])


def join_costs(bank: Bank, ending: Ending) -> np.ndarray:
    """Return how much it costs to go on with each unit, float64 [units], 0..1: by a leap of pitch, of loudness, and off the beat.

    What followed in the recording costs nothing.

    Source: Hunt & Black, "Unit selection in a concatenative speech synthesis system using a large speech database" (1996), section 2.
    """
    leap = np.minimum(np.abs(bank.column("pitch_begin") - ending.pitch) / OCTAVE, 1.0)
    leap = np.where((bank.column("pitched") > 0.5) & np.isfinite(leap), leap, 0.0)
    louder = np.minimum(np.abs(bank.column("loudness_begin") - ending.loudness) / RANGE_DB, 1.0)
    off = np.abs((bank.phase - ending.phase + 0.5) % 1.0 - 0.5) * 2.0
    costs = (leap + louder + np.where(np.isfinite(off), off, 0.0)) / 3.0
    if ending.unit >= 0 and bank.next_unit[ending.unit] >= 0:
        costs[bank.next_unit[ending.unit]] = 0.0
    return costs


def lay(bank: Bank, placed: Sequence[Placed]) -> np.ndarray:
    """Lay units out, float32 [samples], at the bank's rate; each fades in, and out over what followed it in its recording.

    Where one begins as another ends, their powers add up to one, whatever they have in common: of two that are alike, as where a unit goes on
    as it did in its recording, levels are added, and nothing is heard of the join.

    Args:
        bank: of the units.
        placed: where; no two overlap but by their tails.

    Raises:
        BankError: no such unit, or they overlap.
    """
    if not placed:
        return np.zeros(0, np.float32)
    fade = max(1, min(bank.tail, round(FADE_S * bank.sample_rate)))
    ends = [each.start + int(bank.lengths[each.unit]) if 0 <= each.unit < len(bank) else -1 for each in placed]
    if placed[0].start < 0 or any(end > each.start for end, each in zip(ends, placed[1:], strict=False)):
        raise BankError("Units of an answer follow each other. Received: some that overlap. Make the answer anew.", rule="units-in-order")
    answer = np.zeros(ends[-1] + fade, np.float32)
    turn = 0.5 * np.pi * (np.arange(fade) + 0.5) / fade
    for number, each in enumerate(placed):
        wave = bank.wave(each.unit)[: int(bank.lengths[each.unit]) + fade].copy()
        before = number and ends[number - 1] == each.start
        after = number + 1 < len(placed) and ends[number] == placed[number + 1].start
        wave[:fade] *= np.sin(turn) / _common(bank, placed[number - 1].unit, each.unit, turn) if before else np.sin(turn)
        wave[-fade:] *= np.cos(turn) / _common(bank, each.unit, placed[number + 1].unit, turn) if after else np.cos(turn)
        answer[each.start : each.start + len(wave)] += wave
    return answer


def _common(bank: Bank, before: int, after: int, turn: np.ndarray) -> np.ndarray:
    """Return `alike_gain` of two units of a bank."""
    fade, length = len(turn), int(bank.lengths[before])
    return alike_gain(bank.wave(before)[length : length + fade], bank.wave(after)[:fade], turn)


def alike_gain(ending: np.ndarray, beginning: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Return by how much louder a join would be for what its two sides have in common, float64 [fade].

    Args:
        ending, beginning: float [fade], what is faded out and what is faded in.
        turn: angle of the fade, 0 to a quarter of a turn, float [fade].
    """
    size = float(np.sqrt(np.sum(np.square(ending)) * np.sum(np.square(beginning))))
    alike = float(np.clip(np.sum(ending * beginning) / size, 0.0, 1.0)) if size > 0.0 else 0.0
    return np.sqrt(1.0 + 2.0 * alike * np.sin(turn) * np.cos(turn))
