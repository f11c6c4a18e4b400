"""`ganspacesynth picture`, and what `info` and `convert` say of picture networks."""

import json

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.cli.main import main
from tests.conftest import GOLDEN
from tests.support import stylegan_files as files
from tests.support.refused import reported
from tests.support.stylegan_networks import upscaled

SG2, SG3 = (str(GOLDEN / "pictures" / name / "network.pkl") for name in ("stylegan2_tiny", "stylegan3t_tiny"))


def size_of(path):
    with Image.open(path) as image:
        return image.size


@pytest.mark.parametrize("model", [SG2, SG3])
def test_a_picture_and_a_sheet(model, tmp_path, capsys):
    out = tmp_path / "p é.png"
    assert main(["picture", "--model", model, "--seed", "3", "--psi", "0.7", "-o", str(out)]) == 0
    assert "seed 3, psi 0.7" in capsys.readouterr().out and size_of(out) == (32, 32)
    assert main(["picture", "--model", model, "--seed", "1,4,7-12", "--columns", "4", "-o", str(out)]) == 1
    assert main(["picture", "--model", model, "--seed", "1,4,7-12", "--columns", "4", "-o", str(out), "--force"]) == 0
    assert size_of(out) == (4 * 32 + 6, 2 * 32 + 2)


def test_the_same_words_make_the_same_picture(tmp_path):
    made = []
    for name in ("a.png", "b.png"):
        assert main(["picture", "--model", SG2, "--seed", "3", "--noise", "5", "-o", str(tmp_path / name)]) == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_every_option(tmp_path):
    raw = upscaled(c_dim=3)
    (tmp_path / "n.pkl").write_bytes(files.persistent(raw))
    np.savez(tmp_path / "z.npz", z=np.zeros((1, 24), np.float32) + 0.1)
    words = ["--z", str(tmp_path / "z.npz"), "--class", "2", "--center", "class", "--cutoff", "3", "--psi", "0.5", "--size", "50x40", "--fill", "pad"]
    assert main(["picture", "--model", str(tmp_path / "n.pkl"), *words, "-o", str(tmp_path / "p.png")]) == 0
    assert size_of(tmp_path / "p.png") == (50, 40)
    words = ["--turn", "30", "--shift", "0.1,-0.2", "--zoom", "1.5", "-o", str(tmp_path / "q.png")]
    assert main(["picture", "--model", SG3, *words]) == 0
    with reported("stylegan3-only"):
        assert main(["picture", "--model", SG2, "--turn", "30", "-o", str(tmp_path / "r.png")]) == 1


@pytest.mark.parametrize("words", [["--seed", "x"], ["--seed", "9-7"], ["--seed", "0-99999"], ["--size", "4"], ["--shift", "1"], ["--noise", "pink"]])
def test_wrong_use(words, tmp_path):
    assert main(["picture", "--model", SG2, *words, "-o", str(tmp_path / "p.png")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_does_not_open_is_said_in_a_line(tmp_path, capsys):
    (tmp_path / "n.pkl").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
    with reported("known-picture-network"):
        assert main(["picture", "--model", str(tmp_path / "n.pkl"), "-o", str(tmp_path / "p.png")]) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("ganspacesynth: A picture network is one that can be opened")


def test_info_and_convert(tmp_path, capsys):
    assert main(["info", SG2]) == 0
    out = capsys.readouterr().out
    for fact in ("32 x 32 pixels, 3 channels", "stylegan2 (skip)", "32 numbers, ws 8 rows of 24", "b16.conv0", "stylegan2-ada"):
        assert fact in out
    (tmp_path / "card.md").write_text("# Tiny\n")
    words = ["--licence", "CC0", "--card", str(tmp_path / "card.md"), "-o", str(tmp_path / "tiny")]
    assert main(["convert", SG2, *words]) == 0
    assert "picture network 965fae4b2ee1bd56" in capsys.readouterr().out
    assert main(["info", "--json", str(tmp_path / "tiny")]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["id"] == "965fae4b2ee1bd56" and facts["about"]["licence"] == "CC0" and facts["layers"]["b32.conv1"] == [32, 32, 16]
    assert (tmp_path / "tiny" / "README.md").read_text() == "# Tiny\n"
    assert main(["picture", "--model", str(tmp_path / "tiny"), "--seed", "3", "-o", str(tmp_path / "p.png")]) == 0
    assert main(["info", SG3]) == 0 and "stylegan3 (t)" in capsys.readouterr().out


def test_conversions_that_are_refused(tmp_path):
    with reported("another-folder"):
        assert main(["convert", SG2, "-o", SG2]) == 1
    with reported("picture-option"):
        assert main(["convert", str(GOLDEN / "tiny_mel"), "--licence", "x", "-o", str(tmp_path / "x")]) == 1
    (tmp_path / "card").write_bytes(b"\xff\xfe")
    for card, rule in ((tmp_path / "none", "readable-file"), (tmp_path / "card", "card-text")):
        with reported(rule):
            assert main(["convert", SG2, "--card", str(card), "-o", str(tmp_path / "x")]) == 1


def test_axes_are_found_and_used(tmp_path, capsys):
    axes, sheet = tmp_path / "axes.npz", tmp_path / "sheet.png"
    words = ["--count", "2", "--samples", "500", "-o", str(axes), "--sheet", str(sheet)]
    assert main(["picture", "axes", "--model", SG2, *words]) == 0
    assert "2 axes of w by pca" in capsys.readouterr().out and size_of(sheet) == (7 * 32 + 12, 2 * 32 + 2)
    assert (
        main(["picture", "axes", "--model", SG2, "--way", "weights", "--rows", "0-3", "--samples", "500", *words[:2], "-o", str(tmp_path / "w.npz")])
        == 0
    )
    words = ["--seed", "1,2", "--psi=-1,0,1", "--directions", str(axes), "--edits=-2,1", "--edit-rows", "0-3", "--mix", "5", "--mix-rows", "6"]
    words += ["--scale", "b8.conv1=1.2", "--offset", "b16.conv1=0.1"]
    assert main(["picture", "--model", SG2, *words, "-o", str(tmp_path / "p.png")]) == 0
    assert size_of(tmp_path / "p.png") == (3 * 32 + 4, 2 * 32 + 2)
    words = ["--bend", "zoom.early=1.3", "--bend", "ablate.b16.conv1[0-3]=1", "--bend", "hue.picture=90", "-o", str(tmp_path / "bent.png")]
    assert main(["picture", "--model", SG2, "--seed", "1", *words]) == 0
    for word, rule in (("zoom=1", "bend-form"), ("pitch.early=1", "bend-form"), ("zoom.early=0", "layer-bend"), ("blur.b9=1", "known-layer")):
        with reported(rule):
            assert main(["picture", "--model", SG2, "--bend", word, "-o", str(tmp_path / "c.png")]) == 1
    with reported("directions-of-w"):
        assert main(["picture", "--model", SG3, "--directions", str(axes), "--edits", "1", "-o", str(tmp_path / "q.png")]) == 1


@pytest.mark.parametrize("words", [["--edits", "x"], ["--scale", "b8.conv1"], ["--edit-rows", "a-b"], ["--psi", "x"]])
def test_wrong_use_of_edits(words, tmp_path):
    assert main(["picture", "--model", SG2, *words, "-o", str(tmp_path / "p.png")]) == 2
