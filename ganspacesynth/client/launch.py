"""An engine found, or started as a process of its own and watched: what a host needs before it can send messages to one."""

import contextlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from ganspacesynth.client.client import Client, EngineError
from ganspacesynth.engine.messages import PORT

SLOW_S = 10.0  # who waits for a start for so long is told that it goes on
STOP_S = 5.0
LAST_WORDS_S = 2.0  # an engine that has ended may have children that keep its outputs open
LISTENING = re.compile(r"listening on \S+ port (\d+)")
COMMAND = "GANSPACESYNTH"  # environment: the command that is the engine, for whom ours is not the right one
SOURCE = Path(__file__).resolve().parents[2]  # a checkout, or where packages are installed
REMEMBERED = 20

Told = Callable[[str], None]
Say = Callable[[str], None]


class Link:
    """A conversation with an engine and, when this program started it, its process. With `with`, it is closed behind the block.

    Attributes:
        client: to talk with.
        process: None for an engine that was found.
    """

    def __init__(self, client: Client, process: "EngineProcess | None" = None) -> None:
        self.client, self.process = client, process

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation, and the process if it is ours."""
        if self.process:
            self.process.stop()
        self.client.close()


class EngineProcess:
    """`ganspacesynth serve` on a port that the system chooses; it ends when this program does, however that comes.

    It is waited for as long as it lives: libraries from a slow disk, on a busy machine, take minutes.

    Args:
        arguments: more words for `ganspacesynth serve`.
        command: what to start instead of the engine of this installation.
        say: told every ten seconds that it is still starting.

    Attributes:
        port: that it listens on.
        pid: its process.
    """

    def __init__(self, arguments: Sequence[str] = (), *, command: Sequence[str] | None = None, say: Say | None = None) -> None:
        words = [*(command or engine_command()), "serve", "--port", "0", "--follow", *arguments]
        self._last: deque[str] = deque(maxlen=REMEMBERED)
        self.port = 0
        self._ready = threading.Event()  # it listens, or it never will
        self._ended: list[Told] = []
        self._over: str | None = None
        self._telling = threading.Lock()
        try:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,  # held open: its closing tells the engine that we are gone
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                start_new_session=os.name != "nt",  # Ctrl-C in the host's terminal is the host's
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as e:
            raise EngineError(
                "gone", f"The engine must be there to be started. Received: {shlex.join(words)} ({e.strerror}). {_advice()}", rule="engine-program"
            ) from e
        self.pid = self._process.pid
        streams = (self._process.stdout, self._process.stderr)
        self._readers = [threading.Thread(target=self._read, args=(stream,), name="ganspacesynth engine output", daemon=True) for stream in streams]
        for reader in self._readers:
            reader.start()
        threading.Thread(target=self._wait, name="ganspacesynth engine watch", daemon=True).start()
        begun = time.monotonic()
        while not self._ready.wait(SLOW_S):
            if say:
                say(f"The engine is still starting ({time.monotonic() - begun:.0f} s so far). {self.last}".rstrip())
        if not self.port:
            raise EngineError("gone", f"The engine must say that it listens. Received: {self.last or 'nothing'}. {_advice()}", rule="engine-listens")

    @property
    def last(self) -> str:
        """What it said last on its error output, in one line."""
        return " ".join(self._last)[-500:]

    def when_ended(self, told: Told) -> None:
        """Have `told` called, with the reason in words, when the process ends without `stop`; it is called by a thread."""
        with self._telling:
            if self._over is None:
                self._ended.append(told)
                return
        told(self._over)

    def stop(self, patience_s: float = STOP_S) -> None:
        """End it: kindly, then not."""
        with self._telling:
            self._ended.clear()
        self._let_go()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _let_go(self) -> None:
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]

    def _read(self, stream: "subprocess.IO[bytes]") -> None:  # type: ignore[name-defined]
        with stream:
            for line in stream:
                text = line.decode("utf-8", "replace").strip()
                found = LISTENING.match(text) if stream is self._process.stdout else None
                if found:
                    self.port = int(found[1])
                    self._ready.set()
                elif text:
                    self._last.append(text)

    def _wait(self) -> None:
        code = self._process.wait()
        self._let_go()
        for reader in self._readers:
            reader.join(LAST_WORDS_S)
        self._ready.set()
        said = f" It said: {self.last}" if code > 0 and self._last else ""
        with self._telling:
            self._over = f"The engine has ended ({f'killed by signal {-code}' if code < 0 else f'exit code {code}'}).{said}"
            ended = list(self._ended)
        for told in ended:
            told(self._over)


def start(*arguments: str, command: Sequence[str] | None = None, say: Say | None = None) -> Link:
    """Start an engine and return the conversation with it.

    Args:
        arguments: more words for `ganspacesynth serve`, such as "--model", "none".
        command: what to start instead of the engine of this installation.
        say: told every ten seconds that it is still starting; for as long as it lives it is waited for.

    Raises:
        EngineError: it does not start (code "gone").
    """
    process = EngineProcess(arguments, command=command, say=say)
    client = Client(process.port, patient=True)
    process.when_ended(client.close)
    return Link(client, process)


def find(port: int = PORT) -> Link | None:
    """Return the conversation with the engine that serves on a port of this machine, None when nobody does who speaks our protocol."""
    client = Client(port)
    try:
        client.check()
    except EngineError:
        client.close()
        return None
    return Link(client)


def engine_command() -> list[str]:
    """Return the command that is the engine: the one named in $GANSPACESYNTH, or this Python if it has what it takes, or another's."""
    given = os.environ.get(COMMAND)
    if given:
        return shlex.split(given, posix=os.name != "nt")
    candidates = [Path(sys.executable or "")]  # inside a host it may be the host's program, or empty
    candidates += [Path(sys.exec_prefix, *words) for words in (("bin", "python3"), ("python.exe",), ("Scripts", "python.exe"))]
    if importlib.util.find_spec("onnxruntime") is None:
        candidates = [SOURCE / ".venv" / "bin" / "python", SOURCE / ".venv" / "Scripts" / "python.exe"]
    for python in candidates:
        if python.name.lower().startswith("python") and python.is_file():
            return [str(python), "-m", "ganspacesynth"]
    return [shutil.which("ganspacesynth") or "ganspacesynth"]


def _environment() -> dict[str, str]:
    """The engine is to find the very package that starts it, also when that is a checkout to which only the host's path leads."""
    if not (SOURCE / "setup.py").is_file():
        return dict(os.environ)
    inherited = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), *inherited])}


def _advice() -> str:
    return f"Install GANSpaceSynth (`make demo` in its folder does), or set {COMMAND} to the command that is the engine."
