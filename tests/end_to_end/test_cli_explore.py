"""`ganspacesynth explore` with the directions that lie beside a model; the rest is in test_cli_directions.py."""

import shutil

import numpy as np

from ganspacesynth.cli.main import main
from ganspacesynth.directions.annotations import Annotations
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import save_directions
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
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


def test_it_goes_as_far_as_each_direction_can_be_used(tmp_path):
    """The picture of the README: from one end of the usable range over the starting sound to the other."""
    assert main(["explore", "--model", str(house_model(tmp_path)), "--steps", "3", "-o", str(tmp_path / "grid")]) == 0
    names = {path.name for path in (tmp_path / "grid").glob("wave_*.wav")}
    assert names == {f"wave_{x},{y}.wav" for x in ("-2.7", "0", "2.6") for y in ("-1.5", "0", "4")}


def house_model(folder):
    model = write_native(folder / "model", read_model(GOLDEN / "tiny_mel"))
    components = np.linalg.qr(np.random.default_rng(1).standard_normal((256, 2)))[0].T
    heard = Annotations(("brighter", "darker"), [[-2.7, 2.6], [-1.5, 4.0]], [1.0, 1.0], ("level",), [[1.0], [1.0]])
    save_directions(
        Directions("conv0", (2, 16, 8), components, np.zeros(256), np.ones(2), np.full(2, 0.1), pitch=60, annotations=heard),
        model / "directions_conv0.npz",
    )
    return model
