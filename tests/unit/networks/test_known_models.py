"""Models by name: in the library, in a recipe's instrument, on the engine's library, in a host's words and on the command line."""

import json
import os

import pytest

from ganspacesynth import load_model
from ganspacesynth.cli.main import main
from ganspacesynth.composition.instrument import open_instrument, own_directions
from ganspacesynth.core.errors import ModelError
from ganspacesynth.engine import library
from ganspacesynth.networks import known_models
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.pyext import message_arguments
from tests.conftest import GOLDEN
from tests.support.refused import refused


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A model folder of somebody's own, named in the environment; and a place that is not there."""
    place = tmp_path / "meine Töne"
    write_native(place / "Glöckchen", read_model(GOLDEN / "tiny_mel"))
    (place / "notes to myself").mkdir()
    monkeypatch.setenv(known_models.PLACES, os.pathsep.join([str(place), str(tmp_path / "gone")]))
    monkeypatch.chdir(tmp_path)
    return place


def test_shipped_models_have_names(monkeypatch):
    monkeypatch.delenv(known_models.PLACES, raising=False)
    found = known_models.known_models()
    assert known_models.EMBEDDED in found and found[known_models.EMBEDDED] == known_models.default_model()
    assert set(found) == {folder.name for folder in known_models.shipped_place().iterdir() if (folder / "model.json").is_file()}


def test_a_name_opens_what_its_folder_opens(mine):
    folder = mine / "Glöckchen"
    assert known_models.model_folder("Glöckchen") == folder and known_models.model_folder(None) == known_models.default_model()
    assert load_model("Glöckchen").id == load_model(folder).id == open_instrument("Glöckchen").model.id
    assert own_directions("default") == own_directions(None) and own_directions("Glöckchen") is None
    assert library.folder_of("Glöckchen") == str(folder) and library.name_of("Glöckchen") == "Glöckchen"
    assert message_arguments.path(["Glöckchen", 8], str(mine.parent), "load FOLDER") == ("Glöckchen", [8])


def test_what_comes_along_comes_first_and_a_folder_here_before_both(mine):
    write_native(mine / "default", read_model(GOLDEN / "tiny_mel"))
    assert known_models.model_folder("default") == known_models.default_model()
    (mine.parent / "Glöckchen").mkdir()
    assert known_models.model_folder("Glöckchen").resolve() == mine.parent / "Glöckchen"


def test_published_folders_are_models_too(mine):
    (mine / "sopi" / "stage_00012").mkdir(parents=True)
    assert known_models.known_models()["sopi"] == mine / "sopi"


@pytest.mark.parametrize("opens", [load_model, known_models.model_folder, library.folder_of, own_directions])
def test_unknown_names_are_answered_with_those_there_are(mine, opens):
    with refused("known-model", ModelError, says=r"has a known name. Received: glocke, .*Known are default, .*Glöckchen"):
        opens("glocke")


def test_unknown_names_without_any_models(monkeypatch, tmp_path):
    monkeypatch.setattr(known_models, "__file__", str(tmp_path / "package" / "networks" / "known_models.py"))
    monkeypatch.delenv(known_models.PLACES, raising=False)
    with refused("known-model", ModelError):
        known_models.model_folder("x")


def test_the_list(mine, capsys):
    write_native(mine / "broken", read_model(GOLDEN / "tiny_mel"))
    (mine / "broken" / "weights.npz").write_bytes(b"")
    (mine / "Glöckchen" / "README.md").write_text("# Kleine Glocken\n", encoding="utf-8")
    assert main(["models"]) == 0
    said = capsys.readouterr().out
    assert "default: " in said and "licence: weights: Apache-2.0" in said and "pitches 36-84" in said and "4 s at 16000 Hz" in said
    assert "Glöckchen: Kleine Glocken" in said and "broken: The weights must be those" in said and str(mine) in said and "notes to myself" not in said
    assert main(["models", "--json"]) == 0
    listed = {facts["name"]: facts for facts in json.loads(capsys.readouterr().out)}
    assert listed["default"]["directions"] == ["directions_conv0.npz", "directions_conv1.npz"] and listed["Glöckchen"]["licence"] == "unknown"


def test_every_shipped_model_has_a_card_a_licence_and_directions():
    place = known_models.shipped_place()
    for name, folder in known_models.known_models().items():
        if folder.parent != place:
            continue
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))["about"]
        assert about["licence"] and (folder / "README.md").read_text(encoding="utf-8").startswith("# "), name
        assert (folder / "directions_conv0.npz").is_file() and list(folder.glob("LICENSE*")), name
        assert sum(file.stat().st_size for file in folder.rglob("*")) < 30e6, name
