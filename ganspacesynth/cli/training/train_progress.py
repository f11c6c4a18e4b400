"""The progress of a long training: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from ganspacesynth.cli.progress import LOG, bar, clock_time


class Report(Protocol):
    """What `train` calls about once a second."""

    def __call__(self, images: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> None:
        """Tell where training is: images a second, and what share of the machine's matrix rate that is (0: not known)."""


@contextmanager
def training_progress(total: int) -> Iterator[Report]:
    """Yield a report that shows images, losses, images a second and the time left, on stderr."""
    if not sys.stderr.isatty():
        with LOG.stage("Training", total) as stage:

            def tell(images: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> None:
                stage.done, stage.more = images, describe(total - images, losses, rate, share)
                LOG.beat()

            yield tell
        return
    from rich.progress import TextColumn, TimeElapsedColumn

    with bar(TimeElapsedColumn(), TextColumn("{task.fields[text]}")) as progress:
        task = progress.add_task("Training", total=total, text="")

        def report(images: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> None:
            progress.update(task, completed=images, text=describe(total - images, losses, rate, share))

        yield report


def describe(left: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> str:
    """Write "23.1/s (41 % of the matrix rate), 1:02:33 left, generator 13.2, critic 22.1"."""
    said = ", ".join(f"{name} {value:.3g}" for name, value in losses.items())
    reached = f" ({100 * share:.0f} % of the matrix rate)" if share else ""
    return f"{rate:.1f}/s{reached}, {clock_time(max(left, 0) / max(rate, 1e-6))} left, {said}"
