"""How long work says how far it is, and how it is stopped: a function that is called with counts, or one that goes through the parts.

Nothing here draws: a terminal, an engine or a page each bring functions of their own. Whatever such a function raises passes through the work,
`Cancelled` among them; the work keeps its files whole, and those of it that can go on later say so.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")

Progress = Callable[[int, int | None], None]  # (parts done, parts in all or None where nobody knows)


class Cancelled(Exception):
    """Raised by a progress function when nobody wants the result any more."""


class Track(Protocol):
    """Goes through the parts of a stage of work, and shows how many are done."""

    def __call__(self, items: Iterable[Item], stage: str, total: int | None, /) -> Iterable[Item]:
        """Return the items, each when it is asked for.

        Args:
            items: the parts.
            stage: what is being done, such as "Cutting".
            total: how many parts there are, None where nobody knows.
        """


def quiet(done: int, total: int | None) -> None:
    """Report nothing: the `Progress` of whoever does not look."""


def untracked(items: Iterable[Item], stage: str, total: int | None) -> Iterable[Item]:
    """Show nothing: the `Track` of whoever does not look."""
    return items


def tracking(progress: Progress) -> Track:
    """Return a `Track` that tells a progress function how far each stage is.

    Args:
        progress: called with (0, total) when a stage begins, and after each part of it. It may raise `Cancelled`.
    """

    def track(items: Iterable[Item], stage: str, total: int | None) -> Iterator[Item]:
        progress(0, total)
        for done, item in enumerate(items, start=1):
            yield item
            progress(done, total)

    return track
