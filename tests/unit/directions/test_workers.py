"""Work shared among processes, and among the machines of a Ray cluster: the same directions, even when some are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.sound import make_sounds
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.core.work import workers as module
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.search.sharding import Work
from tests.support.mortal import Half
from tests.support.refused import refused
from tests.support.tiny_sampler import TinySampler, search
from tests.unit.directions.test_sharding import assert_same_bits

COUNT = 20_000
WAYS = ("exact", "sketch")


class Deadly(TinySampler):
    """Kills its process at a sound, as a machine short of memory would: the first time only, or always."""

    def __init__(self, path, *, always=False):
        super().__init__()
        self.path, self.always, self.home = Path(path), always, os.getpid()

    def z(self, start, count):
        if start <= 9000 < start + count and os.getpid() != self.home and (self.always or not self.path.exists()):
            self.path.write_text("killed")
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        return super().z(start, count)


class Broken(TinySampler):
    def rows(self, z, out=None):
        return np.full_like(super().rows(z), np.nan) if z[0, 0] > 1.0 else super().rows(z)


@pytest.mark.parametrize("way", WAYS)
def test_processes_change_no_bit(way):
    alone = getattr(search(TinySampler(), COUNT, 4), way)()
    assert_same_bits(getattr(search(TinySampler(), COUNT, 4, work=Work(workers=2)), way)(), alone)


def test_a_killed_worker_is_replaced_and_its_share_done_again(tmp_path):
    alone = search(TinySampler(), COUNT, 4).exact()
    fit = search(Deadly(tmp_path / "once"), COUNT, 4, work=Work(workers=2)).exact()
    assert (tmp_path / "once").exists(), "nobody was killed"
    assert_same_bits(fit, alone)


def test_workers_that_always_die_are_told_of(tmp_path):
    work = Work(workers=2, unfinished=tmp_path / "a.unfinished")
    with refused(
        "workers-alive", GanSpaceSynthError, says=r"3 that ended with code -?\d+ at sounds 8192 to 12287. Memory may be short: take fewer --workers"
    ):
        search(Deadly(tmp_path / "always", always=True), COUNT, 4, work=work).exact()
    fit = search(TinySampler(), COUNT, 4, work=Work(unfinished=tmp_path / "a.unfinished", resume=True)).exact()
    assert_same_bits(fit, search(TinySampler(), COUNT, 4).exact())


def test_what_a_worker_refuses_is_refused():
    with refused("finite-activations", InvalidInput, says="Activations must be finite"):
        search(Broken(), COUNT, 4, work=Work(workers=2)).exact()


def test_workers_compute_with_their_share_of_the_processors(monkeypatch):
    seen = []
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr(module, "processors", lambda: 4)
    original = module._WorkerPool._hire
    monkeypatch.setattr(module._WorkerPool, "_hire", lambda self: seen.append(self._threads) or original(self))
    search(TinySampler(), 5000, 4, work=Work(workers=2)).exact()
    assert seen == [2, 2]
    assert os.environ["OMP_NUM_THREADS"] == "7" and "MKL_NUM_THREADS" not in os.environ


def test_no_worker_outlives_its_search(tmp_path):
    """Killed with no warning, a search takes its workers with it: they see that nobody is there to give them shares."""
    code = (
        "from tests.support.tiny_sampler import *; from ganspacesynth.core.work import workers\n"
        "original = workers._WorkerPool._hire\n"
        "def hire(self):\n    worker = original(self); print(worker.process.pid, flush=True); return worker\n"
        "workers._WorkerPool._hire = hire\n"
        "search(TinySampler(), 10_000_000, 4, work=Work(workers=2)).exact()"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True) as process:
        pids = [int(process.stdout.readline()) for _ in range(2)]
        process.kill()
    limit = time.monotonic() + 60.0
    while any(map(_runs, pids)) and time.monotonic() < limit:
        time.sleep(0.1)
    assert not any(map(_runs, pids))


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("count", [-1, 300])
def test_impossible_numbers_of_workers_are_refused(count):
    with refused("worker-count", InvalidInput, says=rf"workers must be in 1\.\.256\. Received: {count}"):
        search(TinySampler(), COUNT, 4, work=Work(workers=count)).exact()


def test_more_workers_than_memory_holds_are_refused():
    with refused("worker-memory", InvalidInput, says=r"The sums of 3 workers must fit .* Take fewer --workers"):
        search(TinySampler(), COUNT, 4, work=Work(workers=3, memory=12 * 60 * 60)).exact()


@pytest.mark.parametrize("layer", ["conv0", "conv1_2"])
def test_a_networks_layers_are_shared(tiny, layer):
    """Behind the first layer TensorFlow computes, whose rounding may depend on its threads."""
    settings = SearchSettings(estimator="sketch", n_components=4, n_samples=600, all_pitches=False)
    alone, shared = (find_directions(tiny, layer, settings, work=Work(workers=n)) for n in (0, 2))
    assert_allclose(shared.components, alone.components, atol=2e-3)
    assert_allclose(shared.stdev, alone.stdev, rtol=1e-4)


@pytest.mark.slow
def test_a_ray_cluster_whose_worker_is_killed(tmp_path, tiny):
    """Two workers of a real cluster on this machine, one of them killed in the middle of a share; then the same for anything, and for sounds."""
    played = Instrument(tiny, None, Artifact("model", tiny.id, "tiny"), None)
    ray = pytest.importorskip("ray")
    alone = search(TinySampler(), COUNT, 4).exact()
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=100_000_000)
    try:
        assert_same_bits(search(Deadly(tmp_path / "once"), COUNT, 4, work=Work(ray="auto")).exact(), alone)
        assert (tmp_path / "once").exists(), "nobody was killed"
        with refused("finite-activations", InvalidInput, says="Activations must be finite"):
            search(Broken(), COUNT, 4, work=Work(ray="auto")).exact()
        halves = list(Crew(ray="auto").results(Half(tmp_path / "half"), range(6), name="Halving"))
        assert halves == [n / 2 for n in range(6)] and (tmp_path / "half").exists()
        recipes = [clip_recipe(Point(60, seed=seed)) for seed in range(2)]
        here, there = ([sound.wave for sound in make_sounds(played, recipes, crew=crew)] for crew in (Crew(), Crew(ray="auto")))
        assert_array_equal(here, there)
    finally:
        ray.shutdown()


class FakeRay:
    """As much of Ray as is used, in this process."""

    class exceptions:
        class RayError(Exception):
            pass

        class RayTaskError(RayError):
            pass

    def __init__(self, failing=None):
        self.calls, self.failing = [], failing

    def is_initialized(self):
        return False

    def init(self, **options):
        self.calls.append(("init", options["address"]))
        if isinstance(self.failing, ConnectionError):
            raise self.failing

    def shutdown(self):
        self.calls.append("shutdown")

    def put(self, value):
        return value

    def remote(self, **options):
        assert options["max_retries"] > 0
        return lambda function: type("Remote", (), {"remote": staticmethod(function)})

    def cluster_resources(self):
        return {"CPU": 2.0}

    def get(self, value):
        if isinstance(self.failing, self.exceptions.RayError):
            raise self.failing
        return value


def test_a_cluster_changes_no_bit(monkeypatch):
    fake = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", fake)
    for way in WAYS:
        alone = getattr(search(TinySampler(), COUNT, 4), way)()
        assert_same_bits(getattr(search(TinySampler(), COUNT, 4, work=Work(ray="auto")), way)(), alone)
    assert fake.calls == [("init", "auto"), "shutdown"] * 2


@pytest.mark.parametrize(
    ("address", "failing", "rule"),
    [
        ("auto", ConnectionError("no cluster\nat all"), r"cluster-answers: Received: auto \(no cluster\)\. Start one: ray start --head"),
        ("auto", FakeRay.exceptions.RayError("a machine left"), r"cluster-alive: The cluster must stay alive. Received: a machine left. .* --resume"),
        ("127.0.0.1:1", None, "cluster-answers"),
        ("127.0.0.1:99999", None, "cluster-answers"),
    ],
)
def test_clusters_that_do_not_answer_are_told_of(monkeypatch, address, failing, rule):
    monkeypatch.setitem(sys.modules, "ray", FakeRay(failing))
    with refused(rule, GanSpaceSynthError):
        search(TinySampler(), COUNT, 4, work=Work(ray=address)).exact()


def test_without_ray_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with refused("ray-installed", GanSpaceSynthError, says=r"A cluster needs Ray\. .* pip install 'ganspacesynth\[ray\]'"):
        search(TinySampler(), COUNT, 4, work=Work(ray="auto")).exact()


def test_crews_that_hire_at_once_leave_the_environment_as_it_was(monkeypatch):
    """The second one takes up what was there before the first, and not the first one's numbers."""
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    began, seen = threading.Event(), []

    def second():
        began.set()
        with module._threads_of_children(2):
            seen.append(os.environ["OMP_NUM_THREADS"])

    other = threading.Thread(target=second)
    with module._threads_of_children(1):
        other.start()
        assert began.wait(60)
        other.join(0.2)
        assert not seen and os.environ["OMP_NUM_THREADS"] == "1"
    other.join(60)
    assert seen == ["2"] and os.environ["OMP_NUM_THREADS"] == "5" and "MKL_NUM_THREADS" not in os.environ
