"""What a file of the page was made of: a path in, the lineage as boxes and arrows that a page can draw out."""

from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.lineage.text import summary
from ganspacesynth.lineage.trace import trace

MOST_SHOWN = 300


def lineage_of(path: Path, project: Path) -> dict[str, Any]:
    """Return what a file was made of: {lines, things: [{name, kind, known, licences, people, facts, depth, made_of}]}; made_of counts from 0.

    Args:
        path: a sound, a picture, a model or directions.
        project: a folder to look for its parents in, too.

    Raises:
        InvalidInput: nothing there.
    """
    if not path.exists():
        raise InvalidInput("This sound is gone. Received: one that was made long ago. Make it again.", rule="project-file")
    lineage = trace(path, search=[project])
    depths = dict(list(lineage.depths().items())[:MOST_SHOWN])
    order = {key: index for index, key in enumerate(depths)}
    things = []
    for key, depth in depths.items():
        node = lineage.nodes[key]
        made_of = [order[parent] for parent in lineage.made_of[key] if parent in order]
        told = {"name": node.name or node.title, "kind": node.kind, "known": node.known, "licences": node.licences, "people": node.people}
        things.append({**told, "facts": dict(node.facts), "depth": depth, "made_of": made_of})
    return {"lines": list(summary(lineage)), "things": things, "left_out": len(lineage.nodes) - len(things)}
