"""Jobs: work that takes time, in lanes of its own, so that whoever asks is answered at once and nothing queues up behind a slider."""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from ganspacesynth.core.errors import BusyError
from ganspacesynth.core.work.progress import Cancelled, Progress, quiet
from ganspacesynth.core.work.telling import told

LANES = ("load", "preview", "export")  # each does one job at a time; an export stands aside while a preview is made
MAX_WAITING = 256
ASKED, SUPERSEDED = "asked", "superseded"
OUTCOME = "what became of a job"


@dataclass(eq=False)
class Job:
    """A piece of work.

    Attributes:
        work: does it; called with a progress function, which raises `Cancelled`.
        cancelled: told why, when it is not done or not to the end.
        failed: told of whatever the work raises.
        owner: whose it is: `cancel` asks for that.
        key: of two jobs with one key that wait, only the newer is done.
    """

    work: Callable[[Progress], None]
    cancelled: Callable[[str], None]
    failed: Callable[[Exception], None]
    report: Progress = quiet
    owner: Hashable = None
    key: Hashable | None = None
    stop: str | None = field(default=None, init=False)


class Jobs:
    """Three lanes of jobs, each with a thread."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._waiting: dict[str, deque[Job]] = {lane: deque() for lane in LANES}
        self._running: dict[str, Job | None] = dict.fromkeys(LANES)
        self._closed = False
        self._threads = [threading.Thread(target=self._run, args=(lane,), name=f"ganspacesynth {lane}", daemon=True) for lane in LANES]
        for thread in self._threads:
            thread.start()

    def submit(self, lane: str, job: Job) -> None:
        """Queue a job; one that waits with the same key is superseded.

        Raises:
            BusyError: too many wait.
        """
        with self._ready:
            waiting = self._waiting[lane]
            older = [other for other in waiting if job.key is not None and other.key == job.key]
            for other in older:
                waiting.remove(other)
            if len(waiting) >= MAX_WAITING:
                raise BusyError(f"At most {MAX_WAITING} jobs may wait. Received: one more. Send /cancel, or wait for replies.", rule="waiting-jobs")
            waiting.append(job)
            self._ready.notify_all()
        for other in older:
            told(OUTCOME, other.cancelled, SUPERSEDED)

    def cancel(self, wanted: Callable[[Job], bool]) -> int:
        """Stop jobs for which `wanted` is true; returns how many there were."""
        with self._ready:
            found = []
            for waiting in self._waiting.values():
                found += [job for job in waiting if wanted(job)]
                for job in found:
                    if job in waiting:
                        waiting.remove(job)
            running = [job for job in self._running.values() if job is not None and wanted(job)]
            for job in running:
                job.stop = ASKED
        for job in found:
            told(OUTCOME, job.cancelled, ASKED)
        return len(found) + len(running)

    def count(self, *lanes: str) -> int:
        """Return how many jobs wait or run in these lanes (none named: in all)."""
        with self._ready:
            return sum(len(self._waiting[lane]) + (self._running[lane] is not None) for lane in lanes or LANES)

    def close(self, timeout_s: float = 5.0) -> None:
        """Cancel everything and let the threads end."""
        with self._ready:
            self._closed = True
        self.cancel(lambda job: True)
        with self._ready:
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout_s)

    def _run(self, lane: str) -> None:
        while (job := self._next(lane)) is not None:
            try:
                job.work(self._progress(lane, job))
            except Cancelled:
                told(OUTCOME, job.cancelled, job.stop or ASKED)
            except BaseException as e:  # noqa: BLE001  a job must not take its lane with it, whatever a library of its raises
                told(OUTCOME, job.failed, e if isinstance(e, Exception) else RuntimeError(f"{type(e).__name__} in a job"))
            finally:
                with self._ready:
                    self._running[lane] = None
                    self._ready.notify_all()

    def _next(self, lane: str) -> Job | None:
        with self._ready:
            self._ready.wait_for(lambda: self._closed or self._waiting[lane])
            if self._closed:
                return None
            job = self._running[lane] = self._waiting[lane].popleft()
            return job

    def _progress(self, lane: str, job: Job) -> Progress:
        def progress(done: int, total: int | None) -> None:
            told(OUTCOME, job.report, done, total)
            if lane == "export":  # a sound that somebody waits for at the instrument comes first
                with self._ready:
                    self._ready.wait_for(lambda: job.stop or not (self._waiting["preview"] or self._running["preview"]))
            if job.stop:
                raise Cancelled

        return progress
