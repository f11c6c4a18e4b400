"""A recipe's JSON in, lines for people out: long rows of numbers are counted and not listed."""

from collections.abc import Iterator
from typing import Any

from ganspacesynth.composition.recipe_titles import title
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.core.bends.written_bends import bends_from_json, write_bend
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput

NOTE = ("start_s", "end_s", "pitch", "velocity", "channel")
MANY = 12  # steps, points or notes that are printed before "and so on"
LONG = 8  # numbers in a row that are printed, not counted
DEEPEST = 8
LONGEST = 200  # letters of one value that are printed


def recipe_lines(recipe: Any) -> Iterator[str]:
    """Yield lines for people; long rows of numbers are counted and not listed."""
    try:
        yield title(check_recipe(recipe))
    except GanSpaceSynthError:
        yield "a recipe that this version cannot play"
    if not isinstance(recipe, dict):
        yield f"  {_brief(recipe)}"
        return
    if isinstance(recipe.get("notes"), list):
        named = [dict(zip(NOTE, note, strict=False)) if isinstance(note, list) else note for note in recipe["notes"]]
        recipe = {**recipe, "notes": named}
    for name, value in recipe.items():
        if name not in ("format", "version", "kind") and value is not None:
            yield from _outline(name, value, "")


def _outline(name: str, value: Any, indent: str) -> Iterator[str]:
    """Yield a name and its value: on one line, or what is inside it on lines of its own."""
    if name == "bends" and (said := _bends(value)):
        yield f"{indent}{name}: {said}"
        return
    inner = dict(enumerate(value, start=1)) if isinstance(value, list) else value
    if not _deep(value) or len(indent) > DEEPEST:
        yield f"{indent}{name}: {_brief(value)}"
        return
    yield f"{indent}{name}:"
    for number, (key, item) in enumerate(inner.items()):
        if number == MANY and isinstance(value, list):
            yield f"{indent}  … and {len(value) - MANY} more"
            return
        yield from _outline(str(key), item, f"{indent}  ")


def _bends(value: Any) -> str:
    """Return bends as they are written on a command line; "" for what is none."""
    try:
        return " ".join(write_bend(layer, bend) for layer, chain in bends_from_json(value).items() for bend in chain)
    except InvalidInput:
        return ""


def _deep(value: Any) -> bool:
    """Whether something with names of its own is inside."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict) or (isinstance(value, dict) and isinstance(item, list) and _deep(item)) for item in inner if item)


def _brief(value: Any) -> str:
    """Say a value on one line."""
    if isinstance(value, dict):
        said = [f"{name} {_brief(item)}" for name, item in value.items() if item is not None and not isinstance(item, dict)]
        return ", ".join(said) or "-"
    if isinstance(value, list):
        plain = len(value) <= LONG and not any(isinstance(item, list | dict) for item in value)
        return " ".join(_brief(item) for item in value) or "none" if plain else f"{len(value)} values"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    word = f"{value:.6g}" if isinstance(value, float) else str(value)
    return word if len(word) <= LONGEST else f"{word[:LONGEST]} …"
