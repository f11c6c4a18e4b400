"""Which sounds of a trained model are like the notes to learn, so that a family's row in the first layer begins with them.

A trained network can draw a dozen timbres, and a run in it begins with conditions that it has never heard of. Instead of at random, the row of each
family (and source) begins with what its first layer reads of those random z that sound most like the family's notes.
"""

import math

import numpy as np

from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.training.pretrained import Pretrained
from ganspacesynth.training.warm_start.timbres import Timbres

DRAWN, BATCH = 288, 24  # random z to compare with
NEAREST = 6  # z taken for each timbre
PITCHES = 3  # of the model's range, compared at
LONG = 3.0  # a row stands for a z so long in the directions that the network reads
CELLS = (32, 128)  # of pictures compared
ALL_BUT = 1e-3  # directions read less than the most read one by this factor are not read


def rows_of_conditions(config: ModelConfig, timbres: Timbres, start: Pretrained, conditions: np.ndarray, seed: int) -> np.ndarray:
    """Return rows of the conditions, those of one-hot kinds as the start's own sounds suggest, float32 [h, w, conditions.size, f].

    Args:
        config: of the network to train.
        timbres: its notes.
        start: the trained model.
        conditions: rows to begin with elsewhere, [h, w, conditions.size, f].
        seed: of the random z.
    """
    shared = [pitch for pitch in config.pitches if pitch in start.config.pitches]
    if not shared or not conditions.shape[2]:
        return conditions
    z = np.random.default_rng([seed, 2]).standard_normal((DRAWN, start.config.latent_size)).astype(np.float32)
    labels = np.linspace(0, len(shared) - 1, PITCHES + 2)[1:-1].round().astype(int)
    apart = np.mean([_apart(config, timbres, start, z, shared[label]) for label in labels], axis=0)  # [timbres, z]
    kernel = np.asarray(start.weights["conv0/kernel"], np.float32)
    read = kernel[:, :, : start.config.latent_size] * np.float32(math.sqrt(config.input_size / kernel.shape[2]))
    _, sizes, directions = np.linalg.svd(read.transpose(0, 1, 3, 2).reshape(-1, read.shape[2]), full_matrices=False)
    directions = directions[sizes > ALL_BUT * sizes[0]]
    rows = conditions.copy()
    for column in range(_one_hot(config)):
        members = np.flatnonzero(timbres.conditions[:, column] > 0)
        like = directions @ np.mean([z[np.argsort(apart[k])[:NEAREST]].mean(axis=0) for k in members], axis=0)
        rows[:, :, column] = np.einsum("hwzf,z->hwf", read, LONG / max(float(np.linalg.norm(like)), 1e-6) * like @ directions)
    return rows


def _one_hot(config: ModelConfig) -> int:
    """Return how many of the conditions' columns are one-hot: sources and families, which come first."""
    return len(config.conditions.source) + len(config.conditions.family)


def _apart(config: ModelConfig, timbres: Timbres, start: Pretrained, z: np.ndarray, pitch: int) -> np.ndarray:
    """Return how far the start's sounds are from each timbre's note at a pitch, whatever their level; float64 [timbres, z]."""
    own = start.config
    prepared = network.prepare(own, dict(start.weights))
    one_hot = np.zeros((BATCH, own.label_size), np.float32)
    one_hot[:, own.label(pitch)] = 1.0
    drawn = [
        _coarse(np.asarray(network.generate(own, prepared, network.generator_input(own, z[at : at + BATCH], one_hot))[0], np.float32)[..., 0])
        for at in range(0, len(z), BATCH)
    ]
    notes, label = timbres.pictures[:, config.label(pitch), :, :, 0].astype(np.float32), config.label(pitch)
    apart = np.array([np.abs(np.concatenate(drawn) - note).mean(axis=(1, 2)) for note in _coarse(notes)])
    return np.where(timbres.present[:, label, None], apart, apart.max())


def _coarse(pictures: np.ndarray) -> np.ndarray:
    """Return log magnitudes [n, frames, bins] in a few cells, the loudest at 0."""
    n, frames, bins = pictures.shape
    tall, wide = min(CELLS[0], frames), min(CELLS[1], bins)
    cells = pictures.reshape(n, tall, frames // tall, wide, bins // wide).mean(axis=(2, 4))
    return np.asarray(cells - cells.max(axis=(1, 2), keepdims=True))
