"""A function that takes long in, a job out that goes on in the background: how far it is, its result, and a way to stop it."""

import inspect
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Generic, TypeVar

from ganspacesynth.core.errors import BusyError, InvalidInput, brief
from ganspacesynth.core.work.progress import Cancelled

Item = TypeVar("Item")
Result = TypeVar("Result")

RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "cancelled"


class BackgroundJob(Generic[Result]):
    """Work in a thread of its own.

    Attributes:
        name: what it is called.
    """

    def __init__(self, work: Callable[["BackgroundJob[Result]"], Result], name: str) -> None:
        """Begin; `start_job` is the usual way.

        Args:
            work: called with the job, which it tells how far it is (`tell`, or `track`).
            name: what it is called.
        """
        self.name = name
        self._work, self._begun = work, time.monotonic()
        self._stage, self._done = "", 0
        self._total: int | None = None
        self._asked, self._over = threading.Event(), threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        self._seconds = 0.0
        self._thread = threading.Thread(target=self._run, name=f"ganspacesynth {name}", daemon=True)
        self._thread.start()

    def __repr__(self) -> str:
        return f"<{self.name}: {self.said()}>"

    @property
    def state(self) -> str:
        """ "running", "done", "failed" or "cancelled"."""
        if not self._over.is_set():
            return RUNNING
        return DONE if self._error is None else STOPPED if isinstance(self._error, Cancelled) else FAILED

    @property
    def progress(self) -> tuple[int, int | None]:
        """Parts done, and parts in all of the stage that it is in (None where nobody knows)."""
        return self._done, self._total

    @property
    def stage(self) -> str:
        """What is being done, such as "Cutting"; "" where the work has no names for it."""
        return self._stage

    @property
    def seconds(self) -> float:
        """How long it has taken, or took."""
        return self._seconds if self._over.is_set() else time.monotonic() - self._begun

    def said(self) -> str:
        """Return how far it is, in words."""
        if self.state == FAILED:
            return f"failed: {self._error}"
        if self.state != RUNNING:
            return self.state
        done, total = self.progress
        count = f"{done} of {total}" if total else f"{done} done" if done else "begun"
        return f"{self._stage}: {count}" if self._stage else count

    def done(self) -> bool:
        """Tell whether it is over, however it ended."""
        return self._over.is_set()

    def cancel(self) -> None:
        """Ask it to stop at its next part; `result` raises `Cancelled` then. One that is over stays as it is."""
        self._asked.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it is over, at most so many seconds; returns whether it is."""
        return self._over.wait(timeout_s)

    def result(self, timeout_s: float | None = None) -> Result:
        """Wait for the result, and return it.

        Args:
            timeout_s: seconds; None waits as long as it takes.

        Raises:
            BusyError: it takes longer than that.
            Cancelled: it was stopped.
            Exception: whatever the work raised.
        """
        if not self.wait(timeout_s):
            raise BusyError(
                f"A result is there when its job is done. Received: {self.name}, {self.said()}. Wait longer, or cancel it.", rule="job-done"
            )
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[no-any-return]  # of the work's kind

    def show(self, where: str | None = None) -> None:
        """Show how far it is until it is over, and then its result; see `show`."""
        from ganspacesynth.notebook.show import show

        show(self, where)

    # --- for the work

    def tell(self, done: int, total: int | None) -> None:
        """Say how far it is; a `Progress`. Raises `Cancelled` once somebody asked for that."""
        self._done, self._total = done, total
        if self._asked.is_set():
            raise Cancelled

    def track(self, items: Iterable[Item], stage: str, total: int | None) -> Iterator[Item]:
        """Go through the parts of a stage; a `Track`."""
        self._stage = stage
        self.tell(0, total)
        for done, item in enumerate(items, start=1):
            yield item
            self.tell(done, total)

    def _run(self) -> None:
        try:
            self._result = self._work(self)
        except BaseException as e:  # noqa: BLE001  kept for whoever asks for the result
            self._error = e
        finally:
            self._seconds = time.monotonic() - self._begun
            self._over.set()


def start_job(function: Callable[..., Result], *args: Any, **options: Any) -> BackgroundJob[Result]:
    """Begin any function of this package that takes long, and go on at once.

    It is given a `progress` or a `track`, whichever it takes, so that the job knows how far it is and can be stopped.

    Args:
        function: such as `save_sound`, `composition.survey.exploration.explore` or `directions.search.find_to_file.find_to_file`.
        args, options: what it is called with.

    Returns:
        The job: `start_job(save_sound, "long.wav", instrument, recipe).show()`.

    Raises:
        InvalidInput: no function, or one that says nothing of how far it is.
    """
    if not callable(function):
        raise InvalidInput(
            f"A job does a function. Received: {brief(function)}. Give the function, then what it is called with.", rule="job-function"
        )
    ways = [name for name in ("track", "progress") if name in _taken(function)]
    if not ways:
        raise InvalidInput(
            f"A job's function takes a progress or a track. Received: {brief(getattr(function, '__name__', function))}, which takes neither. "
            "Call it directly.",
            rule="job-function",
        )

    def work(job: BackgroundJob[Result]) -> Result:
        told = {"track": job.track, "progress": job.tell}
        return function(*args, **{ways[0]: told[ways[0]], **options})

    return BackgroundJob(work, getattr(function, "__name__", "job").strip("_").replace("_", " "))


def _taken(function: Callable[..., Any]) -> Collection[str]:
    """Return the names of what a function takes; none where it does not say, as some of Python's own do not."""
    try:
        return inspect.signature(function).parameters
    except (ValueError, TypeError):
        return ()
