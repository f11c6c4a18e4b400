"""The full-size network (128x1024, 256 channels, 4 s at 16 kHz), with random weights or a compact one's sounds: what there is to measure."""

import dataclasses
import os
from pathlib import Path

import numpy as np

from ganspacesynth.networks.gansynth.checkpoint import write_native
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import equalizer, generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel


def full_size() -> StoredModel:
    """Return it."""
    config = ModelConfig()
    rng = np.random.default_rng(0)  # as network.initial_weights draws them, without its library in memory
    weights = {
        name: (rng.standard_normal(shape) if name.endswith("kernel") else np.zeros(shape)).astype(np.float32)
        for name, shape in generator_shapes(config).items()
    }
    # published values of the mel normalizer
    weights["normalizer/a"], weights["normalizer/b"] = np.array([0.0661, 0.8], np.float32), np.array([0.1137, 0.0], np.float32)
    return StoredModel(config, weights, "random")


def widened(stored: StoredModel, times: int = 4, seed: int = 0) -> StoredModel:
    """Return a model of so many times as many channels that makes the same sounds.

    Each channel is there several times; what a layer is given of it is divided among them at random. So rounding errors are those of a wide
    network, and levels and pitches those of a trained one.
    """
    config, rng, weights = stored.config, np.random.default_rng(seed), dict(stored.weights)
    wide = dataclasses.replace(config, filters=tuple(times * count for count in config.filters))
    for name, shape in generator_shapes(wide).items():
        value = weights[name]
        if name.endswith("bias"):
            weights[name] = value if name.startswith("to_rgb") else np.tile(value, times)
            continue
        gain = equalizer(value, slope=1.0 if name.startswith("to_rgb") else 0.0)
        if not name.startswith("conv0/"):
            shares = rng.dirichlet(np.full(times, 4.0), value.shape[2:]).transpose(2, 0, 1)  # [times, in, out]
            value = np.concatenate([value * share for share in shares], axis=2)
        if not name.startswith("to_rgb"):
            value = np.tile(value, times) if name.startswith("conv0/") else _shuffled(value, times, rng)
        assert value.shape == shape, name  # noqa: S101
        weights[name] = (value * gain / equalizer(value, slope=1.0 if name.startswith("to_rgb") else 0.0)).astype(np.float32)
    return StoredModel(wide, weights, f"{stored.id}-{times}", stored.prior)


def _shuffled(value: np.ndarray, times: int, rng: np.random.Generator) -> np.ndarray:
    """Return [h, w, in, out] with each output several times, each time as another division of the inputs' copies."""
    copies = value.shape[2] // times
    turns = [rng.permutation(times) for _ in range(times)]
    parts = value.reshape(*value.shape[:2], times, copies, value.shape[3])
    return np.concatenate([parts[:, :, turn].reshape(value.shape) for turn in turns], axis=3)


def random_model(path: str | os.PathLike[str]) -> Path:
    """Write it as a model folder."""
    return write_native(path, full_size())
