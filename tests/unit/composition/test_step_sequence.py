"""Steps and sequences: the file, editing, undo; settings."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.composition.steps import step_sequence
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.history import MAX_UNDO, History
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence, load_sequence, save_sequence
from ganspacesynth.core.errors import OutputError, SequenceError
from ganspacesynth.networks.prior import draw_z
from tests.support.bends import bends_of
from tests.support.refused import refused

numbers = st.lists(st.floats(-9, 9), max_size=4).map(tuple)


def a_step(*, scale, offset, **fields):
    return Step.of(bends=bends_of(scale=scale, offset=offset), **fields)


some_steps = st.builds(
    a_step,
    edits=numbers,
    mode=st.just("replace"),
    pitch=st.none() | st.integers(24, 84),
    duration_s=st.none() | st.floats(0.01, 9),
    scale=st.dictionaries(st.sampled_from(["conv0", "conv1"]), st.floats(0, 2)),
    offset=st.dictionaries(st.sampled_from(["conv0", "conv1"]), st.floats(-2, 2)),
) | st.builds(Step.of, edits=numbers, mode=st.sampled_from(["offset", "latent"]), seed=st.integers(0, 2**63 - 1))
some_settings = st.builds(
    HallucinationSettings, interp_steps=st.integers(0, 9), spacing_s=st.floats(0.01, 1), between=st.sampled_from(["linear", "spherical"])
)


@st.composite
def sequences(draw, some=some_steps):
    inside = draw(st.lists(some, min_size=1, max_size=6))
    return StepSequence(inside, draw(st.integers(30, 70)), draw(st.integers(0, len(inside) - 1)), draw(st.none() | st.text(max_size=4)))


# --- the file


@given(sequence=sequences(), settings=some_settings)
@settings(deadline=None)
def test_a_sequence_survives_its_file(tmp_path_factory, sequence, settings):
    path = tmp_path_factory.mktemp("sequence") / "a ü.json"
    save_sequence(path, sequence, settings)
    assert load_sequence(path) == (sequence, settings)


def test_z_survives_to_the_bit(tmp_path):
    z = tuple(draw_z(1, 256, seed=1)[0].tolist())
    save_sequence(tmp_path / "a.json", StepSequence([Step.of(z=z, mode="offset")]), HallucinationSettings())
    assert load_sequence(tmp_path / "a.json")[0].current.point.z == z


def test_numpy_numbers_can_be_saved(tmp_path):
    step = Step.of(
        edits=np.ones(2, np.float32), pitch=np.int64(60), duration_s=np.float32(0.5), seed=np.int64(3), bends=bends_of(scale={"conv0": np.float32(1)})
    )
    sequence = StepSequence([step, step], cursor=np.int64(1))
    save_sequence(tmp_path / "a.json", sequence, HallucinationSettings(interp_steps=np.int64(2), spacing_s=np.float32(0.5)))
    assert load_sequence(tmp_path / "a.json")[0] == sequence


def test_nothing_is_overwritten_unasked(tmp_path):
    save_sequence(tmp_path / "a.json", StepSequence(), HallucinationSettings())
    with refused("nothing-overwritten", OutputError):
        save_sequence(tmp_path / "a.json", StepSequence(), HallucinationSettings())
    save_sequence(tmp_path / "a.json", StepSequence(), HallucinationSettings(), force=True)


def test_a_file_too_large_to_read_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(step_sequence, "MAX_JSON_BYTES", 100)
    with refused("file-size", SequenceError, says="may hold 100 bytes"):
        save_sequence(tmp_path / "a.json", StepSequence(), HallucinationSettings())
    assert not (tmp_path / "a.json").exists()


def stored(**changes):
    return {"format": "ganspacesynth sequence", "version": 1, "settings": {}, "steps": [{}, {"edits": [1.0]}], **changes}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ([], "document-format: A sequence of steps says format="),
        ({"steps": []}, "document-format"),
        (stored(version=4), "document-version"),
        (stored(settings=[]), "known-fields"),
        (stored(settings={"what": 1}), "known-fields"),
        (stored(settings={"spacing_s": -1}), r"seconds-range: settings\.spacing_s must be in"),
        (stored(what=1), "known-fields: A sequence is a JSON object"),
        (stored(steps={}), "known-fields"),
        (stored(steps=[]), "step-count: has 1..10000 steps"),
        (stored(steps=[{}] * 10_001), "step-count"),
        (stored(cursor=2), r"cursor-range: cursor must name a step in 0\.\.1"),
        (stored(cursor="0"), "cursor-range"),
        (stored(pitch=200), "pitch-number: pitch must be a MIDI number"),
        (stored(model=3), "model-id: model must be an id"),
        (stored(steps=[{}, 3]), r"known-fields: steps\[1\]\.fields must be"),
        (stored(steps=[{}, {"what": 1}]), "known-fields"),
        (stored(steps=[{}, {"edits": "12"}]), r"number-list: steps\[1\]\.edits must be a list"),
        (stored(steps=[{}, {"edits": None}]), "number-list"),
        (stored(steps=[{}, {"edits": [0] * 8193}]), r"number-list: steps\[1\]\.edits must be a list of up to 8192"),
        (stored(steps=[{}, {"edits": [[1]]}]), r"finite-numbers: steps\[1\]\.edits must be finite"),
        (stored(steps=[{}, {"edits": [1e999]}]), "finite-numbers"),
        (stored(steps=[{}, {"edits": [10**400]}]), "finite-numbers"),
        (stored(steps=[{"mode": "x"}]), r"known-mode: steps\[0\]\.mode must be one of"),
        (stored(steps=[{"mode": []}]), "known-mode"),
        (stored(steps=[{"mode": "offset"}]), r"z-needed: steps\[0\]\.z must be given"),
        (stored(steps=[{"z": []}]), r"z-entries: steps\[0\]\.z must have entries"),
        (stored(steps=[{"seed": -1}]), r"seed-range: steps\[0\]\.seed must be a whole number"),
        (stored(steps=[{"seed": 1, "z": [1]}]), r"seed-or-z: steps\[0\]\.seed and z exclude"),
        (stored(steps=[{"pitch": "a"}]), r"pitch-number: steps\[0\]\.pitch must be a MIDI number"),
        (stored(steps=[{"duration_s": 0}]), r"seconds-range: steps\[0\]\.duration_s must be in"),
        (stored(steps=[{"bends": 3}]), r"bend-form: steps\[0\]\.bends are \[kind, amount\]"),
        (stored(steps=[{"scale": [1]}]), r"bent-layers: steps\[0\]\.scale must be up to 64"),
        (stored(steps=[{"scale": {"a": None}}]), r"finite-bends: steps\[0\]\.scale must be finite"),
        (stored(steps=[{"scale": {"a": 1e31}}]), "finite-bends"),
        (stored(steps=[{"offset": 1}]), r"bent-layers: steps\[0\]\.offset must be up to 64"),
        (stored(steps=[{"offset": {"a": "1"}}]), r"finite-bends: steps\[0\]\.offset must be finite"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path, value, rule):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value))
    with refused(rule, SequenceError) as caught:
        load_sequence(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path):
    with refused("readable-file", SequenceError):
        load_sequence(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [
        ({"interp_steps": 1.5}, "interp-steps-range"),
        ({"interp_steps": 1001}, "interp-steps-range"),
        ({"spacing_s": float("inf")}, "seconds-range"),
        ({"attack_s": None}, "seconds-range"),
        ({"between": "x"}, "known-choice"),
        ({"fade": 3}, "known-choice"),
        ({"normalize": "yes"}, "known-choice"),
        ({"attack_s": 0, "sustain_s": 0, "release_s": 0}, "shortest-sound"),
    ],
)
def test_settings_refuse(kwargs, rule):
    with refused(rule, SequenceError):
        HallucinationSettings(**kwargs)


# --- editing


def test_editing_returns_new_sequences():
    a, b, c = (Step.of(edits=(float(i),)) for i in range(3))
    s = StepSequence([a, b])
    assert s.add(c).steps == (a, c, b) and s.add(c).cursor == 1
    assert s.add().steps == (a, a, b) and s.add().current == a
    assert s.remove().steps == (b,) and s.select(1).remove() == StepSequence([a])
    assert s.add(c).move(2).steps == (a, b, c) and s.add(c).move(2).current == c
    assert s.next().cursor == s.next().next().cursor == 1 and s.previous().cursor == 0
    assert s.edit(pitch=64, edits=(2,)).steps == (Step.of(edits=(2.0,), pitch=64), b)
    assert s == StepSequence([a, b])


@settings(deadline=None)
@given(sequences(), st.data())
def test_moving_there_and_back_changes_nothing(sequence, data):
    to = data.draw(st.integers(0, len(sequence.steps) - 1))
    moved = sequence.move(to)
    assert sorted(map(repr, moved.steps)) == sorted(map(repr, sequence.steps))
    assert moved.current == sequence.current and moved.move(sequence.cursor) == sequence


@settings(deadline=None)
@given(sequences())
def test_add_then_remove_gives_the_old_steps(sequence):
    assert sequence.add().remove().steps == sequence.steps


def test_editing_refuses():
    with refused("step-count", SequenceError, says="keeps at least one step"):
        StepSequence().remove()
    with refused("known-fields", SequenceError, says="A step's fields are"):
        StepSequence().edit(what=1)
    with refused("pitch-number", SequenceError, says=r"steps\[0\]\.pitch must be"):
        StepSequence().edit(pitch=-1)
    with refused("step-place", SequenceError, says=r"moves to a place in 0\.\.0"):
        StepSequence().move(1)
    with refused("cursor-range", SequenceError):
        StepSequence().select(-1)
    with refused("step-count", SequenceError):
        StepSequence([Step()] * 10_000).add()


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=20))
def test_undo_undoes_and_redo_redoes(values):
    history = first = History(-1)
    for value in values:
        history = history.do(value)
    last = history
    for _ in values:
        history = history.undo()
    assert history.present == first.present and history.undo() is history
    for _ in values:
        history = history.redo()
    assert history == last and history.redo() is history


def test_history_is_bounded_and_forgets_what_was_undone():
    history = History(0)
    for i in range(1, 300):
        history = history.do(i)
    assert len(history.past) == MAX_UNDO
    assert history.undo().do(7).future == () and history.do(299) is history


def test_settings_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        HallucinationSettings().spacing_s = 1.0
