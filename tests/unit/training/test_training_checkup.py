"""Check-ups during training: what is logged, what is warned of, what stops a run."""

import json
import logging
from types import SimpleNamespace

import numpy as np
import pytest

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.training.architectures import published_normalizer
from ganspacesynth.training.checkup import LOG, Checkup, check_alarms, read_checkups
from ganspacesynth.training.dataset_settings import DatasetTraining
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.runs.run import Keeper
from ganspacesynth.training.train_on_dataset import checkup_of
from ganspacesynth.training.trainer import Checkpoint
from tests.support import tiny_corpus
from tests.support.refused import refused


@pytest.fixture(scope="module")
def corpus():
    """Sixty notes of the tiny corpus's pitches, a bit different each."""
    rng = np.random.default_rng(0)
    pitches = np.tile(tiny_corpus.PITCHES, 20)
    waves = np.stack([tiny_corpus.note(pitch, rng.uniform(0.0, 0.4)) for pitch in pitches])
    return Corpus("tiny", np.rint(waves * 32767).astype(np.int16), pitches, ("reed",) * 60, tiny_corpus.RATE)


@pytest.fixture(scope="module")
def checkup(corpus):
    return Checkup(corpus, tiny_corpus.PITCHES, sounds=24)


def keeper(folder, checkup, **changes):
    gain, shift = published_normalizer()
    return Keeper(folder, tiny_corpus.gan_task(), gain, shift, sounds=0, checkup=checkup, **changes)


def test_every_checkpoint_has_a_line(tmp_path, checkup, caplog):
    keep = keeper(tmp_path, checkup)
    at = Checkpoint(keep.task.enter(keep.task.initial_state(), 3), 28, 3, 1.0, {})
    with caplog.at_level(logging.WARNING, logger="ganspacesynth"):
        keep(at)
        keep(at)  # a run that was killed in between: the line is replaced
    (line,) = read_checkups(tmp_path)
    assert line["images"] == 28 and list(line["figures"]) == list(FIGURES)
    assert line["figures"]["in_tune"][1] == 1.0 and line["figures"]["in_tune"][0] < 1.0  # it has not learned anything yet
    assert all(f"After 28 images: {alarm}" in caplog.text for alarm in line["alarms"])


def test_a_collapsed_training_is_told_and_stopped(tmp_path, checkup):
    keep = keeper(tmp_path, checkup, patience=2)
    at = Checkpoint(keep.task.enter(keep.task.initial_state(), 3), 28, 3, 1.0, {})
    average = {name: np.zeros_like(value) for name, value in at.state["average"].items()}
    keep(Checkpoint({**at.state, "average": average}, 28, 3, 1.0, {}))
    assert any("all sounds are the same" in alarm for alarm in read_checkups(tmp_path)[0]["alarms"])
    with refused(
        "plays-as-asked", TrainingError, says=r"A model must play different sounds.*at the last 2 checkpoints it did not: .*all sounds are the same"
    ):
        keep(Checkpoint({**at.state, "average": average}, 32, 3, 1.0, {}))


def test_alarms_need_patience():
    good, bad = {"alarms": []}, {"alarms": ["It is silent."]}
    check_alarms([bad, bad, good], 2)
    check_alarms([bad], 2)
    check_alarms([bad] * 9, 0)
    check_alarms([], 1)
    with refused("plays-as-asked", TrainingError):
        check_alarms([good, bad, bad], 2)


def test_too_few_sounds_or_notes(corpus):
    with refused("checkup-sounds", TrainingError, says=r"A check-up needs 20 sounds and 40 notes at least\. Received: 5 sounds and 60 notes"):
        Checkup(corpus, tiny_corpus.PITCHES, sounds=5)
    with refused("checkup-sounds", TrainingError):
        Checkup(corpus, (60,), sounds=20)


def test_a_damaged_log_is_told(tmp_path):
    assert read_checkups(tmp_path) == []
    (tmp_path / LOG).write_text(json.dumps({"images": 8})[:-3])
    with refused("whole-log", TrainingError, says="The log of check-ups must be whole"):
        read_checkups(tmp_path)


def test_training_asks_for_one(corpus):
    setup = SimpleNamespace(settings={"config": tiny_corpus.config().to_json()})
    assert checkup_of(corpus, setup, DatasetTraining()) is None
    assert isinstance(checkup_of(corpus, setup, DatasetTraining(checkup=24)), Checkup)
