"""A search in shards: each is computed anywhere, twice if need be, and merged into one sum.

Shares depend on the task alone, never on who computes them, and are merged in their order. So the sum is the same, to the last
bit where the arithmetic of each share is, however many work on it and whatever happens to them.
"""

import functools
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Track
from ganspacesynth.core.work.ray_workers import in_cluster
from ganspacesynth.core.work.share import Parts, Run, Share, ShareTask, in_order, processors
from ganspacesynth.core.work.workers import in_processes
from ganspacesynth.directions.decomposition.moments import MAX_WORK_BYTES
from ganspacesynth.directions.search.resume import save_unfinished

log = logging.getLogger(__name__)

SAVE_EVERY_S = 60.0
SAVING = 0.05  # at most this share of the time is spent on saving


@dataclass(frozen=True)
class Work:
    """Who computes shares, and where what is done so far is kept.

    Attributes:
        workers: processes on this machine; 0 is this process with as many threads as it has processors.
        ray: "auto" or the address of a Ray cluster, instead.
        unfinished: a file that is written every minute, or None.
        resume: go on from it.
        memory: bytes that the sums may take together, beside the model and the batches. It bounds how wide a sketch can be.
    """

    workers: int = 0
    ray: str | None = None
    unfinished: Path | None = None
    resume: bool = False
    memory: int = MAX_WORK_BYTES

    def __post_init__(self) -> None:
        if not isinstance(self.memory, int) or self.memory < 1:
            raise InvalidInput(f"The memory for sums must be a number of bytes, 1 at least. Received: memory={self.memory!r}.", rule="memory-range")


def gather(
    task: ShareTask,
    shares: Sequence[Share],
    work: Work,
    *,
    key: dict,
    track: Track,
    extra: dict | None = None,
    done: dict | None = None,
    whole: Any = None,
) -> Any:
    """Return the merged sums of all shares.

    Args:
        task: what to do with them.
        shares: from `cut`.
        work: who does it.
        key: says which task this is, for the file of what is done so far.
        track: for a progress bar.
        extra: arrays to keep in that file beside the sums.
        done: what such a file held: the sums so far, and how many shares they are of.
        whole: sums of other shares before these, to go on from.
    """
    whole, first = task.empty() if whole is None else whole, 0
    if done is not None:
        whole.restore(done)
        first = int(done["shares"])
    keeper = _SumKeeper(work.unfinished, key, whole, extra or {})
    parts = runner(task, work)(task, shares[first:], whole)
    at, steady = first, not _grows(task, work)
    try:
        for share, part in zip(track(shares[first:], task.name, len(shares) - first), parts, strict=True):
            steady = False
            if part is not whole:
                whole.merge(part)
            at = share.index + 1
            keeper.save(at)
            steady = not _grows(task, work)
    except InvalidInput:  # would happen again
        raise
    except BaseException as e:
        if steady and at > first and keeper.save(at, now=True):
            kept = f"{at} of {len(shares)} shares of the work are done and kept; the same command with --resume goes on from there."
            if isinstance(e, KeyboardInterrupt):
                raise KeyboardInterrupt(kept) from e
            log.warning("%s", kept)
        raise
    finally:
        parts.close()  # lets workers go
    return whole


def runner(task: ShareTask, work: Work) -> Run:
    """Return what yields the sums of shares, in their order."""
    if work.ray is not None:
        return in_cluster(work.ray)
    if work.workers:
        return in_processes(work.workers, memory=work.memory)
    return functools.partial(in_threads, memory=work.memory)


def in_threads(task: ShareTask, shares: Sequence[Share], whole: Any, *, memory: int = MAX_WORK_BYTES) -> Parts:
    """Compute shares in this process: as many at once as there are processors where each keeps to its thread, else one by one."""
    threads = min(processors(), max(1, memory // (4 * max(task.part_bytes, 1)))) if task.lone else 1
    if threads == 1:
        yield from (task.run(share, into=whole if _is_large(task, memory) else None) for share in shares)
        return
    import scipy.linalg.blas  # noqa: F401 - before its threads are limited, not after
    from threadpoolctl import threadpool_limits

    stop = False
    with threadpool_limits(max(1, processors() // threads)), ThreadPoolExecutor(threads) as pool:
        try:
            yield from in_order(shares, threads, lambda share: pool.submit(task.run, share, lambda: stop), lambda futures: futures[0].result())
        finally:
            stop = True


def _is_large(task: ShareTask, memory: int) -> bool:
    """Whether a part is added to the whole as it grows, since two of them might not fit."""
    return 8 * task.part_bytes > memory and not task.lone


def _grows(task: ShareTask, work: Work) -> bool:
    return _is_large(task, work.memory) and not work.workers and work.ray is None


class _SumKeeper:
    """Saves sums every minute, and less often when that takes long."""

    def __init__(self, path: Path | None, key: dict, whole: Any, extra: dict) -> None:
        self._path, self._key, self._whole, self._extra = path, key, whole, extra
        self._last, self._pause = time.monotonic(), SAVE_EVERY_S

    def save(self, shares: int, *, now: bool = False) -> bool:
        if self._path is None or not (now or time.monotonic() - self._last >= self._pause):
            return False
        begin = time.monotonic()
        try:
            save_unfinished(self._path, self._key, {**self._whole.state(), **self._extra, "shares": shares})
        except OSError as e:  # no reason to lose what is done so far
            log.warning("What is done so far could not be kept in %s (%s). The search goes on without.", self._path, e.strerror or e)
            self._path = None
            return False
        self._last = time.monotonic()
        self._pause = max(SAVE_EVERY_S, (self._last - begin) / SAVING)
        return True
