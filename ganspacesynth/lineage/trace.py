"""A file in, its lineage out: all that it was made of, and what that was made of, as far as files here say so."""

import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.lineage.file import file_nodes, located
from ganspacesynth.lineage.node import Lineage, Node
from ganspacesynth.lineage.places import Places, places_of

MOST_NODES = 10_000


def trace(path: str | os.PathLike[str], *, search: Iterable[str | os.PathLike[str]] = (), progress: Progress = quiet) -> Lineage:
    """Return what a file was made of.

    Args:
        path: a sound, a picture, a model, directions, a bank, a data set, a training run or anything else; or the name of a known model.
        search: more folders to look for its parents in, beside its own, known models and what lies beside those.
        progress: called with (things looked up, things known of); it may raise `Cancelled`.

    Raises:
        InvalidInput: nothing there, or a folder of another kind.
        GanSpaceSynthError: it is damaged; of the class of its kind.
    """
    here = located(path)
    return closure(file_nodes(here), places_of(here.absolute(), [Path(place).expanduser() for place in search]), progress=progress)


def closure(roots: Iterable[Node], places: Places, *, progress: Progress = quiet) -> Lineage:
    """Return a graph of nodes and all their parents, each looked up once; a thing that is its own ancestor is an arrow back."""
    roots = list(roots)
    nodes: dict[str, Node] = {}
    made_of: dict[str, dict[str, None]] = {}
    waiting, sent = deque((root, "") for root in roots), set()
    asked: dict[str, Node] = {}  # references that were looked up, and what was found
    whole = True
    while waiting:
        node, child = waiting.popleft()
        if not node.found and node.key not in asked:
            asked[node.key] = places.find(node) or node
        read = node if node.found else _joined(asked[node.key], node)
        key = read.key
        if (told := places.told(read.digest)) is not None and told.kind == read.kind:
            read = _joined(read, told)
        if key not in nodes and len(nodes) >= MOST_NODES:
            whole = False
            continue
        nodes[key] = _joined(nodes[key], read) if key in nodes else read
        made_of.setdefault(key, {})
        if child:
            made_of[child][key] = None
        for parent in read.parents:
            if (key, parent.key, len(parent.parents)) not in sent:  # again where more is said of it
                sent.add((key, parent.key, len(parent.parents)))
                waiting.append((parent, key))
        progress(len(nodes), len(nodes) + len(waiting))
    keys = tuple(dict.fromkeys(root.key for root in roots))
    return Lineage(keys, nodes, {key: tuple(parents) for key, parents in made_of.items()}, whole)


def _joined(one: Node, other: Node) -> Node:
    """Return what two nodes of one thing say together; the first has the word where they differ."""
    if one is other:
        return one
    facts = {**other.facts, **one.facts}
    if other.name and one.name and other.name != one.name:
        facts.setdefault("also called", other.name)
    return Node(
        one.kind,
        one.digest,
        one.name or other.name,
        (*one.licences, *other.licences),
        (*one.people, *other.people),
        facts,
        tuple({(parent.key, len(parent.parents)): parent for parent in (*one.parents, *other.parents)}.values()),
        one.known or other.known,
        one.found or other.found,
    )
