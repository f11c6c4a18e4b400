"""The graph of StyleGAN 3, and the field of waves that it begins with: ws and a field in, pictures out.

    x s -> convolution -> d x + bias -> upscale, filter -> leaky ReLU, clamp -> filter, leave samples out

Source: Karras et al., Alias-Free Generative Adversarial Networks (2021), 3.
"""

import math

import numpy as np

from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.stylegan.graphs.resampling import decimated, upscaled
from ganspacesynth.networks.stylegan.graphs.styles import Styles
from ganspacesynth.networks.stylegan.graphs.wanted import NCHW, NHWC, Bending, Wanted
from ganspacesynth.networks.stylegan.layer_bends import PICTURE
from ganspacesynth.networks.stylegan.mapping import LEAK
from ganspacesynth.networks.stylegan.picture_config import FilteredLayer, FilteredShape, PictureConfig


def field_of_waves(config: PictureConfig, weights: dict[str, np.ndarray], w: np.ndarray, transform: np.ndarray | None) -> np.ndarray:
    """Return what StyleGAN 3 begins with, float32 [n, height, width, waves].

    Args:
        config: the network's.
        weights: its.
        w: the first rows of ws, [n, w_dim].
        transform: where each place of the picture is looked up, [3, 3] or [n, 3, 3]: the inverse of how the picture moves. None for the file's own.
    """
    shape = config.synthesis
    if not isinstance(shape, FilteredShape):
        raise TypeError(config.family)
    asked = np.asarray(weights["input.transform"] if transform is None else transform, np.float64)
    turned = _placed(weights, w) @ asked  # [n, 3, 3]
    freqs, phases = np.asarray(weights["input.freqs"], np.float64), np.asarray(weights["input.phases"], np.float64)
    phases = phases + np.einsum("kd,nd->nk", freqs, turned[:, :2, 2])
    freqs = np.einsum("kd,nde->nke", freqs, turned[:, :2, :2])
    room = max(shape.rate / 2.0 - shape.bandwidth, 1e-9)
    amplitudes = np.clip(1.0 - (np.linalg.norm(freqs, axis=2) - shape.bandwidth) / room, 0.0, 1.0)
    places = _grid(shape)  # [h * w, 2]
    out = np.empty((len(w), len(places), shape.features), np.float32)
    for k in range(len(w)):
        angle = places @ freqs[k].T + phases[k]
        waves = np.sin(2.0 * np.pi * (angle - np.rint(angle)).astype(np.float32)) * amplitudes[k].astype(np.float32)
        out[k] = waves @ weights["input.weight"].T
    return out.reshape(len(w), *shape.size, shape.features)


def _placed(weights: dict[str, np.ndarray], w: np.ndarray) -> np.ndarray:
    """How w turns and shifts the field, [n, 3, 3]."""
    told = (w @ weights["input.affine.weight"].T + weights["input.affine.bias"]).astype(np.float64)
    told /= np.maximum(np.linalg.norm(told[:, :2], axis=1, keepdims=True), 1e-12)
    cosine, sine, x, y = told.T
    turn, shift = np.zeros((len(w), 3, 3)), np.zeros((len(w), 3, 3))
    turn[:, 0, 0], turn[:, 0, 1], turn[:, 1, 0], turn[:, 1, 1], turn[:, 2, 2] = cosine, -sine, sine, cosine, 1.0
    shift[:, 0, 0] = shift[:, 1, 1] = shift[:, 2, 2] = 1.0
    shift[:, 0, 2], shift[:, 1, 2] = -x, -y
    return turn @ shift


def _grid(shape: FilteredShape) -> np.ndarray:
    """Places of the field's samples, x to the right and y down, 1 being the picture's nominal edge."""
    y, x = (((np.arange(edge) + 0.5) / edge * 2.0 - 1.0) * 0.5 * edge / shape.rate for edge in shape.size)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def filtering_graph(config: PictureConfig, weights: dict[str, np.ndarray], wanted: Wanted) -> Graph:
    """Return a graph of a StyleGAN 3.

    Inputs are `ws` [n, num_ws, w_dim], `field` [n, height, width, waves] unless the field is replaced, and what `wanted` names; outputs as of
    `upscaling_graph`.
    """
    shape = config.synthesis
    if not isinstance(shape, FilteredShape):
        raise TypeError(config.family)
    graph = Graph()
    styles, bending = Styles(graph, weights, config.num_ws, config.w_dim), Bending(graph, wanted, dict(config.layers))
    begun = [*config.layers].index(wanted.replaced) if wanted.replaced else 0
    x = ""
    if not begun:
        x = bending.behind(
            "input", "" if wanted.replaced == "input" else graph.transpose(graph.input("field", ("n", *shape.size, shape.features)), NCHW)
        )
    left, size = set(wanted.kept) - {"input"}, shape.size
    for row, layer in enumerate(shape.layers, 1):
        if wanted.kept and not left:
            return graph
        if row > begun:
            x = _layer(graph, styles, weights, layer, x, row, size)
        if row >= begun:
            x = bending.behind(layer.name, x)
        left, size = left - {layer.name}, layer.size
    if not wanted.kept:
        picture = graph.node("Mul", x, graph.constant(float(shape.output_scale)))
        picture = bending.shaped(PICTURE, picture, (*shape.layers[-1].size, config.channels))
        graph.output("picture", graph.transpose(picture, NHWC))
    return graph


def _layer(graph: Graph, styles: Styles, weights: dict[str, np.ndarray], layer: FilteredLayer, x: str, row: int, size: tuple[int, int]) -> str:
    """One layer, [n, inputs, h, w] -> [n, outputs, h, w]."""
    name, gain, channels = layer.name, float(weights[f"{layer.name}.gain"]), layer.outputs
    style = styles.style(name, row)
    x = graph.node("Mul", x, graph.node("Unsqueeze", style, graph.constant([2, 3])))
    kernel = weights[f"{name}.weight"] * np.float32(gain if layer.to_picture else 1.0)
    x = graph.node("Conv", x, graph.constant(kernel), pads=[layer.kernel - 1] * 4)
    if not layer.to_picture:
        x = graph.node("Mul", x, graph.node("Unsqueeze", styles.demodulated(name, style, gain), graph.constant([2, 3])))
    x = graph.node("Add", x, graph.constant(weights[f"{name}.bias"].reshape(1, channels, 1, 1)))
    left, right, above, below = layer.padding
    height, width = (edge + layer.kernel - 1 for edge in size)
    taps = weights[f"{name}.up_filter"] * np.float32(layer.up) if layer.up > 1 else np.ones(1)
    x, _ = upscaled(graph, x, taps, layer.up, (left, right), width, channels, 3)
    x, _ = upscaled(graph, x, taps, layer.up, (above, below), height, channels, 2)
    if not layer.to_picture:
        x = graph.node("Mul", graph.node("LeakyRelu", x, alpha=LEAK), graph.constant(math.sqrt(2.0)))
    if layer.clamp is not None:
        x = graph.node("Clip", x, graph.constant(-float(layer.clamp)), graph.constant(float(layer.clamp)))
    if layer.down > 1:
        x = decimated(graph, x, weights[f"{name}.down_filter"], layer.down, channels)
    return x
