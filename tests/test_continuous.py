"""The continuous form: the clip as its special case, windows that do not show, lengths that are exact."""

import numpy as np
import pytest

from ganspacesynth import Path, Point
from ganspacesynth.errors import InvalidInput
from ganspacesynth.model import continuous
from tests.conftest import decibels


def held(model, pitch=60, seed=0, **more):
    return Point(pitch, z=tuple(model.sample_z(1, seed=seed)[0].tolist()), **more)


def morph(model, seconds):
    return Path((0.0, seconds / 2, seconds), tuple(held(model, pitch, seed) for seed, pitch in enumerate((60, 62, 67))))


def test_a_clip_is_a_sound_of_its_own_length(tiny):
    point = held(tiny)
    assert decibels(tiny.synthesize(point.z, 60)[0], tiny.render(Path((0.0,), (point,)))) > 80


@pytest.mark.parametrize("window_cells", [1, 3, 8])
def test_windows_do_not_show(tiny, window_cells):
    path = morph(tiny, 2.0)
    one_piece = tiny.render(path, window_cells=1000)
    assert decibels(one_piece, tiny.render(path, window_cells=window_cells)) > 60


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.25, 0.26, 0.5, 1.2345, 3.0])
def test_length_is_exact(tiny, seconds):
    wave = tiny.render(Path((0.0,), (held(tiny),)), duration_s=seconds)
    assert wave.shape == (round(seconds * tiny.config.sample_rate),)
    assert np.isfinite(wave).all()
    assert np.abs(wave).max() > 0


@pytest.mark.parametrize("count", range(2, 40))
def test_every_sound_has_the_attack_and_the_release(tiny, count):
    plan = continuous.stretch_at(tiny.config, "conv1_3")
    positions = plan.positions(count)
    assert len(positions) == count
    assert positions[0] == 0
    assert positions[-1] == plan.cells - 1
    assert (np.diff(positions) > 0).all()


def test_full_size_geometry():
    from ganspacesynth import ModelConfig

    config = ModelConfig()
    assert continuous.choose_layer(config) == "conv1_3"
    plan = continuous.stretch_at(config, "conv1_3")
    assert (plan.cells, plan.frames_per_cell, plan.context) == (8, 16, 2)  # 30 frames of sight, in cells of 16


def test_constant_path_is_the_held_point(tiny):
    point = held(tiny)
    still = tiny.render(Path((0.0, 1.0), (point, point)))
    assert decibels(still, tiny.render(Path((0.0,), (point,)), duration_s=1.0)) > 100


def test_memory_is_bounded_by_the_window(tiny):
    pieces = continuous.stream(tiny, Path((0.0,), (held(tiny),)), duration_s=60.0)
    longest = max(len(piece) for piece in pieces)
    cell = tiny.config.frames // 8 * tiny.config.hop
    assert longest <= continuous.WINDOW_CELLS * cell + tiny.config.n_fft


def test_scale_bends_what_is_stretched(tiny):
    plain, bent = (tiny.render(Path((0.0,), (held(tiny, scale=scale),)), duration_s=0.5) for scale in ({}, {"conv0_2": 0.5}))
    assert decibels(plain, bent) < 40


def test_stretching_behind_the_bend_only(tiny):
    path = Path((0.0,), (held(tiny, scale={"conv1_4": 0.5}),))
    assert np.isfinite(tiny.render(path, duration_s=0.5)).all()
    with pytest.raises(InvalidInput, match=r"must not come before conv1_4"):
        tiny.render(path, duration_s=0.5, layer="conv1_3")


def test_what_cannot_be_rendered(tiny):
    path = Path((0.0,), (held(tiny),))
    for seconds in (0.0, -1.0, float("nan"), 1e9):
        with pytest.raises(InvalidInput, match="duration_s must be in"):
            tiny.render(path, duration_s=seconds)
    with pytest.raises(InvalidInput, match="window_cells must be 1 or more"):
        tiny.render(path, window_cells=0)
    with pytest.raises(InvalidInput, match="The layer must be one of conv0"):
        tiny.render(path, layer="conv9")
    with pytest.raises(InvalidInput, match="need directions"):
        tiny.render(Path((0.0,), (held(tiny, edits=(1.0,)),)))
