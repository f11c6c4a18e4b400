"""Patches are tidy: no box lies on another, all of them are inside their window, and what a musician sees stays on the panel."""

from pathlib import Path

import pytest

from tests.support.pd_patch import GUI, read

ROOT = Path(__file__).parents[2]
PATCHES = sorted([*(ROOT / "pd").glob("*.pd"), *(ROOT / "pd" / "lib").glob("*.pd")])
LETTER, LINE = 6, 13  # pixels of Pd's font 10


def extent(box):
    """Return (left, top, right, bottom) of a box of text as Pd draws it on Linux, a little less than it is."""
    text = box.text.replace(" \\,", ",").replace(" \\;", ";").replace("\\", "")
    lines, limit = [""], box.width or 60
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return box.x, box.y, box.x + LETTER * max(map(len, lines)) + 2, box.y + LINE * len(lines) + 3


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_no_box_lies_on_another(path):
    for canvas in read(path).all():
        below = canvas.face[3] if canvas.face else -1
        boxes = [box for box in canvas.boxes if box.kind in ("obj", "msg", "pd") and box.y >= below and not box.text.startswith("gss_")]
        rectangles = [(extent(box), box.text) for box in boxes]
        for i, ((left, top, right, bottom), text) in enumerate(rectangles):
            for (left2, top2, right2, bottom2), text2 in rectangles[:i]:
                assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top, f"{canvas.name}: [{text}] lies on [{text2}]"


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_windows_hold_what_is_in_them(path):
    for canvas in read(path).all():
        for box in canvas.boxes:
            if box.kind in ("obj", "msg", "text", "pd"):
                left, top, right, bottom = extent(box)
                assert left >= 0 and top >= 0 and right <= canvas.size[0] and bottom <= canvas.size[1], f"{canvas.name}: [{box.text}] is outside"


@pytest.mark.parametrize("path", sorted((ROOT / "pd").glob("*.pd")), ids=lambda path: path.name)
def test_patches_fit_on_a_laptop(path):
    width, height = read(path).size
    assert width <= 1000 and height <= 700


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_controls_are_named_for_one_patch(path):
    """Send and receive names begin with the patch's number, so that two copies do not move each other."""
    for canvas in read(path).all():
        for box in canvas.boxes:
            if box.kind in GUI:
                assert all(word.startswith(("\\$0-", "$0-", "empty", "\\$1", "-")) for word in box.text.split(" ") if "$" in word)
