"""What samples and data sets were made of is written beside them, and models that learn from them hand it on."""

import json
import shutil

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.errors import DatasetError
from ganspacesynth.core.files import sha256
from ganspacesynth.data import sources
from ganspacesynth.data.sample_settings import BuildSettings, ChopSettings, SampleFormat, Split
from ganspacesynth.data.sample_tasks import chop_recordings, folders_dataset, pad_sounds
from ganspacesynth.data.sources import read_sources, source_folders, write_sources
from ganspacesynth.lineage.trace import trace
from ganspacesynth.training.dataset_settings import DatasetTraining, OptimizerOptions
from ganspacesynth.training.train_on_dataset import train_on_dataset
from tests.support import tiny_corpus
from tests.support.refused import refused

RATE = 8000
FORM = SampleFormat(RATE, 0.25)


@pytest.fixture
def recordings(tmp_path):
    """Two recordings, of which one says who played it."""
    folder = tmp_path / "Aufnahmen é"
    folder.mkdir()
    times = np.arange(RATE) / RATE
    for name, hertz in (("voice.wav", 440.0), ("other.wav", 330.0)):
        soundfile.write(folder / name, 0.4 * np.sin(2 * np.pi * hertz * times), RATE)
    thing = {"kind": "recording", "digest": sha256(folder / "voice.wav"), "licence": "CC BY 4.0", "people": ["Ada"], "made_of": [], "odd": 1}
    (folder / "origins.json").write_text(json.dumps({"format": "ganspacesynth-origins", "version": 1, "things": [thing]}), encoding="utf-8")
    return folder


def test_samples_and_a_data_set_of_them_name_their_recordings(recordings, tmp_path):
    chop_recordings([recordings], tmp_path / "samples", ChopSettings(FORM, pitch=60))
    folders_dataset([tmp_path / "samples"], tmp_path / "data", BuildSettings(FORM, split=Split(0.0)))
    for folder in (tmp_path / "samples", tmp_path / "data"):
        listed = {each["name"]: each for each in read_sources(folder)}
        assert listed["other.wav"] == {"kind": "recording", "name": "other.wav", "digest": sha256(recordings / "other.wav")}
        assert listed["voice.wav"]["people"] == ["Ada"] and listed["voice.wav"]["made_of"] == [] and "odd" not in listed["voice.wav"]
    shutil.rmtree(recordings)  # what was written down stays
    lineage = trace(tmp_path / "data")
    assert lineage.people() == {"Ada": ["recording voice.wav"]} or "Ada" in lineage.people()
    assert {node.name for node in lineage.nodes.values()} == {"data", "voice.wav", "other.wav"}


def test_a_folder_that_is_filled_twice_names_all(recordings, tmp_path):
    for name in ("voice.wav", "other.wav", "voice.wav"):
        pad_sounds([recordings / name], tmp_path / "samples")
    assert [each["name"] for each in read_sources(tmp_path / "samples")] == ["voice.wav", "other.wav"]


def test_folders_that_say_nothing_are_their_files(recordings, tmp_path):
    assert {each["name"] for each in source_folders([recordings])} == {"voice.wav", "other.wav"}
    (tmp_path / "nsynth-test").mkdir()
    (tmp_path / "nsynth-test" / "examples.json").write_text("{}")
    assert source_folders([tmp_path / "nsynth-test"]) == [{"kind": "data set", "name": "nsynth-test"}]


def test_too_many_are_counted(recordings, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 1)
    assert [each["name"] for each in source_folders([recordings])] == ["other.wav", "1 more, not listed"]


@pytest.mark.parametrize("told", [{"made_of": 3}, {"made_of": [1]}, {}])
def test_a_damaged_list_is_refused(tmp_path, told):
    (tmp_path / "sources.json").write_text(json.dumps({"format": "ganspacesynth-sources", "version": 1, **told}))
    with refused("sources-list", DatasetError):
        read_sources(tmp_path)


def test_damaged_origins_are_passed_over(recordings, tmp_path):
    (recordings / "origins.json").write_text("{")
    assert all("people" not in each for each in source_folders([recordings]))
    write_sources(tmp_path / "nowhere", [])
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
def test_a_model_names_what_its_data_was_made_of(tmp_path):
    notes = tiny_corpus.save(tmp_path / "notes")
    write_sources(notes, [{"kind": "recording", "name": "voice.wav", "digest": "ab", "licence": "CC0", "people": ["Bea"], "made_of": []}])
    small = DatasetTraining(method="morph", images=8, save_every=8, preset="tiny", audition=0, optimizer=OptimizerOptions(batch_size=4))
    run = train_on_dataset(notes, tmp_path / "run", small).folder
    shutil.copytree(run / "model", tmp_path / "elsewhere" / "model")
    lineage = trace(tmp_path / "elsewhere" / "model")
    assert "Bea" in lineage.people() and "CC0" in lineage.licences()
    assert [node.kind for node in lineage.nodes.values()] == ["model", "data set", "recording"]
