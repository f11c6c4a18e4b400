"""Samples, projections, grids, directions and renders as jobs."""

import numpy as np
import pytest

from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.survey.exploration import ExploreSettings
from ganspacesynth.composition.survey.samples import SampleSettings, sample_points
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.directions.search.factorization import factorize
from ganspacesynth.directions.search.pca import CLOSED_FORM, SearchSettings
from ganspacesynth.notebook.workbench import Workbench, open_workbench
from tests.conftest import GOLDEN
from tests.support.refused import refused


@pytest.fixture(scope="module")
def bench(tiny):
    found = factorize(tiny, SearchSettings(CLOSED_FORM, 4, 600, all_pitches=False))
    return Workbench(Instrument(tiny, found, Artifact("model", tiny.id, "tiny"), Artifact("directions", "0" * 64, "d.npz")))


def z(bench, seed):
    return bench.instrument.model.sample_z(1, seed=seed)[0]


def test_samples_are_those_of_their_seeds(bench):
    sounds = bench.sample(3, seeds=[7, 5]).result(60)
    assert [np.allclose(sound.recipe.point.z, z(bench, seed)) for sound, seed in zip(sounds, (7, 5), strict=True)] == [True, True]
    assert [point.z for point in sample_points(bench.instrument, SampleSettings(2))] == [tuple(z(bench, seed).tolist()) for seed in (0, 1)]


def test_a_center_draws_them_near(bench):
    center = Point(67, z=z(bench, 9), edits=(1.0,))
    half, there = (bench.sample(seeds=[3], center=center, psi=psi).result(60)[0].recipe.point for psi in (0.5, 0.0))
    assert np.allclose(half.z, 0.5 * (z(bench, 3) + z(bench, 9)), atol=1e-6) and np.allclose(there.z, center.z)
    assert (half.pitch, half.edits) == (67, (1.0,))
    named = sample_points(bench.instrument, SampleSettings(1, center=9, psi=0.0, pitch=72))[0]
    assert np.allclose(named.z, center.z) and named.pitch == 72


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"count": 0}, "sample-count"),
        ({"seeds": ()}, "sample-count"),
        ({"seeds": (-1,)}, "seed-range"),
        ({"center": -3}, "seed-range"),
        ({"psi": 9.0}, "psi-range"),
    ],
)
def test_samples_that_are_none(settings, rule):
    with refused(rule, InvalidInput):
        SampleSettings(**settings)


def test_centers_that_are_none(bench):
    for center, rule in ((Point(60, z=[1.0]), "center-with-z"), (Point(60, z=z(bench, 1), model="other"), "own-model")):
        with refused(rule, InvalidInput):
            sample_points(bench.instrument, SampleSettings(1, center=center))
    with refused("pitch-range", InvalidInput):
        bench.sample(1, pitch=400).result(60)


def test_everything_is_a_job(bench, tmp_path):
    model = bench.instrument.model
    grid = bench.explore(steps=3, y=None)
    directions, searched = bench.factorize(2, n_samples=600), bench.factorize(2, estimator="exact", n_samples=600, all_pitches=False)
    recipe = clip_recipe(Point(60, seed=3))
    made, several, saved = bench.make(recipe), bench.make_all([recipe, recipe]), bench.save(tmp_path / "a.wav", recipe)
    played = bench.render(Timeline.read({"scenes": [{"kind": "walk", "lasts": 0.5}]}), end=0.2)
    assert [sound.recipe.point.edits[0] for sound in grid.result(60)] == pytest.approx([-3, 0, 3])
    assert directions.result(60).estimator == CLOSED_FORM and searched.result(60).estimator == "exact"
    assert np.array_equal(made.result(60).wave, several.result(60)[1].wave) and saved.result(60).recipe == made.result().recipe
    assert (tmp_path / "a.wav").exists() and played.result(60).duration_s == pytest.approx(0.2, abs=0.01)
    found = bench.project((made.result().wave, model.config.sample_rate), tries=64, pitch=60)
    assert found.result(60).distance_db < found.result().typical_db
    assert {job.state for job in (grid, made, several, saved, played, found)} == {"done"}
    assert bench.explore(ExploreSettings(steps=3, y=None)).result(60)[0].recipe == grid.result()[0].recipe


def test_a_workbench_of_a_file():
    bench = open_workbench(GOLDEN / "tiny_mel", workers=2)
    assert not bench.crew.alone and len(bench.sample(1).name) > 3
    with refused("workers-or-ray", InvalidInput):
        open_workbench(GOLDEN / "tiny_mel", workers=2, ray="auto")
