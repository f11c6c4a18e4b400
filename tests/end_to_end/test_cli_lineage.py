"""`lineage`: what a file was made of, in every form."""

import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.documents import LINEAGE
from ganspacesynth.core.point import Point
from tests.support.refused import reported


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    recipe = clip_recipe(Point(60, seed=1)).signed(made_by="0.1.0", model=Artifact("model", "521b3aaf1eff3547"), directions=None, precision="exact")
    write_wave("ton ö.wav", np.zeros(100, np.float32), 8000, recipe=recipe.to_json())

    def run(*words, code=0):
        assert main(["lineage", *words]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


def test_a_tree(run):
    told = run("ton ö.wav").splitlines()
    assert told[0].startswith("sound ton ö.wav (") and told[1].startswith("└─ model default (521b3aaf1eff3547)")
    assert "licence: Apache-2.0: model default" in told and any(line.startswith("people: Frank Wen") for line in told)


def test_json_prov_and_a_graph(run):
    _, told = LINEAGE.unpack(json.loads(run("ton ö.wav", "--json")))
    assert [thing["kind"] for thing in told["things"].values()] == ["sound", "model", "data set", "soundfont"]
    assert len(json.loads(run("ton ö.wav", "--prov"))["wasDerivedFrom"]) == 3
    assert run("ton ö.wav", "--dot").startswith("digraph lineage {")


def test_a_page(run, tmp_path):
    assert run("guitar", "--page", "a.html").startswith("a.html: 9 things")
    assert "Carlos Viola Iborra" in (tmp_path / "a.html").read_text(encoding="utf-8")
    with reported("nothing-overwritten"):
        run("guitar", "--page", "a.html", code=1)
    run("guitar", "--page", "a.html", "--force")


def test_a_file_of_unknown_making_says_so(run):
    soundfile.write("a.wav", np.zeros(100), 8000)
    told = run("a.wav")
    assert "made of: unknown" in told and "licence: unknown" in told and "people: unknown" in told


def test_what_is_not_there_is_said_in_one_line(run):
    with reported("lineage-path"):
        assert run("./none.wav", code=1).count("\n") == 1
    assert run("a.wav", "--json", "--prov", code=2)
