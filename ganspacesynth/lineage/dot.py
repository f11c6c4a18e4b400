"""A lineage in, a graph in Graphviz's language out."""

from ganspacesynth.core.errors import plain
from ganspacesynth.lineage.node import Lineage

WIDEST = 40  # letters of a line in a box


def dot(lineage: Lineage) -> str:
    """Return the graph: an arrow goes from what was there first to what was made of it. What has unknown parents is dashed."""
    number = {key: f"n{place}" for place, key in enumerate(lineage.nodes)}
    rows = ["digraph lineage {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for key, node in lineage.nodes.items():
        words = [node.kind, node.name, (node.digest or "")[:16], *node.licences, *node.people]
        style = ["dashed"] * (not node.known) + ["bold"] * (key in lineage.roots)
        look = f', style="{",".join(style)}"' if style else ""
        label = r"\n".join(_quoted(word) for word in words if word)
        rows.append(f'  {number[key]} [label="{label}"{look}];')
    rows += [f"  {number[parent]} -> {number[key]};" for key, parent in lineage.edges()]
    return "\n".join([*rows, "}"])


def _quoted(word: str) -> str:
    """Return a word as a part of a label: nothing in it ends the label or begins an escape."""
    short = word if len(word) <= WIDEST else f"{word[: WIDEST - 1]}…"
    return plain(short).replace("\\", "\\\\").replace('"', '\\"')
