"""PictureModel against the published code's goldens and a plain reference; its laws; what it refuses."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import ganspacesynth
from ganspacesynth.core.bends.kinds import Blur, Offset, Scale
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.stylegan import picture_model
from ganspacesynth.networks.stylegan.graphs.filtering import field_of_waves
from ganspacesynth.networks.stylegan.picture_model import PictureModel, load_picture_model
from ganspacesynth.networks.stylegan.transform import moved
from tests.conftest import GOLDEN
from tests.support import stylegan_files as files
from tests.support import stylegan_reference as reference
from tests.support.refused import refused
from tests.support.stylegan_networks import filtered, upscaled

PICTURES = GOLDEN / "pictures"
TOLERANCE = 1e-5  # of the peak; float32 in another order is off by 1e-6


def near(found, expected, tolerance=TOLERANCE):
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= tolerance * np.abs(expected).max()


def last(x):
    """Channels last."""
    return np.transpose(x, (0, 2, 3, 1))


def model_of(raw, tmp_path):
    (tmp_path / "network.pkl").write_bytes(files.persistent(raw))
    return load_picture_model(tmp_path / "network.pkl")


# --- the published code's own figures


@pytest.fixture(scope="module", params=["stylegan2_tiny", "stylegan3t_tiny"])
def published(request):
    folder = PICTURES / request.param
    with np.load(folder / "golden.npz") as file:
        return load_picture_model(folder / "network.pkl"), dict(file)


def test_z_becomes_the_published_ws(published):
    model, golden = published
    near(model.map(golden["z"]), golden["ws"])
    near(model.map(golden["z"], psi=0.7), golden["ws_psi_0.7"])
    near(model.map(golden["z"], psi=0.5, cutoff=3), golden["ws_psi_0.5_cutoff_3"])


def test_ws_become_the_published_pictures(published):
    model, golden = published
    near(model.synthesize(golden["ws"]), last(golden["image_const"]))
    near(model.synthesize(golden["ws"], noise="none"), last(golden["image_none"]))
    near(model.synthesize(golden["ws_psi_0.7"]), last(golden["image_const_psi_0.7"]))
    near(model.synthesize(golden["ws_mixed"]), last(golden["image_mixed_const"]))
    if "transform" in golden:
        near(model.synthesize(golden["ws"], transform=golden["transform"]), last(golden["image_transform"]))


def test_layers_hold_what_the_published_ones_do(published):
    model, golden = published
    layers = [name.removeprefix("act/") for name in golden if name.startswith("act/")]
    found = model.activations(golden["ws"][:1], layers)
    assert set(found) == set(layers)
    for layer in layers:
        near(found[layer], last(golden[f"act/{layer}"]))


# --- every kind of network, beside the reference

KINDS = {
    "skip": lambda: upscaled(),
    "resnet": lambda: upscaled(architecture="resnet", clamp=3.0),
    "orig, gray": lambda: upscaled(architecture="orig", channels=1),
    "clamped": lambda: upscaled(clamp=1.5),
    "classes": lambda: upscaled(c_dim=3),
    "without noise": lambda: upscaled(noise=False),
    "transparent": lambda: upscaled(channels=4, resolution=8),
    "stylegan3 t": lambda: filtered(),
    "stylegan3 r": lambda: filtered(radial=True, c_dim=2),
    "stylegan3 of 64 pixels": lambda: filtered(resolution=64, layers=8, widest=4, base=128),
}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_those_of_the_reference(kind, tmp_path):
    raw = KINDS[kind]()
    model, classes = model_of(raw, tmp_path), raw.attributes[""]["c_dim"]
    z, c = model.sample_z(2, seed=1), np.eye(classes)[[1, 0]] if classes else None
    expected = reference.map_z(raw, z, c)
    near(model.map(z, [1, 0] if classes else None), expected)
    picture = reference.filtered_picture if raw.kind == "stylegan3" else reference.upscaled_picture
    near(model.synthesize(expected), last(picture(raw, expected)))


@pytest.mark.parametrize("kind", ["resnet", "clamped"])
def test_layers_are_those_of_the_reference(kind, tmp_path):
    raw = KINDS[kind]()
    model, keep = model_of(raw, tmp_path), {}
    ws = model.map(model.sample_z(1, seed=1))
    reference.upscaled_picture(raw, ws, keep=keep)
    assert set(keep) == set(model.config.layers)
    for layer, held in model.activations(ws, list(keep)).items():
        near(held, last(keep[layer]))
        assert held.shape[1:] == model.config.layers[layer]


# --- laws


@pytest.fixture(scope="module", params=["stylegan2", "stylegan3"])
def model(request, tmp_path_factory):
    raw = upscaled(c_dim=3) if request.param == "stylegan2" else filtered(c_dim=3)
    return model_of(raw, tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def ws(model):
    return model.map(model.sample_z(3, seed=2), [0, 1, 2])


def test_sizes_are_known(model, ws):
    pictures = model.synthesize(ws)
    config = model.config
    assert pictures.dtype == np.float32 and pictures.shape == (3, config.height, config.width, config.channels)
    assert ws.shape == (3, config.num_ws, config.w_dim) and ws.dtype == np.float32
    assert config.latent_size == config.z_dim == model.sample_z(1, seed=0).shape[1]
    assert f"{config.width} x {config.height} pixels" in repr(model)


def test_a_batch_is_what_single_pictures_are(model, ws, monkeypatch):
    together = model.synthesize(ws)
    near(np.concatenate([model.synthesize(ws[k]) for k in range(3)]), together)
    monkeypatch.setattr(picture_model, "AT_ONCE", 1)
    near(model.synthesize(ws), together)


def test_one_w_is_for_all_rows(model):
    w = model.map(model.sample_z(2, seed=5))
    assert_array_equal(model.synthesize(w[:, 0]), model.synthesize(w))


def test_ws_of_a_z_need_no_others(model, ws):
    assert_array_equal(model.map(model.sample_z(1, seed=2, start=2), 2)[0], ws[2])


def test_rows_of_a_seed_need_no_others(model):
    assert_array_equal(model.sample_z(5, seed=3)[3:], model.sample_z(2, seed=3, start=3))


def test_truncation_ends_at_the_center(model):
    z = model.sample_z(2, seed=4)
    assert_allclose(model.map(z, psi=0.0)[:, 0], np.broadcast_to(model.center, (2, model.config.w_dim)), atol=1e-6)
    half, whole = model.map(z, psi=0.0, cutoff=2), model.map(z)
    assert_array_equal(half[:, 2:], whole[:, 2:])
    own = np.full(model.config.w_dim, 0.25, np.float32)
    assert_array_equal(model.map(z, psi=0.0, center=own)[:, 0], np.broadcast_to(own, (2, len(own))))


def test_a_class_has_a_center_of_its_own(model):
    z = model.sample_z(2, seed=4)
    centers = model.map(z, [0, 1], psi=0.0, center="class")
    assert np.abs(centers[0] - centers[1]).max() > 1e-3
    many = model.map(model.sample_z(4000, seed=9), 1)[:, 0].mean(axis=0)
    assert np.abs(many - centers[1, 0]).max() < 0.1
    assert_array_equal(model.map(z, np.eye(3)[[0, 1]], psi=0.0, center="class"), centers)


def test_neutral_bends_change_nothing(model, ws):
    plain = model.synthesize(ws)
    for layer in model.config.layers:
        assert_allclose(model.synthesize(ws, bends={layer: (Scale(1.0), Offset(0.0))}), plain, atol=1e-6)


def test_bends_are_applied_in_order(model, ws):
    layer = list(model.config.layers)[1]
    held = model.activations(ws, [layer])[layer]
    bent = model.synthesize(ws, bends={layer: (Scale(2.0), Offset(0.5))})
    near(bent, model.synthesize_from(layer, held * 2.0 + 0.5, ws))
    array = np.linspace(-1, 1, held[0].size, dtype=np.float32).reshape(held[0].shape)
    near(model.synthesize(ws, bends={layer: (Offset(array),)}), model.synthesize_from(layer, held + array, ws))
    assert np.abs(bent - model.synthesize(ws)).max() > 1e-3


def test_a_layers_own_activation_gives_the_same_picture(model, ws):
    plain = model.synthesize(ws)
    held = model.activations(ws, list(model.config.layers))
    for layer, activation in held.items():
        near(model.synthesize_from(layer, activation, ws), plain)
    first = next(iter(held))
    assert model.synthesize_from(first, held[first][0], ws).shape == plain.shape
    assert model.synthesize_from(first, held[first], ws[0]).shape == plain.shape


def test_graphs_are_few(model, ws):
    for layer in model.config.layers:
        model.synthesize(ws[:1], bends={layer: (Scale(0.5),)})
    assert len(model._sessions) == picture_model.PREPARED


def test_means_of_classes_are_few_however_they_are_mixed(model, monkeypatch):
    monkeypatch.setattr(picture_model, "MEANS", 4)
    monkeypatch.setattr(picture_model.mapping, "mean_w", lambda config, weights, row: np.full(config.w_dim, row[0], np.float32))
    monkeypatch.setattr(model, "_centers", {})
    z = model.sample_z(6, seed=1)
    amounts = [[share, 1.0 - share, 0.0] for share in np.linspace(0.0, 1.0, 6)]
    found = model.map(z, amounts, 0.0, center="class")
    np.testing.assert_allclose(found[:, 0, 0], np.linspace(0.0, 1.0, 6), atol=1e-6)
    assert len(model._centers) == 4


def test_models_travel(model, ws):
    again = pickle.loads(pickle.dumps(model))
    assert again.id == model.id
    assert_array_equal(again.synthesize(ws[:1]), model.synthesize(ws[:1]))


def test_a_conversion_plays_the_same(model, ws, tmp_path):
    again = load_picture_model(model.save(tmp_path / "whole", dtype="float32"))
    assert_array_equal(again.synthesize(ws), model.synthesize(ws))
    half = load_picture_model(model.save(tmp_path / "half"))
    near(half.synthesize(ws), model.synthesize(ws), 1e-2)
    assert half.id == model.id


# --- noise, size, movement


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    return model_of(upscaled(), tmp_path_factory.mktemp("noisy"))


def test_noise_of_a_seed_stays(noisy):
    w = noisy.map(noisy.sample_z(2, seed=0))
    a, b = noisy.synthesize(w, noise=7), noisy.synthesize(w, noise=7)
    assert_array_equal(a, b)
    near(noisy.synthesize(w[:1], noise=7), a[:1])  # the first picture's needs no second
    others = [noisy.synthesize(w, noise=kind) for kind in (8, "const", "none", "random", "random")]
    for other in others:
        assert np.abs(other - a).max() > 1e-3
    assert np.abs(others[-1] - others[-2]).max() > 1e-3


def test_given_noise_is_that_of_the_reference(tmp_path):
    raw = upscaled()
    model = model_of(raw, tmp_path)
    w = model.map(model.sample_z(1, seed=0))
    from ganspacesynth.networks.stylegan.graphs.wanted import Wanted
    from ganspacesynth.networks.stylegan.noise import given_noise

    _, fields = given_noise(model.config, Wanted(), 7, 1)
    drawn = np.concatenate([field.reshape(-1) for field in fields.values()])
    assert abs(drawn.mean()) < 0.1 and abs(drawn.std() - 1.0) < 0.05
    expected = reference.upscaled_picture(raw, w, {name.removeprefix("noise/"): field for name, field in fields.items()})
    near(model.synthesize(w, noise=7), last(expected))


@pytest.mark.parametrize("fill", ["mirror", "pad"])
def test_pictures_of_another_shape(noisy, fill):
    w = noisy.map(noisy.sample_z(1, seed=0))
    wide = noisy.sized(50, 40, fill=fill)
    assert wide.synthesize(w).shape == (1, 40, 50, 3)
    assert wide.config.layers["b32.conv1"] == (40, 56, 8) and wide.id == noisy.id
    assert_array_equal(noisy.sized(32, 32, fill=fill).synthesize(w), noisy.synthesize(w))
    assert wide.sized(64, 40).synthesize(w).shape == (1, 40, 64, 3)


def test_a_field_goes_on_at_its_sides(tmp_path):
    model = model_of(filtered(margin=10), tmp_path)
    w = model.map(model.sample_z(1, seed=0))
    wide = model.sized(40, 32)
    own, larger = (field_of_waves(m.config, dict(m.weights), w[:, 0], None) for m in (model, wide))
    assert larger.shape[2] - own.shape[2] == 4  # eight pixels at half the rate
    assert_allclose(larger[:, :, 2:-2], own, atol=1e-5)
    assert wide.config.drawn == (32, 40) and wide.sized(47, 33).synthesize(w).shape == (1, 33, 47, 3)
    middle = np.abs(wide.synthesize(w)[:, 12:20, 16:24] - model.synthesize(w)[:, 12:20, 12:20]).max()
    assert middle < 0.2 * np.abs(model.synthesize(w)).max()  # all but what filters reach across the margin


def test_a_picture_moves_as_it_is_told(tmp_path):
    model = model_of(filtered(margin=10), tmp_path)
    w = model.map(model.sample_z(1, seed=0))
    still, pixels = model.synthesize(w), 4
    right = model.synthesize(w, transform=moved(right=pixels / 32))
    inner = slice(8, 24)
    assert np.abs(right[0, inner, inner] - still[0, inner, 8 - pixels : 24 - pixels]).max() < 0.1 * np.abs(still).max()
    assert_allclose(model.synthesize(w, transform=np.eye(3)), still, atol=1e-6)
    assert_allclose(moved(turn_deg=90, right=0.5, zoom=2.0) @ [0.5, 0.0, 1.0], [0.0, 0.0, 1.0], atol=1e-12)
    assert_allclose(moved(turn_deg=90) @ [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], atol=1e-12)  # what stood to the right is below


# --- what is refused


def test_wrong_arguments_are_refused(model, ws):
    z, layer = model.sample_z(2, seed=0), next(iter(model.config.layers))
    shape = model.config.layers[layer]
    for call, rule in (
        (lambda: model.map(z[:, :-1]), "z-shape"),
        (lambda: model.map(z * np.nan), "finite-array"),
        (lambda: model.map([[1.0], [1.0, 2.0]]), "numeric-array"),
        (lambda: model.map("abc"), "numeric-array"),
        (lambda: model.map(z, 3), "known-class"),
        (lambda: model.map(z, [0, 1, 2]), "one-per-picture"),
        (lambda: model.map(z, psi="x"), "psi-range"),
        (lambda: model.map(z, psi=np.inf), "psi-range"),
        (lambda: model.map(z, cutoff=99), "cutoff-range"),
        (lambda: model.map(z, psi=0.5, center="middle"), "known-center"),
        (lambda: model.synthesize(ws[:, :-1]), "ws-shape"),
        (lambda: model.synthesize(ws * np.inf), "finite-array"),
        (lambda: model.synthesize(ws, noise="pink"), "known-noise"),
        (lambda: model.synthesize(ws, noise=-1), "known-noise"),
        (lambda: model.synthesize(ws, noise=True), "known-noise"),
        (lambda: model.synthesize(ws, bends={"x": (Scale(1.0),)}), "known-layer"),
        (lambda: model.synthesize(ws, bends={layer: (Scale(np.nan),)}), "finite-bends"),
        (lambda: model.synthesize(ws, bends={layer: (Offset(np.zeros((2, *shape))),)}), "one-per-picture"),
        (lambda: model.synthesize(ws, bends={layer: (Blur(0.1),)}), "picture-bends"),
        (lambda: model.synthesize(ws, bends={"picture": (Scale(0.5),)}), "picture-bends"),
        (lambda: model.synthesize(ws, bends={"picture": Offset(0.5)}), "picture-bends"),
        (lambda: model.synthesize(ws, bends=[{layer: (Scale(0.5),)}, *[{}] * (len(ws) - 1)]), "picture-bends"),
        (lambda: model.synthesize(ws, bends={list(model.config.layers)[-1]: (Scale(1e38), Scale(1e38))}), "finite-bends"),
        (lambda: model.synthesize_from(layer, np.zeros((1, 2, 3)), ws), "layer-shape"),
        (lambda: model.synthesize_from(layer, np.zeros((2, *shape)), ws), "one-per-picture"),
        (lambda: model.activations(ws, []), "some-layers"),
        (lambda: model.activations(ws, ["x"]), "known-layer"),
        (lambda: model.sized(8, 8), "picture-size"),
        (lambda: model.sized(64, 64, fill="stretch"), "known-fill"),
        (lambda: moved(zoom=0.0), "movement-range"),
    ):
        with refused(rule, InvalidInput):
            call()


def test_only_stylegan_3_is_moved(noisy, model):
    w = noisy.map(noisy.sample_z(1, seed=0))
    with refused("stylegan3-only", InvalidInput):
        noisy.synthesize(w, transform=np.eye(3))
    with refused("known-class", InvalidInput, says="has no classes"):
        noisy.map(noisy.sample_z(1, seed=0), 0)
    if model.config.family == "stylegan3":
        with refused("transform-shape", InvalidInput):
            model.synthesize(model.map(model.sample_z(1, seed=0)), transform=np.eye(2))


def test_pictures_stay_finite(noisy):
    w = noisy.map(noisy.sample_z(1, seed=0))
    with refused("no-overflow", InvalidInput):
        noisy.synthesize(w, bends={"b32.conv1": (Scale(3e38),)})


def test_the_package_has_them_by_name():
    assert ganspacesynth.load_picture_model is load_picture_model and ganspacesynth.PictureModel is PictureModel
    assert Path(PICTURES / "README.md").is_file()
