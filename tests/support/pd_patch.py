"""Patches read as data: boxes, cords and messages of .pd files; messages of .maxpat files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

GUI = ("bng", "tgl", "nbx", "hsl", "vsl", "hradio", "vradio", "cnv", "vu", "symbolatom", "floatatom", "listbox")
PASSING = ("list", "t", "trigger", "spigot", "list trim")  # what lets a message through as it is


@dataclass
class Box:
    """One box of a canvas: `kind` is obj, msg, text, graph, pd or a kind of GUI box; `inside` is a subpatch's canvas."""

    kind: str
    x: int
    y: int
    text: str
    width: int | None = None
    inside: "Canvas | None" = None

    @property
    def name(self) -> str:
        """What the box makes."""
        return self.text.split(" ")[0]


@dataclass
class Canvas:
    """A patch or subpatch."""

    name: str
    size: tuple[int, int]
    boxes: list[Box] = field(default_factory=list)
    wires: list[tuple[int, int, int, int]] = field(default_factory=list)
    face: tuple[int, int, int, int] | None = None  # of a graph on its parent: x, y, width, height

    def all(self) -> "Iterator[Canvas]":
        """Yield this canvas and all that are in it."""
        yield self
        for box in self.boxes:
            if box.inside:
                yield from box.inside.all()


def read(path: Path) -> Canvas:
    """Read a .pd file."""
    stack: list[Canvas] = []
    for record in re.split(r"(?<!\\);\n", path.read_text(encoding="utf-8")):
        words = record.split(None, 2)
        if not words:
            continue
        head, rest = " ".join(words[:2]), words[2] if len(words) > 2 else ""
        if head == "#N canvas":
            x, y, width, height, name, *_ = rest.split(" ")
            stack.append(Canvas(name, (int(width), int(height))))
        elif head == "#X restore":
            x, y, kind, *_ = rest.split(" ")
            inner = stack.pop()
            stack[-1].boxes.append(Box(kind, int(x), int(y), " ".join(rest.split(" ")[2:]), inside=inner))
        elif head == "#X connect":
            stack[-1].wires.append(tuple(map(int, rest.split(" "))))  # type: ignore[arg-type]
        elif head == "#X coords":
            numbers = [float(word) for word in rest.split(" ")]
            if len(numbers) == 9:
                stack[-1].face = (int(numbers[7]), int(numbers[8]), int(numbers[4]), int(numbers[5]))
        elif head in ("#X obj", "#X msg", "#X text", "#X floatatom", "#X symbolatom", "#X listbox"):
            stack[-1].boxes.append(_box(head[3:], rest))
    return stack[0]


def _box(kind: str, rest: str) -> Box:
    x, y, *text = rest.split(" ", 2)
    body, width = (text[0] if text else ""), None
    if found := re.search(r"(?<!\\), f (\d+)$", body):
        body, width = body[: found.start()], int(found[1])
    body = body.replace("\n", " ")
    if kind == "obj" and body.split(" ")[0] in GUI:
        kind = body.split(" ")[0]
    return Box(kind, int(x), int(y), body, width)


def messages(text: str) -> list[list[str]]:
    """Return the messages of a message box for whatever is connected (those behind a semicolon go elsewhere), as lists of words."""
    here = re.split(r" ?\\;", text)[0]
    return [_words(part) for part in re.split(r" \\, ?", here) if part.strip()]


def _words(text: str) -> list[str]:
    return [word.replace("\\ ", " ").replace("\\$", "$").replace("\\,", ",") for word in re.split(r"(?<!\\) +", text.strip())]


def values(words: list[str], number: float = 1.0) -> list[float | str]:
    """Return a message's arguments as the engine gets them; `number` stands for $1 (Max also: #1)"""
    result: list[float | str] = []
    for word in words:
        try:
            result.append(float(word))
        except ValueError:
            result.append(number if re.fullmatch(r"[$#]\d+", word) else word)
    return result


def into_engine(canvas: Canvas) -> Iterator[tuple[Box, bool]]:
    """Yield (box, with_voice) of everything in a canvas whose output reaches the engine, passing boxes left out.

    The engine is reached through [s ID-engine] (where a voice is added), [s ID-engine-raw], and the inlets of [gss_engine].
    """
    for index, box in enumerate(canvas.boxes):
        if re.fullmatch(r"(s|send) \\?\$\d+-engine", box.text):
            yield from ((source, True) for source in _sources(canvas, index, None))
        elif re.fullmatch(r"(s|send) \\?\$\d+-engine-raw", box.text):
            yield from ((source, False) for source in _sources(canvas, index, None))
        elif box.name == "gss_engine":
            yield from ((source, True) for source in _sources(canvas, index, 0))
            yield from ((source, False) for source in _sources(canvas, index, 1))


def _sources(canvas: Canvas, index: int, inlet: int | None, seen: frozenset[int] = frozenset()) -> Iterator[Box]:
    for source, _, target, at in canvas.wires:
        if target != index or (inlet is not None and at != inlet) or source in seen:
            continue
        box = canvas.boxes[source]
        if box.kind == "obj" and (box.name in PASSING and box.text.split(" ")[:2] not in (["list", "prepend"], ["list", "append"])):
            yield from _sources(canvas, source, 0, seen | {source})
        else:
            yield box


def max_messages(path: Path) -> Iterator[list[str]]:
    """Yield the messages to the engine in a .maxpat file, its subpatches included."""
    todo = [json.loads(path.read_text(encoding="utf-8"))["patcher"]]
    while todo:
        for entry in todo.pop()["boxes"]:
            box = entry["box"]
            if "patcher" in box:
                todo.append(box["patcher"])
            if box.get("maxclass") == "message":
                for part in re.split(r",\s*", box.get("text", "").split(";")[0]):
                    if part.startswith("/"):
                        yield part.split()
