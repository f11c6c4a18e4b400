"""TensorFlow pickles of StyleGAN 2 and 2-ada: the records of three networks in, config and weights of the averaged generator out.

Read by what is known of the format, and tried on files of our own making only: none of the published ones.
"""

import math
from typing import Any

import numpy as np

from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.pickled_objects import Record
from ganspacesynth.networks.stylegan.files.modules import ForeignNetwork, Weights
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape

OLDEST = 4  # version of the format: StyleGAN 2 came with it
AVERAGED = 2  # (G, D, Gs)
DEEPEST = 4
MEANT = {  # what a network of the page must say, or leave unsaid
    "nonlinearity": ("lrelu",),
    "mapping_nonlinearity": ("lrelu",),
    "resample_kernel": ([1, 3, 3, 1], (1, 3, 3, 1), None),
    "normalize_latents": (True,),
}
READ = ("latent_size", "label_size", "dlatent_size", "resolution", "num_channels", "architecture", "conv_clamp", "mapping_lrmul", "mapping_layers")
INDIFFERENT = (  # shapes say it, training alone needs it, or it is chosen anew each time
    *("fmap_base", "fmap_decay", "fmap_min", "fmap_max", "label_fmaps", "mapping_fmaps", "num_fp16_res", "use_noise", "randomize_noise"),
    *("w_avg_beta", "dlatent_avg_beta", "truncation_psi", "truncation_cutoff", "truncation_psi_val", "truncation_cutoff_val"),
    *("style_mixing_prob", "structure", "conditioning", "fused_modconv", "dtype", "func_name", "name", "mapping_func", "synthesis_func"),
)


def is_tensorflow(content: Any) -> bool:
    """Whether a pickle holds what a StyleGAN of TensorFlow saved."""
    return isinstance(content, tuple | list) and len(content) == 3 and all(isinstance(each, Record) and each.kind == "Network" for each in content)


def read_tensorflow(content: Any, size: int) -> tuple[PictureConfig, dict[str, np.ndarray]]:
    """Read Gs.

    Args:
        content: (G, D, Gs).
        size: bytes of the file.

    Raises:
        ForeignNetwork: another network, or a StyleGAN 2 with settings that are not known.
        PickleError: damaged.
        InvalidInput: sizes that fit no network.
    """
    network = content[AVERAGED]
    if not isinstance(network.get("version"), int) or network.get("version") < OLDEST:
        raise ForeignNetwork("which is older than StyleGAN 2: a StyleGAN 1 or a Progressive GAN of TensorFlow")
    settings = _settings(network)
    variables = _variables(network, "", DEEPEST)
    if any("StyleMod" in name or name.endswith("lod") for name in variables):
        raise ForeignNetwork("which is a StyleGAN 1 of TensorFlow")
    weights = Weights(variables, size)
    mapping, outputs, embed = _mapping(weights, float(settings.get("mapping_lrmul", 0.01)))
    shape, arrays = _synthesis(weights, settings)
    height, width = shape.size(len(shape.features) - 1)
    z_dim = mapping["mapping.fc0.weight"].shape[1] - embed
    classes = mapping["mapping.embed.weight"].shape[1] if embed else 0
    channels = arrays[f"b{4 << (len(shape.features) - 1)}.torgb.bias"].size
    return PictureConfig(z_dim, outputs[-1], classes, channels, width, height, tuple(outputs), embed, shape), {**mapping, **arrays}


def _settings(network: Record) -> dict[str, Any]:
    settings = network.part("static_kwargs")
    unknown = [name for name in settings if name not in (*READ, *INDIFFERENT, *MEANT)]
    unknown += [name for name, meant in MEANT.items() if name in settings and settings[name] not in meant]
    if unknown:
        raise ForeignNetwork(f"with settings that are not known here: {', '.join(map(str, unknown[:6]))}")
    number = settings.get("mapping_lrmul", 0.01)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number < 100:
        raise ForeignNetwork("whose mapping_lrmul is no number")
    return settings


def _variables(network: Record, prefix: str, depth: int) -> dict[str, np.ndarray]:
    if depth < 0:
        raise PickleError("networks in networks in networks")
    found: dict[str, np.ndarray] = {}
    for pair in network.get("variables") or []:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            raise PickleError("a variable in an unknown form")
        found[prefix + pair[0]] = np.asarray(pair[1])
    for name, inside in network.part("components").items():
        if isinstance(inside, Record):
            found |= _variables(inside, f"{prefix}{name}/", depth - 1)
    return found


def _mapping(weights: Weights, rate: float) -> tuple[dict[str, np.ndarray], list[int], int]:
    arrays = {"mapping.w_avg": weights.take("dlatent_avg").reshape(-1)}
    embed = 0
    outputs: list[int] = []
    if "mapping/LabelEmbed/weight" in weights.names:
        arrays |= _dense(weights, "mapping/LabelEmbed", "mapping.embed", 1.0)
        embed = arrays["mapping.embed.bias"].size
    while f"mapping/Dense{len(outputs)}/weight" in weights.names:
        name = f"mapping.fc{len(outputs)}"
        arrays |= _dense(weights, f"mapping/Dense{len(outputs)}", name, rate)
        outputs.append(arrays[f"{name}.bias"].size)
    if not outputs or "mapping/LabelConcat/weight" in weights.names:
        raise ForeignNetwork("whose way from z to w is not StyleGAN 2's")
    return arrays, outputs, embed


def _dense(weights: Weights, source: str, target: str, rate: float) -> dict[str, np.ndarray]:
    kernel = weights.take(f"{source}/weight").T
    gain = rate / math.sqrt(max(kernel.shape[-1], 1))
    return {f"{target}.weight": np.ascontiguousarray(kernel) * np.float32(gain), f"{target}.bias": weights.take(f"{source}/bias") * np.float32(rate)}


def _synthesis(weights: Weights, settings: dict[str, Any]) -> tuple[UpscaledShape, dict[str, np.ndarray]]:
    constant = weights.take("synthesis/4x4/Const/const")
    arrays, features, block = {"b4.const": constant[0]}, [], 0
    while f"synthesis/{4 << block}x{4 << block}/{'Conv1' if block else 'Conv'}/weight" in weights.names:
        edge = 4 << block
        if block:
            arrays |= _convolution(weights, edge, "Conv0_up", "conv0", 2 * block - 1)
        arrays |= _convolution(weights, edge, "Conv1" if block else "Conv", "conv1", 2 * block)
        features.append(arrays[f"b{edge}.conv1.bias"].size)
        if f"synthesis/{edge}x{edge}/Skip/weight" in weights.names:
            kernel = weights.take(f"synthesis/{edge}x{edge}/Skip/weight").transpose(3, 2, 0, 1)[:, :, ::-1, ::-1]
            arrays[f"b{edge}.skip.weight"] = kernel / np.float32(math.sqrt(max(kernel[:1].size, 1)))
        block += 1
    pictures = [4 << k for k in range(block) if f"synthesis/{4 << k}x{4 << k}/ToRGB/weight" in weights.names]
    for edge in pictures:
        arrays |= _picture(weights, f"synthesis/{edge}x{edge}/ToRGB", f"b{edge}.torgb")
    if not pictures and "synthesis/ToRGB_lod0/weight" in weights.names:
        arrays |= _picture(weights, "synthesis/ToRGB_lod0", f"b{4 << (block - 1)}.torgb")
    architecture = "skip" if len(pictures) > 1 or block == 1 else "resnet" if any(name.endswith("skip.weight") for name in arrays) else "orig"
    clamp = settings.get("conv_clamp")
    return UpscaledShape(
        (int(constant.shape[2]), int(constant.shape[3])), tuple(features), architecture, None if clamp is None else float(clamp)
    ), arrays


def _modulated(weights: Weights, source: str, target: str, *, flipped: bool = False) -> dict[str, np.ndarray]:
    kernel = weights.take(f"{source}/weight")
    if kernel.ndim != 4:
        raise ForeignNetwork(f"whose {source} is no convolution")
    kernel = (kernel[::-1, ::-1] if flipped else kernel).transpose(3, 2, 0, 1)
    affine = weights.take(f"{source}/mod_weight").T
    gain = np.float32(1.0 / math.sqrt(max(affine.shape[-1], 1)))
    more = {
        f"{target}.affine.weight": np.ascontiguousarray(affine) * gain,
        f"{target}.affine.bias": weights.take(f"{source}/mod_bias") + np.float32(1.0),
    }
    return {f"{target}.weight": np.ascontiguousarray(kernel), f"{target}.bias": weights.take(f"{source}/bias"), **more}


def _convolution(weights: Weights, edge: int, layer: str, name: str, number: int) -> dict[str, np.ndarray]:
    source, target = f"synthesis/{edge}x{edge}/{layer}", f"b{edge}.{name}"
    found = _modulated(weights, source, target, flipped=layer == "Conv0_up")
    noisy = f"{source}/noise_strength" in weights.names and f"synthesis/noise{number}" in weights.names
    noise = weights.take(f"synthesis/noise{number}") if noisy else np.zeros((1, 1, edge, edge), np.float32)
    strength = weights.take(f"{source}/noise_strength").reshape(()) if noisy else np.zeros((), np.float32)
    return found | {f"{target}.noise_const": noise.reshape(noise.shape[-2:]), f"{target}.noise_strength": strength}


def _picture(weights: Weights, source: str, target: str) -> dict[str, np.ndarray]:
    found = _modulated(weights, source, target)
    kernel = found[f"{target}.weight"]
    return found | {f"{target}.weight": kernel / np.float32(math.sqrt(max(kernel[:1].size, 1)))}
