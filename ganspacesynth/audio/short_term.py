"""Short-term features of a wave: the 34 numbers a frame that pyAudioAnalysis computes, and how they change; float32 in, float64 out.

Numbers measured elsewhere with that library, and networks trained on them, can be compared with these: its peculiarities are kept and named where
they are. A test compares them with what pyAudioAnalysis 0.3.14 returned.

Source: Giannakopoulos, "pyAudioAnalysis: an open-source Python library for audio signal analysis", PLoS ONE 10(12), 2015, table 2.
"""

import functools

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput

EPSILON = float(np.finfo(np.float64).eps)
PARTS = 10  # of a frame, whose energies an entropy compares
ROLLOFF = 0.9
COEFFICIENTS = 13
CHROMA = ("A", "A#", "B", "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#")
LOWEST_HZ, LINEAR_HZ, LOG_STEP, LINEAR, LOG = 133.33, 200.0 / 3.0, 1.0711703, 13, 27  # the bands of Slaney's Auditory Toolbox
NAMES = (
    *("zcr", "energy", "energy_entropy", "spectral_centroid", "spectral_spread", "spectral_entropy", "spectral_flux", "spectral_rolloff"),
    *(f"mfcc_{i + 1}" for i in range(COEFFICIENTS)),
    *(f"chroma_{i + 1}" for i in range(len(CHROMA))),
    "chroma_std",
)


def short_term(wave: np.ndarray, sample_rate: int, *, size: int, hop: int) -> np.ndarray:
    """Return the features of each whole frame, and their differences from the frame before.

    Args:
        wave: float [samples], mono; its mean and peak are taken out first, so that its level does not count.
        sample_rate: Hz.
        size, hop: samples of a frame, and from one to the next.

    Returns:
        float64 [frames, 68]: 34 as in `NAMES`, then their differences (0 in the first frame). None for a wave shorter than a frame.

    Raises:
        InvalidInput: a size below 20 samples, in which nothing can be told apart, or a rate of no sound.
    """
    if size < 2 * PARTS or hop < 1 or sample_rate < 1000:
        received = f"size={size}, hop={hop}, sample_rate={sample_rate}"
        raise InvalidInput(
            f"A frame has {2 * PARTS} samples or more, its hop 1, at 1000 Hz or more. Received: {received}. Use for example 50 and 25 ms.",
            rule="short-term-frame",
        )
    wave = np.asarray(wave, np.float64)
    wave = wave - wave.mean() if len(wave) else wave
    pieces = spectrum.frames(wave / (np.abs(wave).max(initial=0.0) + 1e-10), size, hop)
    if not len(pieces):
        return np.zeros((0, 2 * len(NAMES)))
    bins = size // 2
    magnitudes = np.abs(spectrum.spectra(pieces, np.ones(size)))[:, :bins] / bins
    features = np.concatenate([_of_samples(pieces), _of_shape(magnitudes, sample_rate), _cepstrum(magnitudes, sample_rate)], axis=1)
    chroma = _chroma(magnitudes, sample_rate)
    features = np.concatenate([features, chroma, chroma.std(axis=1, keepdims=True)], axis=1)
    return np.concatenate([features, np.diff(features, axis=0, prepend=features[:1])], axis=1)


def _of_samples(pieces: np.ndarray) -> np.ndarray:
    """Zero crossings, energy and its entropy: [frames, size] -> [frames, 3]."""
    size = pieces.shape[1]
    crossings = np.abs(np.diff(np.sign(pieces), axis=1)).sum(axis=1) / 2 / (size - 1)
    return np.stack([crossings, np.square(pieces).sum(axis=1) / size, _entropy(pieces)], axis=1)


def _entropy(values: np.ndarray) -> np.ndarray:
    """Entropy of how energy is shared by ten parts of each row, bits: [rows, n] -> [rows]."""
    squares = np.square(values)
    whole = values.shape[1] // PARTS
    shares = squares[:, : whole * PARTS].reshape(len(values), PARTS, whole).sum(axis=2) / (squares.sum(axis=1, keepdims=True) + EPSILON)
    return -np.sum(shares * np.log2(shares + EPSILON), axis=1)


def _of_shape(magnitudes: np.ndarray, sample_rate: int) -> np.ndarray:
    """Centroid, spread, entropy, flux and roll-off: [frames, bins] -> [frames, 5]; frequencies as shares of half the rate."""
    bins = magnitudes.shape[1]
    hertz = np.arange(1, bins + 1) * (sample_rate / (2.0 * bins))
    highest = magnitudes.max(axis=1, keepdims=True)
    weights = magnitudes / np.where(highest == 0.0, EPSILON, highest)
    total = weights.sum(axis=1) + EPSILON
    centroid = weights @ hertz / total
    spread = np.sqrt((np.square(hertz - centroid[:, None]) * weights).sum(axis=1) / total)
    shares = magnitudes / (magnitudes + EPSILON).sum(axis=1, keepdims=True)
    flux = np.square(np.diff(shares, axis=0, prepend=shares[:1])).sum(axis=1)
    energy = np.cumsum(np.square(magnitudes), axis=1)
    over = energy + EPSILON > ROLLOFF * energy[:, -1:]
    rolloff = np.where(over.any(axis=1), np.argmax(over, axis=1), 0) / bins
    return np.stack([centroid / (sample_rate / 2), spread / (sample_rate / 2), _entropy(magnitudes), flux, rolloff], axis=1)


def _cepstrum(magnitudes: np.ndarray, sample_rate: int) -> np.ndarray:
    """Mel-frequency cepstral coefficients: [frames, bins] -> [frames, 13]."""
    import scipy.fft

    bands = np.log10(magnitudes @ _bands(magnitudes.shape[1], sample_rate) + EPSILON)
    return scipy.fft.dct(bands, type=2, norm="ortho", axis=-1)[:, :COEFFICIENTS]


@functools.lru_cache(maxsize=8)
def _bands(bins: int, sample_rate: int) -> np.ndarray:
    """Triangles of the cepstrum, float64 [bins, 40]. As in the library, bin i is taken to lie at i / bins of the whole rate, an octave too high."""
    edges = np.empty(LINEAR + LOG + 2)
    edges[:LINEAR] = LOWEST_HZ + np.arange(LINEAR) * LINEAR_HZ
    edges[LINEAR:] = edges[LINEAR - 1] * LOG_STEP ** np.arange(1, LOG + 3)
    places = np.floor(edges * bins / sample_rate).astype(int)
    heights, hertz = 2.0 / (edges[2:] - edges[:-2]), np.arange(bins) / bins * sample_rate
    matrix = np.zeros((bins, LINEAR + LOG))
    for band, height in enumerate(heights):
        low, centre, high = edges[band : band + 3]
        rising = np.arange(places[band] + 1, min(places[band + 1] + 1, bins))
        falling = np.arange(places[band + 1] + 1, min(places[band + 2] + 1, bins))
        matrix[rising, band] = height / (centre - low) * (hertz[rising] - low)
        matrix[falling, band] = height / (high - centre) * (high - hertz[falling])
    return matrix


def _chroma(magnitudes: np.ndarray, sample_rate: int) -> np.ndarray:
    """Share of the power in each pitch class from A up: [frames, bins] -> [frames, 12]. As in the library, a semitone's last bin stands for all."""
    bins = magnitudes.shape[1]
    last, counts = _semitones(bins, sample_rate)
    power = np.square(magnitudes)
    by_semitone = np.zeros((len(power), -(-bins // len(CHROMA)) * len(CHROMA)))
    semitones = np.flatnonzero(last >= 0)
    by_semitone[:, semitones] = power[:, last[semitones]]
    by_semitone[:, :bins] /= counts
    classes = by_semitone.reshape(len(power), -1, len(CHROMA)).sum(axis=1)
    total = power.sum(axis=1, keepdims=True)
    return classes / np.where(total == 0.0, EPSILON, total)


@functools.lru_cache(maxsize=8)
def _semitones(bins: int, sample_rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Return, of each semitone from 27.5 Hz up, its last bin (int [bins], -1 for none), and by how much it is divided, float64 [bins]."""
    numbers = np.round(12.0 * np.log2((np.arange(bins) + 1) * (sample_rate / (2.0 * bins)) / 27.5)).astype(int)
    kept = numbers < bins  # the library stops at the first semitone for which it has no place
    usable = bins if kept.all() else max(0, int(np.argmin(kept)) - 1)
    last = np.full(bins, -1)
    last[numbers[:usable] % bins] = np.arange(usable)  # below 27.5 Hz they are negative and counted from the end, as it does
    how_many = np.zeros(len(numbers))
    for number in np.unique(numbers):
        how_many[numbers == number] = np.count_nonzero(numbers == number)
    return last, how_many[np.clip(numbers, -bins, bins - 1)]
