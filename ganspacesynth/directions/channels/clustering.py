"""A layer's activations over many sounds in, groups of channels that do the same things at the same places out."""

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.generator import SoundGenerator

MAX_SOUNDS, MAX_CLUSTERS = 512, 64
CELLS = (8, 16)  # to which activations are averaged, along time and frequency
AT_ONCE = 16  # sounds
ROUNDS, BEGINNINGS = 50, 8
TINY = 1e-9


def channel_rows(model: SoundGenerator, layer: str, *, sounds: int, seed: int) -> np.ndarray:
    """Return what each channel does over sounds, time and frequency, float32 [channels, numbers], rows of mean 0 and length 1; a silent one is 0.

    Args:
        model: a GANSynth.
        layer: its name.
        sounds: how many random ones, from low pitches to high ones.
        seed: of them.

    Raises:
        InvalidInput: no such number of sounds, or no such layer.
    """
    if not 2 <= sounds <= MAX_SOUNDS:
        raise InvalidInput(f"Channels are heard in 2..{MAX_SOUNDS} sounds. Received: sounds={sounds}. Choose another number.", rule="cluster-sounds")
    pitches = model.config.pitches
    chosen = [pitches[round(share * (len(pitches) - 1))] for share in np.linspace(0.1, 0.9, sounds)]
    z, wanted = model.sample_z(sounds, seed=seed), [model.config.check_layer(layer)]
    pooled = [  # [time, frequency, channels] of each; a late layer's activations are far too large to hold those of all sounds
        _pooled(_pooled(each, 0, CELLS[0]), 1, CELLS[1])
        for first in range(0, sounds, AT_ONCE)
        for each in model.activations(z[first : first + AT_ONCE], chosen[first : first + AT_ONCE], wanted)[layer]
    ]
    rows = np.stack(pooled).reshape(-1, pooled[0].shape[-1]).T.astype(np.float64)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), TINY)).astype(np.float32)


def k_means(rows: np.ndarray, count: int, *, seed: int) -> np.ndarray:
    """Return the number of each row's cluster, int [n]: 0 is the largest.

    Args:
        rows: float32 [n, numbers].
        count: of clusters, 1..n; fewer are found where rows are alike.
        seed: of the beginnings, the best of which is taken.

    Raises:
        InvalidInput: no such count.

    Source: Arthur and Vassilvitskii, k-means++: the advantages of careful seeding (2007).
    """
    if not 1 <= count <= min(len(rows), MAX_CLUSTERS):
        raise InvalidInput(f"There are 1..{min(len(rows), MAX_CLUSTERS)} clusters. Received: {count}. Choose another number.", rule="cluster-count")
    rng = np.random.default_rng(seed)
    found = [_lloyd(rows, _spread(rows, count, rng)) for _ in range(BEGINNINGS)]
    labels = min(found, key=lambda each: each[1])[0]
    sizes = np.bincount(labels, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    places = np.empty(count, int)
    places[order] = np.arange(count)
    return places[labels]


def _pooled(x: np.ndarray, axis: int, most: int) -> np.ndarray:
    """Return means along an axis, of as many parts as there are places, `most` at most."""
    edges = np.linspace(0, x.shape[axis], min(most, x.shape[axis]) + 1).astype(int)
    sizes = np.diff(edges).reshape([-1 if each == axis else 1 for each in range(x.ndim)])
    return np.add.reduceat(x, edges[:-1], axis=axis) / sizes


def _spread(rows: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Choose rows to begin from, each rather far from those before."""
    centres = [rows[rng.integers(len(rows))]]
    near = np.full(len(rows), np.inf, rows.dtype)
    while len(centres) < count:
        near = np.minimum(near, np.square(rows - centres[-1]).sum(axis=1))
        total = near.sum()
        centres.append(rows[rng.choice(len(rows), p=near / total) if total > TINY else rng.integers(len(rows))])
    return np.stack(centres)


def _lloyd(rows: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, float]:
    labels = np.full(len(rows), -1)
    for _ in range(ROUNDS):
        apart = np.stack([np.square(rows - centre).sum(axis=1) for centre in centres], axis=1)  # [n, clusters]
        newer = apart.argmin(axis=1)
        if (newer == labels).all():
            break
        labels = newer
        centres = np.stack([rows[labels == i].mean(axis=0) if (labels == i).any() else centre for i, centre in enumerate(centres)])
    return labels, float(np.square(rows - centres[labels]).sum())
