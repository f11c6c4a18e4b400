"""Bends by layer: chains of them checked, what they come to, and what lies between two."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from ganspacesynth.core.bends.kinds import FINITE, Bend, Offset, Scale, checked_bend
from ganspacesynth.core.errors import InvalidInput, brief

MAX_LAYERS = 64
MAX_BENDS = 16  # of one layer

Bends = Mapping[str, tuple[Bend, ...]]


def read_bends(bends: Mapping[str, Bend | Iterable[Bend]], *, largest: float = FINITE) -> dict[str, tuple[Bend, ...]]:
    """Return {layer: its bends in order}, their numbers finite, `largest` or less up or down, and in their ranges.

    Raises:
        InvalidInput: names or values of another kind, too many of them, or numbers that are not finite or out of range.
    """
    if not isinstance(bends, Mapping) or len(bends) > MAX_LAYERS or not all(isinstance(layer, str) for layer in bends):
        raise InvalidInput(f"bends must be up to {MAX_LAYERS} layer names with bends each. Received: bends={brief(bends)}.", rule="bent-layers")
    found = {layer: _bends_of(layer, each) for layer, each in bends.items()}
    return {layer: tuple(checked_bend(bend, largest=largest) for bend in each) for layer, each in found.items() if each}


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


def joined_bends(first: Bends, more: Bends) -> dict[str, tuple[Bend, ...]]:
    """Return bends behind others, layer by layer."""
    return {layer: (*first.get(layer, ()), *more.get(layer, ())) for layer in dict.fromkeys([*first, *more])}


def is_affine(bends: Sequence[Bend]) -> TypeGuard[Sequence[Scale | Offset]]:
    """Whether all that bends do is to multiply a whole layer and to add to it: what networks do within their graphs."""
    return all(isinstance(bend, Scale | Offset) and not bend.channels for bend in bends)


def is_local(bends: Sequence[Bend]) -> bool:
    """Whether what bends make of a moment needs that moment alone."""
    return all(bend.local for bend in bends)


def affine(bends: Sequence[Scale | Offset]) -> tuple[float | None, float | np.ndarray | None]:
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


def straightened(bends: Sequence[Scale | Offset]) -> tuple[Scale, Offset]:
    """Return the one scale and the one offset that bends come to, straight ones where there are none."""
    scale, offset = affine(bends)
    return Scale(Scale.straight if scale is None else scale), Offset(Offset.straight if offset is None else offset)


def affine_layers(bends: Bends | None) -> tuple[dict[str, float], dict[str, float | np.ndarray]]:
    """Return {layer: scale} and {layer: offset} of bends, see `affine`; layers without one, or with bends of other kinds, are left out."""
    scales: dict[str, Any] = {}
    offsets: dict[str, Any] = {}
    for layer, each in (bends or {}).items():
        if not is_affine(each):
            continue
        scale, offset = affine(each)
        used = {bend.kind for bend in each}  # an amount may be anything yet, None too: who knows the layer will say what is wrong with it
        scales |= {layer: scale} if Scale.kind in used else {}
        offsets |= {layer: offset} if Offset.kind in used else {}
    return scales, offsets


def other_layers(bends: Bends | None) -> dict[str, tuple[Bend, ...]]:
    """Return the layers whose bends `affine_layers` leaves out."""
    return {layer: tuple(each) for layer, each in (bends or {}).items() if not is_affine(each)}


def blend_bends(a: Bends, b: Bends, amount: float) -> dict[str, tuple[Bend, ...]]:
    """Return the bends `amount` (0..1) of the way from a to b; what one of them lacks is straight there."""
    return {layer: _blend(a.get(layer, ()), b.get(layer, ()), amount) for layer in dict.fromkeys([*a, *b])}


def _blend(a: Sequence[Bend], b: Sequence[Bend], amount: float) -> tuple[Bend, ...]:
    if [_alike(bend) for bend in a] != [_alike(bend) for bend in b]:
        if is_affine(a) and is_affine(b):  # one chain for both: what each comes to, scaled and then moved
            used = {bend.kind for bend in (*a, *b)}
            a, b = ([bend for bend in straightened(each) if bend.kind in used] for each in (a, b))
        elif len(a) + len(b) > MAX_BENDS:
            return tuple(a if amount < 0.5 else b)
        else:  # the one chain straightens while the other begins
            a, b = [*a, *(bend.straightened() for bend in b)], [*(bend.straightened() for bend in a), *b]  # type: ignore[list-item]
    return tuple(_between(x, y, amount) for x, y in zip(a, b, strict=True))


def _alike(bend: Bend) -> tuple[Any, ...]:
    """Return what two bends must have in common, so that others lie between them."""
    return bend.kind, bend.channels, *(getattr(bend, each.name) for each in bend.amounts() if each.name == "seed")


def _between(a: Bend, b: Bend, amount: float) -> Bend:
    ends = {each.name: (getattr(a, each.name), getattr(b, each.name)) for each in a.amounts()}
    numbers: dict[str, Any] = {name: x if name == "seed" else float(x + (y - x) * amount) for name, (x, y) in ends.items()}
    return type(a)(**numbers, channels=a.channels)


def _bends_of(layer: str, bends: Bend | Iterable[Bend]) -> tuple[Bend, ...]:
    each = (bends,) if isinstance(bends, Bend) else tuple(bends) if isinstance(bends, Sequence) else None
    if each is None or len(each) > MAX_BENDS or not all(isinstance(bend, Bend) for bend in each):
        raise InvalidInput(f"A layer has up to {MAX_BENDS} bends, such as Scale(1.5). Received: {layer}={brief(bends)}.", rule="bend-count")
    return each
