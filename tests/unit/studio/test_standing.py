"""Where the instrument stood: nothing of it is lost when no model was opened, or one that cannot play it."""

import pytest

from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.core.point import Point
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio.memory import Memory
from ganspacesynth.studio.standing import APART, Standing
from tests.support import house
from tests.support.studio_stage import open_model

POINT = Point(60.0, seed=5)


def kept(*seeds):
    return {"sequence": StepSequence(tuple(Step(Point(60.0, seed=seed)) for seed in seeds)).to_json(), "psi": 0.7}


def foreign():
    """Steps that no model of the tests can play: their z has two numbers."""
    return {"sequence": StepSequence((Step(Point(60.0, z=(0.5, 1.0))),)).to_json(), "psi": 1.0}


@pytest.fixture
def engine(tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def playing(tiny, tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    yield open_model(engine, house.build(tmp_path_factory.mktemp("models"), tiny) / house.PITCHED)
    engine.close()


@pytest.fixture
def opened(playing):
    playing.voices.clear()
    playing.snapshots.clear()
    return playing


def remembered(folder, voices, snapshots=None):
    memory = Memory(folder)
    memory.save(voices, snapshots or {}, None)
    return Memory.of(folder)


def test_a_studio_without_a_model_loses_nothing(engine, tmp_path):
    memory = remembered(tmp_path, {"main": kept(1, 2)}, {"bell": POINT})
    standing = Standing(engine, memory)
    assert not standing.resumed
    engine.snapshots |= {"reed": POINT, "passing": POINT}
    standing.save(without="passing")
    again = Memory.of(tmp_path)
    assert again.voices == {"main": kept(1, 2)} and set(again.snapshots) == {"bell", "reed"}


def test_a_new_project_has_nothing_to_resume(engine, tmp_path):
    standing = Standing(engine, Memory.of(tmp_path))
    assert standing.resumed
    engine.handle("/mode", (), lambda address, values: None)
    standing.save(without="")
    assert set(Memory.of(tmp_path).voices) == {"main"}


def test_steps_of_another_model_are_kept_until_it_is_open_again(opened, tmp_path):
    memory = remembered(tmp_path, {"main": foreign(), "lead": kept(3)})
    standing = Standing(opened, memory)
    standing.resume()
    assert [step.point.seed for step in opened.voices["lead"].sequence.steps] == [3] and "main" not in opened.voices
    opened.handle("/mode", (), lambda address, values: None)  # somebody plays on
    standing.save(without="")
    again = Memory.of(tmp_path)
    assert set(again.voices) == {"main", "lead", f"main{APART}"} and again.voices[f"main{APART}"] == foreign()


def test_steps_that_can_be_played_again_change_places_with_those_that_cannot(opened, tmp_path):
    memory = remembered(tmp_path, {"main": foreign(), f"main{APART}": kept(8), f"main{APART} 2": foreign()})
    standing = Standing(opened, memory)
    standing.resume()
    assert [step.point.seed for step in opened.voices["main"].sequence.steps] == [8] and opened.voices["main"].psi == 0.7
    standing.save(without="")
    assert Memory.of(tmp_path).voices == {"main": kept(8), f"main{APART}": foreign(), f"main{APART} 2": foreign()}


def test_a_voice_more_than_there_may_be_keeps_its_steps(opened, tmp_path, monkeypatch):
    monkeypatch.setattr("ganspacesynth.engine.engine_state.MAX_VOICES", 0)
    standing = Standing(opened, remembered(tmp_path, {"lead": kept(1)}))
    standing.resume()
    standing.save(without="")
    voices = Memory.of(tmp_path).voices
    assert voices[f"lead{APART}"] == kept(1) and "lead" not in voices
