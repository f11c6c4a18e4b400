"""Jobs: lanes, latest wins, cancelling, and exports that stand aside."""

import queue
import threading

import pytest

from ganspacesynth.core.errors import BusyError
from ganspacesynth.core.work import jobs as module
from ganspacesynth.core.work.jobs import ASKED, LANES, SUPERSEDED, Job, Jobs
from ganspacesynth.core.work.progress import Cancelled
from tests.support.refused import refused


@pytest.fixture
def lanes():
    lanes = Jobs()
    yield lanes
    lanes.close()


@pytest.fixture
def log():
    return queue.Queue()


def job(log, name, work=lambda progress: None, **more):
    def whole(progress):
        work(progress)
        log.put((name, "done"))

    return Job(whole, lambda reason: log.put((name, reason)), lambda error: log.put((name, error)), **more)


def blocked():
    """A piece of work that goes on until it is let go, looking up often; and what lets it go, and what says that it has begun."""
    begun, go = threading.Event(), threading.Event()

    def work(progress):
        begun.set()
        while not go.wait(0.005):
            progress(1, 2)

    return work, begun, go


def test_jobs_of_a_lane_are_done_in_order(lanes, log):
    for name in "abc":
        lanes.submit("preview", job(log, name))
    assert [log.get(timeout=60)[0] for _ in range(3)] == ["a", "b", "c"]


def test_of_jobs_with_one_key_only_the_newest_that_waits_is_done(lanes, log):
    work, begun, go = blocked()
    lanes.submit("preview", job(log, "first", work))
    assert begun.wait(60)
    for i in range(100):
        lanes.submit("preview", job(log, i, key="slider"))
    assert lanes.count("preview") == 2
    go.set()
    heard = [log.get(timeout=60) for _ in range(101)]
    assert heard == [*((i, SUPERSEDED) for i in range(99)), ("first", "done"), (99, "done")]


def test_lanes_do_not_wait_for_each_other(lanes, log):
    work, begun, go = blocked()
    lanes.submit("load", job(log, "load", work))
    assert begun.wait(60)
    lanes.submit("preview", job(log, "sound"))
    assert log.get(timeout=60) == ("sound", "done")
    go.set()
    assert log.get(timeout=60) == ("load", "done")


def test_an_export_stands_aside_while_a_preview_is_made(lanes, log):
    begun, go = threading.Event(), threading.Event()
    sound, sounding, done = blocked()
    steps = []

    def counted(progress):
        begun.set()
        while not go.is_set():
            progress(1, 2)
            steps.append(1)

    lanes.submit("export", job(log, "export", counted))
    assert begun.wait(60)
    lanes.submit("preview", job(log, "sound", sound))
    assert sounding.wait(60)
    threading.Event().wait(0.05)  # whatever step was under way has ended
    before = len(steps)
    threading.Event().wait(0.05)
    assert len(steps) <= before + 1
    done.set()
    assert log.get(timeout=60) == ("sound", "done")
    go.set()
    assert log.get(timeout=60) == ("export", "done")


def test_cancel_what_waits_and_what_runs(lanes, log):
    work, begun, _ = blocked()
    lanes.submit("export", job(log, "running", work, owner="me"))
    assert begun.wait(60)
    lanes.submit("export", job(log, "waiting", owner="me"))
    lanes.submit("export", job(log, "another's", owner="you"))
    assert lanes.cancel(lambda job: job.owner == "me") == 2
    assert sorted(log.get(timeout=60) for _ in range(3)) == [("another's", "done"), ("running", ASKED), ("waiting", ASKED)]


def test_a_job_that_fails_does_not_take_its_lane_with_it(lanes, log):
    def fail(progress):
        raise ZeroDivisionError("of all things")

    lanes.submit("load", job(log, "bad", fail))
    lanes.submit("load", job(log, "good"))
    name, error = log.get(timeout=60)
    assert name == "bad" and isinstance(error, ZeroDivisionError)
    assert log.get(timeout=60) == ("good", "done")


def test_a_full_lane_says_so(lanes, log, monkeypatch):
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    work, begun, go = blocked()
    lanes.submit("load", job(log, "running", work))
    assert begun.wait(60)
    lanes.submit("load", job(log, 1))
    lanes.submit("load", job(log, 2))
    with refused("waiting-jobs", BusyError, says=r"At most 2 jobs may wait. Received: one more. Send /cancel"):
        lanes.submit("load", job(log, 3))
    go.set()


def test_closing_cancels_everything(log):
    lanes = Jobs()
    work, begun, _ = blocked()
    lanes.submit("export", job(log, "running", work))
    assert begun.wait(60)
    lanes.submit("export", job(log, "waiting"))
    lanes.close()
    assert sorted(log.get(timeout=60) for _ in range(2)) == [("running", ASKED), ("waiting", ASKED)]


def test_no_callback_that_fails_takes_a_lane_or_another_job_with_it(lanes, log, caplog):
    """Whatever a job brings along may raise: its work, what it reports, and whoever shall be told what became of it."""

    def bad(*values):
        raise ZeroDivisionError("of all things")

    def cancelled_by_itself(progress):
        raise Cancelled

    def ended(progress):
        raise SystemExit

    for lane in LANES:
        work, begun, go = blocked()
        lanes.submit(lane, Job(work, bad, bad, report=bad))
        assert begun.wait(60)
        for waiting in (Job(bad, bad, bad), Job(cancelled_by_itself, bad, bad), Job(ended, bad, bad), job(log, lane, owner="stays")):
            lanes.submit(lane, waiting)
        lanes.submit(lane, Job(bad, bad, bad, key="slider"))
        lanes.submit(lane, Job(bad, bad, bad, key="slider"))  # the one before is superseded, and cannot be told
        lanes.submit(lane, Job(bad, bad, bad, owner="cancelled"))
        assert lanes.cancel(lambda waits: waits.owner == "cancelled") == 1
        go.set()
        assert log.get(timeout=60) == (lane, "done")
        lanes.submit(lane, job(log, "afterwards"))
        assert log.get(timeout=60) == ("afterwards", "done")
    assert all(thread.is_alive() for thread in lanes._threads)
    assert "Nobody could be told what became of a job" in caplog.text


def test_a_job_that_wants_to_end_the_program_fails(lanes):
    told = queue.Queue()

    def ended(progress):
        raise SystemExit

    lanes.submit("load", Job(ended, told.put, told.put))
    assert str(told.get(timeout=60)) == "SystemExit in a job"
