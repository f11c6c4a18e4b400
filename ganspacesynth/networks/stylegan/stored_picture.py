"""StoredPicture: config, weights and metadata of a picture network, and the check of its weights.

Weights are named as the layers are, and hold what the network multiplies by: gains that training keeps apart (rates of learning, one over the root of
the inputs) are multiplied in when a file is read. Shapes are [outputs, inputs, height, width] and [outputs, inputs].
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.core.errors import ModelError, brief
from ganspacesynth.networks.stylegan.picture_config import FilteredShape, PictureConfig, UpscaledShape

MAX_TAPS = 256
FILTERS = ("up_filter", "down_filter")


@dataclass(frozen=True)
class StoredPicture:
    """What a file of a picture network holds.

    Attributes:
        config: the network's sizes.
        weights: float32, named as `expected_shapes` says.
        id: hex digest that directions and points name their model by; survives conversion.
        about: free JSON: where it is from, its licence, its card.
    """

    config: PictureConfig
    weights: Mapping[str, np.ndarray]
    id: str
    about: Mapping[str, Any] = field(default_factory=dict)


def expected_shapes(config: PictureConfig) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every weight but StyleGAN 3's filters, whose lengths are their own."""
    shapes: dict[str, tuple[int, ...]] = {"mapping.w_avg": (config.w_dim,)}
    if config.c_dim:
        shapes |= _linear("mapping.embed", config.c_dim, config.embed)
    inputs = config.z_dim + config.embed
    for k, outputs in enumerate(config.mapping):
        shapes |= _linear(f"mapping.fc{k}", inputs, outputs)
        inputs = outputs
    shape = config.synthesis
    return shapes | (_upscaled(shape, config) if isinstance(shape, UpscaledShape) else _filtered(shape, config))


def filter_names(config: PictureConfig) -> list[str]:
    """Return the names of the filters that StyleGAN 3 has."""
    shape = config.synthesis
    if isinstance(shape, UpscaledShape):
        return []
    rates = [(layer.name, which, rate) for layer in shape.layers for which, rate in zip(FILTERS, (layer.up, layer.down), strict=True)]
    return [f"{name}.{which}" for name, which, rate in rates if rate > 1]


def check_weights(config: PictureConfig, weights: Mapping[str, np.ndarray], where: str) -> None:
    """Look at all weights.

    Raises:
        ModelError: names missing, unknown, misshapen and non-finite ones, several at once.
    """
    expected, filters = expected_shapes(config), filter_names(config)
    faults = [f"{name} is missing" for name in [*expected, *filters] if name not in weights]
    for name, value in weights.items():
        if name in expected and value.shape != expected[name]:
            faults.append(f"{name} is {value.shape}, not {expected[name]}")
        elif name in filters and not _is_filter(name, value):
            faults.append(f"{name} is {value.shape}, no filter")
        elif name not in expected and name not in filters:
            faults.append(f"{brief(name)} is unknown")
        elif not np.isfinite(value).all():
            faults.append(f"{name} has NaN or infinity")
    if not faults and isinstance(config.synthesis, FilteredShape):
        faults = _resampled(config.synthesis, weights)
    if faults:
        raise ModelError(
            f"The weights must fit the picture network's sizes. Received: {where} where {'; '.join(faults[:8])}. Fetch or convert it again.",
            rule="weights-fit-settings",
        )


def picture_id(config: PictureConfig, weights: Mapping[str, np.ndarray]) -> str:
    """Digest of everything that makes a network's pictures, 16 hex digits."""
    digest = hashlib.sha256(json.dumps(config.to_json(), sort_keys=True).encode())
    for name in sorted(weights):
        digest.update(name.encode() + np.ascontiguousarray(weights[name], np.float32).tobytes())
    return digest.hexdigest()[:16]


def is_exact(name: str) -> bool:
    """Whether a weight is kept in float32 whatever the others are kept in: single numbers, biases, filters, frequencies."""
    return not name.endswith((".weight", ".const", ".noise_const"))


def _upscaled(shape: UpscaledShape, config: PictureConfig) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"b4.const": (shape.features[0], *shape.start)}
    last = len(shape.features) - 1
    for block, features in enumerate(shape.features):
        name, inputs = f"b{4 << block}", shape.features[max(block - 1, 0)]
        if block:
            shapes |= _modulated(f"{name}.conv0", inputs, features, 3, config.w_dim) | _noise(f"{name}.conv0", shape.size(block))
        shapes |= _modulated(f"{name}.conv1", features, features, 3, config.w_dim) | _noise(f"{name}.conv1", shape.size(block))
        if shape.architecture == "skip" or block == last:
            shapes |= _modulated(f"{name}.torgb", features, config.channels, 1, config.w_dim)
        if block and shape.architecture == "resnet":
            shapes[f"{name}.skip.weight"] = (features, inputs, 1, 1)
    return shapes


def _filtered(shape: FilteredShape, config: PictureConfig) -> dict[str, tuple[int, ...]]:
    count = shape.features
    shapes: dict[str, tuple[int, ...]] = {"input.freqs": (count, 2), "input.phases": (count,), "input.weight": (count, count)}
    shapes |= _linear("input.affine", config.w_dim, 4) | {"input.transform": (3, 3)}
    for layer in shape.layers:
        shapes |= _modulated(layer.name, layer.inputs, layer.outputs, layer.kernel, config.w_dim) | {f"{layer.name}.gain": ()}
    return shapes


def _is_filter(name: str, value: np.ndarray) -> bool:
    axes = (1,) if name.endswith("up_filter") else (1, 2)
    return value.ndim in axes and len(set(value.shape)) == 1 and 1 <= value.shape[0] <= MAX_TAPS


def _resampled(shape: FilteredShape, weights: Mapping[str, np.ndarray]) -> list[str]:
    """Return the layers of StyleGAN 3 whose filters and padding do not make the size that they say."""
    faults, size = [], shape.size
    for layer in shape.layers:
        up, down = (len(weights[f"{layer.name}.{which}"]) if rate > 1 else 1 for which, rate in zip(FILTERS, (layer.up, layer.down), strict=True))
        left, right, above, below = layer.padding
        for edge, wanted, (before, after) in zip(size, layer.size, ((above, below), (left, right)), strict=True):
            wide = (edge + layer.kernel - 1) * layer.up
            filtered = wide + before + after - up + 1
            made = (filtered - down) // layer.down + 1
            if made != wanted or min(before, after) <= -wide or filtered < down or up < layer.up:
                faults.append(f"{layer.name} makes {made} samples, not {wanted}")
        size = layer.size
    return faults


def _linear(name: str, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def _modulated(name: str, inputs: int, outputs: int, kernel: int, w_dim: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (outputs, inputs, kernel, kernel), f"{name}.bias": (outputs,)} | _linear(f"{name}.affine", w_dim, inputs)


def _noise(name: str, size: tuple[int, int]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.noise_const": size, f"{name}.noise_strength": ()}
