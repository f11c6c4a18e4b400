"""Projection: the point of a model whose sound is nearest to a recording, and its distance."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.descriptors import describe
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.audio.similarity import log_mel, unlike_db
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.project.projected_recording import ProjectedRecording, prepare
from ganspacesynth.directions.project.regressor import ROUND, CoordinateRegressor, approach
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.generator import SoundGenerator

FEWEST_TRIES, MOST_TRIES = 64, 100_000
LIBRARY, EDITED = 0.35, 0.3  # shares of the tries that are random z, and that also move edits
MOST_COORDINATES = 32  # in which z is moved at most: those that move the first layer most
WEAK = 0.15  # of the strongest way: weaker ones are left out
WATCHED = 1024  # random z from which these are estimated
MOST_EDITS = 16
FURTHEST = 4.0  # standard deviations of random z
Z_SPREAD, EDIT_SPREAD = 0.25, 0.7  # standard deviations, when both move
WORTH_DB = 0.1  # edits that come no nearer than this are left out
DEEP_DB = 60.0  # under the loudest: what is not heard
FINE_FRAMES, FINE, COARSE = 16, 2, 12  # the attack is compared finely, the rest in longer pieces


@dataclass(frozen=True, eq=False)
class Projection:
    """What was found.

    Attributes:
        point: the nearest one.
        distance_db: how unlike it sounds, at the same level; see `likeness.unlike_db`.
        typical_db: how unlike a random sound of the model is (median).
        gain: factor that makes it as loud as the recording, at most 1.
        recording: what it was compared with.
        described: float64 [2, M], descriptors of the recording and of the point's sound.
    """

    point: Point
    distance_db: float
    typical_db: float
    gain: float
    recording: ProjectedRecording
    described: np.ndarray


def project(
    model: SoundGenerator,
    wave: np.ndarray,
    sample_rate: int,
    *,
    directions: Directions | None = None,
    pitch: int | None = None,
    tries: int = 600,
    seed: int = 0,
    progress: Progress = quiet,
) -> Projection:
    """Find the z, and edits, whose sound is nearest to a recording.

    Random z come first; then z that the tries so far suggest (see `regressor.CoordinateRegressor`); then edits along with z. Sounds are
    compared by their mel spectrograms at one level.

    Args:
        model: a GANSynth.
        wave: float [samples], mono, of any length; its beginning counts.
        sample_rate: Hz, any.
        directions: along which edits are tried, None for z alone.
        pitch: MIDI number, None for the detected one.
        tries: sounds made in all. More come nearer.
        seed: of whatever is random.
        progress: called with (tries done, tries in all).

    Raises:
        AudioError: the recording is silent.
        InvalidInput: no such pitch, or number of tries.
        DirectionsError: directions of another model.
    """
    if not FEWEST_TRIES <= tries <= MOST_TRIES:
        raise InvalidInput(f"tries must be in {FEWEST_TRIES}..{MOST_TRIES}. Received: tries={tries}. The default is 600.", rule="tries-range")
    if directions is not None:
        directions.check(model)
    recording = prepare(model.config, wave, sample_rate, pitch)
    search = _Search(model, recording, directions, tries, np.random.default_rng(seed), progress)
    typical = search.try_random_z(seed)
    search.move_z()
    if directions is not None:
        search.move_edits()
    return search.result(typical)


class _Search:
    """The tries of one projection: makes sounds, compares them, and keeps count."""

    def __init__(
        self,
        model: SoundGenerator,
        recording: ProjectedRecording,
        directions: Directions | None,
        tries: int,
        rng: np.random.Generator,
        progress: Progress,
    ) -> None:
        self._model, self._recording, self._directions, self._rng, self._progress = model, recording, directions, rng, progress
        self._tries, self._done = tries, 0
        self._rate = model.config.sample_rate
        self._length = len(recording.wave) if recording.cut else model.config.audio_length
        self._target = self._picture(np.pad(recording.wave, (0, self._length - len(recording.wave))))
        self._floor = float(self._target.max()) - DEEP_DB
        self._basis = latent_basis(model, recording.pitch)
        self._dims = len(self._basis.back)
        self._start = np.zeros(0)
        self._edits: tuple[float, ...] = ()

    def try_random_z(self, seed: int) -> float:
        """Try random z; returns how far they are, usually."""
        z = self._model.sample_z(max(ROUND, int(LIBRARY * self._tries)), seed=seed)
        spectra, distances = self._measure([self._point(row) for row in z])
        self._regressor = CoordinateRegressor(self._pooled(self._target), self._basis.coordinates(z), spectra, distances)
        self._start = z[int(np.argmin(distances))].astype(np.float64)
        return float(np.median(distances))

    def move_z(self) -> None:
        """Come nearer by z alone."""
        share = 1.0 - LIBRARY - (EDITED if self._directions is not None else 0.0)
        approach(self._regressor, self._measure_z, np.ones(self._dims), self._rounds(share), self._rng)

    def move_edits(self) -> None:
        """Come nearer by edits, and z along with them; they are kept where they are worth it."""
        directions = self._directions
        count = min(MOST_EDITS, directions.n_components) if directions else 0
        limits = np.array([directions.range(i) for i in range(count)]).reshape(-1, 2) if directions else np.zeros((0, 2))
        dims = self._dims

        def points(coordinates: np.ndarray) -> list[Point]:
            edits = np.clip(coordinates[:, dims:], limits[:, 0], limits[:, 1])
            return [self._point(self._z(c), e) for c, e in zip(coordinates[:, :dims], edits, strict=True)]

        before, plain = self._regressor.distance, self._regressor.best
        rounds = self._rounds(EDITED)
        scale = np.concatenate([np.full(dims, Z_SPREAD), np.full(count, EDIT_SPREAD)])
        first = np.concatenate([plain, np.zeros(count)]) + scale * self._rng.standard_normal((ROUND * max(1, rounds // 2), dims + count))
        regressor = CoordinateRegressor(self._pooled(self._target), first, *self._measure(points(first)))
        approach(regressor, lambda c: self._measure(points(c)), scale, rounds - rounds // 2, self._rng)
        if regressor.distance < before - WORTH_DB:
            self._regressor = regressor
            self._edits = points(regressor.best[None])[0].edits

    def result(self, typical_db: float) -> Projection:
        """Make the nearest sound once more, and say what is to say."""
        point = self._point(self._z(self._regressor.best[: self._dims]), np.array(self._edits))
        wave = synthesize_points(self._model, [point], self._directions)[0]
        self._progress(self._tries, self._tries)
        distance = unlike_db(self._target, self._picture(wave))
        sounds = self._recording.wave, wave[: self._length]
        described = np.stack([describe(sound, self._rate) for sound in sounds])
        louder = note_level_db(sounds[0], self._rate) - note_level_db(sounds[1], self._rate)
        return Projection(point, distance, typical_db, min(1.0, 10 ** (louder / 20)), self._recording, described)

    def _z(self, coordinates: np.ndarray) -> np.ndarray:
        """Z with these coordinates along the basis, not further out than random ones are; the rest is that of the best random one."""
        inside = np.clip(coordinates, -FURTHEST, FURTHEST)
        return self._start + (inside - self._basis.coordinates(self._start)) @ self._basis.back

    def _measure_z(self, coordinates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self._measure([self._point(self._z(row)) for row in coordinates])

    def _point(self, z: np.ndarray, edits: np.ndarray | None = None) -> Point:
        amounts = () if edits is None else tuple(round(float(v), 4) for v in edits)
        return Point(self._recording.pitch, z=tuple(np.asarray(z, np.float32).tolist()), edits=amounts, model=self._model.id)

    def _rounds(self, share: float) -> int:
        return max(1, round(share * self._tries / ROUND))

    def _measure(self, points: list[Point]) -> tuple[np.ndarray, np.ndarray]:
        """Make sounds; return their pooled spectra [n, P] and their distances [n]."""
        spectra, distances = [], []
        for begin in range(0, len(points), ROUND):
            for wave in synthesize_points(self._model, points[begin : begin + ROUND], self._directions):
                picture = self._picture(wave)
                spectra.append(self._pooled(picture))
                distances.append(unlike_db(self._target, picture))
            self._done += len(points[begin : begin + ROUND])
            self._progress(min(self._done, self._tries), self._tries)
        return np.stack(spectra), np.array(distances)

    def _picture(self, wave: np.ndarray) -> np.ndarray:
        """What is compared: as long as the recording is, all at one level."""
        wave = wave[: self._length]
        return log_mel(wave, self._rate) - note_level_db(wave, self._rate)

    def _pooled(self, picture: np.ndarray) -> np.ndarray:
        """Means over pieces of time, weighted by their length; what is below the floor is at the floor."""
        frames = len(picture)
        edges = np.array([*range(0, min(FINE_FRAMES, frames), FINE), *range(FINE_FRAMES, frames, COARSE)])
        lengths = np.diff([*edges, frames])[:, None]
        return (np.add.reduceat(np.maximum(picture, self._floor), edges, axis=0) / np.sqrt(lengths)).ravel()


@dataclass(frozen=True, eq=False)
class LatentBasis:
    """Coordinates of z that change the sound, of mean 0 and standard deviation 1 among random z.

    Attributes:
        middle: [latent], mean of random z.
        into: [latent, d], z less its mean in, coordinates out.
        back: [d, latent], coordinates in, z less its mean out.
    """

    middle: np.ndarray
    into: np.ndarray
    back: np.ndarray

    def coordinates(self, z: np.ndarray) -> np.ndarray:
        """Return the coordinates [n, d] of z [n, latent]."""
        return (z - self.middle) @ self.into


def latent_basis(model: SoundGenerator, pitch: int) -> LatentBasis:
    """Return the coordinates along which random z move the first layer most, strongest first, 32 at most."""
    layer = next(iter(model.config.layers))
    z = model.sample_z(max(WATCHED, 2 * model.config.latent_size), seed=0, start=1 << 42)
    rows = np.concatenate([model.activations(z[i : i + 64], pitch, layers=[layer])[layer] for i in range(0, len(z), 64)])
    rows = rows.reshape(len(z), -1).astype(np.float64)
    middle = z.mean(axis=0, dtype=np.float64)
    variances, axes = np.linalg.eigh(np.cov(z, rowvar=False).reshape(z.shape[1], -1))
    varied = variances > 1e-9 * variances[-1]
    deviations, axes = np.sqrt(variances[varied]), axes[:, varied]
    slopes = np.linalg.lstsq((z - middle) @ axes / deviations, rows - rows.mean(axis=0), rcond=1e-6)[0]
    basis, strengths, _ = np.linalg.svd(slopes, full_matrices=False)
    count = int(np.clip(np.sum(strengths > WEAK * strengths[0]), min(4, len(strengths)), MOST_COORDINATES))
    return LatentBasis(middle, axes / deviations @ basis[:, :count], (axes * deviations @ basis[:, :count]).T)
