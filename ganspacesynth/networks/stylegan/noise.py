"""Noise of StyleGAN 2 in: which kind a call asks for, and the fields of a seed, the same for each layer and picture whatever else is computed."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.prior import MAX_LATENT, draw_z
from ganspacesynth.networks.stylegan.graphs.wanted import Wanted
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape

KINDS = ("const", "none", "random")

Noise = str | int | Mapping[str, np.ndarray]


def given_noise(config: PictureConfig, wanted: Wanted, noise: Noise, count: int) -> tuple[Wanted, dict[str, np.ndarray]]:
    """Return what is wanted with a noise, and fields of it where they are drawn.

    Args:
        config: the network's.
        wanted: otherwise.
        noise: "const", "none", "random", a seed, or {layer: its field, [height, width] or one for each picture}; layers that are left out have none.
        count: pictures.

    Raises:
        InvalidInput: another noise.
    """
    if isinstance(noise, Mapping):
        return _own(config, wanted, noise, count)
    seed = None if isinstance(noise, str) else noise
    if isinstance(noise, bool) or not (noise in KINDS if isinstance(noise, str) else isinstance(noise, int | np.integer) and noise >= 0):
        raise InvalidInput(f"noise is one of {', '.join(KINDS)}, or a seed. Received: noise={brief(noise)}.", rule="known-noise")
    if not isinstance(config.synthesis, UpscaledShape) or noise in ("const", "none"):
        kind = str(noise) if isinstance(config.synthesis, UpscaledShape) else "none"
        return replace(wanted, noise=kind), {}
    drawn = {f"noise/{layer}": _field(config.layers[layer], count, place, seed) for place, layer in enumerate(config.layers)}
    return replace(wanted, noise="given"), drawn


def _own(config: PictureConfig, wanted: Wanted, noise: Mapping[str, np.ndarray], count: int) -> tuple[Wanted, dict[str, np.ndarray]]:
    """Return fields that somebody made; StyleGAN 3 has no use for them."""
    if not isinstance(config.synthesis, UpscaledShape):
        return replace(wanted, noise="none"), {}
    fields = {}
    for layer, (height, width, _) in config.layers.items():
        field = np.asarray(noise.get(layer, np.zeros((1, height, width))), np.float32)
        field = field[None] if field.ndim == 2 else field
        if field.shape[1:] != (height, width) or len(field) not in (1, count) or not np.isfinite(field).all():
            raise InvalidInput(f"The noise of {layer} is finite, [{height}, {width}]. Received: shape {field.shape}.", rule="noise-shape")
        fields[f"noise/{layer}"] = field[:, None]
    unknown = next((layer for layer in noise if layer not in config.layers), None)
    if unknown is not None:
        config.check_layer(unknown)
    return replace(wanted, noise="given"), fields


def _field(shape: tuple[int, ...], count: int, place: int, seed: int | None) -> np.ndarray:
    """Draw [count, 1, height, width] of unit variance; a layer's is as long as it is, whatever the others are."""
    height, width, _ = shape
    if seed is None:
        return np.random.default_rng().standard_normal((count, 1, height, width), np.float32)
    length = min(height * width, MAX_LATENT)
    rows = -(-height * width // length)  # of one picture
    fields = [draw_z(rows, length, seed=seed, start=((k << 8) + place) << 16) for k in range(count)]
    return np.stack([each.reshape(-1)[: height * width].reshape(1, height, width) for each in fields])
