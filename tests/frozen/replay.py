"""What making and replaying the fixtures share: the machine's fingerprint, and conversations with an engine written down as lines of JSON.

A line is {"say": [message, …], "hear": [answer, …]}; places that differ between machines stand as <words>.
"""

import contextlib
import io
import json
import math
import os
import platform
import queue
import re
import socket
import threading
import time
from importlib.metadata import version
from pathlib import Path

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

HOME = Path(__file__).parent
LIBRARIES = ("tensorflow", "keras", "numpy", "scipy", "soundfile")
BARRIER = "the barrier"
PATIENCE_S = 300.0
DRAWING = ("/random", "/step_random")  # their seeds are new each time
RELATIVE, ABSOLUTE = 1e-4, 1e-4  # between processors, of numbers in answers: z is drawn in float32


def fingerprint():
    """What decides how sums are rounded: libraries, backend, and the processor with its vector units."""
    flags = ""
    with contextlib.suppress(OSError):
        found = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        flags = " ".join(sorted(flag for flag in (found[1].split() if found else []) if re.match(r"avx|fma|sse|amx|asimd|sve", flag)))
    chosen = {name: value for name, value in sorted(os.environ.items()) if name.startswith(("ONEDNN", "TF_ENABLE", "OPENBLAS_CORE", "NPY_DISABLE"))}
    return {
        "libraries": {name: version(name) for name in LIBRARIES},
        "backend": os.environ.get("KERAS_BACKEND", "tensorflow"),
        "system": f"{platform.system()} {platform.machine()} {os.cpu_count()} processors",
        "flags": flags,
        "chosen": chosen,
    }


class Direct:
    """A host that calls an Engine without a network."""

    def __init__(self, engine):
        self._engine, self._heard = engine, queue.Queue()

    def say(self, address, *values):
        """Send a message."""
        self._engine.handle(address, tuple(values), lambda address, values: self._heard.put([address, *values]))

    def hear(self):
        """Return the next answer."""
        return self._heard.get(timeout=PATIENCE_S)


class Udp:
    """A host with a socket."""

    def __init__(self, port):
        self._to = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE_S)

    def say(self, address, *values):
        """Send a message; Pd's numbers are floats."""
        builder = OscMessageBuilder(address)
        for value in values:
            builder.add_arg(value)
        self._socket.sendto(builder.build().dgram, self._to)

    def hear(self):
        """Return the next answer."""
        message = OscMessage(self._socket.recv(65536))
        return [message.address, *message.params]

    def close(self):
        """Give the port back."""
        self._socket.close()


class Console(io.TextIOBase):
    """Standard output of a server that says which port it listens on."""

    def __init__(self):
        self.port = queue.Queue()

    def write(self, text):
        if found := re.search(r"listening on \S+ port (\d+)", text):
            self.port.put(int(found[1]))
        return len(text)


def serve(main, talk, temp):
    """Run `ganspacesynth serve` here, which wants the main thread, while `talk(host)` converses with it from another; returns (exit code, talk's)."""
    console, said = Console(), []

    def converse():
        host = Udp(console.port.get(timeout=PATIENCE_S))
        try:
            said.append(talk(host))
        except BaseException as e:  # noqa: BLE001  the server must end whatever happened here
            said.append(e)
        finally:
            host.say("/quit")
            host.close()

    talker = threading.Thread(target=converse)
    talker.start()
    with contextlib.redirect_stdout(console):
        code = main(["serve", "--port", "0", "--model", "none", "--precision", "exact", "--decoder", "published", "--temp", str(temp)])
    talker.join(PATIENCE_S)
    if isinstance(said[0], BaseException):
        raise said[0]
    return code, said[0]


def exchange(host, messages, out, *, count=0, until=None):
    """Send messages together and return all answers, once the engine has no more work, and at least `count`, the last or any being `until`."""
    for address, *values in messages:
        host.say(address, *(_expanded(value, out) for value in values))
    heard = []
    while len(heard) < count or (until is not None and until not in heard):
        heard.append(_plain(host.hear(), messages, out))
    while messages[-1][0] != "/quit":
        host.say("/state", "@id", BARRIER)
        while (answer := host.hear())[-1] != BARRIER:
            heard.append(_plain(answer, messages, out))
        if answer[4] == 0:  # jobs
            break
        time.sleep(0.005)
    return heard


def command_names(host, out):
    """Return the addresses that the engine lists, a page after the other."""
    names, start = set(), 0
    while start >= 0:
        answers = exchange(host, [["/commands", start]], out, count=1)
        names |= {answer[1] for answer in answers if answer[0] == "/command"}
        start = answers[-1][2]
    return names


def ordered(answers):
    """What is told by the thread that sounds comes when it comes; all else has its order."""
    answers = [answer for answer in answers if answer[0] != "/voice_lead"]  # as busy as the machine is
    states = [answer for answer in answers if answer[0] == "/voice_state"]
    return [answer for answer in answers if answer[0] != "/voice_state"], states


def differences(expected, found, exact, where=""):
    """Yield what differs between two answers, or two values in them."""
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield f"{where}: {found} and not {expected}"
            return
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from differences(*pair, exact, f"{where}/{index}")
    elif isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            yield f"{where}: {sorted(found)} and not {sorted(expected)}"
            return
        for name in expected:
            yield from differences(expected[name], found[name], exact, f"{where}/{name}")
    elif not exact and type(expected) is type(found) is float:
        if not math.isclose(expected, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE):
            yield f"{where}: {found} and not {expected}"
    elif type(expected) is not type(found) or expected != found:
        yield f"{where}: {found!r} and not {expected!r}"


def _expanded(value, out):
    if isinstance(value, dict):
        return bytes.fromhex(value["blob"])
    return value.replace("<frozen>", str(HOME)).replace("<out>", str(out)) if isinstance(value, str) else value


def _plain(answer, messages, out):
    """Return an answer as every machine and every run would give it."""
    address, *values = answer
    values = [_plain_word(value, out) if isinstance(value, str) else {"blob": value.hex()} if isinstance(value, bytes) else value for value in values]
    if address == "/pong":
        values[0] = "<process>"
    if address == "/version":
        values[0] = "<version>"
    if messages[0][0] in DRAWING and address in ("/seed", "/step"):
        at = 0 if address == "/seed" else 5
        values[at] = "<drawn>" if values[at] >= 0 else values[at]
    if address == "/point":
        values[0] = json.loads(values[0])
    return [address, *values]


def _plain_word(word, out):
    for place, name in ((str(out), "<out>"), (str(HOME), "<frozen>")):
        word = word.replace(place, name)
    word = re.sub(r"\S*ganspacesynth-sounds[/\\]ganspacesynth-\w+", "<temp>", word)
    word = re.sub(r"voice-\d+\.ring", "voice-<n>.ring", word)
    return word.replace("\\", "/") if word.startswith("<") else word
