"""`ganspacesynth train --from`: a folder of sounds becomes a model in one command, which goes on when it was stopped."""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth import load_directions, load_model
from ganspacesynth.cli.training import train, train_from
from ganspacesynth.core import files
from ganspacesynth.core.errors import DatasetError, InvalidInput, OutputError, TrainingError
from ganspacesynth.lineage.trace import trace
from ganspacesynth.training.from_sounds import train_on_sounds
from ganspacesynth.training.from_sounds.budget import Speed
from ganspacesynth.training.runs.run import Keeper
from ganspacesynth.training.state import states
from tests.end_to_end.test_cli_train import PROGRAM
from tests.support import tiny_corpus
from tests.support.refused import refused

SMALL = ["--preset", "tiny", "--duration", "0.25", "--sample-rate", "8000", "--audition", "2", "--labels", "1"]
MADE = ["--images", 24, "--sounds", 4, "--title", "Zupfen", "--licence", "MIT", *SMALL]
KILLED = f"""
import os, signal
from ganspacesynth.training.from_sounds import train_on_sounds
from ganspacesynth.training.from_sounds.budget import Speed
from ganspacesynth.training.runs.run import Keeper
keep = Keeper.__call__
Keeper.__call__ = lambda self, at: os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM)) if at.images == 12 else keep(self, at)
train_on_sounds._measure = lambda *_: Speed(100.0, 0.1)
{PROGRAM}
"""


@pytest.fixture(autouse=True)
def known_speed(request, monkeypatch):
    """Measuring compiles a step of its own: one test does."""
    if "measured" not in request.node.name:
        monkeypatch.setattr(train_on_sounds, "_measure", lambda *_: Speed(100.0, 0.1))


def run(*words):
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args([str(word) for word in words]))


def melody(seconds, seed, rate=8000):
    """Plucks of changing pitch, a pause in the middle."""
    rng, wave = np.random.default_rng(seed), np.zeros(round(seconds * rate))
    for at in range(0, len(wave), rate // 4):
        part = np.arange(min(rate // 4, len(wave) - at))
        wave[at : at + len(part)] = 0.5 * np.sin(2 * np.pi * rng.uniform(150, 900) / rate * part) * np.exp(-part / 800)
    wave[len(wave) // 2 : len(wave) // 2 + rate] = 0.0
    return wave


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """A stereo recording at another rate, a mono one, a file that is none, and one without sound in it."""
    folder = tmp_path_factory.mktemp("Töne") / "meine Gitarre"
    folder.mkdir()
    soundfile.write(folder / "erste Aufnahme.wav", np.stack([melody(6, 0, 11025)] * 2, axis=1), 11025)
    soundfile.write(folder / "zweite.flac", melody(5, 1), 8000)
    (folder / "kaputt.wav").write_bytes(b"RIFF no audio")
    soundfile.write(folder / "leer.wav", np.zeros(0), 8000)
    return folder


@pytest.fixture(scope="module")
def made(recordings, tmp_path_factory):
    """The model of those recordings."""
    output = tmp_path_factory.mktemp("out") / "mein Klang"
    assert run("--from", recordings, "-o", output, *MADE) == 0
    return output


def test_a_folder_of_recordings_becomes_a_model(made):
    model = load_model(made)
    assert model.config.pitches == (60,) and model.config.sample_rate == 8000 and model.prior.kind == "codes" and len(model.prior.codes) == 4
    assert np.isfinite(model.synthesize(model.sample_z(2, seed=0), 60)).all()
    directions = load_directions(made / "directions_conv0.npz")
    directions.check(model)
    assert directions.annotations.labels[0]
    about = model.about
    assert (about["title"], about["licence"], about["files"], about["notes"], about["images"]) == ("Zupfen", "MIT", 2, 4, 24)
    card = (made / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# Zupfen\n") and "4 of " in card and "(audition.png)" in card and (made / "audition.png").is_file() and "MIT" in card


def test_its_recordings_are_found_by_what_they_are(made, recordings):
    lineage = trace(made, search=[recordings])
    found = {node.name: node.found for node in lineage.nodes.values() if node.kind == "recording"}
    assert found == {"erste Aufnahme.wav": True, "zweite.flac": True}
    (data,) = lineage.of_kind("data set")
    assert data.digest and data.known and data.name == "meine Gitarre" and lineage.licences()["MIT"] == ["model mein Klang"]


def test_the_same_command_again_says_that_it_is_finished(made, recordings, capsys):
    words = ["--from", recordings, "-o", made, "--images", 24, "--sounds", 4, *SMALL]
    before = (made / "weights.npz").stat().st_mtime_ns
    assert run(*words) == 0 and (made / "weights.npz").stat().st_mtime_ns == before
    assert "is finished" in capsys.readouterr().out
    assert not list(made.parent.glob(".*"))
    with refused("same-settings", TrainingError):
        run(*words, "--sounds", 3)


class Killed(BaseException):
    """Ends everything at once, as far as a test can while it goes on itself."""


def kill(*_, **__):
    raise Killed


def killed_at(place, at, monkeypatch, words):
    with monkeypatch.context() as patch:
        patch.setattr(place, at)
        with pytest.raises(Killed):
            run(*words)


def contents(folder):
    """All that a finished model consists of, but the time it took."""
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix == ".npz":
            with np.load(file) as arrays:
                found |= {f"{file.name}/{name}": (arrays[name].dtype, arrays[name].shape, arrays[name].tobytes()) for name in arrays.files}
        else:
            found[file.name] = file.read_bytes()
    about = json.loads(found["model.json"])
    assert about["about"].pop("seconds") > 0.0
    card = re.sub(r"(\d+ images in) [\d.]+ minutes", r"\1 some minutes", found["README.md"].decode("utf-8"))
    assert "some minutes" in card
    return found | {"model.json": about, "README.md": card}


@pytest.mark.slow  # a program that imports and compiles, and half a training after each interruption
def test_killed_anywhere_it_goes_on_to_the_same_bits(made, recordings, tmp_path, monkeypatch, capsys):
    output, work = tmp_path / made.name, tmp_path / f"{made.name}.training"
    words = ["--from", recordings, "-o", output, *MADE]
    root = str(Path(__file__).parents[2])  # while a state is there, and its model is not
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.run([sys.executable, "-c", KILLED, *map(str, words)], env=environment, capture_output=True, timeout=300)
    assert process.returncode not in (0, 1, 2), process.stderr
    model = json.loads((work / "model" / "model.json").read_text(encoding="utf-8"))
    assert not output.exists() and states(work)[0][0] == 12 and model["about"]["images"] == 8

    keep = Keeper.__call__
    with monkeypatch.context() as patch:  # Ctrl-C
        patch.setattr(Keeper, "__call__", lambda self, at: (keep(self, at), at.images == 16 and signal.raise_signal(signal.SIGINT)))
        assert run(*words) == 130
    said = capsys.readouterr().out
    assert "2 files, 0.2 minutes at 8000 and 11025 Hz, mixed to mono" in said and "Taken for long recordings" in said
    assert "kaputt.wav: left out, it cannot be read" in said and "leer.wav: left out, it is empty" in said
    assert "The same command goes on from here." in said
    assert 16 <= states(work)[0][0] < 24 and not output.exists()

    killed_at("ganspacesynth.training.from_sounds.result.annotate", kill, monkeypatch, words)  # directions are there, nobody has listened to them
    assert (work / "result" / "directions_conv0.npz").is_file() and not output.exists()
    put = files.write_json
    last = lambda path, *more, **options: kill() if path.name == "finished.json" else put(path, *more, **options)  # noqa: E731
    killed_at(
        "ganspacesynth.training.from_sounds.train_on_sounds.write_json", last, monkeypatch, words
    )  # the model is in its place, and nothing says so
    assert output.is_dir() and not (work / "finished.json").exists()

    capsys.readouterr()
    assert run(*words) == 0 and (work / "finished.json").is_file()
    assert f'ganspacesynth hallucinate --model "{output}"' in capsys.readouterr().out  # as it has a space in it
    ours, theirs = contents(output), contents(made)
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        assert value == theirs[name], name


def test_ctrl_c_outside_training_says_how_to_go_on(recordings, tmp_path, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(train_on_sounds, "_plan", interrupted)
    assert run("--from", recordings, "-o", tmp_path / "x", *SMALL) == 130
    assert "The same command goes on from here" in capsys.readouterr().out


def test_named_notes_keep_their_pitches(tmp_path, capsys):
    notes = tiny_corpus.save(tmp_path / "notes")
    assert run("--from", notes, "-o", tmp_path / "model", "--images", 8, *SMALL) == 0
    model = load_model(tmp_path / "model")
    assert model.config.pitches == tiny_corpus.PITCHES and model.prior.kind == "normal" and model.about["notes"] == 6
    said = capsys.readouterr().out
    assert "Taken for notes, by their names" in said and "images a second" in said


def test_short_sounds_are_codes_and_the_time_is_measured(tmp_path, capsys):
    (tmp_path / "knocks").mkdir()
    for number in range(3):
        soundfile.write(tmp_path / "knocks" / f"knock {number}.wav", melody(0.2, number), 8000)
    assert run("--from", tmp_path / "knocks", "-o", tmp_path / "model", "--minutes", 0.001, *SMALL) == 0
    said = capsys.readouterr().out
    assert "Taken for short sounds" in said and "Configuration tiny: this machine trains" in said and "of 3 samples" in said
    assert load_model(tmp_path / "model").prior.kind == "codes"


def test_who_is_killed_while_a_model_is_placed_leaves_nothing_beside_it(made, recordings, tmp_path, monkeypatch):
    output, words = tmp_path / made.name, ["--from", recordings, "-o", tmp_path / made.name, *MADE]
    shutil.copytree(made.with_name(f"{made.name}.training"), tmp_path / f"{made.name}.training")
    (tmp_path / f"{made.name}.training" / "finished.json").unlink()
    monkeypatch.setattr(files.shutil, "rmtree", lambda *_, **__: None)  # who is killed clears nothing up
    killed_at("ganspacesynth.training.from_sounds.result.shutil.copytree", kill, monkeypatch, words)
    assert [path.name for path in tmp_path.iterdir()] == [f"{made.name}.training"]
    monkeypatch.undo()
    monkeypatch.setattr(train_on_sounds, "_measure", lambda *_: Speed(100.0, 0.1))
    assert run(*words) == 0 and output.is_dir()
    assert not list(tmp_path.rglob(".part-*"))


@pytest.mark.parametrize(
    "words, rule",
    [
        (["--minutes", "1", "--hours", "1"], "one-training-time: The time is given once"),
        (["--minutes", "0"], "training-time: Training takes more than no time. Received: 0 minutes"),
        (["--sounds", "1"], "setting-range: sounds must be in 2..8192. Received: --sounds 1"),
        (["--labels", "65"], "setting-range: labels must be in 1..64. Received: --labels 65"),
        (["--duration", "99"], "duration-range: A sample lasts 0.05 to 60 s. Received: --duration 99"),
        (["--method", "morph", "--beta1", "0.5"], "train-from-options: chooses by itself what to train. Received: beta1, method"),
    ],
)
def test_wrong_options(recordings, tmp_path, words, rule):
    with refused(rule, InvalidInput):
        run("--from", recordings, "-o", tmp_path / "x", *words)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [[], ["--force"]], ids=["", "force"])
@pytest.mark.parametrize("place", [".", "inside", "../..", "link", "same.training"])
def test_a_model_is_never_put_where_the_sounds_are(tmp_path, place, words, monkeypatch):
    """Said before anything is done, and without a word of --force."""
    sounds = tmp_path / "a" / "same.training"
    sounds.mkdir(parents=True)
    soundfile.write(sounds / "x.wav", melody(2, 0), 8000)
    (tmp_path / "link").symlink_to(sounds, target_is_directory=True)
    output = {"link": tmp_path / "link", "same.training": tmp_path / "a" / "same"}.get(place, sounds / place)
    monkeypatch.setattr(train_on_sounds, "_samples", kill)
    with refused("model-outside-sounds", InvalidInput) as caught:
        run("--from", sounds, "-o", output, *words, *SMALL)
    assert "--force" not in str(caught.value)
    assert [path.name for path in sounds.iterdir()] == ["x.wav"] and sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]


@pytest.mark.parametrize("words", [[], ["--force"]], ids=["", "force"])
@pytest.mark.parametrize("content", ["song.wav", "README.md", None])
def test_a_place_with_something_else_is_refused_before_training(recordings, tmp_path, content, words):
    place = tmp_path / "x"
    if content is None:
        place.write_bytes(b"somebody's")
    else:
        place.mkdir()
        (place / content).write_bytes(b"somebody's")
    with refused("own-folder", OutputError, says=r"A model has a folder of its own. Received: .*x, which is something else") as caught:
        run("--from", recordings, "-o", place, *words, *SMALL)
    assert "--force" not in str(caught.value) and [path.name for path in tmp_path.iterdir()] == ["x"]


def test_an_older_model_is_replaced_only_with_force_and_only_when_nothing_else_is_lost(made, recordings, tmp_path):
    shutil.copytree(made, tmp_path / "x")
    with refused("nothing-overwritten", OutputError):
        run("--from", recordings, "-o", tmp_path / "x", *SMALL)
    (tmp_path / "x" / "take.wav").write_bytes(b"somebody's")
    with refused("nothing-else-lost", OutputError, says=r"only when nothing else is lost. Received: .*x with take\.wav"):
        run("--from", recordings, "-o", tmp_path / "x", "--force", *SMALL)


class Steps:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


def test_the_time_is_watched_and_the_card_names_what_was_taught(tmp_path, monkeypatch, capsys):
    """The machine is slower than it was when it was measured: it ends all the same, and listens to fewer directions."""
    monkeypatch.setattr(train_from, "CLOCK", clock := Steps())
    folder = tmp_path / "takes"
    folder.mkdir()
    soundfile.write(folder / "long | take.wav", melody(4, 0), 8000)
    soundfile.write(folder / "knock.wav", melody(0.1, 1), 8000)
    soundfile.write(folder / "still.wav", np.zeros(8000), 8000)
    (folder / "broken.flac").write_bytes(b"fLaC")
    assert run("--from", folder, "-o", tmp_path / "x", "--minutes", 1, *SMALL, "--labels", 8) == 0
    said = capsys.readouterr().out
    planned = int(re.search(r"(\d+) images will take", said)[1])
    trained = int(re.search(r"The time to train is up after (\d+) of", said)[1])
    assert 4 <= trained < planned and "are kept for directions and listening to them" in said and clock.now < 90
    assert "1 of less than 0.375 s: each is one sound, with silence behind it" in said
    assert "still.wav: left out, it is silent" in said and "broken.flac: left out, it cannot be read" in said
    about = load_model(tmp_path / "x").about
    assert about["images"] == trained and about["files"] == 2 and about["data_seconds"] == pytest.approx(4.1, abs=0.06)
    assert about["notes"] == len(about["taught"]) and all(name.endswith("_60") for name in about["taught"])
    assert set(about["taught"]) <= {path.stem for path in (tmp_path / "x.training" / "samples").glob("*.wav")}
    card = (tmp_path / "x" / "README.md").read_text(encoding="utf-8")
    assert "## The cuts it learned" in card and "long \\| take" in card and "2 files" in card
    heard = load_directions(tmp_path / "x" / "directions_conv0.npz").annotations
    assert heard.labels[0] and sum(map(bool, heard.labels)) < 8
    images = json.loads((tmp_path / "x.training" / "plan.json").read_text(encoding="utf-8"))
    assert images["images"] == trained and images["spent_s"] > 0.0


def test_a_place_that_is_taken(recordings, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "song.txt").write_text("la")
    with refused("own-folder", OutputError):
        run("--from", recordings, "-o", tmp_path / "x", *SMALL)


def test_a_plan_that_was_damaged(made, recordings, tmp_path):
    shutil.copytree(made.with_name(f"{made.name}.training"), tmp_path / "k.training")
    (tmp_path / "k.training" / "plan.json").write_text("[]")
    with refused("whole-plan", TrainingError, says=r"plan.json must be as it was written"):
        run("--from", recordings, "-o", tmp_path / "k", "--images", 24, "--sounds", 4, *SMALL)


def test_sounds_that_changed_their_content_alone(made, recordings, tmp_path):
    """Names and sizes are as they were; nobody but the run's own memory of its samples can tell."""
    shutil.copytree(made.with_name(f"{made.name}.training"), tmp_path / "k.training")
    plan = json.loads((tmp_path / "k.training" / "plan.json").read_text(encoding="utf-8"))
    (tmp_path / "k.training" / "plan.json").write_text(json.dumps({**plan, "data": "others"}), encoding="utf-8")
    with refused("same-sounds", TrainingError, says=rf"goes on with the sounds it began with, others. Received: {plan['data']} for"):
        run("--from", recordings, "-o", tmp_path / "k", "--images", 24, "--sounds", 4, *SMALL)


@pytest.mark.parametrize(
    "fill, rule",
    [
        (lambda folder: folder.rmdir(), "existing-folder: Own sounds lie in a folder. Received: .*, which is missing"),
        (lambda folder: None, "some-sounds"),
        (lambda folder: (folder / "x.wav").write_bytes(b"no"), "readable-audio: Received: .*, where none of 1 can: x.wav"),
        (
            lambda folder: soundfile.write(folder / "x.wav", np.zeros(16000), 8000),
            "enough-samples: Received: 0 .*silent",
        ),
        (lambda folder: soundfile.write(folder / "x.wav", melody(0.2, 0), 8000), "enough-samples: Received: 1 from"),
        (
            lambda folder: soundfile.write(folder / "x.wav", np.full(40000, np.nan, np.float32), 8000, "FLOAT"),
            r"enough-samples: 1 not usable",
        ),
    ],
    ids=["missing", "empty", "unreadable", "silent", "one", "nan"],
)
def test_bad_folders_in_plain_words(tmp_path, fill, rule):
    folder = tmp_path / "schöne Töne"
    folder.mkdir()
    fill(folder)
    with refused(rule, DatasetError):
        run("--from", folder, "-o", tmp_path / "x", *SMALL)


def test_a_data_set_or_a_folder_is_needed(recordings, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run("-o", tmp_path / "x")
    assert "one of DATASET and --from is needed" in capsys.readouterr().err
    with refused("model-outside-sounds", InvalidInput, says=r"The model lies outside the folder of sounds. Received: .*meine Gitarre"):
        run("--from", recordings, "-o", recordings / "model", *SMALL)
    with refused("train-from-options", InvalidInput, says="Received: DATASET"):
        run(tmp_path, "--from", recordings, "-o", tmp_path / "x")
