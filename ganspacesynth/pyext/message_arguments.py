"""Arguments of a message: counted, as numbers, as paths relative to a patch's folder."""

import math
import os
from collections.abc import Sequence

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.known_models import known_models

Word = str | int | float


def at_least(count: int, words: Sequence[Word], usage: str) -> None:
    """Raise InvalidInput for a message with fewer words."""
    if len(words) < count:
        raise InvalidInput(f"The message has at least {count} words. Received: {len(words)}. Send {usage}.", rule="argument-count")


def number(word: Word, usage: str) -> float:
    """Return a word that must be a finite number, or raise InvalidInput. Pd's numbers have seven digits: 0.4 is not 0.4000000059604645."""
    if isinstance(word, str) or not math.isfinite(word):
        raise InvalidInput(f"There must be a number here. Received: {word}. Send {usage}.", rule="argument-kind")
    return float(f"{word:.7g}")


def path(words: Sequence[Word], folder: str, usage: str) -> tuple[str, Sequence[Word]]:
    """Split a message that begins with a path.

    Args:
        words: of the message. A path with spaces may come as several: the most that together name something are taken.
        folder: that relative paths begin in.
        usage: said when there are no words.

    Returns:
        path: absolute, or the name of a known model.
        rest: the words behind it.
    """
    at_least(1, words, usage)
    for count in range(len(words), 0, -1):
        found = _absolute(" ".join(map(str, words[:count])), folder)
        if os.path.exists(found):
            return found, words[count:]
    word = str(words[0])
    return word if word in known_models() else _absolute(word, folder), words[1:]


def _absolute(path: str, folder: str) -> str:
    return os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
