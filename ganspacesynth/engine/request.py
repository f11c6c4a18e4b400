"""Request: a call, and where its answers go; an error in, the code and the words of its answer out."""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.output.decoders import check_decoder
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.engine.messages import Call, CommandError, Value, request_id

log = logging.getLogger(__name__)

MAX_NAMED = 128  # letters of an address that an error repeats
CODES = {
    "InvalidInput": "invalid",
    "ModelError": "model",
    "DirectionsError": "directions",
    "AudioError": "audio",
    "SequenceError": "sequence",
    "OutputError": "output",
    "BusyError": "busy",
}

Send = Callable[[str, tuple[Value, ...]], None]


@dataclass(frozen=True)
class Request:
    """A call, and where its answers go.

    Attributes:
        call: what was asked.
        send: takes the address and the arguments of an answer; any thread may call it.
        owner: who asked.
    """

    call: Call
    send: Send
    owner: str = ""

    @property
    def id(self) -> Value | None:
        """The request's id."""
        return self.call.id

    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument or an option by its name."""
        return self.call.arguments.get(name, self.call.options.get(name, default))

    def answer(self, address: str, *values: Value) -> None:
        """Send an answer; the request's id, if it has one, goes along."""
        self.send(address, values if self.id is None else (*values, "@id", self.id))

    def ok(self) -> None:
        """Say that it was done."""
        self.answer("/ok", self.call.address)

    def fail(self, error: Exception) -> None:
        """Say what was wrong, in the words of the error."""
        self.answer("/error", self.call.address, *explained(error))

    def progress(self, done: int, total: int | None) -> None:
        """Say how far long work is."""
        self.answer("/progress", self.call.address, done, total or 0)

    def cancelled(self, reason: str) -> None:
        """Say that the work was stopped."""
        self.answer("/cancelled", self.call.address, reason)

    def job(self, voice: str, work: Callable[[Progress], None], *, key: Hashable | None = None, report: Progress = quiet) -> Job:
        """Return the job of this request that does some work for a voice; /cancel finds it by the voice and the request's id."""
        identity = None if self.id is None else f"{self.id:.9g}" if isinstance(self.id, float) else str(self.id)
        return Job(work, self.cancelled, self.fail, report=report, owner=(voice, identity), key=key)


def asked_decoder(request: Request) -> str | None:
    """Return the decoder that a request asks for, None for none; raises InvalidInput for one that there is not."""
    word = request.get("decoder")
    return None if word is None else check_decoder(word)


def refused(address: str, values: tuple[Value, ...], error: Exception) -> tuple[str, tuple[Value, ...]]:
    """Return the answer to a message that is none of the table: an address and its arguments."""
    identity = request_id(values)
    tail = () if identity is None else ("@id", identity)
    return "/error", ("/" + address.lstrip("/")[:MAX_NAMED], *explained(error), *tail)


def explained(error: Exception) -> tuple[str, str]:
    """Return an error's code and its text."""
    if isinstance(error, CommandError):
        return error.code, str(error)
    if isinstance(error, GanSpaceSynthError):
        return CODES.get(type(error).__name__, "invalid"), str(error)
    if isinstance(error, OSError):
        return "invalid", f"The system must let us read and write. Received: {error.strerror or _words(error)}. Check the path."
    log.error("A message failed in a way that nobody foresaw.", exc_info=error)
    text = "There must be enough memory." if isinstance(error, MemoryError) else "The engine must not fail like this; please report it."
    return "internal", f"{text} Received: {type(error).__name__}: {_words(error)}."


def _words(error: Exception) -> str:
    try:
        return str(error)[:200]
    except Exception:  # noqa: BLE001  what cannot even say what it is
        return "without words"
