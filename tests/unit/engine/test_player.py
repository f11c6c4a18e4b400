"""Players: voices that sound through their rings, read here as a host's audio thread would, only more patiently."""

import threading
import time

import numpy as np
import pytest

from ganspacesynth.core.work.jobs import Job
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.ring import MISSED, READ, WRITTEN
from ganspacesynth.engine.voices import lead
from ganspacesynth.engine.voices.player import Player
from tests.support import house
from tests.support.host import Host
from tests.support.patience import PATIENCE_S, until
from tests.support.refused import reported
from tests.unit.engine.test_ring import Reader

RATE = 16000
CHUNK = 1024


class Sine:
    """A stream whose frequency is its point's pitch in tens of Hz; it takes `cost_s` a chunk."""

    cost_s = 0.0

    def __init__(self, future, duration_s=None):
        self.future, self.done, self.time_s = future, False, 0.0
        self._phase, self._fall, self._duration_s = 0.0, None, duration_s

    def release(self, seconds):
        self._fall = seconds

    def resize(self, frames):
        self.frames = frames

    def next(self):
        time.sleep(self.cost_s)
        phases = self._phase + 2 * np.pi * 10 * self.future.at(self.time_s).pitch / RATE * np.arange(CHUNK)
        self._phase = phases[-1] + 2 * np.pi * 10 * self.future.at(self.time_s).pitch / RATE
        self.time_s += CHUNK / RATE
        self.done = self._fall is not None or (self._duration_s is not None and self.time_s >= self._duration_s)
        fall = np.linspace(1, 0, CHUNK) if self._fall is not None else 1.0
        return (0.5 * fall * np.sin(phases)).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    return house.build(tmp_path_factory.mktemp("Klänge"), tiny)


@pytest.fixture
def host(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(Player, "_continuous", lambda self, entry, future, duration_s: Sine(future, duration_s))
    monkeypatch.setattr(OpenModel, "chunk_frames", lambda entry: 2)
    monkeypatch.setattr(Sine, "cost_s", 0.0)
    monkeypatch.setattr(lead, "CLOSE", 0.0)  # readers here are faster than time
    engine = Engine(precision="exact", temp=tmp_path)
    host = Host(engine)
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield host
    engine.close()
    assert list(tmp_path.iterdir()) == []


def opened(host):
    answer = host.ask("/voice_open", "@id", "v")
    assert answer[0] == "/voice" and answer[3:] == (RATE, "@id", "v")
    return Reader(answer[1])


def heard(reader, seconds):
    """Read as a patient host does, who waits for samples that are late; returns so many seconds, or less when a sound ends."""
    samples, late = [], time.monotonic() + PATIENCE_S
    while len(samples) < seconds * RATE and time.monotonic() < late:
        got = reader.read(min(64, round(seconds * RATE) - len(samples)))
        samples += got
        if samples and not got and reader.counter(256) >= reader.counter(128):
            break
        time.sleep(0 if got else 0.002)
    return np.array(samples)


def frequency(wave):
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 18))
    return np.argmax(spectrum) * RATE / (1 << 18)


def test_a_voice_sounds_from_gate_to_gate_and_then_rests(host):
    reader = opened(host)
    assert reader.read(64) == [] and reader.counter(128) == 0
    host.say("/gate", 1)
    assert [host.hear(), host.hear()] == [("/voice_state", "playing", "@id", "v"), ("/ok", "/gate")]
    wave = heard(reader, 0.4)
    assert abs(frequency(wave) - 600) < 3
    host.say("/gate", 0)
    assert [host.hear(), host.hear()] == [("/voice_state", "releasing", "@id", "v"), ("/ok", "/gate")]
    assert len(heard(reader, 5.0)) < RATE
    assert host.hear() == ("/voice_state", "silent", "@id", "v")
    assert reader.counter(256) == reader.counter(64) == reader.counter(128)


def test_a_new_pitch_is_heard_soon(host):
    reader = opened(host)
    host.ask("/gate", 1)
    heard(reader, 0.2)
    host.ask("/glide", 0)
    waiting = reader.counter(64) - reader.counter(256)
    host.say("/pitch", 80)
    wave = heard(reader, 0.5)
    assert waiting <= CHUNK + 0.1 * RATE
    assert abs(frequency(wave[-2048:]) - 800) < 5


def test_a_slow_voice_works_further_ahead_and_says_so(host, monkeypatch):
    monkeypatch.setattr(Sine, "cost_s", 0.04)
    reader = opened(host)
    player = host.engine.players["main"]
    host.ask("/gate", 1)
    heard(reader, 0.3)
    before = player._feed.lead.seconds
    assert 0.06 <= before <= 0.5
    reader.counter(MISSED, 99)
    heard(reader, 0.3)
    answers = [host.hear(), host.hear()]  # the gate's, and what comes unasked
    told = next(answer for answer in answers if answer[0] == "/voice_lead")
    assert told[1] > before and told[2:] == ("longer", "@id", "v")


def test_chunks_become_larger_while_they_take_too_long(host):
    reader = opened(host)
    player, stream = host.engine.players["main"], Sine(None)
    player._least = player._frames = 2
    for _ in range(8):
        player._feed.lead.made(0.06, 0.064, None)
    player._resize(stream)
    assert stream.frames == player._frames == 4
    for _ in range(8):
        player._feed.lead.made(0.001, 0.064, None)
    player._resize(stream)
    assert stream.frames == player._frames == 2 and reader.counter(64) == 0


def test_wandering_and_steps_sound_too(host):
    reader = opened(host)
    assert host.ask("/wander", 0.5, "@seed", 3) == ("/ok", "/wander")
    host.ask("/gate", 1)
    motion = host.engine.players["main"]._motion
    assert motion.wander_s == 0.5 and motion.at(0.0).z != motion.at(0.25).z != motion.at(0.5).z
    assert host.ask("/wander", 0)[0] in ("/ok", "/voice_state")
    host.ask("/step_add")
    host.ask("/pitch", 70)
    host.ask("/setting", "spacing_s", 0.05)
    host.say("/play", 1)
    assert len(heard(reader, 30.0)) < 5 * RATE  # it ends by itself
    while host.hear() != ("/voice_state", "silent", "@id", "v"):
        pass
    assert host.ask("/play", 0) == ("/ok", "/play")


def test_clips_sound_as_long_as_the_gate_is_open(host):
    reader = opened(host)
    assert host.ask("/form", "clips") == ("/ok", "/form")
    host.ask("/gate", 1)
    wave = heard(reader, 1.0)  # four clips of a quarter of a second
    assert wave[-4000:].any()
    assert host.hear() == ("/ok", "/gate")
    assert "form is continuous or clips. Received: 'waves'" in host.ask("/form", "waves")[3]


def test_a_voice_that_fails_is_silent_and_says_why(host, monkeypatch):
    reader = opened(host)
    monkeypatch.setattr(Sine, "next", lambda self: 1 / 0)
    host.say("/gate", 1)
    answers = [host.hear() for _ in range(4)]
    assert ("/voice_state", "silent", "@id", "v") in answers
    assert [a[2] for a in answers if a[0] == "/error"] == ["internal"]
    monkeypatch.undo()
    assert reader.counter(128) == reader.counter(64)


def test_a_gate_that_opens_again_fades_the_old_sound_under_the_new(host):
    reader = opened(host)
    host.ask("/gate", 1)
    heard(reader, 0.1)
    host.ask("/gate", 1)
    wave = heard(reader, 0.3)
    assert reader.counter(320) == 0 and np.abs(wave).max() <= 1.0


def test_a_voice_is_opened_again_and_closed(host):
    first = opened(host)
    second = opened(host)
    assert len(host.engine.players) == 1 and first.counter(64) == second.counter(64) == 0
    assert host.ask("/voice_close") == ("/ok", "/voice_close") and not host.engine.players
    assert host.ask("/gate", 1)[2] == "invalid"


@pytest.mark.parametrize("address", ["/glide", "/release", "/wander"])
def test_times_are_seconds(host, address):
    opened(host)
    assert f"Seconds must be in 0..3600. Received: -1 for {address}" in host.ask(address, -1)[3]
    assert host.ask(address, 0.5) == ("/ok", address)


def test_a_model_is_swapped_while_a_voice_sounds(host, folder):
    reader = opened(host)
    host.ask("/gate", 1)
    host.say("/load", str(folder / house.PLAIN))
    while host.hear()[0] != "/loaded":
        heard(reader, 0.01)
    wave = heard(reader, 0.3)
    assert wave.any()
    assert host.engine.players["main"]._entry.name == house.PLAIN


def test_a_voice_closed_before_it_could_open_stays_closed(host):
    begun, go = threading.Event(), threading.Event()

    def wait(progress):
        begun.set()
        go.wait(60)

    host.engine.jobs.submit("load", Job(wait, lambda reason: None, lambda error: None))
    assert begun.wait(PATIENCE_S)
    host.say("/voice_open")
    assert host.ask("/voice_close") == ("/ok", "/voice_close")
    go.set()
    assert host.hear() == ("/cancelled", "/voice_open", "asked") and not host.engine.players


def test_a_ring_keeps_its_rate(host, monkeypatch):
    opened(host)
    monkeypatch.setattr(host.engine.players["main"].ring, "rate", 44100)
    with reported("ring-rate: 44100 Hz. Received: a model of 16000 Hz"):
        assert host.ask("/gate", 1)[2] == "model"


def test_who_cannot_be_told_ends_no_voice(host, caplog):
    """What a player says of itself may fail to be sent: it sounds on, and after a fault it can begin anew."""
    reader = opened(host)
    player = host.engine.players["main"]
    player._tell = player._fail = lambda *values: 1 // 0
    host.ask("/gate", 1)
    assert len(heard(reader, 0.3)) > 0
    player._stream = object()  # a stream that has nothing to hear

    def ended():
        reader.counter(READ, reader.counter(WRITTEN))  # a full ring asks for nothing
        return "Nobody could be told what became of a voice" in caplog.text

    until(ended)
    assert player._stream is None and all(thread.is_alive() for thread in player._threads)
    assert "Nobody could be told what a voice does" in caplog.text
    host.ask("/gate", 1)
    reader.counter(READ, reader.counter(WRITTEN))
    assert len(heard(reader, 0.3)) > 0
