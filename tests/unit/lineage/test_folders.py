"""Folders: models of all kinds, banks, data sets, runs; and directions."""

import json
import shutil

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.errors import BankError, DatasetError, DirectionsError, InvalidInput, ModelError
from ganspacesynth.directions.native_directions import write_native
from ganspacesynth.lineage.file import file_nodes
from ganspacesynth.lineage.folders import dataset_node, directions_node, folder_nodes, model_node
from ganspacesynth.networks.known_models import shipped_place
from ganspacesynth.pictures.picture_conversion import convert_picture
from tests.conftest import GOLDEN
from tests.support.refused import refused
from tests.support.tiny_directions import make_directions

FROZEN = GOLDEN.parent / "frozen"


@pytest.fixture
def model(tmp_path):
    return shutil.copytree(shipped_place() / "default", tmp_path / "mine")


def changed(path, **values):
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, **values}), encoding="utf-8")


@pytest.mark.parametrize("name", ["default", "guitar", "orchestra"])
def test_models_that_come_along_name_data_licences_and_people(name):
    (node,) = folder_nodes(shipped_place() / name)
    assert (node.kind, node.name, node.licences, node.known, node.found) == ("model", name, ("Apache-2.0",), True, True)
    (data,) = (each for each in node.parents if each.kind == "data set")
    assert data.licences == ("MIT",) and all(each.people and each.licences == ("MIT",) for each in data.parents)


def test_what_comes_along_to_play_on_is_a_model_and_a_bank():
    model, bank = folder_nodes(shipped_place() / "continuation")
    assert (model.kind, bank.kind) == ("continuation model", "bank")
    assert {each.digest for each in model.parents} == {"491692d41ce5fa3d"}
    assert len(bank.parents) == 18 and all(each.kind == "recording" and each.licences for each in bank.parents)


def test_weights_that_are_others_are_refused(model):
    with open(model / "weights.npz", "ab") as file:
        file.write(b"x")
    with refused("weights-digest", ModelError, says="weights must be those that model.json"):
        model_node(model)


@pytest.mark.parametrize("values", [{"id": 3}, {"id": ""}, {"about": []}])
def test_damaged_models_are_refused(model, values):
    changed(model / "model.json", **values)
    with refused("field-kinds", ModelError, says="an id and an about"):
        model_node(model)


def test_published_models_are_read_for_their_id():
    (node,) = folder_nodes(GOLDEN / "tiny_mel")
    assert node.kind == "model" and node.digest and not node.known


def test_picture_networks_have_theirs(tmp_path):
    convert_picture(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl", tmp_path / "net")
    (node,) = folder_nodes(tmp_path / "net")
    assert node.kind == "picture network" and node.digest and not node.known


def test_directions_name_their_model(tmp_path):
    write_native(make_directions(model_id="ab"), tmp_path / "a.npz")
    node = directions_node(tmp_path / "a.npz")
    assert [(each.kind, each.digest) for each in node.parents] == [("model", "ab")] and node.known and node.facts["layer"]
    write_native(make_directions(model_id=None), tmp_path / "b.npz")
    assert not directions_node(tmp_path / "b.npz").known
    (tmp_path / "c.npz").write_bytes(b"PK")
    with pytest.raises(DirectionsError):
        directions_node(tmp_path / "c.npz")


def test_a_folder_of_samples_has_the_digest_that_models_name(tmp_path):
    for name in ("a_000_060", "a_000_062"):
        soundfile.write(tmp_path / f"{name}.wav", np.ones(400) * len(name) / 20, 8000)
    (tmp_path / "samples.json").write_text(json.dumps({"format": "ganspacesynth-samples", "version": 1, "soundfonts": ["ab", ""]}), encoding="utf-8")
    from ganspacesynth.training.notes.corpus import load_corpus

    (node,) = folder_nodes(tmp_path)
    assert (node.kind, node.digest, node.facts["notes"]) == ("data set", load_corpus(tmp_path).digest, "2")
    assert [(each.kind, each.digest) for each in node.parents] == [("soundfont", "ab")]


def test_a_data_set_that_cannot_be_read_has_no_digest(tmp_path, monkeypatch):
    (tmp_path / "train.tfrecord").write_bytes(b"x")
    assert dataset_node(tmp_path).digest is None and dataset_node(tmp_path).facts["digest"].startswith("none: ")
    monkeypatch.setattr("ganspacesynth.lineage.folders.MOST_BYTES", 0)
    assert dataset_node(tmp_path).facts["digest"] == "none: too large to read"
    (tmp_path / "samples.json").write_text('{"soundfonts": 3}', encoding="utf-8")
    with refused("sample-fonts", DatasetError, says="lists its soundfonts"):
        dataset_node(tmp_path)


def test_a_run_is_its_model_with_its_data(tmp_path, model):
    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text(json.dumps({"format": "ganspacesynth-run", "version": 1, "settings": {"data": "abc"}}), encoding="utf-8")
    with refused("lineage-run", ModelError, says="once it has saved a model"):
        list(folder_nodes(run))
    shutil.copytree(model, run / "model")
    changed(run / "model" / "model.json", about={"data": "notes"})
    (node,) = folder_nodes(run)
    assert [(each.kind, each.digest, each.name) for each in node.parents] == [("data set", "abc", "notes")]
    changed(run / "model" / "model.json", about={"data": "notes", "data_digest": "d"})
    assert next(folder_nodes(run)).parents[0].digest == "d"


def test_other_folders_have_none(tmp_path):
    with refused("lineage-folder", InvalidInput, says="when it is a model, a bank"):
        list(folder_nodes(tmp_path))
    (tmp_path / "bank.npz").write_bytes(b"x")
    with pytest.raises(BankError):
        list(folder_nodes(tmp_path))


def test_a_file_of_a_folder_is_the_folder(model):
    assert {file_nodes(model / name)[0].key for name in ("model.json", "weights.npz")} == {"model:521b3aaf1eff3547"}
    assert file_nodes(model / "directions_conv0.npz")[0].kind == "directions"
