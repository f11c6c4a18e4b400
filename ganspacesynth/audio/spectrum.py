"""The short-time Fourier transform and what is made of it: windows, decibels, mel and logarithmic frequency bands.

Pure functions over arrays: nothing is remembered, and nothing is padded unless the caller pads. Frame i begins at sample `i * hop` of what is
passed, and only whole frames count: a sound that comes in pieces has the frames of the whole one when each piece is laid behind the samples
that still wait (see `frame_count`). Numbers stay float32 or float64 as they come.
"""

import functools
from typing import TypeVar

import numpy as np

from ganspacesynth.core.errors import InvalidInput

Places = TypeVar("Places", float, np.ndarray)

MEL_BREAK_HZ = 700.0
MEL_Q = 1127.0


# --- frames


def frame_count(samples: int, size: int, hop: int) -> int:
    """Return how many whole frames there are; the next one would begin at sample `hop` times this.

    Raises:
        InvalidInput: a size or hop below 1.
    """
    if size < 1 or hop < 1:
        raise InvalidInput(
            f"Frames must have 1 sample at least, and so must their hop. Received: size={size}, hop={hop}. Use for example 1024 and 256.",
            rule="positive-frame",
        )
    return max(0, (samples - size) // hop + 1)


def frames(waves: np.ndarray, size: int, hop: int) -> np.ndarray:
    """Return a view, nothing is copied: [..., samples] -> [..., frames, size].

    Raises:
        InvalidInput: a size or hop below 1.
    """
    if not frame_count(waves.shape[-1], size, hop):
        return np.zeros((*waves.shape[:-1], 0, size), waves.dtype)
    return np.lib.stride_tricks.sliding_window_view(waves, size, axis=-1)[..., ::hop, :]


def frame_time_s(frame: Places, size: int, hop: int, sample_rate: float, *, before: int = 0) -> Places:
    """Return when the middle of a frame is, in seconds from the beginning of the sound.

    Args:
        frame: its number, or an array of them; between two frames also a part of one.
        size, hop: samples.
        sample_rate: Hz.
        before: samples by which the caller padded the front: the sound begins behind them.
    """
    return (frame * hop + size / 2 - before) / sample_rate


def overlap_add(pieces: np.ndarray, hop: int) -> np.ndarray:
    """Lay pieces over each other: [..., frames, size] -> [..., hop * (frames - 1) + size].

    Raises:
        InvalidInput: no piece, or a hop below 1.
    """
    count, size = pieces.shape[-2:]
    if not count or hop < 1:
        raise InvalidInput(
            f"Overlap-add needs a frame and a hop of 1 sample. Received: {count} frames, hop={hop}. Pass [..., frames, size].", rule="some-frames"
        )
    overlaps = -(-size // hop)
    if size % hop:
        pieces = np.pad(pieces, [(0, 0)] * (pieces.ndim - 1) + [(0, overlaps * hop - size)])
    waves = np.zeros((*pieces.shape[:-2], count - 1 + overlaps, hop), pieces.dtype)
    for part in range(overlaps):
        waves[..., part : part + count, :] += pieces[..., part * hop : (part + 1) * hop]
    return waves.reshape(*pieces.shape[:-2], -1)[..., : hop * (count - 1) + size]


# --- windows


@functools.lru_cache(maxsize=16)
def hann(size: int, *, symmetric: bool = False) -> np.ndarray:
    """Hann window, float64 [size], not to be written to.

    Args:
        size: samples.
        symmetric: ends on the value it began with; otherwise it is periodic, as an exact overlap-add needs.
    """
    window = np.hanning(size) if symmetric else np.hanning(size + 1)[:-1]
    window.flags.writeable = False
    return window


def dual_window(window: np.ndarray, hop: int) -> np.ndarray:
    """Return the window that makes the overlap-add of frames exact that were windowed before, float64 [size].

    Args:
        window: [size] with which the frames were analysed.
        hop: samples; the size is a multiple of it.

    Raises:
        InvalidInput: it is none.

    Source: Griffin & Lim, "Signal estimation from modified short-time Fourier transform" (1984), equation 6.
    """
    if hop < 1 or len(window) % hop:
        raise InvalidInput(
            f"A window must be a whole number of hops. Received: size={len(window)}, hop={hop}. Use a half or a quarter.", rule="whole-hops"
        )
    window = window.astype(np.float64)
    overlap = np.zeros(hop)
    for start in range(0, len(window), hop):
        overlap += window[start : start + hop] ** 2
    return window / np.tile(overlap, len(window) // hop)


# --- transforms


def spectra(pieces: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Transform frames: [..., size] -> complex [..., 1 + size // 2], complex64 for float32 and complex128 for float64."""
    import scipy.fft

    return scipy.fft.rfft(pieces * window.astype(pieces.dtype, copy=False), axis=-1)


def pieces_of(spectrum: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Undo `spectra`, given the dual window: complex [..., 1 + size // 2] -> [..., size]."""
    import scipy.fft

    pieces = scipy.fft.irfft(spectrum, n=len(window), axis=-1)
    return pieces * window.astype(pieces.dtype, copy=False)


def stft(waves: np.ndarray, window: np.ndarray, hop: int) -> np.ndarray:
    """Short-time Fourier transform of whole frames: [..., samples] -> complex [..., frames, 1 + size // 2]."""
    return spectra(frames(waves, len(window), hop), window)


def istft(spectrum: np.ndarray, window: np.ndarray, hop: int) -> np.ndarray:
    """Undo `stft`, given its dual window; exact where all frames overlap: complex [..., frames, bins] -> [..., hop * (frames - 1) + size]."""
    return overlap_add(pieces_of(spectrum, window), hop)


def power(spectrum: np.ndarray) -> np.ndarray:
    """Return squared magnitudes."""
    return np.square(np.abs(spectrum))


def bin_hertz(size: int, sample_rate: float) -> np.ndarray:
    """Return the frequencies of bins, float64 [1 + size // 2], Hz."""
    return np.fft.rfftfreq(size, 1.0 / sample_rate)


def power_db(values: np.ndarray, floor: float = 0.0) -> np.ndarray:
    """Return powers in decibels; `floor` is added to each, so that nothing is minus infinity."""
    return 10.0 * np.log10(values + floor)


def magnitude_db(values: np.ndarray, floor: float = 0.0) -> np.ndarray:
    """Return magnitudes in decibels; `floor` as in `power_db`."""
    return 20.0 * np.log10(values + floor)


# --- bands


def hertz_to_mel(hertz: np.ndarray | float) -> np.ndarray:
    """Return what HTK's mel scale says, 1127 ln(1 + f / 700)."""
    return MEL_Q * np.log1p(np.asarray(hertz, np.float64) / MEL_BREAK_HZ)


def mel_to_hertz(mel: np.ndarray | float) -> np.ndarray:
    """Invert `hertz_to_mel`."""
    return MEL_BREAK_HZ * np.expm1(np.asarray(mel, np.float64) / MEL_Q)


def triangles(places: np.ndarray, edges: np.ndarray, *, narrowest: float = 0.0) -> np.ndarray:
    """Return triangular bands, each from the middle of the one before to the middle of the one behind it.

    Args:
        places: of the bins, [bins], on whatever scale.
        edges: [bands + 2] on the same scale, ascending: the middles of the bands, and one more at both ends.
        narrowest: no slope is shorter.

    Returns:
        float64 [bins, bands]: 1 in the middle of a band.
    """
    at, centre = places[:, None], edges[1:-1]
    low, high = edges[:-2], edges[2:]
    if narrowest:
        low, high = np.minimum(low, centre - narrowest), np.maximum(high, centre + narrowest)
    return np.maximum(0.0, np.minimum((at - low) / (centre - low), (high - at) / (high - centre)))


@functools.lru_cache(maxsize=8)
def mel_bands(bins: int, sample_rate: int, bands: int, lowest_hz: float, highest_hz: float) -> np.ndarray:
    """Return triangular bands evenly spaced on the mel scale, float32 [bins, bands]; each takes the nearest bin at least.

    Args:
        bins: from 0 Hz to half the rate.
        sample_rate: Hz.
        bands: how many.
        lowest_hz, highest_hz: where the first begins and the last ends.
    """
    at = hertz_to_mel(np.linspace(0.0, sample_rate / 2, bins))
    edges = np.linspace(hertz_to_mel(lowest_hz), hertz_to_mel(highest_hz), bands + 2)
    matrix = triangles(at, edges)
    empty = matrix.sum(axis=0) == 0.0
    matrix[np.argmin(np.abs(at[:, None] - edges[1:-1]), axis=0)[empty], np.flatnonzero(empty)] = 1.0
    return matrix.astype(np.float32)


def strongest_in_bands(magnitudes: np.ndarray, edges: np.ndarray, bin_width: float) -> np.ndarray:
    """Gather bins into bands for the eye: as wide as several bins, a band shows the strongest of them, and between bins it is interpolated.

    Args:
        magnitudes: [bins, frames], from 0 Hz up.
        edges: Hz [bands + 1], ascending, evenly spaced in octaves.
        bin_width: Hz.

    Returns:
        [bands, frames]; no partial falls between two of them.
    """
    place = np.minimum(np.sqrt(edges[1:] * edges[:-1]) / bin_width, len(magnitudes) - 1)
    low = np.minimum(place.astype(int), len(magnitudes) - 2)
    share = (place - low)[:, None]
    bands = (1.0 - share) * magnitudes[low] + share * magnitudes[low + 1]
    for i, (first, last) in enumerate(zip(np.ceil(edges[:-1] / bin_width), np.ceil(edges[1:] / bin_width), strict=True)):
        if last > first:
            bands[i] = np.maximum(bands[i], magnitudes[int(first) : int(last)].max(axis=0))
    return bands
