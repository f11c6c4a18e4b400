"""What kinds of peaks there are: those that begin with an attack, those of steady tones, and those of noise."""

import functools

import numpy as np

from ganspacesynth.networks.gansynth.decoder.spectral_peaks import Peaks

FIRST_BAND, BAND_GROWTH = 8, 1.25  # bins of the lowest band in which attacks are looked for, and how much wider each next one is
ATTACK = 0.8  # nats a frame: a band whose level rises faster begins anew
STEADY_BINS, STEADY_SHARE = 1.0, 0.03  # a steady peak moves less a frame: so many bins, and this share of its frequency
STEADY_GROWTH = 2.0  # nats a frame: it grows and falls more slowly
AGREED, AGREED_SMEAR, AGREED_MOVE = 0.4, 0.1, 0.5  # radians from what its place says; more per bin of smear, and per bin it moves
KEEP = 0.8  # of its steadiness from frame to frame
NOISE, TONE = 0.6, 0.85  # steadiness below which a peak is noise, above which it is a tone
SCATTER = 0.32  # windows: how far apart in time the lobes of noise are laid; over a hop, as some of them are taken for tones


@functools.lru_cache(maxsize=8)
def band_edges(bins: int) -> np.ndarray:
    """First bins of the bands in which attacks are looked for."""
    edges = [0, min(FIRST_BAND, bins // 2)]
    while edges[-1] * BAND_GROWTH + 2 < bins - FIRST_BAND:
        edges.append(round(edges[-1] * BAND_GROWTH + 2))
    return np.array(edges)


def band_levels(power: np.ndarray) -> np.ndarray:
    """float32 [..., bins] -> half the logarithm of the power in each band and its two neighbours, so that a tone may cross an edge."""
    bands = np.add.reduceat(power, band_edges(power.shape[-1]), axis=-1)
    wide = np.pad(bands, [(0, 0)] * (bands.ndim - 1) + [(1, 1)])
    return 0.5 * np.log(wide[..., :-2] + wide[..., 1:-1] + wide[..., 2:])


def rises(power: np.ndarray) -> np.ndarray:
    """Power [n, frames, bins] -> by how much the bands rise from the frame before, nats, [n, frames, bands]; the first frame as the one after it."""
    levels = band_levels(power)
    rises = np.diff(levels, axis=1, prepend=levels[:, :1])
    rises[:, 0] = rises[:, min(1, levels.shape[1] - 1)]
    return rises


def attacks(peaks: Peaks, rises: np.ndarray, bins: int) -> np.ndarray:
    """Which peaks begin with an attack, bool, from how fast the bands of their rows rise, [rows, bands]."""
    band = np.searchsorted(band_edges(bins), np.arange(bins), side="right") - 1
    return rises[peaks.row, band[peaks.bin]] > ATTACK


def is_steady(peaks: Peaks, moved: np.ndarray, growth: np.ndarray, deviation: np.ndarray, smear: np.ndarray) -> np.ndarray:
    """Which peaks go on steadily from the frame before, bool.

    Args:
        peaks: of rows.
        moved: bins from where each was.
        growth: nats a frame.
        deviation: radians by which its phase advanced otherwise than its place says.
        smear: bins by which the mel scale widens it.
    """
    steady = np.abs(moved) < STEADY_BINS + STEADY_SHARE * peaks.bin
    steady &= np.abs(growth) < STEADY_GROWTH
    steady &= np.abs(deviation) < AGREED + AGREED_SMEAR * smear + AGREED_MOVE * np.abs(moved)
    return steady


def scatter(chance: np.ndarray, steadiness: np.ndarray) -> np.ndarray:
    """Return how far from the middle of its frame each peak's lobe is laid, in windows: noise anywhere, tones nowhere else.

    Lobes that all lay in the middle of their frames would make noise beat at the frame rate.
    """
    noisy = 1.0 - np.clip((steadiness - NOISE) / (TONE - NOISE), 0.0, 1.0)
    return SCATTER * noisy * (chance - 0.5)


def by_chance(bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """0..1, evenly and without pattern, and the same whatever chunks the frames come in."""
    mixed = bins.astype(np.uint32) * np.uint32(0x9E3779B9) + frames.astype(np.uint32) * np.uint32(0x7FEB352D)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    return (mixed ^ (mixed >> np.uint32(16))) * 2.0**-32
