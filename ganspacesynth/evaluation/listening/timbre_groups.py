"""Groups of sounds that are alike in timbre: how many there are at one pitch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import loudness, spectrum

WINDOW_S = 0.064
BANDS, LOWEST_HZ = 40, 60.0
MOMENTS = 20  # of the envelope
DEEP_DB = 50.0  # under the loudest band or moment, nothing is told apart
MOST, CLEAR = 20, 0.3  # groups looked for; silhouette from which on groups are groups
RUNS = 4  # of k-means for each number


@dataclass(frozen=True)
class Clusters:
    """How sounds fall into groups.

    Attributes:
        best: the number of groups that are most clearly apart.
        silhouette: how clearly, -1..1; NaN for too few sounds.
    """

    best: int
    silhouette: float

    @property
    def count(self) -> int:
        """How many there are; 1 when they are not apart enough to speak of."""
        return self.best if self.silhouette >= CLEAR else 1


def timbre(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return a sound's mean mel spectrum and its envelope, dB under their maxima, each value weighted so that both count alike, float64 [60]."""
    size = 1 << round(np.log2(WINDOW_S * sample_rate))
    padded = np.pad(np.asarray(wave, np.float64), (size // 2, size))
    power = spectrum.power(spectrum.stft(padded, spectrum.hann(size), size // 2))
    mel = power.mean(axis=0) @ spectrum.mel_bands(size // 2 + 1, sample_rate, BANDS, LOWEST_HZ, 0.48 * sample_rate)
    hop = len(wave) / sample_rate / MOMENTS
    levels = np.square(loudness.envelope(wave, sample_rate, hop_s=hop, window_s=hop))[:MOMENTS]
    levels = np.pad(levels, (0, MOMENTS - len(levels)))
    return np.concatenate([_under_top(mel) / np.sqrt(BANDS), _under_top(levels) / np.sqrt(MOMENTS)])


def find_clusters(waves: Sequence[np.ndarray], sample_rate: int, *, seed: int = 0) -> Clusters:
    """Count the groups that sounds of one pitch fall into.

    k-means for each number of groups from 2 to 20; the number with the largest silhouette is taken where that is 0.3 or more.

    Args:
        waves: float [samples] each.
        sample_rate: Hz.
        seed: of where k-means begins.

    Source: Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis" (1987).
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score
    from threadpoolctl import threadpool_limits

    points = np.stack([timbre(wave, sample_rate) for wave in waves])
    different = len(np.unique(points, axis=0))
    found = []
    with threadpool_limits(1):  # so few points are sorted sooner than threads are woken
        for count in range(2, min(MOST, different - 1) + 1):
            labels = KMeans(count, n_init=RUNS, random_state=seed).fit_predict(points)
            found.append((float(silhouette_score(points, labels)), count))
    if not found:
        return Clusters(1, float("nan"))
    silhouette, count = max(found)
    return Clusters(count, silhouette)


def _under_top(power: np.ndarray) -> np.ndarray:
    return np.maximum(spectrum.power_db(power / max(float(power.max()), 1e-20), 1e-12), -DEEP_DB)
