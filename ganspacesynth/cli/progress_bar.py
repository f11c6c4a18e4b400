"""What a command says on stderr while it works: a bar on a terminal; elsewhere a line when a stage begins, and one every 30 s."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ganspacesynth.cli.interrupts import check
from ganspacesynth.core.errors import plain

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")
Move = Callable[[int, int | None], None]

LINE_S = 30.0  # between lines where there is no terminal
LOOK_S = 1.0  # how often it is looked whether a line is due
BETWEEN = "Working"  # what is said of the time between two stages


@dataclass
class Stage:
    """What is being done.

    Attributes:
        what: such as "Cutting".
        total: parts in all, None when nobody knows.
        began: when, by the log's clock.
        done: parts done.
        more: said behind that, such as losses; it replaces the time left.
    """

    what: str
    total: int | None
    began: float
    done: int = 0
    more: str = ""

    def line(self, now: float) -> str:
        """Say stage, done of total and time left, such as "Cutting: 3 of 8, 0:00:25 left"."""
        gone = now - self.began
        if self.more:
            said = f"{self.done} of {self.total}, {self.more}"
        elif self.total is None:
            said = f"{self.done} done" if self.done else f"{clock_time(gone)} so far" if gone >= 1.0 else "…"
        else:
            left = f", {clock_time(gone / self.done * (self.total - self.done))} left" if self.done > 0 else ""
            said = f"{self.done} of {self.total}{left}"
        return f"{self.what} …" if said == "…" else f"{self.what}: {said}"


def _to_stderr(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # whoever read it has gone: the work goes on
        sys.stderr.write(plain(line) + "\n")
        sys.stderr.flush()


class Log:
    """Stages in lines: one when a stage begins, then one every 30 s, also while a single part of it takes longer than that.

    Args:
        write: takes a line without its end; stderr unless another one is given.
        clock: seconds that only grow.
    """

    def __init__(self, write: Callable[[str], None] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._write, self._clock = write or _to_stderr, clock
        self._stages: list[Stage] = []
        self._due = 0.0
        self._lock = threading.RLock()

    @contextlib.contextmanager
    def stage(self, what: str, total: int | None = None, *, told: bool = True) -> Iterator[Stage]:
        """Be in a stage; it is told at once, unless it is only there to show that the command lives."""
        with self._lock:
            entered = Stage(what, total, self._clock())
            self._stages.append(entered)
            if told:
                self._tell()
            else:
                self._due = self._clock() + LINE_S
        try:
            yield entered
        finally:
            with self._lock:
                self._stages.remove(entered)

    def beat(self) -> None:
        """Tell how far the present stage is, if it is time to."""
        with self._lock:
            if self._stages and self._clock() >= self._due:
                self._tell()

    def _tell(self) -> None:
        now = self._clock()
        self._due = now + LINE_S
        self._write(self._stages[-1].line(now))


LOG = Log()
_bars: list["Progress"] = []


@contextlib.contextmanager
def alive() -> Iterator[None]:
    """Have the log looked at while a command runs: without a terminal, `tail -f` shows that it lives."""
    if sys.stderr.isatty():
        try:
            yield
        finally:
            _stop_bars()
        return
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_S):
            LOG.beat()

    thread = threading.Thread(target=look, name="progress", daemon=True)
    with LOG.stage(BETWEEN, told=False):
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@contextlib.contextmanager
def starting(what: str) -> Iterator[None]:
    """Say that a large library is being started, which takes seconds; on a terminal the words go away when it is there."""
    said = f"Starting {what} …"
    if not sys.stderr.isatty():
        with LOG.stage(f"Starting {what}"):
            yield
        check()
        return
    sys.stderr.write(said)
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(f"\r{' ' * len(said)}\r")
        sys.stderr.flush()
    check()


def track(iterable: Iterable[Item], description: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items of `iterable` and show how many are done, and the time left.

    Args:
        iterable: what is worked on.
        description: what is being done, such as "Cutting".
        total: how many items there are; found by itself when the iterable has a length.
    """
    if total is None and isinstance(iterable, Sized):
        total = len(iterable)
    with counted(description, total) as move:
        for done, item in enumerate(iterable, start=1):
            yield item
            move(done, total)


@contextlib.contextmanager
def counted(description: str, total: int | None = None) -> Iterator[Move]:
    """Yield a function to call with (done, total); `total` is what is known of it before the first call."""
    if not sys.stderr.isatty():
        with LOG.stage(description, total) as stage:

            def told(done: int, total: int | None) -> None:
                stage.done, stage.total = done, total
                LOG.beat()

            yield told
        return
    with bar() as progress:
        task = progress.add_task(description, total=total)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def bar(*more: Any) -> "Progress":
    """Return a bar on stderr that shows how many are done, of how many where that is known, and `more` columns (or the time left)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Count(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.completed:.0f}/{task.total:.0f}" if task.total is not None else f"{task.completed:.0f}" if task.completed else "")

    columns = TextColumn("{task.description}"), BarColumn(), Count(), *(more or (TimeRemainingColumn(),))
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    _bars.append(shown)
    return shown


def _stop_bars() -> None:
    """Take away what is left of bars: an interrupted generator closes its own only when nobody needs its frame any more, over the last words."""
    while _bars:
        _bars.pop().stop()


def clock_time(seconds: float) -> str:
    """Write seconds as 1:02:33."""
    minutes, rest = divmod(round(max(seconds, 0.0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"
