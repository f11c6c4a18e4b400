"""Bends: operations on the activation of a layer, composed in order, on its way through a network."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

MAX_LAYERS = 64
MAX_BENDS = 16  # of one layer
FINITE = sys.float_info.max


@dataclass(frozen=True)
class Scale:
    """Multiply a layer's activation; 1 changes nothing."""

    kind: ClassVar[str] = "scale"
    straight: ClassVar[float] = 1.0
    amount: float


@dataclass(frozen=True, eq=False)
class Offset:
    """Add to a layer's activation; 0 changes nothing.

    Attributes:
        amount: one number for all of the layer, or, when a network is asked, float32 [n, *shape] or [*shape].
    """

    kind: ClassVar[str] = "offset"
    straight: ClassVar[float] = 0.0
    amount: float | np.ndarray

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offset) and np.array_equal(self.amount, other.amount)

    def __hash__(self) -> int:
        return hash((self.kind, self.amount if isinstance(self.amount, float) else self.amount.tobytes()))


Bend = Scale | Offset
Bends = Mapping[str, tuple[Bend, ...]]
KINDS: dict[str, type[Bend]] = {kind.kind: kind for kind in (Scale, Offset)}


def read_bends(bends: Mapping[str, Bend | Iterable[Bend]], *, largest: float = FINITE) -> dict[str, tuple[Bend, ...]]:
    """Return {layer: its bends in order}, each with one finite number, `largest` or less up or down.

    Raises:
        InvalidInput: names or values of another kind, too many of them, or numbers that are not finite.
    """
    if not isinstance(bends, Mapping) or len(bends) > MAX_LAYERS or not all(isinstance(layer, str) for layer in bends):
        raise InvalidInput(f"bends must be up to {MAX_LAYERS} layer names with bends each. Received: bends={brief(bends)}.", rule="bent-layers")
    found = {layer: _bends_of(layer, each) for layer, each in bends.items()}
    for kind in KINDS:
        amounts = [bend.amount for each in found.values() for bend in each if bend.kind == kind]
        if not all(is_number(amount, largest=largest) for amount in amounts):
            raise InvalidInput(f"{kind} must be finite numbers. Received: {kind}={str(amounts)[:60]}.", rule="finite-bends")
    return {layer: tuple(type(bend)(float(bend.amount)) for bend in each) for layer, each in found.items() if each}


def scale_and_offset(scale: Mapping[str, float], offset: Mapping[str, float]) -> dict[str, tuple[Bend, ...]]:
    """Return the bends that multiply layers by `scale` and then add `offset`, as documents of version 1 and OSC say them.

    Raises:
        InvalidInput: see `read_bends`.
    """
    for name, amounts in (("scale", scale), ("offset", offset)):
        if not isinstance(amounts, Mapping) or len(amounts) > MAX_LAYERS or not all(isinstance(layer, str) for layer in amounts):
            raise InvalidInput(
                f"{name} must be up to {MAX_LAYERS} layer names with a number each. Received: {name}={str(amounts)[:60]}.", rule="bent-layers"
            )
    found: dict[str, list[Bend]] = {layer: [] for layer in (*scale, *offset)}
    for kind, amounts in ((Scale, scale), (Offset, offset)):
        for layer, amount in amounts.items():
            found[layer].append(kind(amount))
    return read_bends(found)


def is_number(value: Any, *, largest: float = FINITE) -> bool:
    """Whether a value is one finite number, `largest` or less up or down."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    try:
        return abs(float(value)) <= largest
    except OverflowError:
        return False


def affine(bends: Sequence[Bend]) -> tuple[float | None, float | np.ndarray | None]:
    """Return what bends of one layer come to, (scale, offset) of `x * scale + offset`; None where none of them does such a thing."""
    scale: float | None = None
    offset: float | np.ndarray | None = None
    for bend in bends:
        if isinstance(bend, Offset):
            offset = bend.amount if offset is None else offset + bend.amount
        else:
            scale = bend.amount if scale is None else scale * bend.amount
            offset = offset if offset is None else offset * bend.amount
    return scale, offset


def straightened(bends: Sequence[Bend]) -> tuple[Scale, Offset]:
    """Return the one scale and the one offset that bends come to, straight ones where there are none."""
    scale, offset = affine(bends)
    return Scale(Scale.straight if scale is None else scale), Offset(Offset.straight if offset is None else offset)


def affine_layers(bends: Bends | None) -> tuple[dict[str, float], dict[str, float | np.ndarray]]:
    """Return {layer: scale} and {layer: offset} of bends, see `affine`; layers without one are left out."""
    scales: dict[str, Any] = {}
    offsets: dict[str, Any] = {}
    for layer, each in (bends or {}).items():
        scale, offset = affine(each)
        used = {bend.kind for bend in each}  # an amount may be anything yet, None too: who knows the layer will say what is wrong with it
        scales |= {layer: scale} if Scale.kind in used else {}
        offsets |= {layer: offset} if Offset.kind in used else {}
    return scales, offsets


def blend_bends(a: Bends, b: Bends, amount: float) -> dict[str, tuple[Bend, ...]]:
    """Return the bends `amount` (0..1) of the way from a to b; what one of them lacks is straight there."""
    return {layer: _blend(a.get(layer, ()), b.get(layer, ()), amount) for layer in dict.fromkeys([*a, *b])}


def _blend(a: Sequence[Bend], b: Sequence[Bend], amount: float) -> tuple[Bend, ...]:
    if [bend.kind for bend in a] != [bend.kind for bend in b]:  # one chain for both: what each comes to, scaled and then moved
        used = {bend.kind for bend in (*a, *b)}
        a, b = ([bend for bend in straightened(each) if bend.kind in used] for each in (a, b))
    return tuple(type(x)(float(x.amount + (y.amount - x.amount) * amount)) for x, y in zip(a, b, strict=True))


def _bends_of(layer: str, bends: Bend | Iterable[Bend]) -> tuple[Bend, ...]:
    each = (bends,) if isinstance(bends, Bend) else tuple(bends) if isinstance(bends, Sequence) else None
    if each is None or len(each) > MAX_BENDS or not all(isinstance(bend, Bend) for bend in each):
        raise InvalidInput(f"A layer has up to {MAX_BENDS} bends, such as Scale(1.5). Received: {layer}={brief(bends)}.", rule="bend-count")
    return each
