"""Values of a timeline's file checked: what somebody wrote in, what is meant out, or an error that says what to write."""

import contextlib
import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.note_names import note_number

MAX_TEXT = 1000
MAX_LIST = 256

Check = Callable[[str, Any], Any]


def nearest(word: object, known: Iterable[str]) -> str:
    """Return what is said of a word that is not known: the nearest one, or all there are."""
    known = list(dict.fromkeys(known))
    close = difflib.get_close_matches(str(word), known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(known[:40])}."


def check_known(value: Any, known: Iterable[str], what: str) -> dict[str, Any]:
    """Return a table whose words are all known; raises SequenceError, naming the nearest, for another."""
    if not isinstance(value, Mapping):
        raise SequenceError(f"{what} is a table. Received: {brief(value)}. Write name = value.", rule="timeline-table")
    known = list(known)
    odd = next((word for word in value if word not in known), None)
    if odd is not None:
        raise SequenceError(f"{what} says {', '.join(known)}. Received: {brief(odd)}. {nearest(odd, known)}", rule="timeline-word")
    return dict(value)


def one_of(name: str, value: Any, known: Iterable[str]) -> str:
    """Return one of some words; raises SequenceError, naming the nearest, for another."""
    known = list(known)
    if not isinstance(value, str) or value not in known:
        raise SequenceError(f"{name} is one of {', '.join(known)}. Received: {brief(value)}. {nearest(value, known)}", rule="timeline-word")
    return value


def number(name: str, value: Any, low: float, high: float) -> float:
    """Return a number as a float; raises SequenceError unless it lies in low..high."""
    right = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high and math.isfinite(value)
    if not right:
        raise SequenceError(f"{name} is a number in {low:g}..{high:g}. Received: {brief(value)}. Choose another.", rule="timeline-number")
    return float(value)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number; raises SequenceError unless it lies in low..high."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise SequenceError(f"{name} is a whole number in {low}..{high}. Received: {brief(value)}. Choose another.", rule="timeline-number")
    return value


def text(name: str, value: Any) -> str:
    """Return a text; raises SequenceError for anything else."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or not value.isprintable():
        raise SequenceError(f"{name} is a text of 1 to {MAX_TEXT} letters. Received: {brief(value)}. Write it in quotes.", rule="timeline-text")
    return value


def listed(name: str, value: Any, most: int = MAX_LIST) -> list[Any]:
    """Return a list of one thing or more; raises SequenceError for anything else."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= most:
        raise SequenceError(f"{name} is a list of 1 to {most}. Received: {brief(value)}. Write it in square brackets.", rule="timeline-list")
    return list(value)


def pitches(name: str, value: Any) -> tuple[float, ...]:
    """Return MIDI numbers, of one pitch or a list of them, each a number or the name of a note; raises SequenceError for anything else."""
    return tuple(_pitch(name, each) for each in listed(name, value if isinstance(value, list | tuple) else [value]))


def _pitch(name: str, value: Any) -> float:
    found = note_number(value.strip()) if isinstance(value, str) else value
    if found is None:
        raise SequenceError(f"{name} is a MIDI number or a note, such as 60 or C4. Received: {brief(value)}. Choose another.", rule="timeline-pitch")
    return number(name, found, 0.0, 127.0)


@contextlib.contextmanager
def within(where: str) -> Iterator[None]:
    """Let errors of the block say where in the file they are."""
    try:
        yield
    except (SequenceError, InvalidInput) as e:
        raise SequenceError(str(e) if str(e).startswith("scenes[") else f"{where}: {e}", rule=e.rule) from e
