"""What a musician sees of a Pd patch: its controls and labels as rectangles of pixels, abstractions with a face included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.pd_patch import Box, Canvas, read

Area = tuple[int, int, int, int]  # left, top, right, bottom

LETTER = {8: 5, 9: 5, 10: 6, 11: 7, 12: 7, 14: 8, 18: 11}  # pixels of a letter of DejaVu Sans Mono, as Tk draws it; Menlo's are as wide
MARGIN = 3  # a slider is drawn so much wider on each side
BEFORE_SEND = {"cnv": 3, "bng": 4, "tgl": 2, "nbx": 6, "hsl": 6, "vsl": 6, "hradio": 4, "vradio": 4}  # numbers of a control in front of its send name


@dataclass(frozen=True)
class Face:
    """One control or comment, where it is drawn.

    Attributes:
        owner: name of the patch or abstraction that it is in.
        name: of its receiver, without the patch's number.
        area: its own, None for a comment or a background.
        words: its label.
        label: where that is, None without one.
    """

    owner: str
    name: str
    area: Area | None
    words: str
    label: Area | None


def faces(path: Path, texts: dict[tuple[str, str], str]) -> list[Face]:
    """Return all that is seen of a patch; `texts` is what stands in labels that the patch changes, by (owner, name)."""
    canvas = read(path)
    fonts = int(path.read_text(encoding="utf-8").split(";", 1)[0].split()[-1])
    return list(_seen(canvas, path.stem, (0, 0), None, texts, path.parent, fonts))


def overlap(a: Area, b: Area) -> bool:
    """Return whether two areas have a pixel in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _seen(canvas: Canvas, owner: str, at: tuple[int, int], window: Area | None, texts, folder: Path, font: int) -> Iterator[Face]:
    dx, dy = at
    for box in canvas.boxes:
        if window is not None and not (window[0] <= box.x < window[2] and window[1] <= box.y < window[3]):
            continue
        x, y = box.x + dx, box.y + dy
        inside, name = box.inside, canvas.name
        if inside is None and box.kind == "obj":
            inside, name = _abstraction(box.name, folder), box.name
        if box.kind in BEFORE_SEND:
            yield _control(box, owner, x, y, texts)
        elif box.kind == "text" and window is None:
            yield Face(owner, "", None, box.text, _comment(box, x, y, font))
        elif inside is not None and inside.face is not None:
            left, top, width, height = inside.face
            shown = (left, top, left + width, top + height)
            yield from _seen(inside, name, (x - left, y - top), shown, texts, folder, font)


def _abstraction(name: str, folder: Path) -> Canvas | None:
    found = [path for path in (folder / f"{name}.pd", folder / "lib" / f"{name}.pd") if path.is_file()]
    return read(found[0]) if found else None


def _control(box: Box, owner: str, x: int, y: int, texts) -> Face:
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.split(r"(?<!\\) ", box.text)]
    send = 1 + BEFORE_SEND[box.kind]
    numbers, (_, receiver, label, dx, dy, _, size) = words[1:send], words[send : send + 7]
    name = receiver.removeprefix("$0-")
    label = texts.get((owner, name), "" if label == "empty" else label)
    left, middle, letter = x + int(dx), y + int(dy), LETTER[int(size)]
    half = (int(size) + 3) // 2
    area = None if box.kind == "cnv" else _extent(box.kind, [float(number) for number in numbers], x, y, int(size))
    return Face(owner, name, area, label, (left, middle - half, left + letter * len(label), middle + half) if label else None)


def _extent(kind: str, numbers: list[float], x: int, y: int, size: int) -> Area:
    if kind in ("hsl", "vsl"):
        width, height = int(numbers[0]), int(numbers[1])
        return (x - MARGIN, y, x + width + MARGIN, y + height) if kind == "hsl" else (x, y - MARGIN, x + width, y + height + MARGIN)
    if kind == "nbx":
        digits, height = int(numbers[0]), int(numbers[1])
        return x, y, x + size * 31 * digits // 36 + height // 2 + 4, y + height
    side = int(numbers[0])
    cells = int(numbers[3]) if kind.endswith("radio") else 1
    return (x, y, x + side, y + side * cells) if kind == "vradio" else (x, y, x + side * cells, y + side)


def _comment(box: Box, x: int, y: int, font: int) -> Area:
    lines, limit = [0], box.width or 60
    for word in box.text.replace(" \\,", ",").replace(" \\;", ";").replace("\\", "").split(" "):
        if lines[-1] and lines[-1] + 1 + len(word) > limit:
            lines.append(len(word))
        else:
            lines[-1] += len(word) + bool(lines[-1])
    return x, y, x + LETTER[font] * max(lines), y + (font + 3) * len(lines)
