"""Augmentation of spectrograms (time shift, gain, filter): keeps the critic from overfitting few notes.

The critic never sees a picture as it is: whatever happens to real ones happens to generated ones as well, each with a probability p, so
that the generator has nothing to gain from sounding augmented. All three can be undone (a turn in time, and sums in decibels), so what
the critic learns of augmented notes tells of the notes themselves. p rises while the critic is sure of real notes, and falls else.

Source: Karras et al., Training generative adversarial networks with limited data (2020), sections 2 and 3.
"""

import math
from collections.abc import Mapping

import numpy as np

from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth.model_config import ModelConfig

USES = 3  # draws of a step: for the generator's fakes, the critic's real pictures, and its fakes
FAKE, REAL, CRITIC_FAKE = range(USES)

SHIFT = 0.125  # of a note's length, at most, either way; what leaves at one end comes in at the other
GAIN_DB = 4.0  # standard deviation
FILTER_DB = 3.0  # standard deviation of each wave of the filter's curve
WAVES = 4  # half waves over the spectrum that the quickest one has

HIGHEST = 0.8  # probability; nearer to 1 nobody could tell what a note that is not augmented looks like
MEMORY = 256  # images over which signs are averaged


def draw(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Draw what may happen to the pictures of a step, each [USES, n, …]."""
    return {
        "chance": rng.random((USES, n, 3), np.float32),
        "shift": rng.uniform(-SHIFT, SHIFT, (USES, n)).astype(np.float32),
        "gain": (GAIN_DB * rng.standard_normal((USES, n))).astype(np.float32),
        "filter": (FILTER_DB * rng.standard_normal((USES, n, WAVES))).astype(np.float32),
    }


def augment(pictures: Tensor, draws: Mapping[str, Tensor], use: int, probability: Tensor, decibel: np.ndarray) -> Tensor:
    """Shift, amplify and filter each picture with a probability.

    Args:
        pictures: normalized [n, frames, bins, 2].
        draws: of `draw`.
        use: FAKE, REAL or CRITIC_FAKE.
        probability: of each of the three, 0..1; 0 changes no bit.
        decibel: see `decibels`.
    """
    _, frames, bins, _ = pictures.shape
    happens = ops.cast(draws["chance"][use] < probability, "float32")  # [n, 3]
    turned = ops.cast(ops.round(draws["shift"][use] * happens[:, 0] * frames), "int32")
    places = ops.mod(ops.arange(frames, dtype="int32")[None] - turned[:, None], frames)
    pictures = ops.take_along_axis(pictures, places[:, :, None, None], axis=1)
    curve = (draws["filter"][use] * happens[:, 2:]) @ _waves(bins)  # [n, bins]
    louder = (curve + (draws["gain"][use] * happens[:, 1])[:, None]) * decibel
    return pictures + ops.stack([louder, ops.zeros_like(louder)], axis=-1)[:, None]


def decibels(config: ModelConfig, bins: int, gain: np.ndarray) -> np.ndarray:
    """Return what one decibel is in a normalized log magnitude, [bins] or [1].

    Args:
        config: of the model; mel pictures are of log power, others of log magnitude.
        bins: of the pictures.
        gain: `normalizer/a`, [2] or [bins of the finished network, 2].
    """
    neper = math.log(10.0) / (10.0 if config.data_type == "mel" else 20.0)
    scale = gain[..., 0].reshape(bins if gain.ndim == 2 else 1, -1).mean(axis=1)
    return np.asarray(neper * scale, np.float32)


def first_state() -> dict[str, np.ndarray]:
    """Return the probability and the mean sign before the first step."""
    return {"probability": np.zeros((), np.float32), "sign": np.zeros((), np.float32)}


def adapt(state: Mapping[str, Tensor], sign: Tensor, batch_size: int, *, target: float, images: int) -> dict[str, Tensor]:
    """Return the state after a batch.

    Args:
        state: of `first_state`.
        sign: mean of the signs of the batch's real scores: 1 when the critic takes every real picture for real.
        batch_size: pictures in it.
        target: sign above which p rises.
        images: in which p would rise from 0 to 1.
    """
    mean = state["sign"] + min(batch_size / MEMORY, 1.0) * (sign - state["sign"])
    moved = state["probability"] + ops.sign(mean - target) * (batch_size / images)
    return {"probability": ops.clip(moved, 0.0, HIGHEST), "sign": mean}


def _waves(bins: int) -> np.ndarray:
    """Return cosines over the spectrum, float32 [WAVES, bins]."""
    places = (np.arange(bins) + 0.5) / bins
    return np.cos(np.pi * np.arange(1, WAVES + 1)[:, None] * places).astype(np.float32)
