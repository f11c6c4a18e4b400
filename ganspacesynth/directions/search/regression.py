"""Directions of a layer as changes of z, by linear regression: they keep the pitch, and every layer follows."""

import dataclasses
import logging
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.search.pca import SearchSettings, watch
from ganspacesynth.networks.generator import SoundGenerator

log = logging.getLogger(__name__)

ORTHONORMAL = 1e-3  # largest entry of components @ components.T - 1 that counts as orthonormal
LONGEST = 4.0  # an edit of 1 moves z at most this many of its own standard deviations
STILL = 1e-8  # variance of a coordinate, in squared standard deviations, below which it does not move at all
N_SAMPLES = 16384


@dataclass(frozen=True, eq=False)
class RegressionFit:
    """How well directions can be said in z.

    Attributes:
        r2: share of the variance of z that all directions together explain, 0..1.
        followed: float64 [K], share of the activation's variance along each direction that z explains linearly; near 0
            means that moving z does not make that change.
        shortened: directions whose step in z was cut to LONGEST.
        skew: largest entry of components @ components.T - 1; 0 for an orthonormal basis.
    """

    r2: float
    followed: np.ndarray
    shortened: int
    skew: float


class Regression:
    """Streamed normal equations between z and coordinates: only sums are kept, never the activations.

    Works on the columns of one matrix [1, coordinates, z] in float64: its Gram matrix holds every regression wanted.
    """

    def __init__(self, n_components: int, latent_size: int) -> None:
        self._k = n_components
        size = 1 + n_components + latent_size
        self.sums = np.zeros((size, size), np.float64)

    def update(self, coordinates: np.ndarray, z: np.ndarray) -> None:
        """Add rows: coordinates [n, K] in standard deviations, and the z [n, latent] they came from."""
        rows = np.concatenate([np.ones((len(z), 1)), coordinates, z], axis=1, dtype=np.float64)
        self.sums += rows.T @ rows

    def solve(self) -> tuple[np.ndarray, float, np.ndarray]:
        """Return latent [K, latent] (the change of z for an edit of 1, not yet bounded), r2, and followed [K].

        U solves least squares from coordinates to z; its rows give the directions in z. How far to go comes from
        least squares the other way: coordinate i moves by `slope` when z moves by 1 along row i, so 1 / slope moves
        the activation by one standard deviation. (For a linear network both are one: slope = |row| = 1. The less linear, the
        shorter the rows of U, and the longer the step must be.)
        """
        count, k = self.sums[0, 0], self._k
        mean = self.sums[0] / count
        covariance = self.sums / count - np.outer(mean, mean)
        cc, cz, zz = covariance[1 : k + 1, 1 : k + 1], covariance[1 : k + 1, k + 1 :], covariance[k + 1 :, k + 1 :]
        to_z = np.linalg.lstsq(cc, cz, rcond=1e-9)[0]  # [K, latent]
        to_coordinates = np.linalg.lstsq(zz, cz.T, rcond=1e-9)[0]  # [latent, K]
        units = to_z / np.maximum(np.linalg.norm(to_z, axis=1), 1e-300)[:, None]
        slope = np.sum(units * to_coordinates.T, axis=1)  # [K]
        deviation = np.sqrt(np.maximum(np.einsum("kl,lm,km->k", units, zz, units), 0.0))  # of z along each unit
        moving = np.diag(cc) > STILL
        step = np.where(moving, np.minimum(1.0 / np.maximum(slope, 1e-300), LONGEST * deviation), 0.0)
        r2 = float(np.sum(to_z * cz) / max(np.trace(zz), 1e-300))
        followed = np.sum(to_coordinates.T * cz, axis=1) / np.maximum(np.diag(cc), STILL)
        return units * step[:, None], r2, np.clip(followed, 0.0, 1.0)


def latent_directions(
    model: SoundGenerator, directions: Directions, settings: SearchSettings | None = None, *, n_samples: int = N_SAMPLES, track: Track = untracked
) -> tuple[Directions, RegressionFit]:
    """Express directions as changes of z, by regression.

    Args:
        model: the GANSynth they belong to.
        directions: found at a pitch of the model.
        settings: seed, pitch (None is the directions' own) and batch_size are used; the sounds are not those the directions
            were found on.
        n_samples: sounds, 10,000 or more for steady results.
        track: shows how far it is.

    Returns:
        The directions with `latent` [K, latent] such that z + edits @ latent[:k] moves the activation by about `edits` standard
        deviations; and how good that is.

    Raises:
        InvalidInput: fewer sounds than unknowns.

    Source: Härkönen et al., GANSpace (2020), section 2.2 (layer-wise directions transferred to z by linear regression).
    """
    settings = settings or SearchSettings()
    directions.check(model)
    unknowns = 1 + max(directions.n_components, model.config.latent_size)
    if n_samples <= unknowns:
        raise InvalidInput(
            f"Regression needs more sounds than its {unknowns} unknowns. Received: n_samples={n_samples}. Take 10,000 or more.", rule="enough-sounds"
        )
    pitch = next((p for p in (settings.pitch, directions.pitch) if p is not None), model.config.nearest_pitch(32))
    project = _projection(directions)
    regression = Regression(directions.n_components, model.config.latent_size)
    for z, rows in watch(model, directions.layer, pitch, settings, count=n_samples, start=settings.n_samples, track=track):
        regression.update((rows - directions.mean) @ project, z)
    latent, r2, followed = regression.solve()
    if not np.isfinite(latent).all() or not latent.any():
        raise DirectionsError(
            "Directions in z need activations that follow z. Received: none that do. Find the directions on this model again.",
            rule="activations-follow-z",
        )
    shortened = int(np.sum(np.linalg.norm(latent, axis=1) >= LONGEST * 0.999))
    quality = RegressionFit(r2, followed, shortened, skewness(directions.components))
    _report(quality, directions.n_components)
    return dataclasses.replace(directions, latent=latent.astype(np.float32)), quality


def skewness(components: np.ndarray) -> float:
    """Largest entry of components @ components.T - 1: 0 for orthonormal rows."""
    rows = components.astype(np.float64)
    return float(np.max(np.abs(rows @ rows.T - np.eye(len(rows)))))


def _projection(directions: Directions) -> np.ndarray:
    """The matrix [D, K] that takes centred activations to coordinates in standard deviations; least squares when rows are skewed."""
    components = directions.components
    dual = components if skewness(components) <= ORTHONORMAL else np.linalg.pinv(components.astype(np.float64)).T
    stdev = directions.stdev.astype(np.float64)
    inverse = np.divide(1.0, stdev, out=np.zeros_like(stdev), where=stdev > 0.0)
    return (dual * inverse[:, None]).T.astype(np.float32)


def _report(quality: RegressionFit, count: int) -> None:
    if quality.skew > ORTHONORMAL:
        log.warning("The directions are not orthonormal (off by up to %.2g): as changes of z they are mixed. Use --estimator exact.", quality.skew)
    if quality.shortened:
        log.warning("%d of %d directions follow z weakly: an edit of 1 moves them by less than a standard deviation.", quality.shortened, count)
    log.info("Directions in z explain %.0f %% of it.", 100.0 * quality.r2)
