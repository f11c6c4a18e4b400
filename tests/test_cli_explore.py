"""`ganspacesynth explore` with the directions that lie beside a model; the rest is in test_cli_directions.py."""

import shutil

import numpy as np

from ganspacesynth.cli.main import main
from ganspacesynth.model.checkpoint import read_model, write_native
from ganspacesynth.space.directions import Directions, save_directions
from tests.conftest import GOLDEN


def test_its_own_directions(tmp_path, capsys, rng):
    model = write_native(tmp_path / "model", read_model(GOLDEN / "tiny_mel"))
    words = ["explore", "--model", str(model), "-y", "0", "--steps", "2", "-o", str(tmp_path / "strip")]
    assert main(words) == 1
    assert f"need directions. Received: none, and {model} has no" in capsys.readouterr().err and not (tmp_path / "strip").exists()
    size = 2 * 16 * 8
    components = np.linalg.qr(rng.standard_normal((size, 2)))[0].T
    own = Directions("conv0", (2, 16, 8), components, np.zeros(size), np.ones(2), np.full(2, 0.1), pitch=60)
    save_directions(own, model / "directions_conv0.npz")
    assert main(words) == 0
    assert len(list((tmp_path / "strip").glob("wave_*.wav"))) == 2


def test_force_replaces_another_grid_but_nothing_else(tmp_path, capsys):
    words = [
        "explore",
        "--model",
        str(GOLDEN / "tiny_mel"),
        "--directions",
        str(GOLDEN / "tiny_mel" / "pca.pickle"),
        "-y",
        "0",
        "-o",
        str(tmp_path / "s"),
    ]
    assert main([*words, "--steps", "3"]) == 0
    assert main([*words, "--steps", "2", "--force"]) == 0
    assert len(list((tmp_path / "s").glob("wave_*.wav"))) == 2
    shutil.copy(GOLDEN / "README.md", tmp_path / "s" / "notes.md")
    capsys.readouterr()
    assert main([*words, "--steps", "3", "--force"]) == 1
    assert "with notes.md" in capsys.readouterr().err and (tmp_path / "s" / "notes.md").exists()
