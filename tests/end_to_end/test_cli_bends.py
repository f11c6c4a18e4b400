"""`bends`, its sheet and its clusters, and `--bend` wherever sounds are made."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.main import main
from ganspacesynth.composition.survey.bend_sheet import BendSheet
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.refused import refused, reported


def read_json(name):
    return json.loads(Path(name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Biegungen"), tiny)


@pytest.fixture
def play(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))

    def play(*words, code=0):
        assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return play


def test_words_and_layers_are_listed(play, folder):
    said = play("bends", folder / house.PITCHED)
    assert "shift      frequency=0.1 time=0" in said and "conv1_3" in said and "channels" in said


def test_a_bent_sound_says_how_it_was_bent_and_is_made_again(play, folder):
    model = ("--model", folder / house.PITCHED)
    play("generate", *model, "--seed", 1, "--bend", "conv1:shift:0.2", "--bend", "conv1:scale:1.5:channels=0-1", "-o", "bent.wav")
    play("generate", *model, "--seed", 1, "-o", "plain.wav")
    point = read_recipe("bent.wav")["point"]
    assert point["version"] == 3 and point["bends"]["conv1"][0] == ["shift", {"frequency": 0.2, "time": 0.0}]
    assert np.abs(read_audio("bent.wav")[0] - read_audio("plain.wav")[0]).max() > 0.01
    assert "bends: conv1:shift:0.2 conv1:scale:1.5:channels=0-1" in play("show", "bent.wav")
    play("show", "bent.wav", "--render", "again.wav", *model)
    np.testing.assert_allclose(read_audio("again.wav")[0], read_audio("bent.wav")[0], atol=1e-4)
    play("generate", *model, "--seed", 1, "--duration", 0.4, "--points", 2, "--bend", "conv1_3:flip:time=1", "-o", "long.wav")
    assert all(each["bends"] for each in read_recipe("long.wav")["path"]["points"])


def test_hallucinations_and_melodies_are_bent_too(play, folder):
    model = ("--model", folder / house.PITCHED)
    play("hallucinate", *model, "--seed", 1, "-n", 2, "--interp", 1, "--bend", "conv1:blur:0.1", "-o", "h.wav", "--save-steps", "h.json")
    steps = read_json("h.json")["steps"]
    assert all(step["bends"] == {"conv1": [["blur", {"frequency": 0.1, "time": 0.0}]]} for step in steps)
    play("hallucinate", *model, "--steps", "h.json", "--bend", "conv1:noise:0.2", "-o", "again.wav")
    assert [kind for kind, _ in read_recipe("again.wav")["sequence"]["steps"][0]["bends"]["conv1"]] == ["blur", "noise"], "behind their own"


def test_clusters_are_found_and_named_in_bends(play, folder):
    said = play("bends", "clusters", folder / house.PITCHED, "--layer", "conv1", "--count", 2, "--sounds", 3, "-o", "c.json")
    name = read_json("c.json")["layers"]["conv1"][0]["name"]
    assert name in said
    words = ("generate", "--model", folder / house.PITCHED, "--seed", 1, "-o", "x.wav")
    play(*words, "--clusters", "c.json", "--bend", f"conv1:invert:1:channels={name}")
    assert read_recipe("x.wav")["point"]["bends"]["conv1"][0][1]["channels"]
    with reported("clusters-need-bends"):
        play(*words, "--force", "--clusters", "c.json", code=1)
    with reported("own-clusters"):
        data = read_json("c.json")
        Path("d.json").write_text(json.dumps({**data, "model": "another"}), encoding="utf-8")
        play(*words, "--force", "--clusters", "d.json", "--bend", "conv1:flip", code=1)


@pytest.mark.parametrize(
    ("bend", "rule"),
    [
        ("conv1:blurr", "bend-word: Did you mean blur"),
        ("conv9:blur", "known-layer"),
        ("conv1:blur:0.1:channels=999", "bend-channels"),
        ("conv1", "bend-text"),
    ],
)
def test_wrong_bends_are_one_line(play, folder, bend, rule):
    with reported(rule):
        said = play("generate", "--model", folder / house.PITCHED, "--bend", bend, code=1)
    assert said.count("\n") <= 2


def test_a_sheet_of_bends(play, folder):
    said = play(
        "bends", "sheet", folder / house.PITCHED, "--layer", "conv1", "--bend", "flip", "--bend", "shift:time=0.2", "--markdown", "-o", "s.png"
    )
    assert "| flip:1" in said and "| shift:0:0.2" in said and "| --- |" in said
    with Image.open("s.png") as picture:
        assert picture.size[0] > 200
    with reported("nothing-overwritten"):
        play("bends", "sheet", folder / house.PITCHED, "-o", "s.png", code=1)


def test_a_sheet_has_an_end(tiny):
    assert len(BendSheet.of(tiny, [], []).bends) == 17 and len(BendSheet.of(tiny, [], []).layers) == 4
    with refused("sheet-size", InvalidInput):
        BendSheet.of(tiny, [], ["flip"] * 65)
