"""A lineage in, one HTML page out that works offline: a graph to look at, and all that is known as a table."""

import os
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput, plain
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.template import render
from ganspacesynth.lineage.node import Lineage
from ganspacesynth.lineage.text import summary
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("lineage.html")
MOST_BOXES = 400  # of the graph; the table has all
WIDTH, HEIGHT, RIGHT, DOWN, EDGE = 210, 54, 270, 68, 16  # of a box, from one to the next, and around them
LETTERS = 28  # of a line in a box


def save_page(path: str | os.PathLike[str], lineage: Lineage, *, title: str, force: bool = False) -> Path:
    """Write the page.

    Args:
        path: where, .html.
        lineage: what it shows.
        title: its heading.
        force: overwrite it.

    Raises:
        InvalidInput: another ending.
        OutputError: it exists, or cannot be written.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    boxes, arrows = graph_of(lineage)
    things = [
        {"node": node, "key": key, "made_of": [lineage.nodes[each].title for each in lineage.made_of[key]]} for key, node in lineage.nodes.items()
    ]
    text = render(
        TEMPLATE,
        generator=f"ganspacesynth {__version__}",
        title=title,
        lines=[plain(line) for line in summary(lineage)],
        boxes=boxes,
        arrows=arrows,
        width=max((box["x"] for box in boxes), default=0) + WIDTH + EDGE,
        height=max((box["y"] for box in boxes), default=0) + HEIGHT + EDGE,
        box_width=WIDTH,
        box_height=HEIGHT,
        left_out=len(lineage.nodes) - len(boxes),
        things=things,
    )
    with atomic_path(path, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace")
    return Path(path)


def graph_of(lineage: Lineage) -> tuple[list[dict[str, Any]], list[dict[str, int]]]:
    """Return boxes in columns, the asked-for things first and what they were made of to the right, and lines between them."""
    far = dict(list(lineage.depths().items())[:MOST_BOXES])
    rows: dict[int, int] = {}
    boxes: dict[str, dict[str, Any]] = {}
    for key, depth in far.items():
        node, row = lineage.nodes[key], rows.setdefault(depth, 0)
        rows[depth] += 1
        words = [_short(word) for word in (node.kind, node.name or (node.digest or "")[:16])]
        boxes[key] = {"x": EDGE + depth * RIGHT, "y": EDGE + row * DOWN, "kind": words[0], "name": words[1], "title": node.title, "known": node.known}
    arrows = []
    for key, parent in lineage.edges():
        if key in boxes and parent in boxes:
            one, other = boxes[key], boxes[parent]
            arrows.append({"x1": one["x"] + WIDTH, "y1": one["y"] + HEIGHT // 2, "x2": other["x"], "y2": other["y"] + HEIGHT // 2})
    return list(boxes.values()), arrows


def _short(word: str) -> str:
    return word if len(word) <= LETTERS else f"{word[: LETTERS - 1]}…"
