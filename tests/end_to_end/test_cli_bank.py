"""`ganspacesynth bank …` from end to end: built, looked at, learnt from, played on with, and laid again."""

import json
import shutil

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.bank import known_banks
from ganspacesynth.cli.main import main
from tests.conftest import GOLDEN
from tests.support.refused import reported
from tests.support.sound_language import sentences, spoken
from tests.support.tones import phrase, write

MODEL = str(GOLDEN / "sound_language")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with songs, a bank of them, and a recording."""
    folder = tmp_path_factory.mktemp("müsic é")
    for number, words in enumerate(sentences(3, 3, 12)):
        write(folder / "songs" / f"{number}.wav", spoken(words, number))
    write(folder / "played.wav", spoken(sentences(4, 1, 8)[0], 9))
    assert main(["bank", "build", str(folder / "songs"), "-o", str(folder / "my.bank"), "--cut", "fixed", "--unit", "0.2"]) == 0
    return folder


def test_a_bank_is_built_and_told(place, capsys):
    (place / "songs" / "bad.wav").write_bytes(b"no sound")
    code = main(["bank", "build", str(place / "songs"), "-o", str(place / "other.bank"), "--cut", "fixed", "--unit", "0.2", "--licence", "mine"])
    (place / "songs" / "bad.wav").unlink()
    told = capsys.readouterr().out
    assert code == 0 and "left out bad.wav" in told and "36 units, 7.2 s at 16000 Hz from 3 sources" in told
    assert main(["bank", str(place / "other.bank")]) == 0
    assert "36 units" in (told := capsys.readouterr().out) and "from recording 0.wav" in told and "mine" in told
    assert main(["bank", str(place / "other.bank"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["units"] == 36


def test_it_is_not_overwritten_unasked(place):
    words = ["bank", "build", str(place / "songs"), "-o", str(place / "my.bank"), "--cut", "fixed", "--unit", "0.2"]
    with reported("nothing-overwritten"):
        assert main(words) == 1
    assert main([*words, "--force"]) == 0


def test_its_map_is_a_page(place, tmp_path, capsys):
    assert main(["bank", "map", str(place / "my.bank"), "-o", str(tmp_path / "map.html"), "--layout", "pca", "--count", "5"]) == 0
    assert "5 units" in capsys.readouterr().out and (tmp_path / "map.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def continued(place, path, *more):
    return main(["bank", "continue", str(place / "played.wav"), "--bank", str(place / "my.bank"), "--model", MODEL, "-o", str(path), *more])


def test_a_recording_is_continued_and_the_answer_laid_again(place, tmp_path, capsys):
    assert continued(place, tmp_path / "answer.wav", "--length", "2", "--seed", "5", "--likelihoods", "3") == 0
    told = capsys.readouterr().out
    assert "heard 8 units" in told and told.count(" %  unit ") == 3 and "seed 5" in told
    assert main(["show", str(tmp_path / "answer.wav")]) == 0
    told = capsys.readouterr().out
    assert "an answer of" in told and "to played.wav" in told and "made of: model" in told and "bank " in told
    again = ["show", str(tmp_path / "answer.wav"), "--render", str(tmp_path / "again.wav")]
    with reported("trusted-bank: --bank"):
        assert main(again) == 1
    assert main([*again, "--bank", str(place / "my.bank"), "--picture", str(tmp_path / "again.png")]) == 0
    np.testing.assert_array_equal(read_audio(tmp_path / "again.wav")[0], read_audio(tmp_path / "answer.wav")[0])
    shutil.copytree(place / "my.bank", tmp_path / "my.bank")


def test_the_same_seed_is_the_same_file_and_others_are_not(place, tmp_path):
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        how = ["--length", "3", "--seed", seed, "--temperature", "2", "--density", "0.7", "--stay-in-key"]
        assert continued(place, tmp_path / f"{name}.wav", *how) == 0
    a, b, c = ((tmp_path / f"{name}.wav").read_bytes() for name in "abc")
    assert a == b != c


def test_what_cannot_be_continued_is_told(place, tmp_path, capsys):
    write(tmp_path / "silence.wav", np.zeros(16000, np.float32))
    with reported("something-heard"):
        words = ["--bank", str(place / "my.bank"), "--model", MODEL, "-o", str(tmp_path / "a.wav")]
        assert main(["bank", "continue", str(tmp_path / "silence.wav"), *words]) == 1
    assert not (tmp_path / "a.wav").exists()
    with reported("continue-range"):
        assert continued(place, tmp_path / "a.wav", "--top-p", "0") == 1
    with reported("bank-folder"):
        assert main(["bank", "continue", str(place / "played.wav"), "--bank", str(tmp_path), "-o", str(tmp_path / "a.wav")]) == 1
    assert "ganspacesynth: " in capsys.readouterr().err


def test_a_run_without_a_musician(place, tmp_path, capsys):
    words = ["bank", "test", str(place / "played.wav"), "--bank", str(place / "my.bank"), "--model", MODEL, "-o", str(tmp_path / "log.jsonl")]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "heard 8 units of 1 recording" in told and "nats a unit" in told
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 8
    with reported("nothing-overwritten"):
        assert main(words) == 1


TINY = [
    *("embedding=8", "width=8", "attention_heads=2", "layers=1", "reach=4", "mixtures=2"),
    *("window=6", "batch=4", "candidates=16", "copies=0", "steps=2", "save_every=1"),
]


def test_a_model_is_trained_and_plays(place, tmp_path, capsys):
    (tmp_path / "base.toml").write_text("steps = 5\nseed = 3\n")
    words = ["bank", "train", str(place / "my.bank"), "-o", str(tmp_path / "run"), *TINY, "--settings", str(tmp_path / "base.toml")]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "2 steps" in told and "unigram" in told and "nats a unit" in told
    assert json.loads((tmp_path / "run" / "run.json").read_text())["settings"]["seed"] == 3
    out = ["--length", "1", "-o", str(tmp_path / "a.wav")]
    assert main(["bank", "continue", str(place / "played.wav"), "--bank", str(place / "my.bank"), "--model", str(tmp_path / "run"), *out]) == 0


def test_a_sweep_is_listed_before_it_is_run(place, tmp_path, capsys):
    words = ["bank", "train", str(place / "my.bank"), *TINY, "seed=1,2", "learning_rate=0.001,0.01", "-o", str(tmp_path / "runs")]
    assert main([*words, "--list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 4 and told[1].startswith("seed=1,learning_rate=0.01: ") and not (tmp_path / "runs").exists()


def test_a_sweep_makes_a_run_of_each(place, tmp_path):
    words = ["bank", "train", str(place / "my.bank"), *TINY, "seed=1,2", "-o", str(tmp_path / "runs")]
    assert main(words) == 0
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["seed=1", "seed=2"]
    assert all((path / "model" / "continuation.json").is_file() for path in (tmp_path / "runs").iterdir())


def test_a_sweep_runs_as_on_a_cluster(place, tmp_path, capsys):
    words = ["bank", "train", str(place / "my.bank"), *TINY, "seed=1,2", "-o", str(tmp_path / "runs"), "--on", "local", "--job", "minutes=10"]
    assert main(words) == 0
    assert capsys.readouterr().out.count("2 steps") == 2
    assert all((tmp_path / "runs" / f"seed={seed}" / "model" / "continuation.json").is_file() for seed in (1, 2))
    with reported("job-range"):
        assert main([*words, "--job", "cpus=0"]) == 1


def test_what_cannot_be_learnt_is_told(tmp_path):
    with reported("some-banks"):
        assert main(["bank", "train", "steps=3", "-o", str(tmp_path / "run")]) == 1
    with reported("known-setting"):
        assert main(["bank", "train", "stepz=3", "-o", str(tmp_path / "run")]) == 1
    with reported("bank-source"):
        assert main(["bank", "build", str(tmp_path / "nothing"), "-o", str(tmp_path / "b")]) == 1


def test_a_bank_and_a_model_come_along(tmp_path, capsys):
    """With its card, smaller than 6 MB, and it plays on at once."""
    folder = known_banks.bank_folder(None)
    assert sum(file.stat().st_size for file in folder.iterdir()) < 6e6 and (folder / "README.md").is_file()
    write(tmp_path / "played.wav", phrase([60, 62, 64, 65, 67, 65, 64, 62], seconds=0.3))
    assert main(["bank", "continue", str(tmp_path / "played.wav"), "-o", str(tmp_path / "answer.wav"), "--length", "3", "--seed", "1"]) == 0
    assert main(["show", str(tmp_path / "answer.wav"), "--render", str(tmp_path / "again.wav")]) == 0
    np.testing.assert_array_equal(read_audio(tmp_path / "again.wav")[0], read_audio(tmp_path / "answer.wav")[0])
    assert main(["bank"]) == 0 and "units" in capsys.readouterr().out
