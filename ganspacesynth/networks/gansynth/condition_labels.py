"""Conditions as numbers in the network's label, behind the pitch; and which conditions occur together in the training data.

    label  [ pitch one-hot | source one-hot | family one-hot | qualities 0/1 each | velocity -1..1 ]

Only the kinds a model was trained on are there, and of a kind only the names that its notes had: so everything that may be asked for
has been heard. Without any, the label is the published one. Velocity is one number and not a one-hot: its levels are ordered, and a
hand strikes between them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ganspacesynth.core.conditions import MAX_NAMES, ONE_OF, TIMBRE, Conditions, read_conditions
from ganspacesynth.core.errors import InvalidInput, ModelError, brief

MAX_COMBINATIONS = 1 << 20


@dataclass(frozen=True)
class ConditionNames:
    """What a model takes beside z and pitch.

    Attributes:
        source, family, qualities: names, in the order of the label.
        velocity: MIDI velocities that were trained, ascending; any number from the first to the last may be asked for.
    """

    source: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    velocity: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for kind in TIMBRE:
            values = tuple(getattr(self, kind))
            object.__setattr__(self, kind, values)
            if kind == "velocity":
                right = all(type(value) is int and 0 <= value <= 127 for value in values) and list(values) == sorted(set(values))
            else:
                right = all(isinstance(name, str) and name for name in values) and len(set(values)) == len(values) <= MAX_NAMES
            if not right:
                raise ModelError(
                    f"A model's {kind} are different names (velocities: MIDI numbers, ascending). Received: {brief(values)}.",
                    rule="distinct-conditions",
                )

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds there are, in the order of the label."""
        return tuple(kind for kind in TIMBRE if getattr(self, kind))

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Where each kind stands in the label, counted from behind the pitches."""
        found, start = {}, 0
        for kind in self.kinds:
            width = 1 if kind == "velocity" else len(getattr(self, kind))
            found[kind] = slice(start, start + width)
            start += width
        return found

    @property
    def size(self) -> int:
        """Numbers in the label behind the pitches."""
        return max((place.stop for place in self.slices.values()), default=0)

    def check(self, conditions: Conditions) -> Conditions:
        """Return conditions that this model understands, or raise InvalidInput with the list of what it does."""
        for kind, value in conditions.items():
            known = getattr(self, kind)
            if not known:
                has = f"It takes pitch and {', '.join(self.kinds)}" if self else "It takes nothing but the pitch"
                raise InvalidInput(
                    f"This model was not trained with {kind}. Received: {kind}={_said(value)}. {has}: leave {kind} out.", rule="trained-condition"
                )
            if isinstance(value, dict):
                unknown = [name for name in value if name not in known]
                if unknown:
                    raise InvalidInput(
                        f"{kind} must be among {', '.join(known)}. Received: {kind}={', '.join(unknown)[:60]}.", rule="known-condition"
                    )
            elif not known[0] <= value <= known[-1]:
                raise InvalidInput(f"velocity must be in {known[0]}..{known[-1]}, as trained. Received: velocity={value:g}.", rule="velocity-range")
        return conditions

    def known(self, conditions: Conditions) -> Conditions:
        """Return what of conditions this model knows: kinds and names it has, a velocity brought into what was trained."""
        found: Conditions = {}
        for kind in (kind for kind in self.kinds if kind in conditions):
            value, known = conditions[kind], getattr(self, kind)
            if not isinstance(value, dict):
                found[kind] = float(min(max(value, known[0]), known[-1]))
            elif not value or set(value) & set(known):
                found[kind] = {name: share for name, share in value.items() if name in known}
        return read_conditions(found, kinds=TIMBRE)  # shares add up to 1 again

    def row(self, conditions: Conditions) -> np.ndarray:
        """Return what stands behind the pitches for conditions that name every kind, float32 [size]."""
        row = np.zeros(self.size, np.float32)
        for kind, place in self.slices.items():
            value = conditions[kind]
            if isinstance(value, dict):
                for name, share in value.items():
                    row[place.start + getattr(self, kind).index(name)] = share
            else:
                row[place] = value / 63.5 - 1.0  # 0..127 -> -1..1
        return row

    def code(self, conditions: Conditions) -> tuple[int, ...]:
        """Return a whole number for each kind: the name's place, the qualities' bits, or the velocity."""
        code = []
        for kind in self.kinds:
            value, known = conditions[kind], getattr(self, kind)
            if not isinstance(value, dict):
                code.append(round(value))
            elif kind in ONE_OF:
                code.append(known.index(next(iter(value))))
            else:
                code.append(sum(1 << known.index(name) for name in value))
        return tuple(code)

    def conditions(self, code: Iterable[int]) -> Conditions:
        """Return the conditions of a `code`."""
        found: Conditions = {}
        for kind, number in zip(self.kinds, code, strict=True):
            known = getattr(self, kind)
            if kind == "velocity":
                found[kind] = float(number)
            elif kind in ONE_OF:
                found[kind] = {known[int(number)]: 1.0}
            else:
                found[kind] = {name: 1.0 for bit, name in enumerate(known) if int(number) >> bit & 1}
        return found

    def to_json(self) -> dict[str, list]:
        """Return {kind: values} of the kinds there are."""
        return {kind: list(getattr(self, kind)) for kind in self.kinds}

    @classmethod
    def from_json(cls, value: object) -> "ConditionNames":
        """Read what `to_json` wrote; raises ModelError for anything else."""
        if not isinstance(value, Mapping) or not set(value) <= set(TIMBRE) or not all(isinstance(values, list | tuple) for values in value.values()):
            raise ModelError(
                f"A model's conditions map some of {', '.join(TIMBRE)} to lists. Received: {brief(value)}. Fetch the model again.",
                rule="condition-table",
            )
        return cls(**{kind: tuple(values) for kind, values in value.items()})


@dataclass(frozen=True, eq=False)
class JointLabels:
    """Which conditions occur together at which pitch, and how often: what labels of the training notes are drawn from.

    Attributes:
        conditions: the model's.
        pitches: int64 [combinations], MIDI numbers.
        codes: int64 [combinations, kinds], of `Conditions.code`.
        counts: int64 [combinations], notes that have it.
    """

    conditions: ConditionNames
    pitches: np.ndarray
    codes: np.ndarray
    counts: np.ndarray

    @classmethod
    def of_notes(cls, conditions: ConditionNames, pitches: np.ndarray, codes: np.ndarray) -> "JointLabels":
        """Count the notes of a data set: pitches [notes], codes [notes, kinds]."""
        rows, counts = np.unique(np.column_stack([pitches, codes]).astype(np.int64), axis=0, return_counts=True)
        return cls(conditions, rows[:, 0], rows[:, 1:], counts)

    def to_array(self) -> np.ndarray:
        """Return float32 [combinations, 1 + kinds + 1], as a model stores it."""
        return np.column_stack([self.pitches, self.codes, self.counts]).astype(np.float32)

    @classmethod
    def from_array(cls, conditions: ConditionNames, pitches: tuple[int, ...], table: np.ndarray | None) -> "JointLabels":
        """Read what `to_array` wrote; raises ModelError for anything else."""
        kinds = len(conditions.kinds)
        if table is None or table.ndim != 2 or table.shape[1] != kinds + 2 or not 0 < len(table) <= MAX_COMBINATIONS:
            received = "none" if table is None else f"shape {table.shape}"
            raise ModelError(
                f"A conditioned model knows which of them occur, {kinds + 2} numbers each. Received: {received}. Fetch the model again.",
                rule="occurring-conditions",
            )
        ends = [{"velocity": 128, "qualities": 1 << len(conditions.qualities)}.get(kind, len(getattr(conditions, kind))) for kind in conditions.kinds]
        whole = np.isfinite(table).all() and (table == np.rint(table)).all() and (table >= 0).all() and (table[:, -1] > 0).all()
        if not whole or not np.isin(table[:, 0], pitches).all() or any((table[:, 1 + i] >= end).any() for i, end in enumerate(ends)):
            raise ModelError(
                "The conditions that occur must be those of the model's pitches and names. Received: others. Fetch the model again.",
                rule="occurring-conditions",
            )
        numbers = table.astype(np.int64)
        return cls(conditions, numbers[:, 0], numbers[:, 1:-1], numbers[:, -1])

    def draw(self, n: int, *, seed: int, start: int = 0, pitches: Iterable[float] | None = None, asked: Conditions | None = None) -> list[Conditions]:
        """Draw whole combinations as they occur, never one trait by itself.

        Args:
            n: how many.
            seed: the same one gives the same; row i depends on (seed, i) alone.
            pitches: n MIDI numbers: what occurs at each is drawn; None draws from all.
            asked: only what has these, as far as anything has.
            start: number of the first row.
        """
        wanted: list[float | None] = [None] * n if pitches is None else list(pitches)
        asked = asked or {}
        return [self._drawn(self._shares(pitch, asked), np.random.default_rng([seed, i]), asked) for i, pitch in enumerate(wanted, start)]

    def complete(self, asked: Conditions, pitch: float | None = None) -> Conditions:
        """Return what is asked with the most usual rest: of the combinations at this pitch that have what is asked, the most frequent anywhere.

        So the rest stays the same from one pitch to the next as far as the notes allow, and a scale is one instrument's.
        """
        if set(asked) >= set(self.conditions.kinds):
            return asked
        everywhere = self._shares(None, asked)
        here = self._shares(pitch, asked) > 0
        totals = np.bincount(self._same, weights=everywhere)[self._same]  # of equal codes, over all pitches
        return {**self.conditions.conditions(self.codes[int(np.argmax(np.where(here, totals, -1.0)))]), **asked}

    def occurs(self, conditions: Conditions) -> bool:
        """Tell whether some note has all of these, whatever its velocity: a hand strikes any instrument harder or softer."""
        has = [self._has(kind, value) for kind, value in conditions.items() if kind != "velocity"]
        return not has or bool(np.logical_and.reduce(has).any())

    @cached_property
    def _same(self) -> np.ndarray:
        return np.unique(self.codes, axis=0, return_inverse=True)[1].reshape(-1)

    def _drawn(self, shares: np.ndarray, rng: np.random.Generator, asked: Conditions) -> Conditions:
        sums = np.cumsum(shares)
        row = min(int(np.searchsorted(sums, rng.random() * sums[-1], side="right")), len(sums) - 1)
        return {**self.conditions.conditions(self.codes[row]), **asked}

    def _shares(self, pitch: float | None, asked: Conditions) -> np.ndarray:
        """Return counts of the combinations at a pitch that have what is asked; what nothing has is asked no further."""
        shares = self.counts.astype(np.float64)
        for has in [*(self._has(kind, value) for kind, value in asked.items()), None if pitch is None else self.pitches == pitch]:
            if has is not None and (shares * has).any():
                shares = shares * has
        return shares

    def _has(self, kind: str, value: dict[str, float] | float) -> np.ndarray:
        """Tell which combinations have (most of) a trait."""
        column, known = self.codes[:, self.conditions.kinds.index(kind)], getattr(self.conditions, kind)
        if not isinstance(value, dict):
            return np.abs(column - value) == np.abs(np.array(known) - value).min()
        if kind in ONE_OF:
            return column == known.index(max(value, key=lambda name: value[name]))
        return column == sum(1 << known.index(name) for name, share in value.items() if share >= 0.5)


def _said(value: dict[str, float] | float) -> str:
    return "+".join(value)[:60] if isinstance(value, dict) else f"{value:g}"
