"""A stand-in for `ganspacesynth serve`: the same messages and rings, but its voices sing sines, so it is there at once.

It checks every message against the command table. What it hears goes as lines of JSON to the file named by SINE_ENGINE_LOG, its process id first.
SINE_ENGINE_TROUBLE names what it does wrong: `deaf` (never listens), `broken` (ends at once), `late` (gaps in the sound), `mute` (no model).
SINE_ENGINE_LEAD_S is how far ahead it sings.
"""

import argparse
import itertools
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from pythonosc.osc_message import OscMessage

from ganspacesynth.audio.live_input.input_ring import InputRing
from ganspacesynth.engine.commands.table import parse
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.ring import Ring
from ganspacesynth.server.osc import encode

RATE, CHUNK = 16000, 1024
LEAD = int(RATE * float(os.environ.get("SINE_ENGINE_LEAD_S", "0.5")))
CAPACITY = max(1 << 16, 1 << (LEAD + CHUNK - 1).bit_length())
LOWEST, HIGHEST = 24, 96
LEVEL, ATTACK_S, RELEASE_S = 0.5, 0.02, 0.1
LOADING_S = 0.3
TROUBLE = os.environ.get("SINE_ENGINE_TROUBLE", "")


def log(*values):
    """Write down what happens."""
    if os.environ.get("SINE_ENGINE_LOG"):
        with open(os.environ["SINE_ENGINE_LOG"], "a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")


class Voice:
    """A sine in a ring."""

    def __init__(self, path, say):
        self.ring, self.say = Ring(path, capacity=CAPACITY, rate=RATE), say
        self.pitch, self.level, self.gate, self.sounds, self.phase, self.late = 60.0, 0.0, False, False, 0.0, 0.0

    def step(self):
        """Write what is missing."""
        self.ring.beat()
        if time.monotonic() < self.late:
            return
        while (self.gate or self.level > 0) and self.ring.filled < LEAD:
            self.ring.write(self.chunk())
            if not self.sounds:
                self.ring.begin()
                self.sounds = True
                self.say("/voice_state", ("playing",))
            if TROUBLE == "late" and self.ring.written % (CHUNK * 12) == 0:
                self.late = time.monotonic() + 1.0
                self.say("/voice_lead", (0.08, "longer"))
        if self.sounds and not self.gate and self.level <= 0:
            self.sounds = False
            self.ring.finish()
            self.say("/voice_state", ("silent",))

    def chunk(self):
        """Return the next samples."""
        slope = 1 / (ATTACK_S * RATE) if self.gate else -1 / (RELEASE_S * RATE)
        levels = np.clip(self.level + slope * np.arange(1, CHUNK + 1), 0, 1)
        step = 2 * np.pi * 440 * 2 ** ((self.pitch - 69) / 12) / RATE
        phases = self.phase + step * np.arange(1, CHUNK + 1)
        self.level, self.phase = float(levels[-1]), float(phases[-1] % (2 * np.pi))
        return (LEVEL * levels * np.sin(phases)).astype(np.float32)


class Engine:
    """Answers as the engine does, as far as voices go."""

    def __init__(self, folder):
        self.folder, self.voices, self.lock, self.begun, self.seed = Path(folder), {}, threading.Lock(), time.monotonic(), 1
        self.inlets = []
        self.rings = itertools.count()  # hosts take the names away while others are made
        self.loaded = TROUBLE != "mute"

    def handle(self, address, values, say):
        """Do what a message says."""
        tail = ()
        try:
            call = parse(address, values)
            tail = () if call.id is None else ("@id", call.id)
            with self.lock:
                self.do(call, lambda to, given: say(to, (*given, *tail)))
        except CommandError as e:
            say("/error", (address, e.code, str(e), *tail))

    def do(self, call, say):
        """Answer one message."""
        name, arguments = call.options.get("voice", "main"), call.arguments
        voice = self.voices.get(name)
        if call.address == "/ping":
            say("/pong", (os.getpid(),))
        elif call.address == "/state":
            loading = time.monotonic() - self.begun < LOADING_S
            say("/state", ("loading" if loading else "ready" if self.loaded else "empty", 1, len(self.voices), 0))
        elif call.address == "/load":
            if "guitr" in arguments["path"]:
                raise CommandError("model", f"A model must be known. Received: {arguments['path']}. Check the name.", rule="known-model")
            self.loaded = True
            say("/loaded", ("sine", "id", RATE, 64000, 256, LOWEST, HIGHEST, 64))
        elif call.address in ("/seed", "/random"):
            self.seed = arguments.get("number") or (4242 if call.address == "/random" else self.seed)
            say("/seed", (self.seed,))
        elif call.address == "/voice_open":
            if not self.loaded:
                raise CommandError("model", "A model must be loaded first. Received: none. Send /load.", rule="loaded-model")
            self.voices[name] = Voice(self.folder / f"{next(self.rings)}.ring", say)
            ring = self.voices[name].ring
            say("/voice", (str(ring.path), ring.capacity, ring.rate))
        elif call.address == "/voice_close":
            self.voices.pop(name).ring.close()
            say("/ok", (call.address,))
        elif call.address == "/listen" and arguments.get("source") == "inlet":
            self.inlets.append(InputRing(self.folder / f"inlet-{next(self.rings)}.ring"))
            say("/inlet", (str(self.inlets[-1].path), self.inlets[-1].capacity))
            say("/listening", ("inlet", name, 50.0))
        elif call.address in ("/gate", "/play") and voice is None:
            raise CommandError("invalid", "A voice sounds through a ring. Send /voice_open first.", rule="voice-ring")
        else:
            if voice and call.address == "/gate":
                voice.gate = bool(arguments["on"])
            if call.address == "/pitch" and not LOWEST <= arguments.get("value", LOWEST) <= HIGHEST:
                raise CommandError("invalid", f"A pitch is one of {LOWEST}..{HIGHEST}. Received: {arguments['value']}.", rule="pitch-range")
            if voice and call.address == "/pitch" and "value" in arguments:
                voice.pitch = arguments["value"]
                return say("/pitch", (voice.pitch,))
            say("/ok", (call.address,))
        return None

    def play(self):
        """Keep the rings filled."""
        while True:
            with self.lock:
                for voice in self.voices.values():
                    voice.step()
                for inlet in self.inlets:
                    block = inlet.read(0.0)
                    if len(block) and np.abs(block.samples).max() > 0.01:
                        log("heard", round(float(np.abs(block.samples).max()), 3), block.sample_rate)
            time.sleep(0.005)


def end_with_input(folder):
    """End when standard input closes."""
    while sys.stdin.buffer.read(1024):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def serve(port):
    """Listen, answer, end when the host does."""
    folder = tempfile.mkdtemp(prefix="sine_engine_", dir=os.environ.get("SINE_ENGINE_FOLDER"))
    threading.Thread(target=end_with_input, args=(folder,), daemon=True).start()
    engine = Engine(folder)
    threading.Thread(target=engine.play, daemon=True).start()
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", port))
    log("pid", os.getpid(), *sys.argv[1:])
    print(f"listening on 127.0.0.1 port {listener.getsockname()[1]}", flush=True)
    while True:
        data, sender = listener.recvfrom(65536)
        message = OscMessage(data)
        log(message.address, *(value if not isinstance(value, bytes) else "blob" for value in message.params))
        engine.handle(message.address, tuple(message.params), lambda to, values, sender=sender: listener.sendto(encode(to, values), sender))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("serve")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--follow", action="store_true")
    options = parser.parse_args()
    if TROUBLE == "broken":
        log("pid", os.getpid())
        sys.exit("the sine is broken")
    if TROUBLE == "deaf":
        log("pid", os.getpid())
        time.sleep(600)
    serve(options.port)
