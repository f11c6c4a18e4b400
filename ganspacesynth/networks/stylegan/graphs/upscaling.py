"""The graph of StyleGAN 2: ws in, pictures out.

    x s  ->  convolution  ->  d x + noise + bias  ->  leaky ReLU  ->  clamp          s, d: styles.py

The gain behind the leaky ReLU, which is the same for both of its halves, is multiplied into d, noise and bias. Where a block upscales,
convolution and upscaling are one (resampling.py).

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020), Fig. 2 and 7.
"""

import math

import numpy as np

from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.stylegan.graphs.resampling import doubled, upscaled_twice
from ganspacesynth.networks.stylegan.graphs.styles import Styles
from ganspacesynth.networks.stylegan.graphs.wanted import NHWC, Bending, Wanted
from ganspacesynth.networks.stylegan.layer_bends import PICTURE
from ganspacesynth.networks.stylegan.mapping import LEAK
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape


def upscaling_graph(config: PictureConfig, weights: dict[str, np.ndarray], wanted: Wanted) -> Graph:
    """Return a graph of a StyleGAN 2.

    Inputs are `ws` [n, num_ws, w_dim] and what `wanted` names; outputs `picture` [n, height, width, channels], or the activations that are kept.
    """
    return _Upscaling(config, weights, wanted).built()


class _Upscaling:
    def __init__(self, config: PictureConfig, weights: dict[str, np.ndarray], wanted: Wanted) -> None:
        shape = config.synthesis
        if not isinstance(shape, UpscaledShape):
            raise TypeError(config.family)
        self.config, self.weights, self.wanted, self.shape = config, weights, wanted, shape
        self.graph = Graph()
        self.styles = Styles(self.graph, weights, config.num_ws, config.w_dim)
        self.bending = Bending(self.graph, wanted, dict(config.layers))
        self.row = 0

    def built(self) -> Graph:
        """Go through all blocks, as far as something is wanted of them."""
        graph, last = self.graph, len(self.shape.features) - 1
        left = set(self.wanted.kept)
        x, picture = graph.constant(self.weights["b4.const"][None]), ""
        for block in range(last + 1):
            name = f"b{4 << block}"
            shortcut = self._shortcut(name, x, block) if block and self.shape.architecture == "resnet" else ""
            if block:
                x = self._layer(f"{name}.conv0", x, block, up=True)
            x = self._layer(f"{name}.conv1", x, block, shortcut=shortcut)
            left -= {f"{name}.conv0", f"{name}.conv1"}
            if self.wanted.kept and not left:
                return graph
            if block == last or self.shape.architecture == "skip":
                picture = self._picture(f"{name}.torgb", x, block, picture)
        picture = self.bending.shaped(PICTURE, picture, (*self.shape.size(last), self.config.channels))
        graph.output("picture", graph.transpose(picture, NHWC))
        return graph

    def _layer(self, name: str, x: str, block: int, *, up: bool = False, shortcut: str = "") -> str:
        graph = self.graph
        gain = math.sqrt(2.0) * (math.sqrt(0.5) if shortcut else 1.0)
        style = self.styles.style(name, self.row)
        after = self.styles.demodulated(name, style, gain)
        x = graph.node("Mul", x, self._wide(style))
        kernel, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"] * np.float32(gain)
        if up:
            x = upscaled_twice(graph, x, kernel, self.shape.size(block - 1), self._wide(after), bias)
        else:
            x = graph.node("Mul", graph.node("Conv", x, graph.constant(kernel), pads=[1, 1, 1, 1]), self._wide(after))
            x = graph.node("Add", x, graph.constant(bias.reshape(1, -1, 1, 1)))
        x = self._noise(name, x, gain)
        x = self._clamped(graph.node("LeakyRelu", x, alpha=LEAK), gain / math.sqrt(2.0))
        self.row += 1
        return self.bending.behind(name, graph.node("Add", x, shortcut) if shortcut else x)

    def _noise(self, name: str, x: str, gain: float) -> str:
        graph, strength = self.graph, self.weights[f"{name}.noise_strength"]
        if self.wanted.noise == "none" or not strength:
            return x
        if self.wanted.noise == "const":
            field = self.weights[f"{name}.noise_const"] * (strength * np.float32(gain))
            return graph.node("Add", x, graph.constant(field[None, None]))
        height, width, _ = self.config.layers[name]
        given = graph.node("Mul", graph.input(f"noise/{name}", (f"{name}/n", 1, height, width)), graph.constant(float(strength) * gain))
        return graph.node("Add", x, given)

    def _picture(self, name: str, x: str, block: int, before: str) -> str:
        """What a block adds to the picture, [n, channels, h, w]: a small product, whose weights are scaled rather than x."""
        graph, (height, width) = self.graph, self.shape.size(block)
        kernel = graph.constant(self.weights[f"{name}.weight"][None, :, :, 0, 0])  # [1, channels, inputs]
        scaled = graph.node("Mul", kernel, graph.node("Unsqueeze", self.styles.style(name, self.row), graph.constant([1])))
        y = graph.node("MatMul", scaled, graph.reshape(x, (0, 0, height * width)))  # [n, channels, h * w]
        y = self._clamped(graph.node("Add", y, graph.constant(self.weights[f"{name}.bias"].reshape(1, -1, 1))), 1.0)
        y = graph.reshape(y, (0, self.config.channels, height, width))
        return graph.node("Add", y, doubled(graph, before, self.config.channels)) if before else y

    def _shortcut(self, name: str, x: str, block: int) -> str:
        graph, channels = self.graph, self.shape.features[block]
        kernel = self.weights[f"{name}.skip.weight"] * np.float32(math.sqrt(0.5))
        return doubled(graph, graph.node("Conv", x, graph.constant(kernel)), channels)

    def _clamped(self, x: str, gain: float) -> str:
        if self.shape.clamp is None:
            return x
        limit = float(self.shape.clamp) * gain
        return self.graph.node("Clip", x, self.graph.constant(-limit), self.graph.constant(limit))

    def _wide(self, scales: str) -> str:
        """[n, channels] -> [n, channels, 1, 1]."""
        return self.graph.node("Unsqueeze", scales, self.graph.constant([2, 3]))
