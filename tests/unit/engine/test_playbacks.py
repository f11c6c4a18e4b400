"""Songs and timelines beside a voice: places, loops and levels; what is made ahead; and all of it by messages."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import load_timeline
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.listening.ear import ChainHistory
from ganspacesynth.engine.listening.playback import Playback, SongTape
from ganspacesynth.engine.listening.song_player import open_player
from ganspacesynth.engine.listening.timeline_tape import BLOCK_S, TimelineTape
from ganspacesynth.engine.ring import READ
from tests.support.host import Host
from tests.support.refused import refused, reported
from tests.unit.engine.test_listening import until

RATE = 1000
TIMELINE = """
format = "ganspacesynth-timeline"
version = 1
title = "Small"
tempo = 120
[markers]
turn = 2.5
[[scenes]]
kind = "walk"
lasts = 3
seed = 1
spacing = 1
[[scenes]]
kind = "walk"
lasts = 2
seed = 2
spacing = 1
"""


@pytest.fixture
def wave():
    return np.linspace(0.1, 0.9, 3 * RATE).astype(np.float32)


@pytest.fixture
def playback(wave):
    return Playback(SongTape(wave, RATE), RATE)


@pytest.fixture(scope="module")
def song_file(tmp_path_factory):
    """Six seconds: a hit of noise every half second, each second one louder."""
    rng, song = np.random.default_rng(2), np.zeros(6 * 16000, np.float32)
    for number, begin in enumerate(range(4000, len(song) - 4000, 8000)):
        song[begin : begin + 1600] = (0.8 if number % 2 else 0.3) * rng.uniform(-1, 1, 1600) * np.exp(-np.arange(1600) / 300)
    path = tmp_path_factory.mktemp("song") / "Lied ö.wav"
    soundfile.write(path, song, 16000)
    return str(path)


# --- tapes


def test_a_tape_is_heard_once_and_in_order(playback, wave):
    assert not playback.next(10).any() and playback.place_s == 0.0
    playback.play(True)
    heard = np.concatenate([playback.next(size) for size in (1, 999, 500, 2000)])
    assert np.array_equal(heard[:3000], wave) and not heard[3000:].any() and not playback.playing and playback.place_s == 3.0
    playback.play(True)  # behind its end it begins anew
    assert np.array_equal(playback.next(10), wave[:10])


def test_it_goes_where_it_is_told(playback, wave):
    playback.play(True)
    assert playback.seek(1.5) == 1.5 and np.array_equal(playback.next(10), wave[1500:1510])
    playback.play(False)
    assert not playback.next(10).any() and playback.place_s == 1.51
    for seconds in (-1.0, 3.001, float("nan")):
        with refused("playback-place", InvalidInput):
            playback.seek(seconds)


def test_a_loop_comes_again(playback, wave):
    playback.play(True)
    assert playback.loop(0.5, 0.75) == (0.5, 0.75)
    heard = playback.next(1500)
    assert np.array_equal(heard[:750], wave[:750]) and np.array_equal(heard[750:], np.tile(wave[500:750], 3))
    assert playback.loop(None) is None
    assert np.array_equal(playback.next(100), wave[500:600]) or np.array_equal(playback.next(100), wave[600:700])
    playback.seek(2.0)
    playback.loop(0.5, 1.0)
    assert playback.place_s == 0.5  # from behind it, it begins
    assert playback.loop(2.0) == (2.0, 3.0)
    for begin, end in ((1.0, 1.01), (2.0, 1.0), (-1.0, 1.0), (5.0, None)):
        with refused("loop-part", InvalidInput):
            playback.loop(begin, end)


def test_a_loop_ends_while_its_end_is_asked_for(playback):
    """The thread that plays must not meet half a loop."""
    ended = []

    class Asked(tuple):
        def __getitem__(self, index):
            thread = threading.Thread(target=lambda: (playback.loop(None), ended.append(playback._loop)))
            thread.start()
            thread.join(0.05)
            assert playback._loop is not None
            return super().__getitem__(index)

    playback.play(True)
    playback.loop(0.5, 0.75)
    playback._loop = Asked(playback._loop)
    assert len(playback.next(100)) == 100
    until(lambda: ended and playback._loop is None)


def test_its_level(playback, wave):
    playback.play(True)
    playback.level(-20.0)
    assert np.allclose(playback.next(10), 0.1 * wave[:10])
    for decibels in (13.0, -121.0, float("nan")):
        with refused("playback-level", InvalidInput):
            playback.level(decibels)


def test_what_is_not_made_yet_is_waited_for():
    class Slow:
        duration_s, ready, closed = 1.0, False, False

        def read(self, first, count):
            return np.ones(count, np.float32) if self.ready else None

        def close(self):
            self.closed = True

    tape = Slow()
    playback = Playback(tape, RATE)
    playback.play(True)
    assert not playback.next(100).any() and playback.waits and playback.place_s == 0.0
    tape.ready = True
    assert playback.next(100).all() and not playback.waits and playback.place_s == 0.1
    playback.close()
    assert tape.closed and not playback.playing


# --- a song


def test_signals_of_a_song_are_those_where_it_is(song_file):
    player = open_player(song_file, 16000, None, None)
    text = player.ask("rms  | peaks | rise 0.1")  # which looks ahead
    assert text == "rms | peaks | rise 0.1" and player.knows(text) and not player.knows("rms") and player.heard("rms") == ChainHistory()
    signal = player.song.signal(text)
    player.playback.play(True)
    before = player.heard(text)
    while player.playback.place_s < 3.0:
        player.playback.next(800)
        now = player.heard(text)
        assert now.last == pytest.approx(signal.share(player.playback.place_s)) and 0.0 <= now.since(before) <= 1.0
        before = now
    assert np.allclose(player.lately(text, 1.0).values, signal.sampled(player.playback.place_s - 1.0 + np.arange(50) / 50), atol=1e-5)
    assert player.latency_s(text) == 0.0
    with refused("heard-chain", InvalidInput):
        player.lately("rms", 1.0)
    player.keep(set())
    assert not player.knows(text)
    part = open_player(song_file, 16000, "0:01", "3")
    assert part.playback.duration_s == pytest.approx(2.0, abs=0.01)
    player.close()


# --- a timeline


@pytest.fixture
def timeline_file(tmp_path):
    (tmp_path / "klein.toml").write_text(TIMELINE)
    return str(tmp_path / "klein.toml")


@pytest.fixture
def arranged(timeline_file, shared):
    instrument = shared.library.get("tiny").preview
    return arrange(load_timeline(timeline_file), instrument), instrument


def test_a_timeline_on_tape_is_the_timeline(arranged):
    recipe, instrument = arranged
    failed, rate = [], instrument.model.config.sample_rate
    tape = TimelineTape(recipe, instrument, failed.append, bars_s=np.array([0.0, 2.0]))
    found = []
    for number in range(3):
        first = round(number * BLOCK_S * rate)
        count = min(round(BLOCK_S * rate), round(recipe.duration_s * rate) - first)
        found.append(until(lambda first=first, count=count: (tape.read(first, count) is not None and [tape.read(first, count)]) or None)[0])
    whole = make(recipe, instrument.model, instrument.directions)
    whole = whole if whole.ndim == 1 else whole.mean(axis=1)
    heard = np.concatenate(found)
    assert len(heard) == len(whole) and np.abs(heard - whole).max() < 1e-5 and not failed and tape.markers == {"turn": 2.5}
    tape.close()
    until(lambda: not tape._thread.is_alive())


def test_a_timeline_that_was_changed_makes_what_is_new_in_it_alone(arranged, monkeypatch):
    recipe, instrument = arranged
    first = TimelineTape(recipe, instrument, pytest.fail, bars_s=np.zeros(0))
    heard = until(lambda: (first.read(0, 100) is not None and [first.read(0, 100)]) or None)[0]
    first.close()
    until(lambda: not first._thread.is_alive())
    made, kept = [], first.made_with(instrument)
    monkeypatch.setattr(
        "ganspacesynth.engine.listening.timeline_tape.make", lambda scene, *args, **more: made.append(scene) or make(scene, *args, **more)
    )
    changed = replace(recipe, title="another")
    again = TimelineTape(changed, instrument, pytest.fail, bars_s=np.zeros(0), made=kept)
    assert np.array_equal(until(lambda: (again.read(0, 100) is not None and [again.read(0, 100)]) or None)[0], heard)
    again.close()
    until(lambda: not again._thread.is_alive())
    assert kept and not any(scene.path == before.path for scene in made for before, _ in kept)
    assert first.made_with(replace(instrument)) == ()


def test_a_scene_that_fails_is_silent_and_said(arranged, monkeypatch):
    recipe, instrument = arranged
    failed = []

    def broken(*args, **kwargs):
        raise InvalidInput("It cannot be made.", rule="whole-recipe")

    monkeypatch.setattr("ganspacesynth.engine.listening.timeline_tape.make", broken)
    tape = TimelineTape(recipe, instrument, failed.append, bars_s=np.zeros(0))
    assert not until(lambda: (tape.read(0, 100) is not None and [tape.read(0, 100)]) or None)[0].any() and failed
    tape.close()


# --- by messages


@pytest.fixture
def voice(shared):
    """A host and its own voice, with a ring."""
    host = Host(shared)
    host.ask("/voice_close")
    host.ask("/use", "tiny")
    host.ask("/voice_open")
    yield host
    host.ask_until("/ok", "/voice_close")


def test_a_song_by_messages(voice, song_file, shared):
    voice.ask("/modulate", "psi", "rms")
    opened = voice.ask_until("/song", "/song", song_file, "@begin", 1)[-1]
    assert opened[:2] == ("/song", song_file) and opened[2] == pytest.approx(5.0, abs=0.01)
    row = voice.ask_until("/modulation", "/modulate", "edits.0", "onsets | peaks | smooth 0.1")[-1]
    assert row[2] == "onsets | peaks | smooth 0.1" and row[-1] == 0.0
    with reported("live-signal"):
        voice.ask_until("/error", "/modulate", "pan", "signal(x) | mix (rms)")
    assert voice.ask("/song_play", 1)[:3] == ("/song_place", 0.0, 1)
    ring = shared.players["main"].ring
    until(lambda: ring.filled)
    assert (
        voice.ask("/song_seek", "0:02")[1] >= 2.0
        and voice.ask("/song_loop", 1, 1.5)[0] == "/song_place"
        and voice.ask("/song_loop")[0] == "/song_place"
    )
    assert voice.ask("/song_level", -6)[0] == "/song_place" and voice.ask("/song_play", 0)[2] == 0 and voice.ask("/song_place")[3] == opened[2]
    for message, rule in (
        (("/song_seek", 99), "playback-place"),
        (("/song_seek", "soon"), "moment-form"),
        (("/song_loop", 3, 2), "loop-part"),
        (("/song_level", 99), "playback-level"),
        (("/song", "https://a.b/c.wav"), "song-file"),
        (("/song", song_file + "x"), "existing-file"),
    ):
        with reported(rule):
            assert voice.ask(*message)[0] == "/error"
    assert voice.ask("/song_close") == ("/song_closed", 1)
    assert [each[1] for each in voice.ask_until("/modulations", "/modulations")[:-1]] == ["psi"]
    with reported("open-playback"):
        voice.ask("/song_play", 1)


def test_a_song_that_a_row_cannot_follow_stays_closed(voice, song_file):
    voice.ask("/modulate", "psi", "melody.rms")
    voice.ask("/modulate", "edits.0", "signal(x) | mix (rms)")
    with reported("live-signal"):
        voice.ask_until("/error", "/song", song_file)
    with reported("open-playback"):
        voice.ask("/song_place")


def test_a_song_needs_a_ring(voice, song_file):
    voice.ask("/voice_close")
    with reported("voice-ring"):
        voice.ask("/song", song_file)
    voice.ask("/voice_open")


def test_a_timeline_by_messages(voice, timeline_file, shared, tmp_path):
    assert voice.ask_until("/timeline", "/timeline", timeline_file)[-1] == ("/timeline", "Small", 5.0, 1, 2)
    assert voice.ask("/timeline_play", 1)[2] == 1
    ring = shared.players["main"].ring

    def moves():
        ring._counters[READ // 8] = ring.written  # as a host that has heard all
        return voice.ask("/timeline_place")[1] > 0.0

    until(moves)
    assert voice.ask("/timeline_play", 0)[2] == 0
    assert voice.ask("/timeline_seek", "turn")[1] == 2.5 and voice.ask("/timeline_seek", "bar 2")[1] == 2.0
    assert voice.ask("/timeline_loop", "turn", 4)[0] == "/timeline_place" and voice.ask("/timeline_loop")[0] == "/timeline_place"
    made = voice.ask_until("/timeline_rendered", "/timeline_render", timeline_file, "@begin", "turn", "@end", 3)[-1]
    assert made[0] == "/timeline_rendered" and made[2] == round(0.5 * made[3])
    to = str(tmp_path / "t.wav")
    assert voice.ask_until("/timeline_rendered", "/timeline_render", timeline_file, "@end", 1, "@to", to)[-1][1] == to
    with reported("nothing-overwritten"):
        assert voice.ask("/timeline_render", timeline_file, "@to", to)[0] == "/error"
    assert voice.ask("/timeline_close")[0] == "/ok"
    with reported("open-playback"):
        voice.ask("/timeline_play", 1)
    with reported("readable-file"):
        voice.ask_until("/error", "/timeline", timeline_file + "x")


def test_what_was_opened_for_another_rate_is_closed(voice, song_file, timeline_file, shared):
    voice.ask_until("/song", "/song", song_file)
    voice.ask_until("/timeline", "/timeline", timeline_file)
    attention = shared.attention_of(shared.voices["main"])
    rate = shared.players["main"].ring.rate
    attention.song.playback.rate = attention.timeline.rate = rate // 2
    with reported("ring-rate"):
        answers = voice.ask_until("/voice", "/voice_open")
    assert answers[0][0] == "/error" and "song and timeline" in answers[0][3]
    assert attention.song is None and attention.timeline is None and attention.fit(rate) is None
