"""Several trainings of sounds at once: a sweep here and by the way of Slurm, who is told their losses, and what is no sweep."""

import argparse
import pickle
import sys
import types

import pytest

from ganspacesynth import load_model
from ganspacesynth.cli.training import train, train_sweep
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.training.runs import launcher
from tests.end_to_end.test_cli_train import SMALLER, run
from tests.support import tiny_corpus
from tests.support.refused import refused


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return tiny_corpus.save(tmp_path_factory.mktemp("data") / "töne")


def parsed(*words):
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


def test_each_value_is_a_run():
    args = parsed("x", "-o", "y", "--batch-size", "4", "--sweep", "learning-rate=0.001,0.003", "--sweep", "fmap_max=8,16")
    runs = train_sweep.varied(args)
    assert list(runs) == [f"learning-rate={rate},fmap-max={most}" for rate in ("0.001", "0.003") for most in ("8", "16")]
    assert {(each.learning_rate, each.fmap_max, each.batch_size) for each in runs.values()} == {(r, m, 4) for r in (0.001, 0.003) for m in (8, 16)}
    assert list(train_sweep.varied(parsed("x", "-o", "y"))) == [""]
    for word in ("learning-rate", "output=a,b", "=1"):
        with pytest.raises(SystemExit):
            train_sweep.varied(parsed("x", "-o", "y", "--sweep", word))
    with pytest.raises(SystemExit):  # no such option
        train_sweep.varied(parsed("x", "-o", "y", "--sweep", "loudness=1,2"))


def test_more_runs_than_anybody_waits_for_are_refused():
    many = ",".join(map(str, range(1, 102)))
    with refused("sweep-size", InvalidInput, says="1010"):
        train_sweep.varied(parsed("x", "-o", "y", "--sweep", f"seed={many}", "--sweep", "batch-size=1,2,3,4,5,6,7,8,9,10"))


def test_a_sweep_trains_them_all_and_tells_their_losses(notes, tmp_path, capsys, monkeypatch):
    told = []
    wandb = types.SimpleNamespace(
        init=lambda **how: types.SimpleNamespace(log=lambda values, step: told.append((how["name"], step, sorted(values))), finish=lambda: None)
    )
    monkeypatch.setitem(sys.modules, "wandb", wandb)
    words = [notes, *SMALLER, "--images", "8", "--save-every", "8", "--audition", "0", "-o", tmp_path / "runs"]
    assert run(*words, "--sweep", "seed=1,2", "--log", "wandb") == 0
    out = capsys.readouterr().out
    assert out.count("8 of 8 images") == 2
    assert [load_model(tmp_path / "runs" / f"seed={seed}" / "model").about["seed"] for seed in (1, 2)] == [1, 2]
    assert [name for name, _, _ in told] == ["seed=1", "seed=2"] and told[0][1] == 8 and told[0][2]
    with refused("job-range"):
        run(*words, "--sweep", "seed=1,2", "--job", "minutes=0")


def test_a_training_of_sounds_is_a_job_of_a_cluster(notes, tmp_path, capsys, monkeypatch):
    """What is sent there is whole: it trains from its bytes alone, in a folder for itself. The launcher has tests of its own."""
    sent = []

    def elsewhere(jobs, where, folder, settings):
        sent.append((where, folder.name, settings.minutes))
        return [(name, pickle.loads(pickle.dumps(job))()) for name, job in jobs.items()]

    monkeypatch.setattr(launcher, "launch", elsewhere)
    words = [notes, *SMALLER, "--images", "8", "--save-every", "8", "-o", tmp_path / "job", "--audition", "0"]
    assert run(*words, "--on", "slurm", "--job", "minutes=5") == 0
    assert "8 of 8 images" in capsys.readouterr().out and sent == [("slurm", "job.jobs", 5)]
    assert (tmp_path / "job" / "model" / "model.json").is_file()
