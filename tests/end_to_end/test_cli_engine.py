"""Commands have a running engine make their sounds, sample for sample the same as without, and do without it whenever it is not quite the same."""

import os
import socket
import stat
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from ganspacesynth.client import engine_sounds, port
from ganspacesynth.client.client import Asked, Client
from ganspacesynth.client.launch import start
from ganspacesynth.client.port import answers
from ganspacesynth.composition import sound as sound_module
from ganspacesynth.networks import runtime
from ganspacesynth.server.datagrams import encode, messages
from ganspacesynth.version import __version__
from tests.support import house
from tests.support.ports import free_port


@pytest.fixture(scope="module", autouse=True)
def _quick():
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    return house.light(tmp_path_factory.mktemp("Klänge"), tiny)


@pytest.fixture(scope="module")
def engine(folder):
    """A real one, in a process of its own, with the model open."""
    with start("--model", str(folder / house.PITCHED)) as link:
        while not (models := link.client.ask("/models").result()) or len(models) < 2:
            time.sleep(0.02)
        yield link


@pytest.fixture
def found(engine, monkeypatch):
    """The engine is where one is looked for. It has nothing to do, and is asked patiently: so a slow machine does not do without it."""
    end = time.monotonic() + 120.0
    while engine.client.call("/state")["jobs"]:
        assert time.monotonic() < end, "the engine is never done"
        time.sleep(0.02)
    monkeypatch.setattr(port, "PATIENCE_S", 30.0)
    monkeypatch.setenv("GANSPACESYNTH_PORT", str(engine.client.port))
    engine_sounds._engine.cache_clear()
    yield engine
    if (client := engine_sounds._engine(engine.client.port)) is not None:
        client.close()
    engine_sounds._engine.cache_clear()


@pytest.fixture
def nothing_here(monkeypatch):
    """Whoever makes a sound in this process fails."""
    monkeypatch.setattr(sound_module, "make_sound", lambda *words, **more: pytest.fail("made here"))


def asked_for(folder):
    """Command lines with every part that makes samples."""
    model = ["--model", str(folder / house.PITCHED), "--seed", "5"]
    melody = str(folder / "Lied ö.mid")
    return {
        "clip": ["generate", *model, "--pitch", "60.5", "--bits", "float"],
        "several": ["generate", *model, "-n", "2", "--pitch", "60,64"],
        "edited": ["generate", *model, "--edits=1,-2", "--width", "0.4", "--room", "0.2", "--rate", "44100", "--format", "flac"],
        "preview": ["generate", *model, "--precision", "preview", "--duration", "0.4", "--points", "2", "--vibrato", "20"],
        "hallucination": ["hallucinate", *model, "-n", "2", "--interp", "1", "--spacing", "0.1"],
        "midi": ["midi", melody, *model, "--cc", "1=edits.1"],
    }


CASES = [*asked_for(Path("x"))]


@pytest.mark.parametrize("case", CASES)
def test_the_same_sound_comes_of_it(found, folder, case, tmp_path, monkeypatch, request):
    words = asked_for(folder)[case]
    name = "sound.flac" if case == "edited" else "sound.wav"
    (tmp_path / "here").mkdir()
    assert main([*words, "--no-engine", "-o", str(tmp_path / "here" / name)]) == 0
    request.getfixturevalue("nothing_here")
    (tmp_path / "there").mkdir()
    assert main([*words, "-o", str(tmp_path / "there" / name)]) == 0
    files = sorted((tmp_path / "here").iterdir())
    assert [file.name for file in files] == sorted(file.name for file in (tmp_path / "there").iterdir())
    for file in files:
        other = tmp_path / "there" / file.name
        assert np.array_equal(*(soundfile.read(each, dtype="float64")[0] for each in (file, other)))
        assert read_recipe(file) == read_recipe(other) and read_recipe(file)["model"]["path"] == str(folder / house.PITCHED)


def here(folder, tmp_path, capsys):
    """Make a sound; the command must not fail, nor say a word of an engine."""
    code = main(["generate", "--model", str(folder / house.PITCHED), "--seed", "5", "-o", str(tmp_path / "a.wav")])
    out, err = capsys.readouterr()
    assert code == 0 and len(out.splitlines()) == 2 and set(err.splitlines()) <= {"Playing: 0 of 1", "Starting TensorFlow …"}
    return soundfile.read(tmp_path / "a.wav")[0]


@pytest.fixture
def counted(monkeypatch):
    """Count the sounds made in this process."""
    made, real = [], sound_module.make_sound
    monkeypatch.setattr(sound_module, "make_sound", lambda *words, **more: made.append(words) or real(*words, **more))
    return made


@pytest.mark.parametrize("why", ["version", "runtime", "model", "busy"])
def test_an_engine_that_is_not_quite_the_same_is_left_alone(found, folder, tmp_path, capsys, monkeypatch, counted, why):
    if why == "version":
        monkeypatch.setattr(engine_sounds, "__version__", "0.0.0")
    elif why == "runtime":
        monkeypatch.setenv("GANSPACESYNTH_THREADS", "1")
    elif why == "model":
        monkeypatch.setattr(engine_sounds, "_is_our_like", lambda client, model, real=engine_sounds._is_our_like: real(client, "another"))
    else:
        asked = found.client.ask("/hallucinate", notes=200, interp=8)
    here(folder, tmp_path, capsys)
    assert len(counted) == 1
    if why == "busy":
        found.client.cancel(asked)
        with pytest.raises(Exception, match="was stopped"):
            asked.result()


def test_without_an_engine(folder, tmp_path, capsys, monkeypatch, counted):
    port = free_port()
    monkeypatch.setenv("GANSPACESYNTH_PORT", str(port))
    here(folder, tmp_path, capsys)
    assert len(counted) == 1 and not answers(port)
    monkeypatch.setenv("GANSPACESYNTH_PORT", "many")
    assert main(["generate", "-o", str(tmp_path / "b.wav")]) == 1 and "must be a port" in capsys.readouterr().err


class Stranger:
    """Another user's program on the port: it says all the right things, and may neither read nor write what is ours."""

    def __init__(self, model, *, writes=None):
        self.model, self.writes, self.heard = model, writes, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                data, sender = self.socket.recvfrom(65536)
            except OSError:
                return
            for address, values in messages(data):
                self.heard.append((address, values))
                tail = ("@id", values[values.index("@id") + 1]) if "@id" in values else ()
                for answer in self._answers(address, values):
                    self.socket.sendto(encode(answer[0], (*answer[1:], *tail)), sender)

    def _answers(self, address, values):
        if address == "/render":
            folder = os.path.dirname(values[0])
            self.mode = stat.S_IMODE(os.stat(folder).st_mode)
            if self.writes:
                self.writes(values[values.index("@to") + 1])
            return [("/rendered", "/etc/passwd", 10, 16000)]
        return {
            "/ping": [("/pong", 1)],
            "/version": [("/version", __version__, 1)],
            "/runtime": [("/runtime", runtime.computed_by(os.environ))],
            "/state": [("/state", "ready", 1, 0, 0)],
            "/models": [("/model", "x", self.model, 16000, 4000, 32, 24, 84), ("/models", 1)],
        }[address]


@pytest.mark.parametrize(
    "writes", [None, lambda path: Path(path).write_bytes(b"noise"), lambda path: os.mkdir(path), lambda path: os.symlink("/dev/zero", path)]
)
def test_a_stranger_on_the_port_is_not_believed(folder, tiny, tmp_path, capsys, monkeypatch, counted, writes):
    """It answers as an engine does, but has not written the sound into a folder that none but ours can write to."""
    stranger = Stranger(tiny.id, writes=writes)
    monkeypatch.setenv("GANSPACESYNTH_PORT", str(stranger.port))
    engine_sounds._engine.cache_clear()
    here(folder, tmp_path, capsys)
    assert len(counted) == 1 and [address for address, _ in stranger.heard][-1] == "/render" and stranger.mode == 0o700
    engine_sounds._engine(stranger.port).close()
    engine_sounds._engine.cache_clear()
    stranger.socket.close()


def test_ctrl_c_stops_the_engine_too(found, monkeypatch, tmp_path):
    cancelled = []
    with Client(found.client.port) as client, monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Client, "cancel", lambda self, asked, **options: cancelled.append((asked.address, options)))
        patch.setattr(Asked, "result", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        engine_sounds._ask(client, tmp_path, lambda done, total: None)
    assert cancelled == [("/render", {"voice": "command line"})]


def test_whoever_says_nothing_is_not_waited_for():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        assert not answers(silent.getsockname()[1], 0.05)
