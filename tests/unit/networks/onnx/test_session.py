import logging

import numpy as np
import onnxruntime
import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.onnx import session as session_module
from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.onnx.session import Session
from tests.support.refused import refused


@pytest.fixture
def doubling():
    graph = Graph()
    graph.output("y", graph.node("Mul", graph.input("x", ("n",)), graph.constant(2.0)))
    return graph


@pytest.mark.parametrize("arrays", [{}, {"z": np.zeros(1, np.float32)}, {"x": np.zeros(1, np.float32), "z": np.zeros(1, np.float32)}])
def test_inputs_are_those_of_the_graph(doubling, arrays):
    with refused("graph-inputs", InvalidInput, says="takes the inputs x"):
        Session(doubling).run(**arrays)


def test_plays_on_the_processor(doubling):
    session = Session(doubling)
    assert session.device.name == "cpu"
    np.testing.assert_array_equal(session.run(x=np.float32([1, 2]))["y"], [2, 4])


def test_a_device_that_is_not_there_is_replaced_and_named_once(doubling, monkeypatch, caplog):
    monkeypatch.setenv("GANSPACESYNTH_DEVICE", "cuda")
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    session_module._say.cache_clear()
    with caplog.at_level(logging.WARNING, logger="ganspacesynth"):
        assert [Session(doubling).device.name for _ in range(2)] == ["cpu", "cpu"]
    assert caplog.text.count("Playing on the processor instead of cuda") == 1


def test_providers_and_threads_are_those_asked_for(doubling, monkeypatch):
    """A stand-in for a runtime with CUDA, of which there is none here."""
    given = {}

    class Standin(onnxruntime.InferenceSession):
        def __init__(self, model, options, providers):
            given.update(providers=providers, threads=options.intra_op_num_threads)
            super().__init__(model, options, providers=["CPUExecutionProvider"])

        def get_providers(self):
            return given["providers"]

    monkeypatch.setenv("GANSPACESYNTH_DEVICE", "cuda")
    monkeypatch.setenv("GANSPACESYNTH_THREADS", "1")
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", Standin)
    assert Session(doubling).device.name == "cuda"
    assert given == {"providers": ["CUDAExecutionProvider", "CPUExecutionProvider"], "threads": 1}
