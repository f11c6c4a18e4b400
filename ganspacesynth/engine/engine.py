"""Engine: calls in, answers out; the one place that holds what is being played."""

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.point import Point
from ganspacesynth.engine.commands import registry
from ganspacesynth.engine.commands.table import COMMANDS, Call, CommandError, Value, parse, request_id
from ganspacesynth.engine.jobs import Jobs
from ganspacesynth.engine.library import ModelLibrary
from ganspacesynth.engine.sound_folder import SoundFolder
from ganspacesynth.engine.voice import Voice

log = logging.getLogger(__name__)

MAIN = "main"
MAX_VOICES = 64
MAX_SNAPSHOTS = 1000
MAX_NAMED = 128  # letters of an address that an error repeats
CODES = {
    "InvalidInput": "invalid",
    "ModelError": "model",
    "DirectionsError": "directions",
    "AudioError": "audio",
    "SequenceError": "sequence",
    "OutputError": "output",
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


class Engine:
    """What is being played: models, voices, snapshots, jobs and sounds.

    `handle` is called by one thread; jobs run in others and answer from there.

    Attributes:
        library: open models.
        voices: by name.
        snapshots: points by name.
        jobs: work that takes time.
        sounds: the folder of the sounds made.
        precision: of what is played at once.
        ended: set when the engine shall end.
    """

    def __init__(self, *, precision: str = "preview", temp: str | os.PathLike[str] | None = None, ended: threading.Event | None = None) -> None:
        self.precision = precision
        self.library = ModelLibrary(opening=lambda: self.jobs.count("load"))
        self.voices: OrderedDict[str, Voice] = OrderedDict()  # the one named last is last
        self.snapshots: dict[str, Point] = {}
        self.sounds = SoundFolder(temp)
        self.jobs = Jobs()
        self.players: dict[str, Any] = {}  # voice name -> what sounds through its ring
        self.live: dict[str, Request] = {}  # voice name -> who wants previews of it
        self.ended = ended or threading.Event()
        self._handlers = registry.handlers()

    def handle(self, address: str, values: tuple[Value, ...], send: Send, owner: str = "") -> None:
        """Do what a message says; whatever is wrong with it becomes an answer."""
        try:
            request = Request(parse(address, values), send, owner)
        except Exception as e:  # noqa: BLE001  values of any kind may come from a host that is no server of ours
            send(*refused(address, values, e))
            return
        try:
            self._handlers[request.call.address](self, request)
        except Exception as e:  # noqa: BLE001  one bad message must not end a concert
            request.fail(e)

    def voice(self, request: Request) -> Voice:
        """Return the voice that a request means, a new one if it is named for the first time."""
        name = request.get("voice", MAIN)
        if name not in self.voices:
            if len(self.voices) >= MAX_VOICES:
                self._forget_a_voice(name)
            self.voices[name] = Voice(name, self.library)
        self.voices.move_to_end(name)
        return self.voices[name]

    def _forget_a_voice(self, name: str) -> None:
        """Let the voice go that was named longest ago and sounds through no ring: a patch cannot say that its window was closed."""
        silent = next((other for other in self.voices if other not in self.players), None)
        if silent is None:
            raise CommandError("busy", f"At most {MAX_VOICES} voices may sound. Received: one more, {name!r}. Send /voice_close to one.")
        self.voices.pop(silent)
        self.live.pop(silent, None)

    def player(self, request: Request) -> Any:
        """Return what sounds through the voice's ring; raises CommandError unless it is open."""
        name = self.voice(request).name
        if name not in self.players:
            raise CommandError(
                "invalid", f"A voice sounds through a ring. Received: {request.call.address}, and {name} has none. Send /voice_open first."
            )
        return self.players[name]

    def changed(self, request: Request) -> None:
        """Let a change of a voice be heard: in its ring, and as a preview for whoever wants one."""
        voice = self.voice(request)
        if voice.name in self.players:
            self.players[voice.name].moved(voice)
        if voice.name in self.live and len(self.library):
            registry.preview(self, self.live[voice.name])

    def close(self) -> None:
        """Stop everything and remove the temporary folder."""
        self.ended.set()
        for player in list(self.players.values()):
            player.close()
        self.jobs.close()
        self.sounds.close()


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


__all__ = ["COMMANDS", "Engine", "Request", "explained"]
