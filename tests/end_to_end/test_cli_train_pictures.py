"""`ganspacesynth train-pictures` and `dataset paint`, as somebody types them."""

import json

import pytest

import ganspacesynth
from ganspacesynth.cli.main import main
from tests.support.refused import reported

TINY = ["size=16", "images=8", "warm=8", "batch=4", "z_dim=8", "channels=4", "most=8", "save_every=8", "audition=2", "held_out=0.3"]


@pytest.fixture(scope="module")
def paintings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paintings")
    assert main(["dataset", "paint", "-o", str(folder), "--count", "30", "--size", "32", "--kinds", "ink,crystals"]) == 0
    return folder


def test_paintings_are_painted(paintings, capsys):
    names = [path.name for path in sorted(paintings.iterdir())]
    assert len(names) == 30 and names[:2] == ["000000-ink.png", "000001-crystals.png"]
    with reported("known-painting: oil"):
        assert main(["dataset", "paint", "-o", str(paintings), "--count", "31", "--kinds", "oil"]) == 1


def test_a_network_learns_from_a_folder(paintings, tmp_path, capsys):
    words = ["train-pictures", str(paintings), *TINY, "-o", str(tmp_path / "run"), "title=Drops", "licence=CC0"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "8 of 8 images, of 21 pictures" in said and "beside 9 held-out pictures: distance" in said
    model = ganspacesynth.load_picture_model(tmp_path / "run" / "model")
    assert model.about["title"] == "Drops" and model.about["licence"] == "CC0"
    assert main(["picture", "--model", str(tmp_path / "run" / "model"), "--seed", "1", "-o", str(tmp_path / "p.png")]) == 0
    with reported("same-settings"):
        assert main([*words, "seed=1"]) == 1


def test_settings_are_listed_and_wrong_use_is_told(paintings, capsys):
    assert main(["train-pictures", str(paintings), "size=32,64", "-o", "runs", "--list"]) == 0
    said = capsys.readouterr().out
    assert "size=32: size=32, images=" in said and "size=64: size=64" in said
    assert main(["train-pictures", "size=32", "-o", "run"]) == 2
    assert "one FOLDER of pictures is needed" in capsys.readouterr().err
    with reported("known-setting"):
        assert main(["train-pictures", str(paintings), "colour=3", "-o", "run"]) == 1


def test_a_folder_without_pictures(tmp_path):
    (tmp_path / "empty").mkdir()
    with reported("some-pictures"):
        assert main(["train-pictures", str(tmp_path / "empty"), *TINY, "-o", str(tmp_path / "run")]) == 1
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["settings"]["size"] == 16
