"""Preview on ONNX Runtime: convolutions of bytes, near the exact ones, and never where something is bent."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth import Point, load_directions, load_model
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.continuous.stream import Stream
from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks import devices
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.plans import byte_layers, onnx_plan
from ganspacesynth.networks.gansynth.plans.byte_layers import ByteScale, worthwhile
from ganspacesynth.networks.gansynth.plans.calibration import Bounds, calibrate
from ganspacesynth.networks.gansynth.plans.onnx_layers import prepare
from ganspacesynth.networks.known_models import default_model
from ganspacesynth.networks.onnx import byte_products
from ganspacesynth.networks.onnx.session import Session
from tests.conftest import decibels

NEAR_DB = 25.0  # pictures: eight bits a value, ten layers
quick = pytest.mark.skipif(not byte_products.are_exact(), reason="this processor adds products of bytes with overflow")


@pytest.fixture(scope="module")
def both():
    exact = load_model(backend="onnx")
    return exact, exact.at("preview")


def pictures(model, seed=0, pitch=60, bends=None):
    return model.run(model.input(model.sample_z(1, seed=seed), pitch), start=None, stop=None, bends=bends)


@given(st.floats(-50.0, 50.0), st.floats(-50.0, 50.0), st.floats(0.0, 1.0))
def test_bytes_hold_a_range_and_zero_exactly(a, b, share):
    low, high = min(a, b), max(a, b)
    scale = ByteScale.reaching(low, high)
    value = np.float32(min(low, 0.0) + share * (max(high, 0.0) - min(low, 0.0)))
    byte = np.clip(np.round(value / scale.factor) + scale.zero, 0, 255)
    assert abs((byte - scale.zero) * scale.factor - value) <= 1.01 * scale.factor
    assert 0 <= scale.zero <= 255


def test_a_kernel_over_windows_is_the_kernel_over_pixels(rng):
    kernel, picture = rng.standard_normal((3, 2, 3, 3)), rng.standard_normal((2, 6, 8))
    plain = np.array([sum(scipy.signal.correlate(picture[i], kernel[o, i], mode="same") for i in range(2)) for o in range(3)])
    shifted = np.pad(picture, ((0, 0), (1, 1), (1, 1)))  # windows begin a pixel earlier
    windows = shifted.reshape(2, 4, 2, 5, 2).transpose(2, 4, 0, 1, 3).reshape(8, 4, 5)
    wide = byte_layers._over_windows(kernel)
    made = np.array([sum(scipy.signal.correlate(windows[i], wide[o, i], mode="valid") for i in range(8)) for o in range(12)])
    np.testing.assert_allclose(made.reshape(2, 2, 3, 3, 4).transpose(2, 3, 0, 4, 1).reshape(3, 6, 8), plain, atol=1e-5)


def test_large_layers_of_some_channels_are_worth_it():
    assert worthwhile(ModelConfig())[0] == "conv0_3" and worthwhile(ModelConfig())[-1] == "conv1_7"
    assert worthwhile(ModelConfig(simple_arch=True)) == ()
    assert worthwhile(ModelConfig(filters=(64, 64, 64, 64, 32, 4, 4)))[-1] == "conv1_5"


def test_small_models_have_no_preview_of_their_own(tiny):
    assert tiny.at("preview").precision == "exact"


def test_processors_that_overflow_have_no_preview_of_their_own(monkeypatch):
    byte_products._tried.cache_clear()
    monkeypatch.setattr(Session, "run", lambda self, x: {"y": np.full((1, 2, 2, 16), 101, np.uint8)})
    assert not byte_products.are_exact()
    assert load_model(backend="onnx", precision="preview").precision == "exact"
    byte_products._tried.cache_clear()


def test_other_devices_are_not_asked(monkeypatch):
    monkeypatch.setattr(byte_products, "_tried", lambda: True)
    assert byte_products.are_exact()
    monkeypatch.setenv(devices.DEVICE, "cuda")
    assert not byte_products.are_exact()


def test_bounds_are_those_of_the_layers(both):
    exact = both[0]
    found = calibrate(exact.config, prepare(exact.config, exact.weights))
    assert list(found) == [name for name in exact.config.layers if name != "conv0"] or list(found) == list(exact.config.layers)
    held = exact.activations(exact.sample_z(1, seed=9), 60, ["conv1_3"])["conv1_3"]
    assert found["conv1_3"].holds(held) and not found["conv1_3"].holds(2.0 * held)
    assert Bounds((0.0, 1.0), (-1.0, 1.0)).holds(np.zeros(3))


@quick
def test_preview_is_near(both):
    exact, preview = both
    assert preview.precision == "preview"
    factor = 10.0 / np.log(10.0)
    for seed, pitch in ((1, 48), (2, 60), (3, 72)):
        first, second = pictures(exact, seed, pitch), pictures(preview, seed, pitch)
        assert decibels(first, second) > NEAR_DB
        levels = [factor * exact.denormalize(picture)[..., 0] for picture in (first, second)]
        assert np.median(np.abs(levels[0] - levels[1])[levels[0] > levels[0].max() - 60.0]) < 0.5
        heard = [note_pitch(exact._waves(picture)[0], exact.config.sample_rate) for picture in (first, second)]
        assert abs(heard[0] - heard[1]) < 0.05
    z = exact.sample_z(3, seed=4)
    np.testing.assert_array_equal(preview.synthesize(z, 60)[1], preview.synthesize(z[1], 60)[0])


@quick
def test_activations_are_numbers_and_layers_before_are_exact(both):
    exact = both[0]
    z, layers = exact.sample_z(1, seed=5), ["conv0", "conv1_2", "conv0_4", "conv1_7"]
    expected, found = (model.activations(z, 60, layers) for model in both)
    assert all(found[layer].dtype == np.float32 and found[layer].shape == expected[layer].shape for layer in layers)
    np.testing.assert_allclose(found["conv1_2"], expected["conv1_2"], atol=1e-4)
    assert all(decibels(expected[layer], found[layer]) > NEAR_DB for layer in layers)


@quick
def test_bends_are_exact(both):
    """A bent layer may leave its range by far: what follows is computed with numbers."""
    for bends in ({"conv0_5": (Scale(30.0),)}, {"conv1_6": (Offset(9.0),), "conv1": (Scale(0.5),)}):
        first, second = (pictures(model, 6, bends=bends) for model in both)
        assert decibels(first, second) > 80.0


@quick
def test_edits_are_near(both):
    directions = load_directions(default_model() / "directions_conv0.npz")
    z = tuple(both[0].sample_z(1, seed=7)[0].tolist())
    for point in (Point(60, z=z, edits=(4.0, -4.0)), Point(60, mode="replace", edits=(3.0,)), Point(60, z=z, edits=(2.0,), mode="latent")):
        exact, preview = (synthesize_points(model, [point], directions)[0] for model in both)
        spectra = [np.abs(np.fft.rfft(wave.reshape(-1, 1000) * np.hanning(1000))) for wave in (exact, preview)]
        assert decibels(spectra[0], spectra[1]) > 15.0


@quick
def test_live_chunks_are_near_and_bent_ones_exact(both, monkeypatch):
    z = tuple(both[0].sample_z(1, seed=8)[0].tolist())

    def made(model, bends):
        stream = Stream(model, ConstantTrajectory(Point(60, z=z, bends=bends)))
        seen = []
        monkeypatch.setattr(type(model), "denormalize", lambda self, picture: seen.append(picture) or (picture - self._shift) * self._gain)
        for _ in range(3):
            stream.next()
        monkeypatch.undo()
        return np.concatenate(seen)

    exact, preview = (made(model, {}) for model in both)
    assert NEAR_DB < decibels(exact, preview) < 80.0
    exact, preview = (made(model, {"conv0_6": (Scale(20.0),)}) for model in both)
    assert decibels(exact, preview) > 80.0


def test_straight_rows_are_left_or_zero():
    rows = np.zeros((3, 2, 5), np.float32)
    assert onnx_plan.is_straight(rows)
    rows[:, 0] = 1.0
    assert onnx_plan.is_straight(rows)
    rows[1, 0, 2] = 1.1
    assert not onnx_plan.is_straight(rows)
    rows[1, 0, 2], rows[2, 1, 0] = 1.0, 0.1
    assert not onnx_plan.is_straight(rows)
