"""[ganspacesynth~] in a real Pd with the real engine and the embedded model: pitches, forms, death and return."""

import sys
import time

import numpy as np
import pytest

from ganspacesynth.audio.pitch import note_pitch
from tests.support.external_pd import MORE, RATE, Pd, build, draw, gone, kill, tell
from tests.support.ports import free_port

pytestmark = [pytest.mark.pd, pytest.mark.slow]

ENGINE = [sys.executable, "-m", "ganspacesynth"]
START_S = 300  # TensorFlow on a machine that has much else to do


@pytest.fixture(scope="module")
def external(tmp_path_factory):
    """The folder of the built external."""
    return build(tmp_path_factory.mktemp("external"))


@pytest.fixture
def playing(external, tmp_path):
    """A Pd with the object in it, which takes messages at `port`; a function returns it when the engine is ready."""
    opened = []

    def play(*at_once):
        port = free_port()
        patch = draw(tmp_path, at_once=at_once, more=[f"obj netreceive -u {port}"], more_wires=[(MORE, 0, 0, 0)])
        pd = Pd(patch, external, engine=ENGINE)
        opened.append(pd)
        pd.wait_for("status ready", timeout_s=START_S)
        return pd, lambda message: tell(port, message)

    yield play
    for pd in opened:
        pd.__exit__()


def wait_for_pitch(pd, midi):
    """Wait until the last half second of the recording has a pitch."""
    until = time.monotonic() + START_S
    while True:
        wave = pd.sound_so_far()[-RATE // 2 :]
        if len(wave) == RATE // 2 and np.abs(wave).max() > 1e-3 and abs(note_pitch(wave, RATE) - midi) < 0.15:
            return
        assert time.monotonic() < until, f"{midi} was not heard: {pd.lines}"
        time.sleep(0.1)


def test_every_pitch_is_heard(playing):
    """How soon: benchmarks/voice_latency.py."""
    pd, say = playing("pitch 60", "glide 0", "release 0.2")
    say("gate 1")
    for pitch in (60, 67, 60, 72, 55, 64):
        say(f"pitch {pitch}")
        wait_for_pitch(pd, pitch)
    say("gate 0")
    pd.wait_for("voice_state silent", timeout_s=START_S)
    assert not pd.heard("error"), pd.lines


def engine_of(pd):
    """Return the process of the engine that Pd started."""
    return int(next(line for line in pd.children() if "serve" in line).split()[0])


def test_forms_death_and_return(playing):
    """Wandering, clips, steps; then the engine is killed, and its successor sounds at the same pitch."""
    pd, say = playing("release 0.2")

    def sounds(*messages, silent=True):
        """Say something, and wait for a second of sound; then close the gate and wait for silence."""
        since, before = len(pd.sound_so_far()), len(pd.heard("voice_state silent"))
        for message in messages:
            say(message)
        pd.wait_for_sound(1.0, since=since)
        if silent:
            say("gate 0")
            pd.wait_for("voice_state silent", before + 1, timeout_s=START_S)

    sounds("wander 0.5", "gate 1")
    sounds("wander 0", "form clips", "gate 1")
    sounds("form continuous", "step_duration 60", "step_add", "pitch 62", "play 1")
    say("play 0")
    sounds("pitch 65", "gate 1", silent=False)
    wait_for_pitch(pd, 65)
    first, since = engine_of(pd), len(pd.sound_so_far())
    kill(first)
    pd.wait_for("status lost the engine was killed (signal 9)")
    pd.wait_for("status ready", 2, timeout_s=START_S)
    pd.wait_for_sound(1.0, since=since + RATE)
    wait_for_pitch(pd, 65)
    second = engine_of(pd)
    assert not pd.heard("error"), pd.lines
    pd.stop()
    assert gone(first) and gone(second)
