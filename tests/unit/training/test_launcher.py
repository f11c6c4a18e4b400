"""Where the runs of a sweep are done: here, by submitit as on Slurm, and on a stand-in of Ray."""

import functools
import json
import subprocess
import sys
import tempfile
import types

import pytest

from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.training.runs import launcher
from ganspacesynth.training.runs.launcher import JobSettings, Resumable, launch
from tests.support.refused import refused

JOBS = {name: functools.partial(json.dumps, [name]) for name in ("a", "b")}
DONE = [("a", '["a"]'), ("b", '["b"]')]


def test_here_they_are_done_one_after_the_other(tmp_path):
    told = []
    jobs = {name: functools.partial(told.append, name) for name in "abc"}
    doing = launch(jobs, "here", tmp_path)
    next(doing)
    assert told == ["a"]
    assert len(list(doing)) == 2 and told == ["a", "b", "c"]


def test_submitit_does_them_in_processes(tmp_path):
    assert list(launch(JOBS, "local", tmp_path, JobSettings(minutes=1, cpus=1))) == DONE
    assert any((tmp_path / "jobs").iterdir())


def test_submitit_leaves_logging_as_it_is():
    """It sets logging up for all of a process when it is imported, which closes handlers and, with some, standard error."""
    code = (
        "import logging, io, sys; from pathlib import Path; from ganspacesynth.training.runs.launcher import launch\n"
        "handler = logging.StreamHandler(io.StringIO()); logging.getLogger().addHandler(handler); logging.getLogger('ours').warning('one')\n"
        "list(launch({}, 'local', Path(sys.argv[1])))\n"
        "logging.getLogger('ours').warning('two'); assert handler.stream.getvalue() == 'one\\ntwo\\n' and 'submitit' in sys.modules"
    )
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", code, folder], check=True)


def test_a_job_that_fails_is_named(tmp_path):
    with refused("whole-sweep", TrainingError, says="Received: bad: "):
        list(launch({"bad": functools.partial(json.loads, "{")}, "local", tmp_path, JobSettings(minutes=1, cpus=1)))


def test_slurm_is_asked_for_what_was_said(tmp_path, monkeypatch):
    asked = {}

    class Executor:
        def __init__(self, folder, cluster):
            asked["cluster"] = cluster

        def update_parameters(self, **parameters):
            asked.update(parameters)

        def batch(self):
            return launcher.importlib.import_module("contextlib").nullcontext()

        def submit(self, job):
            return types.SimpleNamespace(result=job)

    monkeypatch.setitem(sys.modules, "submitit", types.SimpleNamespace(AutoExecutor=Executor))
    assert list(launch(JOBS, "slurm", tmp_path, JobSettings(minutes=5, memory=7, partition="gpu", at_once=3))) == DONE
    assert asked["cluster"] == "slurm" and asked["timeout_min"] == 5 and asked["mem_gb"] == 7
    assert asked["slurm_partition"] == "gpu" and asked["slurm_array_parallelism"] == 3


def test_a_job_that_is_ended_before_its_time_is_asked_for_again():
    again = Resumable(JOBS["a"]).checkpoint()
    assert again.function() == '["a"]'


def test_ray_does_them(tmp_path, monkeypatch):
    made = {}

    def remote(**how):
        made.update(how)
        return lambda function: types.SimpleNamespace(remote=lambda job: function(job))

    ray = types.SimpleNamespace(is_initialized=lambda: False, init=lambda **how: made.update(how), remote=remote, get=lambda result: result)
    monkeypatch.setitem(sys.modules, "ray", ray)
    assert list(launch(JOBS, "ray", tmp_path, JobSettings(cpus=3, address="auto"))) == DONE
    assert made["num_cpus"] == 3 and made["address"] == "auto"


def test_what_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "submitit", None)
    with refused("launcher-installed", InvalidInput, says="take submitit"):
        list(launch(JOBS, "slurm", tmp_path))
    with refused("known-launcher", InvalidInput, says="'moon'"):
        list(launch(JOBS, "moon", tmp_path))


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"cpus": 0}, {"gpus": -1}, {"memory": 0}, {"at_once": 0}])
def test_jobs_out_of_range_are_refused(wrong):
    with refused("job-range", InvalidInput, says=next(iter(wrong))):
        JobSettings(**wrong)
