"""The warm start on sounds that share neither timbre nor pitch: each is a code of its own, and z are drawn near and between codes.

Cuts of a recording fit no table of timbres by pitches (morph.py), and there are more of them than a random z could vote for clearly. So
the codes are orthogonal vectors as long as z, a z is a mix of a few of them plus a little noise, and the model keeps this as its prior:
whatever draws z by chance, a hallucination first of all, wanders among cuts and morphs of cuts.

The pictures are learned much sooner by a network that knows already how to draw partials: one that was trained on notes.
"""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.errors import TrainingError
from ganspacesynth.model import network
from ganspacesynth.model.checkpoint import read_model
from ganspacesynth.model.config import ModelConfig
from ganspacesynth.model.latent import Prior, draw_z
from ganspacesynth.model.network_shapes import generator_shapes
from ganspacesynth.training.morph import PUREST, TIMBRE_GAIN, MorphTask, Timbres, morph, votes

CODE_GAIN = 1.0  # how much larger than the rest the codes' rows start; each code is as long as z
SHARPNESS = 0.35  # of the votes: a mix of two as 3 to 2 sounds as 5 to 1, and a code sounds as itself
SPREAD = 0.1  # noise around the codes
MIXED = 4  # codes at most in a z to learn from; a path between two mixes of two meets as many


@dataclass(frozen=True, eq=False)
class Start:
    """A trained generator to go on from.

    Attributes:
        id: of the model.
        config: of it.
        weights: its generator's.
    """

    id: str
    config: ModelConfig
    weights: Mapping[str, np.ndarray]

    def label_rows(self, config: ModelConfig) -> np.ndarray:
        """Return what its first layer knows of the pitches of `config`, float32 [h, w, pitches, f]; of one it lacks, what all have in common."""
        stop = config.latent_size + len(self.config.pitches)
        rows = np.asarray(self.weights["conv0/kernel"], np.float32)[:, :, config.latent_size : stop]
        return np.stack([rows[:, :, self.config.label(p)] if p in self.config.pitches else rows.mean(axis=2) for p in config.pitches], axis=2)


def read_start(model: str | os.PathLike[str], config: ModelConfig) -> Start:
    """Read a model whose network can be taken over.

    Raises:
        ModelError: no such model.
        TrainingError: its network has another shape.
    """
    stored = read_model(model)
    shapes = {name: shape for name, shape in generator_shapes(config).items() if name != "conv0/kernel"}
    other = [name for name, shape in shapes.items() if name not in stored.weights or stored.weights[name].shape != tuple(shape)]
    if other or stored.config.latent_size != config.latent_size:
        raise TrainingError(
            f"Training goes on only in a network of the same shape. Received: {model}, which differs in {', '.join(other[:4]) or 'latent_size'}. "
            "Choose the shape of that model, or begin from nothing."
        )
    return Start(stored.id, stored.config, {name: stored.weights[name] for name in (*shapes, "conv0/kernel")})


@dataclass(frozen=True)
class CodesTask(MorphTask):
    """A training task like `MorphTask`, with one code a sound.

    Attributes:
        start: a trained model to go on from; None begins from nothing.
        spread: noise around the codes, see `Prior`.
    """

    sharpness: float = SHARPNESS
    start: Start | None = None
    spread: float = SPREAD

    @property
    def prior(self) -> Prior:
        """How the model's z are drawn."""
        return Prior("codes", self.vectors * np.float32(np.sqrt(self.config.latent_size)), self.spread, min(2, len(self.vectors)))

    def initial_state(self) -> dict[str, Any]:
        """See `trainer.Task`."""
        return _beginning(initial_parameters(self.config, len(self.vectors), self.seed, self.start))

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`."""
        purity = PUREST * float(np.clip(1.0 - (images / self.total_images - self.pure_share) / max(self.widen_share, 1e-9), 0.0, 1.0))
        z = draw_z_among(rng, self.prior, self.config.latent_size, self.batch_size, purity)
        batch = draw_batch(rng, self.timbres, self.vectors, z, self.sharpness, self.log_magnitude_gain)
        window = self.window
        if window is not None:
            at = window.draw(rng)
            batch.update(at=np.int32(at), weight=window.weight(at), picture=np.ascontiguousarray(batch["picture"][:, window.frames(at)]))
        return batch


@dataclass(frozen=True)
class StartedTask(MorphTask):
    """`MorphTask` that goes on from a model: only its way of reading z is learned anew.

    Attributes:
        start: the trained model.
    """

    start: Start = dataclasses.field(kw_only=True)

    def initial_state(self) -> dict[str, Any]:
        """See `trainer.Task`."""
        return _beginning(initial_parameters(self.config, len(self.vectors), self.seed, self.start, gain=TIMBRE_GAIN))


def _beginning(parameters: Mapping[str, np.ndarray]) -> dict[str, Any]:
    zeros = {name: np.zeros_like(value) for name, value in parameters.items()}
    return {"generator": dict(parameters), "average": dict(parameters), "slots": {"m": zeros, "v": dict(zeros)}}


def initial_parameters(config: ModelConfig, codes: int, seed: int, start: Start | None, *, gain: float = CODE_GAIN) -> dict[str, np.ndarray]:
    """Return generator weights as `morph.published_weights` reads them, those of `start` but for what reads z."""
    weights = network.initial_weights(generator_shapes(config), seed)
    kernel = weights.pop("conv0/kernel")  # [h, w, latent + pitches, f]
    labels = kernel[:, :, config.latent_size :]
    if start is not None:
        weights = {name: np.asarray(start.weights[name], np.float32) for name in weights}
        labels = start.label_rows(config)
    return {**weights, "conv0/timbres": gain * kernel[:, :, :codes], "conv0/labels": labels}


def draw_z_among(rng: np.random.Generator, prior: Prior, latent_size: int, n: int, purity: float) -> np.ndarray:
    """Draw z near single codes with a chance of `purity`, else between up to `MIXED` of them: float32 [n, latent]."""
    mixed = np.where(rng.random(n) < purity, 1, rng.integers(1, MIXED + 1, size=n))
    return np.concatenate([draw_z(1, latent_size, seed=rng, prior=dataclasses.replace(prior, mixed=int(count))) for count in mixed])


def draw_batch(
    rng: np.random.Generator, timbres: Timbres, vectors: np.ndarray, z: np.ndarray, sharpness: float, log_magnitude_gain: float
) -> dict[str, np.ndarray]:
    """Return z, labels and pictures as `morph.draw_batch` does, for given z."""
    pitches = timbres.present.shape[1]
    labels = rng.integers(pitches, size=len(z))
    shares = votes(z, vectors, timbres.present[:, labels].T, sharpness)
    pictures = [
        morph([timbres.pictures[k, label] for k in np.flatnonzero(share)], share[share > 0], log_magnitude_gain)
        for label, share in zip(labels, shares, strict=True)
    ]
    return {"z": z, "labels": np.eye(pitches, dtype=np.float32)[labels], "picture": np.stack(pictures)}
