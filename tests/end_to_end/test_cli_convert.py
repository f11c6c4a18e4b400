"""`ganspacesynth convert`: the same model, smaller; or nothing at all."""

import numpy as np
import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.known_models import default_model
from tests.conftest import GOLDEN

CHECKPOINT = str(GOLDEN / "tiny_mel")


@pytest.mark.parametrize(("dtype", "error"), [("float16", 1e-3), ("float32", 0.0)])
def test_the_same_model(tmp_path, capsys, dtype, error):
    folder = tmp_path / "a folder" / "é"
    assert main(["convert", CHECKPOINT, "-o", str(folder), "--dtype", dtype]) == 0
    before, after = read_model(CHECKPOINT), read_model(folder)
    assert f"{folder}: model {before.id}, " in (out := capsys.readouterr().out) and f" MB in {dtype} (from " in out
    assert after.id == before.id and after.config == before.config
    for name, value in before.weights.items():
        np.testing.assert_allclose(after.weights[name], value, rtol=error, atol=1e-7 if error else 0)
    assert sorted(p.name for p in folder.iterdir()) == ["model.json", "weights.npz"]


def test_nothing_is_overwritten_unasked(tmp_path, capsys):
    assert main(["convert", CHECKPOINT, "-o", str(tmp_path)]) == 1
    assert "Nothing is overwritten unasked" in capsys.readouterr().err


def test_force(tmp_path):
    for dtype in ("float16", "float32"):
        assert main(["convert", CHECKPOINT, "-o", str(tmp_path / "x"), "--dtype", dtype, "--force"]) == 0
    assert read_model(tmp_path / "x").id == read_model(CHECKPOINT).id and len(list(tmp_path.iterdir())) == 1


def test_force_is_no_way_to_lose_a_folder(tmp_path, capsys):
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "song.wav").write_bytes(b"")
    assert main(["convert", CHECKPOINT, "-o", str(tmp_path / "album"), "--force"]) == 1
    assert "with song.wav" in capsys.readouterr().err and (tmp_path / "album" / "song.wav").exists()


@pytest.mark.parametrize("checkpoint", ["gone", "."])
def test_no_model_leaves_nothing(tmp_path, capsys, monkeypatch, checkpoint):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", checkpoint, "-o", "out"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1 and not list(tmp_path.iterdir())


def test_a_name_and_the_directions_beside_the_model(tmp_path, capsys):
    """`convert default` says how large it was, and keeps its directions."""
    folder = tmp_path / "mine"
    assert main(["convert", "default", "-o", str(folder)]) == 0
    out, source = capsys.readouterr().out, default_model()
    before = sum(file.stat().st_size for file in source.iterdir()) / 1e6
    assert f"(from {before:.1f} MB), with directions_conv0.npz, directions_conv1.npz" in out
    for name in ("directions_conv0.npz", "directions_conv1.npz"):
        assert (folder / name).read_bytes() == (source / name).read_bytes()
    assert main(["convert", "default", "-o", str(folder), "--force"]) == 0


def test_published_directions_stay_and_are_named(tmp_path, capsys):
    assert main(["convert", CHECKPOINT, "-o", str(tmp_path / "x")]) == 0
    assert "pca.pickle was left where it is" in capsys.readouterr().out


def test_a_model_is_not_converted_into_itself(tmp_path, capsys):
    assert main(["convert", CHECKPOINT, "-o", str(tmp_path / "x")]) == 0
    assert main(["convert", str(tmp_path / "x"), "-o", str(tmp_path / "x"), "--force"]) == 1
    assert "A model is converted into another folder" in capsys.readouterr().err
