"""Figures of a set of sounds: means over sounds, and distances to a reference set; metrics_table.py says what each means."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.evaluation.sound_features import SoundFeatures
from ganspacesynth.evaluation.statistics import distances, interval, nearest_neighbours
from ganspacesynth.evaluation.statistics.bins import Bins, different_bins
from ganspacesynth.evaluation.statistics.interval import UNKNOWN, Estimate


@dataclass(frozen=True, eq=False)
class Reference:
    """Real sounds to compare with.

    Attributes:
        sounds: the training notes.
        bins: the kinds they fall into; None when they are too few for that.
    """

    sounds: SoundFeatures
    bins: Bins | None


def alone(sounds: SoundFeatures) -> dict[str, Estimate]:
    """Return the figures that need no others to compare with."""
    classification = sounds.classification
    rounded = np.round(sounds.found)
    return {
        "in_tune": interval.share(sounds.in_tune),
        "octave_off": interval.share(sounds.octave_off),
        "pitch_named": interval.share(sounds.named),
        "pitch_entropy": interval.mean(distances.entropy(classification.pitch)),
        "pitches_heard": interval.bootstrap(lambda rows: _different(rounded[rows]), len(sounds), least=0.0),
        "coherence": interval.mean(sounds.coherence),
    }


def together(sounds: SoundFeatures, reference: Reference) -> dict[str, Estimate]:
    """Return the figures of a whole set: compare those of sets of one size, with the same pitches in each."""
    n, classification, real = len(sounds), sounds.classification, reference.sounds
    pictures = sounds.pictures.astype(np.float32)
    a, b = classification.features.astype(np.float64), real.classification.features.astype(np.float64)
    aa, bb, ab = distances.cubic(a, a), distances.cubic(b, b), distances.cubic(a, b)
    return {
        "diversity": interval.mean(nearest_neighbours.nearest_alike(pictures, sounds.pitches)),
        "inception_pitch": interval.bootstrap(lambda rows: distances.inception(classification.pitch[rows]), n, least=1.0),
        "inception_family": interval.bootstrap(lambda rows: distances.inception(classification.family[rows]), n, least=1.0),
        "frechet": interval.bootstrap(lambda i, j: distances.frechet(a[i], b[j]), n, len(b), least=0.0, draws=50),
        "kernel": interval.bootstrap(lambda i, j: distances.kernel(aa, bb, ab, i, j), n, len(b), draws=50),
        "different_kinds": _different_kinds(sounds, reference.bins),
        "nearest_real": interval.mean(nearest_neighbours.nearest(pictures, real.pictures.astype(np.float32))[0]),
    }


def _different(pitches: np.ndarray) -> float:
    return distances.effective_number(pitches[np.isfinite(pitches)])


def _different_kinds(sounds: SoundFeatures, bins: Bins | None) -> Estimate:
    if bins is None:
        return UNKNOWN
    place = bins.place(sounds.small)

    def figure(rows: np.ndarray) -> float:
        return float(np.mean(different_bins(bins.counts, np.bincount(place[rows], minlength=len(bins.counts)))))

    return interval.bootstrap(figure, len(sounds), least=0.0, most=1.0)
