"""A folder of sounds becomes a model, called as a program calls it: told, counted, cancelled, stopped, and gone on with."""

import dataclasses
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth import load_model
from ganspacesynth.core.errors import DatasetError, InvalidInput, TrainingError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.training.architectures import PRESETS
from ganspacesynth.training.from_sounds import train_on_sounds as module
from ganspacesynth.training.from_sounds.budget import Speed
from ganspacesynth.training.from_sounds.sounds_observer import SoundsObserver
from ganspacesynth.training.from_sounds.sounds_settings import NETWORKS, SoundsTraining
from ganspacesynth.training.from_sounds.train_on_sounds import train_on_sounds
from ganspacesynth.training.from_sounds.training_plan import PLAN, TrainingPlan, read_plan
from tests.support.refused import refused

SMALL = SoundsTraining(images=8, preset="tiny", duration_s=0.25, sample_rate=8000, audition=0, labels=1)


@pytest.fixture
def sounds(tmp_path):
    folder = tmp_path / "knocks"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(3):
        soundfile.write(folder / f"knock {number}.wav", 0.3 * rng.standard_normal(1600) * np.exp(-np.arange(1600) / 300), 8000)
    return folder


class Told(SoundsObserver):
    """Writes down what it is told; cancels in one stage, or stops at once."""

    def __init__(self, cancel=None, stops=False):
        self.cancel, self.stops, self.words, self.stages = cancel, stops, [], {}

    def track(self, items, stage, total):
        for item in items:
            yield item
            self.stages[stage] = (self.stages.get(stage, (0, 0))[0] + 1, total)
            if stage == self.cancel:
                raise Cancelled

    def looked(self, found, sample_rate):
        self.words.append(f"looked {found.kind} {sample_rate}")

    def sampled(self, reports):
        self.words.append(f"sampled {len(reports)}")

    def gathered(self, samples, duration_s, silent):
        self.words.append(f"gathered {samples} {duration_s} {silent}")

    def planned(self, found, samples, plan, train_s):
        self.words.append(f"planned {plan.images} {samples} {train_s:g}")

    def begun(self, work):
        self.words.append(f"begun {work.name}")

    def finding_directions(self):
        self.words.append("finding")

    def listening(self, directions):
        self.words.append(f"listening {directions}")

    def stop(self):
        return self.stops


def test_it_is_cancelled_stopped_gone_on_with_and_there(sounds, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_measure", lambda *_: Speed(100.0, 0.1))
    output = tmp_path / "model"
    looking = Told(cancel="Making samples")
    with pytest.raises(Cancelled):
        train_on_sounds(sounds, output, SMALL, observer=looking)
    assert looking.words == ["looked sounds 8000"] and looking.stages == {"Making samples": (1, 3)} and not output.exists()

    looking = Told(stops=True)
    made = train_on_sounds(sounds, output, SMALL, observer=looking)
    assert made.state == "stopped" and made.work == tmp_path / "model.training" and not output.exists()
    assert looking.words[1:] == ["sampled 3", "gathered 3 0.25 0", "planned 8 3 0.08", "begun model.training"]

    looking = Told(cancel="Playing directions")
    with pytest.raises(Cancelled):
        train_on_sounds(sounds, output, SMALL, observer=looking)
    assert looking.words[-2:] == ["finding", "listening 1"] and not output.exists()

    looking = Told()
    made = train_on_sounds(sounds, output, SMALL, observer=looking)
    assert made.state == "made" and made.folder == output and made.near_db > 0.0 and made.far_db > 0.0
    assert looking.stages["Making samples"] == (3, 3) and looking.stages["Playing directions"] == (1, 1) and "finding" not in looking.words
    assert load_model(output).prior.kind == "codes"
    assert train_on_sounds(sounds, output, SMALL).state == "there"


def test_samples_are_left_out(sounds, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_measure", lambda *_: Speed(100.0, 0.1))
    looking = Told(stops=True)
    train_on_sounds(sounds, tmp_path / "model", SMALL, observer=looking)
    names = sorted(path.stem for path in (tmp_path / "model.training" / "samples").glob("*.wav"))
    fewer = dataclasses.replace(SMALL, left_out=tuple(names[:1]))
    looking = Told(stops=True)
    train_on_sounds(sounds, tmp_path / "fewer", fewer, observer=looking)
    assert looking.words[2] == f"gathered {len(names) - 1} 0.25 0"
    with refused("same-settings", TrainingError, says="left_out"):
        train_on_sounds(sounds, tmp_path / "fewer", SMALL)
    for wrong, rule, error in ((("nobody",), "left-out-samples", InvalidInput), (tuple(names[1:]), "enough-samples", DatasetError)):
        with refused(rule, error):
            train_on_sounds(sounds, tmp_path / "none", dataclasses.replace(SMALL, left_out=wrong), force=True)


def test_numbers_out_of_range():
    for options, rule in (
        ({"minutes": 0.0}, r"training-time: more than no time. Received: 0 minutes"),
        ({"labels": 65}, r"setting-range: labels must be in 1..64. Received: --labels 65"),
        ({"duration_s": 0.0}, r"duration-range: A sample lasts 0.05 to 60 s. Received: --duration 0"),
    ):
        with refused(rule, InvalidInput):
            SoundsTraining(**options)


def test_a_plan_is_kept_and_a_damaged_one_is_told(tmp_path):
    assert read_plan(tmp_path) is None
    plan = TrainingPlan("tiny", "default", 4, False, 100, 3, 12.5, True, 2, 3.5, 4.5, "abc")
    plan.write(tmp_path)
    assert read_plan(tmp_path) == plan
    whole = json.loads((tmp_path / PLAN).read_text())
    (tmp_path / PLAN).write_text(json.dumps({key: whole[key] for key in ("preset", "start", "batch", "replace", "images", "sounds")}))
    assert read_plan(tmp_path) == TrainingPlan("tiny", "default", 4, False, 100, 3)  # of a version that knew no more
    for damage in ([], {**whole, "images": "100"}, {**whole, "saves": 0}, {**whole, "spent_s": []}, {"images": 8}):
        (tmp_path / PLAN).write_text(json.dumps(damage))
        with refused("whole-plan", TrainingError, says=r"plan.json must be as it was written. Received: .*Begin anew with --force"):
            read_plan(tmp_path)


def test_presets_are_known_before_tensorflow_is():
    assert set(NETWORKS) == set(PRESETS)
    with refused("known-preset", InvalidInput):
        SoundsTraining(preset="huge")
