"""Training on a data set, called as a program calls it: counted, stopped, cancelled, and gone on with."""

import contextlib
import logging

import pytest

from ganspacesynth import load_model
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.networks import backend
from ganspacesynth.training.architectures import preset_of_machine
from ganspacesynth.training.dataset_settings import DatasetTraining, GanOptions, MorphOptions, NetworkOptions, OptimizerOptions
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.train_on_dataset import prepare, train_on_dataset
from tests.support import tiny_corpus
from tests.support.refused import refused

SMALL = {"method": "morph", "images": 16, "save_every": 8, "preset": "tiny", "audition": 0, "optimizer": OptimizerOptions(batch_size=4)}


@pytest.fixture
def notes(tmp_path):
    return tiny_corpus.save(tmp_path / "notes")


class Counting(Observer):
    """Writes down what it is told, and stops or cancels when it is asked to for the `limit`-th time."""

    def __init__(self, limit=10**9, cancel=None):
        self.limit, self.cancel, self.stages, self.totals, self.asked = limit, cancel, [], [], 0

    def track(self, items, stage, total):
        for done, item in enumerate(items, start=1):
            yield item
            self.stages.append((stage, done, total))
            if stage == self.cancel:
                raise Cancelled

    @contextlib.contextmanager
    def training(self, images):
        self.totals.append(images)
        yield

    def stop(self):
        self.asked += 1
        return self.asked >= self.limit


def test_it_trains_stops_and_goes_on(notes, tmp_path):
    looking = Counting(limit=2)
    half = train_on_dataset(notes, tmp_path / "run", DatasetTraining(**SMALL), observer=looking)
    assert half.stopped and not half.done and half.images == 8 and half.total_images == 16
    assert looking.totals == [16] and looking.stages == [("Analysing notes", done, 6) for done in range(1, 7)]
    whole = train_on_dataset(notes, tmp_path / "run", DatasetTraining(**SMALL))
    assert whole.done and not whole.stopped and whole.images == 16 and whole.folder == tmp_path / "run"
    assert load_model(whole.folder / "model").config.pitches == tiny_corpus.PITCHES


def test_it_is_cancelled(notes, tmp_path):
    looking = Counting(cancel="Analysing notes")
    with pytest.raises(Cancelled):
        train_on_dataset(notes, tmp_path / "run", DatasetTraining(**SMALL), observer=looking)
    assert looking.stages == [("Analysing notes", 1, 6)] and not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "settings, rule",
    [
        ({"method": "x"}, r"known-method: method must be one of gan, morph. Received: method='x'"),
        ({"seed": -1}, r"setting-range: seed must be 0 or more. Received: seed=-1"),
        ({"optimizer": OptimizerOptions(batch_size=0)}, r"setting-range: batch_size must be 1 or more. Received: batch_size=0"),
        ({"morph": MorphOptions(sharpness=2.0)}, r"options-of-method: Received: sharpness for method gan with penalty gradient. Leave"),
        ({"method": "morph", "gan": GanOptions(augment=True)}, "options-of-method"),
        ({"gan": GanOptions(penalty="r1", penalty_target=1.0)}, "options-of-method"),
        ({"init": "a", "preset": "tiny", "network": NetworkOptions(latent_size=8)}, "options-of-method"),
        ({"init": "a", "condition": ("family",)}, "options-of-method"),
    ],
)
def test_settings_without_effect_or_out_of_range(settings, rule):
    with refused(rule, InvalidInput):
        DatasetTraining(**settings)


def test_the_network_is_chosen_by_the_machine(monkeypatch, caplog):
    small = {"network": NetworkOptions(num_resolutions=4, start_width=32)}
    for gpu, preset, widest in ((False, "compact", 64), (True, "full", 256)):
        monkeypatch.setattr(backend, "has_gpu", lambda gpu=gpu: gpu)
        assert preset_of_machine() == preset
        with caplog.at_level(logging.WARNING):
            assert prepare(tiny_corpus.corpus(), DatasetTraining(**small)).task.config.filters[0] == widest
    assert [record.getMessage() for record in caplog.records] == ["No GPU: training the compact network; --preset full is the published one."]
