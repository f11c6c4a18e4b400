"""Axes of w: what PCA and the weights find, ws that are moved and mixed, sheets of them."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.networks.stylegan.rows import readers
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.axis_sheet import save_axis_sheet
from ganspacesynth.pictures.editing import edited, mixed
from ganspacesynth.pictures.picture_making import PictureSettings, chosen_ws, make_pictures
from tests.conftest import GOLDEN
from tests.support import stylegan_files as files
from tests.support.refused import refused
from tests.support.stylegan_networks import upscaled


@pytest.fixture(scope="module", params=["stylegan2_tiny", "stylegan3t_tiny"])
def model(request):
    return load_picture_model(GOLDEN / "pictures" / request.param / "network.pkl")


@pytest.fixture(scope="module")
def axes(model):
    return find_axes(model, AxisSettings(count=5, samples=3000))


def test_pca_is_that_of_the_samples(model, axes):
    w = model.map(model.sample_z(3000, seed=0))[:, 0].astype(np.float64)
    assert_allclose(axes.mean, w.mean(axis=0), atol=1e-5)
    values, vectors = np.linalg.eigh(np.cov(w.T, bias=True))
    assert_allclose(axes.stdev**2, values[::-1][:5], rtol=1e-3)
    assert_allclose(np.abs(np.sum(axes.components * vectors[:, ::-1].T[:5], axis=1)), 1.0, atol=1e-3)
    assert axes.layer == "w" and axes.model_id == model.id and axes.estimator == "pca"
    assert_array_equal(find_axes(model, AxisSettings(count=5, samples=3000)).components, axes.components)


def test_weights_answer_most_to_the_first(model):
    found = find_axes(model, AxisSettings("weights", rows=(0, 1), count=3, samples=500))
    names = [name for row in readers(model.config)[:2] for name in row]
    kernels = [model.weights[f"{name}.affine.weight"] for name in names]
    answers = [sum((np.linalg.norm(k @ axis) / np.linalg.norm(k)) ** 2 for k in kernels) for axis in found.components]
    assert answers == sorted(answers, reverse=True) and found.estimator == "weights"
    assert_allclose(found.components @ found.components.T, np.eye(3), atol=1e-5)


def test_rows_are_read_as_the_network_is_built(model):
    rows = readers(model.config)
    assert len(rows) == model.config.num_ws and all(rows)
    if model.config.family == "stylegan2":
        assert rows[:3] == [("b4.conv1",), ("b8.conv0", "b4.torgb"), ("b8.conv1",)] and rows[-1] == ("b32.torgb",)
    else:
        assert rows[0] == ("input",) and rows[-1] == ("L6_32_3",)


def test_edits_move_the_rows_that_are_meant(model, axes):
    ws = model.map(model.sample_z(2, seed=0))
    moved = edited(model, ws, axes, [0.0, 2.0], rows=(1, 2))
    assert_array_equal(np.delete(moved, [1, 2], axis=1), np.delete(ws, [1, 2], axis=1))
    assert_allclose(moved[:, 1] - ws[:, 1], np.broadcast_to(2.0 * axes.stdev[1] * axes.components[1], ws[:, 1].shape), atol=1e-5)
    assert_array_equal(edited(model, ws, axes, [0.0]), ws)


def test_a_mixture_has_rows_of_both(model):
    ws = model.map(model.sample_z(2, seed=0))
    made = mixed(model, ws[:1], ws[1:], (3, 5))
    assert_array_equal(made[0, 3:6], ws[1, 3:6])
    assert_array_equal(made[0, :3], ws[0, :3])


def test_axes_are_kept_as_directions(model, axes, tmp_path):
    save_directions(axes, tmp_path / "a.npz")
    again = load_directions(tmp_path / "a.npz")
    assert_array_equal(again.components, axes.components)
    settings = PictureSettings(seeds=(1, 2), directions=tmp_path / "a.npz", edits=(1.5,), edit_rows=(0, 3), mix=9)
    ws = model.map(np.concatenate([model.sample_z(1, seed=seed) for seed in (1, 2)]))
    other, half = model.map(model.sample_z(1, seed=9)), model.config.num_ws // 2
    expected = edited(model, mixed(model, ws, other, (half, model.config.num_ws - 1)), axes, [1.5], (0, 3))
    assert_allclose(chosen_ws(model, settings), expected, atol=1e-6)


def test_several_psi_lie_side_by_side(model):
    ws = chosen_ws(model, PictureSettings(seeds=(1, 2), psi=(0.0, 1.0)))
    assert_allclose(ws[0], ws[2], atol=1e-6)
    assert_array_equal(ws[3], model.map(model.sample_z(1, seed=2))[0])


def test_bends_are_heard_of(model):
    layer = list(model.config.layers)[1]
    plain, bent = (make_pictures(model, PictureSettings(seeds=(1,), scale=scale)) for scale in ({}, {layer: 1.7}))
    assert np.abs(plain - bent).max() > 1e-3
    with refused("known-layer", InvalidInput):
        make_pictures(model, PictureSettings(offset={"x": 1.0}))


def test_a_sheet_has_a_row_for_each(model, axes, tmp_path):
    told = []
    save_axis_sheet(tmp_path / "s.png", model, axes.first(2), progress=lambda *counts: told.append(counts))
    with Image.open(tmp_path / "s.png") as image:
        assert image.size == (7 * 32 + 6 * 2, 2 * 32 + 2) and '"axes":2' in image.text["ganspacesynth"]
    assert told[-1] == (14, 14)


def test_classes_take_turns(tmp_path):
    (tmp_path / "n.pkl").write_bytes(files.persistent(upscaled(c_dim=3)))
    model = load_picture_model(tmp_path / "n.pkl")
    found = find_axes(model, AxisSettings(count=2, samples=300))
    w = model.map(model.sample_z(300, seed=0), np.arange(300) % 3)[:, 0]
    assert_allclose(found.mean, w.mean(axis=0), atol=1e-5)


def test_wrong_settings_are_refused(model, axes):
    ws = model.map(model.sample_z(1, seed=0))
    for settings, rule in (
        (AxisSettings("guess"), "known-way"),
        (AxisSettings(count=0), "axis-count"),
        (AxisSettings(count=9, samples=5), "axis-count"),
        (AxisSettings("weights", rows=(3, 99), samples=100), "ws-rows"),
    ):
        with refused(rule, InvalidInput):
            find_axes(model, settings)
    with refused("ws-rows", InvalidInput):
        edited(model, ws, axes, [1.0], rows=(2, 1))
    with refused("needs-directions", InvalidInput):
        chosen_ws(model, PictureSettings(edits=(1.0,)))
    for changes in ({"layer": "conv0"}, {"model_id": "another"}):
        with refused("directions-of-w", DirectionsError):
            edited(model, ws, dataclasses.replace(axes, **changes), [1.0])
