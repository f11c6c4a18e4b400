"""Undo and redo of frozen values."""

import dataclasses
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_UNDO = 100


@dataclass(frozen=True)
class History(Generic[T]):
    """A value with its past; every operation returns a new history.

    Attributes:
        present: the value now.
        past: earlier values, oldest first, at most 100.
        future: undone values, next to redo last.
    """

    present: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()

    def do(self, value: T) -> "History[T]":
        """Make `value` the present; what had been undone is forgotten. The same value again changes nothing."""
        if value == self.present:
            return self
        return History(value, (*self.past, self.present)[-MAX_UNDO:])

    def undo(self) -> "History[T]":
        """Go back one value; at the oldest nothing happens."""
        if not self.past:
            return self
        return dataclasses.replace(self, present=self.past[-1], past=self.past[:-1], future=(*self.future, self.present))

    def redo(self) -> "History[T]":
        """Go forward one undone value; at the newest nothing happens."""
        if not self.future:
            return self
        return dataclasses.replace(self, present=self.future[-1], past=(*self.past, self.present), future=self.future[:-1])
