"""`ganspacesynth info`: what it says about models, and about what lies beside them."""

import json
import shutil

import numpy as np
import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from tests.conftest import GOLDEN


@pytest.fixture
def native(tmp_path):
    return write_native(tmp_path / "modell é", read_model(GOLDEN / "tiny_mel"))


def test_facts(native, capsys):
    assert main(["info", str(native)]) == 0
    out = capsys.readouterr().out
    for fact in (
        "0.25 s at 16000 Hz",
        "24-84 (61)",
        "32 numbers, drawn from: normal",
        "mel, 32 frames of 256 bins",
        "conv1_5               32x256x2",
    ):
        assert fact in out
    assert "directions" not in out


def test_json(native, capsys):
    assert main(["info", "--json", str(native)]) == 0
    facts = json.loads(capsys.readouterr().out)
    model = read_model(native)
    assert facts["id"] == model.id and facts["layers"] == {k: list(v) for k, v in model.config.layers.items()}
    assert facts["pitches"] == list(range(24, 85)) and facts["duration_s"] == 0.25


def test_a_checkpoint_as_published(capsys):
    assert main(["info", str(GOLDEN / "tiny_linear_pitches")]) == 0
    out = capsys.readouterr().out
    assert "linear" in out and "pca.pickle: published form, not opened" in out


def test_directions_beside_it(native, capsys):
    from ganspacesynth.directions.directions import Directions
    from ganspacesynth.directions.directions_files import save_directions

    size = 2 * 16 * 8
    known = {
        "layer": "conv0",
        "shape": (2, 16, 8),
        "mean": np.zeros(size),
        "components": np.eye(3, size),
        "stdev": np.ones(3),
        "var_ratio": np.full(3, 0.1),
    }
    save_directions(Directions(**known, pitch=60, model_id=read_model(native).id), native / "directions_conv0.npz")
    save_directions(Directions(**known, pitch=60, model_id="another"), native / "strange.npz")
    (native / "broken.npz").write_bytes(b"PK")
    (native / "published.pickle").write_bytes(b"")
    assert main(["info", str(native)]) == 0
    out = capsys.readouterr().out
    assert "directions_conv0.npz: 3 of conv0 at pitch 60 (exact)\n" in out
    assert "strange.npz: 3 of conv0 at pitch 60 (exact); of ANOTHER model" in out
    assert "broken.npz: no directions (" in out and "published.pickle: published form" in out


def test_what_the_card_says(tmp_path, capsys):
    import dataclasses

    stored = dataclasses.replace(read_model(GOLDEN / "tiny_mel"), about={"data": {"licence": "MIT", "notes": 60}, "seed": 1})
    assert main(["info", str(write_native(tmp_path / "x", stored))]) == 0
    out = capsys.readouterr().out
    assert "    data\n      licence: MIT\n      notes: 60\n    seed: 1\n" in out


def test_a_model_that_is_still_growing(tmp_path, capsys):
    import dataclasses

    stored = read_model(GOLDEN / "tiny_mel")
    stored = dataclasses.replace(stored, config=dataclasses.replace(stored.config, progress=3.25))
    assert main(["info", str(write_native(tmp_path / "x", stored))]) == 0
    assert "the last 25% faded in" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["missing", "file", "empty", "truncated", "other weights"])
def test_no_model(native, tmp_path, capsys, what):
    path = tmp_path / "x"
    if what == "file":
        path.write_bytes(b"")
    elif what == "empty":
        path.mkdir()
    elif what != "missing":
        shutil.copytree(native, path)
        data = (path / "weights.npz").read_bytes()
        (path / "weights.npz").write_bytes(data[:100] if what == "truncated" else data + b"x")
    assert main(["info", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and str(path) in err
