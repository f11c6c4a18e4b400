"""Networks of a stage of progressive growing: configs, new weights, and weights carried over from a smaller network."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ganspacesynth.networks.gansynth.discriminator import discriminator_shapes
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes

GENERATOR, CRITIC = 0, 1  # which network, in the seed of its weights

Weights = dict[str, np.ndarray]


def built_blocks(weights: Mapping[str, Any], end: str = "to_rgb") -> int:
    """Return how many blocks weights are for: a generator's, or with end="from_rgb" a critic's."""
    return sum(name.startswith(f"{end}_") and name.endswith("/kernel") for name in weights)


def stage_config(config: ModelConfig, blocks: int) -> ModelConfig:
    """Return a network that ends after `blocks` blocks and makes pictures of that resolution.

    Published training upscales small pictures to the final resolution and scales them down again for the critic. Leaving
    both out changes nothing (see `losses.picture_scale` for the one trace of it), and makes early stages fast.
    """
    return dataclasses.replace(
        config,
        num_resolutions=blocks,
        num_blocks=blocks,
        filters=config.filters[:blocks],
        progress=blocks - 1.0,
        audio_length=1,  # such a picture is no sound
    )


def partial_config(config: ModelConfig, blocks: int, progress: float) -> ModelConfig:
    """Return the network as it plays while it grows: `blocks` blocks, upscaled to the final resolution."""
    return dataclasses.replace(config, num_blocks=blocks, filters=config.filters[:blocks], progress=progress)


def new_generator(config: ModelConfig, blocks: int, seed: int) -> Weights:
    """Return fresh generator weights; those of a block depend on the seed and the block, not on when it is built."""
    return _new(config, {n: generator_shapes(stage_config(config, n)) for n in range(1, blocks + 1)}, [seed, GENERATOR])


def new_critic(config: ModelConfig, blocks: int, last_filters: int, seed: int) -> Weights:
    """Return fresh critic weights, as `new_generator`."""
    return _new(config, {n: discriminator_shapes(stage_config(config, n), last_filters) for n in range(1, blocks + 1)}, [seed, CRITIC])


def grown(older: Mapping[str, np.ndarray], fresh: Mapping[str, np.ndarray]) -> Weights:
    """Return `fresh` weights with every one that is there already carried over."""
    return {name: np.asarray(older.get(name, value)) for name, value in fresh.items()}


def zero_slots(weights: Mapping[str, np.ndarray]) -> dict[str, Weights]:
    """Return Adam's moments before the first step."""
    return {moment: {name: np.zeros_like(value) for name, value in weights.items()} for moment in ("m", "v")}


def _new(config: ModelConfig, shapes: Mapping[int, Mapping[str, tuple[int, ...]]], seed: list[int]) -> Weights:
    weights: Weights = {}
    for block, named in shapes.items():
        rng = np.random.default_rng([*seed, block])
        weights.update({name: _draw(config, rng, name, shape) for name, shape in named.items() if name not in weights})
    return weights


def _draw(config: ModelConfig, rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Draw N(0, 1) for equalized kernels, He's normal distribution for the light variant's; biases begin at zero."""
    if name.endswith("/bias"):
        return np.zeros(shape, np.float32)
    equalized = not config.simple_arch or name == "classes/kernel"
    deviation = 1.0 if equalized else math.sqrt(2.0 / math.prod(shape[:-1]))
    return (deviation * rng.standard_normal(shape)).astype(np.float32)
