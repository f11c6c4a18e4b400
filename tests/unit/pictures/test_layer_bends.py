"""Bends of a picture network's layers and of what comes out: laws, channels, batches, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.stylegan.layer_bends import AMOUNTS, LayerBend, blur_matrix, hue_turn
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from tests.conftest import GOLDEN
from tests.support.refused import refused

BENT = [
    LayerBend(zoom=1.4),
    LayerBend(right=0.2, down=-0.1),
    LayerBend(rotate_deg=30.0),
    LayerBend(shear_deg=20.0),
    LayerBend(swirl_deg=60.0),
    LayerBend(ripple=0.1),
    LayerBend(blur=1.2),
    LayerBend(hue_deg=50.0),
    LayerBend(ablate=0.5),
    LayerBend(gain=1.5, add=0.1),
]


@pytest.fixture(scope="module", params=["stylegan2_tiny", "stylegan3t_tiny"])
def model(request):
    return load_picture_model(GOLDEN / "pictures" / request.param / "network.pkl")


@pytest.fixture(scope="module")
def ws(model):
    return model.map(model.sample_z(3, seed=0))


def layer(model):
    return list(model.config.layers)[3]


def test_what_is_straight_changes_nothing(model, ws):
    plain = model.synthesize(ws)
    assert_array_equal(model.synthesize(ws, bends={layer(model): LayerBend(), "picture": (LayerBend(),)}), plain)
    beside = [{layer(model): (bend.times(0.0),)} for bend in BENT[:2]] + [{layer(model): BENT}]
    assert_allclose(model.synthesize(ws, bends=beside)[:2], plain[:2], atol=2e-5)


@pytest.mark.parametrize("bend", BENT, ids=lambda bend: next(name for name in AMOUNTS if bend.uses([name])))
def test_a_batch_gives_what_single_pictures_give(bend, model, ws):
    bends = [{layer(model): (bend,)}, {}, {"picture": (bend.times(0.5),)}]
    made = model.synthesize(ws, bends=bends)
    for place, one in enumerate(bends):
        assert_allclose(made[place : place + 1], model.synthesize(ws[place : place + 1], bends=one), atol=2e-5)
    assert np.abs(made[0] - made[1]).max() > 1e-3


def test_the_picture_is_turned_moved_and_made_larger(model, ws):
    plain = model.synthesize(ws[:1])[0]
    edge = model.config.width

    def bent(**amounts):
        return model.synthesize(ws[:1], bends={"picture": LayerBend(**amounts)})[0]

    assert_allclose(bent(rotate_deg=90.0), np.rot90(plain, -1), atol=1e-4)
    assert_allclose(bent(right=0.25)[:, edge // 4 :], plain[:, : -edge // 4], atol=1e-4)
    assert_allclose(bent(down=0.25)[edge // 4 :], plain[: -edge // 4], atol=1e-4)
    middle = plain[edge // 2 - 1 : edge // 2 + 1, edge // 2 - 1 : edge // 2 + 1]
    assert_allclose(
        bent(zoom=4.0)[edge // 2 - 2 : edge // 2 + 2, edge // 2 - 2 : edge // 2 + 2].mean(axis=(0, 1)), middle.mean(axis=(0, 1)), atol=1e-4
    )
    assert_allclose(bent(hue_deg=120.0), plain[..., [2, 0, 1]], atol=1e-4)
    assert_array_equal(bent(ablate=1.0), 0.0 * plain)
    assert_allclose(bent(gain=2.0, add=0.5), 2.0 * plain + 0.5, atol=1e-4)


def test_channels_are_bent_alone(model, ws):
    name = layer(model)
    channels = model.config.layers[name][2]
    both = [LayerBend(blur=2.0, channels=(0, 1)), LayerBend(ablate=1.0, channels=(channels - 2, channels - 1))]
    made = model.synthesize(ws, bends={name: both})
    held = model.activations(ws, [name])[name]
    for axis, edge in ((1, held.shape[1]), (2, held.shape[2])):
        smooth = np.moveaxis(np.tensordot(blur_matrix(2.0, edge), held[..., :2], axes=(1, axis)), 0, axis)
        held = np.concatenate([smooth, held[..., 2:]], axis=-1)
    held[..., -2:] = 0.0
    assert_allclose(made, model.synthesize_from(name, held, ws), atol=1e-4)


def test_blurring_keeps_what_is_even():
    for sigma in (0.0, 0.3, 2.0, 60.0):
        matrix = blur_matrix(sigma, 17)
        assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-5)
        assert (matrix >= 0.0).all()
    assert blur_matrix(3.0, 1).tolist() == [[1.0]]


def test_gray_has_no_hue():
    for degrees in (10.0, 77.0, 200.0):
        assert_allclose(hue_turn(degrees) @ np.ones(3), np.ones(3), atol=1e-12)
        assert_allclose(hue_turn(degrees) @ hue_turn(-degrees), np.eye(3), atol=1e-12)


def test_a_share_of_a_bend():
    bend = LayerBend(zoom=3.0, hue_deg=40.0, channels=(1, 2))
    assert bend.times(0.5) == LayerBend(zoom=2.0, hue_deg=20.0, channels=(1, 2)) and bend.times(1.0) == bend
    assert bend.with_amount("zoom", 2.0) == LayerBend(zoom=2.0, hue_deg=40.0, channels=(1, 2))


@pytest.mark.parametrize("amounts", [{"zoom": 0.0}, {"blur": -1.0}, {"blur": 99.0}, {"right": np.nan}, {"gain": "x"}, {"hue_deg": np.inf}])
def test_amounts_that_no_bend_has(amounts):
    with refused("layer-bend", InvalidInput, says="Received: "):
        LayerBend(**amounts)


def test_other_bends_are_refused(model, ws):
    for channels in ((2, 1), (-1, 2), (0,), (0, 0.5)):
        with refused("bent-channels", InvalidInput):
            LayerBend(channels=channels)
    with refused("bent-channels", InvalidInput, says="has channels 0..2"):
        model.synthesize(ws, bends={"picture": LayerBend(blur=1.0, channels=(0, 3))})
    with refused("known-layer", InvalidInput):
        model.synthesize(ws, bends={"x": LayerBend(blur=1.0)})
    with refused("one-per-picture", InvalidInput, says="Received: 2 for 3"):
        model.synthesize(ws, bends=[{}, {"picture": (LayerBend(blur=1.0),)}])
    for odd in (1.5, (LayerBend(),) * 17, ("x",)):
        with refused("bend-count", InvalidInput):
            model.synthesize(ws, bends={"picture": odd})
    with refused("bent-layers", InvalidInput):
        model.synthesize(ws, bends={f"x{number}": LayerBend(blur=1.0) for number in range(65)})


def test_noise_of_ones_own():
    model = load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")
    ws = model.map(model.sample_z(2, seed=0))
    consts = {name: model.weights[f"{name}.noise_const"] for name in model.config.layers}
    assert_allclose(model.synthesize(ws, noise=consts), model.synthesize(ws), atol=1e-5)
    assert_allclose(model.synthesize(ws, noise={}), model.synthesize(ws, noise="none"), atol=1e-5)
    with refused("noise-shape", InvalidInput):
        model.synthesize(ws, noise={"b8.conv1": np.zeros((3, 3))})
    with refused("known-layer", InvalidInput):
        model.synthesize(ws, noise={"x": np.zeros((3, 3))})
