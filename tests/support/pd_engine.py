"""A stand-in for the engine: it knows every message of the table, answers at once, and its sounds are sines at the pitch that was asked
for, each seed with a phase of its own.
"""

import socket
import threading
import time
from collections import defaultdict

import numpy as np

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.engine.commands.table import parse
from ganspacesynth.engine.messages import Call, CommandError, request_id
from ganspacesynth.server.datagrams import encode, messages
from tests.support.patience import PATIENCE_S

RATE = 16000
SETTLE = b"all before this?"  # what comes from one machine over this way keeps its order
MODEL = ("default", "0123456789abcdef", RATE, 4 * RATE, 256, 36, 84)


class FakeEngine:
    """Answers on a UDP port of this machine until it is closed.

    Attributes:
        port: the system's choice, or the one asked for.
        calls: what came, as Calls.
        count: how many messages came so far, but for pings, which never end.
        wrong: messages that the table does not know, with the reason.
        silent: addresses that get no answer (a job that never ends).
        errors: {address: text} of messages that fail.
        takes_s: seconds that a sound takes.
    """

    def __init__(self, folder, port=0, number=1):
        self.folder, self.number = folder, number
        folder.mkdir(parents=True, exist_ok=True)
        self.count, self._settled = 0, threading.Semaphore(0)
        self.calls, self.wrong, self.silent, self.errors, self.takes_s = [], [], set(), {}, 0.0
        self.steps = defaultdict(lambda: [{"pitch": 60.0, "duration": 0.0, "mode": "offset", "seed": 1, "edits": ()}])
        self.at, self.live, self.chord = defaultdict(int), set(), (4.0, 7.0)
        self._seed, self.latent = 500, (0.5, -1.0, 2.5, -3.0, 0.0, 1.0)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind(("127.0.0.1", port))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Be gone, without a word."""
        self._ended.set()
        self._thread.join(60)
        self._socket.close()

    def settle(self):
        """Wait until everything is answered that it was sent before."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(SETTLE, ("127.0.0.1", self.port))
        assert self._settled.acquire(timeout=PATIENCE_S)

    def asked(self, address):
        """Return the calls of one address, all so far."""
        return [call for call in list(self.calls) if call.address == address]

    def _serve(self):
        while not self._ended.is_set():
            try:
                data, sender = self._socket.recvfrom(65536)
            except TimeoutError:
                continue
            if data == SETTLE:
                self._settled.release()
                continue
            self._to = sender
            for address, arguments in messages(data):
                self._handle(address, arguments)

    def _say(self, address, *values, call=None, identity=None):
        identity = call.id if call is not None else identity
        tail = () if identity is None else ("@id", identity)
        self._socket.sendto(encode(address, (*values, *tail)), self._to)

    def _handle(self, address, arguments):
        try:
            call = parse(address, arguments)
        except CommandError as e:
            self.wrong.append((address, arguments, str(e)))
            self._say("/error", address, e.code, str(e), identity=request_id(arguments))
            return
        self.calls.append(call)
        self.count += address != "/ping"
        if address in self.silent:
            return
        if address in self.errors:
            self._say("/error", address, "invalid", self.errors[address], call=call)
            return
        getattr(self, "do_" + address[1:], self._ok)(call)

    def _ok(self, call: Call):
        self._say("/ok", call.address, call=call)

    def do_ping(self, call):
        self._say("/pong", self.number, call=call)

    def do_state(self, call):
        self._say("/state", "ready", 1, 1, 0, call=call)

    def do_load(self, call):
        self._say("/loaded", *MODEL, 64, call=call)

    def do_picture(self, call):
        self._say("/picture", "net é", "0123", 64, 48, 6, 8, 4, call=call)

    def do_picture_z(self, call):
        self.latent = call.arguments["values"] or self.latent
        self._say("/picture_z", *self.latent, call=call)

    def do_picture_seed(self, call):
        self._say("/picture_seed", call.arguments["number"], call=call)

    def do_picture_output(self, call):
        self._say("/picture_output", call.arguments["word"], "http://127.0.0.1:4268/", call=call)

    def do_picture_save(self, call):
        self._say("/picture_saved", call.arguments["path"], call=call)

    def do_map_add(self, call):
        self._say("/map", call.arguments["of"], 7, 0, call=call)

    def do_directions(self, call):
        for number in range(1, 65):
            self._say("/direction", number, f"direction {number}", -3.0, 3.0, call=call)
        self._say("/directions", MODEL[0], 64, "conv0", call=call)

    def do_random(self, call):
        self._seed += 1
        self._now(call)["seed"] = self._seed
        self._say("/seed", self._seed, call=call)
        self._changed(call)

    def do_step_shape(self, call):
        self._say("/step_level", -3.0, call=call)
        self._say("/step_pan", 0.25, call=call)
        self._say("/step_envelope", 0.125, 0.25, 0.5, 1, call=call)
        self._say("/step_chord", *self.chord, call=call)

    def do_pitch(self, call):
        self._now(call)["pitch"] = call.arguments["value"]
        self._say("/pitch", call.arguments["value"], call=call)
        self._changed(call)

    def do_edits(self, call):
        self._now(call)["edits"] = call.arguments["amounts"]
        self._say("/edits", *call.arguments["amounts"], call=call)
        self._changed(call)

    def do_edit(self, call):
        edits = [*self._now(call)["edits"], *[0.0] * 64][: max(call.arguments["number"], len(self._now(call)["edits"]))]
        edits[call.arguments["number"] - 1] = call.arguments["amount"]
        self._now(call)["edits"] = tuple(edits)
        self._ok(call)
        self._changed(call)

    def do_live(self, call):
        (self.live.add if call.arguments["on"] else self.live.discard)(self._voice(call))
        self._ok(call)

    def do_preview(self, call):
        self._say("/previewed", *self._sound(self._now(call)["pitch"], 4.0), self._now(call)["pitch"], call=call)

    def _changed(self, call):
        if self._voice(call) in self.live:
            self._say("/previewed", *self._sound(self._now(call)["pitch"], 4.0), self._now(call)["pitch"])

    def do_synthesize(self, call):
        pitches = call.arguments["pitches"] or (self._now(call)["pitch"],)
        for index, pitch in enumerate(pitches):
            sound = self._sound(pitch, call.options.get("duration", 4.0), call.options.get("seed", self._now(call)["seed"]))
            self._say("/synthesized", *sound, pitch, index, len(pitches), call=call)

    def do_hallucinate(self, call):
        self._say("/progress", call.address, 1, 2, call=call)
        self._say("/hallucinated", *self._sound(72.0, 9.0), 16, call=call)

    def do_save(self, call):
        self._say("/saved", call.arguments["path"], call=call)

    do_sequence_save = do_save

    def _say_step(self, call):
        steps, at = self.steps[self._voice(call)], self.at[self._voice(call)]
        step = steps[at]
        self._say("/step", at, len(steps), step["pitch"], step["duration"], step["mode"], step["seed"], call=call)
        self._say("/edits", *step["edits"], call=call)

    def do_step(self, call):
        if "number" in call.arguments:
            self.at[self._voice(call)] = call.arguments["number"]
        self._say_step(call)

    def do_step_add(self, call):
        voice = self._voice(call)
        self.steps[voice].insert(self.at[voice] + 1, dict(self._now(call)))
        self.at[voice] += 1
        self._say_step(call)

    do_step_random = do_step_add

    def do_step_previous(self, call):
        self.at[self._voice(call)] = max(0, self.at[self._voice(call)] - 1)
        self._say_step(call)

    def do_sequence_load(self, call):
        self._say_step(call)

    do_step_next = do_step_remove = do_step_move = do_step_duration = do_undo = do_redo = do_sequence_new = do_sequence_load

    def do_settings(self, call):
        for name, value in (("interp_steps", "7"), ("spacing_s", "0.25")):
            self._say("/setting", name, value, call=call)
        self._say("/settings", 2, call=call)

    def _voice(self, call):
        return call.options.get("voice", "main")

    def _now(self, call):
        return self.steps[self._voice(call)][self.at[self._voice(call)]]

    def _sound(self, pitch, seconds, seed=1):
        time.sleep(self.takes_s)
        path = self.folder / f"sound {pitch:g} {seconds:g} {seed}.wav"
        if path.exists():
            return str(path), round(seconds * RATE), RATE
        times = np.arange(round(seconds * RATE)) / RATE
        wave = 0.4 * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * times + seed) * np.clip((seconds - times) / 0.05, 0, 1)
        write_wave(path, wave.astype(np.float32), RATE, subtype="FLOAT")
        return str(path), len(wave), RATE
