"""Whoever looks on while a model is trained: told how far it is, and asked whether to stop."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext

from ganspacesynth.core.work.progress import Item


class Observer:
    """Looks on and says nothing; derive from it, and write the methods that are of use.

    `track` and `report` may raise `core.progress.Cancelled`, which ends the work at once: what was saved last is kept. `stop` ends training
    behind the present step, and saves.
    """

    def track(self, items: Iterable[Item], stage: str, total: int | None, /) -> Iterable[Item]:
        """Go through the parts of a stage; see `core.progress.Track`."""
        return items

    def training(self, images: int) -> AbstractContextManager[None]:
        """Return what is open while training lasts, `images` in all; `report` and `stop` are called within it."""
        return nullcontext()

    def report(self, images: int, losses: Mapping[str, float], rate: float, share: float) -> None:
        """Be told about once a second.

        Args:
            images: trained with so far.
            losses: of the last step.
            rate: images a second.
            share: of what the machine can multiply, 0 where it is not known.
        """

    def stop(self) -> bool:
        """Say whether to save and stop; asked after each step."""
        return False
