"""Voices that are closed while jobs wait or work: nothing is given to them any more, and nobody of their name comes to life."""

import contextlib
import threading

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.work.jobs import LANES, Job
from ganspacesynth.core.work.progress import Cancelled
from tests.support.host import Host

TIMELINE = """
format = "ganspacesynth-timeline"
version = 1
[[scenes]]
kind = "walk"
lasts = 1
"""


@contextlib.contextmanager
def held_up(engine):
    """Let all lanes wait until the block is over."""
    go = threading.Event()
    begun = [threading.Event() for _ in LANES]

    def waiting(each):
        return lambda progress: (each.set(), go.wait(30.0))

    for lane, each in zip(LANES, begun, strict=True):
        engine.jobs.submit(lane, Job(waiting(each), lambda reason: None, lambda error: None))
    assert all(each.wait(30.0) for each in begun)
    try:
        yield
    finally:
        go.set()


@pytest.fixture
def voice(shared, tmp_path):
    """A host with a voice that has a ring, a place on its pad and files to open."""
    host = Host(shared)
    host.ask("/voice_close")
    host.ask("/use", "tiny")
    assert host.ask("/voice_open")[0] == "/voice"
    soundfile.write(tmp_path / "song.wav", np.zeros(16000), 16000)
    (tmp_path / "timeline.toml").write_text(TIMELINE, encoding="utf-8")
    for message in (("/map_add", 0.5, 0.5), ("/map_save", str(tmp_path / "map.json")), ("/modulate", "psi", "rms")):
        assert host.ask(*message)[0] != "/error"
    assert host.ask("/modulations_save", str(tmp_path / "matrix.json"))[0] == "/saved"
    host.folder = tmp_path
    return host


@pytest.mark.parametrize(
    "message",
    [
        ("/voice_open",),
        ("/listen", "inlet"),
        ("/listen", "file", "song.wav"),
        ("/modulate", "pan", "lfo 1"),
        ("/modulations_load", "matrix.json"),
        ("/song", "song.wav"),
        ("/timeline", "timeline.toml"),
        ("/map_load", "map.json"),
        ("/map_fit",),
    ],
)
def test_nothing_is_given_to_a_voice_that_was_closed(voice, message):
    engine, ears = voice.engine, voice.engine.ears
    with held_up(engine):
        voice.say(*(str(voice.folder / word) if "." in word[1:] else word for word in message))
        assert voice.ask("/voice_close") == ("/ok", "/voice_close")
    heard = [voice.hear()]
    while heard[-1][0] in ("/progress",):
        heard.append(voice.hear())
    assert heard[-1] == ("/cancelled", message[0], "asked")
    assert all("main" not in kept for kept in (engine.voices, engine.players, engine._attentions, engine.machines, ears._now.of))
    assert "sound main" not in engine.pads and not [owner for owner, _ in ears._wanted if owner == "main"]


def test_nor_to_another_one_of_its_name(voice):
    with held_up(voice.engine):
        voice.say("/listen", "inlet")
        voice.say("/modulate", "pan", "lfo 1")
        voice.say("/voice_close")
        assert voice.hear() == ("/ok", "/voice_close") and voice.ask("/listen") == ("/listening", "off", "", 50.0)
    assert {voice.hear()[0], voice.hear()[0]} == {"/cancelled"}
    assert voice.ask("/listen")[1] == "off" and voice.ask("/modulations") == ("/modulations", 0)


def test_a_voice_that_only_listens_lets_go_of_it_when_it_is_closed(shared):
    host = Host(shared)
    inlet = host.ask_until("/listening", "/listen", "inlet", "@voice", "alone")[0]
    assert host.ask("/voice_close", "@voice", "alone") == ("/ok", "/voice_close")
    assert "alone" not in shared.ears._now.of and shared.ears.ring("alone") is None and not list(shared.sounds.path.glob(inlet[1].rsplit("/")[-1]))


def test_a_voice_that_is_there_waits_while_it_is_given_something(shared):
    """Closing it comes before or behind, not between."""
    host = Host(shared)
    host.ask("/pitch", "@voice", "late")
    voice, order = shared.voices["late"], []
    with shared.giving(voice):
        closing = threading.Thread(target=lambda: (shared.forget("late"), order.append("closed")))
        closing.start()
        order.append("given")
    closing.join(30.0)
    assert order == ["given", "closed"] and not shared.has(voice)
    with pytest.raises(Cancelled), shared.giving(voice):
        order.append("too late")
    assert len(order) == 2
