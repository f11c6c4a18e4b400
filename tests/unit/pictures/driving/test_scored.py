"""Looks: made by scores, on their way to others, painted; colours and noise that moves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.directions.directions_files import save_directions
from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.driving.colours import USUAL, ColourMatch, Colours, coloured
from ganspacesynth.pictures.driving.look import Look, Movement, Painter
from ganspacesynth.pictures.driving.moving_noise import MovingNoise, NoiseAmounts
from ganspacesynth.pictures.driving.network_parts import layer_of, rows_of
from ganspacesynth.pictures.driving.reference import match_to
from ganspacesynth.pictures.driving.score import PictureScore
from ganspacesynth.pictures.driving.scored import ScoredPictures
from ganspacesynth.pictures.picture_files import fitted, read_still
from tests.conftest import GOLDEN
from tests.support import stylegan_files as files
from tests.support.refused import refused
from tests.support.stylegan_networks import upscaled


def opened(name):
    return load_picture_model(GOLDEN / "pictures" / name / "network.pkl")


@pytest.fixture(scope="module")
def model():
    return opened("stylegan2_tiny")


def rising(chain):
    return Signal(chain, np.linspace(0.0, 1.0, 101), 10.0)


def scored(model, **table):
    return ScoredPictures(model, PictureScore.read({"preset": "none", "sources": ["all still"], "palette": [3], **table}), rising)


def test_a_still_score_is_the_picture_of_its_seed(model):
    look = scored(model, psi=0.6).at(2.0)
    assert_allclose(look.ws[None], model.map(model.sample_z(1, seed=3), psi=0.6), atol=1e-5)
    assert_allclose(Painter(model).paint([look]), model.synthesize(look.ws[None]), atol=1e-6)
    assert scored(model, psi=0.6).at(5.0).same_as(look) and not look.same_as(None)


def test_each_range_of_rows_has_its_own_source(model):
    look = scored(model, psi=1.0, sources=["all still", "2-4 still palette=5", "7- still palette=6"]).at(0.0)
    seeds = {3: (0, 1, 5, 6), 5: (2, 3, 4), 6: (7,)}
    for seed, rows in seeds.items():
        for row in rows:
            assert_allclose(look.ws[row], model.map(model.sample_z(1, seed=seed))[0, 0], atol=1e-5)


def test_mixtures_are_as_far_from_the_middle_as_what_they_are_mixed_of(model):
    ws = scored(model, psi=1.0, sources=["all along signal=lfo 1"], palette=list(range(6))).at(3.3).ws[0]
    lengths = [np.linalg.norm(model.map(model.sample_z(1, seed=seed))[0, 0] - model.center) for seed in range(6)]
    assert min(lengths) - 1e-4 <= np.linalg.norm(ws - model.center) <= max(lengths) + 1e-4


def test_signals_move_psi_z_and_edits(model, tmp_path):
    save_directions(find_axes(model, AxisSettings(count=2, samples=500)), tmp_path / "a.npz")
    base = scored(model, psi=1.0).at(0.0).ws
    half = scored(model, psi=1.0, modulations=["rms -> psi:1:0"]).at(5.0).ws
    assert_allclose(half, 0.5 * (base + model.center), atol=1e-4)
    pulled = scored(model, psi=1.0, modulations=["rms -> z.9@coarse:0:1"]).at(10.0).ws
    first, last = rows_of("coarse", model.config)
    assert_allclose(pulled[first : last + 1], np.repeat(model.map(model.sample_z(1, seed=9))[0, :1], last - first + 1, axis=0), atol=1e-4)
    assert_array_equal(pulled[last + 1 :], base[last + 1 :])
    edited = scored(model, psi=1.0, axes=str(tmp_path / "a.npz"), modulations=["rms -> edits.1:0:2"])
    assert np.abs(edited.at(10.0).ws - base).max() > 0.01 and np.abs(edited.at(0.0).ws - base).max() < 1e-5
    with refused("directions-of-w", DirectionsError):
        scored(opened("stylegan3t_tiny"), axes=str(tmp_path / "a.npz"), modulations=["rms -> edits.1:0:2"])


def test_signals_bend_layers_and_colours(model):
    rows = ["rms -> zoom.middle[0-3]:1:2", "rms -> zoom.middle[0-3]:1:2", "rms -> brightness:0:1", "rms -> hue:0:90", "rms -> spin:0:2"]
    look = scored(model, modulations=rows).at(10.0)
    layer, span = layer_of("middle[0-3]", model.config)
    assert look.bends == {layer: (LayerBend(zoom=2.0, channels=span), LayerBend(zoom=2.0, channels=span))}
    assert look.colours == Colours(brightness=1.0, hue_deg=90.0) and look.noise == NoiseAmounts(turns=pytest.approx(10.0))
    turns = [each.noise.turns for each in scored(model, modulations=["rms -> spin:1:3"]).looks(np.array([0.0, 5.0, 10.0, 20.0]))]
    assert_allclose(turns, [0.0, 7.5, 20.0, 50.0], atol=1e-3)  # 1 to 3 turns a second within ten, and on with 3
    twice = scored(model, modulations=["rms -> contrast:1:3", "lfo 1 -> brightness:0:1"]).at(10.0)
    assert twice.colours == Colours(contrast=3.0, brightness=1.0)


def test_stylegan_3_is_moved():
    model = opened("stylegan3t_tiny")
    look = scored(model, modulations=["rms -> rotate:0:90", "rms -> zoom:1:2"]).at(10.0)
    assert look.movement == Movement(turn_deg=90.0, zoom=2.0)
    made = Painter(model).paint([look, Look(look.ws)])
    assert_allclose(made[0], model.synthesize(look.ws[None], transform=look.movement.matrix())[0], atol=2e-5)
    assert_allclose(made[1], model.synthesize(look.ws[None])[0], atol=2e-5)


@pytest.mark.parametrize(
    ("name", "table", "rule"),
    [
        ("stylegan2_tiny", {"modulations": ["rms -> rotate:0:9"]}, "stylegan3-only"),
        ("stylegan3t_tiny", {"modulations": ["rms -> spin"]}, "stylegan2-only"),
        ("stylegan2_tiny", {"modulations": ["rms -> edits.0"]}, "needs-directions"),
        ("stylegan2_tiny", {"sources": ["0-99 still"]}, "ws-rows"),
        ("stylegan2_tiny", {"sources": ["all sound"]}, "pictures-need-recipe"),
        ("stylegan2_tiny", {"modulations": ["rms -> blur.b999"]}, "known-layer"),
        ("stylegan2_tiny", {"modulations": ["rms -> blur.early[0-999]"]}, "bent-channels"),
        ("stylegan2_tiny", {"modulations": ["rms -> blur.early[3-1]"]}, "bent-channels"),
        ("stylegan2_tiny", {"cutoff": 99}, "cutoff-range"),
    ],
)
def test_what_a_network_cannot_do(name, table, rule):
    with refused(rule, InvalidInput):
        scored(opened(name), **table)


def test_words_for_layers_and_rows(model):
    assert [rows_of(word, model.config) for word in ("all", "coarse", "middle", "fine", "3", "2-4", "5-")] == [
        (0, 7), (0, 1), (2, 4), (5, 7), (3, 3), (2, 4), (5, 7)
    ]  # fmt: skip
    assert layer_of("b8.conv1[2]", model.config) == ("b8.conv1", (2, 2)) and layer_of("picture", model.config) == ("picture", None)
    with refused("layer-word", InvalidInput):
        layer_of("b8 conv1", model.config)


def test_a_look_on_its_way_to_another(model):
    a = Look(np.zeros((8, 4), np.float32), {"x": (LayerBend(zoom=3.0),)}, None, Movement(zoom=2.0), Colours(brightness=1.0))
    b = Look(np.ones((8, 4), np.float32), {"y": (LayerBend(blur=2.0),)}, NoiseAmounts(turns=4.0))
    assert a.toward(b, 0.0) is a and a.toward(b, 1.0) is b
    half = a.toward(b, 0.5)
    assert half.bends == {"x": (LayerBend(zoom=2.0),), "y": (LayerBend(blur=1.0),)} and (half.ws == 0.5).all()
    assert half.noise == NoiseAmounts(turns=2.0) and half.movement.zoom == 1.5 and half.colours.brightness == 0.5


def test_noise_turns_round_and_keeps_its_spread(model):
    moving = MovingNoise(model.config, seed=1)
    for amounts in (NoiseAmounts(), NoiseAmounts(sharpness=0.3, turns=0.4), NoiseAmounts(2.0, 0.0, 0.1)):
        made = moving.at(amounts)
        assert {name: field.shape for name, field in made.items()} == {name: shape[:2] for name, shape in model.config.layers.items()}
        assert made["b32.conv1"].std() == pytest.approx(amounts.strength, rel=0.15)
    name = "b32.conv1"
    assert_allclose(moving.at(NoiseAmounts(turns=3.0))[name], moving.at(NoiseAmounts(turns=0.0))[name], atol=1e-5)
    near = np.corrcoef(moving.at(NoiseAmounts(turns=0.02))[name].ravel(), moving.at(NoiseAmounts())[name].ravel())[0, 1]
    assert 0.97 < near < 1.0
    soft, sharp = (np.abs(np.diff(moving.at(NoiseAmounts(sharpness=share))[name])).mean() for share in (0.0, 1.0))
    assert soft < 0.5 * sharp


def test_colours():
    picture = np.random.default_rng(0).uniform(-1, 1, (5, 6, 3)).astype(np.float32)
    assert coloured(picture) is picture
    assert_allclose(coloured(picture, Colours(brightness=0.5, contrast=2.0)), 2.0 * picture + 0.5, atol=1e-6)
    assert_allclose(coloured(picture, Colours(white=1.0)), 1.0, atol=1e-6)
    assert_allclose(coloured(picture, Colours(white=-1.0)), -1.0, atol=1e-6)
    gray = coloured(picture, Colours(saturation=0.0))
    assert_allclose(gray, gray[..., :1] * np.ones(3), atol=1e-6)
    assert USUAL.toward(Colours(hue_deg=90.0), 0.5) == Colours(hue_deg=45.0)
    match = ColourMatch.of(picture, 0.3 * picture[..., ::-1] + 0.2)
    made = coloured(picture, match=match)
    assert_allclose(made.mean(axis=(0, 1)), (0.3 * picture[..., ::-1] + 0.2).mean(axis=(0, 1)), atol=1e-5)
    assert_allclose(made.std(axis=(0, 1)), 0.3 * picture[..., ::-1].std(axis=(0, 1)), atol=1e-5)


def test_gray_networks_have_colours_too(tmp_path):
    (tmp_path / "n.pkl").write_bytes(files.persistent(upscaled(channels=1)))
    model = load_picture_model(tmp_path / "n.pkl")
    made = Painter(model).paint([Look(model.map(model.sample_z(1, seed=0))[0], colours=Colours(brightness=1.0))])
    assert made.shape == (1, 32, 32, 3)


def test_colours_of_a_picture_are_taken_over(model, tmp_path):
    Image.fromarray(np.full((20, 30, 3), (200, 10, 60), np.uint8)).save(tmp_path / "a.png")
    match = match_to(model, tmp_path / "a.png")
    made = Painter(model, match=match).paint([scored(model).at(0.0)])[0]
    assert_allclose(made.mean(axis=(0, 1)), np.array([200, 10, 60]) / 127.5 - 1, atol=0.02)


def test_pictures_of_files(tmp_path):
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert_allclose(read_still(tmp_path / "a.png"), pixels / 127.5 - 1.0, atol=1e-6)
    small = fitted(read_still(tmp_path / "a.png"), 2, 2)
    assert_allclose(small[0, 0], (pixels[:2, 1:3] / 127.5 - 1.0).mean(axis=(0, 1)), atol=1e-5)
    (tmp_path / "b.png").write_bytes(b"no picture")
    for name in ("b.png", "none.png"):
        with refused("readable-still", InvalidInput):
            read_still(tmp_path / name)
