"""Nodes of a lineage: one made thing each, by its digest, with who made it, under which licence, and of what; and the graph of all of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief

LONGEST = 200  # letters of one text
MOST_WORDS = 64  # licences or people of one node, and facts
MOST_PARENTS = 1000  # of one node; the others are counted

MODEL, PICTURE_MODEL, CONTINUATION = "model", "picture network", "continuation model"
DIRECTIONS, BANK, DATASET = "directions", "bank", "data set"
SOUND, PICTURE, FILM, RECORDING, SONG, SOUNDFONT, MIDI, FILE = "sound", "picture", "film", "recording", "song", "soundfont", "MIDI file", "file"
POINT, FAVOURITE, SETTINGS = "point", "favourite", "settings"


def said(value: object) -> str:
    """Return a stranger's value as a short text in one line; nothing for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, int) and abs(value) > 10**30:  # Python writes no endless numbers
        return "a very large number"
    text = " ".join(str(value)[: 4 * LONGEST].split()).encode("utf-8", "replace").decode("utf-8")  # half a letter of UTF-16 is none
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def texts(value: object) -> tuple[str, ...]:
    """Return a text, or a list of texts, as short texts, each once."""
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(text for text in map(said, listed[:MOST_WORDS]) if text))


@dataclass(frozen=True)
class Node:
    """One thing that was made.

    Attributes:
        kind: "sound", "model", "data set" or another word.
        digest: by its content, as recipes and models name it; None for what is only described.
        name: what it is called.
        licences: under which it may be used, in the words of whoever said so.
        people: who made it.
        facts: what else is known, by name.
        parents: what it was made of, each as far as this one knows it.
        known: whether these parents are all that it was made of.
        found: whether it was itself looked at, and not only named by another.
    """

    kind: str
    digest: str | None = None
    name: str = ""
    licences: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    parents: tuple["Node", ...] = ()
    known: bool = False
    found: bool = False

    def __post_init__(self) -> None:
        if not said(self.kind) or (self.digest is not None and not said(self.digest)):
            raise InvalidInput(
                f"A thing of a lineage has a kind and a digest in text. Received: {brief((self.kind, self.digest))}.", rule="lineage-thing"
            )
        more = len(self.parents) - MOST_PARENTS
        facts = {said(name): text for name, value in self.facts.items() if said(name) and (text := said(value))}
        if more > 0:
            facts["more parents"] = f"{more}, not listed"
        kept = {
            "kind": said(self.kind),
            "digest": None if self.digest is None else said(self.digest),
            "name": said(self.name),
            "licences": texts(self.licences),
            "people": texts(self.people),
            "facts": dict(list(facts.items())[-MOST_WORDS:]),
            "parents": tuple(self.parents[:MOST_PARENTS]),
            "known": self.known and more <= 0,
        }
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    @property
    def key(self) -> str:
        """One word for it: its kind and its digest; of what has none, a digest of its description, marked by a `~`."""
        kind = "-".join(self.kind.split())
        if self.digest is not None:
            return f"{kind}:{self.digest}"
        told = json.dumps([self.name, *self.licences, *self.people, *(parent.key for parent in self.parents)], ensure_ascii=False)
        return f"{kind}:~{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:16]}"

    @property
    def title(self) -> str:
        """Its kind, its name and the beginning of its digest."""
        short = f" ({self.digest[:16]})" if self.digest else ""
        return f"{self.kind}{f' {self.name}' if self.name else ''}{short}"


@dataclass(frozen=True)
class Lineage:
    """Things, and what each was made of.

    Attributes:
        roots: keys of what was asked about.
        nodes: every thing by its key; their `parents` are not to be used, but `made_of`.
        made_of: keys of each thing's parents.
        whole: whether nothing was left out for there being too much.
    """

    roots: tuple[str, ...]
    nodes: Mapping[str, Node]
    made_of: Mapping[str, tuple[str, ...]]
    whole: bool = True

    def unknown(self, key: str) -> bool:
        """Whether what a thing was made of is not known, or not all of it."""
        return not self.nodes[key].known

    def of_kind(self, *kinds: str) -> list[Node]:
        """Return the things of some kinds that the roots were made of."""
        return [node for key, node in self.nodes.items() if node.kind in kinds and key not in self.roots]

    def licences(self) -> dict[str, list[str]]:
        """Return each licence with the names of what is under it."""
        return _gathered((licence, node) for node in self.nodes.values() for licence in node.licences)

    def people(self) -> dict[str, list[str]]:
        """Return each person with the names of what they made."""
        return _gathered((person, node) for node in self.nodes.values() for person in node.people)

    def depths(self) -> dict[str, int]:
        """Return how far each thing is from the roots, in the order in which one gets there."""
        far = dict.fromkeys(self.roots, 0)
        for key in (waiting := list(self.roots)):  # grows while it is gone through
            for parent in self.made_of[key]:
                if parent not in far:
                    far[parent] = far[key] + 1
                    waiting.append(parent)
        return far

    def edges(self) -> Iterator[tuple[str, str]]:
        """Yield (thing, what it was made of)."""
        yield from ((key, parent) for key, parents in self.made_of.items() for parent in parents)

    def to_json(self) -> dict[str, Any]:
        """Return the body of a document; see `documents.LINEAGE`."""
        things = {key: _plain(node, self.made_of[key]) for key, node in self.nodes.items()}
        return {"roots": list(self.roots), "whole": self.whole, "things": things, "licences": self.licences(), "people": self.people()}


def _plain(node: Node, parents: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": node.kind, "digest": node.digest, "name": node.name}
    told |= {"licences": list(node.licences), "people": list(node.people), "facts": dict(node.facts)}
    return {**told, "parents": list(parents), "parents_known": node.known, "looked_at": node.found}


def _gathered(pairs: Iterable[tuple[str, Node]]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for word, node in pairs:
        found.setdefault(word, {})[f"{node.kind} {node.name}".strip()] = None
    return {word: list(names) for word, names in sorted(found.items())}
