"""Routes: which controller moves what, as words such as "74=edits.0:-2:2"; words and a piece's controls in, expressions out."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ganspacesynth.composition.midi.expression import MAX_EDIT, Expression, stepped
from ganspacesynth.composition.midi.midi_controls import AT_REST, LAST, PRESSED, ChannelControls
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.articulation import MAX_CENTS
from ganspacesynth.core.motion.curve import Curve

WORD = re.compile(r"(\d{1,6}|pressure)=(edits\.(\d{1,6})|vibrato|level)(?::([^:]+):([^:]+))?")
WRITTEN = "1=edits.3, 74=edits.0:-2:2, pressure=vibrato:0:40 or 11=level:-40:0"
USUAL = {"edits": (0.0, 2.0), "vibrato": (0.0, 50.0), "level": (-40.0, 0.0)}
BOUNDS = {"edits": (-30.0, 30.0, "standard deviations"), "vibrato": (0.0, MAX_CENTS, "cents"), "level": (-120.0, 12.0, "dB")}
MIDDLE, TOP = 64, 127


@dataclass(frozen=True)
class ControlRoute:
    """A controller and what it moves.

    Attributes:
        number: of the controller, 0..119; 128 is the pressure.
        target: "edits", "vibrato" or "level".
        low, high: where it moves that: standard deviations, cents, dB.
        edit: number of the edit, from 0.
    """

    number: int
    target: str
    low: float
    high: float
    edit: int = 0

    def at(self, position: int) -> float:
        """Return what a position 0..127 stands for: 64 is the middle, to the bit."""
        share = position / (2 * MIDDLE) if position <= MIDDLE else 0.5 + (position - MIDDLE) / (2 * (TOP - MIDDLE))
        return self.low + share * (self.high - self.low)


def read_routes(words: Iterable[str]) -> tuple[ControlRoute, ...]:
    """Read routes; raises SequenceError for what is none, or for two that move the same."""
    routes = tuple(_read(word) for word in words)
    moved = [(route.target, route.edit) for route in routes]
    twice = next((pair for pair in moved if moved.count(pair) > 1), None)
    if twice is not None:
        name = f"edits.{twice[1]}" if twice[0] == "edits" else twice[0]
        raise SequenceError(f"One controller moves {name}. Received: two of them. Leave one out.", rule="one-controller")
    return routes


def expressions(
    controls: Mapping[int, ChannelControls], routes: Sequence[ControlRoute], channels: Iterable[int], *, bends: bool = True
) -> dict[int, Expression]:
    """Return what moves the notes of channels, of those that anything moves.

    Args:
        controls: of a piece.
        routes: from `read_routes`.
        channels: those that have notes.
        bends: hear pitch bends.
    """
    found = {channel: _expression(controls.get(channel, ChannelControls()), routes, bends) for channel in channels}
    return {channel: expression for channel, expression in found.items() if expression}


def _expression(said: ChannelControls, routes: Sequence[ControlRoute], bends: bool) -> Expression:
    curves = [(route, curve) for route in routes if (curve := _curve(said, route)) is not None]
    others = {route.target: curve for route, curve in curves if route.target != "edits"}
    edits = {route.edit: curve for route, curve in curves if route.target == "edits"}
    return Expression(stepped(said.bends, 0.0) if bends else None, edits, others.get("vibrato"), others.get("level"))


def _curve(said: ChannelControls, route: ControlRoute) -> Curve | None:
    changes = [(time_s, route.at(value)) for time_s, value in said.controllers.get(route.number, ())]
    return stepped(changes, route.at(AT_REST.get(route.number, 0)))


def _read(word: str) -> ControlRoute:
    match = WORD.fullmatch(word.strip())
    if match is None:
        raise SequenceError(f"A controller moves edits.N, vibrato or level, as in {WRITTEN}. Received: {brief(word)}.", rule="known-control-target")
    name, target, edit, low, high = match.groups()
    number, target = PRESSED if name == "pressure" else int(name), target.partition(".")[0]
    if number != PRESSED and number > LAST:
        raise SequenceError(f"Controllers have the numbers 0..{LAST}, or are called pressure. Received: {name}.", rule="controller-range")
    if edit is not None and int(edit) > MAX_EDIT:
        raise SequenceError(f"Edits are counted from 0 to {MAX_EDIT}. Received: edits.{edit}.", rule="edit-number-range")
    ends = USUAL[target] if low is None else (_end(low, target, word), _end(high, target, word))
    return ControlRoute(number, target, *ends, edit=int(edit or 0))


def _end(text: str, target: str, word: str) -> float:
    low, high, unit = BOUNDS[target]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise SequenceError(f"A controller moves {target} within {low:g}..{high:g} {unit}. Received: {brief(word)}.", rule="control-target-range")
    return value
