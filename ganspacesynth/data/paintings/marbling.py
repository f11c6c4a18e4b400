"""Marbled spectrograms: a sound of a few notes is drawn as its spectrogram, and combs are drawn through the picture as through floating paint."""

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.data.paintings.fields import Field, looked_up, places, smooth_field

RATE, SECONDS = 8000, 1.6
NOTES, PARTIALS = 5, 12
FRAME = 256


def marbling(rng: np.random.Generator, size: int) -> Field:
    """Draw the spectrogram of a few notes, and pull combs through it.

    Source: Lu et al., Mathematical marbling (2012), for the strokes.
    """
    drawn = _spectrogram(_notes(rng), size)
    y, x = places(size)
    for _ in range(int(rng.integers(1, 4))):
        angle, shift, width = rng.uniform(0.0, np.pi), rng.uniform(-0.14, 0.14), rng.uniform(0.04, 0.14)
        across = x * np.sin(angle) - y * np.cos(angle)
        comb = np.abs((across / (4.0 * width) + rng.uniform()) % 1.0 - 0.5)
        pulled = shift * np.exp(-comb / 0.18)
        y, x = y - pulled * np.sin(angle), x - pulled * np.cos(angle)
    y, x = (each + 0.02 * smooth_field(rng, size, coarse=2.0) for each in (y, x))
    return np.clip(looked_up(drawn, y, x), 0.0, 1.0)


def _notes(rng: np.random.Generator) -> np.ndarray:
    time = np.arange(int(RATE * SECONDS)) / RATE
    wave = 1e-3 * rng.standard_normal(len(time))
    for _ in range(int(rng.integers(2, NOTES + 1))):
        begin, pitch, decay, bright = rng.uniform(0.0, 1.1), rng.uniform(90.0, 420.0), rng.uniform(1.0, 5.0), rng.uniform(0.55, 0.93)
        glide, depth, beat = rng.normal(0.0, 0.12), rng.uniform(0.0, 0.02), rng.uniform(3.0, 8.0)
        since = np.maximum(time - begin, 0.0)
        bend = 1.0 + glide * since + depth * np.sin(2.0 * np.pi * beat * since)
        phase = 2.0 * np.pi * np.cumsum(pitch * bend) / RATE
        loud = np.where(time >= begin, np.exp(-decay * since), 0.0)
        for partial in range(1, PARTIALS + 1):
            if pitch * partial * 1.3 < RATE / 2:
                wave += loud * bright**partial * np.sin(partial * phase + rng.uniform(0.0, 2.0 * np.pi))
    return wave


def _spectrogram(wave: np.ndarray, size: int) -> Field:
    """Return decibels as tones of 0..1, time to the right and pitch upward; both ways mirrored behind the edge, so that it goes on."""
    from scipy import ndimage

    hop = len(wave) // 80
    found = np.abs(np.fft.rfft(spectrum.frames(wave, FRAME, hop) * spectrum.hann(FRAME), axis=-1))[:, :96]
    tones = np.clip(1.0 + np.log10(found / found.max() + 1e-6) / 3.2, 0.0, 1.0).T[::-1]
    return ndimage.zoom(tones, (size / tones.shape[0], size / tones.shape[1]), order=1, mode="nearest", grid_mode=True)
