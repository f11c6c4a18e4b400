"""`origins.json` in, nodes out: what somebody wrote down of recordings and other things that cannot say it themselves.

{"format": "ganspacesynth-origins", "version": 1, "things": [
    {"kind": "recording", "digest": "…", "name": "voice.wav", "licence": "CC BY 4.0", "people": ["Ada"], "made_of": []}]}
"""

from pathlib import Path

from ganspacesynth.core.documents import ORIGINS, read_document
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.lineage.described import part
from ganspacesynth.lineage.node import Node

ORIGINS_FILE = "origins.json"
MOST_THINGS = 10_000
MOST_BYTES = 4 << 20


def read_origins(folder: Path) -> list[Node]:
    """Return the things that a folder's `origins.json` tells of, those with a digest; none where there is no such file.

    Raises:
        InvalidInput: a damaged one.
    """
    if not (folder / ORIGINS_FILE).is_file():
        return []
    _, told = read_document(folder / ORIGINS_FILE, ORIGINS, largest=MOST_BYTES)
    things = told.get("things")
    if not isinstance(things, list) or len(things) > MOST_THINGS or not all(isinstance(thing, dict) for thing in things):
        raise InvalidInput(
            f"{ORIGINS_FILE} lists up to {MOST_THINGS} things, each an object. Received: {brief(things)} in {folder}. {ORIGINS.advice}",
            rule="origins-list",
        )
    return [node for thing in things if (node := part(thing)).digest is not None]
