"""What a studio remembers: written whole, read again, bounded."""

import json

import pytest

from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.point import Point
from ganspacesynth.studio import memory as memory_module
from ganspacesynth.studio.memory import FILE, HEARD, Memory
from tests.support.refused import refused

POINT = Point(62.0, z=(0.5, -1.0))
RECIPE = {"format": "ganspacesynth-recipe", "version": 2, **clip_recipe(POINT).to_json()}
VOICES = {"main": {"sequence": StepSequence().to_json(), "psi": 0.7}}


def test_what_was_heard_is_remembered_over_a_restart(tmp_path):
    memory = Memory.of(tmp_path)
    first = memory.add("sound", RECIPE, pitch=62.0, duration_s=4.0, sound="sounds/sound-000001.wav")
    memory.add("voice", POINT.to_json(), pitch=62.0)
    memory.save(VOICES, {"bell": POINT}, "guitar")
    again = Memory.of(tmp_path)
    assert [(entry.number, entry.kind, entry.sound) for entry in again.heard] == [(1, "sound", ""), (2, "voice", "")]  # the engine's files are gone
    assert again.voices == VOICES and Point.from_json(again.snapshots["bell"]) == POINT and again.model == "guitar"
    assert again.point(first.number) == POINT == again.point(2)
    assert again.add("sound", RECIPE).number == 3


def test_a_gesture_of_previews_is_one_sound(tmp_path, monkeypatch):
    now = iter([10.0, 10.5, 11.0, 20.0])
    monkeypatch.setattr(memory_module.time, "time", lambda: next(now))
    memory = Memory.of(tmp_path)
    for _ in range(4):
        memory.add("preview", RECIPE)
    assert [entry.at_s for entry in memory.heard] == [11.0, 20.0]


def test_the_oldest_is_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_module, "MOST_HEARD", 2)
    memory = Memory.of(tmp_path)
    for _ in range(4):
        memory.add("sound", RECIPE)
    assert sorted(path.name for path in (tmp_path / HEARD).iterdir()) == ["000003.json", "000004.json"]
    with refused("heard-number", InvalidInput, says="remembered"):
        memory.find(1)


def test_a_piece_of_many_points_is_heard_again_but_not_taken_up(tmp_path):
    memory = Memory.of(tmp_path)
    entry = memory.add("hallucination", {"format": "ganspacesynth-recipe", "version": 2, "kind": "mix", "layers": []})
    with refused("single-sound", InvalidInput, says="Hear it again"):
        memory.point(entry.number)


@pytest.mark.parametrize(
    "body",
    [
        {"heard": [{}]},
        {"heard": [{"number": "1", "at_s": 0, "kind": "x"}]},
        {"heard": 3},
        {"voices": {"main": {}}},
        {"voices": []},
        {"snapshots": {"a": 1}},
        {"voices": {"main": {"sequence": {"steps": []}, "psi": 1}}},
    ],
)
def test_a_damaged_memory_is_said_and_left_alone(tmp_path, body):
    text = json.dumps({"format": "ganspacesynth-studio", "version": 1, **body})
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SequenceError):
        Memory.of(tmp_path)
    assert (tmp_path / FILE).read_text() == text


def test_a_memory_that_is_not_whole_names_its_file(tmp_path):
    (tmp_path / FILE).write_text(json.dumps({"format": "ganspacesynth-studio", "version": 1, "heard": [{}]}))
    with refused("field-kinds", SequenceError, says="Move it away"):
        Memory.of(tmp_path)
