"""Defects of the published programs that are nobody's in particular here; the others are in the tests of their modules (`test_defect_…`).

1 playing needed the training graph and the data set, and minutes · 7 sizes were fixed · 8 pitch was ignored · 9 an unknown pitch killed the
worker · 11 every component was multiplied · 12 counts, and pickles that run programs · 13 no way to stop · 15 "newest" compared as text
"""

import pickle
import shutil

import numpy as np
import pytest

from ganspacesynth import Point, PointPath, load_model
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import hallucination_recipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.continuous.render import render
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.directions.search.pca import SearchSettings as PcaSettings
from ganspacesynth.directions.search.pca import find_directions
from tests.conftest import GOLDEN
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.tiny_directions import LinearModel, make_directions


def test_defect_01_a_checkpoint_plays_without_graph_or_data_set(tmp_path):
    shutil.copytree(GOLDEN / "tiny_mel", tmp_path / "m")
    assert not [p for p in (tmp_path / "m").rglob("*") if p.suffix in (".meta", ".tfrecord") or p.name == "meta.json"]
    model = load_model(tmp_path / "m")
    assert np.isfinite(model.synthesize(model.sample_z(1, seed=0), 60)).all()


@pytest.mark.parametrize("case", ["tiny_mel", "tiny_linear_pitches"])
@pytest.mark.parametrize("count", [1, 7, 9])
def test_defect_07_any_number_of_sounds_of_any_model(case, count):
    model = load_model(GOLDEN / case)
    z = model.sample_z(count, seed=0)
    assert z.shape == (count, model.config.latent_size)
    assert model.synthesize(z, model.config.pitches[0]).shape == (count, model.config.audio_length)


def test_defect_08_replace_mode_follows_the_means_of_pitches(tiny):
    found = find_directions(tiny, settings=PcaSettings(n_components=2, n_samples=100))
    assert found.pitches == tiny.config.pitches
    for pitch in (30, 60):
        layer = tiny.activations(tiny.sample_z(200, seed=5), pitch, ["conv0"])["conv0"].mean(axis=0)
        near, far = (np.linalg.norm(found.activation([0.0], p)[0] - layer) for p in (pitch, 90 - pitch))
        assert near < far


def test_defect_09_an_unknown_pitch_is_an_error_and_the_model_plays_on(tiny):
    z = tiny.sample_z(1, seed=0)
    before = tiny.synthesize(z, 60)
    for pitch in (5, 60.5, float("nan"), 1e9, "60", None):
        with refused("numeric-array" if pitch in ("60", None) else "pitch-range", InvalidInput):
            tiny.synthesize(z, pitch)
    assert np.array_equal(tiny.synthesize(z, 60), before)


def test_defect_11_what_is_not_edited_costs_nothing():
    """Of 3 edits and 1500 directions, 3 rows are multiplied: the others may hold anything."""
    rng = np.random.default_rng(0)
    k, shape = 1500, (2, 16, 32)
    size = int(np.prod(shape))
    rows, ones = np.ones((k, size), np.float32), np.ones(k)
    many = Directions("conv0", shape, components=rows, mean=np.zeros(size), stdev=ones, var_ratio=ones / k)

    few, all_of_them = rng.standard_normal(3), rng.standard_normal(k)
    assert np.allclose(many.offset(few), few.sum(), atol=1e-5)
    assert np.isfinite(many.offset(all_of_them)).all()
    many.components.flags.writeable = True
    many.components[3:] = np.nan
    assert np.allclose(many.offset(few), few.sum(), atol=1e-5)


@pytest.mark.parametrize("count", [13, 100])
def test_defect_12_any_number_of_sounds_gives_as_many_directions_as_asked_for(count):
    found = find_directions(LinearModel(), settings=PcaSettings(n_components=4, n_samples=count))
    assert found.n_components == 4


class Hostile:
    """Says what it would do when it is unpickled."""

    def __reduce__(self):
        return print, ("a program ran",)


def test_defect_12_a_pickle_runs_no_program(tmp_path, capsys):
    (tmp_path / "a.pickle").write_bytes(pickle.dumps({"layer": "conv0", "comp": Hostile()}))
    with refused("plain-pickle", DirectionsError):
        load_directions(tmp_path / "a.pickle")
    assert "a program ran" not in capsys.readouterr().out


class Cancelled(Exception):
    pass


@pytest.mark.parametrize("form", ["clips", "continuous"])
def test_defect_13_whoever_is_told_of_progress_can_stop_and_the_model_plays_on(tiny, form):
    steps = StepSequence(tuple(Step.of(mode="offset", seed=seed) for seed in range(20)))
    recipe = hallucination_recipe(steps, HallucinationSettings(interp_steps=0, spacing_s=0.1), form=form)
    z = tiny.sample_z(1, seed=0)
    before, seen = tiny.synthesize(z, 60), []

    def stop(done, total):
        seen.append((done, total))
        raise Cancelled

    with pytest.raises(Cancelled):
        make(recipe, tiny, progress=stop)
    assert len(seen) == 1 and 0 < seen[0][0] < seen[0][1]
    assert np.array_equal(tiny.synthesize(z, 60), before)
    assert len(make(recipe, tiny)) > 0


def test_defect_13_a_failing_call_leaves_the_model_usable(tiny):
    z = tiny.sample_z(1, seed=0)
    point = Point(60, tuple(z[0].tolist()))
    before, long = tiny.synthesize(z, 60), render(tiny, PointPath((0.0,), (point,)), duration_s=0.5)
    for rule, wrong in (
        ("z-shape", lambda: tiny.synthesize(z[:, :3], 60)),
        ("known-layer", lambda: tiny.synthesize(z, 60, bends=bends_of(scale={"conv9": 1.0}))),
        ("finite-activations", lambda: tiny.synthesize(z, 60, bends=bends_of(offset={"conv0": np.full((2, 16, 8), np.nan)}))),
        ("no-overflow", lambda: tiny.synthesize(z, 60, bends=bends_of(scale={"conv0": 1e38, "conv1": 1e38}))),
        ("layer-shape", lambda: tiny.synthesize_from("conv0", np.zeros((1, 1, 1, 1)))),
        ("duration-range", lambda: render(tiny, PointPath((0.0,), (point,)), duration_s=float("nan"))),
    ):
        with refused(rule, InvalidInput):
            wrong()
    assert np.array_equal(tiny.synthesize(z, 60), before)
    assert np.array_equal(render(tiny, PointPath((0.0,), (point,)), duration_s=0.5), long)


def test_defect_15_the_newest_stage_and_step_are_compared_as_numbers(tmp_path, tiny):
    """As text, stage_5 comes after stage_00008, and step 999 after step 1000."""
    folder = tmp_path / "m"
    shutil.copytree(GOLDEN / "tiny_mel", folder)
    stage = folder / "stage_00008"
    (stage / "checkpoint").unlink()
    for part in list(stage.glob("model.ckpt-1000.*")):
        (stage / part.name.replace("1000", "999")).write_bytes(b"of an earlier step")
    (folder / "stage_5").mkdir()
    (folder / "stage_5" / "model.ckpt-9.index").write_bytes(b"of an earlier stage")
    model = load_model(folder)
    assert model.id == tiny.id


def test_defect_16_directions_in_folders_with_spaces_and_accents(tmp_path):
    path = tmp_path / "Räume und Töne" / "Größe 1.npz"
    path.parent.mkdir()
    save_directions(make_directions(), path)
    assert load_directions(path).layer == "conv0"
