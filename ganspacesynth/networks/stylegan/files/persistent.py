"""Pickles of stylegan2-ada-pytorch and stylegan3: the generator's record in, config and weights out."""

import math

import numpy as np

from ganspacesynth.core.untrusted.pickled_objects import Record
from ganspacesynth.networks.stylegan.files.modules import (
    ForeignNetwork,
    Weights,
    check_activation,
    check_filter,
    modules,
    number,
    optional,
    pair,
    tensors,
    whole,
)
from ganspacesynth.networks.stylegan.files.others import by_names
from ganspacesynth.networks.stylegan.picture_config import FilteredLayer, FilteredShape, PictureConfig, Synthesis, UpscaledShape

Arrays = dict[str, np.ndarray]


def read_generator(root: Record, size: int) -> tuple[PictureConfig, Arrays]:
    """Read a generator.

    Args:
        root: G_ema of the file.
        size: bytes of the file.

    Raises:
        ForeignNetwork: it is another network than StyleGAN 2 or 3.
        PickleError: damaged tensors.
        InvalidInput: sizes that fit no network.
    """
    found = modules(root)
    weights = Weights(tensors(found), size)
    synthesis = found.get("synthesis")
    if (other := by_names(found)) is not None or synthesis is None or "mapping" not in found:
        raise ForeignNetwork(f"which is {other or f'a network of class {root.kind}'}")
    if "Fastgan" in synthesis.kind or "Superres" in synthesis.kind:
        raise ForeignNetwork(f"which is a {'FastGAN' if 'Fastgan' in synthesis.kind else 'StyleGAN-XL'}")
    if "synthesis.b4" in found:
        shape, arrays = _upscaled(found, weights)
    elif "synthesis.input" in found:
        shape, arrays = _filtered(found, weights)
    else:
        raise ForeignNetwork(f"which is a network of class {root.kind} with {synthesis.kind}, neither StyleGAN 2 nor 3")
    mapping, outputs, embed = _mapping(found, weights)
    edge = whole(root, "img_resolution")
    height, width = (shape.size(len(shape.features) - 1)) if isinstance(shape, UpscaledShape) else (edge, edge)
    sizes = {name: whole(root, name) for name in ("z_dim", "w_dim", "c_dim")}
    config = PictureConfig(**sizes, channels=whole(root, "img_channels"), width=width, height=height, mapping=outputs, embed=embed, synthesis=shape)
    return config, {**mapping, **arrays}


def _linear(found: dict[str, Record], weights: Weights, source: str, target: str, activation: str) -> Arrays:
    layer = found[source]
    check_activation(layer, activation)
    usual = 1.0 / math.sqrt(max(1, *weights.shape(f"{source}.weight")[-1:]))
    return weights.linear(source, target, number(layer, "weight_gain", usual), number(layer, "bias_gain", 1.0))


def _mapping(found: dict[str, Record], weights: Weights) -> tuple[Arrays, tuple[int, ...], int]:
    arrays: Arrays = {"mapping.w_avg": weights.take("mapping.w_avg")}
    embed = 0
    if "mapping.embed" in found:
        arrays |= _linear(found, weights, "mapping.embed", "mapping.embed", "linear")
        embed = len(arrays["mapping.embed.bias"])
    outputs: list[int] = []
    while f"mapping.fc{len(outputs)}" in found:
        name = f"mapping.fc{len(outputs)}"
        arrays |= _linear(found, weights, name, name, "lrelu")
        outputs.append(len(arrays[f"{name}.bias"]))
    return arrays, tuple(outputs), embed


def _upscaled(found: dict[str, Record], weights: Weights) -> tuple[Synthesis, Arrays]:
    """StyleGAN 2: blocks b4, b8, …"""
    names = [f"b{4 << k}" for k in range(12) if f"synthesis.b{4 << k}" in found]
    arrays: Arrays = {"b4.const": weights.take("synthesis.b4.const")}
    if arrays["b4.const"].ndim != 3:
        raise ForeignNetwork("whose constant is no picture of channels")
    start = (int(arrays["b4.const"].shape[1]), int(arrays["b4.const"].shape[2]))
    features, architecture = [], "skip"
    for name in names:
        size = (start[0] * int(name[1:]) // 4, start[1] * int(name[1:]) // 4)
        for layer in ("conv0", "conv1", "torgb"):
            if f"synthesis.{name}.{layer}" in found:
                arrays |= _convolution(found, weights, f"{name}.{layer}", size)
        if f"synthesis.{name}.skip" in found:
            skip = found[f"synthesis.{name}.skip"]
            kernel = weights.take(f"synthesis.{name}.skip.weight")
            arrays[f"{name}.skip.weight"] = kernel * np.float32(number(skip, "weight_gain", 1.0 / math.sqrt(kernel.shape[1])))
        if f"synthesis.{name}.resample_filter" in weights.names:
            check_filter(weights.take(f"synthesis.{name}.resample_filter"))
        features.append(whole(found[f"synthesis.{name}.conv1"], "out_channels", arrays[f"{name}.conv1.bias"].size))
        architecture = str(found[f"synthesis.{name}"].get("architecture", "skip"))
    clamp = optional(found["synthesis.b4.conv1"], "conv_clamp") if "synthesis.b4.conv1" in found else None
    return UpscaledShape(start, tuple(features), architecture, clamp), arrays


def _convolution(found: dict[str, Record], weights: Weights, name: str, size: tuple[int, int]) -> Arrays:
    source = f"synthesis.{name}"
    layer, kernel = found[source], weights.take(f"synthesis.{name}.weight")
    arrays = _linear(found, weights, f"{source}.affine", f"{name}.affine", "linear") | {f"{name}.bias": weights.take(f"{source}.bias")}
    if name.endswith("torgb"):
        gain = number(layer, "weight_gain", 1.0 / math.sqrt(max(kernel[:1].size, 1)))
        return arrays | {f"{name}.weight": kernel * np.float32(gain)}
    check_activation(layer, "lrelu")
    noisy = bool(layer.get("use_noise", True)) and f"{source}.noise_const" in weights.names
    noise = weights.take(f"{source}.noise_const") if noisy else np.zeros(size, np.float32)
    strength = weights.take(f"{source}.noise_strength").reshape(()) if noisy else np.zeros((), np.float32)
    return arrays | {f"{name}.weight": kernel, f"{name}.noise_const": noise, f"{name}.noise_strength": strength}


def _filtered(found: dict[str, Record], weights: Weights) -> tuple[Synthesis, Arrays]:
    """StyleGAN 3: an input of waves, then L0_…, L1_…, …"""
    field = found["synthesis.input"]
    features = whole(field, "channels")
    arrays = _linear(found, weights, "synthesis.input.affine", "input.affine", "linear")
    arrays |= {f"input.{name}": weights.take(f"synthesis.input.{name}") for name in ("freqs", "phases", "transform")}
    arrays["input.weight"] = weights.take("synthesis.input.weight") / np.float32(math.sqrt(max(features, 1)))
    layers = []
    for key in found["synthesis"].part("_modules"):
        if str(key) != "input":
            layer, more = _filtered_layer(found, weights, str(key))
            layers.append(layer)
            arrays |= more
    scale = number(found["synthesis"], "output_scale", 0.25)
    return FilteredShape(pair(field, "size"), features, number(field, "sampling_rate"), number(field, "bandwidth"), tuple(layers), scale), arrays


def _filtered_layer(found: dict[str, Record], weights: Weights, name: str) -> tuple[FilteredLayer, Arrays]:
    source = f"synthesis.{name}"
    layer, kernel = found[source], weights.take(f"synthesis.{name}.weight")
    padding = layer.get("padding")
    if not isinstance(padding, list | tuple) or len(padding) != 4 or not all(isinstance(each, int | np.integer) for each in padding):
        raise ForeignNetwork(f"whose {layer.kind} has no padding")
    last = bool(layer.get("is_torgb", False))
    described = FilteredLayer(
        name=name,
        inputs=whole(layer, "in_channels"),
        outputs=whole(layer, "out_channels"),
        size=pair(layer, "out_size"),
        kernel=whole(layer, "conv_kernel"),
        up=whole(layer, "up_factor"),
        down=whole(layer, "down_factor"),
        padding=tuple(int(each) for each in padding),  # type: ignore[arg-type]
        clamp=optional(layer, "conv_clamp"),
        to_picture=last,
    )
    fan = max(kernel[:1].size, 1)
    scale = (
        1.0 / math.sqrt(fan)
        if last
        else 1.0 / np.sqrt(np.maximum(np.mean(np.square(kernel, dtype=np.float64), axis=(1, 2, 3), keepdims=True), 1e-30))
    )
    arrays = _linear(found, weights, f"{source}.affine", f"{name}.affine", "linear")
    arrays |= {f"{name}.weight": (kernel * scale).astype(np.float32), f"{name}.bias": weights.take(f"{source}.bias")}
    arrays[f"{name}.gain"] = 1.0 / np.sqrt(np.maximum(weights.take(f"{source}.magnitude_ema").reshape(()), np.float32(1e-12)))
    for which, rate in (("up_filter", described.up), ("down_filter", described.down)):
        if rate > 1:
            arrays[f"{name}.{which}"] = weights.take(f"{source}.{which}")
    return described, arrays
