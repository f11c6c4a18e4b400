"""Sums where the network runs are the sums that are made here; the accelerator of the tests is the processor."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth import load_model
from ganspacesynth.core.work.share import Share
from ganspacesynth.directions.decomposition.moments import Moments
from ganspacesynth.directions.search import activations, device_moments
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.device_moments import add_on_device
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from tests.conftest import GOLDEN

SETTINGS = SearchSettings(n_components=4, n_samples=1500, batch_size=64, all_pitches=False, plain=True)


@pytest.fixture
def tiny():
    return load_model(GOLDEN / "tiny_mel", backend="tensorflow")


@pytest.fixture
def accelerated(monkeypatch):
    monkeypatch.setattr(activations, "_accelerated", lambda model: True)


@pytest.mark.parametrize("layer", ["conv0", "conv1_2"])
def test_directions_are_those_found_here(tiny, layer, monkeypatch, accelerated):
    monkeypatch.setattr(device_moments, "STEPS", 3)
    there = find_directions(tiny, layer, SETTINGS)
    monkeypatch.setattr(activations, "_accelerated", lambda model: False)
    here = find_directions(tiny, layer, SETTINGS)
    assert_allclose(there.stdev, here.stdev, rtol=1e-5)
    assert_allclose(there.components, here.components, atol=1e-3)
    assert_allclose(there.mean, here.mean, atol=1e-5)


def test_padding_is_not_counted(tiny, accelerated):
    sampler = ActivationSampler(tiny, "conv0", 60, batch=8)
    assert sampler.network is not None and not sampler.lone
    moments = Moments(np.zeros(sampler.size))
    add_on_device(moments, sampler, Share(0, 5, 13), lambda: False)
    rows = sampler.rows(sampler.z(5, 13)).astype(np.float64)
    assert moments.count == 13
    assert_allclose(moments.mean, rows.mean(axis=0), atol=1e-6)
    assert_allclose(np.triu(moments.products), np.triu(rows.T @ rows), atol=1e-4)


def test_it_leaves_off_when_told(tiny, accelerated):
    moments = Moments(np.zeros(256))
    add_on_device(moments, ActivationSampler(tiny, "conv0", 60), Share(0, 0, 500), lambda: True)
    assert moments.count == 0


def test_listeners_without_a_network_are_refused(tiny):
    with pytest.raises(TypeError, match="without a network"):
        add_on_device(Moments(np.zeros(256)), ActivationSampler(tiny, "conv0", 60), Share(0, 0, 5), lambda: False)


@pytest.mark.slow
def test_jax_finds_the_same_directions(tiny, tmp_path):
    """On another backend, here and "on a device": in a process of its own, since a process has one backend."""
    code = (
        "import sys, numpy as np\n"
        "from ganspacesynth.directions.search import activations\n"
        "from tests.conftest import GOLDEN\n"
        "from tests.unit.directions.test_device_moments import SETTINGS\n"
        "from ganspacesynth import load_model\n"
        "from ganspacesynth.directions.search.pca import find_directions\n"
        "model = load_model(GOLDEN / 'tiny_mel')\n"
        "here = find_directions(model, 'conv1_2', SETTINGS)\n"
        "activations._accelerated = lambda model: True\n"
        "there = find_directions(model, 'conv1_2', SETTINGS)\n"
        "import keras; assert keras.backend.backend() == 'jax'\n"
        "np.savez(sys.argv[1], here=here.components, there=there.components)"
    )
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.npz")], cwd=Path(__file__).parents[3], env=environment, check=True)
    expected = find_directions(tiny, "conv1_2", SETTINGS).components
    with np.load(tmp_path / "a.npz") as found:
        assert_allclose(found["here"], expected, atol=1e-3)
        assert_allclose(found["there"], expected, atol=1e-3)
