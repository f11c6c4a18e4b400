"""Phases of peaks: along frequency from how fast bins grow, along time from the picture's own advance where it can be believed."""

import functools

import numpy as np

from ganspacesynth.audio.spectrum import MEL_BREAK_HZ
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.decoder.spectral_peaks import Peaks
from ganspacesynth.networks.gansynth.model_config import ModelConfig

SPREAD = 0.033  # variance of the Gaussian nearest to a Hann window, in squared window lengths, as it serves growth read over two hops
MAX_LAG = 0.3  # windows: how far from its frame's middle a bin's energy may lie
TRUST = 0.4  # radians: how far the picture's advance may lie from what a peak's place says
JUMP, JUMP_SHARE = 1.5, 0.06  # a peak moves no further a frame: so many bins, and this share of its frequency


@functools.lru_cache(maxsize=8)
def nearest_bands(bins: int, sample_rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the mel band that hears most of each bin, and what turns its instantaneous frequency into radians a frame.

    One band holds the phases of the one or two bins in it. The way back to the linear scale would mix it with its neighbours, whose phases
    may be whole turns away: so it is read here, before.
    """
    matrix = spectral.linear_to_mel(bins, sample_rate)
    band = matrix.argmax(axis=1)
    weights = matrix.sum(axis=0)[band]
    heard = (matrix.max(axis=1) > 0.0) & (weights > 0.0)
    return band, np.where(heard, np.pi / np.where(heard, weights, 1.0), 0.0)


@functools.lru_cache(maxsize=8)
def smear(bins: int, sample_rate: int) -> np.ndarray:
    """Bins by which the mel scale widens a peak, float64 [bins]: its bands are wider than bins, higher up."""
    half = sample_rate / 2.0
    hertz = np.arange(1, bins + 1) * half / bins
    band_hz = (hertz + MEL_BREAK_HZ) * np.log1p(half / MEL_BREAK_HZ) / (bins + 1)
    return np.maximum(0.0, band_hz * bins / half - 0.75)


def slopes(config: ModelConfig, growth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return phases along frequency, and the lags they are made of, float32 [rows, bins].

    A window around its frame's middle turns the phase by half a turn a bin. Energy that comes later, or earlier, turns it more, or less;
    for a Gaussian window this lag is the growth of the log magnitude times the window's variance.

    Args:
        config: the model's.
        growth: of log magnitudes, nats a frame; overwritten.

    Source: Prusa, Balazs, Sondergaard, "A noniterative method for reconstruction of phase from STFT magnitude" (2017), section III.
    """
    growth *= np.float32(SPREAD * config.n_fft / config.hop)
    lags = np.clip(growth, -MAX_LAG, MAX_LAG, out=growth)
    phases = np.empty_like(lags)
    phases[:, 0] = 0.0
    np.add(lags[:, 1:], lags[:, :-1], out=phases[:, 1:])
    phases[:, 1:] += np.float32(1.0)
    phases *= np.float32(-np.pi)
    return np.cumsum(phases, axis=1, out=phases), lags


def summits(peaks: Peaks, phases: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Return the slopes' phase at each peak's place, as counted in the middle of its frame, float64."""
    beside = 2.0 * np.pi * (peaks.place - peaks.bin - 1) * lags.reshape(-1)[peaks.own]
    return phases.reshape(-1)[peaks.own] - beside + np.pi * (peaks.bin + 1)


def advances(
    config: ModelConfig, peaks: Peaks, second: np.ndarray, phases: np.ndarray, summit: np.ndarray, sounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much each peak's phase advanced since the frame before, and by how much the picture says otherwise, in radians.

    Its place in the two frames says it roughly; where the picture's advance in its bin agrees with that, it is taken: it is exact, and keeps
    vibrato. What the bin's phase has from lying beside the peaks, in both frames, is taken off.

    Args:
        config: the model's.
        peaks: of rows.
        second: the picture's instantaneous frequency, mel bands, [rows, bins].
        phases, summit: see `slopes` and `summits`.
        sounds: rows of each frame.
    """
    flat, bins = phases.reshape(-1), phases.shape[1]
    earlier = peaks.own - bins * sounds * peaks.follows
    beside = (flat[peaks.own] - summit) - (flat[earlier] - summit[peaks.before])
    rough = np.pi * config.hop / config.n_fft * (peaks.place + peaks.place[peaks.before])
    band, scale = nearest_bands(config.bins, config.sample_rate)
    told = second.reshape(-1)[peaks.row * bins + band[peaks.bin]] * scale[peaks.bin]
    deviation = wrapped(told - rough - beside)
    return rough + np.where(np.abs(deviation) < TRUST, deviation, 0.0), deviation


def gone_on(peaks: Peaks) -> tuple[np.ndarray, np.ndarray]:
    """Return which peaks go on from the frame before, and how many bins each has moved."""
    moved = peaks.place - peaks.place[peaks.before]
    return peaks.follows & (np.abs(moved) < JUMP + JUMP_SHARE * peaks.bin), moved


def along_tracks(back: np.ndarray, advance: np.ndarray, gain: np.ndarray, plus: np.ndarray, frames: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Follow all peaks to where they began, in as many steps as the number of frames has binary digits.

    Args:
        back: the peak each goes on from, itself where it begins.
        advance: radians since then, 0 where it begins.
        gain, plus: what its steadiness keeps, and what it gains: gain * before + plus.
        frames: that a track may have.

    Returns:
        The peak each began as, its advance since, and its steadiness.
    """
    for _ in range(max(1, (frames - 1).bit_length())):
        advance = advance + np.take(advance, back)
        plus = plus + gain * np.take(plus, back)
        gain = gain * np.take(gain, back)
        back = np.take(back, back)
    return back, advance, plus


def wrapped(radians: np.ndarray) -> np.ndarray:
    """Leave out whole turns: -pi..pi."""
    return radians - 2.0 * np.pi * np.rint(radians * (0.5 / np.pi))
