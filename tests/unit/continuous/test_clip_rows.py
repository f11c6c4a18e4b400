"""Two rows of a layer alone are those of the whole clip, whatever the network's shape; and sounds that move are made of them."""

import numpy as np
import pytest

from ganspacesynth import Point, PointPath, load_model
from ganspacesynth.continuous import render as rendering
from ganspacesynth.continuous.clip_rows import ClipRows
from ganspacesynth.continuous.layer_trajectory import clip_activations, clip_rows
from ganspacesynth.continuous.moving_path import layer_for, lively_layer, path_of
from ganspacesynth.continuous.render import render
from ganspacesynth.core.bends.kinds import Blur, Offset, Scale
from ganspacesynth.core.motion.signal import Signal
from tests.conftest import decibels
from tests.support.bends import Moving, bends_of
from tests.support.writer import write_checkpoint
from tests.unit.networks.test_network import VARIANTS


def points_of(model, count, **more):
    return [Point(60, z=row, **more) for row in model.sample_z(count, seed=3)]


@pytest.mark.parametrize("name", ["mel", "wide, time only", "5x5", "wide, 4x4", "1x1", "wide, times 3", "simple, 5x5", "simple, times 3"])
def test_every_shape(tmp_path, name):
    model = load_model(write_checkpoint(tmp_path, VARIANTS[name]).folder)
    names = list(model.config.layers)
    x = model.input(model.sample_z(2, seed=1), float(model.config.pitches[0]))
    bends = bends_of(scale={names[1]: 0.5, names[-1]: 2.0}, offset={names[-1]: 0.3})
    whole = model.run(x, start=None, stop=names[-1], bends=bends)
    rows = ClipRows(model, names[0], names[-1])
    held = model.run(x, start=None, stop=rows.layers[0], bends=bends_of(scale={names[1]: 0.5}) if rows.layers[0] != names[0] else None)
    behind = {layer: chain for layer, chain in bends.items() if layer in rows.layers[1:]}
    for row in {0, 1, (whole.shape[1] - 2) // 2, whole.shape[1] // 2, whole.shape[1] - 2} - {whole.shape[1], -1}:
        assert decibels(whole[:, row : row + 2], rows.at(held, row, behind)) > 90


def test_the_middle_is_computed_without_what_it_does_not_see(monkeypatch):
    model, asked = load_model(), []
    x = model.input(model.sample_z(5, seed=1), 60.0)
    whole, held = (model.run(x, start=None, stop=layer) for layer in ("conv1_5", "conv1_2"))
    chunk = model.chunk
    monkeypatch.setattr(model, "chunk", lambda wanted: asked.append(wanted) or chunk(wanted))
    rows = ClipRows(model, "conv0", "conv1_5")
    for row in (0, 12, 15):
        assert decibels(whole[:, row : row + 2], rows.at(held, row, {})) > 110
    rows.at(held, 15, bends_of(scale={"conv1_4": 2.0}))
    assert rows.layers[0] == "conv1_2"
    assert [(each.rows, each.straight) for each in asked] == [
        ((5, 7, 5, 6, 4, 4, 2), False),
        ((5, 7, 5, 6, 4, 4, 2), False),
        ((4, 6, 4, 6, 4, 4, 2), True),
        ((4, 6, 4, 6, 4, 4, 2), False),
    ]


def test_rows_of_points_are_those_of_their_clips(tiny):
    layer = list(tiny.config.layers)[-1]
    count = tiny.config.layers[layer][0]
    points = [*points_of(tiny, 5), *points_of(tiny, 2, bends={"conv0": Scale(1.5), layer: Offset(0.2)})]
    places = [0, 1, count // 2, count - 2, 0, 3, count - 2]
    found, whole = clip_rows(tiny, points, None, layer, places), clip_activations(tiny, points, None, layer)
    for each, place, rows in zip(whole, places, found, strict=True):
        assert decibels(each[place : place + 2], rows) > 90
    assert clip_rows(tiny, points_of(tiny, 2, bends={"conv0": Blur(0.1)}), None, layer, [0, 0]) is None, "a bend of places needs the whole"
    assert clip_rows(tiny, points[:1], None, "conv1", [0]) is None, "there is nothing to leave out"
    assert clip_rows(tiny, [Point(60, mode="replace")], None, layer, [0]) is None


def test_a_sound_that_moves_is_the_same_either_way(tiny, monkeypatch):
    z = tiny.sample_z(2, seed=1)
    moving = Moving(lambda time_s: Point(60, z=z[0] + time_s * z[1], bends=bends_of(scale={"conv1": 1.0 + time_s})))
    layer = list(tiny.config.layers)[-1]
    path = path_of(tiny, moving, 0.6, layer)
    found = render(tiny, path, duration_s=0.6, layer=layer)
    monkeypatch.setattr(rendering, "MOVING", 1 << 30)
    assert decibels(render(tiny, path, duration_s=0.6, layer=layer), found) > 80
    assert len(PointPath((0.0,), (path.points[0],)).points) == 1


def test_cells_are_as_long_as_signals_allow():
    config = load_model().config

    def swing(hertz):
        return Signal("swing", 0.5 + 0.5 * np.sin(2 * np.pi * hertz * np.arange(2000) / 100), 100.0)

    hit = Signal("hit", np.arange(2000) % 100 == 0, 100.0)
    assert [layer_for(config, [swing(hertz)]) for hertz in (0.1, 0.5, 3.0)] == ["conv1_3", "conv1_4", lively_layer(config)]
    assert layer_for(config, [swing(0.1), hit]) == lively_layer(config) and layer_for(config, []) == "conv1_3"
    assert layer_for(config, [swing(0.1)], ["conv1_6", "conv0"]) == "conv1_6"
