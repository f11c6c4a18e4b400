"""Graphs are read back by ONNX Runtime, which knows nothing of how they were written."""

import numpy as np
import pytest

from ganspacesynth.networks.onnx.graph import APART, END, Graph
from ganspacesynth.networks.onnx.session import Session


def computed(build, x, shape=None):
    graph = Graph()
    graph.output("y", build(graph, graph.input("x", shape or x.shape, x.dtype.name)), dtype=x.dtype.name)
    return Session(graph).run(x=x)["y"]


@pytest.fixture
def x():
    return np.random.default_rng(0).standard_normal((2, 3, 4, 5)).astype(np.float32)


def test_a_convolution_of_a_point_is_its_kernel():
    kernel = np.arange(18, dtype=np.float32).reshape(2, 1, 3, 3)
    point = np.zeros((1, 1, 5, 5), np.float32)
    point[0, 0, 2, 2] = 1.0
    found = computed(lambda g, x: g.node("Conv", x, g.constant(kernel), pads=[1, 1, 1, 1]), point)
    np.testing.assert_array_equal(found[0, :, 1:4, 1:4], kernel[:, 0, ::-1, ::-1])


def test_attributes_of_each_kind_arrive(x):
    np.testing.assert_allclose(computed(lambda g, x: g.node("LeakyRelu", x, alpha=0.25), x), np.where(x < 0, 0.25 * x, x))
    np.testing.assert_array_equal(computed(lambda g, x: g.node("Flatten", x, axis=2), x), x.reshape(6, 20))
    twice = computed(lambda g, x: g.node("Resize", x, "", g.constant(np.float32([1, 1, 2, 2])), mode="nearest", nearest_mode="floor"), x)
    assert twice.shape == (2, 3, 8, 10)
    ones = computed(lambda g, x: g.node("Add", x, g.node("Constant", value_floats=[0.5, 1.5])), np.zeros((1, 2), np.float32))
    np.testing.assert_array_equal(ones, [[0.5, 1.5]])


def test_sizes_that_are_words_may_differ_from_call_to_call(x):
    graph = Graph()
    graph.output("y", graph.node("Mul", graph.input("x", ("n", 3, "h", 5)), graph.constant(2.0)))
    session = Session(graph)
    for some in (x, x[:1, :, :3]):
        np.testing.assert_array_equal(session.run(x=some)["y"], 2.0 * some)


@pytest.mark.parametrize("size", [3, APART])
def test_small_and_large_constants_are_the_same(size):
    values = np.random.default_rng(1).standard_normal(size).astype(np.float32)
    np.testing.assert_array_equal(computed(lambda g, x: g.node("Add", x, g.constant(values)), np.zeros(size, np.float32)), values)


def test_large_constants_stay_out_of_the_bytes():
    graph = Graph()
    graph.output("y", graph.node("Add", graph.input("x", (1 << 16,)), graph.constant(np.ones(1 << 16, np.float32))))
    assert len(graph.to_bytes()) < 1000 and len(graph.arrays) == 1


def test_equal_small_constants_are_written_once():
    graph = Graph()
    assert graph.constant(0.5) == graph.constant(0.5) != graph.constant(0.25)
    assert graph.constant([1, 2]) == graph.constant(np.array([1, 2])) != graph.constant(np.float32([1, 2]))


def test_layouts(x):
    np.testing.assert_array_equal(computed(lambda g, x: g.transpose(x, (0, 2, 3, 1)), x), x.transpose(0, 2, 3, 1))
    np.testing.assert_array_equal(computed(lambda g, x: g.reshape(x, (0, -1, 5)), x), x.reshape(2, 12, 5))
    np.testing.assert_array_equal(computed(lambda g, x: g.cut(x, [1, 2], [-1, END], [1, 3]), x), x[:, 1:-1, :, 2:])
    np.testing.assert_array_equal(computed(lambda g, x: g.pad(x, (0, 0, 1, 2), (0, 0, 3, 4)), x), np.pad(x, ((0, 0), (0, 0), (1, 3), (2, 4))))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "uint8", "bool"])
def test_types(dtype):
    values = np.array([0, 1, 1, 0]).astype(dtype)
    np.testing.assert_array_equal(computed(lambda g, x: g.node("Identity", x), values), values)


def test_operations_with_several_results(x):
    graph = Graph()
    first, second = graph.split("Split", graph.input("x", x.shape), graph.constant([1, 2]), results=2, axis=1)
    graph.output("a", first)
    graph.output("b", second)
    found = Session(graph).run(x=x)
    np.testing.assert_array_equal(found["a"], x[:, :1])
    np.testing.assert_array_equal(found["b"], x[:, 1:])
