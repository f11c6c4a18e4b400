"""Client of an engine: requests over OSC, answers as futures. Needs NumPy at most, so it fits into any host."""

import itertools
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.engine.messages import PROTOCOL, Reply, Value
from ganspacesynth.server.datagrams import MAX_DATAGRAM, encode, messages

ANSWER_S = 10.0  # an engine answers at once whatever is no job
LOOK_S = 0.1
PING_S = 2.0  # of silence, while something is expected
GONE_S = 20.0  # of silence, in spite of pings
JOBS = ("models", "sounds")  # groups of commands that take as long as they take


class EngineError(GanSpaceSynthError):
    """What an engine said was wrong, or that it said nothing.

    Attributes:
        code: one of the engine's, or "cancelled", "timeout", "gone" (nobody is there any more).
    """

    def __init__(self, code: str, text: str, *, rule: str) -> None:
        super().__init__(text, rule=rule)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """One message of the engine, its values by their names in the command table."""

    address: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Asked(Future[list[Answer]]):
    """A request under way; `result()` returns its answers in their order.

    Attributes:
        id: that comes back with every answer.
        address: of the command.
    """

    def __init__(self, identity: int, address: str, silence_s: float | None, progress: Progress | None) -> None:
        super().__init__()
        self.set_running_or_notify_cancel()  # only the engine stops work: Client.cancel
        self.id, self.address = identity, address
        self.answers: list[Answer] = []
        self.progress = progress
        self.silence_s = silence_s
        self.heard_at = time.monotonic()


class Client:
    """Speaks with one engine. Any thread may ask; answers are heard by a thread of the client's own.

    Args:
        host: the engine's machine.
        unasked: called with what comes without having been asked for.
        patient: until its first word its silence means nothing: somebody else watches its process, and closes the conversation when that ends.

    Attributes:
        port: of the engine.
    """

    def __init__(self, port: int, *, host: str = "127.0.0.1", unasked: Callable[[Answer], None] | None = None, patient: bool = False) -> None:
        self.port = port
        self._patient = patient
        self._unasked = unasked
        self._asked: dict[int, Asked] = {}
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._why: str | None = None  # it has ended
        self._engine: int | None = None  # which one answers: another number is another engine, that knows nothing of us
        self._heard_at = self._pinged_at = time.monotonic()
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):  # macOS sends no more than 9 kB otherwise
            self._socket.setsockopt(socket.SOL_SOCKET, option, 1 << 18)
        self._socket.settimeout(LOOK_S)
        self._socket.connect((host, port))
        self._thread = threading.Thread(target=self._listen, name=f"ganspacesynth client {port}", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def gone(self) -> str | None:
        """Why the conversation has ended, None while it goes on."""
        return self._why

    def ask(self, address: str, *values: Any, silence_s: float | None = -1.0, progress: Progress | None = None, **options: Any) -> Asked:
        """Send a command and return at once.

        Args:
            address: of the command.
            values: its arguments.
            silence_s: seconds without a word about it after which it fails; None: wait for as long as the engine lives. By default
                jobs wait, and other commands fail after ten seconds.
            progress: called with (done, total) by the client's thread, total 0 where it is not known.
            options: as `seed=3` or `edits=(1.0, 0.5)`; a trailing underscore is left out (`as_="name"`), None leaves the option out.
        """
        command = COMMANDS[address]
        if silence_s is not None and silence_s < 0.0:
            silence_s = None if command.group in JOBS else ANSWER_S
        asked = Asked(next(self._ids), address, silence_s, progress)
        arguments = [*values, *_flat(options), "@id", asked.id]
        with self._lock:
            why = self._why
            if why is None:
                if not self._asked:
                    self._heard_at = time.monotonic()  # nobody was expected to speak until now
                self._asked[asked.id] = asked
        if why is not None:
            asked.set_exception(EngineError("gone", why, rule="engine-alive"))
            return asked
        try:
            self._socket.send(encode(address, arguments))
        except OSError as e:
            if isinstance(e, ConnectionError):
                self._end(_nobody(self.port))
            else:
                self._finish(
                    asked, EngineError("invalid", f"{address} must fit into a datagram. Received: {e}. Send fewer values.", rule="datagram-size")
                )
        return asked

    def call(self, address: str, *values: Any, **more: Any) -> Answer:
        """Send a command, wait, and return its last answer; arguments as for `ask`.

        Raises:
            EngineError: what was wrong.
        """
        return self.ask(address, *values, **more).result()[-1]

    def cancel(self, asked: Asked, **options: Any) -> None:
        """Ask the engine to stop a request's work; it fails with the code "cancelled"."""
        self.ask("/cancel", job=str(asked.id), **options)

    def check(self) -> Answer:
        """Return the engine's `/version`; raises EngineError unless it speaks this protocol."""
        version = self.call("/version", silence_s=None if self._patient else 2.0)
        if version["protocol"] != PROTOCOL:
            text = f"The engine must speak protocol {PROTOCOL}. Received: {version['protocol']} from {version['text']}. Update both to one version."
            raise EngineError("usage", text, rule="protocol-version")
        return version

    def close(self, why: str = "The conversation was closed.") -> None:
        """End; whatever is still expected fails with the code "gone"."""
        self._end(why)
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)

    def _listen(self) -> None:
        with self._socket:
            while self._why is None:
                try:
                    data = self._socket.recv(MAX_DATAGRAM + 1)
                except TimeoutError:
                    self._look(time.monotonic())
                    continue
                except OSError:  # the system says that nobody listens there
                    self._end(_nobody(self.port))
                    return
                self._heard_at, self._patient = time.monotonic(), False
                for address, values in messages(data):
                    try:
                        self._hear(address, values)
                    except Exception as e:  # noqa: BLE001  a host's own function failed; who waits must not wait forever
                        self._end(f"What the host does with answers must not fail. Received: {type(e).__name__}: {e}.")
                if self._asked:
                    self._look(self._heard_at)

    def _hear(self, address: str, values: tuple[Value, ...]) -> None:
        identity: object = None
        if len(values) >= 2 and values[-2] == "@id":
            values, identity = values[:-2], values[-1]
        asked = self._asked.get(identity) if isinstance(identity, int) else None
        answer = Answer(address, named(asked.address if asked else None, address, values))
        if address == "/pong":
            self._same(answer.values.get("engine"))
        if asked is None:
            if self._unasked and identity is None:
                self._unasked(answer)
            return
        asked.heard_at = self._heard_at
        if address == "/progress":
            if asked.progress:
                asked.progress(answer["done"], answer["total"])
        elif address == "/error":
            self._finish(asked, EngineError(str(answer["code"]), str(answer["text"]), rule="refused-by-engine"))
        elif address == "/cancelled":
            self._finish(asked, EngineError("cancelled", f"{asked.address} was stopped: {answer['reason']}.", rule="request-cancelled"))
        else:
            asked.answers.append(answer)
            if _complete(asked):
                self._finish(asked, None)

    def _same(self, engine: int | None) -> None:
        if self._engine not in (None, engine):
            self._end("Another engine answers now: the one before has ended, and with it what it had loaded.")
        self._engine = engine

    def _look(self, now: float) -> None:
        """Fail what nobody answers; ask whether somebody is there."""
        for asked in list(self._asked.values()):
            if asked.silence_s is not None and now - asked.heard_at > asked.silence_s:
                text = f"The engine must answer {asked.address} within {asked.silence_s:g} s. Received: nothing. Is it busy, or another program?"
                self._finish(asked, EngineError("timeout", text, rule="timely-answer"))
        if not self._asked or now - self._heard_at < PING_S or now - self._pinged_at < PING_S:
            return
        if now - self._heard_at > GONE_S and not self._patient:
            self._end(f"The engine has been silent for {GONE_S:g} s.")
            return
        self._pinged_at = now
        try:
            self._socket.send(encode("/ping", ()))
        except OSError:
            self._end(_nobody(self.port))

    def _finish(self, asked: Asked, error: Exception | None) -> None:
        with self._lock:
            known = self._asked.pop(asked.id, None) is not None
        if known and error is not None:
            asked.set_exception(error)
        elif known:
            asked.set_result(asked.answers)

    def _end(self, why: str) -> None:
        with self._lock:
            if self._why is not None:
                return
            self._why = why
            left, self._asked = list(self._asked.values()), {}
        for asked in left:
            asked.set_exception(EngineError("gone", why, rule="engine-alive"))


def named(asked: str | None, address: str, values: tuple[Value, ...]) -> dict[str, Any]:
    """Return an answer's values by their names in the table; those it has no name for as `more`."""
    reply = _form(asked, address)
    result: dict[str, Any] = {}
    for argument in reply.arguments if reply else ():
        if argument.often == "*":
            result[argument.name], values = values, ()
        elif values:
            result[argument.name], values = values[0], values[1:]
    return {**result, "more": values} if values else result


def _form(asked: str | None, address: str) -> Reply | None:
    for reply in COMMANDS[asked].replies if asked else ():
        if reply.address == address:
            return reply
    if address in OTHERS:
        return OTHERS[address][0]
    return next((reply for command in COMMANDS.values() for reply in command.replies if reply.address == address), None)


def _complete(asked: Asked) -> bool:
    """Whether a request has all its answers: the last of its form, or as many as that one says there are."""
    last, answer = COMMANDS[asked.address].replies[-1], asked.answers[-1]
    if answer.address != last.address:
        return False
    return len(asked.answers) >= answer["count"] if last.each else True


def _flat(options: Mapping[str, Any]) -> list[Any]:
    flat: list[Any] = []
    for name, value in options.items():
        if value is not None:
            flat += [f"@{name.rstrip('_')}", *(value if isinstance(value, list | tuple) else (value,))]
    return flat


def _nobody(port: int) -> str:
    return f"An engine must listen on port {port}. Received: nobody does. Start one with: ganspacesynth serve"
