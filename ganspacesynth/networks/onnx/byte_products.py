"""This machine in, whether it multiplies bytes exactly out: processors without instructions for that let sums of two products overflow."""

import functools
import os

import numpy as np

from ganspacesynth.networks import devices
from ganspacesynth.networks.onnx.graph import CONTRIB, Graph
from ganspacesynth.networks.onnx.session import Session

INPUTS, OUTPUTS, WANTED = 64, 16, 200


def are_exact() -> bool:
    """Whether ONNX Runtime's convolution of bytes is right on this processor, tried with the largest products there are.

    Where it is, it is also quick: the same instructions make both. Elsewhere, and on other devices, it is not asked.

    Source: ONNX Runtime, "Quantize ONNX models", on saturation.
    """
    return devices.wanted(os.environ).device == devices.CPU and _tried()


@functools.cache
def _tried() -> bool:
    graph = Graph()
    x = graph.input("x", (1, 4, 4, INPUTS), "uint8")
    factor, zero = graph.constant(1.0), graph.constant(np.array(0, np.uint8))
    out = graph.constant(np.array(255.0 * 127.0 * 9 * INPUTS / WANTED, np.float32))
    kernel = graph.constant(np.full((OUTPUTS, INPUTS, 3, 3), 127, np.int8))
    each = (graph.constant(np.ones(OUTPUTS, np.float32)), graph.constant(np.zeros(OUTPUTS, np.int8)))
    made = graph.node("QLinearConv", x, factor, zero, kernel, *each, out, zero, domain=CONTRIB, channels_last=1, pads=[0, 0, 0, 0])
    graph.output("y", made, "uint8")
    return bool((Session(graph).run(x=np.full((1, 4, 4, INPUTS), 255, np.uint8))["y"] == WANTED).all())
