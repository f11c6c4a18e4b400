"""Spectral flux: how much of the spectrum sets in at once, at the attack of a sound and anywhere in a longer one."""

import numpy as np

from ganspacesynth.audio import spectrum

WINDOW_S, HOP_S = 0.032, 0.008
BANDS, LOWEST_HZ = 40, 60.0
DEEP_DB = 50.0  # under the loudest band of all, nothing is heard
LAG = 3  # frames between the two that are compared: 24 ms
ATTACK_S = 0.15
ONSET_DB = 2.5  # mean rise of all bands, over what is usual in the half second around, that makes an onset
AROUND_S = 0.5
APART_S = 0.08  # onsets closer than that are one
BLOCK = 2048  # frames transformed at a time: bounds memory on long recordings
LEAST_DB = 1.0  # the level must rise as well: bands that beat against each other are no onset


def flux_db(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return how much the bands of a sound's spectrum rise within 24 ms, dB on the average, float64 [frames], 8 ms apart.

    Silence comes before the sound. What falls does not count, and nothing 50 dB under the loudest band does.

    Args:
        wave: float [samples], one frame at least.
        sample_rate: Hz.
    """
    levels = _bands(wave, sample_rate)
    return np.maximum(levels[LAG:] - levels[:-LAG], 0.0).mean(axis=1)


def attack_flux_db(wave: np.ndarray, sample_rate: int, begin_s: float) -> float:
    """Return the largest flux within 150 ms of a sound's beginning, dB: high when the whole spectrum is there at once, as of a struck string.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        begin_s: where it begins.
    """
    flux = flux_db(wave, sample_rate)
    first = max(0, int(begin_s / HOP_S) - LAG)
    return float(flux[first : first + LAG + 1 + round(ATTACK_S / HOP_S)].max(initial=0.0))


def onsets_s(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return when something new begins in a sound, s: each peak of the flux that is 2.5 dB over its median there while the level rises by 1 dB.

    The ends of the file itself do not count: whatever is cut out of music begins, and a cut is a click.

    Args:
        wave: float [samples].
        sample_rate: Hz.
    """
    from scipy.ndimage import median_filter

    levels = _bands(wave, sample_rate)
    flux = np.maximum(levels[LAG:] - levels[:-LAG], 0.0).mean(axis=1)
    usual = median_filter(flux, round(AROUND_S / HOP_S))
    total = spectrum.power_db(np.sum(10.0 ** (levels / 10.0), axis=1))
    rise = total[LAG:] - total[:-LAG]
    apart = round(APART_S / HOP_S)
    found: list[int] = []
    for i in np.flatnonzero((flux >= usual + ONSET_DB) & (rise >= LEAST_DB)).tolist():
        if found and i - found[-1] <= apart:
            found[-1] = i if flux[i] > flux[found[-1]] else found[-1]
        else:
            found.append(i)
    times = np.array(found, np.float64) * HOP_S
    return times[(times > APART_S) & (times < len(wave) / sample_rate - WINDOW_S)]


def _bands(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Levels over a floor of 0 dB, 50 dB for the loudest, [LAG + frames, bands]; LAG frames of silence come first."""
    size, hop = round(WINDOW_S * sample_rate), round(HOP_S * sample_rate)
    pieces = spectrum.frames(np.pad(np.asarray(wave, np.float64), (size // 2, size)), size, hop)
    matrix, window = spectrum.mel_bands(size // 2 + 1, sample_rate, BANDS, LOWEST_HZ, 0.48 * sample_rate), spectrum.hann(size)
    blocks = [pieces[start : start + BLOCK] for start in range(0, len(pieces), BLOCK)]
    bands = np.concatenate([spectrum.power(spectrum.spectra(block, window)) @ matrix for block in blocks])
    loudest = max(float(bands.max()), 1e-20)
    levels = np.maximum(spectrum.power_db(bands / loudest, 1e-12) + DEEP_DB, 0.0)
    return np.pad(levels, [(LAG, 0), (0, 0)])
