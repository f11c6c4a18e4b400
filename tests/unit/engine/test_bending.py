"""Bends over OSC: by numbers as ever, by words beside each other, listed in the form that they are sent in, refused with the nearest word."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio
from tests.support.refused import reported


@pytest.fixture(autouse=True)
def straight(host):
    host.ask("/straighten")


def test_words_stand_beside_each_other_and_replace_their_like(host):
    assert host.ask("/bend", "conv0", "shift", 0.125) == ("/ok", "/bend")
    host.ask("/bend", "conv0", "blur", "time=0.25", "channels=0-2")
    host.ask("/bend", "conv0", "shift", 0.25, 0.5)
    assert host.ask_until("/bends", "/bends") == [
        ("/bend", "conv0", "shift", 0.25, 0.5),
        ("/bend", "conv0", "blur", 0.0, 0.25, "channels=0-2"),
        ("/bends", 1),
    ]
    host.ask("/bend", "conv0", "shift", 0)
    assert host.ask_until("/bends", "/bends")[0] == ("/bend", "conv0", "blur", 0.0, 0.25, "channels=0-2"), "a straight one is taken away"
    host.ask("/bend", "conv0", 2, 0.5)
    assert host.ask_until("/bends", "/bends") == [("/bend", "conv0", 2.0, 0.5), ("/bends", 1)], "numbers alone replace all of a layer's"
    host.ask("/bend", "conv0", 1)
    assert host.ask("/bends") == ("/bends", 0)


def test_a_word_alone_does_its_usual_thing_and_is_heard(host):
    plain = host.ask("/synthesize", 60)
    host.ask("/bend", "conv0", "flip")
    bent = host.ask("/synthesize", 60)
    assert plain[0] == bent[0] == "/synthesized"
    assert np.abs(read_audio(plain[1])[0] - read_audio(bent[1])[0]).max() > 0.01
    assert host.ask_until("/bends", "/bends")[0] == ("/bend", "conv0", "flip", 1.0, 0.0)
    host.ask_until("/edits", "/undo")
    assert host.ask("/bends") == ("/bends", 0)


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("conv0", "blurr"), "bend-word: Did you mean blur"),
        (("conv0", "blur", "soft"), "bend-number"),
        (("conv0", "blur", 7), "bend-range"),
        (("conv0", "blur", 0.1, 0.1, 0.1), "bend-arguments"),
        (("conv0", 1.5, "word"), "bend-form: Numbers alone"),
        (("conv0", 1.5, 1, 2), "bend-form"),
        (("conv0", "inf"), "finite-bends"),
        (("conv0", "blur", "channels=0-9999"), "bend-channels"),
        (("conv0", "blur", "channels=4000"), "bend-channels"),
        (("conv9", "blur"), "known-layer"),
        (("conv0",), "argument-count"),
    ],
)
def test_what_is_no_bend_is_answered(host, message, rule):
    with reported(rule):
        assert host.ask("/bend", *message)[:2] == ("/error", "/bend")
    assert host.ask("/bends") == ("/bends", 0)


def test_a_voice_that_sounds_is_not_silenced_by_a_bend_that_it_cannot_have(host):
    host.ask("/voice_open")
    try:
        assert host.ask("/bend", "conv1_5", "shift", 0.1) == ("/ok", "/bend")
        with reported("local-in-time"):
            assert host.ask("/bend", "conv1_5", "shift", "time=0.2")[0] == "/error"
        assert host.ask("/bend", "conv0", "shift", "time=0.2") == ("/ok", "/bend"), "before the stretched layer it has a meaning"
        assert host.ask_until("/bends", "/bends")[-1] == ("/bends", 2)
    finally:
        host.ask("/voice_close")


def test_words_are_listed(host):
    listed = host.ask_until("/bend_words", "/bend_words")
    assert listed[-1] == ("/bend_words", 13) and ("/bend_word", "shift", "frequency=0.1 time=0", "moves up in frequency, later in time") in listed
