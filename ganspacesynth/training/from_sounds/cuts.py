"""Cuts of long recordings as a corpus in which each chosen cut has a code in z of its own.

Nothing is known of a cut but its sound: neither what plays nor which notes. Pauses are left out. Similar cuts are gathered, and one of each group
is kept, the one nearest to its middle: as many as the time allows to learn, and as different as the recordings are.
"""

import dataclasses
import warnings

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.training.notes.corpus import Corpus

BANDS, SPANS = 32, 8  # of the coarse picture by which cuts are compared
FFT_S = 0.064
FRAME_S = 0.05
QUIET_DB, LEAST = 20.0, 0.25  # under the middle cut's level it is a pause; a cut sounds for such a share of its time at least
FLOOR = 1e-3  # level (-60 dB of the loudest) below which differences are not heard


def choose_cuts(corpus: Corpus, count: int, *, pitch: int, seed: int = 0) -> Corpus:
    """Return at most `count` cuts that stand for all, each an instrument of its own at one pitch.

    Args:
        corpus: the cuts.
        count: to keep, 1 or more.
        pitch: MIDI number that all get: a label without a meaning.
        seed: of the groups' first middles, 0 … 2**32 - 1.

    Raises:
        InvalidInput: count is not positive.
    """
    if count < 1:
        raise InvalidInput(f"At least one cut must be kept. Received: {count}.", rule="cut-count")
    corpus = corpus.only(sounding(corpus))
    rows = representatives(coarse_pictures(corpus), count, seed)
    names = tuple(f"{corpus.instruments[row]} {row:04d}" for row in rows)
    return dataclasses.replace(corpus.only(rows), pitches=np.full(len(rows), pitch), instruments=names)


def sounding(corpus: Corpus) -> np.ndarray:
    """Return the rows of the cuts that are no pauses, ascending; all of them where all would be.

    Silence to the last bit behind a sound is what a short one was padded with: it does not count.
    """
    size = max(1, round(FRAME_S * corpus.sample_rate))
    levels = [_levels(corpus.floats([row])[0], size) for row in range(len(corpus))]
    middle = np.median([np.sqrt(np.square(row).mean()) for row in levels])
    rows = np.flatnonzero([np.mean(row > middle * 10 ** (-QUIET_DB / 20)) >= LEAST for row in levels])
    return rows if len(rows) else np.arange(len(corpus))


def coarse_pictures(corpus: Corpus) -> np.ndarray:
    """Return what each cut sounds like, roughly: log magnitudes in bands and spans of time, float32 [cuts, bands * spans]."""
    n_fft = max(16, round(FFT_S * corpus.sample_rate))
    edges = np.unique(np.geomspace(1, n_fft // 2, BANDS + 1).astype(int))
    window = spectrum.hann(n_fft, symmetric=True)
    pictures = []
    for row in range(len(corpus)):
        power = spectrum.power(spectrum.stft(_padded(corpus.floats([row])[0], n_fft), window, n_fft // 2))
        bands = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
        spans = [bands[part].mean(axis=0) for part in np.array_split(np.arange(len(bands)), min(SPANS, len(bands)))]
        pictures.append(np.concatenate(spans))
    loudness = np.sqrt(np.stack(pictures))
    return np.log(loudness + FLOOR * loudness.max() + 1e-12)


def representatives(points: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return the rows, ascending, that stand for all [n, d]: the nearest to the middle of each of `count` groups (k-means); equal ones are one."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    points = np.asarray(points, np.float64)
    groups = KMeans(min(count, len(points)), random_state=seed, n_init=1)
    with threadpool_limits(1), warnings.catch_warnings():  # several threads add up in whatever order they come, and a run could not go on exactly
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different cuts than groups
        groups.fit(points)
    return np.unique([np.square(points - middle).sum(axis=1).argmin() for middle in groups.cluster_centers_])


def _levels(wave: np.ndarray, size: int) -> np.ndarray:
    """Return the level of each frame up to the last one that is not quite silent."""
    frames = wave[: len(wave) // size * size].reshape(-1, size)
    levels = np.sqrt(np.square(frames).mean(axis=1))
    sounding = np.flatnonzero(levels)
    return levels[: sounding[-1] + 1] if len(sounding) else levels


def _padded(wave: np.ndarray, length: int) -> np.ndarray:
    return np.pad(wave, (0, max(0, length - len(wave))))
