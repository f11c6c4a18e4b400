"""Training to play on: material, one step, runs that go on as if nothing had been, and figures."""

import contextlib
import json
import sys
import types

import numpy as np
import pytest

from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.bank.units.unit_features import COLUMN, unit_features
from ganspacesynth.core.errors import BankError, InvalidInput, TrainingError
from ganspacesynth.core.work.progress import untracked
from ganspacesynth.networks.continuation.continuation_files import load_continuation
from ganspacesynth.training.continuation import material as material_module
from ganspacesynth.training.continuation.continuation_figures import figures_of, guesses
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
from ganspacesynth.training.continuation.material import gather
from ganspacesynth.training.continuation.train_continuation import train_continuation
from ganspacesynth.training.continuation.unit_augmentation import Hearing, draw_hearing, heard
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.run_log import read_log
from ganspacesynth.training.runs.experiment_log import open_logs
from tests.support.refused import refused
from tests.support.tones import phrase, tone, write

TINY = {"embedding": 10, "width": 8, "attention_heads": 2, "layers": 1, "reach": 4, "mixtures": 2, "window": 6, "batch": 4, "candidates": 16}
QUICK = ContinuationTraining(**TINY, steps=8, save_every=2, copies=1)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank")
    for number in range(6):
        write(folder / "songs" / f"{number}.wav", phrase(60 + np.arange(6) * (number % 3 + 1), seconds=0.1))
    return build_bank([folder / "songs"], folder / "bank", BankSettings(CutSettings("fixed", unit_s=0.1, least_s=0.1))).bank


@pytest.fixture(scope="module")
def trained(bank, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    return train_continuation([bank], folder, QUICK)


class Stopping(Observer):
    """Stops behind a number of steps."""

    def __init__(self, steps):
        self.left = steps

    def stop(self):
        self.left -= 1
        return self.left <= 0


# --- what could be heard


def test_a_hearing_moves_what_it_says():
    wave, rng = tone(60, seconds=0.4), np.random.default_rng(0)
    plain = unit_features(wave)
    higher = unit_features(heard(wave, Hearing(semitones=3.0), rng))
    assert abs(higher[COLUMN["pitch"]] - plain[COLUMN["pitch"]] - 3.0) < 0.1
    softer = unit_features(heard(wave, Hearing(gain_db=-6.0), rng))
    assert abs(softer[COLUMN["loudness"]] - plain[COLUMN["loudness"]] + 6.0) < 0.2
    brighter = unit_features(heard(wave, Hearing(tilt_db=6.0), rng))
    assert brighter[COLUMN["spectral_centroid_mean"]] > plain[COLUMN["spectral_centroid_mean"]]
    noisy = unit_features(heard(wave, Hearing(noise_db=-10.0), rng))
    assert noisy[COLUMN["spectral_entropy_mean"]] > plain[COLUMN["spectral_entropy_mean"]]
    roomy = heard(wave, Hearing(reverb_s=0.5, room=0.3), rng)
    assert len(roomy) == len(wave) and np.square(roomy[-1600:]).sum() > np.square(wave[-1600:]).sum()
    assert heard(wave, Hearing(), rng) is wave


def test_hearings_stay_within_what_was_asked():
    settings = ContinuationTraining(pitch=2.0, gain=6.0, filter=1.0, noise=-30.0, reverb=0.2)
    drawn = [draw_hearing(np.random.default_rng(i), settings) for i in range(200)]
    assert {each.semitones for each in drawn} == {-2.0, -1.0, 0.0, 1.0, 2.0}
    assert max(abs(each.gain_db) for each in drawn) <= 6.0 and max(each.reverb_s for each in drawn) <= 0.2
    assert any(each.noise_db is None for each in drawn) and max(each.noise_db or -99 for each in drawn) <= -30.0


# --- material


def test_whole_sequences_are_held_out(bank, tmp_path):
    found = gather([bank], QUICK, tmp_path, track=untracked)
    assert len(found.learnt) == 5 and len(found.held_out) == 1 and found.clean.shape == found.heard.shape == (2, 36, 176)
    assert not set(np.concatenate(found.learnt)) & set(np.concatenate(found.held_out))
    np.testing.assert_array_equal(found.clean[0], bank.features)


def test_of_few_sequences_the_ends_are_held_out(tmp_path):
    file = write(tmp_path / "one.wav", phrase([60, 62] * 10, seconds=0.1))
    bank = build_bank([file], tmp_path / "bank", BankSettings(CutSettings("fixed", unit_s=0.1, least_s=0.1))).bank
    settings = ContinuationTraining(copies=0, held_out=0.25)
    found = gather([bank], settings, tmp_path, track=untracked)
    assert [len(run) for run in found.learnt] == [15] and [len(run) for run in found.held_out] == [5]
    assert gather([bank], ContinuationTraining(copies=0, held_out=0.0), tmp_path, track=untracked).held_out == ()


def test_what_was_heard_once_is_kept(bank, tmp_path, monkeypatch):
    first = gather([bank], QUICK, tmp_path, track=untracked)
    monkeypatch.setattr(material_module, "heard", None)  # would fail
    np.testing.assert_array_equal(gather([bank], QUICK, tmp_path, track=untracked).heard, first.heard)


def test_nothing_is_learnt_from_single_sounds(tmp_path):
    files = [write(tmp_path / f"{pitch}.wav", tone(pitch)) for pitch in (60, 64)]
    bank = build_bank(files, tmp_path / "bank", BankSettings(CutSettings("whole"))).bank
    with refused("some-sequences", TrainingError, says="single sounds"):
        train_continuation([bank], tmp_path / "run", QUICK)


def test_one_unit_is_no_bank(tmp_path):
    bank = build_bank([write(tmp_path / "a.wav", tone(60))], tmp_path / "bank", BankSettings(CutSettings("whole"))).bank
    with refused("some-units", BankError, says="two units or more"):
        train_continuation([bank], tmp_path / "run", QUICK)


# --- runs


def test_a_run_leaves_a_model_logs_and_a_card(trained):
    model = load_continuation(trained.folder / "model")
    assert trained.steps == 8 and not trained.stopped and set(trained.guesses) == {"unigram", "repeat"}
    lines = read_log(trained.folder / "figures.jsonl", "figures")
    assert [line["steps"] for line in lines] == [2, 4, 6, 8] and model.about["figures"]["nats"] == min(line["nats"] for line in lines)
    assert len((trained.folder / "losses.jsonl").read_text().splitlines()) == 4
    card = (trained.folder / "model" / "README.md").read_text()
    assert "| unigram | repeat |" in card and "36 units" in card and "licence: not stated" in card


def test_a_stopped_run_goes_on_to_the_last_bit(bank, trained, tmp_path):
    stopped = train_continuation([bank], tmp_path / "run", QUICK, observer=Stopping(3))
    assert stopped.stopped and stopped.steps == 3
    resumed = train_continuation([bank], tmp_path / "run", QUICK)
    assert resumed.steps == 8
    for name, state in np.load(trained.folder / "state-000000032.npz").items():
        if name != "info":  # which says how long it took
            np.testing.assert_array_equal(np.load(tmp_path / "run" / "state-000000032.npz")[name], state)


def test_a_checkpoint_that_nobody_measured_is_measured(bank, tmp_path):
    run = tmp_path / "run"
    train_continuation([bank], run, QUICK)
    lines = (run / "figures.jsonl").read_text().splitlines()
    (run / "figures.jsonl").write_text("".join(f"{line}\n" for line in lines[:-1]))  # killed between a state and its figures
    train_continuation([bank], run, QUICK)
    assert (run / "figures.jsonl").read_text().splitlines() == lines


def test_other_settings_or_banks_are_refused(bank, trained):
    with refused("same-settings", TrainingError, says="steps=9"):
        train_continuation([bank], trained.folder, ContinuationTraining(**TINY, steps=9, save_every=2, copies=1))


def test_a_damaged_log_is_told(trained, tmp_path):
    (tmp_path / "figures.jsonl").write_text("{")
    with refused("whole-log", TrainingError, says="log of figures"):
        read_log(tmp_path / "figures.jsonl", "figures")


def test_the_published_head_learns_the_units_of_one_bank(bank, tmp_path):
    settings = ContinuationTraining(**{**TINY, "candidates": 2}, head="units", steps=2, save_every=2, copies=0)
    train_continuation([bank], tmp_path / "run", settings)
    model = load_continuation(tmp_path / "run" / "model")
    assert model.config.vocabulary == 36 and model.config.bank == bank.id
    with refused("one-vocabulary", TrainingError, says="2 banks"):
        train_continuation([bank, bank], tmp_path / "other", settings)


def test_settings_out_of_range_are_refused():
    with refused("known-head", InvalidInput, says="head='tail'"):
        ContinuationTraining(head="tail")
    for wrong in ({"steps": 0}, {"batch": 2.5}, {"dropout": 1.0}, {"noise": 3.0}, {"learning_rate": float("nan")}, {"held_out": True}):
        with refused("setting-range", InvalidInput):
            ContinuationTraining(**wrong)


# --- figures


def test_figures_are_what_they_say():
    logs = np.log(np.array([[0.5, 0.25, 0.25], [0.2, 0.3, 0.5], [1 / 3] * 3]))
    found = figures_of(logs, np.array([0, 0, 1]))
    assert abs(found.nats - -(np.log(0.5) + np.log(0.2) + np.log(1 / 3)) / 3) < 1e-9
    assert found.median_rank == 2.0 and abs(found.first - 1 / 3) < 1e-9 and found.first_ten == 1.0


def test_who_repeats_is_right_where_sounds_repeat_and_who_counts_where_one_is_common():
    rng = np.random.default_rng(0)
    places = np.repeat(np.array([[0.0], [10.0], [20.0], [30.0]]), 20, axis=0) + 0.01 * rng.standard_normal((80, 1))
    runs = [np.arange(i * 20, i * 20 + 20) for i in range(4)]  # each holds one sound
    found = guesses(places.astype(np.float32), runs[:3], runs[3:])
    assert found["repeat"].nats < np.log(20) + 0.3 and found["unigram"].nats > np.log(80) - 0.1
    common = np.concatenate([np.zeros((70, 1)), np.full((10, 1), 10.0)]) + 0.01 * rng.standard_normal((80, 1))
    mixed = [np.arange(60), np.arange(60, 70)]
    assert guesses(common.astype(np.float32), mixed[:1], mixed[1:])["unigram"].nats < np.log(80)


# --- who is told


def test_exporters_are_told(tmp_path, monkeypatch):
    told = []
    run = types.SimpleNamespace(log=lambda values, step: told.append(("wandb", step, values)), finish=lambda: told.append("finished"))
    wandb = types.SimpleNamespace(init=lambda **how: told.append(("init", how["name"], how["config"])) or run)
    monkeypatch.setitem(sys.modules, "wandb", wandb)

    class Run:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            told.append("ended")

    mlflow = types.SimpleNamespace(
        start_run=lambda run_name: Run(),
        log_params=lambda values: told.append(("params", values)),
        log_metrics=lambda values, step: told.append(("mlflow", step, values)),
    )
    monkeypatch.setitem(sys.modules, "mlflow", mlflow)
    writer = types.SimpleNamespace(as_default=contextlib.nullcontext, flush=lambda: None, close=lambda: told.append("closed"))
    scalar = {"create_file_writer": lambda folder: writer, "scalar": lambda name, value, step: told.append((name, value, step))}
    monkeypatch.setitem(sys.modules, "tensorboard", types.ModuleType("tensorboard"))
    monkeypatch.setitem(sys.modules, "tensorflow", types.SimpleNamespace(summary=types.SimpleNamespace(**scalar)))
    with open_logs(["wandb", "mlflow", "tensorboard"], tmp_path / "run", {"steps": 3}) as log:
        log.tell(5, {"loss": np.float32(0.5)})
    assert told == [
        ("init", "run", {"steps": 3}),
        ("params", {"steps": "3"}),
        ("wandb", 5, {"loss": 0.5}),
        ("mlflow", 5, {"loss": 0.5}),
        ("loss", 0.5, 5),
        "closed",
        "ended",
        "finished",
    ]


def test_exporters_that_are_not_there_are_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with refused("exporter-installed", InvalidInput, says="Telling wandb"), open_logs(["wandb"], tmp_path, {}):
        pass
    with refused("known-exporter", InvalidInput, says="'paper'"), open_logs(["paper"], tmp_path, {}):
        pass


def test_a_run_tells_its_exporters(bank, tmp_path, monkeypatch):
    told = []
    run = types.SimpleNamespace(log=lambda values, step: told.append((step, sorted(values))), finish=lambda: None)
    monkeypatch.setitem(sys.modules, "wandb", types.SimpleNamespace(init=lambda **how: run))
    train_continuation([bank], tmp_path / "run", QUICK, exporters=["wandb"])
    assert [step for step, _ in told] == [2, 4, 6, 8] and "held_out/nats" in told[0][1] and "loss" in told[0][1]
    json.dumps(told)
