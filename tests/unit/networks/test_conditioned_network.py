"""A conditioned model: its labels number by number, its defaults and draws, the same sound again; and one of pitch alone, as it ever was."""

import dataclasses
import json
import pickle

import numpy as np
import pytest

from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.continuous.render import render
from ganspacesynth.core.conditions import read_conditions
from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames, JointLabels
from ganspacesynth.networks.gansynth.first_layer import FirstLayer
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.stored_model import model_id
from tests.support import conditioned
from tests.support.conditioned import CONDITIONS, CONFIG, OCCURS
from tests.support.refused import refused
from tests.unit.networks.test_model_config import SMALL

GUITAR = {"source": "acoustic", "family": "guitar", "qualities": ["bright"], "velocity": 75}


@pytest.fixture(scope="module")
def model():
    return conditioned.model()


@pytest.fixture(scope="module")
def z(model):
    return model.sample_z(3, seed=0)


def occurs(conditions, pitch):
    return (pitch, *CONDITIONS.code(conditions)) in OCCURS


def test_the_label_number_by_number(model):
    assert CONFIG.label_size == 3 + 2 + 3 + 2 + 1 and CONFIG.input_size == 6 + CONFIG.label_size
    label = model.label(50, {"source": "electronic", "family": {"guitar": 1, "reed": 3}, "qualities": {"dark": 0.5}, "velocity": 127})
    np.testing.assert_array_equal(label, np.float32([0, 1, 0, 0, 1, 0.25, 0, 0.75, 0, 0.5, 1]))
    assert model.label(50, {"velocity": 25})[-1] == np.float32(25 / 63.5 - 1.0)


def test_a_model_and_its_fixed_selves_hold_the_weights_once(monkeypatch, z):
    """Whoever computes first prepares them, for all."""
    from ganspacesynth.networks.gansynth.plans import onnx_plan

    prepared = []
    prepare = onnx_plan.prepare
    monkeypatch.setattr(onnx_plan, "prepare", lambda *args, **options: prepared.append(1) or prepare(*args, **options))
    model = conditioned.model()
    model.synthesize(z, 48, family="organ")
    model.playing(family="guitar").activations(z, 48, ["conv0"])
    model.activations(z, 48, ["conv1"])
    assert len(prepared) == 1


def test_pitch_alone_is_the_published_network(tiny):
    """No conditions: the config, the id, the label and so the sound are what they were, bit for bit."""
    plain = ModelConfig(**SMALL)
    assert "conditions" not in plain.to_json() and plain.input_size == plain.latent_size + len(plain.pitches)
    assert model_id(tiny.config, tiny.weights) == tiny.id
    one_hot = np.eye(61, dtype=np.float32)[[tiny.config.label(p) for p in (40, 55)]]
    z = tiny.sample_z(2, seed=1)
    np.testing.assert_array_equal(tiny.input(z, [40, 55]), np.concatenate([z, one_hot], axis=1))
    np.testing.assert_array_equal(tiny.synthesize(z, 40), tiny.synthesize(z, 40, conditions=[{}, {}]))
    assert tiny.sample_conditions(2, seed=0) == [{}, {}] and tiny.joint is None


def test_config_and_checkpoint_round_trip(model, z, tmp_path):
    assert ModelConfig.from_json(json.loads(json.dumps(CONFIG.to_json()))) == CONFIG
    back = GANSynth(read_model(write_native(tmp_path / "model", conditioned.stored(), dtype="float32")))
    assert back.config == CONFIG and back.id == model.id
    np.testing.assert_array_equal(back.joint.to_array(), model.joint.to_array())
    np.testing.assert_array_equal(back.synthesize(z, 48, family="organ"), model.synthesize(z, 48, family="organ"))


def test_traits_are_heard_and_told_apart(model, z):
    guitar, organ = (model.synthesize(z, 48, family=family) for family in ("guitar", "organ"))
    assert not np.allclose(guitar, organ, atol=1e-3)
    mixed = model.synthesize(z, 48, conditions=[{"family": "guitar"}, {"family": "organ"}, {"family": {"guitar": 1, "organ": 1}}])
    np.testing.assert_allclose(mixed[0], guitar[0], atol=1e-5)
    np.testing.assert_allclose(mixed[1], organ[1], atol=1e-5)
    np.testing.assert_array_equal(model.playing(family="organ").synthesize(z, 48), organ)


def test_what_is_not_said_is_the_most_usual_at_that_pitch(model):
    complete = model.joint.complete
    assert complete({}, 48) == complete({}, 50) == read_conditions(GUITAR)  # 7 notes in all, so at 50 too, where another is more frequent
    assert complete({}, 52) == read_conditions({"source": "acoustic", "family": "reed", "qualities": [], "velocity": 25})
    assert (
        complete(read_conditions({"family": "organ"}), 48)["velocity"] == 25.0
        and complete(read_conditions({"family": "organ"}), 50)["velocity"] == 127.0
    )
    assert complete(read_conditions({"family": "guitar"}), 52) == read_conditions(GUITAR)  # no guitar at 52: as it is elsewhere
    rare = read_conditions({"source": "electronic", "family": "reed"})
    assert {kind: complete(rare, 48)[kind] for kind in rare} == rare  # what is asked is done, even if it was never heard
    full = read_conditions(GUITAR)
    assert complete(full, 52) is full
    assert complete(read_conditions({"velocity": 100}), 50)["family"] == {"guitar": 1.0}  # 75 is nearer than 127


def test_draws_follow_the_joint_distribution(model):
    """Chi-square over all that occurs; nothing else ever comes."""
    from scipy.stats import chisquare

    drawn = model.joint.draw(2100, seed=3)
    codes = [CONDITIONS.code(conditions) for conditions in drawn]
    expected = {}
    for (_, *code), count in OCCURS.items():
        expected[tuple(code)] = expected.get(tuple(code), 0) + count
    assert set(codes) <= set(expected)
    total = sum(expected.values())
    assert chisquare([codes.count(code) for code in expected], [2100 * count / total for count in expected.values()]).pvalue > 0.001
    pitches = [(48, 50, 52)[i % 3] for i in range(300)]
    at = model.sample_conditions(300, seed=4, pitches=pitches)
    assert all(occurs(conditions, pitch) for conditions, pitch in zip(at, pitches, strict=True))
    assert model.sample_conditions(2, seed=4, start=5, pitches=pitches[5:7]) == at[5:7]
    organs = model.playing(family="organ").sample_conditions(40, seed=1, pitches=[48, 50] * 20)
    assert all(occurs(conditions, (48, 50)[i % 2]) and "organ" in conditions["family"] for i, conditions in enumerate(organs))


def test_the_recipe_makes_the_same_sound(model, z):
    point = Point(48, tuple(z[0].tolist()), conditions={"family": "organ", "velocity": 25}, model=model.id)
    recipe = json.loads(json.dumps(clip_recipe(point).to_json()))
    np.testing.assert_array_equal(make(recipe, model), make(clip_recipe(point), conditioned.model()))
    expected = model.synthesize(z[0], 48, family="organ", velocity=25)
    np.testing.assert_array_equal(synthesize_points(model, [point]), expected)
    assert not np.allclose(expected, model.synthesize(z[0], 48), atol=1e-3)


def test_one_unbroken_sound_goes_from_one_family_to_another(model, z):
    a, b = (Point(48, tuple(z[0].tolist()), conditions={**GUITAR, "family": family}) for family in ("guitar", "organ"))
    there = render(model, PointPath((0.0, 0.1), (a, b)))
    still = render(model, PointPath((0.0, 0.1), (a, a)))
    assert there.shape == still.shape and not np.allclose(there, still, atol=1e-3)


def test_hallucinations_draw_what_occurs_and_keep_what_is_fixed(model):
    steps = random_sequence(model, 30, (48, 50, 52), 0).steps
    assert all(occurs(step.point.timbre, step.point.pitch) for step in steps) and len({str(step.point.timbre) for step in steps}) > 3
    assert random_sequence(model, 30, (48, 50, 52), 0).steps == steps
    fixed = random_sequence(model.playing(family="organ"), 8, (48, 50), 0).steps
    assert all(step.point.timbre["family"] == {"organ": 1.0} for step in fixed)


def test_directions_listen_with_traits_fixed(model):
    settings = SearchSettings(n_components=4, n_samples=64, pitch=48, all_pitches=False, plain=True)
    organ = model.playing(family="organ")
    z = organ.sample_z(64, seed=0)
    expected = organ.activations(z, 48, ["conv0"])["conv0"].reshape(64, -1).mean(axis=0)
    np.testing.assert_allclose(find_directions(organ, "conv0", settings).mean, expected, atol=1e-4)
    assert not np.allclose(find_directions(model, "conv0", settings).mean, expected, atol=1e-2)
    many = organ.activations(organ.sample_z(4096, seed=1), 48, ["conv0"])["conv0"].reshape(4096, -1).mean(axis=0)
    known = find_directions(organ, "conv0", dataclasses.replace(settings, plain=False)).mean
    assert np.linalg.norm(known - many) < 0.5 * np.linalg.norm(expected - many)  # as much as is known is known of organs
    first = FirstLayer(CONFIG, model.weights, 48, organ.label(48))
    np.testing.assert_allclose(first(z), organ.activations(z, 48, ["conv0"])["conv0"].reshape(64, -1), atol=1e-5)


def test_fixed_traits_survive_pickling_and_precision(model, z):
    organ = model.playing(family="organ")
    expected = organ.label(48)
    assert pickle.loads(pickle.dumps(organ)).fixed == organ.fixed
    np.testing.assert_array_equal(organ.at("published").label(48), expected)
    assert model.fixed == {}


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"family": "kazoo"}, r"known-condition: family must be among guitar, organ, reed. Received: family=kazoo\."),
        ({"family": "vocal"}, "known-condition: family must be among guitar, organ, reed"),
        ({"qualities": ["bright", "reverb"]}, "known-condition: qualities must be among bright, dark. Received: qualities=reverb"),
        ({"velocity": 10}, r"velocity-range: velocity must be in 25..127, as trained. Received: velocity=10\."),
        (
            {"conditions": [{"family": "organ"}] * 2},
            "one-per-sound: one set of conditions, or one for each z. Received: 2 sets of conditions for 3 z",
        ),
        ({"conditions": {"colour": "red"}}, "known-condition-kind"),
    ],
)
def test_unknown_names_are_answered_with_the_list(model, z, asked, rule):
    with refused(rule, InvalidInput):
        model.synthesize(z, 48, **asked)


def test_a_model_without_says_so(tiny):
    with refused(
        "trained-condition", InvalidInput, says=r"not trained with family. Received: family=guitar. It takes nothing but the pitch: leave family out"
    ):
        tiny.synthesize(tiny.sample_z(1, seed=0), 40, family="guitar")
    only = GANSynth(conditioned.stored()).config.conditions
    with refused("trained-condition", InvalidInput):
        dataclasses.replace(only, source=(), qualities=(), velocity=()).check(read_conditions({"source": "acoustic"}))


@pytest.mark.parametrize(
    ("conditions", "rule"),
    [
        ([], "condition-table: conditions map some of source, family, qualities, velocity to lists"),
        ({"colour": ["red"]}, "condition-table"),
        ({"family": "guitar"}, "condition-table"),
        ({"family": ["guitar", "guitar"]}, "distinct-conditions: family are different names"),
        ({"family": [[1]]}, "distinct-conditions"),
        ({"velocity": [75, 25]}, "distinct-conditions"),
        ({"velocity": [True]}, "distinct-conditions"),
        ({"velocity": [10**5000]}, "distinct-conditions"),
    ],
)
def test_hostile_conditions(conditions, rule):
    with refused(rule, ModelError):
        ModelConfig.from_json({**SMALL, "conditions": conditions})


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        (None, "occurring-conditions: knows which of them occur, 6 numbers each. Received: none"),
        (np.zeros((2, 5), np.float32), "occurring-conditions"),
        (np.zeros((0, 6), np.float32), "occurring-conditions"),
        (np.float32([[48, 0, 0, 1, 75, 0]]), "occurring-conditions: must be those of the model's pitches and names"),
        (np.float32([[49, 0, 0, 1, 75, 1]]), "occurring-conditions"),
        (np.float32([[48, 0, 3, 1, 75, 1]]), "occurring-conditions"),
        (np.float32([[48, 0, 0, 4, 75, 1]]), "occurring-conditions"),
        (np.float32([[48, 0, 0.5, 1, 75, 1]]), "occurring-conditions"),
        (np.float32([[48, 0, np.nan, 1, 75, 1]]), "occurring-conditions"),
    ],
)
def test_a_damaged_table(table, rule):
    with refused(rule, ModelError):
        JointLabels.from_array(CONDITIONS, CONFIG.pitches, table)


def test_kinds_are_optional():
    only = ConditionNames(velocity=(25, 127))
    assert only.kinds == ("velocity",) and only.size == 1 and bool(only) and not ConditionNames()
    assert only.row({"velocity": 127.0}) == [1.0]
