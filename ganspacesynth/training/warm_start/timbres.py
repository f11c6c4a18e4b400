"""Notes as a table of timbres by pitches, weights of timbres for each z, and the target spectrograms of z."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth.model_config import ModelConfig

BLENDED = 4  # timbres that take part in one morph, the largest shares first
LEAST = 2e-3  # of the whole: a smaller share is inaudible, and work for nothing


@dataclass(frozen=True)
class Timbres:
    """Normalized pictures of notes, by timbre and pitch.

    Attributes:
        names: [timbres].
        pictures: float16 [timbres, pitches, frames, bins, 2], normalized to -1..1.
        present: bool [timbres, pitches]; a timbre need not have every pitch.
        conditions: float32 [timbres, conditions.size], what the label says of each behind the pitch.
        groups: int [timbres], those of equal conditions.
        places: int [timbres], in their group.
    """

    names: tuple[str, ...]
    pictures: np.ndarray
    present: np.ndarray
    conditions: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    groups: np.ndarray = field(init=False)
    places: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rows = self.conditions if self.conditions.size else np.zeros((len(self.names), 1), np.float32)
        groups = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "places", np.array([np.sum(groups[:k] == group) for k, group in enumerate(groups)], np.int64))
        if not self.present.size or not self.present.any(axis=0).all():
            raise TrainingError(
                "Every trained pitch needs at least one note. Received: pitches without any. Train fewer pitches.", rule="note-per-pitch"
            )

    @property
    def voices(self) -> int:
        """Timbres of the largest group: the directions that z needs."""
        return int(self.places.max()) + 1


def timbre_vectors(count: int, latent_size: int, seed: int) -> np.ndarray:
    """Return `count` orthonormal directions in z space, float32 [count, latent]."""
    if count > latent_size:
        raise TrainingError(
            f"A warm start holds at most latent_size={latent_size} timbres. Received: {count}. Choose fewer instruments.", rule="timbre-count"
        )
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((latent_size, count)))[0].T.astype(np.float32)


def timbre_shares(z: np.ndarray, vectors: np.ndarray, present: np.ndarray, sharpness: float) -> np.ndarray:
    """Return the share of each timbre in the sounds z: z [n, latent], present bool [n, timbres] -> float32 [n, timbres]."""
    u = np.where(present, sharpness * (z @ vectors.T), -np.inf)
    shares = np.exp(u - u.max(axis=1, keepdims=True))
    cut = np.sort(shares, axis=1)[:, -min(BLENDED, shares.shape[1])][:, None]
    shares = np.where(shares >= np.maximum(cut, LEAST), shares, 0.0)
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def log_magnitude_gain(config: ModelConfig, gain: np.ndarray) -> float:
    """Return what turns differences of normalized pictures into those of log magnitudes; `gain` is `normalizer/a`, mel pictures are of log power."""
    return (0.5 if config.data_type == "mel" else 1.0) / float(gain.flat[0])


def morph(pictures: Sequence[np.ndarray], shares: Sequence[float], log_magnitude_gain: float) -> np.ndarray:
    """Blend normalized pictures [frames, bins, 2] of one pitch into one.

    Args:
        pictures: float, one a timbre.
        shares: their weights, summing to 1.
        log_magnitude_gain: see the function of this name: it undoes the normalization.
    """
    pictures = [p.astype(np.float32) for p in pictures]
    if len(pictures) == 1:
        return pictures[0]
    loudest = np.max([p[..., 0] for p in pictures], axis=0)
    amounts = [share * np.exp((p[..., 0] - loudest) * np.float32(log_magnitude_gain)) for p, share in zip(pictures, shares, strict=True)]
    result = np.empty_like(pictures[0])
    result[..., 0] = sum(share * p[..., 0] for p, share in zip(pictures, shares, strict=True))
    result[..., 1] = sum(a * p[..., 1] for p, a in zip(pictures, amounts, strict=True)) / np.maximum(sum(amounts), 1e-12)
    return result


@dataclass(frozen=True, eq=False)
class Targets:
    """What a batch of z shall sound like.

    Attributes:
        z: float32 [n, latent].
        pitches: int [n], class indices.
        labels: float32 [n, label_size].
        shares: float32 [n, timbres], summing to 1: whose morph they are.
    """

    z: np.ndarray
    pitches: np.ndarray
    labels: np.ndarray
    shares: np.ndarray


def draw_targets(rng: np.random.Generator, timbres: Timbres, vectors: np.ndarray, n: int, *, purity: float, sharpness: float) -> Targets:
    """Draw z and labels, and what they stand for.

    Args:
        rng: randomness.
        timbres: the notes.
        vectors: of `timbre_vectors`, one a place in a group.
        n: sounds.
        purity: 1 draws pure timbres (easy, to begin with), 0 draws z ~ N(0, I).
        sharpness: of the softmax over timbres.
    """
    count = len(vectors)
    z = rng.standard_normal((n, vectors.shape[1])).astype(np.float32)
    pitches = rng.integers(timbres.present.shape[1], size=n)
    u = z @ vectors.T
    chosen = rng.integers(count, size=n)
    playable = timbres.present[:, pitches].T  # [n, timbres]
    conditions = np.zeros((n, 0), np.float32)
    if timbres.conditions.size:
        some = np.array([rng.choice(np.flatnonzero(row)) for row in playable])  # what it shall be: as it occurs at that pitch
        chosen, conditions, playable = timbres.places[some], timbres.conditions[some], playable & (timbres.groups == timbres.groups[some][:, None])
    pure = np.sqrt(1.0 - purity**2) * u
    pure[np.arange(n), chosen] += purity * np.sqrt(count)
    z = z + (pure - u) @ vectors
    one_hot = np.eye(timbres.present.shape[1], dtype=np.float32)[pitches]
    return Targets(z, pitches, np.concatenate([one_hot, conditions], axis=1), timbre_shares(z, vectors[timbres.places], playable, sharpness))


def pictures_of(timbres: Timbres, targets: Targets, log_magnitude_gain: float, frames: slice = slice(None)) -> np.ndarray:
    """Return some frames of the target spectrograms, float32 [n, frames, bins, 2]; `log_magnitude_gain` as for `morph`."""
    return np.stack(
        [
            morph([timbres.pictures[k, pitch, frames] for k in np.flatnonzero(share)], share[share > 0], log_magnitude_gain)
            for pitch, share in zip(targets.pitches, targets.shares, strict=True)
        ]
    )
