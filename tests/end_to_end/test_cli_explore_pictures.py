"""`ganspacesynth picture sample`, `palette`, `project` and `atlas`, and sheets of `picture`."""

import json

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.cli.main import main
from tests.conftest import GOLDEN
from tests.support.refused import reported

SG2 = str(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")
SG3 = str(GOLDEN / "pictures" / "stylegan3t_tiny" / "network.pkl")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))


def test_samples(tmp_path, capsys):
    words = ["--count", "2", "--seed", "5", "--psi", "0.7", "--center", "nearest", "--cutoff", "4", "--noise", "none", "-o", str(tmp_path / "s é")]
    assert main(["picture", "sample", "--model", SG2, *words]) == 0
    assert "2 pictures, seeds 5 to 6" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "s é" / "pictures.json").read_text())["pictures"]) == 2
    with reported("nothing-overwritten"):
        assert main(["picture", "sample", "--model", SG2, *words]) == 1
    with reported("sample-count"):
        assert main(["picture", "sample", "--model", SG2, "--count", "0", "-o", str(tmp_path / "t")]) == 1


def test_palettes(capsys):
    assert main(["picture", "palette"]) == 0 and "none yet" in capsys.readouterr().out
    assert main(["picture", "palette", "mine", "--seed", "1,4,7-9", "--model", SG2]) == 0
    assert main(["picture", "palette"]) == 0 and main(["picture", "palette", "Mine"]) == 0
    assert capsys.readouterr().out.count("mine: 1,4,7,8,9 of the network 965fae4b2ee1bd56") == 2
    with reported("nothing-overwritten"):
        assert main(["picture", "palette", "mine", "--seed", "3"]) == 1
    for words, rule in ((["nobodys"], "known-palette"), (["nobodys", "--remove"], "known-palette"), (["--seed", "3"], "palette-name")):
        with reported(rule):
            assert main(["picture", "palette", *words]) == 1
    assert main(["picture", "palette", "mine", "--seed", "3", "--force"]) == 0 and main(["picture", "palette", "mine", "--remove"]) == 0


def test_a_picture_is_projected(tmp_path, capsys):
    pixels = np.random.default_rng(0).integers(0, 255, (50, 40, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "mine.jpg")
    words = ["--model", SG2, "--tries", "120", "-o", str(tmp_path / "p.npz"), "--show", str(tmp_path / "p.png"), "--film", str(tmp_path / "p.mp4")]
    assert main(["picture", "project", str(tmp_path / "mine.jpg"), *words]) == 0
    assert "at a distance of" in capsys.readouterr().out
    with Image.open(tmp_path / "p.png") as image:
        assert image.size == (66, 32)
    assert main(["picture", "--model", SG2, "--z", str(tmp_path / "p.npz"), "-o", str(tmp_path / "q.png")]) == 0
    for wrong, rule in (
        ([str(tmp_path / "p.npz"), "--model", SG2, "-o", str(tmp_path / "r.npz")], "readable-still"),
        ([str(tmp_path / "mine.jpg"), "--model", SG2, "--tries", "1", "-o", str(tmp_path / "r.npz")], "tries-range"),
        ([str(tmp_path / "mine.jpg"), "--model", SG2, "-o", str(tmp_path / "p.npz")], "nothing-overwritten"),
    ):
        with reported(rule):
            assert main(["picture", "project", *wrong]) == 1


@pytest.mark.parametrize("model", [SG2, SG3])
def test_an_atlas(model, tmp_path, capsys):
    assert main(["picture", "atlas", "--model", model, "--count", "6", "--axes", "2", "-o", str(tmp_path / "a.html")]) == 0
    assert "6 pictures and 2 axes" in capsys.readouterr().out
    assert f"--directions {tmp_path / 'a.axes.npz'}" in (tmp_path / "a.html").read_text() and (tmp_path / "a.axes.npz").exists()
    words = ["--count", "4", "--directions", str(tmp_path / "a.axes.npz"), "--axes", "1", "-o", str(tmp_path / "b.html")]
    assert main(["picture", "atlas", "--model", model, *words]) == 0
    assert main(["picture", "atlas", "--model", model, "--count", "4", "--axes", "0", "-o", str(tmp_path / "c.html")]) == 0
    with reported("file-ending"):
        assert main(["picture", "atlas", "--model", model, "-o", str(tmp_path / "a.png")]) == 1


def test_sheets_and_labels(tmp_path, capsys):
    words = ["--seed", "1,2", "--cutoff", "2,4", "--psi", "0,1", "-o", str(tmp_path / "a.png")]
    assert main(["picture", "--model", SG2, *words]) == 0
    words = ["--seed", "1,2", "--mix", "5,6,7", "--center", "3", "--centers", "4", "--psi", "0.5", "-o", str(tmp_path / "b.png")]
    assert main(["picture", "--model", SG2, *words]) == 0
    with Image.open(tmp_path / "a.png") as a, Image.open(tmp_path / "b.png") as b:
        assert a.size == (2 * 32 + 2, 4 * 32 + 6) and b.size == (4 * 32 + 6, 3 * 32 + 4)
    words = ["--count", "2", "--samples", "500", "--label", "-o", str(tmp_path / "axes.npz")]
    assert main(["picture", "axes", "--model", SG2, *words]) == 0
    assert "\n  0: " in capsys.readouterr().out
    with reported("known-center"):
        assert main(["picture", "--model", SG2, "--center", "best", "-o", str(tmp_path / "c.png")]) == 1
    assert main(["picture", "--model", SG2, "--cutoff", "x", "-o", str(tmp_path / "c.png")]) == 2
