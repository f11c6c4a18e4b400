"""Traits: what a sound is asked to be beside its pitch (source, family, qualities, velocity), as a musician writes them and as one form.

    written                                     one form
    {"family": "guitar"}                        {"family": {"guitar": 1.0}}
    {"family": {"guitar": 1, "organ": 3}}       {"family": {"guitar": 0.25, "organ": 0.75}}
    {"qualities": ["bright", "reverb"]}         {"qualities": {"bright": 1.0, "reverb": 1.0}}
    {"velocity": 75}                            {"velocity": 75.0}

What is not named is not asked for; `{"qualities": []}` asks for none of them. Which names there are is a model's matter.
"""

import math
from collections.abc import Mapping, Sequence

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
KINDS = ("source", "family", "qualities", "velocity")
ONE_OF = ("source", "family")  # a sound has exactly one of each; of qualities it has any, and its velocity is a number
MAX_NAMES = 64

Written = str | float | Sequence[str] | Mapping[str, float]
Conditions = dict[str, dict[str, float] | float]
Asked = Mapping[str, Written] | Sequence[Mapping[str, Written]]  # of all sounds, or of each


def read_conditions(written: Mapping[str, Written]) -> Conditions:
    """Return traits in their one form.

    Raises:
        InvalidInput: an unknown kind, or a value that is no name, list of names, mixture or (for velocity) number.
    """
    if not isinstance(written, Mapping) or not set(written) <= set(KINDS):
        raise InvalidInput(f"What a sound shall be is said as some of {', '.join(KINDS)}. Received: {brief(written)}.")
    return {kind: _velocity(written[kind]) if kind == "velocity" else _shares(kind, written[kind]) for kind in KINDS if kind in written}


def write_conditions(traits: Conditions) -> dict[str, object]:
    """Return traits as JSON in the shortest way to write them."""
    return {kind: _short(kind, value) for kind, value in traits.items()}


def blend_conditions(a: Conditions, b: Conditions, amount: float) -> Conditions:
    """Return the traits `amount` (0..1) of the way from a to b; a kind that only one of them names stays as that one says."""
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
            raise InvalidInput(f"A sound has one {kind}, or a mixture with an amount for each. Received: {', '.join(value)[:60]}. Write one name.")
    shares = {str(name): share for name, share in value.items()}
    right = all(isinstance(share, int | float) and not isinstance(share, bool) and 0.0 <= share < math.inf for share in shares.values())
    if not right or len(shares) > MAX_NAMES or (kind == "qualities" and any(share > 1.0 for share in shares.values())):
        raise InvalidInput(f"A mixture of {kind} gives each name an amount, 0 or more (of qualities 1 at most). Received: {kind}={brief(value)}.")
    total = sum(shares.values()) if kind in ONE_OF else 1.0
    if not total:
        raise InvalidInput(f"A sound has one {kind}, or a mixture with an amount for each. Received: {kind}={brief(value)}. Write one name.")
    total = 1.0 if abs(total - 1.0) < 1e-9 else total  # what is one form already stays what it is, bit for bit
    return {name: float(share / total) for name, share in shares.items() if share}


def _names(kind: str, value: object) -> list[str]:
    if not isinstance(value, Sequence) or not all(isinstance(name, str) for name in value):
        raise InvalidInput(f"{kind} is given by name. Received: {kind}={brief(value)}. Write a name, names, or names with amounts.")
    return [str(name) for name in value]


def _velocity(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 127.0:
        raise InvalidInput(f"A velocity is a MIDI number in 0..127. Received: velocity={brief(value)}.")
    return float(value)


def _short(kind: str, value: dict[str, float] | float) -> object:
    if isinstance(value, float):
        return value
    if kind == "qualities" and all(share == 1.0 for share in value.values()):
        return list(value)
    return next(iter(value)) if kind in ONE_OF and len(value) == 1 else dict(value)
