"""What a model's JSON says of its making, as nodes: its data, its licence, what it was begun from; structured where its `lineage` says so.

    "lineage": {"licence": "Apache-2.0", "people": [], "made_of": [
        {"kind": "data set", "name": "588 notes", "licence": "MIT", "made_of": [{"kind": "soundfont", "name": "…", "people": ["…"]}]}]}

`made_of` that is not there says that nobody knows; an empty one that it was made of nothing else: a recording that somebody played.
"""

from collections.abc import Mapping
from typing import Any

from ganspacesynth.lineage.node import DATASET, MODEL, MOST_PARENTS, RECORDING, Node, said, texts

DEEPEST = 16  # things within things of one description
TOLD = ("title", "method", "paper", "images", "steps", "seed", "source", "stage")
OF_DATA = ("notes", "samples", "files", "data_seconds")


def described_node(kind: str, digest: str, name: str, about: Mapping[str, Any], **more: Any) -> Node:
    """Return a model's node by what its JSON says about it.

    Args:
        kind: of model.
        digest: its id.
        name: what its folder is called.
        about: free JSON, as whoever made the model wrote it.
        more: other fields of the node.
    """
    lineage = about.get("lineage")
    facts = {key: value for key in TOLD if (value := said(about.get(key)))}
    fetched = about.get("fetched")
    if isinstance(fetched, Mapping):
        facts |= {"fetched from": said(fetched.get("from")), "sha256 of what was fetched": said(fetched.get("sha256"))}
    begun = texts(about.get("init"))
    parents = [Node(MODEL, begun[0])] if begun else []
    if isinstance(lineage, Mapping) and isinstance(lineage.get("made_of"), list):
        parents += parts(lineage)
        licences, people = texts(lineage.get("licence")), texts(lineage.get("people"))
        return Node(kind, digest, name, licences, people, facts, tuple(parents), known=True, found=True, **more)
    data = _data(about)
    parents += [] if data is None else [data]
    return Node(kind, digest, name, texts(about.get("licence")), texts(about.get("people")), facts, tuple(parents), data is not None, True, **more)


def parts(lineage: Mapping[str, Any], depth: int = DEEPEST) -> list[Node]:
    """Return what a structured lineage was made of; what is no thing is left out."""
    listed = lineage.get("made_of")
    if not isinstance(listed, list) or not depth:
        return []
    return [part(value, depth - 1) for value in listed[: MOST_PARENTS + 1] if isinstance(value, Mapping)]


def part(value: Mapping[str, Any], depth: int = DEEPEST) -> Node:
    """Return one thing of a structured lineage, with what it was made of."""
    inside, facts = value.get("made_of"), {name: said(value.get(name)) for name in ("origin", "note")}
    kind, digest = said(value.get("kind")) or "thing", said(value.get("digest")) or None
    licences, people = texts(value.get("licence")), texts(value.get("people"))
    known = isinstance(inside, list) and (depth > 0 or not inside)
    return Node(kind, digest, said(value.get("name")), licences, people, facts, tuple(parts(value, depth)), known)


def _data(about: Mapping[str, Any]) -> Node | None:
    """Return the data set that training wrote down by its name, with the recordings in it as far as they are listed."""
    name, digest = said(about.get("data")), said(about.get("data_digest")) or None
    if not name and digest is None:
        return None
    facts = {key: said(about.get(key)) for key in OF_DATA}
    if isinstance(about.get("data_made_of"), list):
        inside = parts({"made_of": about["data_made_of"]})
        return Node(DATASET, digest, name, facts=facts, parents=tuple(inside), known=bool(inside))
    listed = about.get("recordings")
    rows = (
        [row for row in listed[: MOST_PARENTS + 1] if isinstance(row, list) and len(row) == 2 and all(map(said, row))]
        if isinstance(listed, list)
        else []
    )
    return Node(DATASET, digest, name, facts=facts, parents=tuple(Node(RECORDING, row[1], row[0]) for row in rows), known=bool(rows))
