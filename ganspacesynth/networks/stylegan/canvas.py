"""Pictures of another shape from the same weights: what a network begins with is made larger, and the middle is cut out of what comes out."""

import math
from dataclasses import replace

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.picture_config import MAX_PIXELS, FilteredShape, PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture

FILLS = {"mirror": "symmetric", "pad": "constant"}  # words of ours, and NumPy's


def resized(stored: StoredPicture, width: int, height: int, fill: str = "mirror") -> StoredPicture:
    """Return a network whose pictures have another size.

    Args:
        stored: the network.
        width: pixels, at least the network's own.
        height: likewise.
        fill: how StyleGAN 2's constant and noise go on at the sides, "mirror" or "pad" (with zeros). StyleGAN 3's waves go on by themselves.

    Raises:
        InvalidInput: smaller, larger than networks are, or no such fill.
    """
    config = stored.config
    for name, asked, own in (("width", width, config.width), ("height", height, config.height)):
        if type(asked) is not int or not own <= asked <= MAX_PIXELS:
            raise InvalidInput(f"{name} is a whole number of pixels in {own}..{MAX_PIXELS}. Received: {name}={brief(asked)}.", rule="picture-size")
    if fill not in FILLS:
        raise InvalidInput(f"fill is one of {', '.join(FILLS)}. Received: fill={brief(fill)}.", rule="known-fill")
    if isinstance(config.synthesis, UpscaledShape):
        return _constant(stored, config.synthesis, width, height, FILLS[fill])
    return replace(stored, config=_field(config, config.synthesis, width, height))


def _constant(stored: StoredPicture, shape: UpscaledShape, width: int, height: int, mode: str) -> StoredPicture:
    """Make StyleGAN 2's constant as large as it takes, and each layer's noise with it."""
    scale = 1 << (len(shape.features) - 1)
    start = max(shape.start[0], -(-height // scale)), max(shape.start[1], -(-width // scale))
    weights = dict(stored.weights)
    weights["b4.const"] = _filled(weights["b4.const"], start, mode)
    for name in shape.names():
        block = int(name[1:].partition(".")[0]).bit_length() - 3
        weights[f"{name}.noise_const"] = _filled(weights[f"{name}.noise_const"], (start[0] << block, start[1] << block), "symmetric")
    return replace(stored, config=replace(stored.config, width=width, height=height, synthesis=replace(shape, start=start)), weights=weights)


def _filled(array: np.ndarray, size: tuple[int, int], mode: str) -> np.ndarray:
    """Pad the last two axes on both sides."""
    sides = [(0, 0)] * (array.ndim - 2)
    for edge, wanted in zip(array.shape[-2:], size, strict=True):
        before = (wanted - edge) // 2
        sides.append((before, wanted - edge - before))
    return np.ascontiguousarray(np.pad(array, sides, mode))  # type: ignore[call-overload]


def _field(config: PictureConfig, shape: FilteredShape, width: int, height: int) -> PictureConfig:
    """Make StyleGAN 3's field larger by whole samples of its own, and each layer by as much at its own rate."""
    unit = math.prod(layer.up / layer.down for layer in shape.layers)  # pixels of a sample of the field
    more = [math.ceil(max(0, asked - edge) / unit) for asked, edge in zip((height, width), config.drawn, strict=True)]
    rate, layers = 1.0, []
    for layer in shape.layers:
        rate *= layer.up / layer.down
        added = [round(each * rate) for each in more]
        layers.append(replace(layer, size=(layer.size[0] + added[0], layer.size[1] + added[1])))
    field = replace(shape, size=(shape.size[0] + more[0], shape.size[1] + more[1]), layers=tuple(layers))
    return replace(config, width=width, height=height, synthesis=field)
