"""Hostile messages against an engine whose voice sounds: `python benchmarks/attack.py [--messages 120000] [--model default]`.

Four senders at once send what no host should: values of every OSC type and none, nested arrays, broken bytes, bundles in bundles, ids that
cannot come back, numbers beyond every range, names of pipes and of somebody's files, answers as if they were questions, the engine's own
port; and, so that work is done, what a musician might send, too much of it: every layer bent, every seed. A fifth asks now and then how things
are. Printed is what came of it; the same, smaller, is a test.

Memory is looked at once all that an engine can do has been done once: a network takes the room that its largest batch needs at each
precision, and the libraries keep it for the next one. From then on it should stay as it is.
"""

import argparse
import contextlib
import dataclasses
import logging
import mmap
import os
import random
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

from ganspacesynth.engine.command_arguments import OPTIONS
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.ring import READ, WRITTEN
from ganspacesynth.server.datagrams import encode, messages
from ganspacesynth.server.osc import Server

SENDERS = 4
BLOCK = 40  # messages between two questions whose answer is waited for, so that the attack is no faster than it is handled
CALM = "calm"  # the voice that sounds; no hostile message names it
PATIENCE_S = 120.0
FOREIGN = {"m": b"\0\x90\x40\x40", "t": b"\0" * 8, "r": b"\1\2\3\4", "N": b"", "I": b"", "T": b"", "F": b"", "[]": b"", "Q": b""}
ENDS = "/quit"  # which would only do as it was told


@dataclasses.dataclass
class Report:
    """What came of an attack.

    Attributes:
        sent: messages.
        seconds: it took.
        escaped: exceptions that nobody caught, or that were caught where none should come: what was logged.
        lanes: each lane's answer to honest work afterwards.
        sounding: whether the voice sounds on.
        samples: that it made during the attack.
        memory_mb: of the process, when the honest work is done and after each quarter of the attack.
        graphs: compiled, that are kept, when the honest work is done and at the end.
        slowest_s: the longest that the honest sender waited.
        harmed: files of somebody's that are not as they were, and files that came into being where none should.
    """

    sent: int = 0
    seconds: float = 0.0
    escaped: list[str] = dataclasses.field(default_factory=list)
    lanes: dict[str, str] = dataclasses.field(default_factory=dict)
    sounding: bool = False
    samples: int = 0
    memory_mb: list[int] = dataclasses.field(default_factory=list)
    graphs: list[int] = dataclasses.field(default_factory=list)
    slowest_s: float = 0.0
    harmed: list[str] = dataclasses.field(default_factory=list)


class Talker:
    """A socket that asks and waits."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(PATIENCE_S)
        self._to = to

    def send(self, data: bytes) -> None:
        """Send a datagram; one too large for the system is left."""
        with contextlib.suppress(OSError):
            self.socket.sendto(data, self._to)

    def wait(self, address: str, *values: object, wanted: tuple[str, ...], identity: str) -> tuple:
        """Ask until the answer of that id has come; whatever else is heard is thrown away."""
        self.send(encode(address, (*values, "@id", identity)))  # type: ignore[arg-type]
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for found, heard in messages(self.socket.recv(65536)):
                if found in wanted and heard[-1:] == (identity,):
                    return (found, *heard)
        raise TimeoutError(f"{address} was not answered")


class Listener:
    """Hears a ring as an audio thread would: what has been written is read, as fast as it sounds."""

    def __init__(self, path: str, rate: int) -> None:
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self._rate, self._over = rate, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def counter(self, at: int) -> int:
        """Return one of its counters."""
        return struct.unpack_from("<Q", self._map, at)[0]

    def close(self) -> None:
        """Stop."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.01):
            struct.pack_into("<Q", self._map, READ, min(self.counter(WRITTEN), self.counter(READ) + round(0.02 * self._rate)))


class Cat:
    """Writes hostile datagrams; the same seed writes the same ones."""

    def __init__(self, seed: int, place: Path, port: int, layers: Sequence[str] = ("conv0",)) -> None:
        self._rng = random.Random(seed)  # noqa: S311  nothing secret
        self._layers = layers
        paths = [str(place / name) for name in ("mine.txt", "mine.json", "mine.wav", ".mine", "pipe.npz", "new/x.wav", "x.json", "x.wav", ".", "")]
        odd = ["", "é" * 50, "\U0001f3b9", "x" * 300, "-1", "nan", "/dev/zero", "~nobody/x", "\x1b[2J", "any", "replace", "conv0", "clips", "0"]
        self._words = [*paths, *odd, *(f"@{name}" for name in OPTIONS)]
        self._numbers = [0, 1, -1, 3, 60.5, 127, 200, 2**24 + 1, 2**31 - 1, -(2**31), 1e30, 1e38, float("nan"), float("inf"), port]

    def datagram(self) -> bytes:
        """Return one."""
        kind = self._rng.random()
        if kind > 0.97:
            return encode(*self._playable())
        if kind < 0.1:
            return self._rng.randbytes(self._rng.randrange(80))
        if kind < 0.2:
            return self._bundle([self._message() for _ in range(self._rng.randrange(1, 12))], self._rng.randrange(1, 12))
        data = bytearray(self._message())
        if kind < 0.4:
            for _ in range(self._rng.randrange(1, 4)):
                data[self._rng.randrange(len(data))] = self._rng.randrange(256)
        if b"quit" in data:  # made of another by chance
            return b""
        return bytes(data[: self._rng.randrange(1, len(data))] if kind < 0.5 else data)

    def _playable(self) -> tuple[str, tuple]:
        """Return what an instrument could send, to one of a few voices."""
        rng = self._rng
        address, values = rng.choice(
            [
                ("/bend", (rng.choice(self._layers), rng.uniform(0.5, 1.5), rng.choice([0.0, rng.uniform(-0.2, 0.2)]))),
                ("/bend", (rng.choice(self._layers), 1.0)),
                ("/seed", (rng.randrange(1 << 24),)),
                ("/pitch", (rng.uniform(36.0, 84.0),)),
                ("/edits", tuple(rng.gauss(0.0, 1.0) for _ in range(rng.randrange(1, 300)))),
                ("/store", (f"mine {rng.randrange(2000)}",)),
                ("/step_add", ()),
                ("/synthesize", ()),
                ("/preview", ()),
            ]
        )
        return address, (*values, "@voice", f"player {rng.randrange(3)}")

    def _message(self) -> bytes:
        rng = self._rng
        address = rng.choice([*COMMANDS, *COMMANDS, *OTHERS, "/ok", "/", "//", "/é", "x", "/load/load", "/" + "x" * 3000])
        if address == ENDS:
            address = "/edits"
        tags, data = (",s", padded(b"/nowhere")) if address == "/load" else (",", b"")  # sixteen open models are no fault, but much memory
        for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 5, 80])):
            tag, packed = self._value()
            tags, data = tags + tag, data + packed
        if rng.random() < 0.3:
            name, (tag, packed) = rng.choice(["@id", "@port", "@seed", "@edits", "@voice", "@to"]), self._value()
            tags, data = f"{tags}s{tag}", data + padded(name.encode()) + packed
        return padded(address.encode()) + padded(tags.encode()) + data

    def _value(self) -> tuple[str, bytes]:
        rng, kind = self._rng, self._rng.random()
        if kind < 0.35:
            number = rng.choice(self._numbers)
            if isinstance(number, int):
                return "i", struct.pack(">i", number)
            return ("f", struct.pack(">f", number)) if kind < 0.3 else ("d", struct.pack(">d", number * 1e200))
        if kind < 0.75:
            return rng.choice("ssS"), padded(rng.choice(self._words).encode())
        if kind < 0.8:
            return "s", b"\xff\xfe\xfd\0"
        if kind < 0.87:
            blob = rng.randbytes(rng.choice([0, 3, 4, 1024]))
            return "b", struct.pack(">i", len(blob)) + padded(blob)[: len(blob) + -len(blob) % 4]
        if kind < 0.9:
            depth = rng.choice([1, 20, 2000])
            return "[" * depth + "]" * depth, b""
        tag = rng.choice(list(FOREIGN))
        return tag, FOREIGN[tag]

    def _bundle(self, parts: list[bytes], depth: int) -> bytes:
        data = b"".join(struct.pack(">i", len(part)) + part for part in parts)
        for _ in range(depth):
            whole = b"#bundle\0" + b"\0" * 8 + data
            data = struct.pack(">i", len(whole)) + whole
        return data[4:]


def padded(data: bytes) -> bytes:
    """Return a text with its end, in whole words of four bytes."""
    return data + b"\0" * (4 - len(data) % 4)


@contextlib.contextmanager
def watched(report: Report) -> Iterator[None]:
    """Gather what is logged as an error, and what ends a thread."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            report.escaped.append(f"{record.getMessage()} {record.exc_info[1]!r}" if record.exc_info else record.getMessage())

    handler, before = Handler(logging.ERROR), threading.excepthook
    logging.getLogger("ganspacesynth").addHandler(handler)
    threading.excepthook = lambda args: report.escaped.append(f"a thread ended: {args.exc_value!r}")
    try:
        yield
    finally:
        logging.getLogger("ganspacesynth").removeHandler(handler)
        threading.excepthook = before


def attack(model: str, place: Path, *, count: int, seed: int = 0, say: Callable[[str], None] = lambda line: None) -> Report:
    """Send `count` hostile messages to an engine of this process, four senders sharing them.

    Args:
        model: what the engine plays.
        place: an empty folder for the engine's sounds, and for files that must stay as they are.
        count: messages.
        seed: of the messages.
        say: told how far it is.
    """
    report = Report(sent=count)
    mine = {place / name: b"mine" for name in ("mine.txt", "mine.json", "mine.wav", ".mine")}
    for path, data in mine.items():
        path.write_bytes(data)
    if hasattr(os, "mkfifo"):
        os.mkfifo(place / "pipe.npz")
    (place / "temp").mkdir()
    with watched(report):
        engine = Engine(temp=place / "temp")
        server = Server(engine)
        serving = threading.Thread(target=server.serve)
        serving.start()
        try:
            _attack(report, server, model, place, count, seed, say)
        finally:
            engine.ended.set()
            serving.join(10.0)
            server.close()
            engine.close()
    kept = {"temp", "pipe.npz", "x.json", "x.wav", *(path.name for path in mine)}
    report.harmed = [str(path) for path, data in mine.items() if path.read_bytes() != data]
    report.harmed += [path.name for path in place.iterdir() if path.name not in kept]
    return report


def _attack(report: Report, server: Server, model: str, place: Path, count: int, seed: int, say: Callable[[str], None]) -> None:
    honest, engine = Talker(server.address), server._engine
    honest.wait("/load", model, "@as", "honest", "@voice", CALM, wanted=("/loaded",), identity="load")
    _, path, _, rate, *_ = honest.wait("/voice_open", "@voice", CALM, wanted=("/voice",), identity="open")
    listener = Listener(path, rate)
    honest.wait("/gate", 1, "@voice", CALM, wanted=("/ok",), identity="gate")
    _all_of_it(honest)
    network = engine.library.get("honest").preview.model
    report.memory_mb, report.graphs = [_memory_mb()], [_graphs(engine)]
    begin, first, done = time.monotonic(), listener.counter(WRITTEN), [0] * SENDERS

    def send(number: int) -> None:
        cat = Cat(seed * SENDERS + number, place, server.address[1], list(network.config.layers))
        talker = Talker(server.address)
        share = count // SENDERS
        while done[number] < share:
            for _ in range(min(BLOCK, share - done[number])):
                talker.send(cat.datagram())
                done[number] += 1
            talker.send(encode("/reply", (0,)))  # one of them may have sent the answers elsewhere
            talker.wait("/version", wanted=("/version",), identity=f"at {done[number]}")
        talker.socket.close()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    while any(sender.is_alive() for sender in senders):
        asked = time.monotonic()
        honest.wait("/state", "@voice", CALM, wanted=("/state",), identity=f"state {asked}")
        report.slowest_s = max(report.slowest_s, time.monotonic() - asked)
        if len(report.memory_mb) < 4 and sum(done) >= len(report.memory_mb) * count // 4:
            report.memory_mb.append(_memory_mb())
        say(f"{sum(done)}/{count} messages")
        time.sleep(0.05)
    report.memory_mb.append(_memory_mb())
    report.graphs.append(_graphs(engine))
    report.seconds, report.samples = time.monotonic() - begin, listener.counter(WRITTEN) - first
    _finish(report, server, honest, listener)


def _all_of_it(honest: Talker) -> None:
    """Have everything done once that takes memory: single sounds and whole batches, clips and one unbroken sound, at both precisions."""
    for precision in ("preview", "exact"):
        for number, words in enumerate(((), ("@notes", 9, "@interp", 0), ("@notes", 9, "@interp", 0, "@form", "continuous"))):
            address, answer = ("/hallucinate", "/hallucinated") if words else ("/synthesize", "/synthesized")
            honest.wait(address, *words, "@precision", precision, "@voice", "first", wanted=(answer,), identity=f"{precision} {number}")
    for layers in ((), ("conv0", "conv1")):  # bends of one layer, and of several
        for layer in layers:
            honest.wait("/bend", layer, 1.1, "@voice", "first", wanted=("/ok",), identity=layer)
        honest.wait("/preview", "@voice", "first", wanted=("/previewed",), identity=f"preview {len(layers)}")


def _memory_mb() -> int:
    return round(psutil.Process().memory_info().rss / 1e6)


def _graphs(engine: Engine) -> int:
    """Count the graphs that are kept."""
    entries = [engine.library.get(name) for name in engine.library.names()]
    models = [instrument.model for entry in entries for instrument in (entry.preview, *entry._others.values())]
    return sum(len(model._graphs._parts) for model in {id(model._graphs): model for model in models}.values())


def _finish(report: Report, server: Server, honest: Talker, listener: Listener) -> None:
    """See whether everything still works: the work of the attack is taken back, then honest work is asked of each lane."""
    server._engine.jobs.cancel(lambda job: True)
    at = listener.counter(WRITTEN)
    asked = {
        "load": honest.wait("/load", "/no such model", "@voice", CALM, wanted=("/error",), identity="load lane"),
        "preview": honest.wait("/preview", "@voice", CALM, wanted=("/previewed", "/error"), identity="preview lane"),
        "export": honest.wait("/synthesize", "@priority", "export", "@voice", CALM, wanted=("/synthesized", "/error"), identity="export lane"),
    }
    report.lanes = {lane: answer[0] for lane, answer in asked.items()}
    for _ in range(200):
        report.sounding = listener.counter(WRITTEN) > at
        if report.sounding:
            break
        time.sleep(0.05)
    listener.close()
    honest.socket.close()


def main() -> None:
    """Attack, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=120_000)
    parser.add_argument("--model", default="default")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as here:
        os.chdir(here)  # some of it asks for files to be written
        report = attack(args.model, Path(folder), count=args.messages, seed=args.seed, say=lambda line: print(line, end="\r", flush=True))
    print()
    for field in dataclasses.fields(report):
        print(f"{field.name:10} {getattr(report, field.name)}")


if __name__ == "__main__":
    main()
