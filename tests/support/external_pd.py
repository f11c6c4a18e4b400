"""[ganspacesynth~] in a real Pd: builds it, draws a patch with a score, runs it in real time, and gives back sound and messages."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio

HERE = Path(__file__).parents[1]
SOURCE = HERE.parent / "pd" / "external"
SINE_ENGINE = [sys.executable, str(HERE / "support" / "sine_engine.py")]
RATE = 48000
MORE = 11  # number of the first object behind those that every patch has

# Objects: 0 the external, 1 the recorder, 2 what prints; 3 to 10 begin the score when the engine is ready for the first time.
PATCH = r"""#N canvas 0 0 600 400 10;
#X obj 20 200 ganspacesynth~ {arguments};
#X obj 20 240 writesf~ 1 4;
#X obj 120 240 print OUT;
#X obj 220 20 loadbang;
#X msg 220 50 \; pd dsp 1;
#X msg 320 50 open -bytes 4 {name}.wav \, start;
#X obj 20 20 route status;
#X obj 20 50 route ready;
#X obj 20 80 t b b;
#X obj 60 110 spigot 1;
#X msg 20 110 0;
{events}#X connect 0 0 1 0;
#X connect 0 1 2 0;
#X connect 3 0 4 0;
#X connect 3 0 5 0;
#X connect 5 0 1 0;
#X connect 0 1 6 0;
#X connect 6 0 7 0;
#X connect 7 0 8 0;
#X connect 8 0 10 0;
#X connect 8 1 9 0;
#X connect 10 0 9 1;
{wires}"""


def build(folder):
    """Build the external in a copy of its sources, as `make external` does; return its folder."""
    folder = Path(folder)
    shutil.copytree(SOURCE, folder / "pd" / "external", ignore=shutil.ignore_patterns("*.o", "*.pd_*"))
    shutil.copy(HERE.parent / "Makefile", folder)
    done = subprocess.run(["make", "external", "STRICT=1"], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return folder / "pd" / "external"


def draw(folder, name="patch", arguments="", score=(), at_once=(), seconds=None, more=(), more_wires=()):
    """Write a patch.

    Args:
        folder: where.
        name: of the patch; its recording is name.wav beside it.
        arguments: of the object.
        score: (milliseconds after the engine is ready, message, or `; receiver message`) pairs.
        at_once: messages for the object that come while the patch loads.
        seconds: after the engine is ready, when Pd ends.
        more: other objects, "obj …" or "msg …"; the first has the number MORE.
        more_wires: (from, outlet, to, inlet) of all of them.
    """
    events, number = [f"#X {kind} 300 300 {text};" for kind, text in (line.split(" ", 1) for line in more)], MORE + len(more)
    wires = ["#X connect {} {} {} {};".format(*wire) for wire in more_wires]
    score = [*score, *([(seconds * 1000, None), (seconds * 1000 + 200, r"\; pd quit")] if seconds else [])]
    for delay_ms, message in [*((None, message) for message in at_once), *score]:
        to = 1 if message is None else 0
        if delay_ms is not None:
            events.append(f"#X obj 20 300 delay {delay_ms:g};")
            wires += [f"#X connect 9 0 {number} 0;", f"#X connect {number} 0 {number + 1} 0;"]
            number += 1
        else:
            wires.append(f"#X connect 3 0 {number} 0;")
        events.append(f"#X msg 120 300 {message or 'stop'};")
        if not (message or "").startswith("\\;"):
            wires.append(f"#X connect {number} 0 {to} 0;")
        number += 1
    text = PATCH.format(arguments=arguments, name=name, events="".join(f"{line}\n" for line in events), wires="\n".join(wires) + "\n")
    path = Path(folder) / f"{name}.pd"
    path.write_text(text, encoding="utf-8")
    return path


def tell(port, message):
    """Send a message to a [netreceive -u] in a patch: what must not come before something else is sent when that was heard, not after a time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(f"{message};\n".encode(), ("127.0.0.1", port))


def draw_keeper(folder, *score, port=None):
    """Write a patch that opens and closes others: (milliseconds, message) pairs; `open` and `close` mean voice.pd beside it.

    With a port, they may also be told to it.
    """
    words = {"open": "\\; pd open voice.pd " + str(folder).replace(" ", "\\ "), "close": "\\; pd-voice.pd menuclose 1", "quit": "\\; pd quit"}
    text = "#N canvas 0 0 400 300 10;\n#X obj 20 20 loadbang;\n"
    for number, (delay_ms, word) in enumerate(score):
        text += f"#X obj 20 60 delay {delay_ms};\n#X msg 20 90 {words[word]};\n"
        text += f"#X connect 0 0 {1 + 2 * number} 0;\n#X connect {1 + 2 * number} 0 {2 + 2 * number} 0;\n"
    if port is not None:
        number = 1 + 2 * len(score)
        text += f"#X obj 20 60 netreceive -u {port};\n#X obj 20 90 route open close quit;\n"
        text += f"#X msg 20 120 {words['open']};\n#X msg 20 150 {words['close']};\n#X msg 20 180 {words['quit']};\n"
        text += f"#X connect {number} 0 {number + 1} 0;\n"
        text += "".join(f"#X connect {number + 1} {outlet} {number + 2 + outlet} 0;\n" for outlet in range(3))
    path = Path(folder) / "keeper.pd"
    path.write_text(text, encoding="utf-8")
    return path


class Pd:
    """One Pd, running.

    Attributes:
        lines: (seconds since it began, line) pairs of what it printed.
        log: of the sine engine.
    """

    def __init__(self, patch, external, *, rate=RATE, command=(), engine=SINE_ENGINE, trouble="", **environment):
        self.folder, self.rate = Path(patch).parent, rate
        self.log, self.lines, self.begun = self.folder / "engine.log", [], time.monotonic()
        words = [*command, "pd", "-nogui", "-noaudio", "-stderr", "-noprefs", "-r", str(rate), "-path", str(external), str(patch)]
        variables = {"SINE_ENGINE_LOG": str(self.log), "SINE_ENGINE_FOLDER": str(self.folder), "SINE_ENGINE_TROUBLE": trouble}
        variables |= {"PYTHONPATH": str(HERE.parent), "GANSPACESYNTH": " ".join(f'"{word}"' for word in engine)}
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env={**os.environ, **variables, **environment})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(60)
        self.process.stderr.close()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append((time.monotonic() - self.begun, line.decode("utf-8", "replace").rstrip("\n")))

    def ends(self, timeout_s=300):
        """Wait until Pd has ended by itself."""
        assert self.process.wait(timeout_s) == 0, self.lines
        self._reader.join(60)
        return self

    def heard(self, text=""):
        """Return the messages of the object that contain a text."""
        return [line[5:] for _, line in list(self.lines) if line.startswith("OUT: ") and text in line]

    def console(self):
        """Return what Pd said that was not a message of the object."""
        return [line for _, line in list(self.lines) if line.strip() and not line.startswith("OUT: ")]

    def wait_for(self, text, count=1, timeout_s=300):
        """Wait until the object has said something so many times; return when, in seconds."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            found = [moment for moment, line in list(self.lines) if line.startswith("OUT: ") and text in line]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.005)
        raise AssertionError(f"{text!r} was not heard {count} times in {self.lines}")

    def engine_heard(self):
        """Return the messages that the sine engine got: (address, values…)."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()] if self.log.exists() else []

    def engines(self):
        """Return the process ids of the sine engines that were started."""
        return [line[1] for line in self.engine_heard() if line[0] == "pid"]

    def children(self):
        """Return the processes that Pd started: "number command line"."""
        done = subprocess.run(["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="], capture_output=True, text=True, timeout=10)
        return [line.strip() for line in done.stdout.splitlines()]

    def sound_so_far(self, name="patch"):
        """Return a recording whose end was never written: its head does not say how long it is."""
        path = self.folder / f"{name}.wav"
        data = path.read_bytes() if path.exists() else b""
        at = data.find(b"data") + 8
        if at < 8:
            return np.zeros(0, np.float32)
        return np.frombuffer(data[at : at + (len(data) - at) // 4 * 4], np.float32)

    def wait_for_sound(self, seconds, since=0, name="patch", timeout_s=300):
        """Wait until so much of a recording is loud behind sample `since`; return how long it is."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            wave = self.sound_so_far(name)
            if np.count_nonzero(np.abs(wave[since:]) > 1e-3) >= seconds * self.rate:
                return len(wave)
            time.sleep(0.02)
        raise AssertionError(f"{seconds} s of sound were not heard in {self.lines}")

    def wait_for_silence(self, name="patch", timeout_s=300):
        """Wait until a recording that was loud has ended in half a second of silence."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            loud = np.abs(self.sound_so_far(name)) > 1e-3
            if loud.any() and len(loud) > self.rate // 2 and not loud[-self.rate // 2 :].any():
                return
            time.sleep(0.02)
        raise AssertionError(f"it did not become silent: {self.lines}")

    def stop(self):
        """End Pd from outside, so that a recording is written as far as it is."""
        self.process.terminate()
        self.process.wait(60)
        self._reader.join(60)
        return self

    def sound(self, name="patch"):
        """Return the recording, float32 [samples]."""
        wave, rate = read_audio(self.folder / f"{name}.wav")
        assert rate == self.rate
        return wave


def lives(process):
    """Whether a process is there (one that waits to be buried is not)."""
    try:
        os.kill(process, 0)
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return False


def gone(process, timeout_s=120):
    """Whether a process ends in time."""
    until = time.monotonic() + timeout_s
    while lives(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not lives(process)


def kill(process):
    """End a process as hard as can be."""
    os.kill(process, signal.SIGKILL)


def corner(wave):
    """Return the sharpest corner in a wave: a click is a corner that its sound does not have."""
    return float(np.abs(np.diff(wave, 2)).max()) if len(wave) > 2 else 0.0


def sounding(wave, threshold=1e-3, gap=480):
    """Return the [start, stop) pairs of what is louder than a threshold; gaps of a hundredth of a second do not count."""
    loud = np.flatnonzero(np.abs(wave) > threshold)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > gap)
    return list(zip(loud[np.r_[0, breaks + 1]], loud[np.r_[breaks, len(loud) - 1]] + 1, strict=True))


def not_a_sine(wave, midi, rate=RATE):
    """Return how far the wave is from obeying the law of a sine of that pitch: 0 for one without any break."""
    turn = 2 * np.pi * 440 * 2 ** ((midi - 69) / 12) / rate
    wave = np.asarray(wave, np.float64)
    return float(np.abs(wave[2:] - 2 * np.cos(turn) * wave[1:-1] + wave[:-2]).max())


def nothing_left(pd):
    """Check that the last engine ends, and that no ring is left of any."""
    assert all(gone(process) for process in pd.engines())
    assert not list(pd.folder.glob("sine_engine_*/*.ring"))
