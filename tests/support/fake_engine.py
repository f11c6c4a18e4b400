"""An engine for tests of hosts: the real server and the real command table, but every sound is a sine, made at once.

As a program it stands in for `ganspacesynth`:  python tests/support/fake_engine.py serve --port 0 --follow
"""

import argparse
import os
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from ganspacesynth.engine.commands.table import parse
from ganspacesynth.engine.messages import CommandError, request_id
from ganspacesynth.server.osc import Server

RATE, SAMPLES, LATENT, DIRECTIONS = 16000, 800, 16, 5
LOWEST, HIGHEST = 24, 84


def write_float_wave(path, wave, rate=RATE, *, form=3, bits=32, channels=1, extra=b""):
    """Write a WAV file by hand, with a chunk before the samples that readers have to skip."""
    data = np.asarray(wave, "<f4").tobytes()
    head = struct.pack("<HHIIHH", form, channels, rate, rate * 4, 4, bits)
    chunks = [(b"fmt ", head + extra), (b"fact", struct.pack("<I", len(wave))), (b"odd ", b"abc"), (b"data", data)]
    body = b"".join(name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for name, content in chunks)
    Path(path).write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body)
    return path


def tone(pitch, level, samples=SAMPLES):
    """The sound it makes: its level says which z or edits it had."""
    return (level * np.sin(2 * np.pi * 440.0 * 2.0 ** ((pitch - 69.0) / 12.0) * np.arange(samples) / RATE)).astype(np.float32)


def level_of(numbers):
    """A level for numbers, the same for the same."""
    return 0.1 + 0.8 * (abs(float(np.sum(np.asarray(numbers, np.float64) * np.arange(1, len(numbers) + 1)))) % 1.0)


class FakeEngine:
    """Handles messages as the engine does.

    Attributes:
        heard: every call, in order.
        trouble: {address: what to do instead of answering}, called with the call and the function that answers.
    """

    def __init__(self):
        self.ended, self.heard, self.trouble = threading.Event(), [], {}
        self.folder = tempfile.TemporaryDirectory(prefix="fake engine é ")
        self.models, self.z, self.count, self.held = {}, {}, 0, []
        self.asked = {}
        self.loads = 0

    def handle(self, address, values, send, owner=""):
        """Take a message."""
        try:
            call = parse(address, values)
        except CommandError as e:
            identity = request_id(values)
            send("/error", (address, e.code, str(e), *(() if identity is None else ("@id", identity))))
            return
        self.heard.append(call)

        def answer(to, *given):
            send(to, (*given, *(() if call.id is None else ("@id", call.id))))

        try:
            self.trouble.get(address, self.do)(call, answer)
        except CommandError as e:
            answer("/error", address, e.code, str(e))

    def do(self, call, answer):
        """Answer it."""
        given, voice = {**call.arguments, **call.options}, call.options.get("voice", "main")
        if call.address == "/version":
            answer("/version", "fake", 1)
        elif call.address == "/ping":
            answer("/pong", os.getpid())
        elif call.address == "/load":
            if "missing" in given["path"]:
                raise CommandError("model", f"A model folder must hold a model. Received: {given['path']}. Check the path.", rule="model-folder")
            self.loads += 1
            self.models[voice] = given["as"]
            answer("/loaded", given["as"], "id", RATE, SAMPLES, LATENT, LOWEST, HIGHEST, DIRECTIONS)
        elif call.address == "/load_directions":
            answer("/loaded_directions", self.models[voice], DIRECTIONS, "conv0")
        elif call.address == "/unload":
            self.models = {owner: name for owner, name in self.models.items() if name != given["name"]}
            answer("/unloaded", given["name"])
        elif call.address == "/random":
            self.count += 1
            self.z[voice] = np.random.default_rng(self.count).normal(size=LATENT).astype(np.float32)
            answer("/seed", self.count)
        elif call.address == "/z":
            answer("/z", *self.z[voice].tolist())
        elif call.address == "/setting":
            answer("/setting", given["name"], given["value"])
        elif call.address == "/traits":
            asked = self.asked.setdefault(voice, {})
            if given["words"] == ("any",):
                asked.clear()
            elif given["words"]:
                asked[given["words"][0]] = given["words"][1:]
            for kind, words in asked.items():
                answer("/trait", kind, 1, *words)
            answer("/traits", len(asked))
        elif call.address == "/sequence_load":
            self.sequence = Path(given["path"]).read_text(encoding="utf-8")
            answer("/step", 0, 1, 60.0, 0.0, "replace", -1)
            answer("/edits", 0.0)
        elif call.address == "/synthesize":
            self.synthesize(given, answer)
        elif call.address == "/hallucinate":
            for done in (1, 2):
                answer("/progress", call.address, done, 2)
            wave = tone(given.get("pitch", 60.0), 0.5, 3 * SAMPLES)
            answer("/hallucinated", self.write(wave), len(wave), RATE, 7)
        elif call.address == "/cancel":
            held, self.held = self.held, []
            for other, tell in held:
                tell("/cancelled", other.address, "asked")
            answer("/ok", call.address)
        elif call.address == "/quit":
            answer("/ok", call.address)
            self.ended.set()
        else:
            answer("/ok", call.address)

    def synthesize(self, given, answer):
        """Make sines; in replace mode any pitch is as good."""
        if given.get("mode") != "replace" and not all(LOWEST <= pitch <= HIGHEST for pitch in given["pitches"]):
            raise CommandError(
                "invalid", f"pitch must be one of {LOWEST}..{HIGHEST}. Received: {given['pitches']}. Choose another.", rule="pitch-range"
            )
        z = np.frombuffer(given["z"][0], ">f4") if given.get("z") else ()
        for index, pitch in enumerate(given["pitches"]):
            wave = tone(pitch, level_of((*z, *given.get("edits", ()))))
            answer("/synthesized", self.write(wave), len(wave), RATE, pitch, index, len(given["pitches"]))

    def hold(self, call, answer):
        """Trouble: keep a request for `/cancel`."""
        self.held.append((call, answer))

    def write(self, wave):
        """Write a sound."""
        self.count += 1
        return str(write_float_wave(Path(self.folder.name, f"{self.count}.wav"), wave))

    def times(self, address):
        """How often an address was heard."""
        return sum(call.address == address for call in self.heard)


class Serving:
    """An engine that serves in a thread; use it with `with`."""

    def __init__(self):
        self.engine = FakeEngine()
        self.server = Server(self.engine)
        self.port = self.server.address[1]
        self.thread = threading.Thread(target=self.server.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.engine.folder.cleanup()

    def stop(self):
        """Be gone."""
        self.engine.ended.set()
        self.thread.join(60.0)
        self.server.close()


def main():
    """Be `ganspacesynth`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("serve")
    parser.add_argument("--port", type=int)
    parser.add_argument("--follow", action="store_true")
    parser.add_argument("--model")
    parser.add_argument("--say", help="what to say instead of listening")
    args = parser.parse_args()
    if args.say:
        sys.stderr.write(args.say + "\n")
        return 3
    serving = Serving()
    print(f"listening on 127.0.0.1 port {serving.port}", flush=True)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), serving.engine.ended.set()), daemon=True).start()
    with serving:
        while not serving.engine.ended.is_set():
            time.sleep(0.02)
    return 0


if __name__ == "__main__":
    sys.exit(main())
