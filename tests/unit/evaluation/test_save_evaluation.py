"""Evaluating and training its listener without the command line: counted, cancelled, and written whole."""

import json

import pytest

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.evaluation import classifier_training
from ganspacesynth.evaluation.classifier import load_classifier
from ganspacesynth.evaluation.classifier_training import ClassifierSettings, train_classifier
from ganspacesynth.evaluation.comparison import evaluate
from ganspacesynth.evaluation.save_evaluation import check_pages, save_evaluation
from tests.support import tiny_orchestra
from tests.support.counted import Stages
from tests.support.refused import refused


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return tiny_orchestra.save(tmp_path_factory.mktemp("data") / "Noten é")


def test_an_evaluation_is_counted_cancelled_and_written(notes, tmp_path):
    stages = Stages(cancel="Listening")
    with pytest.raises(Cancelled):
        evaluate(tiny_orchestra.Player(), notes, count=24, track=stages)
    assert stages.seen == {"Listening": (1, 72)}
    stages = Stages()
    evaluation = evaluate(tiny_orchestra.Player(), notes, count=24, track=stages)
    assert stages.seen == {"Listening": (24, 24)}
    page, figures = save_evaluation(evaluation, tmp_path / "wie gut.html", title="Wie <gut>?", dataset="Noten é")
    assert "Wie &lt;gut&gt;?" in page.read_text(encoding="utf-8")
    assert json.loads(figures.read_text(encoding="utf-8"))["dataset"] == "Noten é" and figures == tmp_path / "wie gut.json"
    with refused("nothing-overwritten", OutputError):
        save_evaluation(evaluation, page, title="", dataset="")
    with refused("file-ending", InvalidInput, says=r"A page ends in \.html\. Received: a\.txt"):
        check_pages("a.txt", force=False)


def test_a_classifier_is_counted_cancelled_and_written(notes, tmp_path, monkeypatch):
    stages = Stages(cancel="Learning")
    monkeypatch.setattr(classifier_training, "BATCH", 16)
    with pytest.raises(Cancelled):
        train_classifier(notes, tmp_path / "a.npz", ClassifierSettings(epochs=2), track=stages)
    assert stages.seen == {"Learning": (1, 2)} and not (tmp_path / "a.npz").exists()
    stages = Stages()
    trained = train_classifier(notes, tmp_path / "a.npz", ClassifierSettings(epochs=1, learn_all=True, seed=3), track=stages)
    assert stages.seen == {"Learning": (1, 1)} and trained.notes == {"train": 72, "valid": 24}
    about = load_classifier(tmp_path / "a.npz").about
    assert about["notes"] == 96 and about["all"] and about["right"] == trained.right
    with refused("file-ending", InvalidInput, says=r"A classifier ends in \.npz\. Received: a\.txt"):
        train_classifier(notes, "a.txt")
    with refused("epoch-range", InvalidInput, says=r"Epochs must be in 1\.\.1000\. Received: 0"):
        ClassifierSettings(epochs=0)
