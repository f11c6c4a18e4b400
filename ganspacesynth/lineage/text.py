"""A lineage in, lines for people out: a tree, then who made it, under which licences, and what nobody knows."""

from collections.abc import Iterator

from ganspacesynth.lineage.node import Lineage, Node

DEEPEST = 32
MANY = 12  # parents of one thing, or names in a row, that are printed before "and so on"
SHOWN = ("recipe", "made by", "method", "origin", "fetched from", "note", "also called", "more parents", "digest")


def lines(lineage: Lineage) -> Iterator[str]:
    """Yield the lines."""
    printed: set[str] = set()
    for root in lineage.roots:
        yield from _tree(lineage, root, "", "", printed)
    yield ""
    yield from summary(lineage)


def summary(lineage: Lineage) -> Iterator[str]:
    """Yield who and what is in it, and what is not known."""
    above = [node for key, node in lineage.nodes.items() if key not in lineage.roots]
    for kind in dict.fromkeys(node.kind for node in above):
        names = [node.name or (node.digest or "")[:16] for node in above if node.kind == kind]
        yield f"{kind} ({len(names)}): {_row(names)}"
    for word, found in (("licence", lineage.licences()), ("people", lineage.people())):
        yield from (f"{word}: {name}: {_row(of)}" for name, of in found.items())
        if not found:
            yield f"{word}: unknown"
    silent = [node.title for node in lineage.nodes.values() if not node.known]
    yield f"made of what is not known: {_row(silent)}" if silent else "all that it was made of is known"
    if not lineage.whole:
        yield f"there is more than {len(lineage.nodes)} things; the others are left out"


def describe(node: Node) -> str:
    """Return what is known of a thing itself in one line."""
    told = [f"{name}: {node.facts[name]}" for name in SHOWN if name in node.facts]
    told += [f"licence: {licence}" for licence in node.licences] + ([f"by {', '.join(node.people)}"] if node.people else [])
    told += [] if node.found or node.digest is None else ["not here"]
    return "; ".join([node.title, *told, *([] if node.known or node.parents else ["made of: unknown"])])


def _tree(lineage: Lineage, key: str, first: str, rest: str, printed: set[str]) -> Iterator[str]:
    """Yield a thing and what it was made of; what was printed before is only named."""
    node, parents = lineage.nodes[key], lineage.made_of[key]
    if key in printed and parents:
        yield f"{first}{node.title}, as above"
        return
    printed.add(key)
    yield f"{first}{describe(node)}"
    if len(rest) // 3 >= DEEPEST and parents:
        yield f"{rest}└─ … and what that was made of"
        return
    below = list(parents[:MANY])
    more = [f"… and {len(parents) - MANY} more"] if len(parents) > MANY else []
    if not node.known and parents:
        more.append("unknown: what else it was made of")
    for place, parent in enumerate(below):
        last = place == len(below) - 1 and not more
        yield from _tree(lineage, parent, f"{rest}{'└─ ' if last else '├─ '}", f"{rest}{'   ' if last else '│  '}", printed)
    yield from (f"{rest}{'└─ ' if place == len(more) - 1 else '├─ '}{word}" for place, word in enumerate(more))


def _row(names: list[str]) -> str:
    listed = list(dict.fromkeys(names))
    return ", ".join(listed[:MANY]) + (f" and {len(listed) - MANY} more" if len(listed) > MANY else "")
