"""A real Pure Data without a window, driven from a test: messages in, messages and sound out, and what it said on its console."""

import queue
import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from ganspacesynth.audio.files.sound_files import read_audio

PATCHES = Path(__file__).parents[2] / "pd"

# netsend (TCP, text) brings messages from the test: a receiver's name, then what it shall get.
HARNESS = r"""#N canvas 0 0 700 400 10;
#X obj 20 20 loadbang;
#X msg 20 50 connect 127.0.0.1 {port};
#X obj 20 90 netsend;
#X obj 20 105 t a a;
#X obj 20 180 send;
#X obj 120 150 list trim;
#X obj 220 20 r harness-out;
#X obj 220 50 list prepend send;
#X obj 220 70 list trim;
#X obj 400 20 r harness-files;
#X obj 400 50 soundfiler;
#X obj 400 80 list prepend soundfiler;
#X obj 400 110 s harness-out;
#X obj 400 150 r harness-tap;
#X obj 400 180 receive~ harness-nothing;
#X obj 400 220 writesf~;
#X obj 520 180 r harness-writer;
#X obj 520 220 r harness-port;
#X obj 520 250 value gss-port;
#X obj 60 130 list split 1;
#X obj 20 130 list split 1;
#X obj 400 250 s~ harness-nothing;
#X obj 220 180 r harness-pause;
#X obj 220 210 pipe 0;
#X obj 220 240 list prepend paused;
#X obj 220 270 list trim;
#X obj 220 300 s harness-out;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 2 1 3 0;
#X connect 3 1 19 0;
#X connect 3 0 20 0;
#X connect 19 0 4 1;
#X connect 20 1 5 0;
#X connect 5 0 4 0;
#X connect 6 0 7 0;
#X connect 7 0 8 0;
#X connect 8 0 2 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
#X connect 13 0 14 0;
#X connect 14 0 15 0;
#X connect 16 0 15 0;
#X connect 17 0 18 0;
#X connect 22 0 23 0;
#X connect 23 0 24 0;
#X connect 24 0 25 0;
#X connect 25 0 26 0;
"""
WATCH = r"""#N canvas 0 0 300 200 10;
#X obj 20 20 r \$1;
#X obj 20 50 list prepend \$1;
#X obj 20 80 s harness-out;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
"""


class Pd:
    """One running Pd.

    Attributes:
        heard: messages of the watched receivers, (name, atom, …), all of them since the start.
        console: lines it has written on its console.
    """

    def __init__(self, folder, *patches, rate=48000, engine_port=None, path=(), command="pd"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.heard, self.console = [], []
        self._pauses = 0
        self._new = queue.SimpleQueue()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(20)
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
        if engine_port is not None:
            self.send("harness-port", engine_port)
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
        self._socket.sendall((" ".join([_escaped(receiver), *map(_escaped, atoms)]) + ";\n").encode("utf-8"))

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

    def wait(self, name, *begins, timeout=15.0, since=0):
        """Return the next message of a receiver that begins with these atoms; one heard before counts only from number `since` on."""
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
        self._pauses += 1
        self.send("harness-pause", self._pauses, 1000 * seconds)
        self.wait("paused", self._pauses, timeout=seconds + 60)

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
        self.send("harness-tap", "set", tap)
        self.send("harness-writer", "open", "-wave", "-bytes", 4, str(path))
        self.send("harness-writer", "start")
        if meanwhile:
            meanwhile()
        self.pause(seconds)
        self.send("harness-writer", "stop")
        self.sync()
        time.sleep(0.3)  # writesf~ writes from a thread of its own
        return read_audio(path)

    def patches(self):
        """Return {name: (number, whether it has its model)} of the open patches."""
        before = len(self.heard)
        self.send("gss-who", "bang")
        self.sync()
        return {str(m[1]): (int(m[2]), bool(m[3])) for m in self.heard[before:] if m[0] == "gss-here"}

    def ready(self, patch, timeout=120.0):
        """Wait until a patch has its model; return its number, and hear from then on what goes to the engine and comes back."""
        end = time.monotonic() + timeout
        while not (found := self.patches().get(patch, (0, 0)))[1]:
            assert time.monotonic() < end, f"{patch} never became ready: {found}, {self.heard[-5:]}, {self.console[-5:]}"
            self.pause(0.1)
        self.watch(*[f"{found[0]}-{name}" for name in ("say", "ready", "from", "engine")])
        return found[0]

    def opened(self, patch, timeout=120.0):
        """Wait until a patch is open; return its number."""
        end = time.monotonic() + timeout
        while patch not in (found := self.patches()):
            assert time.monotonic() < end, f"{patch} did not open: {self.console[-5:]}"
            self.pause(0.1)
        return found[patch][0]

    def complaints(self):
        """Return the lines on the console, but those about the harness's own connection and files."""
        return [line for line in self.console if "netsend/netreceive: blocked" not in line and "biggest amplitude" not in line]

    def close(self):
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self._server.close()
        if hasattr(self, "_socket"):
            self._socket.close()
        for thread in self._threads:
            thread.join(5)
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
