"""What a timeline says in, its file out: TOML as people write it, or JSON; every name of a file in it can be told anew."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.composition.arranging.timeline import MAX_BYTES, SAID, load_timeline
from ganspacesynth.composition.styles.style_files import ENDING
from ganspacesynth.core.documents import TIMELINE
from ganspacesynth.core.errors import InvalidInput, OutputError, SequenceError, brief
from ganspacesynth.core.files import atomic_path, check_output, write_json
from ganspacesynth.core.untrusted.toml_files import is_toml

ENDINGS = (".toml", ".json")
OWN_NETWORK = "picture"  # of pictures: the one that comes along, which is no file
PICTURE_FILES = ("network", "axes", "like")


def save_timeline(path: str | os.PathLike[str], said: Mapping[str, Any], *, force: bool = False) -> Path:
    """Write what a timeline says beside format and version, whole or not at all.

    Args:
        path: it ends in .toml or .json.
        said: as `Timeline.read` takes it.
        force: a timeline that is there is overwritten, and nothing else.

    Raises:
        InvalidInput: another ending, or what no file can say.
        OutputError: the file exists, is something else than a timeline, or cannot be written.
    """
    place = check_timeline_file(path, force=force)
    document = {**TIMELINE.head(1), **_in_order(said)}
    if not is_toml(place):
        write_json(place, document, force=force)
        return place
    try:
        data = ("\n".join(_toml(document)) + "\n").encode("utf-8")
    except UnicodeEncodeError as e:
        raise InvalidInput(f"A timeline holds whole texts. Received: a half letter ({e.reason}). Write it again.", rule="json-values") from e
    with atomic_path(place, force=force) as temporary:
        temporary.write_bytes(data)
    return place


def check_timeline_file(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Return where a timeline may be written; raises as `save_timeline`."""
    place = Path(path)
    if place.suffix.lower() not in ENDINGS:
        raise InvalidInput(f"A timeline's file ends in {' or '.join(ENDINGS)}. Received: {place.name}. End the name so.", rule="file-ending")
    if force and os.path.lexists(place) and not _is_timeline(place):
        raise OutputError(
            f"Only a timeline is overwritten by one. Received: {place}, which is something else. Choose another name.", rule="same-kind-replaced"
        )
    return check_output(place, force=force)


def renamed(said: Mapping[str, Any], rename: Callable[[str], str]) -> dict[str, Any]:
    """Return what a timeline says with each name of a file told anew; what is no timeline stays as wrong as it is."""

    def told(value: Any) -> Any:
        return rename(value) if isinstance(value, str) else value

    def pictures(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {word: told(each) if word in PICTURE_FILES and each != OWN_NETWORK else each for word, each in value.items()}

    def scene(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        style = value.get("style")
        is_file = isinstance(style, str) and style.lower().endswith(ENDING)
        named = {"file": told(value.get("file")), "style": told(style) if is_file else style, "pictures": pictures(value.get("pictures"))}
        return {word: named.get(word, each) for word, each in value.items()}

    scenes = said.get("scenes")
    made = {"song": told(said.get("song")), "pictures": pictures(said.get("pictures")), "scenes": scenes}
    made |= {"scenes": [scene(each) for each in scenes]} if isinstance(scenes, list) else {}
    return {word: made.get(word, each) for word, each in said.items()}


def _is_timeline(path: Path) -> bool:
    try:
        load_timeline(path)
    except SequenceError:
        return False
    return path.stat().st_size <= MAX_BYTES


def _in_order(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return it in the order in which docs/timelines.md tells it, without what says nothing."""
    words = [*(word for word in SAID if word in said), *(word for word in said if word not in SAID)]
    return {word: said[word] for word in words if said[word] is not None and said[word] not in ({}, [], "")}


def _toml(document: Mapping[str, Any]) -> Iterable[str]:
    """Yield lines: plain words, then a table for each scene."""
    for word, value in document.items():
        if word != "scenes":
            yield f"{_key(word)} = {_written(value)}"
    for scene in document.get("scenes", ()):
        yield from ("", "[[scenes]]", *(f"{_key(word)} = {_written(value)}" for word, value in scene.items() if value is not None))


def _written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(_written, value))}]"
        case Mapping():
            return "{" + ", ".join(f"{_key(word)} = {_written(each)}" for word, each in value.items() if each is not None) + "}"
    raise InvalidInput(f"A timeline holds texts, numbers, lists and tables. Received: {brief(value)}. Leave it out.", rule="json-values")


def _key(word: str) -> str:
    return word if word and word.isascii() and word.replace("-", "").replace("_", "").isalnum() else _written(word)
