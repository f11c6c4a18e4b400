"""A client asks and hears: answers by name, jobs with progress, cancel, silence, and an engine that is gone."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.client import client as client_module
from ganspacesynth.client import launch
from ganspacesynth.client.client import Client, EngineError, named
from ganspacesynth.client.launch import COMMAND, EngineProcess, engine_command, find, start
from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.core.errors import AudioError
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.pyext.mapped_wave import map_wave
from tests.support.fake_engine import LATENT, RATE, SAMPLES, Serving, tone, write_float_wave
from tests.support.patience import until
from tests.support.refused import refused

FAKE = [sys.executable, str(Path(__file__).parents[1] / "support" / "fake_engine.py")]


@pytest.fixture
def serving():
    with Serving() as serving:
        yield serving


@pytest.fixture
def client(serving):
    with Client(serving.port) as client:
        yield client


def test_a_call_returns_what_the_table_names(client):
    assert client.call("/version").values == {"text": "fake", "protocol": 1}
    loaded = client.call("/load", "a folder é", as_="x", voice="v")
    assert (loaded.address, loaded["rate"], loaded["samples"], loaded["latent"]) == ("/loaded", RATE, SAMPLES, LATENT)


def test_several_answers_come_in_their_order(client):
    asked = client.ask("/synthesize", 60, 64, 67, edits=(0.5, 1.0), mode="replace")
    answers = asked.result(60.0)
    assert [(answer["pitch"], answer["index"], answer["count"]) for answer in answers] == [(60, 0, 3), (64, 1, 3), (67, 2, 3)]


def test_many_requests_at_once_are_told_apart(client):
    asked = [client.ask("/setting", "spacing_s", str(i)) for i in range(200)]
    assert [one.result(60.0)[-1]["value"] for one in asked] == [str(i) for i in range(200)]


def test_a_list_of_numbers_is_one_value(client, serving):
    client.call("/random", voice="v")
    assert np.array_equal(client.call("/z", voice="v")["values"], serving.engine.z["v"])


def test_options_left_out_are_not_sent(client, serving):
    client.call("/hallucinate", notes=None, interp=2)
    assert serving.engine.heard[-1].options == {"interp": 2}


def test_progress_is_told(client):
    told = []
    client.ask("/hallucinate", notes=3, progress=lambda done, total: told.append((done, total))).result(60.0)
    assert told == [(1, 2), (2, 2)]


def test_errors_keep_their_code_and_words(client):
    with refused("refused-by-engine", EngineError, says=r"pitch must be one of 24\.\.84. Received: \(12\.0,\)") as caught:
        client.call("/synthesize", 12)
    assert caught.value.code == "invalid"
    with refused("refused-by-engine", EngineError):
        client.call("/synthesize", colour="red")


def test_cancel_ends_a_request(client, serving):
    serving.engine.trouble["/synthesize"] = serving.engine.hold
    asked = client.ask("/synthesize", 60)
    until(lambda: serving.engine.held)
    assert not asked.cancel()  # the future's own cancel would leave the engine working
    client.cancel(asked)
    with refused("request-cancelled", EngineError, says=r"/synthesize was stopped: asked\.") as caught:
        asked.result(60.0)
    assert caught.value.code == "cancelled"


def test_silence_fails_a_request(client, serving):
    serving.engine.trouble["/state"] = lambda call, answer: None
    with refused("timely-answer", EngineError, says=r"The engine must answer /state within 0\.2 s\. Received: nothing\.") as caught:
        client.call("/state", silence_s=0.2)
    assert caught.value.code == "timeout"
    assert client.call("/version")  # the others go on


def test_jobs_wait_as_long_as_the_engine_lives(client, serving, monkeypatch):
    monkeypatch.setattr(client_module, "PING_S", 0.05)
    monkeypatch.setattr(client_module, "ANSWER_S", 0.2)
    serving.engine.trouble["/synthesize"] = serving.engine.hold
    asked = client.ask("/synthesize", 60)
    until(lambda: serving.engine.times("/ping") > 12)  # one every 0.05 s at most: it was silent for longer than others may be
    assert not asked.done()
    serving.engine.do(*serving.engine.held.pop())
    assert asked.result(60.0)


def test_an_engine_that_is_gone_fails_what_waits(serving, monkeypatch):
    monkeypatch.setattr(client_module, "PING_S", 0.05)
    monkeypatch.setattr(client_module, "GONE_S", 0.5)
    serving.engine.trouble["/synthesize"] = serving.engine.hold
    with Client(serving.port) as client:
        asked = client.ask("/synthesize", 60)
        until(lambda: serving.engine.held)
        serving.stop()
        with refused("engine-alive", EngineError, says=r"An engine must listen on port|The engine has been silent for 0\.5 s") as caught:
            asked.result(60.0)
        assert caught.value.code == "gone" and client.gone
        with refused("engine-alive", EngineError):
            client.call("/version")


def test_an_engine_that_says_nothing_is_gone(serving, monkeypatch):
    monkeypatch.setattr(client_module, "PING_S", 0.05)
    monkeypatch.setattr(client_module, "GONE_S", 0.3)
    serving.engine.trouble = {"/synthesize": serving.engine.hold, "/ping": serving.engine.hold}
    with Client(serving.port) as client, refused("engine-alive", EngineError, says=r"The engine has been silent for 0\.3 s\."):
        client.ask("/synthesize", 60).result(60.0)


def test_another_engine_at_the_same_place_is_another(client, serving, monkeypatch):
    client.call("/ping")
    serving.engine.trouble["/ping"] = lambda call, answer: answer("/pong", 1)
    serving.engine.trouble["/synthesize"] = serving.engine.hold
    asked = client.ask("/synthesize", 60)
    client.ask("/ping")
    with refused("engine-alive", EngineError, says=r"Another engine answers now"):
        asked.result(60.0)


def test_a_host_that_fails_ends_the_conversation_in_words(serving):
    with Client(serving.port) as client:
        asked = client.ask("/hallucinate", notes=3, progress=lambda done, total: 1 // 0)
        with refused("engine-alive", EngineError, says=r"What the host does with answers must not fail\. Received: ZeroDivisionError"):
            asked.result(60.0)


def test_what_comes_unasked_is_heard(serving):
    heard = []
    with Client(serving.port, unasked=heard.append) as client:
        serving.engine.trouble["/gate"] = lambda call, answer: (answer("/ok", call.address), serving_send(serving, client, "/voice_state", "playing"))
        client.call("/gate", 1)
        until(lambda: heard)
    assert (heard[0].address, heard[0]["word"]) == ("/voice_state", "playing")


def serving_send(serving, client, address, *values):
    sender = client._socket.getsockname()
    serving.server._send(sender, sender[1], address, values)


def test_too_much_for_a_datagram_is_said(client):
    with refused("datagram-size", EngineError, says=r"/edits must fit into a datagram\. Received: .*Send fewer values\."):
        client.call("/edits", *[0.5] * 20_000)


def test_closed_is_closed(serving):
    client = Client(serving.port)
    client.close()
    client.close()
    with refused("engine-alive", EngineError, says=r"The conversation was closed\."):
        client.call("/version")


def test_another_protocol_is_refused(client, serving):
    serving.engine.trouble["/version"] = lambda call, answer: answer("/version", "9.9", 99)
    with refused("protocol-version", EngineError, says=r"The engine must speak protocol 1\. Received: 99 from 9\.9\. Update both"):
        client.check()
    assert find(serving.port) is None


def test_an_engine_is_found_where_it_serves(serving):
    link = find(serving.port)
    assert link and link.process is None and link.client.check()
    link.close()
    serving.stop()
    assert find(serving.port) is None


def test_every_answer_of_the_table_has_names():
    for command in COMMANDS.values():
        for reply in command.replies:
            values = tuple(range(len(reply.arguments)))
            assert list(named(command.address, reply.address, values)) == [argument.name for argument in reply.arguments]
    for reply, _ in OTHERS.values():
        assert set(named("/load", reply.address, tuple(range(len(reply.arguments))))) == {argument.name for argument in reply.arguments}
    assert named(None, "/nonsense", (1, 2)) == {"more": (1, 2)}


def test_an_engine_is_started_watched_and_ended():
    with start(command=FAKE) as link:
        assert link.client.call("/ping")["engine"] == link.process.pid
    assert link.process._process.poll() == 0


def test_the_death_of_an_engine_is_told():
    told = []
    with start(command=FAKE) as link:
        link.process.when_ended(told.append)
        asked = link.client.ask("/load", "x", as_="x").result(60.0)
        assert asked
        link.process._process.kill()
        until(lambda: told)
        assert told[0].startswith("The engine has ended")
        assert link.client.gone == told[0]
        late = []
        link.process.when_ended(late.append)
        assert late == told


def test_an_engine_that_does_not_start_says_why():
    with refused("engine-listens", EngineError, says=r"The engine must say that it listens\. Received: no such thing as a GPU\. Install"):
        EngineProcess(["--say", "no such thing as a GPU"], command=FAKE)
    with refused("engine-program", EngineError, says=r"The engine must be there to be started\. Received: /nowhere/engine serve"):
        EngineProcess(command=["/nowhere/engine"])
    with refused("engine-listens", EngineError, says=r"The engine must say that it listens\. Received: nothing"):
        EngineProcess(command=[sys.executable, "-c", "pass"])


def test_last_words_are_waited_for(monkeypatch):
    """On a busy machine the process may be over before anybody has read what it wrote."""
    read = EngineProcess._read
    monkeypatch.setattr(EngineProcess, "_read", lambda self, stream: (time.sleep(0.3), read(self, stream)))
    with refused("engine-listens", EngineError, says=r"Received: no such thing as a GPU\. Install"):
        EngineProcess(["--say", "no such thing as a GPU"], command=FAKE)


def test_an_engine_that_starts_slowly_is_left_alone(monkeypatch, tmp_path):
    """It says that it starts, as long as that takes; the same process is there in the end, and its first answer may take its time as well."""
    monkeypatch.setattr(launch, "SLOW_S", 0.02)
    monkeypatch.setattr(client_module, "PING_S", 0.02)
    monkeypatch.setattr(client_module, "GONE_S", 0.1)
    told, now = [], tmp_path / "now"
    engine = (
        "import socket, sys, time, pathlib\nfrom pythonosc.osc_message import OscMessage\nfrom ganspacesynth.server.osc import encode\n"
        "sys.stderr.write('reading weights\\n'); sys.stderr.flush()\n"
        f"now = pathlib.Path({str(now)!r})\n"
        "while not now.exists(): time.sleep(0.01)\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 0))\n"
        "print('listening on 127.0.0.1 port', s.getsockname()[1], flush=True)\n"
        "heard = []\n"
        "while [m.address for _, m in heard].count('/ping') < 20:\n"  # silent for twenty pings
        "    data, who = s.recvfrom(65536); heard.append((who, OscMessage(data)))\n"
        "who, asked = heard[0]\n"
        "s.sendto(encode('/version', ('slow', 1, *list(asked.params)[-2:])), who)\n"
        "sys.stdin.buffer.read()\n"
    )

    def say(text):
        told.append(text)
        if len(told) >= 50 and text.endswith("reading weights"):
            now.touch()

    with start(command=[sys.executable, "-c", engine], say=say) as link:
        assert len(told) >= 50 and re.fullmatch(r"The engine is still starting \(\d+ s so far\)\. reading weights", told[-1])
        assert link.client.check()["text"] == "slow" and link.process._process.poll() is None


def test_an_engine_that_ends_before_its_first_word_is_not_waited_for():
    engine = "import os, sys, time\nprint('listening on 127.0.0.1 port 9', flush=True)\nsys.stdin.buffer.read(1)"
    with start(command=[sys.executable, "-c", engine]) as link:
        link.process._process.kill()
        with refused("engine-alive", EngineError) as caught:
            link.client.check()
    assert caught.value.code == "gone"


def test_the_engine_is_this_python_or_the_one_that_is_named(monkeypatch):
    monkeypatch.delenv(COMMAND, raising=False)
    assert engine_command() == [sys.executable, "-m", "ganspacesynth"]
    monkeypatch.setattr(sys, "executable", "/usr/bin/pd")  # inside Pd
    assert engine_command()[1:] == ["-m", "ganspacesynth"] and "pd" not in Path(engine_command()[0]).name
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(launch, "SOURCE", Path("/nowhere"))
    assert Path(engine_command()[0]).name.startswith("ganspacesynth")
    monkeypatch.setenv(COMMAND, "'/a folder/engine' --quick")
    if sys.platform != "win32":
        assert engine_command() == ["/a folder/engine", "--quick"]


def test_one_engine_for_all_and_none_behind_the_last(monkeypatch):
    monkeypatch.setattr("ganspacesynth.client.shared_engine.LINGER_S", 0.05)
    begun, said = [], []

    def begin(say):
        begun.append(start(command=FAKE))
        return begun[-1]

    class Member:
        def __init__(self):
            self.told = []

        def engine_ended(self, why):
            self.told.append(why)

    shared, a, b = SharedEngine(None, begin), Member(), Member()
    shared.join(a)
    shared.join(b)
    assert not shared.open
    client = shared.client(said.append)
    assert shared.client(said.append) is client and len(begun) == 1 and shared.open
    assert said == ["The engine is being started; that takes some seconds.", f"The engine is there: version fake, port {client.port}."]
    begun[0].process._process.kill()
    until(lambda: a.told and b.told and not shared.open)
    assert not shared.hopeless
    assert shared.client(said.append) is not client and len(begun) == 2
    shared.leave(a)
    time.sleep(0.2)
    assert shared.open  # b is still there
    shared.leave(b)
    until(lambda: begun[1].process._process.poll() is not None)
    assert not shared.open


def test_an_engine_of_somebody_else_is_used_and_left(serving, monkeypatch):
    shared = SharedEngine(serving.port, lambda say: pytest.fail("started"))
    assert shared.client(lambda text: None).port == serving.port
    shared.close()
    assert not serving.engine.ended.is_set() and serving.engine.times("/quit") == 0


def test_sounds_are_mapped(tmp_path):
    wave = tone(60, 0.7)
    mapped, rate = map_wave(write_float_wave(tmp_path / "a sound é.wav", wave))
    assert rate == RATE and np.array_equal(mapped, wave) and not mapped.flags.writeable
    extensible = struct_extra(3)
    assert np.array_equal(map_wave(write_float_wave(tmp_path / "b.wav", wave, form=0xFFFE, extra=extensible))[0], wave)


def test_sounds_of_the_package_are_mapped(tmp_path):
    from ganspacesynth.audio.files.sound_files import write_wave

    wave = tone(60, 0.7)
    path = write_wave(tmp_path / "a.wav", wave, RATE, recipe={"x": 1}, subtype="FLOAT")
    mapped, rate = map_wave(path)
    assert rate == RATE and np.array_equal(mapped, wave)


def struct_extra(kind):
    return b"\x16\0\x20\0\0\0\0\0" + bytes([kind, 0]) + bytes(14)


def test_what_is_no_float_wave_is_refused(tmp_path):
    wave = tone(60, 0.7)
    cases = {
        "whole.wav": write_float_wave(tmp_path / "whole.wav", wave, form=1),
        "wide.wav": write_float_wave(tmp_path / "wide.wav", wave, bits=64),
        "two.wav": write_float_wave(tmp_path / "two.wav", wave, channels=2),
        "extensible.wav": write_float_wave(tmp_path / "extensible.wav", wave, form=0xFFFE, extra=struct_extra(1)),
        "text.wav": tmp_path / "text.wav",
        "short.wav": tmp_path / "short.wav",
    }
    cases["text.wav"].write_text("nothing to hear", encoding="utf-8")
    cases["short.wav"].write_bytes(write_float_wave(tmp_path / "x.wav", wave).read_bytes()[:30])
    for path in cases.values():
        with refused("mapped-wav", AudioError, says=r"A sound to be mapped must be a WAV file of 32-bit floats in one channel"):
            map_wave(path)
    (tmp_path / "empty.wav").touch()
    for name in ("empty.wav", "missing.wav"):
        with refused("existing-file", AudioError, says=r"A sound's file must be there until it is read\."):
            map_wave(tmp_path / name)


def test_a_cut_sound_is_as_long_as_it_is(tmp_path):
    path = write_float_wave(tmp_path / "a.wav", tone(60, 0.7))
    path.write_bytes(path.read_bytes()[:-400])
    assert len(map_wave(path)[0]) == SAMPLES - 100


def test_a_client_needs_nothing_heavy():
    code = (
        "import sys, json, ganspacesynth.client.client, ganspacesynth.client.launch, ganspacesynth.pyext.mapped_wave\n"
        "import ganspacesynth.pyext.gansynth_messages, ganspacesynth.pyext.halluseq_messages\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    heavy = {"tensorflow", "keras", "jax", "scipy", "sklearn", "matplotlib", "soundfile", "soxr", "mido", "rich", "psutil"}
    assert not heavy & set(loaded)
