"""Conditions: what is asked of a network beside z (pitch, source, family, qualities, velocity), written by hand and in normal form.

    written                                     one form
    {"family": "guitar"}                        {"family": {"guitar": 1.0}}
    {"family": {"guitar": 1, "organ": 3}}       {"family": {"guitar": 0.25, "organ": 0.75}}
    {"qualities": ["bright", "reverb"]}         {"qualities": {"bright": 1.0, "reverb": 1.0}}
    {"velocity": 75, "pitch": 60}               {"pitch": 60.0, "velocity": 75.0}

What is not named is not asked for; `{"qualities": []}` asks for none of them. Which names there are is a model's matter.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

SOURCES = ("acoustic", "electronic", "synthetic")
FAMILIES = ("bass", "brass", "flute", "guitar", "keyboard", "mallet", "organ", "reed", "string", "synth_lead", "vocal")
QUALITIES = (
    "bright",
    "dark",
    "distortion",
    "fast_decay",
    "long_release",
    "multiphonic",
    "nonlinear_env",
    "percussive",
    "reverb",
    "tempo-synced",
)
KINDS = ("pitch", "source", "family", "qualities", "velocity")
TIMBRE = KINDS[1:]  # those that a network may or may not know; every network of sounds knows pitches
ONE_OF = ("source", "family")  # a sound has exactly one of each; of qualities it has any, and its velocity is a number
MAX_NAMES = 64
MAX_PITCH = 1e6  # which pitches there are is a network's matter

Written = str | float | Sequence[str] | Mapping[str, float]
Conditions = dict[str, dict[str, float] | float]
AskedConditions = Mapping[str, Written] | Sequence[Mapping[str, Written]]  # of all sounds, or of each


def read_conditions(written: Mapping[str, Written], *, kinds: Sequence[str] = KINDS) -> Conditions:
    """Return conditions in their one form.

    Args:
        written: as a musician writes them.
        kinds: those that may be named.

    Raises:
        InvalidInput: another kind, or a value that is no name, list of names, mixture or (for pitch and velocity) number.
    """
    if not isinstance(written, Mapping) or not set(written) <= set(kinds):
        raise InvalidInput(f"What a sound shall be is said as some of {', '.join(kinds)}. Received: {brief(written)}.", rule="known-condition-kind")
    return {kind: _NUMBERS[kind](written[kind]) if kind in _NUMBERS else _shares(kind, written[kind]) for kind in KINDS if kind in written}


def write_conditions(conditions: Conditions) -> dict[str, object]:
    """Return conditions as JSON in the shortest way to write them."""
    return {kind: _short(kind, value) for kind, value in conditions.items()}


def blend_conditions(a: Conditions, b: Conditions, amount: float) -> Conditions:
    """Return the conditions `amount` (0..1) of the way from a to b; a kind that only one of them names stays as that one says."""
    blended: Conditions = {}
    for kind in (kind for kind in KINDS if kind in a or kind in b):
        start, end = a.get(kind, b.get(kind)), b.get(kind, a.get(kind))
        if isinstance(start, dict) and isinstance(end, dict):
            shares = {name: start.get(name, 0.0) + (end.get(name, 0.0) - start.get(name, 0.0)) * amount for name in {**start, **end}}
            blended[kind] = {name: share for name, share in shares.items() if share}
        elif isinstance(start, float) and isinstance(end, float):
            blended[kind] = start + (end - start) * amount
    return blended


def _shares(kind: str, value: Written) -> dict[str, float]:
    if isinstance(value, str):
        value = {value: 1.0}
    elif not isinstance(value, Mapping):
        value = dict.fromkeys(_names(kind, value), 1.0)
        if kind in ONE_OF and len(value) > 1:
            raise InvalidInput(
                f"A sound has one {kind}, or a mixture with an amount for each. Received: {', '.join(value)[:60]}. Write one name.",
                rule="one-or-mixture",
            )
    shares = {str(name): share for name, share in value.items()}
    right = all(isinstance(share, int | float) and not isinstance(share, bool) and 0.0 <= share < math.inf for share in shares.values())
    if not right or len(shares) > MAX_NAMES or (kind == "qualities" and any(share > 1.0 for share in shares.values())):
        raise InvalidInput(
            f"A mixture of {kind} gives each name an amount, 0 or more (of qualities 1 at most). Received: {kind}={brief(value)}.",
            rule="mixture-amounts",
        )
    total = sum(shares.values()) if kind in ONE_OF else 1.0
    if not total:
        raise InvalidInput(
            f"A sound has one {kind}, or a mixture with an amount for each. Received: {kind}={brief(value)}. Write one name.", rule="one-or-mixture"
        )
    total = 1.0 if abs(total - 1.0) < 1e-9 else total  # what is one form already stays what it is, bit for bit
    found = {name: float(share / total) for name, share in shares.items() if share}
    return dict.fromkeys(found, 1.0) if kind in ONE_OF and len(found) == 1 else found


def _names(kind: str, value: object) -> list[str]:
    if not isinstance(value, Sequence) or not all(isinstance(name, str) for name in value):
        raise InvalidInput(
            f"{kind} is given by name. Received: {kind}={brief(value)}. Write a name, names, or names with amounts.", rule="condition-by-name"
        )
    return [str(name) for name in value]


def _velocity(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 127.0:
        raise InvalidInput(f"A velocity is a MIDI number in 0..127. Received: velocity={brief(value)}.", rule="velocity-range")
    return float(value)


def _pitch(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not abs(value) <= MAX_PITCH:
        raise InvalidInput(f"pitch must be a MIDI number. Received: pitch={brief(value)}.", rule="pitch-number")
    return float(value)


def _short(kind: str, value: dict[str, float] | float) -> object:
    if isinstance(value, float):
        return value
    if kind == "qualities" and all(share == 1.0 for share in value.values()):
        return list(value)
    return next(iter(value)) if kind in ONE_OF and len(value) == 1 else dict(value)


_NUMBERS: dict[str, Callable[[object], float]] = {"pitch": _pitch, "velocity": _velocity}
