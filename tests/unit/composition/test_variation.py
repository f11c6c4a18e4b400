"""Neighbours of a sound: amount 0 is the sound itself, 1 another one; what is equal stays equal, and all but the points stays."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.recipes import Layer, clip_recipe, continuous_recipe, hallucination_recipe, layers_recipe, midi_recipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.composition.variation import variations
from ganspacesynth.core.bends.kinds import Scale
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.networks.prior import draw_z
from tests.support.refused import refused

LATENT, N_EDITS = 6, 5


class Model:
    """As much of a model as neighbours need."""

    id = "m"
    config = SimpleNamespace(latent_size=LATENT)

    def sample_z(self, n, *, seed, start=0):
        return draw_z(n, LATENT, seed=seed, start=start)


INSTRUMENT = SimpleNamespace(model=Model(), directions=SimpleNamespace(n_components=N_EDITS))
Z = Model().sample_z(4, seed=1)
A, B = (Point(60, z=row, edits=(1.0, -2.0), bends={"conv0": Scale(2.0)}) for row in Z[:2])
FIXED = Point(64, edits=(0.5, 0.0, 2.0), mode="replace")


def recipes():
    path = PointPath((0.0, 1.0, 2.0), (A, B, A.replace(pitch=67)))
    steps = StepSequence((Step(A, 0.5), Step(Point(62, seed=3), 1.0), Step(B)))
    replaced = StepSequence((Step(FIXED), Step(FIXED.replace(edits=(1.0,)))))
    return {
        "clip": dataclasses.replace(clip_recipe(A, level="peak"), width=0.4, rate=44100),
        "replace": clip_recipe(FIXED),
        "continuous": continuous_recipe(path, 3.0),
        "hallucination": hallucination_recipe(steps, HallucinationSettings(interp_steps=2)),
        "replaced steps": hallucination_recipe(replaced, HallucinationSettings()),
        "layers": layers_recipe((Layer(name="a", recipe=hallucination_recipe(steps, HallucinationSettings()), level_db=-3.0),)),
        "midi": midi_recipe([MidiNote(0.0, 1.0, 60, 100)], path, attack_s=0.1, release_s=0.2, legato=True, timbres={3: PointPath((0.0,), (B,))}),
    }


def varied(recipe, amount=0.2, count=1, seed=5, instrument=INSTRUMENT):
    return variations(recipe, instrument, amount=amount, count=count, seed=seed)


def points(recipe):
    if hasattr(recipe, "layers"):
        return [point for layer in recipe.layers for point in points(layer.recipe)]
    where = getattr(recipe, "path", None) or getattr(recipe, "timbre", None)
    if where is not None:
        return [*where.points, *(point for path in (getattr(recipe, "timbres", None) or {}).values() for point in path.points)]
    return [recipe.point] if hasattr(recipe, "point") else [step.point for step in recipe.sequence.steps]


def z_of(point):
    return np.array(point.drawn_from(lambda seed: Model().sample_z(1, seed=seed)[0]).z)


kinds = pytest.mark.parametrize("kind", recipes())


@kinds
def test_amount_0_is_the_sound_itself(kind):
    recipe = recipes()[kind]
    assert varied(recipe, amount=0.0, count=3) == [recipe] * 3


@kinds
def test_every_point_moves_and_all_else_stays(kind):
    recipe = recipes()[kind]
    (moved,) = varied(recipe)
    for before, after in zip(points(recipe), points(moved), strict=True):
        if before.mode == "replace":
            assert len(after.edits) == N_EDITS and all(a != b for a, b in zip(before.edits, after.edits, strict=False))
            assert after.replace(edits=before.edits) == before
        else:
            assert not np.allclose(z_of(before), after.z) and after.replace(z=before.z, seed=before.seed) == before

    def put_back(value):
        return value.to_json() | {"point": 0, "path": 0, "timbre": 0, "timbres": 0, "sequence": 0, "layers": 0}

    assert put_back(moved) == put_back(recipe) and type(moved) is type(recipe)


@kinds
def test_a_neighbour_depends_on_its_number_and_the_seed_alone(kind):
    recipe = recipes()[kind]
    four = varied(recipe, count=4)
    assert four[:2] == varied(recipe, count=2) and len({str(points(each)) for each in four}) == 4
    assert varied(recipe, seed=6) != varied(recipe)


def test_points_that_are_equal_stay_equal():
    a, b, again = points(varied(recipes()["continuous"])[0])
    assert a.z == again.z and again.pitch == 67 and a.z != b.z


def test_amount_1_is_a_random_sound():
    assert np.allclose(points(varied(clip_recipe(A), amount=1.0, seed=9)[0])[0].z, Model().sample_z(1, seed=9)[0], atol=1e-6)


@given(amount=st.floats(0.01, 1.0), seed=st.integers(0, 1000))
def test_a_z_goes_its_share_of_the_arc_and_keeps_its_length(amount, seed):
    other, (near,) = Model().sample_z(1, seed=seed)[0], points(varied(clip_recipe(A), amount, seed=seed)[0])

    def angle(a, b):
        return np.arccos(np.clip(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b), -1.0, 1.0))

    z = np.array(near.z)
    assert angle(Z[0], z) == pytest.approx(amount * angle(Z[0], other), abs=2e-3)
    assert np.linalg.norm(z) == pytest.approx((1 - amount) * np.linalg.norm(Z[0]) + amount * np.linalg.norm(other), rel=1e-5)


def test_edits_move_by_standard_deviations():
    far = np.array([points(each)[0].edits for each in varied(clip_recipe(FIXED), amount=0.3, count=1000)])
    assert far.mean(axis=0) == pytest.approx([0.5, 0.0, 2.0, 0.0, 0.0], abs=0.05) and far.std(axis=0) == pytest.approx([0.3] * 5, rel=0.1)


def test_without_directions_only_edits_that_are_there_move():
    alone = SimpleNamespace(model=Model(), directions=None)
    assert len(points(varied(clip_recipe(FIXED), instrument=alone)[0])[0].edits) == 3


@pytest.mark.parametrize("amount", [-0.1, 1.1, float("nan")])
def test_amounts_that_are_none(amount):
    with refused("amount-range", InvalidInput, says="share of the way to another sound"):
        varied(clip_recipe(A), amount)


@pytest.mark.parametrize("count", [0, 1001])
def test_counts_that_are_none(count):
    with refused("neighbour-count", InvalidInput, says="1 to 1000 neighbours"):
        varied(clip_recipe(A), count=count)


def test_sounds_of_another_size_too_many_points_and_an_unknown_kind():
    with refused("latent-size", SequenceError, says="model's size, 6. Received: 3"):
        varied(clip_recipe(Point(60, z=(1.0, 2.0, 3.0))))
    many = StepSequence(tuple(Step(Point(60, seed=i)) for i in range(101)))
    with refused("point-count", SequenceError, says="At most 100000 points"):
        varied(hallucination_recipe(many, HallucinationSettings()), count=1000)

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Strange(Recipe):
        kind = "strange"

    with refused("known-recipe-kind", SequenceError, says="of a known kind has neighbours"):
        varied(Strange())
