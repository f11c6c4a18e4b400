"""PictureConfig: the sizes of a picture network and of each of its layers, checked, and as JSON."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ganspacesynth.core.errors import InvalidInput, ModelError, brief

ARCHITECTURES = ("skip", "resnet", "orig")
MAX_WIDTH = 8192  # numbers of z, w, classes or channels
MAX_PIXELS = 4096  # of an edge
MAX_MAPPING, MAX_LAYERS = 32, 64
TAPS = 1024


@dataclass(frozen=True)
class UpscaledShape:
    """How StyleGAN 2 is built: blocks, each of which doubles the picture.

    Attributes:
        start: height and width of the learned constant, 4 by 4 but in networks that are not square.
        features: channels of each block; the first keeps the constant's size.
        architecture: "skip" adds up a picture of each block, "resnet" has a shortcut around each, "orig" neither.
        clamp: activations are kept within so much, None without bounds.
    """

    start: tuple[int, int]
    features: tuple[int, ...]
    architecture: str = "skip"
    clamp: float | None = None

    def names(self) -> list[str]:
        """Return the names of the convolutions, in order: b4.conv1, b8.conv0, b8.conv1, …"""
        return [f"b{4 << k}.{conv}" for k in range(len(self.features)) for conv in ("conv0", "conv1") if k or conv == "conv1"]

    def size(self, block: int) -> tuple[int, int]:
        """Return height and width of a block's activations."""
        return self.start[0] << block, self.start[1] << block

    @property
    def num_ws(self) -> int:
        """Rows of ws: one for each convolution, one for the last picture."""
        return 2 * len(self.features)


@dataclass(frozen=True)
class FilteredLayer:
    """A layer of StyleGAN 3.

    Attributes:
        name: L, its number, its nominal size and channels.
        inputs, outputs: channels.
        size: height and width of what comes out.
        kernel: taps of its convolution, 1 or 3.
        up, down: rates between which its nonlinearity happens.
        padding: samples added left, right, above, below before the upscaling filter; negative ones are cut off.
        clamp: activations are kept within so much, None without bounds.
        to_picture: the last one, which has no nonlinearity.
    """

    name: str
    inputs: int
    outputs: int
    size: tuple[int, int]
    kernel: int
    up: int
    down: int
    padding: tuple[int, int, int, int]
    clamp: float | None
    to_picture: bool = False


@dataclass(frozen=True)
class FilteredShape:
    """How StyleGAN 3 is built: waves of random frequencies, and layers that stay free of aliases.

    Attributes:
        size: height and width of the field of waves.
        features: waves.
        rate: samples of the field in a picture's nominal edge.
        bandwidth: cycles in that edge, at most.
        layers: in order.
        output_scale: the picture is the last layer's output times this.
    """

    size: tuple[int, int]
    features: int
    rate: float
    bandwidth: float
    layers: tuple[FilteredLayer, ...]
    output_scale: float = 0.25

    @property
    def num_ws(self) -> int:
        """Rows of ws: one for the field, one for each layer."""
        return len(self.layers) + 1


Synthesis = UpscaledShape | FilteredShape
FAMILIES: dict[str, type[Synthesis]] = {"stylegan2": UpscaledShape, "stylegan3": FilteredShape}


@dataclass(frozen=True)
class PictureConfig:
    """Sizes of a picture network.

    Attributes:
        z_dim, w_dim: numbers of z and of a row of ws.
        c_dim: classes, 0 for a network without.
        channels: of a picture: 3 for colours, 1 for gray, 4 with transparency.
        width, height: pixels of a picture; its middle is cut out of what the layers make, where that is larger.
        mapping: numbers that come out of each layer between z and w.
        embed: numbers that a class becomes.
        synthesis: how the rest is built.
    """

    z_dim: int
    w_dim: int
    c_dim: int
    channels: int
    width: int
    height: int
    mapping: tuple[int, ...]
    embed: int
    synthesis: Synthesis

    def __post_init__(self) -> None:
        _check(self)

    @property
    def family(self) -> str:
        """Which of the two kinds of networks: "stylegan2" or "stylegan3"."""
        return "stylegan2" if isinstance(self.synthesis, UpscaledShape) else "stylegan3"

    @property
    def num_ws(self) -> int:
        """Rows of ws."""
        return self.synthesis.num_ws

    @property
    def latent_size(self) -> int:
        """Numbers of z."""
        return self.z_dim

    @cached_property
    def layers(self) -> Mapping[str, tuple[int, ...]]:
        """{layer: height, width and channels of its activation}, in order."""
        shape = self.synthesis
        if isinstance(shape, UpscaledShape):
            blocks = [(name, int(name[1:].partition(".")[0]).bit_length() - 3) for name in shape.names()]
            return {name: (*shape.size(block), shape.features[block]) for name, block in blocks}
        return {"input": (*shape.size, shape.features), **{layer.name: (*layer.size, layer.outputs) for layer in shape.layers}}

    @property
    def drawn(self) -> tuple[int, int]:
        """Height and width of what the layers make."""
        height, width, _ = list(self.layers.values())[-1]
        return height, width

    def check_layer(self, layer: str) -> str:
        """Return a layer's name.

        Raises:
            InvalidInput: there is none of that name; the message lists them.
        """
        if layer not in self.layers:
            raise InvalidInput(f"A layer is one of {', '.join(self.layers)}. Received: layer={brief(layer)}.", rule="known-layer")
        return layer

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON can say it."""
        return {"family": self.family, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, value: object) -> "PictureConfig":
        """Read what `to_json` wrote.

        Raises:
            ModelError: anything else; no number of it is trusted.
        """
        try:
            fields = dict(value)  # type: ignore[call-overload]
            shape = dict(fields.pop("synthesis"))
            family = FAMILIES[fields.pop("family")]
            if family is FilteredShape:
                shape["layers"] = tuple(FilteredLayer(**_tuples(layer)) for layer in shape["layers"])
            return cls(**_tuples(fields), synthesis=family(**_tuples(shape)))
        except (TypeError, ValueError, KeyError, AttributeError) as e:
            said = e.args[0] if isinstance(e, InvalidInput) else brief(value)
            raise ModelError(f"A picture network's sizes are those of its layers. Received: {said}. Fetch it again.", rule="picture-config") from e


def _tuples(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(each) if isinstance(each, list) else each for name, each in value.items()}


def _check(config: PictureConfig) -> None:
    """Raise InvalidInput unless every number is one that a network can have, and they fit each other."""
    sizes = (config.z_dim, config.w_dim, config.channels, *config.mapping)
    ok = all(_whole(size, 1, MAX_WIDTH) for size in sizes) and all(_whole(size, 0, MAX_WIDTH) for size in (config.c_dim, config.embed))
    ok = ok and all(_whole(size, 1, MAX_PIXELS) for size in (config.width, config.height)) and 1 <= len(config.mapping) <= MAX_MAPPING
    ok = ok and config.mapping[-1] == config.w_dim and bool(config.c_dim) == bool(config.embed)
    shape = config.synthesis
    ok = ok and (_upscaled(shape) if isinstance(shape, UpscaledShape) else _filtered(shape, config.channels))
    ok = ok and config.drawn[0] >= config.height and config.drawn[1] >= config.width
    if not ok:
        raise InvalidInput(f"The sizes of a picture network must fit each other. Received: {brief(config)}.", rule="picture-sizes")


def _upscaled(shape: UpscaledShape) -> bool:
    last = len(shape.features) - 1
    ok = _size(shape.start) and 1 <= len(shape.features) <= 11 and all(_whole(each, 1, MAX_WIDTH) for each in shape.features)
    return ok and shape.architecture in ARCHITECTURES and _clamp(shape.clamp) and max(shape.size(last)) <= MAX_PIXELS


def _filtered(shape: FilteredShape, channels: int) -> bool:
    ok = _size(shape.size) and _whole(shape.features, 1, MAX_WIDTH) and 1 <= len(shape.layers) <= MAX_LAYERS
    ok = ok and all(_number(each, 1e-3, 1e5) for each in (shape.rate, shape.bandwidth, shape.output_scale))
    inputs, size = shape.features, shape.size
    for layer in shape.layers:
        ok = ok and _layer(layer, size) and layer.inputs == inputs
        if not ok:
            return False
        inputs, size = layer.outputs, layer.size
    return inputs == channels and len({layer.name for layer in shape.layers} - {"input"}) == len(shape.layers)


def _layer(layer: FilteredLayer, size: tuple[int, int]) -> bool:
    ok = isinstance(layer.name, str) and layer.name.isidentifier() and len(layer.name) < 40 and isinstance(layer.to_picture, bool)
    ok = ok and all(_whole(each, 1, MAX_WIDTH) for each in (layer.inputs, layer.outputs)) and _size(layer.size) and layer.kernel in (1, 3)
    ok = ok and _whole(layer.up, 1, 16) and _whole(layer.down, 1, 16) and _clamp(layer.clamp)
    ok = ok and isinstance(layer.padding, tuple) and len(layer.padding) == 4 and all(_whole(each, -TAPS, TAPS) for each in layer.padding)
    return ok and all((edge + layer.kernel - 1) * layer.up <= 4 * MAX_PIXELS for edge in size)


def _size(size: object) -> bool:
    return isinstance(size, tuple) and len(size) == 2 and all(_whole(edge, 1, MAX_PIXELS) for edge in size)


def _clamp(clamp: object) -> bool:
    return clamp is None or _number(clamp, 1e-3, 1e9)


def _number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high


def _whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high
