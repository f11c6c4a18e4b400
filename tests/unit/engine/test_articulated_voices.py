"""Articulation over OSC: of sounds that are made, and of voices while they sound."""

import numpy as np
import pytest

from ganspacesynth.audio.effects.articulator import articulate
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.core.point import Point
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.voices.articulated_stream import ArticulatedStream
from ganspacesynth.engine.voices.player import Player
from tests.support import conditioned, house
from tests.support.host import Host
from tests.support.refused import reported
from tests.unit.engine.test_player import CHUNK, RATE, Sine, heard, opened

HERE = ConstantTrajectory(Point(60.0, z=(0.0,)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    folder = house.build(tmp_path_factory.mktemp("Klänge"), tiny)
    conditioned.model().save(folder / "Farben", dtype="float32")
    return folder


@pytest.fixture
def host(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(Player, "_continuous", lambda self, entry, future, duration_s: Sine(future, duration_s))
    monkeypatch.setattr(OpenModel, "chunk_frames", lambda entry: 2)
    engine = Engine(precision="exact", temp=tmp_path)
    host = Host(engine)
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield host
    engine.close()


def all_of(stream):
    parts = []
    while not stream.done:
        parts.append(stream.next())
        assert len(parts) < 1000
    return np.concatenate(parts)


# --- streams


@pytest.mark.parametrize(
    "articulation",
    [
        Articulation(),
        Articulation(vibrato=Vibrato(40, 6, 0.1)),
        Articulation(0.7, 0.2, 1.5, 50, Vibrato(40, 6, 0.1)),
        Articulation(decay_s=0.5, velocity=20),
    ],
)
def test_a_stream_gives_what_offline_gives(articulation):
    streamed = all_of(ArticulatedStream(Sine(HERE, 1.5), articulation, RATE))
    whole = articulate(all_of(Sine(HERE, 1.5)), articulation, RATE) * np.float32(articulation.gain)
    assert streamed.shape == whole.shape
    np.testing.assert_allclose(streamed, whole, atol=1e-6)
    if articulation == Articulation():
        assert np.array_equal(streamed, whole)


def test_a_stream_that_is_released_dies_away_with_all_its_samples():
    stream = ArticulatedStream(Sine(HERE), Articulation(vibrato=Vibrato(30, 5, 0.0)), RATE)
    first = [stream.next() for _ in range(3)]
    stream.release(0.1)
    rest = all_of(stream)
    assert sum(map(len, first)) + len(rest) == 4 * CHUNK and abs(rest[-1]) < 0.01 and len(stream.next()) == 0
    stream.future = ConstantTrajectory(Point(70.0, z=(0.0,)))
    assert stream.future.at(0.0).pitch == 70.0 and stream.time_s == 4 * CHUNK / RATE


# --- voices


def test_a_note_with_a_length_ends_by_itself(host):
    reader = opened(host)
    assert host.ask("/length", 0.3) == ("/ok", "/length") and host.ask("/release", 0.1)[0] == "/ok"
    host.say("/gate", 1)
    assert abs(len(heard(reader, 5.0)) - round(0.4 * RATE)) <= 64
    while host.hear() != ("/voice_state", "silent", "@id", "v"):
        pass
    assert host.ask("/length", 0) == ("/ok", "/length")
    assert host.engine.players["main"].articulation == Articulation()


def test_a_note_decays_and_is_struck(host):
    reader = opened(host)
    host.ask("/decay", 0.6)
    host.ask("/velocity", 64)
    host.say("/gate", 1)
    wave = heard(reader, 0.5)
    levels = [np.abs(wave[round(t * RATE) : round((t + 0.02) * RATE)]).max() for t in (0.02, 0.32)]
    assert 20 * np.log10(levels[1] / levels[0]) == pytest.approx(-30.0, abs=0.5)
    assert 0.12 < levels[0] < 0.5 * 64 / 127


def test_a_vibrato_begins_and_stops_while_a_note_sounds(host):
    reader = opened(host)
    host.ask("/gate", 1)
    heard(reader, 0.1)
    host.say("/vibrato", 300, 5, 0)
    while host.hear() != ("/ok", "/vibrato"):
        pass
    wave = heard(reader, 1.5)[-RATE:]
    crossings = np.flatnonzero((wave[:-1] < 0) & (wave[1:] >= 0))
    hertz = RATE / np.diff(crossings)
    assert hertz.max() > 660 and hertz.min() < 540 and np.abs(np.diff(wave, 2)).max() < 0.5 * (2 * np.pi * 780 / RATE) ** 2
    host.say("/vibrato", 0)
    steady = heard(reader, 3.0)[-RATE // 2 :]
    crossings = np.flatnonzero((steady[:-1] < 0) & (steady[1:] >= 0))
    assert np.ptp(RATE / np.diff(crossings)) < 45, "a sample more or less is all"


def test_a_model_that_knows_velocities_is_told_them(host, folder):
    host.ask("/load", str(folder / "Farben"))
    opened(host)
    host.ask("/velocity", 100)
    host.ask("/gate", 1)
    player = host.engine.players["main"]
    assert player._motion.at(0.0).timbre["velocity"] == 100.0
    host.say("/edits", 0.0)
    host.say("/pitch", 50)
    assert player._motion.at(9.0).timbre["velocity"] == 100.0 and player._motion.at(9.0).pitch == 50.0


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("/vibrato", 5000), "articulation-range: A vibrato's depth_cents is in 0..1200 cents. Received: 5000"),
        (("/vibrato", 30, 90), "articulation-range: A vibrato's rate_hz is in 0.1..20 Hz. Received: 90"),
        (("/length", -1), "articulation-range: A note's length_s is in 0.001..3600 seconds. Received: -1"),
        (("/decay", -1), "articulation-range: A note's decay_s is in 0.01..3600 seconds. Received: -1"),
        (("/velocity", 200), "articulation-range: A note's velocity is in 1..127 as MIDI counts. Received: 200"),
        (("/vibrato", float("nan")), "argument-kind: depth of /vibrato must be a finite number"),
    ],
)
def test_what_is_no_articulation_changes_nothing(host, message, rule):
    opened(host)
    with reported(rule):
        answer = host.ask(*message)
    assert answer[:2] == ("/error", message[0])
    assert host.engine.players["main"].articulation == Articulation()


def test_voices_without_a_ring_have_no_articulation(host):
    with reported("voice-ring: Send /voice_open first"):
        host.ask("/vibrato", 30)


# --- sounds


def test_a_sound_is_articulated_for_this_once(host):
    wanted = ("@length", 0.1, "@release", 0.05, "@decay", 2, "@velocity", 90, "@vibrato", 20, 6)
    path, samples = host.ask("/synthesize", 60, *wanted)[1:3]
    assert samples == round(0.15 * RATE) and path
    recipe = host.engine.voices["main"].last.recipe
    assert recipe.articulation == Articulation(0.1, 0.05, 2.0, 90.0, Vibrato(20.0, 6.0))
    assert host.ask("/synthesize", 60)[2] == 4000 and host.engine.voices["main"].last.recipe.articulation is None
    long = host.ask("/synthesize", 60, "@length", 0.5)
    assert long[0] == "/progress" or long[2] == round(0.8 * RATE)


@pytest.mark.parametrize(
    ("option", "rule"),
    [
        (("@vibrato",), "vibrato-numbers: A vibrato is a depth in cents, then perhaps a rate in Hz and an onset in seconds. Received: 0 numbers"),
        (("@vibrato", 1, 2, 3, 4), "vibrato-numbers: Received: 4 numbers"),
        (("@length", 0), "articulation-range: A note's length_s is in"),
        (("@decay", -2), "articulation-range: A note's decay_s is in"),
    ],
)
def test_options_that_are_none(host, option, rule):
    with reported(rule):
        host.ask("/synthesize", 60, *option)
