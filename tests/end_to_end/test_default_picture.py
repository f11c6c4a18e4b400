"""The picture network that comes along: there, small, with a card, and taken where none is named."""

import json
from pathlib import Path

import numpy as np

import ganspacesynth
from ganspacesynth.cli.main import main
from ganspacesynth.networks.known_models import picture_path
from ganspacesynth.networks.stylegan.differentiable.weights import to_stored
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.pictures.start import find_start

MOST_BYTES = 15_000_000


def test_it_comes_along_whole():
    folder = picture_path(None)
    assert sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) < MOST_BYTES
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "Apache-2.0" in card and "held-out" in card
    about = json.loads((folder / "picture.json").read_text(encoding="utf-8"))["about"]
    assert about["settings"]["init"] == about["init"]  # no place of the machine that trained it
    assert about["licence"].startswith("Apache-2.0") and about["pictures"] > 1000 and about["figures"]["met"] > about["figures"]["kinds"] / 3


def test_it_is_opened_where_none_is_named():
    model, named = ganspacesynth.load_picture_model(), ganspacesynth.load_picture_model("picture")
    assert model.id == named.id and model.config.width >= 128 and model.config.channels == 3
    pictures = model.synthesize(model.map(model.sample_z(8, seed=3)))
    assert np.isfinite(pictures).all() and np.abs(pictures).max() < 4
    apart = np.abs(pictures[:, None] - pictures[None]).mean(axis=(2, 3, 4))
    assert apart[~np.eye(8, dtype=bool)].min() > 0.1  # no two of them are one


def test_commands_take_it(tmp_path, capsys):
    assert main(["picture", "--seed", "1,2", "-o", str(tmp_path / "p.png")]) == 0
    assert main(["info", "picture", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("{")[2].join(["{", ""]))["id"] == ganspacesynth.load_picture_model().id


def test_it_can_be_tuned():
    config = ganspacesynth.load_picture_model().config
    start = find_start(PictureTraining(init="picture", size=config.width))
    assert start.config == config and start.id == ganspacesynth.load_picture_model().id
    begun, there = to_stored(config, start.generator, 0), ganspacesynth.load_picture_model().weights
    kept = [name for name in there if not name.endswith(("w_avg", "noise_const"))]
    assert all(np.allclose(begun[name], there[name], rtol=1e-5, atol=1e-6) for name in kept)
    larger = find_start(PictureTraining(init="picture", size=2 * config.width, channels=config.synthesis.features[-1] // 2, most=64))
    assert larger.config.synthesis.features[:-1] == config.synthesis.features


def test_a_folder_of_that_name_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picture").mkdir()
    assert picture_path("picture") == Path("picture") and picture_path(None).is_absolute()
