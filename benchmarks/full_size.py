"""The full-size network (128x1024, 256 channels, 4 s at 16 kHz) with random weights: what there is to measure without a trained one."""

import os
from pathlib import Path

import numpy as np

from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.checkpoint import write_native
from ganspacesynth.networks.gansynth.config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel


def full_size() -> StoredModel:
    """Return it."""
    config = ModelConfig()
    weights = network.initial_weights(generator_shapes(config), seed=0)
    # published values of the mel normalizer
    weights["normalizer/a"], weights["normalizer/b"] = np.array([0.0661, 0.8], np.float32), np.array([0.1137, 0.0], np.float32)
    return StoredModel(config, weights, "random")


def random_model(path: str | os.PathLike[str]) -> Path:
    """Write it as a model folder."""
    return write_native(path, full_size())
