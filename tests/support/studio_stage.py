"""A studio that runs in a thread, and pages without a browser that talk to it."""

import http.client
import itertools
import json
import queue
import threading
from contextlib import contextmanager

from websockets.sync.client import connect

from ganspacesynth.studio.running import bound, serve
from ganspacesynth.studio.studio_settings import StudioSettings


def open_model(engine, path, *words):
    """Open a model, and return the engine once it is open."""
    answers = queue.Queue()
    engine.handle("/load", (str(path), *words), lambda address, values: answers.put((address, values)))
    while (answer := answers.get(timeout=120))[0] != "/loaded":
        assert answer[0] != "/error", answer
    return engine


@contextmanager
def studio(engine, folder, *, model=None, told=lambda address, values: None, **settings):
    """Run an engine's studio; yields a `Stage`."""
    ended = threading.Event()
    folder.mkdir(parents=True, exist_ok=True)
    chosen = StudioSettings(folder, port=0, **settings)
    listening = bound(chosen)
    words = {"model": model, "told": told, "ended": ended}
    thread = threading.Thread(target=serve, args=(chosen, listening, engine), kwargs=words)
    thread.start()
    try:
        yield Stage(chosen, listening.getsockname()[1])
    finally:
        ended.set()
        thread.join(60)
        listening.close()
        assert not thread.is_alive()


class Stage:
    """Where a studio is, and who asks it."""

    def __init__(self, settings, port):
        self.settings, self.port = settings, port
        self.host = f"127.0.0.1:{port}"

    def fetch(self, path, *, method="GET", body=None, headers=None, host=None):
        """Return (status, headers, body) of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {"Host": host or self.host, **({"Content-Length": len(body)} if body is not None else {}), **(headers or {})}.items():
                connection.putheader(name, str(value))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def json(self, path):
        """Return what a path answers as JSON."""
        status, _, body = self.fetch(path)
        assert status == 200, body
        return json.loads(body)

    @contextmanager
    def page(self, **words):
        """Yield a `Page` that is let in."""
        words = {"origin": f"http://{self.host}", "max_size": 1 << 24, "open_timeout": 60, **words}
        with connect(f"ws://{self.host}/play", **words) as socket:
            yield Page(socket)


class Page:
    """A page without a browser."""

    def __init__(self, socket):
        self._socket, self._numbers, self.told = socket, itertools.count(1), []
        self.welcome = self.wait(lambda message: "welcome" in message)

    def send(self, message):
        self._socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def wait(self, wanted, timeout_s=120):
        """Return the first message, told already or to come, that is wanted; it is told no more."""
        for message in self.told:
            if wanted(message):
                self.told.remove(message)
                return message
        while True:
            message = self._socket.recv(timeout_s)
            message = {"bytes": message} if isinstance(message, bytes) else json.loads(message)
            if wanted(message):
                return message
            self.told.append(message)

    def ask(self, address, *values, until=None):
        """Return the values of the first answer to a message (until: of that address)."""
        number = next(self._numbers)
        self.send({"address": address, "values": list(values), "id": number})
        passing = ("/progress", "/voice_state")
        answer = self.wait(lambda told: told.get("id") == number and (told["address"] == until if until else told["address"] not in passing))
        return answer["address"], answer["values"]

    def samples(self, count, voice="main"):
        """Return (number, sounding, missed, samples) of a voice, None when it is not heard here."""
        import numpy as np

        self.send({"samples": count, "voice": voice})
        data = self.wait(lambda told: "bytes" in told)["bytes"]
        number, sounding, missed, there = np.frombuffer(data[:16], "<u4").tolist()
        wave = np.frombuffer(data[16:], "<f4")
        assert len(wave) == there
        return number, sounding, missed, wave
