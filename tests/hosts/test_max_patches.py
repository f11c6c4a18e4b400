"""The Max package as files: what the script makes, sound in form, and tidy in both views."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ganspacesynth.version import __version__
from tests.support.longest_label import longest_label
from tests.support.max_files import FILES, OURS, boxes, every_patch, load, name_of, words
from tests.support.max_machine import PACKAGE

py2max = pytest.importorskip("py2max", reason="needs py2max (pip install py2max)")
from py2max.core.common import text_width  # noqa: E402
from py2max.core.factory import unknown_attrs  # noqa: E402
from py2max.lint import lint  # noqa: E402
from py2max.maxref import get_object_info  # noqa: E402
from py2max.utils import object_name  # noqa: E402

MAX = PACKAGE.parent
INSIDE = {"gss.side", "gss.key"}  # parts of parts: nobody places them, and they have no help of their own
# What py2max has no reference for: Node for Max (its own reference pages are not in the bundle), and the parts of this package.
UNKNOWN = {"node.script", *OURS}


def part_of(box):
    """The patch of ours that a box is, or None."""
    name = box.get("name", "").removesuffix(".maxpat") or name_of(box)
    return name if name in OURS else None


@pytest.fixture(scope="module")
def maker():
    """The modules of the script."""
    sys.path.insert(0, str(MAX))
    try:
        import make_package

        yield make_package
    finally:
        sys.path.remove(str(MAX))


# --- as made


def test_files_are_what_the_script_makes(maker):
    made = maker.files()
    for name, text in made.items():
        assert (PACKAGE / name).read_text(encoding="utf-8") == text, f"{name} differs: run python max/make_package.py"
    assert {path.relative_to(PACKAGE).as_posix() for path in FILES} == {name for name in made if name.endswith((".maxpat", ".maxhelp"))}


def test_script_says_which_files_differ(tmp_path):
    code = f"import sys; sys.path.insert(0, {str(MAX)!r}); import pathlib, make_package as m; m.PACKAGE = pathlib.Path({str(tmp_path)!r}); "
    code += "m.files = lambda: {'patchers/a é.maxpat': '{}'}; sys.exit(m.main())"
    run = [sys.executable, "-c", code]
    check = subprocess.run(
        [*run, "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (check.returncode, check.stdout) == (1, "differs: patchers/a é.maxpat\n")
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0
    assert subprocess.run([*run, "--check"], capture_output=True, check=False).returncode == 0


def test_package_info():
    info = json.loads((PACKAGE / "package-info.json").read_text(encoding="utf-8"))
    assert info["name"] == PACKAGE.name and info["version"] == __version__
    assert (PACKAGE / "extras" / info["homepatcher"]).exists()


@every_patch
def test_patch_is_clean(path):
    """As `py2max validate` sees it: cords, ports, ids, overlaps, the window; only what it cannot know is left out."""
    patch = py2max.Patcher.from_file(path)
    names = {box.id: object_name(box) for box in patch._boxes}
    left = [finding for finding in lint(patch) if not (finding.code == "W-UNKNOWN-OBJECT" and names[finding.obj_id] in UNKNOWN)]
    assert not left, [str(finding) for finding in left]


def test_a_patch_that_is_not_clean_is_seen(tmp_path):
    patch = load(PACKAGE / "patchers" / "gss.z.maxpat")
    patch["lines"][0]["patchline"]["source"][1] = 5
    (tmp_path / "x.maxpat").write_text(json.dumps({"patcher": patch}), encoding="utf-8")
    assert [finding.code for finding in lint(py2max.Patcher.from_file(tmp_path / "x.maxpat"))] == ["E-OUTLET-RANGE"]


# --- parts


@every_patch
def test_parts_exist_and_have_the_ports_that_are_used(path):
    for box in boxes(path):
        if name := part_of(box):
            inner = [name_of(b) for b in boxes(PACKAGE / "patchers" / f"{name}.maxpat")]
            assert (box["numinlets"], box["numoutlets"]) == (inner.count("inlet"), inner.count("outlet")), name
        else:
            assert not name_of(box).startswith(("gss", "gans", "hallu")), name_of(box)
        if name_of(box) == "poly~":
            voice = [name_of(b) for b in boxes(PACKAGE / "patchers" / f"{words(box)[1]}.maxpat")]
            assert voice.count("in") == 1 and voice.count("out~") == 1 and (box["numinlets"], box["numoutlets"]) == (1, 1)
        if name_of(box) == "node.script":
            assert (PACKAGE / "javascript" / words(box)[1]).exists() and (box["numinlets"], box["numoutlets"]) == (1, 2)
        if "loadunique" in words(box):
            assert (PACKAGE / "patchers" / words(box)[1]).exists()
        assert len(box.get("outlettype", ())) == box["numoutlets"]


@every_patch
def test_cords_end_at_ports_that_exist(path):
    by_id = {box["id"]: box for box in boxes(path)}
    seen = set()
    for line in (entry["patchline"] for entry in load(path)["lines"]):
        (source, outlet), (target, inlet) = line["source"], line["destination"]
        assert outlet < by_id[source]["numoutlets"] and inlet < by_id[target]["numinlets"]
        assert (source, outlet, target, inlet) not in seen, "twice the same cord"
        seen.add((source, outlet, target, inlet))
        signal = by_id[source]["outlettype"][outlet] == "signal"
        assert not signal or name_of(by_id[target]).endswith("~") or part_of(by_id[target]) or name_of(by_id[target]) == "outlet"


def test_every_part_has_help_and_every_help_a_part():
    helps = {path.stem for path in PACKAGE.glob("help/*.maxhelp")}
    assert helps == OURS - INSIDE


@every_patch
def test_ports_say_what_they_are_for(path):
    for box in boxes(path):
        if box["maxclass"] in ("inlet", "outlet"):
            assert len(box["hint"]) > 5


@every_patch
def test_attributes_exist(path):
    """Those in boxes, and those behind @ in their text."""
    for box in boxes(path):
        if name_of(box) in UNKNOWN:
            continue
        behind = [word[1:] for word in words(box) if word.startswith("@")] if box["maxclass"] == "newobj" else []
        keys = [key for key in box if key not in ("id", "maxclass")] + behind
        assert not unknown_attrs(name_of(box), keys), (name_of(box), unknown_attrs(name_of(box), keys))


@every_patch
def test_native_objects_understand_what_message_boxes_send(path):
    """A message that goes straight into an object begins with a word (or a number) that its reference lists."""
    by_id = {box["id"]: box for box in boxes(path)}
    for line in (entry["patchline"] for entry in load(path)["lines"]):
        source, target = by_id[line["source"][0]], by_id[line["destination"][0]]
        info = get_object_info(name_of(target))
        if source["maxclass"] != "message" or not info or name_of(target) in ("outlet", "message", "bpatcher", "poly~"):
            continue  # these hand on what they get
        if name_of(target) == "gate" and line["destination"][1] == 1:
            continue  # and so does this
        known = {*info["methods"], *info["attributes"]}
        for part in source["text"].split(","):
            first = part.split()[0]
            number = re.fullmatch(r"-?[\d.]+", first) is not None
            fits = known & {"int", "float", "anything", "list"} if number else known & {first, "anything"}
            assert fits, (source["text"], name_of(target))


# --- views


def overlap(a, b):
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def holds(a, b):
    return a[0] <= b[0] and a[1] <= b[1] and a[0] + a[2] >= b[0] + b[2] and a[1] + a[3] >= b[1] + b[3]


@every_patch
def test_nothing_lies_on_anything_else(path):
    """In both views; only panels may lie under other boxes, and then they lie under the whole of them."""
    shown = [(box["maxclass"] == "panel", box["presentation_rect"], box) for box in boxes(path) if box.get("presentation")]
    for (panel, a, one), (other_panel, b, other) in itertools.combinations(shown, 2):
        if overlap(a, b):
            assert panel != other_panel, (one, other)
            assert holds(a, b) if panel else holds(b, a), (one, other)
    for one, other in itertools.combinations([box["patching_rect"] for box in boxes(path)], 2):
        assert not overlap(one, other)


@every_patch
def test_windows_show_all_there_is(path):
    width, height = load(path)["rect"][2:]
    for box in boxes(path):
        for area in [box["patching_rect"], *([box["presentation_rect"]] if box.get("presentation") else [])]:
            assert holds((0, 0, width, height), area), box


def test_parts_are_seen_as_a_whole():
    """A window onto a part is as large as what the part shows, no smaller, and hardly larger."""
    for path in FILES:
        for box in boxes(path):
            if box["maxclass"] == "bpatcher" and box.get("presentation"):
                inner = [b["presentation_rect"] for b in boxes(PACKAGE / "patchers" / box["name"]) if b.get("presentation")]
                right, bottom = max(a[0] + a[2] for a in inner), max(a[1] + a[3] for a in inner)
                width, height = box["presentation_rect"][2:]
                assert right <= width <= right + 30 and bottom <= height <= bottom + 30, (path.name, box["name"], right, bottom)


@every_patch
def test_texts_fit_their_boxes(path):
    for box in boxes(path):
        for area in [box["patching_rect"], *([box["presentation_rect"]] if box.get("presentation") else [])]:
            size = box.get("fontsize", 12.0)
            if box["maxclass"] == "comment":
                lines = max(1, int((area[3] - 5) / (size * 1.25) + 0.01))
                if text_width(box["text"], size) > (area[2] - 6) * (lines if lines == 1 else lines - 0.3):
                    raise AssertionError((box["text"], area))
            elif box["maxclass"] == "textbutton":
                assert max(text_width(box["text"], size), text_width(box.get("texton", ""), size)) <= area[2] - 4, box["text"]


def test_directions_have_room_for_their_names():
    """The longest that listening can call a direction fits on the line above its slider."""
    [name] = [box for box in boxes(PACKAGE / "patchers" / "gss.slider.maxpat") if box.get("text") == "direction"]
    arrow = name["fontsize"] * (1.0 - 0.556)  # text_width counts it as a letter; it is as wide as the font is high
    assert text_width(longest_label(), name["fontsize"]) + arrow <= name["presentation_rect"][2] - 6


@every_patch
def test_cords_run_round_the_boxes(path, maker):
    from maker.canvas import port
    from maker.routing import crossings

    class At:
        def __init__(self, box):
            self.patching_rect, self.numinlets, self.numoutlets = box["patching_rect"], box["numinlets"], box["numoutlets"]

    by_id = {box["id"]: box for box in boxes(path)}
    areas = [tuple(box["patching_rect"]) for box in by_id.values()]
    through = []
    for line in (entry["patchline"] for entry in load(path)["lines"]):
        ends = (
            port(At(by_id[line["source"][0]]), line["source"][1], bottom=True),
            port(At(by_id[line["destination"][0]]), line["destination"][1], bottom=False),
        )
        middle = line.get("midpoints", [])
        way = [ends[0], *zip(middle[::2], middle[1::2], strict=True), ends[1]]
        through += [(line, box.get("text")) for box, area in zip(by_id.values(), areas, strict=True) if crossings(way, [area])]
    assert not through, through


# --- pictures and words about it


def test_patches_can_be_drawn(tmp_path):
    run = [sys.executable, str(MAX / "draw_patches.py"), str(tmp_path / "é"), "gss.slider", "hallu"]
    subprocess.run([*run], check=True, capture_output=True)
    subprocess.run([*run, "--patching"], check=True, capture_output=True)
    names = sorted(path.name for path in (tmp_path / "é").iterdir())
    assert names == sorted(f"{n}{h}{p}.png" for n in ("gss.slider", "hallu") for h in ("", "-help") for p in ("", "-patching"))


def test_every_patch_is_named_in_the_readme():
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    for name in OURS - INSIDE:
        assert f"`{name}`" in text, name
    assert not [line for line in text.splitlines() if len(line) > 150 and not line.startswith("|")]


def test_paths_in_this_test_exist():
    assert FILES and all(isinstance(path, Path) for path in FILES)
