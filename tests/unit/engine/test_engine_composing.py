"""Styles and the shape of steps over OSC: what a host says and hears."""

import json
import threading

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.composition.styles.style_files import style_names
from ganspacesynth.engine.commands import composing
from ganspacesynth.engine.engine import Engine
from tests.support import house
from tests.support.host import Host
from tests.support.refused import reported


@pytest.fixture(scope="module")
def shared(tmp_path_factory, tiny):
    folder = house.build(tmp_path_factory.mktemp("Räume"), tiny)
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp é"))
    host = Host(engine)
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield engine
    engine.close()


@pytest.fixture
def host(shared):
    host = Host(shared)
    host.ask("/voice_close")
    host.ask("/use", "tiny")
    return host


def hallucinated(host, *words):
    answer = host.ask_until("/hallucinated", "/hallucinate", *words)[-1]
    assert answer[0] == "/hallucinated", answer
    return answer


def channels(answer):
    return soundfile.info(answer[1]).channels


def test_the_shape_of_a_step_is_set_asked_for_and_undone(host):
    assert host.ask("/step_level", -6) == ("/step_level", -6.0) == host.ask("/step_level")
    assert host.ask("/step_pan", 0.5) == ("/step_pan", 0.5)
    assert host.ask("/step_envelope") == ("/step_envelope", 0.5, 0.5, 0.5, 0)
    assert host.ask("/step_envelope", 0.1, 0.2, 0.3) == ("/step_envelope", 0.1, 0.2, 0.3, 1)
    assert host.ask("/step_chord", 4, 7) == ("/step_chord", 4.0, 7.0) == host.ask("/step_chord")
    heard = host.ask_until("/step_chord", "/step_shape")
    assert [message[0] for message in heard] == ["/step_level", "/step_pan", "/step_envelope", "/step_chord"]
    host.ask_until("/edits", "/undo")
    assert host.ask("/step_chord") == ("/step_chord", 0.0)
    assert host.ask("/step_envelope", 0, 0, 0) == ("/step_envelope", 0.5, 0.5, 0.5, 0)
    host.ask_until("/edits", "/step_add")
    assert host.ask("/step_level") == ("/step_level", -6.0)  # a copy has it, too
    assert host.ask("/step_chord", 0) == ("/step_chord", 0.0)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (("/step_level", 20), "step-range: level_db must be in -80..12"),
        (("/step_pan", 2), "step-range: pan must be in -1..1"),
        (("/step_envelope", 1, 2), "envelope-numbers: An envelope is attack, sustain and release, or 0"),
        (("/step_envelope", -1, 0, 0), "seconds-range: attack_s must be in"),
        (("/step_chord", 60), "chord-range: chord must be"),
        (("/compose", "techno"), "known-style: A style is one of ambient"),
        (("/compose", ","), "known-style: A style is one of ambient"),
        (("/compose", "drone,bells"), "one-style-a-voice: A voice has the steps of one style"),
        (("/compose", "drone", "@bpm", 0), "style-range: bpm must be in"),
        (("/compose", "drone", "@scale", "x"), "known-scale: scale must be one of"),
        (("/compose", "drone", "@root", "H"), "known-root: root must be a note"),
        (("/hallucinate", "@style", "drone", "@density", 0), "style-range: density must be in"),
        (("/hallucinate", "@style", "drone", "@layers", 0), "layer-count-range: There must be 1..32 layers"),
        (("/hallucinate", "@channels", 3), "channel-choice: @channels is 1 or 2"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(host, message, text):
    before = host.ask("/step_level")
    with reported(text):
        assert host.ask(*message)[0] == "/error"
    assert host.ask("/step_level") == before


def test_the_styles_are_listed(host):
    heard = host.ask_until("/styles", "/styles")
    assert [message[1] for message in heard[:-1]] == list(style_names()) and heard[-1] == ("/styles", len(style_names()))
    assert all(message[2] for message in heard[:-1])


def test_steps_are_composed_to_go_on_with(host, tmp_path):
    composed = host.ask_until("/edits", "/compose", "rhythm", "@notes", 5, "@seed", 3, "@scale", "dorian", "@root", "D")
    assert composed[0][:3] == ("/step", 0, 5)
    host.ask("/sequence_save", str(tmp_path / "a.json"))
    saved = json.loads((tmp_path / "a.json").read_text())
    assert saved["version"] == 3 and {(round(step["pitch"]) - 50) % 12 for step in saved["steps"]} <= {0, 2, 3, 5, 7, 9, 10}
    assert saved["settings"]["attack_s"] == 0.0
    host.ask_until("/edits", "/undo")
    assert host.ask("/step")[2] == 1


def test_a_style_is_played_for_hosts_with_one_channel_or_two_and_kept_with_both(host, tmp_path):
    words = ("@style", "rhythm", "@notes", 4, "@seed", 3)
    one, two = hallucinated(host, *words), hallucinated(host, *words, "@channels", 2)
    assert (channels(one), channels(two), one[4]) == (1, 2, 4) and one[2] == two[2]
    np.testing.assert_allclose(soundfile.read(one[1])[0], soundfile.read(two[1])[0].mean(axis=1), atol=1e-6)
    host.ask("/save", str(tmp_path / "a.wav"))
    assert soundfile.info(tmp_path / "a.wav").channels == 2
    assert read_recipe(one[1]) == read_recipe(tmp_path / "a.wav")


def test_layers_over_osc(host):
    answer = hallucinated(host, "@style", "drone,rhythm", "@notes", 3, "@seed", 3, "@interp", 1)
    recipe = read_recipe(answer[1])
    assert [layer["name"] for layer in recipe["layers"]] == ["drone", "rhythm"] and answer[4] >= 10


def test_one_pitch_and_one_unbroken_sound_in_a_style(host):
    recipe = read_recipe(hallucinated(host, "@style", "ambient", "@notes", 2, "@seed", 1, "@pitch", 60, "@form", "continuous", "@duration", 0.5)[1])
    assert {step["pitch"] for step in recipe["sequence"]["steps"]} == {60} and recipe["duration_s"] == 0.5
    recipe = read_recipe(hallucinated(host, "@style", "rhythm", "@seed", 1, "@duration", 0.5)[1])
    assert recipe["duration_s"] is None and len(recipe["sequence"]["steps"]) < 6


def test_shaped_steps_are_heard(host):
    host.ask("/step_pan", -1)
    host.ask("/step_chord", 7)
    answer = hallucinated(host, "@channels", 2)
    assert channels(answer) == 2 and answer[4] == 2 and np.abs(soundfile.read(answer[1])[0][:, 1]).max() < 1e-6


# --- long compositions: whoever plays meanwhile is answered


@pytest.fixture
def composers(monkeypatch):
    """Who composed, and how many keypoints; they wait while `free` is not set."""
    made, free, begun = [], threading.Event(), threading.Event()
    free.set()
    compose = composing.compose_layers

    def watched(*args, **options):
        begun.set()
        free.wait(60)
        layers = compose(*args, **options)
        made.append((threading.current_thread() is threading.main_thread(), sum(len(layer.sequence.steps) for layer in layers)))
        return layers

    monkeypatch.setattr(composing, "compose_layers", watched)
    watched.made, watched.free, watched.begun = made, free, begun
    yield watched
    free.set()


@pytest.mark.parametrize("notes", [5, composing.AT_ONCE, composing.AT_ONCE + 1])
def test_many_keypoints_are_composed_in_a_job(host, composers, notes):
    composed = host.ask_until("/edits", "/compose", "rhythm", "@notes", notes, "@seed", 3)
    assert composed[0][:3] == ("/step", 0, notes)
    assert composers.made == [(notes <= composing.AT_ONCE, notes)]


def test_the_length_of_a_style_counts_as_well(host, composers):
    host.ask_until("/edits", "/compose", "rhythm", "@seed", 3, "@duration", 300)
    ((at_once, count),) = composers.made
    assert count > composing.AT_ONCE and not at_once


def test_messages_are_answered_and_a_job_is_cancelled_while_it_composes(host, composers):
    composers.free.clear()
    host.say("/compose", "rhythm", "@notes", composing.AT_ONCE + 1)
    assert composers.begun.wait(60)
    assert host.ask("/step_level", -6) == ("/step_level", -6.0)
    assert host.ask("/cancel") == ("/ok", "/cancel")  # while it waits it is no more than marked
    composers.free.set()
    assert host.hear() == ("/cancelled", "/compose", "asked")
    assert host.ask("/step")[2] == 1


def test_a_voice_that_was_closed_gets_no_steps(host, composers):
    composers.free.clear()
    host.say("/compose", "rhythm", "@notes", composing.AT_ONCE + 1, "@voice", "gone")
    assert composers.begun.wait(60)
    assert host.ask("/voice_close", "@voice", "gone")[0] == "/ok"
    composers.free.set()
    assert host.hear()[:2] == ("/cancelled", "/compose")


def test_a_long_hallucination_is_composed_in_its_job(host, composers):
    composers.free.clear()
    host.say("/hallucinate", "@style", "walk", "@notes", composing.AT_ONCE + 1, "@interp", 0)
    assert composers.begun.wait(60)
    assert host.ask("/step_level", -6) == ("/step_level", -6.0) and composers.made == []
    host.ask("/cancel")
    composers.free.set()
    while host.hear()[0] != "/cancelled":
        pass
    assert composers.made == [(False, composing.AT_ONCE + 1)]
