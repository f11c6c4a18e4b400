"""A machine that plays with a voice: opened, started, heard through a ring as a host would, and everything that can be wrong."""

import json
import time

import numpy as np
import pytest

from ganspacesynth.bank.live.live_log import read_live_log
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.live.machine import SIGNALS
from tests.conftest import GOLDEN
from tests.support import house
from tests.support.external_pd import corner
from tests.support.host import Host
from tests.support.loudspeaker import Device
from tests.support.refused import reported
from tests.support.ring_writer import RingWriter
from tests.support.sound_language import language_bank
from tests.support.stage_musician import melody, quiet
from tests.unit.engine.test_closed_voices import held_up
from tests.unit.engine.test_ring import Reader

RATE = 16000
MODEL = str(GOLDEN / "sound_language")


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bänke")
    language_bank(folder, seed=77, sentences=2, length=12)
    return str(folder / "bank")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    return house.build(tmp_path_factory.mktemp("Klänge"), tiny)


@pytest.fixture
def host(folder, tmp_path):
    (tmp_path / "temp").mkdir()
    engine = Engine(precision="exact", temp=tmp_path / "temp")
    host = Host(engine)
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield host
    engine.close()


class Played:
    """A voice with a machine, its inlet and its ring, as [ganspacesynth~] has them."""

    def __init__(self, host, bank, *settings):
        self.host = host
        self.opened = host.ask("/bank_open", bank, MODEL)
        for message in settings:
            assert host.ask(*message)[0] == "/ok", message
        self.out = Reader(host.ask("/voice_open")[1])
        inlet, self.listening = host.ask_until("/listening", "/listen", "inlet")
        self.inlet = RingWriter(inlet[1], RATE)
        assert host.ask_until("/ok", "/bank_start", "@seed", 3)[-1] == ("/ok", "/bank_start")
        self.sound = []

    def play(self, wave, block=160):
        """Let it hear a wave, and hear what it answers meanwhile, as slowly as that takes."""
        for begin in range(0, len(wave), block):
            self.inlet.write(wave[begin : begin + block])
            until, got = time.monotonic() + 60.0, []
            while len(got) < block and time.monotonic() < until:
                new = self.out.read(block - len(got))
                got += new
                if not new:
                    time.sleep(0.001)
            self.sound += got
        return self

    def told(self):
        """All messages until now."""
        heard = []
        while not self.host.quiet():
            heard.append(self.host.hear())
        return heard


def test_a_phrase_at_the_inlet_is_answered_in_the_ring(host, bank, tmp_path):
    played = Played(host, bank, ("/bank_attention", 1), ("/bank_log", str(tmp_path / "live.jsonl")))
    assert played.opened[:3] == ("/bank", 24, RATE) and played.listening[1] == "inlet"
    assert host.ask("/bank_state") == ("/bank_state", "playing", "call", 24)
    played.play(np.concatenate([quiet(0.3), melody(), quiet(2.5)]))
    told = played.told()
    first = {address: next(message for message in told if message[0] == address) for address in {message[0] for message in told}}
    assert set(first) >= {"/bank_turn", "/bank_heard", "/bank_chose", "/attention"}
    assert [message[1] for message in told if message[0] == "/bank_turn"][:2] == ["playing", "over"]
    heard, chose = ([message for message in told if message[0] == address] for address in ("/bank_heard", "/bank_chose"))
    assert sorted(message[1] for message in [*heard, *chose]) == list(range(len(heard) + len(chose)))  # all entered one context
    assert chose[0][7] > 0.0 and {message[7] for message in chose} >= {-1.0}
    seen = [message for message in told if message[0] == "/attention" and message[1] == chose[0][1]]
    assert [message[2] for message in seen] == [1, 2, 3, 4] and all(sum(message[4:]) == pytest.approx(1.0, abs=0.01) for message in seen)
    wave = np.array(played.sound, np.float32)
    assert np.abs(wave).max() > 0.02 and not wave[: int(0.3 * RATE)].any()  # a host that is late is heard as silence: phrases may be in two
    values = [host.engine.ears.faders.value(name) for name in SIGNALS]
    assert 0.3 < values[0] < 0.7 and 0.0 < values[1] < 1.0 and len(set(values[2:])) > 3
    assert host.ask("/bank_log") == ("/ok", "/bank_log")
    log = read_live_log(tmp_path / "live.jsonl")
    assert len(log.heard) >= len(heard) and len(log.chosen) >= len(chose)


def test_it_is_stopped_without_a_click_and_begins_again(host, bank):
    played = Played(host, bank, ("/bank_mode", "continue"), ("/bank_set", "gain", -6.0))
    played.play(np.concatenate([quiet(0.2), melody(), quiet(0.6)]))
    assert host.ask("/bank_stop")[0] != "/error"
    for _ in range(2000):
        new = played.out.read(64)
        played.sound += new
        if not new:
            break
    wave = np.array(played.sound, np.float32)
    assert corner(wave) < 0.6 and not host.engine.machines["main"].playing
    played.told()
    assert host.ask("/bank_state")[1:3] == ("silent", "continue")
    assert host.ask("/bank_start")[0] != "/error"
    assert host.engine.machines["main"].playing
    played.play(quiet(0.1))
    assert host.engine.handle("/gate", (0,), lambda *answer: None) is None
    played.play(quiet(0.1))


def test_a_machine_that_another_sound_displaces_is_over(host, bank):
    """It would listen on for ever, and be told of as playing."""
    played = Played(host, bank)
    machine = host.engine.machines["main"]
    tap, stream = machine.tap, machine.stream
    host.say("/gate", 1)
    end = time.monotonic() + 60.0
    while not (stream.done and tap.over):
        played.out.read(64)
        assert time.monotonic() < end
        time.sleep(0.002)
    assert not machine.playing and len(stream.next()) == 0
    stream._listening.join(30.0)
    assert not stream._listening.is_alive()


def test_notes_of_a_keyboard_are_heard(host, bank):
    played = Played(host, bank)
    for pitch in (60, 67):
        host.say("/bank_note", pitch, 100)
        played.play(quiet(0.25))
        host.say("/bank_note", pitch, 0)
    played.play(quiet(1.0))
    told = played.told()
    assert [message[4] for message in told if message[0] == "/bank_heard"] == [60.0, 67.0]
    assert [message for message in told if message[0] == "/bank_chose"]


def test_it_is_heard_on_the_engines_own_loudspeaker(host, bank, monkeypatch):
    """For hosts that have no [ganspacesynth~]: no ring is needed."""
    device, ended = Device(monkeypatch), []
    device.on_write = lambda count: time.sleep(0.002)
    assert host.ask("/bank_open", bank, MODEL)[0] == "/bank" and host.ask("/bank_speaker")[0] == "/ok"
    assert host.ask("/bank_start") == ("/ok", "/bank_start") and host.ask("/bank_state")[1] in ("playing", "nothing")
    machine = host.engine.machines["main"]
    while len(device.heard) < 30:
        time.sleep(0.005)
    host.engine.handle("/bank_mode", ("continue",), lambda *answer: ended.append(answer))
    assert machine.now.live.mode == "continue" and device.rate == RATE
    machine.silence()
    count = len(device.heard)
    time.sleep(0.05)
    assert len(device.heard) == count and not machine.playing
    device.channels = 0
    with reported("output-device"):
        host.ask("/bank_start")
    assert host.ask("/bank_speaker", "off")[0] != "/bank"
    with reported("voice-ring"):
        host.ask("/bank_start")


def test_settings_are_kept_when_another_bank_is_opened(host, bank):
    for message in (("/bank_open", bank, MODEL), ("/bank_mode", "shadow"), ("/bank_set", "hold", 0.2), ("/bank_set", "top_k", 3)):
        assert host.ask(*message)[0] in ("/ok", "/bank")
    assert host.ask("/bank_open", bank, MODEL)[0] == "/bank"
    machine = host.engine.machines["main"]
    assert (machine.live.mode, machine.live.hold_s, machine.choosing.top_k) == ("shadow", 0.2, 3)


def test_what_comes_along_is_opened_by_no_name(host):
    for words in ((), ("default",), ("default", "default"), ("",)):
        assert host.ask("/bank_open", *words)[:2] == ("/bank", 601)


def test_a_closed_voice_has_no_machine(host, bank, tmp_path):
    Played(host, bank, ("/bank_log", str(tmp_path / "a.jsonl")))
    machine = host.engine.machines["main"]
    host.ask("/voice_close")
    assert "main" not in host.engine.machines and machine.log is None and machine.tap is None
    assert json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[0])["format"] == "ganspacesynth-live-log"


def test_a_bank_that_is_open_when_its_voice_is_closed_is_nobody_s(host, bank):
    with held_up(host.engine):
        host.say("/bank_open", bank, MODEL)
        assert host.ask("/voice_close") == ("/ok", "/voice_close")
    assert host.hear() == ("/cancelled", "/bank_open", "asked") and host.engine.machines == {} and "main" not in host.engine.voices


def test_what_is_wrong_is_said(host, bank, tmp_path):
    for address, values in (
        ("/bank_start", ()),
        ("/bank_stop", ()),
        ("/bank_mode", ("call",)),
        ("/bank_set", ("gate", -40)),
        ("/bank_note", (60, 1)),
    ):
        with reported("open-bank"):
            assert host.ask(address, *values)[0] == "/error"
    assert host.ask("/bank_state") == ("/bank_state", "none", "call", 0)
    with reported("bank-folder"):
        assert host.ask("/bank_open", str(tmp_path))[0] == "/error"
    assert host.ask("/bank_open", bank, MODEL)[0] == "/bank"
    (tmp_path / "there.jsonl").write_text("mine")
    for address, values, rule in (
        ("/bank_start", (), "voice-ring"),
        ("/bank_mode", ("solo",), "known-mode"),
        ("/bank_set", ("volume", 1), "known-live-setting"),
        ("/bank_set", ("gate", 5), "live-range"),
        ("/bank_note", (128, 1), "note-range"),
        ("/bank_note", (60, -1), "note-range"),
        ("/bank_log", (str(tmp_path / "a.txt"),), "file-ending"),
        ("/bank_log", (str(tmp_path / "there.jsonl"),), "nothing-overwritten"),
        ("/bank_log", (str(tmp_path / "there.jsonl"), "@force", 1), "same-kind-replaced"),
        ("/bank_log", (str(tmp_path / "new" / "a.jsonl"),), "existing-folder"),
    ):
        with reported(rule):
            assert host.ask(address, *values)[0] == "/error", address
    assert (tmp_path / "there.jsonl").read_text() == "mine"
    for force in (0, 1):
        assert host.ask("/bank_log", str(tmp_path / "a.jsonl"), "@force", force)[0] == "/ok"
