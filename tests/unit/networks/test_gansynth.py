"""GANSynth: the laws of synthesize, synthesize_from and activations, and every argument it refuses."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.networks import backend, known_models
from ganspacesynth.networks.gansynth import gansynth, network
from ganspacesynth.networks.gansynth.plans import keras_plan, onnx_plan
from tests.conftest import decibels
from tests.support import reference
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.writer import write_checkpoint

WIDE = {"fmap_base": 256, "fmap_max": 32}


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """32 channels in each of three blocks, 61 pitches, z of 6."""
    return load_model(write_checkpoint(tmp_path_factory.mktemp("wide"), WIDE).folder, decoder="published")


@pytest.fixture(scope="module")
def fading(tmp_path_factory):
    """What was written, and a model whose second block is 1/4 faded in."""
    written = write_checkpoint(tmp_path_factory.mktemp("fading"), WIDE, stage=1, images=100)
    return written, load_model(written.folder, decoder="published")


def close(a, b, tolerance=1e-5):
    return np.abs(a - b).max() <= tolerance * np.abs(b).max()


# Laws


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 9, 17])
def test_a_sound_is_the_same_in_any_batch(wide, n):
    z = wide.sample_z(17, seed=0)
    pitches = np.arange(17) + 30
    whole = wide.synthesize(z, pitches)
    part = wide.synthesize(z[:n], pitches[:n])
    assert part.shape == (n, wide.config.audio_length)
    assert part.dtype == np.float32
    assert close(part, whole[:n])


def test_order_does_not_matter(wide):
    z, order = wide.sample_z(11, seed=0), np.random.default_rng(0).permutation(11)
    assert close(wide.synthesize(z[order], 40), wide.synthesize(z, 40)[order])


def test_the_same_call_twice_is_the_same_to_the_last_bit(wide):
    z = wide.sample_z(9, seed=0)
    np.testing.assert_array_equal(wide.synthesize(z, 40), wide.synthesize(z, 40))
    offset = {"conv1_2": np.ones(wide.config.layers["conv1_2"])}
    np.testing.assert_array_equal(wide.synthesize(z, 40, bends=bends_of(offset=offset)), wide.synthesize(z, 40, bends=bends_of(offset=offset)))


def test_no_edit_is_the_plain_sound(wide):
    z = wide.sample_z(3, seed=0)
    plain = wide.synthesize(z, 40)
    for layer, shape in wide.config.layers.items():
        assert close(wide.synthesize(z, 40, bends=bends_of(scale={layer: 1.0}, offset={layer: np.zeros(shape)})), plain)
    np.testing.assert_array_equal(wide.synthesize(z, 40, bends=bends_of(scale={}, offset={})), plain)


def test_an_activation_put_back_is_the_sound(wide):
    z, pitches = wide.sample_z(9, seed=0), np.arange(9) + 50
    plain = wide.synthesize(z, pitches)
    for layer, activation in wide.activations(z, pitches, list(wide.config.layers)).items():
        assert close(wide.synthesize_from(layer, activation), plain, 1e-4), layer


def test_replacing_equals_scale_nought_and_offset(wide, rng):
    z = wide.sample_z(2, seed=0)
    for layer, shape in wide.config.layers.items():
        value = rng.standard_normal((2, *shape))
        assert close(wide.synthesize_from(layer, value), wide.synthesize(z, 40, bends=bends_of(scale={layer: 0.0}, offset={layer: value})), 1e-4), (
            layer
        )


def test_synthesize_from_takes_edits_behind_the_layer_and_of_it(wide, rng):
    shapes = wide.config.layers
    value, offset = rng.standard_normal((2, *shapes["conv1"])), rng.standard_normal(shapes["conv1_2"])
    z = wide.sample_z(2, seed=0)
    whole = wide.synthesize(z, 40, bends=bends_of(scale={"conv1": 0.0, "conv1_2": 0.5}, offset={"conv1": 2.0 * value + 1.0, "conv1_2": offset}))
    bends = bends_of(scale={"conv1": 2.0, "conv1_2": 0.5}, offset={"conv1": np.ones(shapes["conv1"]), "conv1_2": offset})
    assert close(wide.synthesize_from("conv1", value, bends=bends), whole, 1e-4)


def test_a_number_is_an_offset_of_all_of_a_layer(wide):
    z = wide.sample_z(2, seed=0)
    for layer, shape in wide.config.layers.items():
        number, array = {layer: 0.3}, {layer: np.full(shape, 0.3)}
        assert close(wide.synthesize(z, 40, bends=bends_of(offset=number)), wide.synthesize(z, 40, bends=bends_of(offset=array))), layer
        value = np.ones((2, *shape))
        assert close(
            wide.synthesize_from(layer, value, bends=bends_of(offset=number)), wide.synthesize_from(layer, value, bends=bends_of(offset=array))
        ), layer


def test_one_offset_for_all_or_one_for_each(wide, rng):
    z = wide.sample_z(10, seed=0)
    one = rng.standard_normal(wide.config.layers["conv0_2"])
    broadcast = wide.synthesize(z, 40, bends=bends_of(offset={"conv0_2": one}))
    assert close(wide.synthesize(z, 40, bends=bends_of(offset={"conv0_2": np.stack([one] * 10)})), broadcast)
    assert close(wide.synthesize(z, 40, bends=bends_of(offset={"conv0_2": one[None]})), broadcast)
    each = rng.standard_normal((10, *one.shape))
    together = wide.synthesize(z, 40, bends=bends_of(offset={"conv0_2": each}))
    for i in (0, 7, 8, 9):
        assert close(wide.synthesize(z[i], 40, bends=bends_of(offset={"conv0_2": each[i]})), together[i : i + 1])


def test_one_pitch_for_all_or_one_for_each(wide):
    z = wide.sample_z(3, seed=0)
    np.testing.assert_array_equal(wide.synthesize(z, 40), wide.synthesize(z, [40, 40, 40]))
    np.testing.assert_array_equal(wide.synthesize(z, 40.0), wide.synthesize(z, np.array([40], np.uint8)))
    assert not close(wide.synthesize(z, 40), wide.synthesize(z, 41), 1e-3)


def test_one_z_without_its_axis(wide):
    z = wide.sample_z(1, seed=0)
    np.testing.assert_array_equal(wide.synthesize(z[0], 40), wide.synthesize(z, 40))
    np.testing.assert_array_equal(wide.synthesize(z[0].tolist(), 40), wide.synthesize(z.astype(np.float64), 40))


def computed_layers(monkeypatch):
    """A list to which each layer is added that either backend computes from now on."""
    run, keras_layer, onnx_layer = [], network._layer, onnx_plan.LayerWriter.layer
    monkeypatch.setattr(network, "_layer", lambda config, prepared, layer, x: run.append(layer) or keras_layer(config, prepared, layer, x))
    monkeypatch.setattr(onnx_plan.LayerWriter, "layer", lambda self, layer, x: run.append(layer) or onnx_layer(self, layer, x))
    return run


@pytest.mark.parametrize("backend", ["onnx", "tensorflow"])
def test_activations_compute_nothing_behind_the_deepest(tmp_path, monkeypatch, backend):
    model = load_model(write_checkpoint(tmp_path, WIDE).folder, backend=backend)
    run = computed_layers(monkeypatch)
    monkeypatch.setattr(network, "_to_rgb", lambda *_: pytest.fail("the picture was computed"))
    monkeypatch.setattr(onnx_plan.LayerWriter, "picture", lambda *_: pytest.fail("the picture was computed"))
    found = model.activations(model.sample_z(1, seed=0), 40, ["conv0_2", "conv0"])
    assert run == ["conv0", "conv1", "conv0_2"]
    assert list(found) == ["conv0", "conv0_2"]


@pytest.mark.parametrize("backend", ["onnx", "tensorflow"])
def test_synthesize_from_computes_nothing_before_the_layer(tmp_path, monkeypatch, backend):
    model = load_model(write_checkpoint(tmp_path, WIDE).folder, backend=backend)
    run = computed_layers(monkeypatch)
    model.synthesize_from("conv1_2", np.zeros(model.config.layers["conv1_2"]))
    assert run == ["conv0_3", "conv1_3"]


def test_activations_are_those_before_the_edits(wide):
    z = wide.sample_z(9, seed=0)
    found = wide.activations(z, 40, ["conv1", "conv1"])
    assert list(found) == ["conv1"]
    assert found["conv1"].shape == (9, *wide.config.layers["conv1"])
    assert found["conv1"].dtype == np.float32


def test_a_picture_by_parts(wide):
    """`run`, `input` and `denormalize` are what other modules build longer sounds from."""
    z = wide.sample_z(2, seed=0)
    x = wide.input(z, [40, 41])
    assert x.shape == (2, wide.config.input_size)
    picture = wide.run(x, start=None, stop=None)
    assert picture.shape == (2, wide.config.frames, wide.config.bins, 2)
    from ganspacesynth.networks.gansynth.decoder.spectral import specgrams_to_waves

    np.testing.assert_array_equal(specgrams_to_waves(wide.config, wide.denormalize(picture)), wide.synthesize(z, [40, 41]))
    middle = wide.run(x, start=None, stop="conv1")
    assert close(wide.run(middle, start="conv1", stop=None), picture, 1e-4)
    longer = wide.run(np.concatenate([middle, middle], axis=1), start="conv1", stop=None)
    assert longer.shape == (2, 2 * wide.config.frames, wide.config.bins, 2)


def test_sample_z(wide):
    z = wide.sample_z(20, seed=3)
    assert z.shape == (20, 6)
    assert z.dtype == np.float32
    np.testing.assert_array_equal(wide.sample_z(20, seed=3), z)
    np.testing.assert_array_equal(wide.sample_z(5, seed=3), z[:5])
    np.testing.assert_array_equal(wide.sample_z(5, seed=3, start=15), z[15:])
    assert not np.array_equal(wide.sample_z(20, seed=4), z)
    assert not np.array_equal(wide.sample_z(20), wide.sample_z(20))
    assert wide.sample_z(0, seed=3).shape == (0, 6)


def test_repr(wide):
    assert repr(wide) == f"GANSynth(id='{wide.id}', 0.009375 s at 16000 Hz, 61 pitches, exact)"


# A stage that fades in


def test_replacing_in_a_fading_stage(fading, rng):
    """The block before is heard too: the layers of the last block are not the whole sound."""
    written, model = fading
    z, pitches = model.sample_z(2, seed=0), [30, 40]
    for layer in ("conv0_2", "conv1_2"):
        value = rng.standard_normal((2, *model.config.layers[layer]))
        truth, _ = reference.picture(written, z, pitches, edits={layer: (0.0, value)})
        assert decibels(reference.waves(written, truth), model.synthesize_from(layer, value, z=z, pitches=pitches)) > 80.0
    value = rng.standard_normal((2, *model.config.layers["conv1"]))
    truth, _ = reference.picture(written, z, pitches, edits={"conv1": (0.0, value)})
    assert decibels(reference.waves(written, truth), model.synthesize_from("conv1", value)) > 80.0


def test_edits_of_the_replaced_layer_in_a_fading_stage(fading, rng):
    _, model = fading
    z, shape = model.sample_z(2, seed=0), model.config.layers["conv1_2"]
    value, offset = rng.standard_normal((2, *shape)), rng.standard_normal((2, *shape))
    edited = model.synthesize_from(
        "conv1_2", value, z=z, pitches=40, bends=bends_of(scale={"conv1_2": 0.5, "conv0": 2.0}, offset={"conv1_2": offset})
    )
    assert close(edited, model.synthesize_from("conv1_2", 0.5 * value + offset, z=z, pitches=40, bends=bends_of(scale={"conv0": 2.0})))
    one = model.synthesize_from("conv1_2", value[0], z=z, pitches=40, bends=bends_of(offset={"conv1_2": offset}))
    assert close(one, model.synthesize_from("conv1_2", value[0] + offset, z=z, pitches=40))


def test_replacing_in_a_fading_stage_needs_z(fading):
    _, model = fading
    value = np.zeros(model.config.layers["conv0_2"])
    for missing in ({}, {"z": model.sample_z(1, seed=0)}, {"pitches": 40}):
        with refused("z-while-fading", InvalidInput, says=r"still fades its last block in, so conv0_2 is not the whole sound.*Give z and pitches"):
            model.synthesize_from("conv0_2", value, **missing)


def test_counts_in_a_fading_stage(fading):
    _, model = fading
    shape, z = model.config.layers["conv0_2"], model.sample_z(2, seed=0)
    with refused("one-per-sound", InvalidInput, says=r"one activation, or one for each z. Received: 3 for 2 z"):
        model.synthesize_from("conv0_2", np.zeros((3, *shape)), z=z, pitches=40)
    with refused("one-per-sound", InvalidInput, says=r"one offset of conv0_2, or one for each sound. Received: 3 for 2"):
        model.synthesize_from("conv0_2", np.zeros((2, *shape)), z=z, pitches=40, bends=bends_of(offset={"conv0_2": np.zeros((3, *shape))}))
    with refused("layer-shape", InvalidInput, says=r"The offset of conv0_2 must be"):
        model.synthesize_from("conv0_2", np.zeros((2, *shape)), z=z, pitches=40, bends=bends_of(offset={"conv0_2": np.zeros(3)}))


# Opening


def test_published_precision_is_the_same_sound_in_another_order(wide):
    published = gansynth.GANSynth(wide._stored, precision="published", decoder="published")
    z, pitch = wide.sample_z(2, seed=4), wide.config.pitches[0]
    assert published.precision == "published"
    exact, plain = wide.synthesize(z, pitch), published.synthesize(z, pitch)
    assert decibels(exact, plain) > 60
    assert not np.array_equal(exact, plain)  # upscaling is not fused with the convolution behind it


def test_unknown_precision(wide):
    with refused("known-precision", InvalidInput, says=r"precision must be one of exact, preview, published. Received: precision='fast'"):
        gansynth.GANSynth(wide._stored, precision="fast")


def test_preview_is_exact_where_the_processor_gains_nothing(wide, monkeypatch):
    monkeypatch.setattr(keras_plan, "has_bfloat16", lambda: False)
    wide = gansynth.GANSynth(wide._stored, backend="tensorflow", decoder="published")
    model = wide.at("preview")
    assert model.precision == "exact"
    z = wide.sample_z(1, seed=0)
    np.testing.assert_array_equal(model.synthesize(z, 40), wide.synthesize(z, 40))


@pytest.mark.parametrize("settings", [WIDE, {}, WIDE | {"simple_arch": True}])
def test_preview_is_near(tmp_path, monkeypatch, settings):
    """Edits and activations are float32 in either precision."""
    monkeypatch.setattr(keras_plan, "has_bfloat16", lambda: True)
    folder = write_checkpoint(tmp_path, settings).folder
    exact, preview = (load_model(folder, precision=precision, backend="tensorflow", decoder="published") for precision in ("exact", "preview"))
    assert (exact.precision, preview.precision) == ("exact", "preview")
    z, layers = exact.sample_z(9, seed=0), list(exact.config.layers)
    found = preview.activations(z, 40, layers)
    for layer, expected in exact.activations(z, 40, layers).items():
        assert found[layer].dtype == np.float32
        assert decibels(expected, found[layer]) > 20.0
    bends = bends_of(scale={layers[-1]: 0.5}, offset={layers[1]: np.ones(exact.config.layers[layers[1]])})
    for waves in (preview.synthesize(z, 40, bends=bends), preview.synthesize_from(layers[0], found[layers[0]], bends=bends)):
        assert waves.dtype == np.float32
        assert np.isfinite(waves).all()


def test_processor_flags(monkeypatch):
    for text, expected in (("flags : fpu avx512_bf16", True), ("flags : amx_bf16", True), ("flags : fpu avx2", False)):
        monkeypatch.setattr(backend.Path, "read_text", lambda *_, text=text, **__: text)
        assert keras_plan.has_bfloat16() is expected

    def missing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(backend.Path, "read_text", missing)
    assert keras_plan.has_bfloat16() is False


def test_the_embedded_model_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(known_models, "__file__", str(tmp_path / "package" / "networks" / "known_models.py"))
    with refused("embedded-model", ModelError, says=r"embedded model must be beside the package.*Install ganspacesynth again, or name a model"):
        load_model()


@pytest.mark.parametrize("place", ["package/models/default", "models/default"])
def test_the_embedded_model_is_found_installed_or_in_a_checkout(monkeypatch, tmp_path, wide, place):
    monkeypatch.setattr(known_models, "__file__", str(tmp_path / "package" / "networks" / "known_models.py"))
    wide.save(tmp_path / place)
    assert known_models.default_model() == tmp_path / place
    assert load_model().id == wide.id


def test_codes_of_another_size(wide):
    weights = dict(wide._stored.weights) | {"prior/codes": np.ones((3, 5), np.float32)}
    stored = dataclasses.replace(wide._stored, weights=weights, prior={"kind": "codes"})
    with refused("codes-size", ModelError):
        gansynth.GANSynth(stored)


def test_many_sounds_take_the_memory_of_a_batch(wide, monkeypatch):
    """Spectra are some ten times as large as sounds: they are made and forgotten batch by batch."""
    sizes, to_waves = [], gansynth.decoded_waves
    monkeypatch.setattr(gansynth, "decoded_waves", lambda config, s, *rest: sizes.append(len(s)) or to_waves(config, s, *rest))
    assert len(wide.synthesize(wide.sample_z(42, seed=0), 40)) == 42
    assert max(sizes) == wide.plan.batch == 8
    assert sum(sizes) == 42


def test_upscaling_in_windows_and_by_a_transposed_convolution_are_the_same_function(wide, monkeypatch):
    z, waves = wide.sample_z(2, seed=0), []
    for onednn in (False, True):
        monkeypatch.setattr(backend, "has_onednn", lambda onednn=onednn: onednn)
        waves.append(gansynth.GANSynth(wide._stored, backend="tensorflow", decoder="published").synthesize(z, 40))
    assert not np.array_equal(*waves) and decibels(*waves) > 60.0


@pytest.mark.parametrize(
    ("flags", "asked", "expected"), [("avx2", "", False), ("avx512_vnni", "", True), ("avx512_vnni", "0", False), ("", "1", True)]
)
def test_where_onednn_computes(monkeypatch, flags, asked, expected):
    monkeypatch.setattr(backend, "processor_flags", lambda: flags)
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", asked)
    backend.has_onednn.cache_clear()
    assert backend.has_onednn() is (expected or backend.keras.backend.backend() == "jax")
    backend.has_onednn.cache_clear()
