"""A trained generator whose network another training takes over."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel

SOUND = ("data_type", "sample_rate", "audio_length")  # with another one, partials lie elsewhere in the picture


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A trained generator to go on from.

    Attributes:
        id: of the model.
        config: of it.
        weights: its generator's.
    """

    id: str
    config: ModelConfig
    weights: Mapping[str, np.ndarray]

    def label_rows(self, config: ModelConfig, conditions: np.ndarray) -> np.ndarray:
        """Return what its first layer knows of the labels of `config`, float32 [h, w, label_size, f].

        Of a pitch it lacks that is what all have in common; conditions are known only where they are its own.

        Args:
            config: of the network to train. A layer divides its weights by the root of their number, so rows are scaled to mean the same in it.
            conditions: rows of new ones, [h, w, conditions.size, f].
        """
        own, behind = self.config, self.config.latent_size + len(self.config.pitches)
        kernel = np.asarray(self.weights["conv0/kernel"], np.float32)
        kernel = kernel * np.float32(math.sqrt(config.input_size / kernel.shape[2]))
        rows = kernel[:, :, own.latent_size : behind]
        pitches = np.stack([rows[:, :, own.label(p)] if p in own.pitches else rows.mean(axis=2) for p in config.pitches], axis=2)
        return np.concatenate([pitches, kernel[:, :, behind:] if own.conditions == config.conditions else conditions], axis=2)


def start_of(stored: StoredModel) -> Pretrained:
    """Return a model's generator, to go on from."""
    return Pretrained(stored.id, stored.config, {name: stored.weights[name] for name in generator_shapes(stored.config)})


def read_start(model: str | os.PathLike[str], config: ModelConfig) -> Pretrained:
    """Read a model whose network can be taken over.

    Raises:
        ModelError: no such model.
        TrainingError: its network has another shape, or its sounds have.
    """
    stored = read_model(model)
    shapes = {name: shape for name, shape in generator_shapes(config).items() if name != "conv0/kernel"}
    other = [name for name in ("latent_size", *SOUND) if getattr(stored.config, name) != getattr(config, name)]
    other += [name for name, shape in shapes.items() if name not in stored.weights or stored.weights[name].shape != tuple(shape)]
    if other:
        raise TrainingError(
            f"Training goes on only in a network of the same shape. Received: {model}, which differs in {', '.join(other[:4])}. "
            "Choose the shape of that model, or begin from nothing.",
            rule="same-shape",
        )
    return start_of(stored)
