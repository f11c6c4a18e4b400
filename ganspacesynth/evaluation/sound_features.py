"""Features of each sound on its own: pitch, family, phase coherence, attack, level."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.evaluation import log_frequency
from ganspacesynth.evaluation.classifier import PITCHES, Classification, Classifier
from ganspacesynth.evaluation.statistics.phase_coherence import coherence

IN_TUNE = 0.5  # semitones: 50 cents
SILENT = 1e-4  # peak below which a sound counts as silent (-80 dB)
SMALL = 8  # a picture's frames and rows are averaged in boxes for the kinds of sounds: (4, 2) pixels each


@dataclass(frozen=True, eq=False)
class SoundFeatures:
    """Features of sounds, row by row.

    Attributes:
        names: of the sounds.
        pitches: MIDI numbers [n] that they should have.
        found: MIDI numbers [n] that YIN found, fractional; NaN where nothing is pitched.
        coherence: of their phases, [n]; NaN for silence.
        peaks: largest sample of each, [n].
        pictures: float16 [n, frames, rows], see `log_frequency.pictures`.
        classification: what the classifier says.
    """

    names: tuple[str, ...]
    pitches: np.ndarray
    found: np.ndarray
    coherence: np.ndarray
    peaks: np.ndarray
    pictures: np.ndarray
    classification: Classification

    def __len__(self) -> int:
        return len(self.pitches)

    def rows(self, rows: np.ndarray) -> "SoundFeatures":
        """Return some of the sounds."""
        names = tuple(self.names[row] for row in rows)
        arrays = {name: getattr(self, name)[rows] for name in ("pitches", "found", "coherence", "peaks", "pictures")}
        return SoundFeatures(names=names, classification=self.classification.rows(rows), **arrays)

    @property
    def silent(self) -> np.ndarray:
        """Which are silent, bool [n]."""
        return self.peaks < SILENT

    @property
    def in_tune(self) -> np.ndarray:
        """Which are within 50 cents of the pitch they should have, bool [n]."""
        return np.abs(self.found - self.pitches) <= IN_TUNE

    @property
    def octave_off(self) -> np.ndarray:
        """Which miss it by whole octaves, bool [n]."""
        away = self.found - self.pitches
        return ~self.in_tune & (np.abs(away - 12.0 * np.round(away / 12.0)) <= IN_TUNE)

    @property
    def named(self) -> np.ndarray:
        """Whether the classifier names the right pitch, bool, of those whose pitch it knows."""
        known = np.isin(self.pitches, PITCHES)
        return (self.classification.pitches == self.pitches)[known]

    @property
    def small(self) -> np.ndarray:
        """Pictures a quarter as fine in time and a semitone fine in pitch, float32 [n, values]."""
        boxes = self.pictures.reshape(len(self), SMALL, log_frequency.FRAMES // SMALL, -1, log_frequency.ROWS_A_SEMITONE)
        return boxes.mean(axis=(2, 4), dtype=np.float32).reshape(len(self), -1)


def measure_sounds(
    waves: Iterable[np.ndarray],
    sample_rate: int,
    pitches: np.ndarray,
    names: Iterable[str],
    classifier: Classifier,
    *,
    alone: bool = True,
    track: Track = untracked,
) -> SoundFeatures:
    """Measure sounds.

    Args:
        waves: float [samples] each, of one length.
        sample_rate: Hz.
        pitches: MIDI numbers that they should have.
        names: of the sounds.
        classifier: see there.
        alone: look for the pitch and the phases of each too, which takes 50 ms a sound; else those are NaN.
        track: shows how far it is.
    """
    found, steady, peaks, drawn = [], [], [], []
    top = min(2500.0, 0.45 * sample_rate)
    for wave in track(waves, "Listening", len(pitches)):
        found.append(note_pitch(wave, sample_rate, fmax=top) if alone else np.nan)
        steady.append(coherence(wave, sample_rate) if alone else np.nan)
        peaks.append(float(np.abs(wave).max()))
        drawn.append(log_frequency.pictures(wave[None], sample_rate)[0].astype(np.float16))
    pictures = np.stack(drawn)
    return SoundFeatures(
        tuple(names),
        np.asarray(pitches, np.int64),
        np.array(found),
        np.array(steady),
        np.array(peaks),
        pictures,
        classifier.classify_pictures(pictures.astype(np.float32)),
    )
