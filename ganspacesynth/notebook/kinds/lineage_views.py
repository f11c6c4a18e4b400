"""A lineage in, its graph and its table out."""

from ganspacesynth.lineage.lineage_page import graph_of
from ganspacesynth.lineage.node import Lineage
from ganspacesynth.lineage.text import MANY, lines
from ganspacesynth.notebook.view import GraphPart, TablePart, View, WordsPart


def lineage_view(lineage: Lineage) -> View:
    """Show what something was made of."""
    boxes, arrows = graph_of(lineage)
    rows = []
    for key, node in lineage.nodes.items():
        made_of = "; ".join(lineage.nodes[each].title for each in lineage.made_of[key])
        rows.append((node.title, "; ".join(node.licences) or "unknown", ", ".join(node.people) or "unknown", made_of))
    table = TablePart.of(("thing", "licence", "people", "made of"), rows)
    unknown = [node.title for node in lineage.nodes.values() if not node.known]
    note = (WordsPart(f"What these were made of is not known, or not all of it: {', '.join(unknown[:MANY])}."),) if unknown else ()
    return View("what it was made of", (*note, GraphPart(tuple(boxes), tuple(arrows), table, tuple(lines(lineage)))))
