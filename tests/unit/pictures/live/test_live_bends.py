"""Live pictures, bent: by hand and by signals they are those that a film would have, and come gently."""

import logging
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.driving.colours import USUAL, Colours
from ganspacesynth.pictures.driving.look import Look, Painter
from ganspacesynth.pictures.driving.network_parts import layer_of
from ganspacesynth.pictures.driving.picture_modulation import BENT, COLOURED, PictureModulation
from ganspacesynth.pictures.live.bent import MOST_BENT, MOST_OF_LAYER, UNBENT, Bent
from ganspacesynth.pictures.live.moving import KEPT, Moving, check_live_row
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings, opaque
from tests.conftest import GOLDEN
from tests.support.live_pictures import painted
from tests.support.patience import until
from tests.support.refused import refused


@pytest.fixture(scope="module")
def model():
    return painted(16)


@pytest.fixture(scope="module")
def axes(model):
    return find_axes(model, AxisSettings(count=2, samples=500))


def still(model, directions=None, **settings):
    """Pictures whose frames are made by hand."""
    return LivePictures(model, PerformanceSettings(**{"smooth_s": 0.0, **settings}), directions=directions)


def seen(model, live, **look):
    """Return what a film shows of where live pictures are."""
    return opaque(Painter(model).paint([Look(model.map(live.controls.z, psi=live.controls.psi)[0], **look)])[0])


@pytest.mark.parametrize("kind", BENT)
@pytest.mark.parametrize("word", ["early", "b8.conv1[1-3]", "picture"])
def test_each_bend_is_that_of_films(model, kind, word):
    live = still(model)
    live.frame(0.0, 0.0)
    live.bend(word, kind)
    layer, span = layer_of(word, model.config) if word != "picture" else ("picture", None)
    attribute, _, usual, *_ = BENT[kind]
    wanted = seen(model, live, bends={layer: (LayerBend(channels=span).with_amount(attribute, usual),)})
    frame = live.frame(0.0, 0.0)
    assert np.abs(frame.picture.astype(int) - wanted).max() <= 1
    assert live.controls.bent.listed() == [(f"{layer}[1-3]" if span else layer, kind, usual)]
    live.bend(word, kind, BENT[kind][1])
    assert live.controls.bent.listed() == [] and np.abs(live.frame(0.0, 0.0).picture.astype(int) - seen(model, live)).max() <= 1


@pytest.mark.parametrize("word", COLOURED)
def test_each_colour_is_that_of_films(model, word):
    live = still(model)
    live.colour(word)
    usual = COLOURED[word][1]
    colours = replace(USUAL, **{"hue_deg" if word == "hue" else word: usual})
    assert np.abs(live.frame(0.0, 0.0).picture.astype(int) - seen(model, live, colours=colours)).max() <= 1
    assert live.controls.bent.listed_colours() == [(word, usual)]
    live.bend("early", "zoom")
    live.straighten()
    assert live.controls.bent == Bent(colours=colours)


def test_several_bends_of_a_layer_are_one(model):
    bent = UNBENT.with_bend(model.config, "early", "zoom", 1.5).with_bend(model.config, "early", "hue", 20.0)
    (bend,) = bent.layers()[layer_of("early", model.config)[0]]
    assert bend == LayerBend(zoom=1.5, hue_deg=20.0)
    assert bent.with_bend(model.config, "early", "zoom", 1.0).listed()[0][1:] == ("hue", 20.0)


def test_they_come_gently_and_arrive(model):
    place = layer_of("early", model.config)
    wanted = UNBENT.with_bend(model.config, "early", "zoom", 2.0).with_colour("white", 0.5)
    now = UNBENT
    for step in range(1, 4):
        now = now.nearer(wanted, 0.5)
        assert_allclose([now.bends[place].zoom, now.colours.white], [2.0 - 0.5**step, 0.5 - 0.5 ** (step + 1)])
    for _ in range(20):
        now = now.nearer(wanted, 0.5)
    assert now == wanted
    for _ in range(20):
        now = now.nearer(UNBENT, 0.5)
    assert now == UNBENT
    live = still(model, smooth_s=0.1)
    live.frame(0.0, 0.0)
    live.bend("early", "zoom", 2.0)
    frames = [live.frame(0.0, 0.05) for _ in range(200)]
    assert frames[0] is not None and frames[-1] is None


def test_what_cannot_be_bent_is_said(model):
    config = model.config
    for rule, words in {
        "bend-form": ("early", "explode", 1.0),
        "known-layer": ("b4096.conv1", "zoom", 1.0),
        "layer-word": ("b8 conv1", "zoom", 1.0),
        "bent-channels": ("b8.conv1[0-999]", "zoom", 1.0),
        "layer-bend": ("early", "zoom", 0.0),
    }.items():
        with refused(rule, InvalidInput):
            UNBENT.with_bend(config, *words)
    with refused("layer-bend", InvalidInput):
        UNBENT.with_bend(config, "early", "blur", float("nan"))
    with refused("colour-word", InvalidInput):
        UNBENT.with_colour("mauve")
    with refused("colour-range", InvalidInput):
        UNBENT.with_colour("white", 2.0)
    bent = UNBENT
    for channel in range(MOST_OF_LAYER):
        bent = bent.with_bend(config, f"b8.conv1[{channel}]", "ablate")
    with refused("bend-count", InvalidInput):
        bent.with_bend(config, "b8.conv1", "ablate")
    assert MOST_BENT >= 4 * MOST_OF_LAYER


def rows(*texts):
    return [PictureModulation.read(text) for text in texts]


def test_signals_do_what_they_do_in_films(model, axes):
    live = still(model, axes)
    moved = dict(
        zip(rows("rms -> zoom.early:1:2", "rms -> contrast:1:2", "rms -> psi:0.5:1", "rms -> edits.1@0-2:0:2"), (1.4, 1.2, 0.5, 1.5), strict=True)
    )
    live.modulate(lambda: list(moved.items()))
    frame = live.frame(0.0, 0.0)
    ws = model.map(live.controls.z, psi=0.5 * live.controls.psi)[0]
    ws[:3] += axes.offset([0.0, 1.5])
    look = Look(ws, {layer_of("early", model.config)[0]: (LayerBend(zoom=1.4),)}, colours=Colours(contrast=1.2))
    assert np.abs(frame.picture.astype(int) - opaque(Painter(model).paint([look])[0])).max() <= 1
    live.bend("early", "zoom", 1.1)
    live.colour("contrast", 0.5)
    both = replace(look, bends={layer_of("early", model.config)[0]: (LayerBend(zoom=1.1), LayerBend(zoom=1.4))}, colours=Colours(contrast=0.6))
    assert np.abs(live.frame(0.0, 0.0).picture.astype(int) - opaque(Painter(model).paint([both])[0])).max() <= 1
    live.straighten()
    live.colour("contrast", 1.0)
    live.modulate(None)
    assert np.abs(live.frame(0.0, 0.0).picture.astype(int) - seen(model, live)).max() <= 1


def test_z_is_pulled_to_a_seed_and_seeds_are_forgotten(model):
    moving, ws = Moving(model, None), model.map(model.sample_z(1, seed=1), psi=0.6)
    (row,) = rows("rms -> z.5:0:1")
    assert_allclose(moving.ws(ws, 0.6, [(row, 1.0)]), model.map(model.sample_z(1, seed=5), psi=0.6), atol=1e-5)
    for seed in range(2 * KEPT):
        moving.ws(ws, 0.6, [(replace(row, detail=str(seed)), 0.5)])
    assert len(moving._pulls) == KEPT


def test_noise_turns_by_and_by(model):
    moving = Moving(model, None)
    (row,) = rows("rms -> spin:0:1")
    turns = [moving.look(model.map(model.sample_z(1, seed=1))[0], [(row, 0.5)], 0.5).noise.turns for _ in range(5)]
    assert_allclose(turns, [0.25, 0.5, 0.75, 0.0, 0.25])


def test_a_silent_signal_needs_no_other_graph():
    model = painted(8)
    live, (row,) = still(model), rows("rms -> zoom.early:1:2")
    for value in (1.0, 1.5, 1.0, 2.0):
        live.modulate(lambda value=value: [(row, value)])
        live.frame(0.0, 0.0)
    assert len(model._sessions) == 1


def test_stylegan_3_moves_as_a_whole():
    model = load_picture_model(GOLDEN / "pictures" / "stylegan3t_tiny" / "network.pkl")
    live, (row,) = still(model), rows("rms -> rotate:0:90")
    live.change(movement=(10.0, 0.1, 0.0, 1.5))
    live.modulate(lambda: [(row, 20.0)])
    live.frame(0.0, 0.0)
    assert live._shown.movement.turn_deg == 30.0 and live._shown.movement.zoom == 1.5
    with refused("stylegan2-only", InvalidInput):
        check_live_row(model, None, rows("rms -> noise:0:1")[0])


def test_rows_that_a_network_cannot_do(model, axes):
    for rule, text in {
        "stylegan3-only": "rms -> rotate:0:90",
        "needs-directions": "rms -> edits.0:0:1",
        "known-layer": "rms -> zoom.b99:1:2",
    }.items():
        with refused(rule, InvalidInput):
            check_live_row(model, None, rows(text)[0])
    with refused("direction-number", InvalidInput):
        check_live_row(model, axes, rows("rms -> edits.2:0:1")[0])


def test_a_picture_that_overflows_is_told_once_and_the_others_play_on(model, caplog):
    live = LivePictures(model, PerformanceSettings(smooth_s=0.0))
    looks = []
    live.modulate(lambda: looks.append(1) or [(row, float("inf")) for row in rows("rms -> offset.picture:0:1") * 2] if len(looks) < 6 else [])
    with caplog.at_level(logging.ERROR):
        live.start()
        until(lambda: live.frame_count > 0 and len(looks) >= 6, "pictures come again")
    live.close()
    assert sum("could not be made" in record.message for record in caplog.records) == 1
