"""What voices listen to: faders, ears and their sharing, rings of inlets, voices that listen to each other."""

import queue
import threading

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.chains.live_words import Line
from ganspacesynth.audio.live_input.incoming import SilentInput
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.engine.listening.ear import ChainHistory, Ear, Followed
from ganspacesynth.engine.listening.ears import Ears
from ganspacesynth.engine.listening.faders import MAX_FADERS, Faders
from tests.support.microphone import Microphone
from tests.support.patience import until
from tests.support.refused import refused
from tests.support.ring_writer import RingWriter


@pytest.fixture
def ears(tmp_path):
    ears = Ears(tmp_path)
    yield ears
    ears.close()


def listen(ears, voice, kind, name="", **settings):
    said = []
    return ears.listen(voice, kind, name, say=said.append, fail=said.append, **settings)


@pytest.fixture
def hits(tmp_path, rng):
    """A file with a hit every quarter of a second."""
    wave = np.zeros(16000, np.float32)
    for begin in range(2000, 16000, 4000):
        wave[begin : begin + 800] = rng.uniform(-0.8, 0.8, 800)
    soundfile.write(tmp_path / "hits.wav", wave, 16000, subtype="FLOAT")
    return str(tmp_path / "hits.wav")


# --- faders


def test_faders_are_where_they_were_moved():
    faders = Faders()
    assert faders.value("kick") == 0.0 and faders.names() == []
    assert faders.put("kick", 0.25) == 0.25 and faders.value("kick") == 0.25
    level = [0.5]
    faders.follow("kick", lambda: level[0])
    level[0] = 0.75
    assert faders.value("kick") == 0.75 and faders.names() == ["kick"]


@pytest.mark.parametrize("name", ["", "a b", "ü", "1st", "x" * 33, "rms", "lfo", "signal", "a|b"])
def test_names_that_no_fader_has(name):
    with refused("fader-name", InvalidInput):
        Faders().put(name, 0.5)


@pytest.mark.parametrize("value", [-0.01, 1.01, 127.0, float("nan"), float("inf")])
def test_values_that_no_fader_has(value):
    with refused("fader-range", InvalidInput, says="by 127"):
        Faders().put("cc1", value)


def test_there_are_not_endlessly_many():
    faders = Faders()
    for number in range(MAX_FADERS):
        faders.put(f"f{number}", 0.0)
    faders.put("f0", 1.0)
    with refused("fader-count", InvalidInput):
        faders.put("more", 0.0)


# --- ears


def test_no_hit_between_two_looks_is_missed():
    before = ChainHistory(10, 3.0, 0.0)
    assert (
        ChainHistory(14, 4.0, 0.0).since(before) == 0.25
        and ChainHistory(10, 3.0, 0.6).since(before) == 0.6
        and ChainHistory(5, 1.0, 0.3).since(None) == 0.3
    )
    assert ChainHistory(2, 0.5, 0.7).since(before) == 0.7  # a song that was sought back


def test_an_ear_hears_and_remembers(hits, ears):
    ear = listen(ears, "a", "file", hits)
    text = ears.want("a", "x", "onsets  | decay 0.1")
    assert text == "onsets | decay 0.1" and ear.knows(text) and ear is ears.ear("a")
    until(lambda: ear.over and ear.heard(text).frames > 60)
    signal = ear.lately(text, 1.5)
    assert len(signal) == 75 and (signal.low, signal.high, signal.rate) == (0.0, 1.0, 50.0) and signal.values.max() > 0.5
    assert len(ear.lately(text, 100.0)) == 5000 and 0.02 < ear.latency_s(text) < 0.06
    with refused("heard-chain", InvalidInput):
        ear.lately("rms", 1.0)
    assert ear.heard("rms") == ChainHistory() and ear.latency_s("rms") == 0.0


def test_voices_share_an_ear_and_chains_that_nobody_wants_go(hits, ears):
    first = listen(ears, "a", "voice", "c")
    assert listen(ears, "b", "voice", "c") is first and listen(ears, "b", "voice", "c", fps=100) is not first
    listen(ears, "b", "voice", "c")
    ears.want("a", "x", "rms")
    ears.want("b", "x", "rms")
    ears.want("b", "y", "lfo 1")
    ears.want("b", "x", "centroid")
    assert first.knows("rms") and first.knows("lfo 1") and first.knows("centroid")
    ears.want_no_more("a", "x")
    ears.want_no_more("a", "x")
    assert not first.knows("rms")
    ears.forget("b")
    assert not first.knows("lfo 1") and ears.source("b")[0] == "off" and ears.source("a")[:2] == ("voice", "c")
    ears.forget("a")
    assert not ears.heard_by_others("c")


def test_chains_go_along_to_what_is_listened_to_next(hits, ears):
    ears.want("a", "x", "rms")
    quiet = ears.ear("a")
    ear = listen(ears, "a", "file", hits, loop=True)
    assert ear is not quiet and ear.knows("rms")
    until(lambda: ear.heard("rms").total > 0)
    again = listen(ears, "a", "file", hits)
    assert again is not ear and again.knows("rms")
    listen(ears, "a", "off")
    assert ears.source("a")[0] == "off"


def test_a_voice_hears_another(ears, rng):
    ear = listen(ears, "a", "voice", "b")
    ears.want("a", "x", "rms")
    assert ears.heard_by_others("b") and not ears.heard_by_others("a")
    noise = rng.uniform(-0.5, 0.5, 1600).astype(np.float32)

    def heard():
        ears.tell("b", lambda tap: tap.write(noise, 16000))
        return ear.heard("rms").total > 0.5

    until(heard)


def test_an_inlet_is_a_ring(ears):
    ear = listen(ears, "a", "inlet")
    ears.want("a", "x", "rms")
    path, capacity = ears.ring("a")
    host = RingWriter(path, 48000)
    assert capacity == host.capacity and ears.ring("b") is None

    def heard():
        host.write(np.full(256, 0.5))
        return ear.heard("rms").last > 0.9

    until(heard)
    listen(ears, "a", "inlet")  # a host that begins anew gets another ring
    assert ears.ring("a")[0] != path
    host.close()


def test_a_device_is_named(ears, monkeypatch):
    microphone = Microphone(monkeypatch)
    assert listen(ears, "a", "device").name == "Mikrofon" and listen(ears, "b", "device").name == "Mikrofon" and microphone.opened == 1
    microphone.channels = 0
    with refused("input-device", AudioError):
        listen(ears, "a", "device", "", fps=100)
    assert ears.source("a")[0] == "device"


@pytest.mark.parametrize(("kind", "name", "says"), [("radio", "", "'radio'"), ("file", "", "file without a name"), ("voice", "", "voice without")])
def test_what_nobody_listens_to(ears, kind, name, says):
    with refused("known-source", InvalidInput, says=says):
        listen(ears, "a", kind, name)


def test_a_source_that_has_nothing_of_what_is_wanted_is_refused(ears):
    ears.want("a", "x", "rms")
    ears._wanted["a", "y"] = "rms | cumulate"  # as of a song
    with refused("causal-word", InvalidInput):
        listen(ears, "a", "voice", "b")
    assert ears.source("a")[0] == "off"


def test_an_input_that_fails_is_silent():
    class Broken:
        name, over = "broken", False

        def read(self, wait_s):
            raise AudioError("It is damaged.", rule="whole-audio")

        def close(self):
            self.over = True

    told, source = [], Broken()
    ear = Ear(source, lambda name: 0.0, fail=told.append)
    until(lambda: told)
    ear.close()
    assert len(told) == 1 and source.over


# --- nobody waits for who waits for them


def aside(work):
    """Do something in another thread; return what comes of it, also where this one holds a lock. It fails when it does not come."""
    found = queue.Queue()
    threading.Thread(target=lambda: found.put(work()), daemon=True).start()
    return found.get(timeout=30.0)


def test_a_chain_is_asked_where_it_is_while_another_one_is_being_wanted(ears):
    """An ear's thread asks for what a chain calls by its name, while whoever wants a chain holds the lock and waits for that thread."""
    inside, wanting, answered = threading.Event(), threading.Event(), threading.Event()

    def value():
        inside.set()
        assert wanting.wait(30.0)
        found = ears.last("a", "constant 0.5")
        answered.set()
        return found

    ears.want("a", "one", "constant 0.5")
    until(lambda: ears.last("a", "constant 0.5") == 0.5)
    ears.faders.follow("half", value)
    ears.want("a", "other", "signal(half)")
    assert inside.wait(30.0)
    with ears._lock:
        wanting.set()
        assert answered.wait(30.0)
    until(lambda: ears.last("a", "signal(half)") == 0.5)
    assert ears.last("a", "rms") == ears.last("b", "rms") == 0.0


def test_what_takes_long_to_open_keeps_nobody_waiting(ears, monkeypatch):
    def slow(kind, name=None, **settings):
        assert aside(lambda: ears.want("b", "x", "lfo 1")) == "lfo 1"
        return SilentInput()

    ears.want("b", "x", "rms")
    monkeypatch.setattr("ganspacesynth.engine.listening.ears.open_input", slow)
    assert listen(ears, "a", "device").name == "nothing" and ears.source("a")[0] == "device"


def test_an_ear_that_is_closed_while_another_voice_takes_it_is_opened_again(ears, monkeypatch):
    first = listen(ears, "a", "voice", "c")
    ears.want("b", "x", "rms")
    changing = ears._changing

    def meanwhile(*still):
        monkeypatch.setattr(ears, "_changing", changing)
        ears.forget("a")
        return changing(*still)

    monkeypatch.setattr(ears, "_changing", meanwhile)
    assert listen(ears, "b", "voice", "c") is not first and ears.ear("b").knows("rms")


def test_a_chain_that_goes_while_it_is_heard_silences_no_ear(ears, monkeypatch):
    told, went = [], threading.Event()
    ear = ears.listen("a", "voice", "b", say=told.append, fail=told.append)
    shares = Line.shares

    def gone_meanwhile(line, values):
        ear.keep(set())
        went.set()
        return shares(line, values)

    monkeypatch.setattr(Line, "shares", gone_meanwhile)
    ears.want("a", "x", "constant 0.5")
    assert went.wait(30.0)
    monkeypatch.setattr(Line, "shares", shares)
    ears.want("a", "x", "constant 0.25")
    assert until(lambda: ear.heard("constant 0.25").frames) and told == []


# --- what is refused leaves nothing open


def test_a_rate_that_is_none_opens_no_device(ears, monkeypatch):
    microphone = Microphone(monkeypatch)
    with refused("frame-rate", InvalidInput):
        listen(ears, "a", "device", fps=5000)
    assert microphone.opened == 0


def test_a_device_whose_ear_cannot_be_is_closed(ears, monkeypatch):
    microphone = Microphone(monkeypatch)
    ears._wanted["a", "y"] = "rms | cumulate"  # as of a song
    with refused("causal-word", InvalidInput):
        listen(ears, "a", "device")
    assert microphone.opened == microphone.closed == 1


def test_an_inlet_that_is_refused_leaves_the_ring_before(ears):
    listen(ears, "a", "inlet")
    before = ears.ring("a")
    ears._wanted["a", "y"] = "rms | cumulate"
    with refused("causal-word", InvalidInput):
        listen(ears, "a", "inlet")
    assert ears.ring("a") == before and before[0].exists()
    ears._wanted.clear()
    listen(ears, "a", "off")
    assert ears.ring("a") is None and not before[0].exists()


def test_what_was_heard_of_a_chain_is_bounded():
    followed = Followed(Line(50.0))
    followed.add(np.linspace(0.0, 1.0, 40000))
    followed.add(np.full(10, 0.25))
    assert len(followed.lately(1e9)) == 30000 and followed.lately(0.4).tolist() == [*np.linspace(0.0, 1.0, 40000)[-10:], *[0.25] * 10]
    assert followed.heard.frames == 40010
