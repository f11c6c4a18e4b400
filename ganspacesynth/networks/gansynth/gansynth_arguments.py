"""Arguments of a GANSynth, checked before anything is computed."""

from collections.abc import Sequence

import numpy as np

from ganspacesynth.core.bends.arrays import check_has_channels
from ganspacesynth.core.bends.bend import Bends
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.gansynth.model_config import ModelConfig


def checked_z(config: ModelConfig, z: object) -> np.ndarray:
    """Return z as float32 [n, latent]; one row may come without its axis."""
    z = np.atleast_2d(_floats("z", z))
    if z.ndim != 2 or z.shape[1] != config.latent_size:
        raise InvalidInput(f"z must be [n, {config.latent_size}]. Received: z of shape {z.shape}. Draw it with sample_z.", rule="z-shape")
    if not np.isfinite(z).all():
        raise InvalidInput("z must be finite. Received: NaN or infinity. Draw it with sample_z.", rule="finite-z")
    return z


def checked_pitches(pitches: float | Sequence[float]) -> np.ndarray:
    """Return MIDI numbers [n], or [1] for one; whether the model plays them is for `config.label` to say."""
    numbers = np.atleast_1d(_floats("pitches", pitches, None))
    if numbers.ndim != 1:
        raise InvalidInput(f"Pitches must be one number or a list of numbers. Received: pitches of shape {numbers.shape}.", rule="pitch-list")
    return numbers


def checked_activation(config: ModelConfig, layer: str, value: object, *, name: str = "activation") -> np.ndarray:
    """Return what a layer shall hold, float32 [n, *shape]; one may come without its axis."""
    shape = config.layers[config.check_layer(layer)]
    value = _floats(f"{name} of {layer}", value)
    value = value[None] if value.ndim == 3 else value
    if value.ndim != 4 or value.shape[1:] != shape:
        raise InvalidInput(f"The {name} of {layer} must be [n, {', '.join(map(str, shape))}]. Received: shape {value.shape}.", rule="layer-shape")
    if not np.isfinite(value).all():
        raise InvalidInput(f"The {name} of {layer} must be finite. Received: NaN or infinity.", rule="finite-activations")
    return value


def checked_offset(config: ModelConfig, layer: str, value: object, *, shape: bool = True) -> np.ndarray:
    """Return what is added to a layer, float32 [n, *shape], or [1, 1, 1, 1] of one number; shape=False trusts an array."""
    if not isinstance(value, int | float | np.number):
        return checked_activation(config, layer, value, name="offset") if shape else np.asarray(value)
    number = _floats(f"offset of {config.check_layer(layer)}", value)
    if not np.isfinite(number):
        raise InvalidInput(f"The offset of {layer} must be finite. Received: {brief(value)}.", rule="finite-bends")
    return number.reshape(1, 1, 1, 1)


def checked_scale(layer: str, value: object) -> np.ndarray:
    """Return the factor of a layer, float32 []."""
    scale = _floats(f"scale of {layer}", value)
    if scale.ndim or not np.isfinite(scale):
        raise InvalidInput(f"The scale of {layer} must be one finite number. Received: {brief(value)}.", rule="finite-bends")
    return scale


def check_bends(config: ModelConfig, bends: Bends) -> None:
    """Raise InvalidInput for bends of layers that a network has not, or of channels that a layer has not."""
    for layer, chain in bends.items():
        channels = config.layers[config.check_layer(layer)][2]
        for bend in chain:
            check_has_channels(bend.channels, channels)


def _floats(name: str, value: object, dtype: type[np.float32] | None = np.float32) -> np.ndarray:
    """Return numbers of any kind as a floating-point array; too large ones become infinite."""
    try:
        array = np.asarray(value)
    except ValueError as e:
        raise InvalidInput(f"The {name} must be an array of numbers. Received: rows of different lengths.", rule="numeric-array") from e
    if array.dtype.kind not in "fiu":
        raise InvalidInput(f"The {name} must be an array of numbers. Received: {brief(value)}.", rule="numeric-array")
    with np.errstate(over="ignore"):
        return array.astype(dtype or array.dtype)
