"""The generator against the second implementation in every variant, and the laws of its fast plan."""

import numpy as np
import pytest
from keras import ops

from ganspacesynth import load_model
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from tests.conftest import decibels
from tests.support import reference
from tests.support.bends import bends_of
from tests.support.writer import TINY, variable_shapes, write_checkpoint

WIDE = {"fmap_base": 256, "fmap_max": 32}  # channels enough for the joined upscaling, see network.WIDE
VARIANTS = {
    "mel": {},
    "linear": {"data_type": "linear"},
    "phase": {"data_type": "phase", "data_normalizer": "none"},
    "time only": {"scale_mode": "H", "start_width": 32},
    "time only, linear": {"scale_mode": "H", "start_width": 16, "data_type": "linear", "audio_length": 60},
    "wide": WIDE,
    "wide, time only": WIDE | {"scale_mode": "H", "start_width": 16, "audio_length": 80},
    "wide, 5x5": WIDE | {"kernel_size": 5},
    "wide, 4x4": WIDE | {"kernel_size": 4},
    "wide, times 3": WIDE | {"scale_base": 3, "scale_mode": "H", "start_width": 16},
    "wide, times 4": WIDE | {"scale_base": 4, "num_resolutions": 2},
    "5x5": {"kernel_size": 5},
    "4x4": {"kernel_size": 4},
    "1x1": {"kernel_size": 1},
    "2x2": {"kernel_size": 2},
    "simple": {"simple_arch": True},
    "simple, 5x5": {"simple_arch": True, "kernel_size": 5},
    "simple, 4x4": {"simple_arch": True, "kernel_size": 4},
    "simple, 1x1": {"simple_arch": True, "kernel_size": 1},
    "simple, time only": {"simple_arch": True, "scale_mode": "H", "start_width": 32},
    "simple, times 3": {"simple_arch": True, "scale_base": 3, "scale_mode": "H", "start_width": 16, "kernel_size": 2},
    "other start": {"start_height": 3, "start_width": 4, "num_resolutions": 4},
    "one block": {"num_resolutions": 1, "start_height": 8, "start_width": 16, "audio_length": 80},
    "linear colours": {"to_rgb_activation": "linear"},
    "other z": {"latent_vector_size": 17},
    "other rate": {"sample_rate": 44100, "audio_length": 170},
    "not progressive": {"train_progressive": False},
}
WAVE_DB = 80.0  # as for the golden cases; rounding alone leaves 92 dB or more here
ROUNDING = 4.0  # times the error of the second implementation in float32


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Write a checkpoint of a variant and open it."""

    def make(settings, *, backend=None, **options):
        written = write_checkpoint(tmp_path_factory.mktemp("model"), settings, **options)
        return written, load_model(written.folder, backend=backend, decoder="published")

    return make


@pytest.fixture(scope="module")
def wide(make):
    return make(WIDE)


@pytest.mark.parametrize("backend", ["onnx", "tensorflow"])
@pytest.mark.parametrize("name", VARIANTS)
def test_variant(make, name, backend):
    written, model = make(VARIANTS[name], spread=0.3 if name == "linear colours" else 1.0, backend=backend)
    assert model.backend == backend
    z, pitches = model.sample_z(3, seed=1), [24, 60, 84]
    truth, layers = reference.picture(written, z, pitches)
    _, rounded = reference.picture(written, z, pitches, dtype=np.float32)
    found = model.activations(z, pitches, list(layers) if not written.settings["simple_arch"] else list(model.config.layers))
    assert list(found) == list(model.config.layers) == list(layers)
    for layer, expected in layers.items():
        allowed = max(1e-5 * np.abs(expected).max(), ROUNDING * np.abs(rounded[layer] - expected).max())
        assert found[layer].shape == (3, *model.config.layers[layer])
        assert np.abs(found[layer] - expected).max() <= allowed, layer
    assert decibels(reference.waves(written, truth), model.synthesize(z, pitches)) > WAVE_DB


@pytest.mark.parametrize("backend", ["onnx", "tensorflow"])
def test_edits_scale_first_then_offset(make, rng, backend):
    for settings in ({}, WIDE, {"simple_arch": True}):
        written, model = make(settings, backend=backend)
        z, pitches = model.sample_z(2, seed=2), [30, 31]
        layer = list(model.config.layers)[1]
        offset = rng.standard_normal((2, *model.config.layers[layer]))
        truth, _ = reference.picture(written, z, pitches, edits={layer: (0.5, offset)})
        waves = model.synthesize(z, pitches, bends=bends_of(scale={layer: 0.5}, offset={layer: offset}))
        assert decibels(reference.waves(written, truth), waves) > WAVE_DB


def test_edits_of_every_layer_at_once(wide, rng):
    written, model = wide
    z, pitches = model.sample_z(2, seed=2), [30, 31]
    edits = {layer: (1.0 + 0.1 * i, 0.1 * rng.standard_normal(shape)) for i, (layer, shape) in enumerate(model.config.layers.items())}
    truth, _ = reference.picture(written, z, pitches, edits=edits)
    waves = model.synthesize(z, pitches, bends=bends_of(scale={n: s for n, (s, _) in edits.items()}, offset={n: o for n, (_, o) in edits.items()}))
    assert decibels(reference.waves(written, truth), waves) > WAVE_DB


@pytest.mark.parametrize("kernel_size", [1, 3, 5, 7])
@pytest.mark.parametrize("scales", [(2, 2), (2, 1), (1, 2), (3, 3), (4, 1)])
def test_upscaling_joined_with_its_convolution(rng, kernel_size, scales):
    x = rng.standard_normal((2, 5, 6, 3)).astype(np.float32)
    kernel = rng.standard_normal((kernel_size, kernel_size, 3, 4)).astype(np.float32)
    plain = ops.conv(network.upscale(x, scales), kernel, padding="same")
    joined = ops.transpose(network.upscale_kernel(kernel, scales), (0, 1, 3, 2))
    assert joined.shape == (kernel_size + scales[0] - 1, kernel_size + scales[1] - 1, 4, 3)
    np.testing.assert_allclose(ops.conv_transpose(x, joined, strides=scales, padding="same"), plain, atol=5e-5)


@pytest.mark.parametrize("settings", [WIDE, WIDE | {"kernel_size": 5}, WIDE | {"kernel_size": 4}, WIDE | {"scale_mode": "H", "start_width": 32}])
@pytest.mark.parametrize("onednn", [True, False])
def test_fused_and_published_order_agree(make, monkeypatch, settings, onednn):
    monkeypatch.setattr(network.backend, "has_onednn", lambda: onednn)
    _, model = make(settings)
    x = network.generator_input(model.config, *_inputs(model.config))
    weights = _network_weights(model)
    pictures = [network.generate(model.config, network.prepare(model.config, weights, fused=fused), x)[0] for fused in (True, False)]
    assert decibels(pictures[1], pictures[0]) > 100.0


@pytest.mark.parametrize(("onednn", "shape"), [(True, (4, 4, 16, 32)), (False, (2, 2, 32, 64))])
def test_the_fused_plan_joins_wide_layers_only(make, monkeypatch, onednn, shape):
    monkeypatch.setattr(network.backend, "has_onednn", lambda: onednn)
    _, model = make({"fmap_base": 64, "fmap_max": 32})  # 32, 16 and 8 channels
    prepared = network.prepare(model.config, _network_weights(model))
    assert prepared["conv0_2/kernel"].shape == shape
    assert prepared["conv0_2/gain"] is None
    assert prepared["conv0_3/kernel"].shape == (3, 3, 16, 8)
    assert prepared["conv0_3/gain"] == pytest.approx(np.sqrt(2 / (9 * 16)))


def test_preview_precision_is_near(wide):
    """bfloat16 has 8 bits: through six layers of random weights some 20 to 30 dB of them arrive."""
    _, model = wide
    weights, x = _network_weights(model), network.generator_input(model.config, *_inputs(model.config))
    exact, _ = network.generate(model.config, network.prepare(model.config, weights), x)
    preview, _ = network.generate(model.config, network.prepare(model.config, weights, dtype="bfloat16"), x)
    assert np.asarray(preview).dtype == np.float32
    assert decibels(exact, preview) > 15.0


def test_a_network_in_two_parts_is_the_network(wide):
    _, model = wide
    prepared = network.prepare(model.config, _network_weights(model))
    x = network.generator_input(model.config, *_inputs(model.config))
    whole, _ = network.generate(model.config, prepared, x)
    for layer in model.config.layers:
        middle, kept = network.generate(model.config, prepared, x, stop=layer, keep=[layer])
        np.testing.assert_array_equal(middle, kept[layer])
        rest, _ = network.generate(model.config, prepared, middle, start=layer)
        np.testing.assert_allclose(rest, whole, atol=1e-5)


def test_keep_is_what_the_layer_made_before_its_edit(wide):
    _, model = wide
    prepared = network.prepare(model.config, _network_weights(model))
    x = network.generator_input(model.config, *_inputs(model.config))
    plain, _ = network.generate(model.config, prepared, x, stop="conv1")
    edited, kept = network.generate(model.config, prepared, x, stop="conv1", keep=["conv1"], scale={"conv1": 2.0}, offset={"conv1": 1.0})
    np.testing.assert_array_equal(kept["conv1"], plain)
    np.testing.assert_allclose(edited, 2.0 * np.asarray(plain) + 1.0, rtol=1e-6)


def test_time_is_free_behind_a_layer(wide):
    """The continuous form makes the time axis longer inside the network; far from the ends nothing else changes."""
    _, model = wide
    prepared = network.prepare(model.config, _network_weights(model))
    x = network.generator_input(model.config, *_inputs(model.config))
    middle = np.asarray(network.generate(model.config, prepared, x, stop="conv1")[0])
    longer = np.concatenate([middle] * 4, axis=1)
    picture, _ = network.generate(model.config, prepared, longer, start="conv1")
    assert picture.shape == (3, 4 * model.config.frames, model.config.bins, 2)


def test_pixel_norm_makes_the_mean_square_one(rng):
    x = 10.0 * rng.standard_normal((2, 3, 4, 16)).astype(np.float32)
    np.testing.assert_allclose(np.mean(np.square(network.pixel_norm(x)), axis=-1), 1.0, rtol=1e-5)
    assert not np.any(network.pixel_norm(np.zeros((1, 1, 1, 4), np.float32)))


def test_upscale_repeats_pixels(rng):
    x = rng.standard_normal((1, 2, 3, 1)).astype(np.float32)
    found = np.asarray(network.upscale(x, (2, 3)))
    np.testing.assert_array_equal(found[0, :, :, 0], np.kron(x[0, :, :, 0], np.ones((2, 3))))


def test_equalizer():
    assert network.equalizer(np.zeros((3, 3, 8, 4))) == pytest.approx(np.sqrt(2 / 72))
    assert network.equalizer(np.zeros((1, 1, 8, 2)), slope=1.0) == pytest.approx(np.sqrt(1 / 8))


@pytest.mark.parametrize("simple", [False, True])
def test_shapes_are_those_of_the_published_variables(make, simple):
    written, model = make({"simple_arch": simple})
    ours = sorted(generator_shapes(model.config).values())
    assert ours == sorted(variable_shapes(written.settings, 3, 61).values())


def test_the_full_size_model_is_under_16_mb_in_float16():
    values = sum(int(np.prod(shape)) for shape in generator_shapes(ModelConfig()).values())
    assert 7_000_000 < values < 7_900_000
    assert 2 * values < 16_000_000


def test_initial_weights():
    config = ModelConfig()
    shapes = {name: shape for name, shape in generator_shapes(config).items() if name.startswith("conv1_7")}
    first, again, other = (network.initial_weights(shapes, seed) for seed in (0, 0, 1))
    assert not first["conv1_7/bias"].any()
    assert first["conv1_7/kernel"].std() == pytest.approx(1.0, abs=0.02)
    np.testing.assert_array_equal(first["conv1_7/kernel"], again["conv1_7/kernel"])
    assert not np.array_equal(first["conv1_7/kernel"], other["conv1_7/kernel"])
    assert all(value.dtype == np.float32 for value in first.values())


def _inputs(config, n=3):
    rng = np.random.default_rng(5)
    return rng.standard_normal((n, config.latent_size)).astype(np.float32), np.eye(len(config.pitches), dtype=np.float32)[:n]


def _network_weights(model):
    return {name: value for name, value in model._stored.weights.items() if not name.startswith("normalizer/")}


def test_tiny_settings_are_a_valid_model(make):
    """The helper that writes checkpoints writes what it says."""
    _, model = make(None)
    assert model.config.latent_size == TINY["latent_vector_size"]
    assert (model.config.frames, model.config.bins) == (8, 32)
