"""Words for parts of a network, whichever it is: rows of ws (coarse, 0-3) and layers (early, b16.conv1[0-31])."""

import re

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.layer_bends import PICTURE, Span, check_span
from ganspacesynth.networks.stylegan.picture_config import PictureConfig

ALL = "all"
THIRDS = ("coarse", "middle", "fine")
DEPTHS = {"early": 0.25, "middle": 0.5, "late": 0.75}  # how far along the layers
ROWS = re.compile(r"(\d{1,3})(-(\d{1,3})?)?")
LAYER = re.compile(r"(?P<name>[A-Za-z0-9_.]{1,60})(?:\[(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?\])?")


def check_rows_word(word: object) -> str:
    """Return a word for rows of ws: all, coarse, middle, fine, 4, 0-3, or 8- for those from 8 on.

    Raises:
        InvalidInput: it is none.
    """
    if not isinstance(word, str) or not (word in (ALL, *THIRDS) or ROWS.fullmatch(word)):
        raise InvalidInput(f"Rows of ws are {ALL}, {', '.join(THIRDS)}, or numbers such as 0-3 or 8-. Received: {brief(word)}.", rule="rows-word")
    return word


def rows_of(word: str, config: PictureConfig) -> tuple[int, int]:
    """Return the first and the last row that a word means.

    Raises:
        InvalidInput: the network has no such rows.
    """
    count = config.num_ws
    if word == ALL:
        return 0, count - 1
    if word in THIRDS:
        third = THIRDS.index(word)
        return third * count // 3, max(third * count // 3, (third + 1) * count // 3 - 1)
    found = ROWS.fullmatch(check_rows_word(word))
    first = int(found[1])  # type: ignore[index]  # it is one
    last = first if found[2] is None else count - 1 if found[3] is None else int(found[3])  # type: ignore[index]
    if not first <= last < count:
        raise InvalidInput(f"Rows of ws are first and last of 0..{count - 1}. Received: {word}.", rule="ws-rows")
    return first, last


def check_layer_word(word: object) -> str:
    """Return a word for a layer, with channels or without; raises InvalidInput for what is none."""
    if not isinstance(word, str) or LAYER.fullmatch(word) is None:
        raise InvalidInput(
            f"A layer is {', '.join(DEPTHS)}, {PICTURE}, or a name, such as b16.conv1[0-31]. Received: {brief(word)}.", rule="layer-word"
        )
    return word


def layer_of(word: str, config: PictureConfig) -> tuple[str, Span]:
    """Return the layer and the channels that a word means.

    Raises:
        InvalidInput: the network has no such layer or channels.
    """
    found = LAYER.fullmatch(check_layer_word(word))
    name, first, last = found["name"], found["first"], found["last"]  # type: ignore[index]  # it is one
    names = list(config.layers)
    if name in DEPTHS:
        name = names[min(len(names) - 1, round(DEPTHS[name] * len(names)))]
    channels = config.channels if name == PICTURE else config.layers[config.check_layer(name)][2]
    span = None if first is None else (int(first), int(last or first))
    check_span(span, name, channels)
    if span is not None and span[0] > span[1]:
        raise InvalidInput(f"Channels are the first and the last, from 0. Received: {word}.", rule="bent-channels")
    return name, span
