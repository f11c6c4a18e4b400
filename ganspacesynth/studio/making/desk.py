"""Desk: all long work of a project. Orders in, processes out, and how each of them stands; it outlives the studio."""

import logging
import threading
import time
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import BusyError, GanSpaceSynthError, InvalidInput, brief
from ganspacesynth.studio.making.orders import Order
from ganspacesynth.studio.making.work import FINISHED, DeskWork, WorkRecord, read_record
from ganspacesynth.studio.project import KEPT, Project

AT_ONCE = 2  # processes that work: more make each other late, and the instrument
PATIENCE_S = 20.0  # for what is saved when the studio ends
PLACE = "making"
MOST_COUNTED = 200_000  # files of a project

log = logging.getLogger(__name__)


class Desk:
    """All long work of a project.

    Attributes:
        project: whose.
        changes: how often a page changed something: another page that knows fewer looks again.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.changes = 0
        self._place = project.folder / KEPT / PLACE
        self._lock = threading.Lock()
        self._works: dict[str, DeskWork] = {}
        for file in sorted(self._place.glob("*-*.json")):
            try:
                record = read_record(file)
            except GanSpaceSynthError:
                log.exception("A record of work could not be read; it is left as it is.")
                continue
            self._works[record.order.id] = self._work(record)

    def works(self) -> list[dict[str, Any]]:
        """Return how each work stands, the newest first."""
        with self._lock:
            records = [work.record for work in self._works.values()]
        return [record.to_json() for record in sorted(records, key=lambda record: -record.at_s)]

    def begin(self, order: Order) -> str:
        """Begin a work, or one of before anew, and return its id.

        Raises:
            InvalidInput: it is being done.
            BusyError: enough is being done.
            OutputError: the project cannot be written.
        """
        with self._lock:
            self._check_free(order.id)
            work = self._work(WorkRecord(order, FINISHED, time.time()))
            work.start(order.request(self.project))
            self._works[order.id] = work
        return order.id

    def go_on(self, number: str) -> str:
        """Go on with a work that was stopped or has failed; raises as `begin`."""
        with self._lock:
            work = self._find(number)
            self._check_free(number)
            work.start(work.record.order.request(self.project))
        return number

    def stop(self, number: str) -> str:
        """Stop a work; what is done is kept. Raises InvalidInput for no work."""
        with self._lock:
            self._find(number).stop()
        return number

    def forget(self, number: str) -> str:
        """Take a work that is over off the list; what it made stays. Raises InvalidInput for none, or one that runs."""
        with self._lock:
            self._find(number)
            self._check_free(number)
            self._works.pop(number)
            for ending in ("json", "log", "lock"):
                (self._place / f"{number}.{ending}").unlink(missing_ok=True)
        return number

    def close(self) -> None:
        """Stop all, and wait a while for what is saved."""
        with self._lock:
            works = list(self._works.values())
        for work in works:
            work.stop()
        end = time.monotonic() + PATIENCE_S
        for work in works:
            work.wait(max(0.0, end - time.monotonic()))

    def _work(self, record: WorkRecord) -> DeskWork:
        return DeskWork(record, self._place / f"{record.order.id}.json", self._clean)

    def _find(self, number: str) -> DeskWork:
        if number not in self._works:
            raise InvalidInput(f"Only work that is on the list can be changed. Received: {brief(number)}. Look at the list again.", rule="known-work")
        return self._works[number]

    def _check_free(self, number: str) -> None:
        running = [name for name, work in self._works.items() if work.record.is_open]
        if number in running:
            raise InvalidInput("This is being done. Received: it once more. Wait for it, or stop it.", rule="one-work")
        if len(running) >= AT_ONCE:
            raise BusyError(f"At most {AT_ONCE} things are made at once. Received: one more. Wait, or stop one.", rule="works-at-once")

    def _clean(self, text: str) -> str:
        """Names of the project instead of paths of the machine."""
        return text.replace(f"{self.project.folder}/", "").replace(str(self.project.folder), "the project")


def sound_folders(project: Project, endings: frozenset[str]) -> list[dict[str, Any]]:
    """Return the folders of a project in which there are sounds, with all below them: {name, sounds, others}."""
    found: dict[str, list[int]] = {}
    for file in project.files(MOST_COUNTED):
        path = Path(str(file["name"]))
        is_sound = path.suffix.lower() in endings
        for folder in list(path.parents)[:-1]:
            counts = found.setdefault(folder.as_posix(), [0, 0])
            counts[0 if is_sound else 1] += 1
    return [{"name": name, "sounds": sounds, "others": others} for name, (sounds, others) in sorted(found.items()) if sounds]
