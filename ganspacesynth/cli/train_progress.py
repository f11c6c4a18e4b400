"""The progress of a long training: a bar on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

LINE_S = 30.0  # seconds between lines where there is no terminal


class Report(Protocol):
    """What `train` calls about once a second."""

    def __call__(self, images: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> None:
        """Tell where training is: images a second, and what share of the machine's matrix rate that is (0: not known)."""


@contextmanager
def training_progress(total: int) -> Iterator[Report]:
    """Yield a report that shows images, losses, images a second and the time left, on stderr."""
    if not sys.stderr.isatty():
        yield _Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[text]}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Training", total=total, text="")

        def report(images: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> None:
            progress.update(task, completed=images, text=describe(total - images, losses, rate, share))

        yield report


class _Lines:
    def __init__(self, total: int) -> None:
        self._total, self._next = total, 0.0

    def __call__(self, images: int, losses: Mapping[str, Any], rate: float, share: float = 0.0) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINE_S
            sys.stderr.write(f"{images}/{self._total} images, {describe(self._total - images, losses, rate, share)}\n")
            sys.stderr.flush()


def describe(left: int, losses: Mapping[str, float], rate: float, share: float = 0.0) -> str:
    """Write "23.1/s (41 % of the matrix rate), 1:02:33 left, generator 13.2, critic 22.1"."""
    minutes, seconds = divmod(round(max(left, 0) / max(rate, 1e-6)), 60)
    hours, minutes = divmod(minutes, 60)
    said = ", ".join(f"{name} {value:.3g}" for name, value in losses.items())
    reached = f" ({100 * share:.0f} % of the matrix rate)" if share else ""
    return f"{rate:.1f}/s{reached}, {hours}:{minutes:02d}:{seconds:02d} left, {said}"
