"""The progress of a long training: a bar on a terminal, a line now and then in a log; and who looks on from a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from ganspacesynth.cli.progress_bar import LOG, bar, clock_time, track
from ganspacesynth.cli.training.interruption import interruptible
from ganspacesynth.core.work.progress import Item
from ganspacesynth.training.observer import Observer

Report = Callable[[int, Mapping[str, float], float, float], None]


class TerminalObserver(Observer):
    """Draws bars, and stops where Ctrl-C or SIGTERM asks for it."""

    def __init__(self) -> None:
        self._report: Report = super().report
        self._stop: Callable[[], bool] = super().stop

    def track(self, items: Iterable[Item], stage: str, total: int | None, /) -> Iterable[Item]:
        """Draw a bar."""
        return track(items, stage, total)

    @contextmanager
    def training(self, images: int) -> Iterator[None]:
        """Draw the bar of a training, and hear signals."""
        with training_progress(images) as self._report, interruptible() as self._stop:
            yield

    def report(self, images: int, losses: Mapping[str, float], rate: float, share: float) -> None:
        """Draw how far it is."""
        self._report(images, losses, rate, share)

    def stop(self) -> bool:
        """Tell whether a signal asked to."""
        return self._stop()


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
