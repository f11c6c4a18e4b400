"""What a timeline says, written as TOML and JSON and read again."""

import pytest

from ganspacesynth.composition.arranging.timeline import MAX_BYTES, load_timeline
from ganspacesynth.composition.arranging.timeline_file import renamed, save_timeline
from ganspacesynth.core.documents import TIMELINE, read_document
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

SAID = {
    "title": 'Ein "Stück" \\ mit é',
    "tempo": [{"bar": 1, "bpm": 90.5}, {"bar": 9, "bpm": 120, "beats": 3}],
    "crossfade": "1 bar",
    "modulations": ["drawn 0 0.25 1.5 1 -> level:-24:0"],
    "layers": {"main": 0, "high bells": -6.5},
    "markers": {"turn": "bar 2"},
    "scenes": [
        {"kind": "walk", "lasts": "4 bars", "pitch": ["C4", 67]},
        {"kind": "style", "style": "bells", "layer": "high bells", "lasts": 8, "pictures": {"sources": ["all walk"], "psi": 0.5}},
    ],
}


@pytest.mark.parametrize("name", ["piece.toml", "piece.json", "PIECE.TOML"])
def test_it_is_read_as_it_was_written(tmp_path, name):
    path = save_timeline(tmp_path / name, {**SAID, "song": None, "loop": {}})
    assert read_document(path, TIMELINE, largest=MAX_BYTES)[1] == SAID
    assert [scene.kind for scene in load_timeline(path).scenes] == ["walk", "style"]


def test_toml_is_as_people_write_it(tmp_path):
    lines = save_timeline(tmp_path / "piece.toml", SAID).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ['format = "ganspacesynth-timeline"', "version = 1"] and lines.count("[[scenes]]") == 2
    assert 'layers = {main = 0, "high bells" = -6.5}' in lines and 'pitch = ["C4", 67]' in lines


@pytest.mark.parametrize(("name", "value"), [("a.toml", "\ud800"), ("b.json", "\ud800"), ("c.toml", {1, 2})])
def test_what_no_file_can_say_is_refused(tmp_path, name, value):
    with refused("json-values", InvalidInput):
        save_timeline(tmp_path / name, {**SAID, "title": value})
    assert not list(tmp_path.iterdir())


def test_every_name_of_a_file_is_told_anew():
    said = {
        "song": "a",
        "pictures": {"network": "b", "like": "c", "axes": "d", "preset": "flow"},
        "scenes": [
            {"kind": "audio", "file": "e"},
            {"kind": "style", "style": "f.json"},
            {"kind": "style", "style": "bells"},
            {"kind": "walk", "pictures": {"axes": "g", "network": "picture"}},
            3,
        ],
    }
    seen = []
    made = renamed(said, lambda name: seen.append(name) or name.upper())
    assert sorted(seen) == ["a", "b", "c", "d", "e", "f.json", "g"]
    assert made["scenes"][2:4] == [{"kind": "style", "style": "bells"}, {"kind": "walk", "pictures": {"axes": "G", "network": "picture"}}]
    assert made["song"] == "A" and made["scenes"][1]["style"] == "F.JSON" and renamed(made, str.lower) == said
