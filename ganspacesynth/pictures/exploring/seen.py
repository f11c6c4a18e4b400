"""What is seen of a picture, as numbers that are told apart: brightness, warmth, detail, size; pictures in, a row for each out."""

from dataclasses import replace

import numpy as np

from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.annotations import USUAL_RANGE, Annotations
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.colours import GRAY
from ganspacesynth.pictures.editing import Rows, edited

# name: (what more of it is called, and less)
DESCRIPTORS = {
    "brightness": ("brighter", "darker"),
    "contrast": ("more contrast", "flatter"),
    "colour": ("more colourful", "grayer"),
    "warmth": ("warmer", "cooler"),
    "green": ("greener", "more purple"),
    "detail": ("more detail", "smoother"),
    "size": ("larger shapes", "smaller shapes"),
    "right": ("to the right", "to the left"),
    "down": ("lower", "higher"),
}
FEWEST, PICTURES, TRIED = 0.25, 12, 2.0  # steps that are worth a word; pictures that are moved; how far, in standard deviations
WORDS = 2  # of a label


def seen(pictures: np.ndarray) -> np.ndarray:
    """Return numbers of `DESCRIPTORS`, float64 [n, 9].

    Args:
        pictures: float [n, height, width, 1..4] of -1..1.
    """
    colours = np.clip(np.repeat(pictures[..., :1], 3, axis=-1) if pictures.shape[-1] < 3 else pictures[..., :3], -1.0, 1.0).astype(np.float64)
    light = colours @ GRAY
    weight = np.abs(light - light.mean(axis=(1, 2), keepdims=True)) + 1e-6
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    down, right = (np.linspace(-1.0, 1.0, edge) for edge in light.shape[1:])
    detail, size = _waves(light)
    columns = (
        light.mean(axis=(1, 2)),
        light.std(axis=(1, 2)),
        (colours.max(axis=-1) - colours.min(axis=-1)).mean(axis=(1, 2)),
        (colours[..., 0] - colours[..., 2]).mean(axis=(1, 2)),
        (colours[..., 1] - 0.5 * (colours[..., 0] + colours[..., 2])).mean(axis=(1, 2)),
        detail,
        size,
        (weight * right).sum(axis=(1, 2)),
        (weight * down[:, None]).sum(axis=(1, 2)),
    )
    return np.stack(columns, axis=1)


def _waves(light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much fine detail there is, and how long waves are, both as logarithms."""
    height, width = light.shape[1:]
    window = np.outer(np.hanning(height), np.hanning(width))
    power = np.abs(np.fft.rfft2((light - light.mean(axis=(1, 2), keepdims=True)) * window)) ** 2
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    power *= np.where(np.arange(power.shape[2]) % (width // 2 or 1), 2.0, 1.0)  # columns that stand for two
    total = power.sum(axis=(1, 2)) + 1e-12
    fine = (power * (radius > 0.12)).sum(axis=(1, 2))
    return np.log(fine / light[0].size + 1e-9), -np.log((power * radius).sum(axis=(1, 2)) / total + 1e-6)


def label_axes(
    model: PictureModel, directions: Directions, *, rows: Rows = None, psi: float = 0.7, seed: int = 0, progress: Progress = quiet
) -> Directions:
    """Return axes with labels of what moves along them, in steps of how much random pictures differ.

    Args:
        model: the network.
        directions: of its w.
        rows: of ws that are moved, None for all.
        psi: of the pictures.
        seed: of them.
        progress: told how many axes were looked at.

    Raises:
        DirectionsError, InvalidInput: see `edited`.
    """
    ws = model.map(model.sample_z(PICTURES, seed=seed), psi=psi)
    spread = np.maximum(seen(model.synthesize(model.map(model.sample_z(3 * PICTURES, seed=seed + 1), psi=psi))).std(axis=0), 1e-6)
    slopes = np.zeros((directions.n_components, len(DESCRIPTORS)))
    progress(0, len(slopes))
    for axis in range(len(slopes)):
        high, low = (seen(model.synthesize(edited(model, ws, directions, [*[0.0] * axis, amount], rows))) for amount in (TRIED, -TRIED))
        slopes[axis] = (high - low).mean(axis=0) / (2.0 * TRIED) / spread
        progress(axis + 1, len(slopes))
    labels = tuple(_label(each) for each in slopes)
    strengths = np.linalg.norm(slopes, axis=1) * (USUAL_RANGE[1] - USUAL_RANGE[0])
    return replace(directions, annotations=Annotations(labels, np.tile(USUAL_RANGE, (len(labels), 1)), strengths, tuple(DESCRIPTORS), slopes))


def _label(slopes: np.ndarray) -> str:
    """Return the words for what changes most."""
    order = [place for place in np.argsort(-np.abs(slopes), kind="stable") if abs(slopes[place]) >= FEWEST][:WORDS]
    return ", ".join(list(DESCRIPTORS.values())[place][0 if slopes[place] > 0.0 else 1] for place in order)
