"""Adversarial and classification losses (Keras operations: TensorFlow and JAX alike)."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, ops
from ganspacesynth.networks.gansynth.discriminator import downscale
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network import upscale

# Of a condition's loss beside the pitch's: knowing nothing of it then costs about as much for each kind, 1.1 to 2.4.
TRAIT_WEIGHTS = {"source": 1.0, "family": 1.0, "qualities": 2.0, "velocity": 4.0}
SLOPE_EPSILON = 1e-12  # keeps the derivative of a slope of exactly 0 finite


def block_shares(blocks: int, progress: Tensor) -> dict[int, Tensor]:
    """Return {block: share of its picture} of the one or two blocks seen at progress blocks - 2 … blocks - 1; they sum to 1."""
    if blocks == 1:
        return {1: 1.0}
    progress = ops.convert_to_tensor(progress, "float32")
    return {block: ops.maximum(0.0, ops.minimum(progress - (block - 2.0), block - progress)) for block in (blocks - 1, blocks)}


def blend_pictures(pictures: Tensor, scales: tuple[int, int], shares: dict[int, Tensor]) -> Tensor:
    """Make real pictures as coarse as the generator's are while a block fades in.

    Args:
        pictures: [n, h, w, c] at the resolution of the last block.
        scales: upscaling from one block to the next.
        shares: of `block_shares`.
    """
    last = max(shares)
    if last == 1:
        return pictures
    coarse = upscale(downscale(pictures, scales), scales)
    return shares[last] * pictures + shares[last - 1] * coarse


def picture_scale(config: ModelConfig, blocks: int, gain: np.ndarray) -> np.ndarray:
    """Return what turns slopes along normalized pixels of `blocks` blocks into slopes along published pictures.

    The published penalty looks at pictures before normalization, upscaled to the final resolution: a slope along a normalized pixel is
    the gain times the slope along the pixel itself, and upscaling shares it among `area` copies, whose norm is 1/sqrt(area) of it.

    Args:
        config: of the finished network.
        blocks: that exist so far.
        gain: `normalizer/a`, [2] or [bins, 2].
    """
    area = math.prod(scale ** (config.num_resolutions - blocks) for scale in config.scales)
    return np.asarray(gain, np.float32) / np.float32(math.sqrt(area))


def gradient_penalty(score: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, mix: Tensor, *, scale: Tensor, target: float) -> Tensor:
    """Penalize slopes of the critic other than `target` between real and fake pictures.

    Args:
        score: pictures [n, h, w, c] -> scores [n].
        real, fake: pictures [n, h, w, c].
        mix: [n, 1, 1, 1] in 0..1, 1 for the fake one.
        scale: of slopes, see `picture_scale`.
        target: slope wanted.

    Source: Gulrajani et al., Improved training of Wasserstein GANs (2017), algorithm 1.
    """
    between = ops.convert_to_tensor(real + mix * (fake - real))
    _, slopes = backend.value_and_grad(lambda pictures: (ops.sum(score(pictures)), ()))(between)
    steepness = ops.sqrt(ops.sum(ops.square(slopes * scale), axis=(1, 2, 3)) + SLOPE_EPSILON)
    return ops.mean(ops.square(steepness / target - 1.0))


def slope_penalty(score: Callable[[Tensor], Tensor], real: Tensor, *, scale: Tensor) -> Tensor:
    """Penalize any slope of the critic at real pictures ("R1"): half the mean square, to be multiplied by gamma.

    Args:
        score: pictures [n, h, w, c] -> scores [n].
        real: pictures [n, h, w, c].
        scale: of slopes, see `picture_scale`.

    Source: Mescheder et al., Which training methods for GANs do actually converge? (2018), section 4.1.
    """
    _, slopes = backend.value_and_grad(lambda pictures: (ops.sum(score(pictures)), ()))(ops.convert_to_tensor(real))
    return 0.5 * ops.mean(ops.sum(ops.square(slopes * scale), axis=(1, 2, 3)))


def label_losses(config: ModelConfig, logits: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """Return how badly each part of labels [n, label_size] is recognised: {"pitch": loss, kind: loss of each condition}.

    A sound has one pitch, source and family: softmax. It has each quality or not: a sigmoid each, averaged. Its velocity is a number: mean square.
    """
    behind = len(config.pitches)
    found = {"pitch": cross_entropy(logits[:, :behind], labels[:, :behind])}
    for kind, place in config.conditions.slices.items():
        said, right = (x[:, behind + place.start : behind + place.stop] for x in (logits, labels))
        if kind == "qualities":
            found[kind] = ops.mean(ops.softplus(said) - right * said)
        elif kind == "velocity":
            found[kind] = ops.mean(ops.square(said - right))
        else:
            found[kind] = cross_entropy(said, right)
    return found


def label_loss(parts: Mapping[str, Tensor]) -> Tensor:
    """Return the parts of `label_losses` as one."""
    return sum(TRAIT_WEIGHTS[kind] * loss for kind, loss in parts.items() if kind != "pitch") + parts["pitch"]


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean over the batch of -log of the share that the right class is given; logits and labels [n, classes]."""
    return -ops.mean(ops.sum(labels * ops.log_softmax(logits, axis=-1), axis=-1))
