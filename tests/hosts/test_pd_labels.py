"""Labels have room: none is drawn over a control, another label or the edge of the window, whatever the engine says."""

from pathlib import Path

import pytest

from tests.support.longest_label import longest_label
from tests.support.pd_faces import LETTER, faces, overlap
from tests.support.pd_harness import PATCHES, Pd
from tests.support.pd_patch import read

EVERYTHING = sorted([*PATCHES.glob("*.pd"), *(PATCHES / "lib").glob("*.pd")])
LINE = 96  # letters in one of the two lines of gss_status


TEXTS = {  # what stands in labels that patches change, at its longest
    ("gss_slider", "name"): longest_label(),
    ("gss_status", "line1"): "m" * LINE,
    ("gss_status", "line2"): "m" * LINE,
    ("gss_player", "time"): "3600.0 s",
}


def test_the_longest_label_is_as_labels_are():
    assert longest_label() == "quicker attack, shorter sustain ↔ quicker attack, shorter sustain"


def test_every_label_that_changes_is_known():
    """A label that is set by a message has its longest text above; keys of gss_keys are set to what they are."""
    changing = {path.stem for path in EVERYTHING for box in _all(path) if box.kind == "msg" and box.text == "label \\$1"}
    assert changing == {owner for owner, _ in TEXTS}


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.stem)
def test_labels_lie_on_nothing_and_in_the_window(path):
    seen = faces(path, TEXTS)
    width, height = read(path).size
    for i, face in enumerate(seen):
        if face.label is None:
            continue
        left, top, right, bottom = face.label
        assert left >= 0 and top >= 0 and right <= width and bottom <= height, f"{face.words!r} of {face.owner} leaves the window"
        for j, other in enumerate(seen):
            assert i == j or other.area is None or not overlap(face.label, other.area), f"{face.words!r} lies on {other.name} of {other.owner}"
            assert i >= j or other.label is None or not overlap(face.label, other.label), f"{face.words!r} lies on {other.words!r}"


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.stem)
def test_labels_do_not_lie_on_their_own_control(path):
    for face in faces(path, TEXTS):
        assert face.area is None or face.label is None or not overlap(face.label, face.area), f"{face.words!r} lies on its own control"


def test_every_slider_has_room_for_the_longest_name():
    slider = read(PATCHES / "lib" / "gss_slider.pd")
    fit = next(box for box in slider.boxes if box.name == "gss_fit")
    letters = int(fit.text.split()[1])
    [name] = [face for face in faces(PATCHES / "lib" / "gss_slider.pd", TEXTS) if face.name == "name"]
    assert len(longest_label()) <= letters and name.label[0] + letters * LETTER[10] <= slider.face[2]


def test_where_it_would_not_fit_is_seen(tmp_path):
    """The rule holds a name that runs under its slider for wrong."""
    patch = tmp_path / "gss_slider.pd"
    patch.write_text(
        "#N canvas 60 40 600 300 10;\n"
        "#X obj 0 3 cnv 15 126 18 empty \\$0-name - 4 9 0 12 #eef0f1 #202428 0;\n"
        "#X obj 132 3 hsl 150 18 -3 3 0 0 \\$0-slid \\$0-slid-in empty -6 9 0 12 #fcfcfc #2f6f8f #202428 7450 1;\n",
        encoding="utf-8",
    )
    name, slider = faces(patch, {("gss_slider", "name"): "slower attack, brighter"})
    assert overlap(name.label, slider.area)
    name, slider = faces(patch, {("gss_slider", "name"): "brighter"})
    assert not overlap(name.label, slider.area)


@pytest.mark.pd
def test_longer_names_are_cut(tmp_path):
    """Names that people give have up to 100 letters; they are counted as letters, not as bytes."""
    patch = tmp_path / "names.pd"
    patch.write_text(
        "#N canvas 60 40 400 200 12;\n#X obj 20 20 r names;\n#X obj 20 50 gss_fit 12;\n#X obj 20 80 list prepend cut;\n"
        "#X obj 20 110 s harness-out;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n",
        encoding="utf-8",
    )
    with Pd(tmp_path / "harness", patch, path=[PATCHES / "lib"]) as pd:
        for given, shown in (
            ("darker", "darker"),
            ("twelve, all.", "twelve, all."),
            ("thirteen, all", "thirteen, a…"),
            ("größer, größer", "größer, grö…"),
            ("↔" * 12, "↔" * 12),
            ("↔" * 13, "↔" * 11 + "…"),
            ("🎻" * 100, "🎻" * 11 + "…"),
        ):
            since = len(pd.heard)
            pd.send("names", "symbol", given)
            pd.sync()
            assert [message[1:] for message in pd.heard[since:] if message[0] == "cut"] == [(shown,)]
        assert pd.complaints() == []


def _all(path: Path):
    return [box for canvas in read(path).all() for box in canvas.boxes]
