"""Crew: who does many parts of work at once: this process, some of this machine, or a Ray cluster; results come in their order, whoever made them."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.ray_workers import in_cluster
from ganspacesynth.core.work.share import Share
from ganspacesynth.core.work.workers import in_processes

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Crew:
    """Who works.

    Attributes:
        workers: processes on this machine; 0 is this one.
        ray: "auto" or the address of a Ray cluster, instead.
    """

    workers: int = 0
    ray: str | None = None

    def __post_init__(self) -> None:
        if self.workers and self.ray:
            raise InvalidInput(
                f"Work is done by processes here, or by a cluster. Received: workers={self.workers} and ray={self.ray}. Leave one out.",
                rule="workers-or-ray",
            )

    @property
    def alone(self) -> bool:
        """Whether this process does it all."""
        return not self.workers and self.ray is None

    def results(self, work: Callable[[Item], Result], items: Sequence[Item], *, name: str) -> Generator[Result, None, None]:
        """Yield what `work` makes of each item, in their order. An item whose process dies is done again; what `work` raises is raised here.

        Args:
            work: can be pickled, such as an object with `__call__`; everybody gets one.
            items: can be pickled.
            name: what is done, such as "Playing".

        Raises:
            InvalidInput: an impossible number of workers.
            GanSpaceSynthError: processes keep dying, or no cluster answers.
        """
        if self.alone:
            yield from map(work, items)
            return
        run = in_cluster(self.ray) if self.ray is not None else in_processes(self.workers)
        shares = [Share(index, index, 1) for index in range(len(items))]
        yield from run(_ItemShare(work, tuple(items), name), shares, None)


class _ItemShare(Generic[Item, Result]):
    """A share is one item; see `share.ShareTask`."""

    batch, lone, part_bytes, go_on = 1, False, 0, ""

    def __init__(self, work: Callable[[Item], Result], items: tuple[Item, ...], name: str) -> None:
        self.work, self.items, self.name = work, items, name

    def empty(self) -> Any:
        """Return nothing: results are not summed."""

    def run(self, share: Share, stopped: Callable[[], bool] | None = None, into: Any = None) -> Result:
        """Return what is made of an item."""
        return self.work(self.items[share.start])
