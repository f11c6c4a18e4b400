"""3x3 convolutions by fewer multiplications are the same convolutions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth.networks.devices import DEVICE
from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.onnx.session import Session
from ganspacesynth.networks.stylegan.graphs import winograd
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from tests.conftest import GOLDEN

EXACT = 1e-5  # of the peak


def computed(convolve, kernel, x):
    graph = Graph()
    given = graph.input("x", ("n", kernel.shape[1], *x.shape[2:]))
    graph.output("y", convolve(graph, given))
    return Session(graph).run(x=x)["y"]


@pytest.mark.parametrize(("outputs", "inputs", "size", "count"), [(16, 16, (8, 8), 1), (16, 32, (4, 10), 2), (3, 5, (2, 6), 3), (1, 1, (2, 2), 1)])
def test_it_is_the_same_convolution(outputs, inputs, size, count):
    rng = np.random.default_rng(outputs)
    kernel, x = rng.standard_normal((outputs, inputs, 3, 3), np.float32), rng.standard_normal((count, inputs, *size), np.float32)
    wanted = computed(lambda graph, given: graph.node("Conv", given, graph.constant(kernel), pads=[1, 1, 1, 1]), kernel, x)
    found = computed(lambda graph, given: winograd.convolved(graph, given, kernel, size), kernel, x)
    assert_allclose(found, wanted, atol=EXACT * np.abs(wanted).max())


def test_published_pictures_are_the_same(monkeypatch):
    folder = GOLDEN / "pictures" / "stylegan2_tiny"
    ws = load_picture_model(folder / "network.pkl").map(np.load(folder / "golden.npz")["z"])
    plain = load_picture_model(folder / "network.pkl").synthesize(ws)
    seen = []
    monkeypatch.setattr(winograd, "pays", lambda kernel, size: seen.append(size) or size[0] % 2 == 0)
    assert_allclose(load_picture_model(folder / "network.pkl").synthesize(ws), plain, atol=EXACT * np.abs(plain).max())
    assert seen


def test_it_is_done_where_it_pays(monkeypatch):
    kernel = np.zeros((128, 128, 3, 3), np.float32)
    monkeypatch.setattr(winograd.platform, "machine", lambda: "AMD64")
    assert winograd.pays(kernel, (8, 16))
    assert not winograd.pays(kernel, (4, 4)) and not winograd.pays(kernel, (16, 15)) and not winograd.pays(kernel[:64], (16, 16))
    monkeypatch.setenv(DEVICE, "cuda")
    assert not winograd.pays(kernel, (16, 16))
    monkeypatch.delenv(DEVICE)
    monkeypatch.setattr(winograd.platform, "machine", lambda: "arm64")
    assert not winograd.pays(kernel, (16, 16))
