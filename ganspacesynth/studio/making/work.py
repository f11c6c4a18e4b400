"""One piece of long work: a process that does it, what it says, and a record that outlives the studio."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from ganspacesynth.core.documents import STUDIO, read_document, write_document
from ganspacesynth.core.errors import GanSpaceSynthError, OutputError, SequenceError, brief
from ganspacesynth.studio.making.orders import READERS, Order

RUNNING, STOPPING, STOPPED, FINISHED, FAILED = "running", "stopping", "stopped", "finished", "failed"
MOST_SAID = 20
LONGEST_LINE = 1 << 16
COMMAND = (sys.executable, "-m", "ganspacesynth.studio.making")


@dataclass(frozen=True)
class WorkRecord:
    """How a work stands.

    Attributes:
        order: what was asked for.
        state: one of the words above.
        at_s: when that began, seconds since 1970.
        said: sentences, oldest first.
        fault: why it failed, "" unless it did.
        result: what came of it, as JSON.
        now: {stage, done, total, left_s} while it runs.
    """

    order: Order
    state: str
    at_s: float
    said: tuple[str, ...] = ()
    fault: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether a process works at it."""
        return self.state in (RUNNING, STOPPING)

    def to_json(self) -> dict[str, Any]:
        """Return it as a page is told."""
        order = {"id": self.order.id, "kind": self.order.kind, "about": self.order.about, "order": dict(self.order.said)}
        return {**order, "state": self.state, "at": self.at_s, "said": list(self.said), "fault": self.fault, "result": self.result, "now": self.now}


class DeskWork:
    """A record, and the process that changes it."""

    def __init__(self, record: WorkRecord, file: Path, clean: Callable[[str], str]) -> None:
        """Begin with what is known.

        Args:
            record: how it stands.
            file: in which that is kept.
            clean: takes paths of the machine out of sentences.
        """
        self.record = record
        self._file, self._clean = file, clean
        self._lock = threading.Lock()
        self._leash: IO[str] | None = None  # stdin of the process
        self._reader: threading.Thread | None = None

    def start(self, request: dict[str, Any], command: tuple[str, ...] = COMMAND) -> None:
        """Let a process do it; raises OutputError where it cannot be: the record stays as it was."""
        now = {"stage": "Beginning", "done": 0, "total": None, "left_s": None}
        begun = replace(self.record, state=RUNNING, at_s=time.time(), fault="", said=(), result={}, now=now)
        self.keep(begun)
        try:
            process = self._process(command)
        except OSError as e:
            raise OutputError(
                f"Work is begun in a process, with a file for what it says. Received: {e.strerror}. Free some room, then begin again.",
                rule="work-process",
            ) from e
        self.record = begun
        if process.stdin is None or process.stdout is None:  # both are pipes
            return
        self._leash = process.stdin
        with contextlib.suppress(OSError):  # it died at once: its reader will say so
            self._leash.write(json.dumps({**request, "lock": str(self._file.with_suffix(".lock"))}) + "\n")
            self._leash.flush()
        name = f"ganspacesynth {self.record.order.kind}"
        self._reader = threading.Thread(target=self._read, args=(process, process.stdout), name=name, daemon=True)
        self._reader.start()

    def _process(self, command: tuple[str, ...]) -> "subprocess.Popen[str]":
        # A session of its own: Ctrl-C at the studio's terminal is the studio's, which lets go of the leash.
        with open(self._log, "wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def stop(self) -> None:
        """Let go of the leash: the process saves what can be gone on with, and ends."""
        with self._lock:
            if self._leash is None or self.record.state != RUNNING:
                return
            self.record = replace(self.record, state=STOPPING)
            with contextlib.suppress(OSError):
                self._leash.close()

    def wait(self, seconds: float) -> None:
        """Wait until the process has ended, but no longer."""
        if self._reader is not None:
            self._reader.join(seconds)

    def keep(self, record: WorkRecord | None = None) -> None:
        """Write the record, or what it will be."""
        told = (record or self.record).to_json()
        body = {key: told[key] for key in ("kind", "about", "order", "state", "at", "said", "fault", "result")}
        write_document(self._file, STUDIO, {"work": body}, force=True)

    @property
    def _log(self) -> Path:
        return self._file.with_suffix(".log")

    def _read(self, process: "subprocess.Popen[str]", lines: IO[str]) -> None:
        """Hear the process to its end; this has a thread of its own. The work is over when the process is: then it may begin anew."""
        end: dict[str, Any] | None = None
        with lines:
            while line := lines.readline(LONGEST_LINE):
                end = self._hear(line) or end
        process.wait()
        with contextlib.suppress(OSError):
            (process.stdin or lines).close()
        if end is None:
            end = {"state": FAILED, "fault": f"The work ended before it was done. Received: {brief(self._last_words())}. Go on, or begin anew."}
        result = {key: value for key, value in end.items() if key not in ("state", "fault")}
        over: dict[str, Any] = {"state": end["state"], "fault": self._clean(str(end.get("fault", ""))), "result": result, "now": None}
        if self._file.parent.is_dir():  # else the folder is gone: nobody will ask
            with contextlib.suppress(GanSpaceSynthError):
                self.keep(replace(self.record, **over))
        self._change(**over)

    def _last_words(self) -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:  # the folder is gone
            lines = []
        return lines[-1] if lines else "nothing"

    def _hear(self, line: str) -> dict[str, Any] | None:
        """Take up what the process says; return what came of it where it says so."""
        try:
            told = json.loads(line)
        except ValueError:
            return None
        if not isinstance(told, dict):
            return None
        if "now" in told:
            self._change(now=told["now"])
        if "say" in told:
            self._change(said=(*self.record.said, self._clean(str(told["say"])))[-MOST_SAID:])
        end = told.get("end")
        return end if isinstance(end, dict) and "state" in end else None

    def _change(self, **values: Any) -> None:
        with self._lock:
            self.record = replace(self.record, **values)


def read_record(file: Path) -> WorkRecord:
    """Return a record that was kept; what ran when the studio ended is stopped.

    Raises:
        SequenceError: it is damaged.
    """
    _, said = read_document(file, STUDIO)
    try:
        row = said["work"]
        order = Order(str(row["kind"]), str(row["about"]), dict(row["order"]))
        if order.kind not in READERS or file.stem != order.id:
            raise ValueError(order.kind)
        state = row["state"] if row["state"] in (STOPPED, FINISHED, FAILED) else STOPPED
        sentences = tuple(map(str, row["said"]))[-MOST_SAID:]
        return WorkRecord(order, state, float(row["at"]), sentences, str(row["fault"]), dict(row["result"]))
    except (TypeError, KeyError, ValueError, AttributeError) as e:
        raise SequenceError(f"A record of work must be whole. Received: {file.name} ({brief(e)}). Move it away.", rule="field-kinds") from e
