"""Any file: what it is, by how it begins."""

import json
import os

import pytest

from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import sha256
from ganspacesynth.core.point import Point
from ganspacesynth.lineage.file import file_nodes, located
from tests.support.refused import refused

RECIPE = clip_recipe(Point(60, seed=1)).signed(made_by="0.1.0", model=Artifact("model", "ab"), directions=None, precision="exact").to_json()


@pytest.mark.parametrize(("name", "kind"), [("a.txt", "file"), ("a.mid", "MIDI file"), ("a.sf2", "soundfont"), ("a.MP3", "recording"), ("a", "file")])
def test_whatever_cannot_say_it_is_of_unknown_making(tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"x")
    (node,) = file_nodes(tmp_path / name)
    assert (node.kind, node.digest, node.known, node.found, node.parents) == (kind, sha256(tmp_path / name), False, True, ())


@pytest.mark.parametrize(
    ("told", "kind", "parents"),
    [
        ({"format": "ganspacesynth-favourite", "version": 1, "name": "mine", "recipe": RECIPE}, "favourite", ["ab"]),
        ({"version": 1, "pitch": 60, "model": "ab"}, "point", ["ab"]),
        ({"format": "ganspacesynth-sequence", "version": 1, "model": "ab", "steps": []}, "file", ["ab"]),
        ({"format": "ganspacesynth-style", "version": 1}, "style", []),
        ({"format": 3}, "file", []),
        ([1], "file", []),
    ],
)
def test_documents_name_their_model(tmp_path, told, kind, parents):
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    (node,) = file_nodes(tmp_path / "a.json")
    assert node.kind == kind and [each.digest for each in node.parents] == parents and node.known == bool(parents)


def test_artifacts_carry_their_parents(tmp_path):
    artifact = Artifact("sound", "s", "/x/a.wav", parents=(Artifact("model", "m", parents=(Artifact("data set", "d"),)),))
    (tmp_path / "a.json").write_text(json.dumps(artifact.to_json()), encoding="utf-8")
    (node,) = file_nodes(tmp_path / "a.json")
    assert node.title == "sound a.wav (s)" and node.parents[0].known and node.parents[0].parents[0].key == "data-set:d"


def test_what_is_not_there_or_no_file_is_refused(tmp_path):
    for name in ("nobody here", "a\0b", "x" * 5000):
        with refused("lineage-path", InvalidInput):
            file_nodes(located(name))
    with refused("lineage-path", InvalidInput, says="is read from it"):
        file_nodes(tmp_path / "none.wav")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
        with refused("lineage-path", InvalidInput, says="something else than a file"):
            file_nodes(tmp_path / "pipe.wav")


@pytest.mark.parametrize("words", ["{", "[" * 100_000, "\0"])
def test_damaged_documents_are_refused(tmp_path, words):
    (tmp_path / "a.json").write_text(words, encoding="utf-8")
    with refused("valid-json", InvalidInput):
        file_nodes(tmp_path / "a.json")
