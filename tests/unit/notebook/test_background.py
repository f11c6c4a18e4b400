"""Jobs in the background: how far they are, their result, what ended them, and stopping them."""

import threading

import pytest

from ganspacesynth.core.errors import AudioError, BusyError, InvalidInput
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.notebook.background import start_job
from tests.support.refused import refused


def tracked(parts, *, gate=None, track):
    done = []
    for each in track(range(parts), "Cutting", parts):
        if gate is not None:
            assert gate.wait(60)
        done.append(each)
    return done


def counted(parts, *, progress):
    for done in range(parts):
        progress(done, None)
    return "made"


def test_a_job_has_a_result_and_says_how_far_it_is():
    gate = threading.Event()
    job = start_job(tracked, 3, gate=gate)
    assert job.state == "running" and not job.done() and job.name == "tracked"
    gate.set()
    assert job.result(60) == [0, 1, 2]
    assert (job.state, job.done(), job.progress, job.stage) == ("done", True, (3, 3), "Cutting")
    assert job.seconds >= 0.0 and repr(job) == "<tracked: done>"
    assert start_job(counted, 4).result(60) == "made"


def test_what_is_not_done_yet_is_not_waited_for_for_ever():
    gate = threading.Event()
    job = start_job(tracked, 2, gate=gate)
    with refused("job-done", BusyError, says="Received: tracked"):
        job.result(0.01)
    gate.set()
    assert job.wait(60)


def test_a_cancelled_job_stops_at_its_next_part():
    gate = threading.Event()
    job = start_job(tracked, 1000, gate=gate)
    job.cancel()
    gate.set()
    with pytest.raises(Cancelled):
        job.result(60)
    assert job.state == "cancelled" and job.said() == "cancelled"
    assert job.progress[0] <= 1


def test_what_the_work_raises_comes_with_the_result():
    def broken(*, progress):
        raise AudioError("A sound.", rule="wav-recipe")

    job = start_job(broken)
    with refused("wav-recipe", AudioError):
        job.result(60)
    assert job.state == "failed" and job.said() == "failed: A sound."


def test_what_is_said_on_the_way():
    told, go = threading.Event(), threading.Event()

    def work(*, progress):
        progress(2, 5)
        told.set()
        assert go.wait(60)

    job = start_job(work)
    assert told.wait(60) and job.said() == "2 of 5"
    go.set()
    job.wait(60)


@pytest.mark.parametrize("function", [3, len, dict, lambda: None])
def test_no_job_is_made_of_what_says_nothing(function):
    with refused("job-function", InvalidInput):
        start_job(function)
