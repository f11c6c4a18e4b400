"""The first half second of a sound, told before the whole of it."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.engine.engine import Engine
from tests.conftest import decibels
from tests.support.host import Host


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("Töne"))
    host = Host(engine)
    assert host.ask("/load", "default")[0] == "/loaded"
    yield host
    engine.close()


def both(host, *message):
    """The beginning that a message's answers name, how many samples it has, and the whole."""
    host.say(*message)
    begun, whole = host.hear(), host.hear()
    assert begun[0] == "/begun" and whole[0] in ("/synthesized", "/previewed") and begun[3:5] == whole[3:5]
    return read_audio(begun[1])[0], begun[2], read_audio(whole[1])[0]


@pytest.mark.parametrize("message", [("/synthesize", 60, "@seed", 3, "@first", 1), ("/preview", "@first", 1)])
def test_the_beginning_is_that_of_the_sound(host, message):
    begun, count, whole = both(host, *message)
    assert len(begun) == len(whole) == 64000 and 8000 <= count < 16000
    assert decibels(whole[:count], begun[:count]) > 60
    assert not begun[count:].any() and np.abs(begun).max() <= 1.0


def test_after_a_change_it_comes_too(host):
    assert host.ask("/live", 1, "@first", 1) == ("/ok", "/live")
    host.say("/pitch", 64)
    assert {host.hear()[0] for _ in range(3)} == {"/pitch", "/begun", "/previewed"}
    host.ask("/live", 0)


@pytest.mark.parametrize("more", [("@level", "peak"), ("@width", 0.5), ("@room", 0.2), ("@duration", 2.0), ("@velocity", 40)])
def test_what_has_to_be_whole_first_comes_at_once(host, more):
    """Its level, its room or its end are not known before."""
    answers = host.ask_until("/synthesized", "/synthesize", 60, "@seed", 3, "@first", 1, *more)
    assert "/begun" not in [answer[0] for answer in answers]


def test_a_clip_bent_in_time_comes_at_once_and_is_played_on(host):
    """Behind the layer that a beginning is computed from nothing may move in time."""
    host.ask("/bend", "conv0_6", "flip", "time=1")
    try:
        answers = host.ask_until("/previewed", "/preview", "@first", 1)
        assert [answer[0] for answer in answers] == ["/previewed"]
    finally:
        host.ask("/straighten")
