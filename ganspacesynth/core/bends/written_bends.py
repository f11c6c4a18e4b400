"""Bends as somebody writes them: `conv1_3:shift:0.1:channels=0-15` on a command line, lists in documents, words and numbers in messages.

text     = LAYER ":" word { ":" given }        what is not given is where it changes nothing; a word alone does its usual thing
given    = number | name "=" number | "channels=" numbers        in the word's order, or by name
numbers  = 0-15+20        or the name of a cluster of channels, see `read_bend`
"""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ganspacesynth.core.bends.bend import Bends, is_affine, read_bends
from ganspacesynth.core.bends.kinds import KINDS, MAX_CHANNELS, Bend, Channels, Scale, checked_bend
from ganspacesynth.core.errors import InvalidInput, brief

WRITTEN = "conv1_3:shift:0.1"
CHANNELS = "channels"
LISTED = " `ganspacesynth bends` says what each does."
LONGEST = 4000  # letters of a bend; channels may be many
OTHER_NAMES = {"right": "frequency", "down": "time", "degrees": "degrees"}  # as axes are called in pictures

NamedChannels = Mapping[str, Mapping[str, Channels]]  # by layer, by name


def read_bend(text: object, clusters: NamedChannels | None = None) -> tuple[str, Bend]:
    """Return a layer and a bend of it.

    Args:
        text: see the top of this file.
        clusters: names that channels may be called by, {layer: {name: channels}}.

    Raises:
        InvalidInput: it is none: another word (the nearest is named), too many numbers, one that is none or out of its range.
    """
    parts = text.split(":") if isinstance(text, str) and len(text) <= LONGEST else []
    if len(parts) < 2 or not parts[0].strip():
        raise InvalidInput(f"A bend is a layer, a word and numbers, with : between them. Received: {brief(text)}. Write {WRITTEN}.", rule="bend-text")
    layer, word, *given = (part.strip() for part in parts)
    return layer, worded_bend(word, given, named=(clusters or {}).get(layer))


def written_bends(*texts: object, clusters: NamedChannels | None = None) -> dict[str, tuple[Bend, ...]]:
    """Return the bends that several texts say, those of one layer in their order; raises InvalidInput, see `read_bend` and `read_bends`."""
    found: dict[str, list[Bend]] = {}
    for text in texts:
        layer, bend = read_bend(text, clusters)
        found.setdefault(layer, []).append(bend)
    return read_bends(found)


def worded_bend(word: object, given: Sequence[object], *, named: Mapping[str, Channels] | None = None) -> Bend:
    """Return the bend that a word and what is given behind it say.

    Args:
        word: one of `KINDS`.
        given: numbers in the word's order, or "name=number".
        named: clusters of channels of the layer.

    Raises:
        InvalidInput: see `read_bend`.
    """
    kind = known_kind(word)
    places, rest = [each.name for each in kind.amounts()], [each for each in map(_given, given) if each != ""]
    found: dict[str, Any] = {}
    for index, each in enumerate(rest):
        name, equals, value = each.rpartition("=")
        if not equals and index >= len(places):
            raise InvalidInput(f"{kind.kind} takes {_numbers(kind)}. Received: {len(rest)} values. Leave {brief(each)} out.", rule="bend-arguments")
        name = _known_name(kind, name, (*places, CHANNELS)) if equals else places[index]
        if name in found:
            raise InvalidInput(f"Each number of {kind.kind} is given once. Received: {name} twice. Leave one out.", rule="bend-arguments")
        found[name] = read_channels(value, named) if name == CHANNELS else _number(kind, name, value)
    if not set(found) - {CHANNELS}:
        found |= {each.name: each.metadata["usual"] for each in kind.amounts()}
    return checked_bend(kind(**found))


def known_kind(word: object) -> type[Bend]:
    """Return the class of a word; raises InvalidInput, naming the nearest, for another."""
    if not isinstance(word, str) or word not in KINDS:
        raise InvalidInput(f"A bend is one of {', '.join(KINDS)}. Received: {brief(word)}.{_nearest(word, KINDS) or LISTED}", rule="bend-word")
    return KINDS[word]


def known_number(kind: type[Bend], name: str) -> str:
    """Return the name of a bend's number that may move; raises InvalidInput, naming the nearest, for another, and for a seed."""
    return _known_name(kind, name, [each.name for each in kind.amounts() if each.name != "seed"])


def read_channels(text: str, named: Mapping[str, Channels] | None = None) -> Channels:
    """Return the numbers that a text such as 0-15+20 says, or those of a cluster; raises InvalidInput for what is none."""
    if named and text in named:
        return named[text]
    found: set[int] = set()
    for part in text.split("+"):
        first, dash, last = part.strip().partition("-")
        last = last if dash else first
        if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in (first, last)) or not int(first) <= int(last) < MAX_CHANNELS:
            hint = _nearest(text, named or {}) or " Write 0-15, or 3+7+12-20."
            raise InvalidInput(f"channels are whole numbers from 0 on, or a cluster's name. Received: {brief(text)}.{hint}", rule="bend-channels")
        found.update(range(int(first), int(last) + 1))
    return tuple(sorted(found))


def write_channels(channels: Channels) -> str:
    """Return the text of numbers, such as 0-15+20."""
    starts = [number for number in channels if number - 1 not in channels]
    ends = [number for number in channels if number + 1 not in channels]
    return "+".join(str(first) if first == last else f"{first}-{last}" for first, last in zip(starts, ends, strict=True))


def write_bend(layer: str, bend: Bend) -> str:
    """Return the text of a bend, which `read_bend` reads."""
    numbers = [(each.name, getattr(bend, each.name), each.default) for each in bend.amounts()]
    while len(numbers) > 1 and numbers[-1][1] == numbers[-1][2]:
        numbers.pop()
    rest = [f"{CHANNELS}={write_channels(bend.channels)}"] if bend.channels else []
    return ":".join([layer, bend.kind, *(f"{value:.9g}" for _, value, _ in numbers), *rest])


def split_bends(bends: Bends) -> tuple[dict[str, float], dict[str, float], dict[str, list]]:
    """Return the bends that version 1 of documents can say, {layer: scale} and {layer: offset}, and the rest as `bends_from_json` reads them."""
    scale: dict[str, float] = {}
    offset: dict[str, float] = {}
    rest: dict[str, list] = {}
    for layer, each in bends.items():
        if not is_affine(each) or [bend.kind for bend in each] not in ([], ["scale"], ["offset"], ["scale", "offset"]):
            rest[layer] = [_plain(bend) for bend in each]
            continue
        for bend in each:
            (scale if isinstance(bend, Scale) else offset)[layer] = float(bend.amount)
    return scale, offset, rest


def bends_from_json(value: Any) -> dict[str, tuple[Bend, ...]]:
    """Read bends that stand in a document as {layer: [[kind, amount or {name: number}], …]}; raises InvalidInput for anything else."""
    try:
        return read_bends({layer: tuple(_from_plain(*bend) for bend in each) for layer, each in value.items()})
    except (AttributeError, TypeError, ValueError, KeyError) as e:
        raise InvalidInput(
            f"bends are [kind, amount] of {', '.join(KINDS)}, in lists by layer. Received: {str(value)[:60]}.", rule="bend-form"
        ) from e


def needs_newer(bends: Bends) -> bool:
    """Whether bends say more than [kind, amount] of scale and offset, which is all that older programs read."""
    return any(not is_affine(each) for each in bends.values())


def _plain(bend: Bend) -> list[Any]:
    if is_affine((bend,)):
        return [bend.kind, bend.amount]  # type: ignore[union-attr]  # a scale or an offset
    numbers = {each.name: getattr(bend, each.name) for each in bend.amounts()}
    return [bend.kind, {**numbers, **({CHANNELS: write_channels(bend.channels)} if bend.channels else {})}]


def _from_plain(kind: str, said: Any) -> Bend:
    if not isinstance(said, Mapping):
        return KINDS[kind](said) if kind in ("scale", "offset") else KINDS[kind](**said)
    numbers = dict(said)
    channels = read_channels(numbers.pop(CHANNELS)) if CHANNELS in numbers else ()
    return KINDS[kind](**numbers, channels=channels)


def _given(value: object) -> str:
    return value.strip() if isinstance(value, str) else f"{value:.9g}" if isinstance(value, int | float) else str(value)


def _known_name(kind: type[Bend], name: str, known: Sequence[str]) -> str:
    name = OTHER_NAMES.get(name.strip(), name.strip())
    if name not in known:
        raise InvalidInput(f"{kind.kind} takes {_numbers(kind)}. Received: {brief(name)}.{_nearest(name, known)}", rule="bend-arguments")
    return name


def _number(kind: type[Bend], name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidInput(f"{name} of {kind.kind} is a number. Received: {brief(text)}. Write {WRITTEN}.", rule="bend-number")
    return value


def _numbers(kind: type[Bend]) -> str:
    return ", ".join([*(each.name for each in kind.amounts()), CHANNELS])


def _nearest(word: object, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(word)[:64], list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""
