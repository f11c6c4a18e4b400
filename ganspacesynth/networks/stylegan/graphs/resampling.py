"""Resampling in graphs: upscaling by a filter without the zeros that it would be fed, and filters that leave samples out.

upscale, filter   z[m] = sum_t f[t] x0[m - before + t], x0 being x with up - 1 zeros behind each sample: those of the same m mod up share their taps,
                  so they are one convolution of x with every up-th tap
"""

import math

import numpy as np

from ganspacesynth.networks.onnx.graph import Graph

FILTER = np.array([1.0, 3.0, 3.0, 1.0]) / 4.0  # StyleGAN 2's, along one axis, the gain of upscaling in it
PHASES = ((0, 0), (0, 1), (1, 0), (1, 1))  # rows and columns, even and odd


def phase_kernel(kernel: np.ndarray, phase: tuple[int, int]) -> np.ndarray:
    """Return the taps of a 3x3 kernel that make one of four phases of a transposed convolution of stride 2.

    An even sample sees two of x by the outer taps, an odd one a single one by the middle tap: 4 + 2 + 2 + 1 multiplications for four samples, none of
    them with a zero.

    Args:
        kernel: [outputs, inputs, 3, 3].
        phase: of `PHASES`.
    """
    rows, columns = ([1] if odd else [2, 0] for odd in phase)
    return np.ascontiguousarray(kernel[:, :, rows][:, :, :, columns])


def upscaled_twice(graph: Graph, x: str, kernel: np.ndarray, size: tuple[int, int], scales: str, bias: np.ndarray) -> str:
    """Upscale [n, inputs, height, width] to twice the size, convolve, scale and filter, as StyleGAN 2's conv0 does, and add a bias.

    Args:
        graph: to add to.
        x: the value.
        kernel: [outputs, inputs, 3, 3].
        size: height and width of x.
        scales: of channels behind the convolution, [n, outputs, 1, 1]; before the filter, so that the bias is a part of it.
        bias: [outputs].
    """
    channels, (height, width) = kernel.shape[0], size
    parts = []
    for odd_row, odd_column in PHASES:
        taps = graph.constant(phase_kernel(kernel, (odd_row, odd_column)))
        part = graph.node("Conv", x, taps, pads=[1 - odd_row, 1 - odd_column, 1, 1])  # [n, outputs, height + 1, width + 1]
        parts.append(graph.node("Unsqueeze", part, graph.constant([4])))
    rows = [graph.reshape(graph.node("Concat", *parts[k : k + 2], axis=4), (-1, channels, height + 1, 1, 2 * width + 2)) for k in (0, 2)]
    whole = graph.reshape(graph.node("Concat", *rows, axis=3), (-1, channels, 2 * height + 2, 2 * width + 2))
    smooth = np.ascontiguousarray(np.broadcast_to(np.outer(FILTER, FILTER), (channels, 1, 4, 4)), np.float32)
    return graph.node("Conv", graph.node("Mul", whole, scales), graph.constant(smooth), graph.constant(bias), group=channels, pads=[1, 1, 0, 0])


def doubled(graph: Graph, x: str, channels: int) -> str:
    """Upscale [n, channels, h, w] to twice the size by the filter 1 3 3 1, for pictures and shortcuts of few channels."""
    near, far = 3.0 / 4.0, 1.0 / 4.0
    taps = np.array([[far, near, 0.0], [0.0, near, far]])  # of even and odd samples
    phases = np.einsum("ai,bj->abij", taps, taps).reshape(1, 4, 1, 3, 3)
    kernel = np.broadcast_to(phases, (channels, 4, 1, 3, 3)).reshape(4 * channels, 1, 3, 3).astype(np.float32)
    return graph.node("DepthToSpace", graph.node("Conv", x, graph.constant(kernel), group=channels, pads=[1, 1, 1, 1]), blocksize=2, mode="CRD")


def upscaled(graph: Graph, x: str, kernel: np.ndarray, up: int, sides: tuple[int, int], size: int, channels: int, axis: int) -> tuple[str, int]:
    """Upscale [n, channels, h, w] along one axis by a filter.

    Args:
        graph: to add to.
        x: the value.
        kernel: taps, already multiplied by the gain.
        up: how many samples each one becomes.
        sides: samples added before and after, at the higher rate; negative ones are cut off.
        size: of the axis.
        channels: of x.
        axis: 2 or 3.

    Returns:
        The value, and the new size of the axis.
    """
    taps, before = kernel[::-1], sides[0]
    total = size * up + before + sides[1] - len(taps) + 1
    count = -(-total // up)
    phases = []
    for phase in range(up):
        first = before - phase
        low, high = math.ceil(-first / up), (len(taps) - 1 - first) // up
        picked = np.array([taps[up * k + first] for k in range(low, high + 1)])
        phases.append(_along(graph, x, picked, (-low, count - 1 + high - (size - 1)), size, channels, axis))
    if up > 1:
        spread = [graph.node("Unsqueeze", each, graph.constant([axis + 1])) for each in phases]
        shape = [0, 0, 0, 0]
        shape[axis] = count * up
        x = graph.reshape(graph.node("Concat", *spread, axis=axis + 1), _shape(shape, axis))
    else:
        x = phases[0]
    return (x if total == count * up else graph.cut(x, [0], [total], [axis])), total


def _shape(shape: list[int], axis: int) -> list[int]:
    """Sizes for a Reshape of five axes into four: those before are kept; the one behind, if there is one, is found out."""
    return [0, 0, shape[2], -1] if axis == 2 else [0, 0, 0, shape[3]]


def _along(graph: Graph, x: str, taps: np.ndarray, sides: tuple[int, int], size: int, channels: int, axis: int) -> str:
    """Correlate each channel with taps along one axis, with samples added or cut at its sides."""
    before, after = sides
    if before < 0 or after < 0:
        x = graph.cut(x, [max(-before, 0)], [size - max(-after, 0)], [axis])
        before, after = max(before, 0), max(after, 0)
    pads = [before, 0, after, 0] if axis == 2 else [0, before, 0, after]
    return graph.node("Conv", x, graph.constant(_each(taps, channels, axis)), group=channels, pads=pads)


def decimated(graph: Graph, x: str, kernel: np.ndarray, down: int, channels: int) -> str:
    """Filter [n, channels, h, w] by a kernel of one or two axes and keep every down-th sample; what the filter does not cover is cut off."""
    if kernel.ndim == 2:
        whole = np.ascontiguousarray(np.broadcast_to(kernel[::-1, ::-1], (channels, 1, *kernel.shape)), np.float32)
        return graph.node("Conv", x, graph.constant(whole), group=channels, strides=[down, down])
    taps = kernel[::-1]
    x = graph.node("Conv", x, graph.constant(_each(taps, channels, 3)), group=channels, strides=[1, down])
    return graph.node("Conv", x, graph.constant(_each(taps, channels, 2)), group=channels, strides=[down, 1])


def _each(taps: np.ndarray, channels: int, axis: int) -> np.ndarray:
    """The same taps for each channel, as the kernel of a convolution by groups."""
    shape = (1, 1, len(taps), 1) if axis == 2 else (1, 1, 1, len(taps))
    return np.ascontiguousarray(np.broadcast_to(taps.reshape(shape), (channels, *shape[1:])), np.float32)
