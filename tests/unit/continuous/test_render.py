"""The continuous form: the clip as its special case, windows that do not show, lengths that are exact."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth import Point, PointPath
from ganspacesynth.continuous import stretch
from ganspacesynth.continuous.layer_trajectory import clip_activations
from ganspacesynth.continuous.render import WINDOW_CELLS, render, stream
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.synthesis import synthesize_points
from tests.conftest import decibels
from tests.support.bends import bends_of
from tests.support.refused import refused


def held(model, pitch=60, seed=0, **more):
    return Point(pitch, z=tuple(model.sample_z(1, seed=seed)[0].tolist()), **more)


def morph(model, seconds):
    return PointPath((0.0, seconds / 2, seconds), tuple(held(model, pitch, seed) for seed, pitch in enumerate((60, 62, 67))))


def test_a_clip_is_a_sound_of_its_own_length(tiny):
    point = held(tiny)
    assert decibels(tiny.synthesize(point.z, 60)[0], render(tiny, PointPath((0.0,), (point,)))) > 80


@pytest.mark.parametrize("window_cells", [1, 3, 8])
def test_windows_do_not_show(tiny, window_cells):
    path = morph(tiny, 2.0)
    one_piece = render(tiny, path, window_cells=1000)
    assert decibels(one_piece, render(tiny, path, window_cells=window_cells)) > 60


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.25, 0.26, 0.5, 1.2345, 3.0])
def test_length_is_exact(tiny, seconds):
    wave = render(tiny, PointPath((0.0,), (held(tiny),)), duration_s=seconds)
    assert wave.shape == (round(seconds * tiny.config.sample_rate),)
    assert np.isfinite(wave).all()
    assert np.abs(wave).max() > 0


@pytest.mark.parametrize("count", range(2, 40))
def test_every_sound_has_the_attack_and_the_release(tiny, count):
    plan = stretch.stretch_at(tiny.config, "conv1_3")
    positions = plan.positions(count)
    assert len(positions) == count
    assert positions[0] == 0
    assert positions[-1] == plan.cells - 1
    assert (np.diff(positions) > 0).all()


def test_full_size_geometry():
    from ganspacesynth import ModelConfig

    config = ModelConfig()
    assert stretch.choose_layer(config) == "conv1_3"
    plan = stretch.stretch_at(config, "conv1_3")
    assert (plan.cells, plan.frames_per_cell, plan.context) == (8, 16, 2)  # 30 frames of sight, in cells of 16


@pytest.mark.parametrize(
    ("stay_s", "layer", "cell_s"), [(2.0, "conv1_3", 0.512), (0.6, "conv1_4", 0.256), (0.3, "conv1_5", 0.128), (0.01, "conv1_5", 0.128)]
)
def test_short_notes_get_short_cells(stay_s, layer, cell_s):
    """In cells as long as the notes no pitch would be reached."""
    from ganspacesynth import ModelConfig

    config = ModelConfig()
    assert stretch.choose_layer(config, shortest_s=stay_s) == layer
    assert stretch.stretch_at(config, layer).frames_per_cell * config.hop / config.sample_rate == cell_s


def test_constant_path_is_the_held_point(tiny):
    point = held(tiny)
    still = render(tiny, PointPath((0.0, 1.0), (point, point)))
    assert decibels(still, render(tiny, PointPath((0.0,), (point,)), duration_s=1.0)) > 100


def test_memory_is_bounded_by_the_window(tiny):
    pieces = stream(tiny, PointPath((0.0,), (held(tiny),)), duration_s=60.0)
    longest = max(len(piece) for piece in pieces)
    cell = tiny.config.frames // 8 * tiny.config.hop
    assert longest <= WINDOW_CELLS * cell + tiny.config.n_fft


def test_scale_bends_what_is_stretched(tiny):
    plain, bent = (render(tiny, PointPath((0.0,), (held(tiny, bends=bends_of(scale=scale)),)), duration_s=0.5) for scale in ({}, {"conv0_2": 0.5}))
    assert decibels(plain, bent) < 40


def test_stretching_behind_the_bend_only(tiny):
    path = PointPath((0.0,), (held(tiny, bends=bends_of(scale={"conv1_4": 0.5})),))
    assert np.isfinite(render(tiny, path, duration_s=0.5)).all()
    with refused("stretched-layer", InvalidInput, says=r"must not come before conv1_4"):
        render(tiny, path, duration_s=0.5, layer="conv1_3")


def test_what_cannot_be_rendered(tiny):
    path = PointPath((0.0,), (held(tiny),))
    for seconds in (0.0, -1.0, float("nan"), 1e9):
        with refused("duration-range", InvalidInput, says="duration_s must be in"):
            render(tiny, path, duration_s=seconds)
    with refused("window-size", InvalidInput, says="window_cells must be 1 or more"):
        render(tiny, path, window_cells=0)
    with refused("known-layer", InvalidInput, says="The layer must be one of conv0"):
        render(tiny, path, layer="conv9")
    with refused("needs-directions", InvalidInput, says="need directions"):
        render(tiny, PointPath((0.0,), (held(tiny, edits=(1.0,)),)))


def test_a_sound_that_overflows(tiny):
    with refused("no-overflow", InvalidInput, says="A sound must stay finite"):
        render(tiny, PointPath((0.0,), (held(tiny, bends=bends_of(scale={"conv1_3": 1e38})),)), duration_s=0.5)


# --- with directions


@pytest.fixture(scope="module")
def directions(tiny):
    from ganspacesynth.directions.search.pca import SearchSettings, find_directions
    from ganspacesynth.directions.search.regression import latent_directions

    settings = SearchSettings(n_components=3, n_samples=300)
    return latent_directions(tiny, find_directions(tiny, settings=settings), settings, n_samples=1000)[0]


def edited(model, mode, edits, pitch=60):
    return Point(pitch, mode=mode, edits=edits, z=None if mode == "replace" else tuple(model.sample_z(1, seed=1)[0].tolist()), model=model.id)


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_a_clip_with_edits_is_a_sound_of_its_own_length(tiny, directions, mode):
    point = edited(tiny, mode, (1.5, -1.0))
    clip = synthesize_points(tiny, [point], directions)[0]
    assert decibels(clip, render(tiny, PointPath((0.0,), (point,)), directions=directions)) > 80


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_edits_move_along_a_path(tiny, directions, mode):
    low, high = edited(tiny, mode, (-2.0,)), edited(tiny, mode, (2.0, 1.0))
    there, back = (render(tiny, PointPath((0.0, 1.0), ends), directions=directions) for ends in ((low, high), (high, low)))
    still = render(tiny, PointPath((0.0,), (low,)), directions=directions, duration_s=1.0)
    assert len(there) == len(back) == len(still) == tiny.config.sample_rate
    assert decibels(still[:1000], there[:1000]) > decibels(still[:1000], back[:1000])
    assert decibels(there, back) < 20
    windowed = render(tiny, PointPath((0.0, 1.0), (low, high)), directions=directions, window_cells=2)
    assert decibels(there, windowed) > 60


def test_defect_08_replace_mode_follows_the_pitch_of_a_path(tiny, directions):
    """The layer starts from the mean of the pitch of the moment, not from that of the pitch the directions were found at."""
    for pitch in (40, 60, 80):
        cells = clip_activations(tiny, [edited(tiny, "replace", (0.5,), pitch)], directions, "conv0")
        np.testing.assert_allclose(cells[0].ravel(), directions.activation([0.5], pitch).ravel(), atol=1e-6)
    moving = render(tiny, PointPath((0.0, 0.5), (edited(tiny, "replace", (), 40), edited(tiny, "replace", (), 80))), directions=directions)
    assert decibels(render(tiny, PointPath((0.0,), (edited(tiny, "replace", (), 40),)), directions=directions, duration_s=0.5), moving) < 20


@pytest.mark.parametrize("mode", ["replace", "offset"])
def test_directions_of_old_files_without_a_shape(tiny, directions, mode):
    flat = dataclasses.replace(directions, shape=(directions.mean.size,))
    path = PointPath((0.0, 0.4), (edited(tiny, mode, (1.0,)), edited(tiny, mode, (-1.0,), 62)))
    assert np.array_equal(render(tiny, path, directions=directions), render(tiny, path, directions=flat))


def test_directions_and_points_of_another_model(tiny, directions):
    path = PointPath((0.0,), (edited(tiny, "offset", (1.0,)),))
    with refused("own-model", DirectionsError, says="Directions play on the model they were found on"):
        render(tiny, path, directions=dataclasses.replace(directions, model_id="other"))
    with refused("own-model", InvalidInput, says="a point of other"):
        render(tiny, PointPath((0.0,), (path.points[0].replace(model="other"),)), directions=directions)
    with refused("edit-count", InvalidInput, says=r"There are 3 directions\. Received: 4"):
        render(tiny, PointPath((0.0,), (edited(tiny, "offset", (1.0,) * 4),)), directions=directions)


@pytest.mark.parametrize("mode", ["plain", "replace", "offset", "latent"])
@pytest.mark.parametrize("layer", ["conv0", "conv1_2"])
def test_an_offset_bends_clips_and_unbroken_sounds_alike(tiny, directions, mode, layer):
    straight = held(tiny) if mode == "plain" else edited(tiny, mode, (1.5, -1.0))
    bent = straight.replace(bends=bends_of(scale={layer: 0.5}, offset={layer: 0.5}))
    clip, plain = synthesize_points(tiny, [bent, straight], directions)
    assert decibels(plain, clip) < 40
    assert decibels(clip, render(tiny, PointPath((0.0,), (bent,)), directions=directions)) > 80


def test_stretching_behind_the_offset_only(tiny):
    path = PointPath((0.0,), (held(tiny, bends=bends_of(offset={"conv1_4": 0.5})),))
    assert np.isfinite(render(tiny, path, duration_s=0.5)).all()
    with refused("stretched-layer", InvalidInput):
        render(tiny, path, duration_s=0.5, layer="conv1_3")


def test_without_microtones_one_pitch_is_the_nearest_that_the_model_has(tiny):
    between, nearest = (PointPath((0.0,), (held(tiny, pitch),)) for pitch in (60.5, 60))
    assert np.array_equal(render(tiny, between, microtones=False), render(tiny, nearest))
    assert decibels(render(tiny, nearest), render(tiny, between)) < 20
