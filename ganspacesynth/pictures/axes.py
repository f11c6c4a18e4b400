"""Axes of w: a picture network in, directions of its w out, by how w varies or by what its layers' weights answer to most.

Source: Härkönen et al., GANSpace (2020); Shen and Zhou, Closed-Form Factorization of Latent Semantics in GANs (2021), for the weights.
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.mapping import mapped
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.networks.stylegan.rows import readers
from ganspacesynth.pictures.editing import LAYER, checked_rows

WAYS = ("pca", "weights")
AT_ONCE = 1024
MOST_SAMPLES = 1 << 24


@dataclass(frozen=True)
class AxisSettings:
    """How axes are found.

    Attributes:
        way: "pca" of many w, or "weights" of the layers that read them.
        rows: of ws, first and last, whose layers' weights are asked; None for all.
        count: axes.
        samples: w that are drawn, for their mean and spread.
        seed: of those.
    """

    way: str = "pca"
    rows: tuple[int, int] | None = None
    count: int = 16
    samples: int = 16384
    seed: int = 0


def find_axes(model: PictureModel, settings: AxisSettings | None = None, *, progress: Progress = quiet) -> Directions:
    """Find axes; an edit of 1 is a standard deviation of w along one.

    Args:
        model: a network without classes, or one whose w of all classes are meant.
        settings: how.
        progress: told how many w are drawn; it may raise `Cancelled`.

    Raises:
        InvalidInput: no such way, rows or counts.
    """
    settings = settings or AxisSettings()
    size = model.config.w_dim
    if settings.way not in WAYS:
        raise InvalidInput(f"Axes are found by one of {', '.join(WAYS)}. Received: way={brief(settings.way)}.", rule="known-way")
    if not 1 <= settings.count <= size or not settings.count <= settings.samples <= MOST_SAMPLES:
        raise InvalidInput(
            f"There are 1..{size} axes, of as many samples at least. Received: count={settings.count}, samples={settings.samples}.", rule="axis-count"
        )
    mean, covariance = _moments(model, settings, progress)
    matrix = covariance if settings.way == "pca" else _weights(model, settings.rows)
    components = np.linalg.eigh(matrix)[1][:, ::-1].T[: settings.count]  # strongest first
    components *= np.sign(components[np.arange(len(components)), np.abs(components).argmax(axis=1)])[:, None]
    variances = np.einsum("kd,de,ke->k", components, covariance, components)
    return Directions(
        layer=LAYER,
        shape=(size,),
        components=components.astype(np.float32),
        mean=mean.astype(np.float32),
        stdev=np.sqrt(np.maximum(variances, 0.0)).astype(np.float32),
        var_ratio=(variances / max(np.trace(covariance), 1e-30)).astype(np.float32),
        estimator=settings.way,
        model_id=model.id,
    )


def _moments(model: PictureModel, settings: AxisSettings, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of w, in float64, block by block; of a network with classes, each in turn."""
    size, classes = model.config.w_dim, model.config.c_dim
    total, products = np.zeros(size), np.zeros((size, size))
    progress(0, settings.samples)
    for start in range(0, settings.samples, AT_ONCE):
        count = min(AT_ONCE, settings.samples - start)
        c = np.eye(classes, dtype=np.float32)[(start + np.arange(count)) % classes] if classes else None
        w = mapped(model.config, model.weights, model.sample_z(count, seed=settings.seed, start=start), c).astype(np.float64) - model.center
        total += w.sum(axis=0)
        products += w.T @ w
        progress(start + count, settings.samples)
    mean = total / settings.samples
    return mean + model.center, products / settings.samples - np.outer(mean, mean)


def _weights(model: PictureModel, rows: tuple[int, int] | None) -> np.ndarray:
    """Sum of squares of what layers answer to w, each layer's to unit length in all."""
    first, last = checked_rows(model.config, rows)
    names = [name for row in readers(model.config)[first : last + 1] for name in row]
    kernels = [model.weights[f"{name}.affine.weight"].astype(np.float64) for name in names]
    return sum((kernel.T @ kernel / max(float((kernel**2).sum()), 1e-30) for kernel in kernels), np.zeros((model.config.w_dim,) * 2))
