"""Traits played live: a conditioned model asked for families and velocities, message by message."""

import json

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.steps.step_sequence import Step
from ganspacesynth.continuous.stream import Stream
from ganspacesynth.core.conditions import read_conditions
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.core.point import Point
from ganspacesynth.engine.engine import Engine
from tests.conftest import GOLDEN
from tests.support import conditioned
from tests.support.conditioned import CONDITIONS
from tests.support.host import Host
from tests.support.refused import refused, reported

GUITAR, ORGAN = {"guitar": 1.0}, {"organ": 1.0}


@pytest.fixture(scope="module")
def model():
    return conditioned.model()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, model):
    return model.save(tmp_path_factory.mktemp("Modelle é") / "mit Klangfarben", dtype="float32")


@pytest.fixture(scope="module")
def shared(folder, tmp_path_factory):
    """One engine with a conditioned and a plain model."""
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp é"))
    host = Host(engine)
    assert host.ask("/load", str(GOLDEN / "tiny_mel"), "@as", "plain")[0] == "/loaded"
    assert host.ask("/load", str(folder), "@as", "colours")[0] == "/loaded"
    yield engine
    engine.close()


@pytest.fixture
def host(shared):
    """A host whose voice `main` is new."""
    host = Host(shared)
    host.ask("/voice_close")
    assert host.ask("/use", "colours") == ("/ok", "/use")
    assert host.ask("/pitch", 48) == ("/pitch", 48.0)
    return host


def said(host, *words):
    """Send /traits; return {kind: (asked, …)} of the answer."""
    *each, last = host.ask_until("/traits", "/traits", *words)
    assert last == ("/traits", len(each)), last
    return {kind: (asked, *values) for _, kind, asked, *values in each}


def asked(host):
    return host.engine.voices["main"].step.point.asked


def point(host):
    return json.loads(host.ask("/point")[1])


def sound(host, *words):
    answer = host.ask("/synthesize", *words)
    assert answer[0] == "/synthesized", answer
    return read_audio(answer[1])[0]


def hallucinated(host, *words):
    answer = host.ask_until("/hallucinated", "/hallucinate", *words)[-1]
    assert answer[0] == "/hallucinated", answer
    return answer[1]


# --- what is known, what is asked for


def test_what_can_be_asked_for_is_listed(host):
    rows = dict(row[1:] for row in host.ask_until("/model", "/info")[:-1])
    assert rows["conditions.family"] == "guitar, organ, reed" and rows["conditions.velocity"] == "25, 75, 127"
    listed = host.ask_until("/conditions", "/conditions")
    assert listed[1] == ("/condition", "family", "guitar", "organ", "reed") and listed[3] == ("/condition", "velocity", 25, 75, 127)
    assert listed[-1] == ("/conditions", 4)
    assert host.ask("/conditions", "@model", "plain") == ("/conditions", 0)


def test_traits_are_asked_for_in_a_musicians_words(host):
    before = said(host)
    assert set(before) == {"source", "family", "qualities", "velocity"} and not any(value[0] for value in before.values())
    assert said(host, "family", "organ")["family"] == (1, "organ")
    assert said(host, "velocity", 100.0)["velocity"] == (1, 100.0)
    assert said(host, "qualities", "bright", "dark", 0.5)["qualities"] == (1, "bright", "dark", 0.5)
    mixed = said(host, "family", "guitar", 0.75, "organ", 0.25)
    assert mixed["family"] == (1, "guitar", 0.75, "organ", 0.25) and mixed["velocity"] == (1, 100.0)
    assert said(host, "family", "guitar", "organ")["family"] == (1, "guitar", 0.5, "organ", 0.5)
    assert said(host, "qualities", "none")["qualities"] == (1, "none")
    assert said(host, "qualities", "any")["qualities"][0] == 0
    assert said(host, "family")["family"][0] == 0 and asked(host) == {"velocity": 100.0}
    assert said(host, "any") == before and asked(host) == {}


@pytest.mark.parametrize(
    ("words", "code", "rule"),
    [
        (
            ("colour", "red"),
            "invalid",
            r"trained-condition: A trait begins with its kind: source, family, .*Received: 'colour'. Send /conditions",
        ),
        (("guitar",), "invalid", r"trained-condition: Received: 'guitar'. Send /traits family guitar\."),
        (("family", "piano"), "invalid", "known-condition"),
        (("family", 0.5), "invalid", "amount-after-name: An amount stands behind its name. Received: family 0.5"),
        (("family", "guitar", 0.5, 0.5), "invalid", "amount-after-name: An amount stands behind its name"),
        (("family", "guitar", -1.0), "invalid", "mixture-amounts"),
        (("family", "guitar", float("nan")), "invalid", "mixture-amounts"),
        (("family", "guitar", 0.0), "invalid", "one-or-mixture"),
        (("qualities", "bright", 2), "invalid", "mixture-amounts"),
        (("velocity", 20), "invalid", "velocity-range"),
        (("velocity", "loud"), "invalid", "velocity-range"),
        (("velocity", 60, 70), "invalid", "velocity-range"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(host, words, code, rule):
    said(host, "family", "organ")
    with reported(rule):
        address, about, *rest = host.ask("/traits", *words)
    assert (address, about, rest[0]) == ("/error", "/traits", code)
    assert asked(host) == {"family": ORGAN}


def test_a_model_without_conditions_says_so(host):
    host.ask("/use", "plain")
    assert said(host) == {} and said(host, "any") == {}
    assert (
        "This model was not trained with family. Received: family=guitar. It takes nothing but the pitch"
        in host.ask("/traits", "family", "guitar")[3]
    )
    assert "This model takes nothing but the pitch. Received: 'guitar'. Load one" in host.ask("/traits", "guitar")[3]


def test_traits_are_heard_at_once_and_remembered_in_the_recipe(host, model):
    host.ask("/seed", 3)
    said(host, "any")
    said(host, "family", "guitar")
    guitar = sound(host)
    said(host, "family", "organ")
    answer = host.ask("/synthesize")
    organ, recipe = read_audio(answer[1])[0], read_recipe(answer[1])
    assert not np.array_equal(guitar, organ)
    assert recipe["point"]["traits"]["family"] == "organ" and np.array_equal(make(recipe, model), organ)


# --- what nobody asked for


def every_family_is_drawn(host):
    """Draw until each family has come: sooner or later it does, unless one is asked for (then this never ends, and the suite's clock says where)."""
    missing = {("guitar",), ("organ",), ("reed",)}
    while missing:
        host.ask("/random")
        family = tuple(read_conditions(point(host)["traits"])["family"])
        assert family in {("guitar",), ("organ",), ("reed",)}
        missing.discard(family)


def test_random_sounds_have_traits_that_occur_together_and_keep_what_is_asked(host, model):
    host.ask("/seed", 5)
    assert read_conditions(point(host)["traits"]) == model.sample_conditions(1, seed=5)[0]
    assert asked(host) == {}
    said(host, "family", "organ")
    seen = set()
    for _ in range(20):
        host.ask("/random")
        conditions = read_conditions(point(host)["traits"])
        assert conditions["family"] == ORGAN and model.joint.occurs(conditions)
        seen.add(conditions["velocity"])
    assert seen == {25.0, 127.0}
    said(host, "any")
    every_family_is_drawn(host)


def test_a_random_sound_stays_one_instrument_from_key_to_key_and_stroke_to_stroke(host, model):
    for seed in range(8):
        host.ask("/seed", seed)
        conditions = read_conditions(point(host)["traits"])
        for pitch in (48, 50, 52):
            host.ask("/pitch", pitch)
            assert read_conditions(point(host)["traits"]) == conditions
        for velocity in (25, 60, 127):
            said(host, "velocity", velocity)
            assert read_conditions(point(host)["traits"]) == {**conditions, "velocity": float(velocity)}
        said(host, "velocity")


def test_what_came_along_goes_when_no_note_has_it_with_what_is_asked(host):
    while "guitar" not in point(host).get("traits", {}).get("family", ""):
        host.ask("/random")
    found = said(host, "family", "reed")  # which is acoustic, and neither bright nor dark
    assert found["family"] == (1, "reed") and found["source"] == (0, "acoustic") and found["qualities"] == (0, "none")


def test_options_hold_for_one_sound_alone(host, model):
    host.ask("/seed", 5)
    before = point(host)
    answer = host.ask("/synthesize", "@seed", 6)
    assert read_conditions(read_recipe(answer[1])["point"]["traits"]) == model.sample_conditions(1, seed=6)[0]
    assert point(host) == before
    said(host, "family", "reed")
    recipe = read_recipe(hallucinated(host, "@notes", 3, "@interp", 0, "@seed", 1))
    assert [step["traits"]["family"] for step in recipe["sequence"]["steps"]] == ["reed"] * 3


# --- steps, undo, files, snapshots


def test_steps_undo_and_files_remember_traits(host, tmp_path, model):
    said(host, "family", "guitar")
    host.ask_until("/edits", "/step_add")
    said(host, "family", "organ")
    said(host, "velocity", 100)
    host.ask_until("/edits", "/undo")
    assert asked(host) == {"family": ORGAN}
    host.ask_until("/edits", "/undo")
    assert asked(host) == {"family": GUITAR}
    host.ask_until("/edits", "/redo")
    host.ask_until("/edits", "/step_random")
    assert asked(host) == {"family": ORGAN} and len(point(host)["traits"]) == 4
    before = host.engine.voices["main"].sequence
    assert host.ask("/sequence_save", str(tmp_path / "Schritte é.json"))[0] == "/saved"
    host.ask_until("/edits", "/sequence_new")
    assert asked(host) == {}
    host.ask_until("/edits", "/sequence_load", str(tmp_path / "Schritte é.json"))
    assert host.engine.voices["main"].sequence.steps == before.steps
    host.ask("/random")
    assert asked(host) == {"family": ORGAN}  # a file knows what was asked for, and what only came along
    assert read_audio(hallucinated(host, "@interp", 1))[0].any()


def test_a_slider_of_a_mixture_is_one_gesture(host):
    for share in np.linspace(0.1, 0.9, 9):
        said(host, "family", "guitar", float(1 - share), "organ", float(share))
    host.ask_until("/edits", "/undo")
    assert asked(host) == {}


def test_snapshots_have_traits_and_a_morph_lies_between(host):
    host.ask("/seed", 1)
    said(host, "family", "guitar")
    said(host, "velocity", 50)
    host.ask("/store", "a")
    host.ask("/seed", 2)
    said(host, "family", "organ")
    said(host, "velocity", 100)
    host.ask("/store", "b")
    host.ask("/morph", "a", "b", 0.25)
    conditions = point(host)["traits"]
    assert conditions["family"] == {"guitar": 0.75, "organ": 0.25} and conditions["velocity"] == 62.5
    said(host, "any")
    host.ask_until("/edits", "/recall", "a")
    assert point(host)["traits"]["family"] == "guitar" and asked(host) == {}
    every_family_is_drawn(host)  # a snapshot asks for nothing


def test_psi_keeps_traits(host):
    host.ask("/seed", 5)
    conditions = point(host)["traits"]
    host.ask("/psi", 0.5)
    assert point(host)["traits"] == conditions and sound(host).any()
    recipe = read_recipe(hallucinated(host))
    assert recipe["sequence"]["steps"][0]["traits"] == conditions


# --- another model


def test_what_another_model_lacks_is_left_out_said_and_there_again_on_the_way_back(host, tmp_path):
    said(host, "family", "organ")
    said(host, "velocity", 100)
    host.say("/use", "plain")
    assert [host.hear(), host.hear()] == [("/left_out", "family", "velocity"), ("/ok", "/use")]
    host.ask("/pitch", 60)
    assert said(host) == {} and "traits" not in point(host) and sound(host).any()
    assert read_audio(hallucinated(host))[0].any()
    host.ask("/random")
    assert host.ask("/use", "colours") == ("/ok", "/use")
    assert said(host)["family"] == (1, "organ")
    assert host.ask("/sequence_save", str(tmp_path / "a.json"))[0] == "/saved"
    host.ask_until("/ok", "/use", "plain")
    assert [answer[0] for answer in host.ask_until("/edits", "/sequence_load", str(tmp_path / "a.json"))] == ["/left_out", "/step", "/edits"]


def test_what_a_model_knows_of_traits():
    known = CONDITIONS.known
    mixed = read_conditions({"family": {"guitar": 1, "vocal": 3}, "qualities": ["bright", "reverb"], "velocity": 3})
    assert known(mixed) == {"family": GUITAR, "qualities": {"bright": 1.0}, "velocity": 25.0}
    assert known(read_conditions({"family": "vocal", "qualities": ["reverb"]})) == {} and known({"qualities": {}}) == {"qualities": {}}


@pytest.mark.parametrize("drawn", ["family", ["colour"], 3])
def test_what_came_along_with_a_step_is_named_by_kind(drawn):
    with refused("known-drawn", SequenceError, says=r"drawn must be some of source, family, qualities, velocity. Received: drawn="):
        Step.from_json({"traits": {"family": "guitar"}, "drawn": drawn})
    step = Step.of(conditions={"family": "guitar", "velocity": 25}, drawn=("velocity", "source"))
    assert step.point.drawn == ("velocity",) and step.point.asked == {"family": GUITAR} and Step.from_json(step.to_json()) == step


def test_before_any_model_there_is_nothing_to_ask_for(tmp_path):
    engine = Engine(temp=tmp_path)
    try:
        host = Host(engine)
        assert said(host) == {}
        assert host.ask("/random")[0] == "/seed" and host.ask("/traits", "family", "guitar")[2] == "model"
    finally:
        engine.close()


# --- sounding


def test_defect_a_sounding_voice_hears_its_traits_move(model):
    """What a layer held for a point was remembered without its conditions, so another family was never heard."""
    z = tuple(model.sample_z(1, seed=0)[0].tolist())
    waves = []
    for family in ("guitar", "organ"):
        stream = Stream(model, ConstantTrajectory(Point(48, z=z, conditions={"family": "guitar"})), layer="conv0")
        stream.next()
        stream.future = ConstantTrajectory(Point(48, z=z, conditions={"family": family}))
        waves.append(np.concatenate([stream.next() for _ in range(8)]))
    assert not np.array_equal(*waves)


def test_a_wandering_voice_goes_through_traits_and_keeps_what_is_asked(host, model):
    assert host.ask("/voice_open", "@id", "v")[0] == "/voice"
    try:
        said(host, "family", "organ")
        host.ask("/gate", 1)
        host.ask("/wander", 2.0, "@seed", 4)
        player = host.engine.players["main"]
        with player._lock:
            motion = player._motion
        drawn = model.playing(family="organ").sample_conditions(2, seed=4)
        assert motion.at(0.0).timbre == drawn[0] and motion.at(2.0).timbre == drawn[1]
        assert motion.at(1.0).timbre["velocity"] == (drawn[0]["velocity"] + drawn[1]["velocity"]) / 2
        host.say("/traits", "family", "reed")
        while host.hear()[0] != "/traits":
            pass
        with player._lock:
            assert player._motion.at(0.5).timbre["family"] == {"reed": 1.0} and player._motion.wander_s == 2.0
    finally:
        host.say("/voice_close")
        while host.hear() != ("/ok", "/voice_close"):
            pass
