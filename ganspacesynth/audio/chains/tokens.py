"""The text of a chain in, its names, numbers and marks out, with their places."""

import re
from collections.abc import Iterable

from ganspacesynth.core.errors import InvalidInput, brief

TOKEN = re.compile(r"\s*(?:(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w#])|(?P<name>[A-Za-z_][\w#-]*)|(?P<mark>[().,|=]))")


def tokens(text: str) -> Iterable[tuple[str, str, int, int]]:
    """Yield (kind, what is written, where it begins, where it ends)."""
    place, whole = 0, len(text.rstrip())
    while place < whole:
        found = TOKEN.match(text, place)
        if found is None:
            odd = text[place:].strip()[:1]
            raise InvalidInput(
                f"A chain holds names, numbers and the marks ( ) . , | =. Received: {brief(text)} with {odd!r}. Take it out.", rule="chain-letters"
            )
        kind = str(found.lastgroup)
        yield kind, found[kind], found.start(kind), found.end()
        place = found.end()
