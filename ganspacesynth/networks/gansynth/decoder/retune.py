"""Pitches between those of a model: the instantaneous frequencies of frames scaled before they are joined.

A model has whole semitones. A frame that shall sound a little higher is read faster, about its middle, and its phases advance as much
faster. So each frame has a pitch of its own, and a glide is as smooth as it is asked for: the model's pitch changes a semitone at a time,
and what is missing or too much is made up for in the same frame.
"""

import numpy as np

from ganspacesynth.networks.gansynth.model_config import ModelConfig

OVERSAMPLING = 4


def ratio(semitones: float | np.ndarray) -> np.ndarray:
    """Return how much faster something so much higher is."""
    return 2.0 ** (np.asarray(semitones, np.float64) / 12.0)


def advance(config: ModelConfig, phases: np.ndarray, before: np.ndarray | None, ratios: np.ndarray) -> np.ndarray:
    """Let the phases of frames advance faster or slower.

    Args:
        config: the model's.
        phases: linear phases [n, frames, bins] in radians, as they are without.
        before: those of the frame before, [n, bins], or None at the beginning.
        ratios: of each frame, [frames].

    Returns:
        float32 [n, frames, bins], within one turn.
    """
    start = (phases[:, 0] if before is None else before).astype(np.float64)
    steps = np.diff(phases.astype(np.float64), axis=1, prepend=start[:, None])
    centres = 2.0 * np.pi * config.hop / config.n_fft * np.arange(1, config.bins + 1)  # what a sine in the middle of each bin makes
    frequencies = centres + np.remainder(steps - centres + np.pi, 2.0 * np.pi) - np.pi
    if before is None:
        frequencies[:, 0] = 0.0
    advanced = start[:, None] + np.cumsum(steps + (ratios[:, None] - 1.0) * frequencies, axis=1)
    return np.remainder(advanced, 2.0 * np.pi).astype(np.float32)


def retune(spectra: np.ndarray, n_fft: int, ratios: np.ndarray) -> np.ndarray:
    """Return the waves [n, frames, n_fft] of spectra [n, frames, 1 + bins], each read so much faster about its middle."""
    from scipy.fft import irfft  # late: a host that only sends messages imports this file, and nothing of SciPy

    fine = irfft(spectra, n=n_fft * OVERSAMPLING, axis=-1) * OVERSAMPLING
    middle = n_fft / 2
    places = OVERSAMPLING * (middle + (np.arange(n_fft) - middle) * ratios[:, None])
    left, last = np.floor(places).astype(int), fine.shape[-1] - 1
    taps = [np.take_along_axis(fine, np.clip(left + shift, 0, last)[None], axis=-1) for shift in (-1, 0, 1, 2)]
    return _cubic(taps, (places - left).astype(np.float32)) * ((places >= 0) & (places <= last))


def _cubic(taps: list[np.ndarray], share: np.ndarray) -> np.ndarray:
    """Interpolate between the two taps in the middle. Source: Catmull & Rom (1974)."""
    a, b, c, d = taps
    return b + 0.5 * share * (c - a + share * (2.0 * a - 5.0 * b + 4.0 * c - d + share * (3.0 * (b - c) + d - a)))
