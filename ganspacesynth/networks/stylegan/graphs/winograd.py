"""3x3 convolutions by fewer multiplications: squares of 4x4 in, of 2x2 out, in between 16 products of channels instead of 36.

    x -- B'dB --> 16 small pictures, one for each place of a square -- one product of channels each --> 16 -- A'mA --> y

All of it is in operations that ONNX Runtime has in blocks of channels: depthwise convolutions of four taps, convolutions of one, sums. The kernel is
transformed once.

Source: Lavin and Gray, Fast algorithms for convolutional neural networks (2016), F(2x2, 3x3).
"""

import os
import platform

import numpy as np

from ganspacesynth.networks import devices
from ganspacesynth.networks.onnx.graph import Graph

BLOCKS = ("x86_64", "amd64")  # processors on which ONNX Runtime computes depthwise convolutions in blocks of channels
FEWEST_CHANNELS, SMALLEST = 128, 8  # less is done faster as it stands
FOUR = range(4)
TAPS = ((0, 2), (1, 2), (1, 2), (1, 3))  # which two of four samples each transformed one is made of
SIGNS = ((1, -1), (1, 1), (-1, 1), (1, -1))
ALONG = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]], np.float32)  # of a kernel, along one axis
WHOLE = np.kron(ALONG, ALONG)  # [16, 9]


def pays(kernel: np.ndarray, size: tuple[int, int]) -> bool:
    """Tell whether a convolution is faster this way, here.

    Args:
        kernel: [outputs, inputs, 3, 3].
        size: height and width of what is convolved.
    """
    if min(kernel.shape[:2]) < FEWEST_CHANNELS or min(size) < SMALLEST or size[0] % 2 or size[1] % 2:
        return False
    return platform.machine().lower() in BLOCKS and devices.wanted(os.environ).device == devices.CPU


def convolved(graph: Graph, x: str, kernel: np.ndarray, size: tuple[int, int]) -> str:
    """Convolve [n, inputs, height, width] with a 3x3 kernel, zeros around it; returns as many places.

    Args:
        graph: to add to.
        x: the value.
        kernel: [outputs, inputs, 3, 3].
        size: height and width, both even.
    """
    outputs, (height, width) = kernel.shape[0], size
    parts = _multiplied(graph, x, kernel)
    halves = [_gathered(graph, [parts[row][column] for row in FOUR]) for column in FOUR]  # of each column, even and odd rows
    rows = []
    for odd in (0, 1):
        pair = _gathered(graph, [half[odd] for half in halves])  # even and odd columns, [n, outputs, height / 2, width / 2]
        spread = graph.node("Concat", *(graph.node("Unsqueeze", each, graph.constant([4])) for each in pair), axis=4)
        rows.append(graph.reshape(spread, (-1, outputs, height // 2, 1, width)))
    return graph.reshape(graph.node("Concat", *rows, axis=3), (-1, outputs, height, width))


def _multiplied(graph: Graph, x: str, kernel: np.ndarray) -> list[list[str]]:
    """Return the 16 products, [n, outputs, height / 2, width / 2] each."""
    outputs, inputs = kernel.shape[:2]
    whole = (WHOLE @ kernel.reshape(-1, 9).T).reshape(4, 4, outputs, inputs, 1, 1)
    return [[graph.node("Conv", _transformed(graph, x, inputs, row, column), graph.constant(whole[row, column])) for column in FOUR] for row in FOUR]


def _transformed(graph: Graph, x: str, channels: int, row: int, column: int) -> str:
    """Return one of 16 differences and sums of each square; squares begin a sample before every second one."""
    taps = np.outer(SIGNS[row], SIGNS[column]).astype(np.float32)
    firsts, lasts = zip(TAPS[row], TAPS[column], strict=True)
    return graph.node(
        "Conv",
        x,
        graph.constant(np.ascontiguousarray(np.broadcast_to(taps, (channels, 1, 2, 2)))),
        group=channels,
        pads=[*(1 - first for first in firsts), *(max(0, last - 2) for last in lasts)],
        strides=[2, 2],
        dilations=[last - first for first, last in zip(firsts, lasts, strict=True)],
    )


def _gathered(graph: Graph, four: list[str]) -> tuple[str, str]:
    """Return the even and the odd sample that four products make."""
    a, b, c, d = four
    return graph.node("Sum", a, b, c), graph.node("Sub", b, graph.node("Sum", c, d))
