"""Weights as training holds them, and as files do: drawn anew, read from a stored network, and written as one.

Training keeps them with unit variance and multiplies gains in where they are used; files have the gains multiplied in. Kernels are [height, width,
inputs, outputs] and [inputs, outputs] here, and names are joined by strokes.
"""

import math
from collections.abc import Mapping

import numpy as np

from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks.stylegan.differentiable.keras_generator import SLOW
from ganspacesynth.networks.stylegan.mapping import mean_w
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, expected_shapes

Arrays = dict[str, np.ndarray]
NOISE_SEED = 2


def new_generator(config: PictureConfig, seed: int) -> Arrays:
    """Draw weights: kernels of unit variance, styles that begin at one, biases and noise at zero."""
    rng = np.random.default_rng([seed, 0])
    found: Arrays = {}
    for name, shape in expected_shapes(config).items():
        if name.endswith(("w_avg", "noise_const")):
            continue
        inside = name.replace(".", "/")
        if name.endswith("affine.bias"):
            found[inside] = np.ones(shape, np.float32)
        elif name.endswith(("bias", "noise_strength")):
            found[inside] = np.zeros(shape, np.float32)
        elif name.endswith("const"):
            found[inside] = rng.standard_normal((*shape[1:], shape[0]), np.float32)
        else:
            slow = SLOW if name.startswith("mapping") else 1.0
            found[inside] = _inside(rng.standard_normal(shape, np.float32)) / np.float32(slow)
    return found


def to_stored(config: PictureConfig, weights: Mapping[str, np.ndarray], seed: int) -> Arrays:
    """Return weights as files have them, with the mean of w and a field of noise for each layer."""
    found: Arrays = {}
    fields = np.random.default_rng([seed, NOISE_SEED])
    for name, shape in expected_shapes(config).items():
        if name.endswith("noise_const"):
            found[name] = fields.standard_normal(shape, np.float32)
        elif name != "mapping.w_avg":
            value = np.asarray(weights[name.replace(".", "/")], np.float32)
            outside = _outside(value) if value.ndim > 1 else value
            found[name] = np.ascontiguousarray(outside * np.float32(_gain(name, value))).reshape(shape)
    found["mapping.w_avg"] = mean_w(config, found)
    return found


def from_stored(stored: StoredPicture) -> Arrays:
    """Return a stored network's weights as training holds them.

    Raises:
        ModelError: it is no StyleGAN 2 of the kind that can be trained.
    """
    check_trainable(stored.config)
    found: Arrays = {}
    for name, value in stored.weights.items():
        if not name.endswith(("w_avg", "noise_const")):
            inside = _inside(value) if value.ndim > 1 else np.asarray(value)
            found[name.replace(".", "/")] = np.asarray(inside / np.float32(_gain(name, inside)), np.float32)
    return found


def check_trainable(config: PictureConfig) -> None:
    """Raise ModelError unless a network is of the kind that can be trained on."""
    shape = config.synthesis
    ok = isinstance(shape, UpscaledShape) and shape.architecture == "skip" and not config.c_dim and config.channels == 3
    ok = ok and isinstance(shape, UpscaledShape) and len(shape.features) > 2 and config.drawn == (config.height, config.width)
    if not ok:
        raise ModelError(
            f"A picture network that is trained on is a StyleGAN 2 in colour, without classes, of 16 pixels or more, whose blocks' "
            f"pictures are added up. Received: {config.family}, {config.width} x {config.height}, {config.c_dim or 'no'} classes. Begin without one.",
            rule="trainable-network",
        )


def _gain(name: str, value: np.ndarray) -> float:
    """What a weight is multiplied by where it is used; those of ToRGB's styles go with its kernel."""
    if name.startswith("mapping"):
        return SLOW if name.endswith("bias") else SLOW / math.sqrt(value.shape[0])
    if not name.endswith("weight"):
        return 1.0
    return 1.0 / math.sqrt(math.prod(value.shape[:-1]))


def _inside(value: np.ndarray) -> np.ndarray:
    """[outputs, inputs, height, width] -> [height, width, inputs, outputs]; [channels, height, width] -> [height, width, channels]."""
    axes = {4: (2, 3, 1, 0), 3: (1, 2, 0), 2: (1, 0)}[value.ndim]
    found = np.ascontiguousarray(value.transpose(axes), np.float32)
    return found[0, 0] if found.ndim == 4 and found.shape[:2] == (1, 1) else found


def _outside(value: np.ndarray) -> np.ndarray:
    return value.transpose({4: (3, 2, 0, 1), 3: (2, 0, 1), 2: (1, 0)}[value.ndim])
