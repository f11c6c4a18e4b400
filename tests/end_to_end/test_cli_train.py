"""`ganspacesynth train` as it is typed: trains, goes on, is killed, and goes on again."""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.cli.training import train
from ganspacesynth.cli.training.interruption import interruptible
from ganspacesynth.cli.training.train_progress import describe, training_progress
from ganspacesynth.core.errors import InvalidInput, ModelError, OutputError, TrainingError
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.state import states
from ganspacesynth.training.train_on_dataset import prepare
from tests.support import tiny_corpus
from tests.support.refused import refused

SMALL = ["--preset", "tiny", "--batch-size", "4", "--audition", "2"]
SMALLER = [*SMALL, "--resolutions", "2", "--start-height", "8", "--start-width", "128", "--stable-images", "8", "--transition-images", "8"]
PROGRAM = """
import argparse, sys
from ganspacesynth.cli.training import train
parser = argparse.ArgumentParser()
train.add_arguments(parser)
sys.exit(train.run(parser.parse_args()))
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return tiny_corpus.save(tmp_path_factory.mktemp("data") / "ton träd")


def run(*words):
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args([str(word) for word in words]))


def start(*words):
    """Run in a process of its own."""
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, words)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def arrays(folder):
    with np.load(states(folder)[0][1]) as file:
        return {name: file[name] for name in file.files if name != "info"}


def wait_for_state(process, folder, images):
    end = time.monotonic() + 300  # a busy machine takes minutes to begin
    while not any(number >= images for number, _ in states(folder)):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def test_killed_at_any_moment_it_ends_as_if_nothing_had_been(notes, tmp_path, capsys):
    words = [notes, *SMALLER, "--save-every", "8", "--images", "200", "--audition", "0"]
    process = start(*words, "-o", tmp_path / "killed")
    with process:
        wait_for_state(process, tmp_path / "killed", 24)
        process.kill()
    killed_at = states(tmp_path / "killed")[0][0]
    assert killed_at < 200
    assert run(*words, "-o", tmp_path / "killed") == 0
    assert run(*words, "-o", tmp_path / "whole") == 0
    ours, theirs = arrays(tmp_path / "killed"), arrays(tmp_path / "whole")
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        assert np.array_equal(value, theirs[name]), name
    images = [json.loads(line)["images"] for line in (tmp_path / "killed" / "losses.jsonl").read_text().splitlines()]
    assert len(images) == len(set(images)) and images[-1] == 200
    assert load_model(tmp_path / "killed" / "model").id == load_model(tmp_path / "whole" / "model").id
    assert not list((tmp_path / "killed").glob("state-*.part*")) and "200 of 200 images" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_asked_to_stop_it_saves_and_says_how_to_go_on(notes, tmp_path):
    words = [notes, *SMALLER, "--save-every", "8", "--images", "1000000", "--audition", "0", "-o", tmp_path / "run"]
    with start(*words) as process:
        wait_for_state(process, tmp_path / "run", 24)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "The same command goes on from here" in out and "Finishing this step and saving" in err
    images = int(out.split(": ")[1].split(" of ")[0])
    assert states(tmp_path / "run")[0][0] == images
    assert load_model(tmp_path / "run" / "model").about["images"] == images


def test_a_gan_from_samples_to_a_model(notes, tmp_path, capsys):
    words = [notes, *SMALLER, "-o", tmp_path / "run", "--images", "24", "--save-every", "12"]
    assert run(*words) == 0
    out = capsys.readouterr()
    assert "24 of 24 images" in out.out and f"model in {tmp_path / 'run' / 'model'}" in out.out
    assert "Training: 0 of 24" in out.err
    model = load_model(tmp_path / "run" / "model")
    assert model.config.pitches == (57, 60, 64) and model.about["method"] == "gan" and model.about["data"] == "ton träd"
    assert model.synthesize(model.sample_z(1, seed=0), 60).shape == (1, 2000)
    assert len(list((tmp_path / "run" / "auditions" / "000000024").iterdir())) == 3
    with refused("same-settings", TrainingError):
        run(*words, "--learning-rate", "0.1")
    (tmp_path / "run" / "model" / "model.json").unlink()
    assert run(*words) == 0 and load_model(tmp_path / "run" / "model").id == model.id
    assert run(*words[:-4], "--images", "28", "--save-every", "12") == 0
    assert load_model(tmp_path / "run" / "model").about["images"] == 28
    assert run(*words, "--seed", "5", "--force") == 0
    assert load_model(tmp_path / "run" / "model").about["seed"] == 5


def test_a_warm_start_then_finetuned(notes, tmp_path, capsys):
    warm = ["--method", "morph", "--images", "16", "--save-every", "8", "--pitches", "57-60", "--window", "0", "--average-decay", "0.9"]
    assert run(notes, *SMALL, *warm, "-o", tmp_path / "warm") == 0
    model = load_model(tmp_path / "warm" / "model")
    assert model.config.pitches == (57, 60) and model.about["method"] == "morph"
    tune = ["--init", tmp_path / "warm" / "model", "--images", "4", "--batch-size", "4", "--audition", "2", "--pitches", "57,60"]
    assert run(notes, *tune, "-o", tmp_path / "tuned", "--instruments", "reed") == 0
    tuned = load_model(tmp_path / "tuned" / "model")
    assert tuned.about["init"] == model.id and tuned.config == model.config and tuned.about["notes"] == 2
    assert json.loads((tmp_path / "tuned" / "run.json").read_text())["settings"]["critic_first"] == 4000
    again = ["--method", "morph", "--init", tmp_path / "warm" / "model", "--images", "4", "--audition", "2"]
    assert run(notes, *again, "-o", tmp_path / "again") == 0
    other = load_model(tmp_path / "again" / "model")
    assert other.about["init"] == model.id and other.config.pitches == (57, 60, 64) and other.config.filters == model.config.filters


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["--sharpness", "3"], "options-of-method"),
        (["--method", "morph", "--penalty-weight", "3"], "options-of-method"),
        (["--method", "morph", "--penalty", "r1", "--augment"], "options-of-method"),
        (["--method", "morph", "--init", "x", "--preset", "full"], "options-of-method"),
        (["--init", "x", "--preset", "full", "--fmap-max", "8"], "options-of-method"),
        (["--penalty", "r1", "--penalty-target", "2"], "options-of-method"),
        (["--images", "0"], "setting-range: images must be 1 or more"),
        (["--save-every", "0"], "setting-range: save_every must be 1 or more"),
    ],
)
def test_options_without_effect_are_refused(notes, tmp_path, words, rule):
    with refused(rule, InvalidInput):
        run(notes, "-o", tmp_path / "run", *words)
    assert not (tmp_path / "run").exists()


def test_options_reach_the_task():
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)

    def settings(*words):
        asked = train.settings_of(parser.parse_args(["x", "-o", "y", "--preset", "tiny", *words]))
        return prepare(tiny_corpus.corpus(), asked).task.settings

    published, r1 = settings(), settings("--penalty", "r1", "--batch-size", "32", "--scale-rates")
    lazy = settings("--penalty", "r1", "--penalty-every", "4", "--augment")
    assert published == GanSettings(total_images=published.total_images) == settings("--penalty", "gradient")
    assert (published.penalty, published.penalty_every, published.generator_pitch_weight) == ("gradient", 1, 10.0)
    assert (r1.penalty, r1.penalty_every, r1.generator_pitch_weight, r1.drift_weight) == ("r1", 16, 1.0, 0.0)
    assert r1.rates.learning_rate == pytest.approx(2 * published.learning_rate)
    assert lazy.penalty_every == 4 and lazy.augment and not published.augment


def test_what_cannot_be_trained_is_told_before_anything_is_written(notes, tmp_path):
    with refused("model-folder", ModelError):
        run(notes, "-o", tmp_path / "run", "--init", tmp_path / "none")
    with refused("own-folder", OutputError):
        run(notes, "-o", notes, *SMALL)
    assert not (tmp_path / "run").exists()


def test_wrong_use_ends_with_two(capsys):
    for words in ([], ["x"], ["x", "-o", "y", "--method", "magic"], ["x", "-o", "y", "--images", "many"]):
        with pytest.raises(SystemExit) as exit_info:
            run(*words)
        assert exit_info.value.code == 2
    with pytest.raises(SystemExit) as exit_info:
        run("--help")
    assert exit_info.value.code == 0 and "--learning-rate" in capsys.readouterr().out


def test_progress_is_a_line_now_and_then_in_a_log(capsys):
    with training_progress(100) as report:
        for images in (10, 20):
            report(images, {"critic": 22.123}, 5.0)
    assert capsys.readouterr().err == "Training: 0 of 100\n"
    assert describe(7200, {}, 1.0).startswith("1.0/s, 2:00:00 left")
    assert describe(7200, {}, 1.0, 0.413).startswith("1.0/s (41 % of the matrix rate), 2:00:00 left")


def test_progress_is_a_bar_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with training_progress(100) as report:
        report(50, {"critic": 22.123}, 5.0)
    assert "50/100" in terminal.getvalue()


def test_signals_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGTERM)
    with interruptible() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()
    assert signal.getsignal(signal.SIGTERM) is before
    asked = []
    thread = threading.Thread(target=lambda: asked.append(_ask()))
    thread.start()
    thread.join()
    assert asked == [False]


def _ask():
    with interruptible() as stop:
        return stop()
