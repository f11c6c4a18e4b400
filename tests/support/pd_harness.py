"""A real Pure Data without a window, driven from a test: messages in, messages and sound out, and what it said on its console."""

import queue
import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio
from tests.support.harness_patches import HARNESS, WATCH
from tests.support.patience import PATIENCE_S, until

PATCHES = Path(__file__).parents[2] / "pd"

# What Pd says of the harness: of its connection and files, and of a disk that is late.
OUR_OWN = ("netsend/netreceive: blocked", "biggest amplitude", "waiting for disk write", "... done waiting")


class Pd:
    """One running Pd.

    With a stand-in for the engine, time that passes in Pd ends when Pd and it have told each other all that there was to tell.

    Attributes:
        heard: messages of the watched receivers, (name, atom, …), all of them since the start.
        console: lines it has written on its console.
    """

    def __init__(self, folder, *patches, rate=48000, engine=None, engine_port=None, path=(), command="pd"):
        self.folder, self.engine = Path(folder), engine
        self.folder.mkdir(parents=True, exist_ok=True)
        self.heard, self.console = [], []
        self._pauses, self._held = 0, None
        self._new = queue.SimpleQueue()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE_S)
        (self.folder / "harness.pd").write_text(HARNESS.format(port=self._server.getsockname()[1]), encoding="utf-8")
        (self.folder / "harness_watch.pd").write_text(WATCH, encoding="utf-8")
        paths = [word for p in path for word in ("-path", str(p))]
        flags = ["-nogui", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nrt", "-r", str(rate)]
        self.process = subprocess.Popen(
            [shutil.which(command) or command, *flags, *paths, str(self.folder / "harness.pd")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._threads = [threading.Thread(target=self._read_console, daemon=True)]
        self._threads[0].start()
        try:
            self._socket = self._server.accept()[0]
        except TimeoutError:
            self.close()
            raise AssertionError("Pd did not start: " + "\n".join(self.console)) from None
        self._threads.append(threading.Thread(target=self._read_messages, daemon=True))
        self._threads[1].start()
        if engine is not None or engine_port is not None:
            self.send("harness-port", engine_port if engine is None else engine.port)
        self.watch("gss-here")
        for patch in patches:
            self.open(patch)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self, patch):
        """Open a patch, as File/Open does."""
        patch = Path(patch)
        self.send("pd", "open", patch.name, str(patch.parent))

    def send(self, receiver, *atoms):
        """Send a message to a receiver: a selector or a list."""
        line = (" ".join([_escaped(receiver), *map(_escaped, atoms)]) + ";\n").encode("utf-8")
        if self._held is None:
            self._socket.sendall(line)
        else:
            self._held += line

    def watch(self, *names):
        """Hear what comes to these receivers from now on."""
        for name in names:
            self.send("pd-harness.pd", "obj", 10, 300, "harness_watch", name)
        self.sync()

    def sync(self):
        """Wait until Pd has done everything that it was sent."""
        mark = f"mark-{time.monotonic_ns()}"
        self.send("harness-out", mark)
        self.wait(mark)

    def wait(self, name, *begins, timeout=PATIENCE_S, since=0):
        """Return the next message of a receiver that begins with these atoms; one heard before counts only from number `since` on."""
        self._let_go()
        for message in self.heard[since or len(self.heard) :]:
            if message[: len(begins) + 1] == (name, *begins):
                return message
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                message = self._new.get(timeout=left)
            except queue.Empty:
                break
            self.heard.append(message)
            if message[: len(begins) + 1] == (name, *begins):
                return message
        said = "\n".join([*map(str, self.heard[-12:]), *self.console[-12:]])
        raise AssertionError(f"Pd never sent {name} {begins}. The last it said:\n{said}")

    def pause(self, seconds):
        """Let Pd play on, so many seconds by its own clock, which is late on a busy machine; hear what it says meanwhile."""
        self.settle()
        self._pauses += 1
        self.send("harness-pause", self._pauses, 1000 * seconds)
        self.wait("paused", self._pauses)
        self.settle()

    def settle(self):
        """Wait until Pd and its engine have nothing more to tell each other at once; not for an engine that takes its time."""
        if self.engine is None or self.engine.takes_s:
            return
        before = -1
        while before != self.engine.count:
            before = self.engine.count
            self.sync()  # it has said what it had to say
            self.engine.settle()  # and has its answers,
            self.sync()  # which it has taken

    def plan(self, name, *score):
        """Have Pd send messages at times of its own when `name` is banged: (milliseconds, receiver, atom, …)."""
        boxes, wires = [f"#X obj 20 20 r {name};"], []
        for number, (delay_ms, receiver, *atoms) in enumerate(score):
            message = " ".join([_escaped(receiver), *map(_escaped, atoms)])
            boxes += [f"#X obj 20 50 delay {delay_ms:g};", f"#X msg 20 80 \\; {message};"]
            wires += [f"#X connect 0 0 {2 * number + 1} 0;", f"#X connect {2 * number + 1} 0 {2 * number + 2} 0;"]
        path = self.folder / f"{name}.pd"
        path.write_text("\n".join(["#N canvas 0 0 400 300 10;", *boxes, *wires, ""]), encoding="utf-8")
        self.open(path)
        self.sync()

    def last(self, name):
        """Return the newest message of a receiver, or None."""
        self.sync()
        return next((message for message in reversed(self.heard) if message[0] == name), None)

    def array(self, name, samples):
        """Return what is in an array, float32 [samples]."""
        path = self.folder / "array.wav"
        self.send("harness-files", "write", "-wave", "-bytes", 4, "-nframes", samples, str(path), name)
        self.wait("soundfiler")
        return read_audio(path)[0]

    def record(self, tap, seconds, meanwhile=None):
        """Return (wave, rate) of what a signal of this name sounds like for so long; `meanwhile` is called as it begins."""
        path = self.folder / "record.wav"
        path.unlink(missing_ok=True)
        self.send("harness-tap", "set", tap)
        self.send("harness-writer", "open", "-wave", "-bytes", 4, str(path))
        self._held = b""  # what is sent at once arrives with the first sample
        self.send("harness-writer", "start")
        if meanwhile:
            meanwhile()
        self.pause(seconds)
        self.send("harness-writer", "stop")
        until(lambda: _whole(path), "the recording was never whole")  # writesf~ writes from a thread of its own
        return read_audio(path)

    def _let_go(self):
        held, self._held = self._held, None
        if held:
            self._socket.sendall(held)

    def patches(self):
        """Return {name: (number, whether it has its model)} of the open patches."""
        before = len(self.heard)
        self.send("gss-who", "bang")
        self.sync()
        return {str(m[1]): (int(m[2]), bool(m[3])) for m in self.heard[before:] if m[0] == "gss-here"}

    def ready(self, patch, timeout=PATIENCE_S):
        """Wait until a patch has its model; return its number, and hear from then on what goes to the engine and comes back."""
        end = time.monotonic() + timeout
        while not (found := self.patches().get(patch, (0, 0)))[1]:
            assert time.monotonic() < end, f"{patch} never became ready: {found}, {self.heard[-5:]}, {self.console[-5:]}"
            self.pause(0.1)
        self.watch(*[f"{found[0]}-{name}" for name in ("say", "ready", "from", "engine")])
        return found[0]

    def opened(self, patch, timeout=PATIENCE_S):
        """Wait until a patch is open; return its number."""
        end = time.monotonic() + timeout
        while patch not in (found := self.patches()):
            assert time.monotonic() < end, f"{patch} did not open: {self.console[-5:]}"
            self.pause(0.1)
        return found[patch][0]

    def complaints(self):
        """Return the lines on the console, but those about the harness's own connection and files."""
        return [line for line in self.console if line and not any(words in line for words in OUR_OWN)]

    def close(self):
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._server.close()
        if hasattr(self, "_socket"):
            self._socket.close()
        for thread in self._threads:
            thread.join(60)
        self.process.stderr.close()

    def _read_console(self):
        for line in self.process.stderr:
            self.console.append(line.rstrip("\n"))

    def _read_messages(self):
        data = b""
        while True:
            try:
                part = self._socket.recv(65536)
            except OSError:
                return
            if not part:
                return
            *lines, data = re.split(rb"(?<!\\);", data + part)  # at semicolons that are not escaped; the last part has not ended
            for line in lines:
                atoms = _atoms(line.decode("utf-8", "replace"))
                if atoms:
                    self._new.put(atoms)


def _whole(path):
    """Whether a recording is closed: its head says how long it is."""
    data = path.read_bytes() if path.exists() else b""
    at = data.find(b"data") + 4
    return at >= 4 and 0 < int(np.frombuffer(data[at : at + 4].ljust(4, b"\0"), "<u4")[0]) <= len(data) - at - 4


def _escaped(atom):
    if isinstance(atom, int | float):
        return f"{atom:.9g}"
    text = str(atom)
    for letter in ("\\", " ", ",", ";", "$"):
        text = text.replace(letter, "\\" + letter)
    return text


def _atoms(text):
    """Return a message's atoms: numbers, and words with their escapes undone."""
    words, word, escaped = [], "", False
    for letter in text.strip():
        if escaped:
            word, escaped = word + letter, False
        elif letter == "\\":
            escaped = True
        elif letter.isspace():
            words.append(word)
            word = ""
        else:
            word += letter
    return tuple(_number(word) for word in [*words, word] if word)


def _number(word):
    try:
        return float(word)
    except ValueError:
        return word
