"""Shares of work computed by processes of this machine, their results returned in order; a process that dies is replaced, its share repeated."""

import contextlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.core.work.share import Parts, Run, Share, ShareTask, processors

MAX_WORKERS = 256
MAX_DEATHS = 3  # of the processes that worked on one share: then it is no accident
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")

NETWORKS = "GANSPACESYNTH_THREADS"  # what networks are computed with, see networks/devices.py; whoever has set it means it
_ENVIRONMENT = threading.Lock()  # of this process, which its children inherit


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    share: Share | None = None


def in_processes(count: int, *, memory: int | None = None) -> Run:
    """Return what computes shares in `count` processes.

    Args:
        count: of processes.
        memory: bytes that all sums may take together; None does not ask.

    Raises:
        InvalidInput: not in 1..MAX_WORKERS, or more than `memory` holds.
    """
    if not 1 <= count <= MAX_WORKERS:
        raise InvalidInput(
            f"The number of workers must be in 1..{MAX_WORKERS}. Received: {count}. Take one for each processor, {processors()} here.",
            rule="worker-count",
        )

    def run(task: ShareTask, shares: Sequence[Share], whole: Any) -> Parts:
        needed = (2 + 3 * count) * task.part_bytes  # each has a basis, its sums, and these on their way
        if memory is not None and needed > memory and count > 1:
            raise InvalidInput(
                f"The sums of {count} workers must fit into {memory / 1e9:g} GB. Received: {needed / 1e9:.1f} GB. "
                f"Take fewer --workers, or allow more (--memory).",
                rule="worker-memory",
            )
        with contextlib.ExitStack() as stack:
            crew = _WorkerPool(task, min(count, max(1, len(shares))), threads=max(1, processors() // count))
            stack.callback(crew.close)
            yield from crew.work(shares)

    return run


class _WorkerPool:
    """Some processes. Each is given one share at a time, and at most one more than there are processes wait to be merged."""

    def __init__(self, task: ShareTask, count: int, *, threads: int) -> None:
        self._task, self._threads = task, threads
        self._workers: list[_Worker] = []
        try:
            for _ in range(count):
                self._workers.append(self._hire())
        except BaseException:
            self.close()
            raise

    def work(self, shares: Sequence[Share]) -> Parts:
        waiting, results, deaths = deque(shares), {}, dict.fromkeys((share.index for share in shares), 0)
        for share in shares:
            while share.index not in results:
                for worker in self._workers:
                    if worker.share is None and waiting and waiting[0].index <= share.index + len(self._workers):
                        self._give(worker, waiting.popleft())
                for worker in self._ready():
                    given, worker.share = worker.share, None
                    sums = self._take(worker)
                    if sums is None and given is not None:
                        deaths[given.index] += 1
                        self._replace(worker, given, deaths[given.index])
                        waiting.appendleft(given)
                    elif given is not None:
                        results[given.index] = sums
            yield results.pop(share.index)

    def close(self) -> None:
        """Let everybody go."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
        self._workers = []

    def _hire(self) -> _Worker:
        context = get_context("spawn")  # a fork would inherit the threads of BLAS and TensorFlow in any state
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _threads_of_children(self._threads):
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        with contextlib.suppress(OSError):  # if it died at once, the first share will show it
            ours.send(self._task)
        return worker

    def _give(self, worker: _Worker, share: Share) -> None:
        worker.share = share
        with contextlib.suppress(OSError):
            worker.pipe.send(share)

    def _ready(self) -> list[_Worker]:
        busy = {worker.pipe: worker for worker in self._workers if worker.share is not None}
        return [busy[pipe] for pipe in wait(list(busy))]  # type: ignore[index]

    def _take(self, worker: _Worker) -> Any:
        """Return what a worker sent, or None when it died."""
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _replace(self, worker: _Worker, share: Share, deaths: int) -> None:
        worker.pipe.close()
        worker.process.join()
        if deaths >= MAX_DEATHS:
            raise GanSpaceSynthError(
                f"Workers must live until their share is done. Received: {deaths} that ended with code {worker.process.exitcode} at sounds "
                f"{share.start} to {share.start + share.count - 1}. Memory may be short: take fewer --workers{self._task.go_on}.",
                rule="workers-alive",
            )
        self._workers[self._workers.index(worker)] = self._hire()


def _serve(pipe: Connection) -> None:
    """What a worker does: take a task, then shares, until the pipe is closed, which the end of the other process does too."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        task = pipe.recv()
        while True:
            share = pipe.recv()
            try:
                pipe.send(task.run(share))
            except (GanSpaceSynthError, MemoryError) as e:
                pipe.send(e)


@contextlib.contextmanager
def _threads_of_children(count: int) -> Iterator[None]:
    """Have processes started meanwhile compute with `count` threads each: libraries read this when they are loaded."""
    with _ENVIRONMENT:  # of two crews that hire at once, the one would take the other's numbers for what was there before, and leave them
        names = [*THREADS, *([] if os.environ.get(NETWORKS) else [NETWORKS])]
        before = {name: os.environ.get(name) for name in names}
        os.environ.update(dict.fromkeys(names, str(count)))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
