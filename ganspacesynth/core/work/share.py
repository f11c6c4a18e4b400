"""Share: a part of the sounds of a task, and the protocol of whoever computes one."""

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

SHARES = 64  # of a task, about

Parts = Generator[Any, None, None]  # sums of shares, in their order


class Sums(Protocol):
    """What a share comes to."""

    def merge(self, other: Any) -> None:
        """Add another share's."""

    def state(self) -> dict:
        """Return the arrays to save."""

    def restore(self, state: dict) -> None:
        """Take up saved arrays."""


@dataclass(frozen=True)
class Share:
    """Sounds start…start+count-1."""

    index: int
    start: int
    count: int


class ShareTask(Protocol):
    """What to do with each share. It travels to other processes, so it can be pickled.

    Attributes:
        name: what a progress bar calls it.
        batch: sounds computed at once; shares are multiples of it.
        lone: a share keeps to its own thread.
        part_bytes: what the sums of one share take.
        go_on: how somebody goes on when it has failed, behind "take fewer --workers"; "" where it begins anew.
    """

    name: str
    batch: int
    lone: bool
    part_bytes: int
    go_on: str

    def empty(self) -> Sums:
        """Return sums of no sounds, to merge into."""

    def run(self, share: "Share", stopped: Callable[[], bool] = ..., into: Any = None) -> Any:
        """Return the sums of one share, added to `into` if given; None when `stopped` said so meanwhile."""


Run = Callable[[ShareTask, Sequence[Share], Any], Parts]  # (task, shares, the whole that parts will be merged into)


def cut(count: int, batch: int, *, least: int, start: int = 0) -> list[Share]:
    """Cut sounds start…start+count-1 into about SHARES shares: whole batches, `least` sounds each at least."""
    size = max(-(-count // SHARES), least, batch)
    size = -(-size // batch) * batch
    return [Share(i, start + done, min(size, count - done)) for i, done in enumerate(range(0, count, size))]


def in_order(shares: Sequence[Share], ahead: int, submit: Callable[[Share], Any], result: Callable[[list], Any]) -> Parts:
    """Yield results in the order of shares while `ahead` more are being computed."""
    waiting: list = []
    for share in shares:
        waiting.append(submit(share))
        if len(waiting) > ahead:
            yield result(waiting)
            waiting.pop(0)
    while waiting:
        yield result(waiting)
        waiting.pop(0)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
