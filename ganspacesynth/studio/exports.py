"""What a page lets be written that takes long: work in, files of the project out; all pages are told how far it is, and it outlives them."""

import itertools
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganspacesynth.core.errors import BusyError, InvalidInput, brief
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.request import explained
from ganspacesynth.studio.project import Project

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

WAITING, WORKING, DONE, STOPPED, FAILED = "waiting", "working", "done", "stopped", "failed"
OVER = (DONE, STOPPED, FAILED)
MOST_KEPT, MOST_WAITING = 40, 16
TOLD_S = 0.1  # from one word about progress to the next

Stages = Callable[[str], Progress]  # the name of a stage in, what is told of it out
ExportWork = Callable[[Stages], list[Path]]  # writes files, and returns them


@dataclass(frozen=True)
class Export:
    """One piece of long work.

    Attributes:
        number: that it is known by.
        title: what it is.
        state: one of waiting, working, done, stopped and failed.
        stage: what is being done.
        done, total: parts of the stage; a total of 0 where nobody knows.
        files: that were written, by their names in the project.
        said: what was wrong.
    """

    number: int
    title: str
    state: str = WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    files: tuple[str, ...] = ()
    said: str = ""


class Exports:
    """The long work of a studio, the newest last."""

    def __init__(self, engine: Engine, project: Project, tell: Callable[[Any], None]) -> None:
        """Begin with none; `tell` tells all pages something."""
        self._engine, self._project, self._tell = engine, project, tell
        self._known: dict[int, Export] = {}
        self._places: dict[int, frozenset[str]] = {}  # that are being written
        self._numbers, self._lock, self._told_s = itertools.count(1), threading.Lock(), 0.0

    def known(self) -> list[dict[str, Any]]:
        """Return what is known of each, the oldest first."""
        with self._lock:
            return [asdict(export) for export in self._known.values()]

    def instrument(self) -> "Instrument":
        """Return what exports are played with: the newest model, exactly; raises CommandError when none is open."""
        return self._engine.library.get(None).at("exact")

    def begin(self, title: str, work: ExportWork, places: Sequence[Path] = ()) -> dict[str, Any]:
        """Let something be written, when it is its turn.

        Args:
            title: what it is.
            work: writes it.
            places: the files that it will write.

        Raises:
            BusyError: too many wait.
            InvalidInput: one of the files is being written already, or twice.
        """
        names = [_folded(path) for path in places]
        with self._lock:
            open_now = {number for number, export in self._known.items() if export.state not in OVER}
            self._places = {number: taken for number, taken in self._places.items() if number in open_now}
            if len(set(names)) < len(names) or set(names) & set().union(*self._places.values()):
                raise InvalidInput(f"Each file is written by one export. Received: {brief(title)} again. Choose another name.", rule="export-place")
            if sum(export.state not in OVER for export in self._known.values()) >= MOST_WAITING:
                raise BusyError(f"At most {MOST_WAITING} exports may wait. Received: one more. Stop one, or wait.", rule="waiting-jobs")
            number = next(self._numbers)
            self._known[number] = Export(number, title)
            self._places[number] = frozenset(names)
            for old in [each.number for each in self._known.values() if each.state in OVER][: max(0, len(self._known) - MOST_KEPT)]:
                self._known.pop(old)
        try:
            self._engine.jobs.submit("export", self._job(number, work))
        except BusyError as e:
            self._failed(number, e)
            raise
        return asdict(self._known[number])

    def stop(self, number: int) -> None:
        """Stop one; raises InvalidInput when there is none of that number."""
        if number not in self._known:
            raise InvalidInput(f"An export has a number. Received: {brief(number)}, and there is none.", rule="export-number")
        self._engine.jobs.cancel(lambda job: job.owner == _owner(number))

    def _job(self, number: int, work: ExportWork) -> Job:
        def done(progress: Progress) -> None:
            def stage(name: str) -> Progress:
                def told(parts: int, total: int | None) -> None:
                    self._set(number, state=WORKING, stage=name, done=parts, total=total or 0)
                    progress(parts, total)

                told(0, None)
                return told

            files = work(stage)
            self._set(number, state=DONE, files=tuple(self._project.name_of(path) or path.name for path in files))

        return Job(done, lambda why: self._set(number, state=STOPPED), lambda e: self._failed(number, e), owner=_owner(number))

    def _failed(self, number: int, error: Exception) -> None:
        text = explained(error)[1].replace(f"{self._project.folder}/", "")
        self._set(number, state=FAILED, said=text)

    def _set(self, number: int, **changes: Any) -> None:
        """Note what became of one, and tell the pages, of progress only now and then."""
        with self._lock:
            before = self._known[number]
            after = self._known[number] = replace(before, **changes)
            passing = after.state == before.state == WORKING and after.stage == before.stage
            now = time.monotonic()
            if passing and now - self._told_s < TOLD_S:
                return
            self._told_s = now
        self._tell({"export": asdict(after)})


def _folded(path: Path) -> str:
    """The same for all spellings of a name that some system takes for one."""
    return unicodedata.normalize("NFC", str(path)).casefold()


def _owner(number: int) -> tuple[str, int]:
    return "studio export", number
