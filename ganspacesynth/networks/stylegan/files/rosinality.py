"""The .pt files of rosinality's stylegan2-pytorch and what became of it: a dict of states in, config and weights out."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ganspacesynth.core.untrusted.torch_tensors import Tensor
from ganspacesynth.networks.stylegan.files.modules import ForeignNetwork, Weights, check_filter
from ganspacesynth.networks.stylegan.mapping import mean_w
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape

LEARNING = 0.01  # rate of the layers between z and w, against all others
BESIDE = "module."  # before every name, where several graphics cards were used


def is_rosinality(content: Any) -> bool:
    """Whether a file is one of these."""
    state = _state(content)
    return state is not None and any(name.removeprefix(BESIDE) == "input.input" for name in state if isinstance(name, str))


def read_rosinality(content: Any, size: int) -> tuple[PictureConfig, dict[str, np.ndarray]]:
    """Read the averaged generator of a file.

    Args:
        content: {"g_ema": state, "latent_avg": …}, or a state alone.
        size: bytes of the file.

    Raises:
        ForeignNetwork: weights of it are missing, or there is something else in it.
        PickleError: damaged tensors.
        InvalidInput: sizes that fit no network.
    """
    state = {str(name).removeprefix(BESIDE): value for name, value in (_state(content) or {}).items()}
    weights = Weights(state, size)
    constant = weights.take("input.input")
    if constant.ndim != 4 or len(constant) != 1:
        raise ForeignNetwork("whose constant is no picture of channels")
    layers = _count("style", weights, first=1)
    arrays: dict[str, np.ndarray] = {"b4.const": constant[0]}
    outputs = []
    for k in range(layers):
        arrays |= weights.linear(f"style.{k + 1}", f"mapping.fc{k}", LEARNING * _usual(weights, f"style.{k + 1}"), LEARNING)
        outputs.append(arrays[f"mapping.fc{k}.bias"].size)
    features, start = [constant.shape[1]], (int(constant.shape[2]), int(constant.shape[3]))
    arrays |= _layer(weights, "conv1", "b4.conv1", 0, start) | _picture(weights, "to_rgb1", "b4.torgb")
    for k in range(_count("to_rgbs", weights) if "to_rgbs.0.bias" in weights.names else 0):
        name, edge = f"b{8 << k}", (start[0] << (k + 1), start[1] << (k + 1))
        arrays |= _layer(weights, f"convs.{2 * k}", f"{name}.conv0", 2 * k + 1, edge)
        arrays |= _layer(weights, f"convs.{2 * k + 1}", f"{name}.conv1", 2 * k + 2, edge)
        arrays |= _picture(weights, f"to_rgbs.{k}", f"{name}.torgb")
        features.append(arrays[f"{name}.conv1.bias"].size)
    height, width = start[0] << (len(features) - 1), start[1] << (len(features) - 1)
    shape = UpscaledShape(start, tuple(features))
    z_dim, channels = arrays["mapping.fc0.weight"].shape[1] if layers else 0, arrays["b4.torgb.bias"].size
    config = PictureConfig(z_dim, outputs[-1] if outputs else 0, 0, channels, width, height, tuple(outputs), 0, shape)
    return config, {**arrays, "mapping.w_avg": _average(content, size, config, arrays)}


def _state(content: Any) -> Mapping[Any, Any] | None:
    if not isinstance(content, Mapping):
        return None
    found = content.get("g_ema", content.get("g", content))
    return found if isinstance(found, Mapping) else None


def _count(group: str, weights: Weights, *, first: int = 0) -> int:
    found = {name.split(".")[1] for name in weights.names if name.startswith(f"{group}.") and name.count(".")}
    count = 0
    while str(first + count) in found:
        count += 1
    return count


def _usual(weights: Weights, source: str) -> float:
    """One over the root of a layer's inputs."""
    return 1.0 / math.sqrt(max(1, *weights.shape(f"{source}.weight")[-1:]))


def _modulated(weights: Weights, source: str, target: str) -> dict[str, np.ndarray]:
    kernel = weights.take(f"{source}.conv.weight")
    if kernel.ndim != 5 or len(kernel) != 1:
        raise ForeignNetwork(f"whose {source} is no convolution of StyleGAN 2")
    affine = weights.linear(f"{source}.conv.modulation", f"{target}.affine", _usual(weights, f"{source}.conv.modulation"))
    return {f"{target}.weight": kernel[0], **affine}


def _layer(weights: Weights, source: str, target: str, number: int, size: tuple[int, int]) -> dict[str, np.ndarray]:
    if f"{source}.conv.blur.kernel" in weights.names:
        check_filter(weights.take(f"{source}.conv.blur.kernel"))
    buffer = f"noises.noise_{number}"
    noise = weights.take(buffer).reshape(size) if math.prod(weights.shape(buffer)) == math.prod(size) else np.zeros(size, np.float32)
    strength = weights.take(f"{source}.noise.weight").reshape(-1)[:1].reshape(())
    more = {f"{target}.noise_const": noise, f"{target}.noise_strength": strength, f"{target}.bias": weights.take(f"{source}.activate.bias")}
    return _modulated(weights, source, target) | more


def _picture(weights: Weights, source: str, target: str) -> dict[str, np.ndarray]:
    found = _modulated(weights, source, target)
    kernel = found[f"{target}.weight"]
    found[f"{target}.weight"] = kernel / np.float32(math.sqrt(max(kernel[:1].size, 1)))
    return found | {f"{target}.bias": weights.take(f"{source}.bias").reshape(-1)}


def _average(content: Mapping[str, Any], size: int, config: PictureConfig, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """The file's own mean of w; estimated where there is none."""
    if isinstance(content.get("latent_avg"), Tensor):
        return Weights(content, size).take("latent_avg").reshape(-1)
    return mean_w(config, arrays)
