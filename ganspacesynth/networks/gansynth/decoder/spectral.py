"""Waves <-> STFT <-> spectrogram <-> mel spectrogram, exactly as trained models expect them.

Everything is NumPy: the network makes a picture [n, frames, bins, 2] (log magnitude, instantaneous frequency or phase) and this
file turns pictures into sound and back.
"""

import functools
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.spectrum import MEL_BREAK_HZ, MEL_Q, hertz_to_mel, mel_to_hertz
from ganspacesynth.networks.gansynth.decoder import retune
from ganspacesynth.networks.gansynth.model_config import ModelConfig

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EPSILON = 1e-6  # added to every magnitude before its logarithm
MIN_BAND_BINS = 1.5


@functools.lru_cache(maxsize=8)
def linear_to_mel(bins: int, sample_rate: int) -> np.ndarray:
    """Return the float64 [bins, bins] matrix from linear to mel bins that published models were trained with.

    Triangular bands, as many as linear bins, their edges shared: entry i of `edges` is the lower edge of band i, the centre of
    band i-1 and the upper edge of band i-2. Bands narrower than 1.5 linear bins are widened in place, one after the
    other, so that widening one band also moves its neighbours before their turn comes. That is an accident of the published
    code, and part of every trained model: without it a published model plays noise.
    """
    edges = np.linspace(0.0, hertz_to_mel(sample_rate / 2), bins + 2)
    narrowest_hz = MIN_BAND_BINS * (sample_rate / 2) / bins
    for band in range(bins):
        low, centre, high = edges[band : band + 3]
        if mel_to_hertz(high) - mel_to_hertz(low) < narrowest_hz:
            half = MEL_Q * np.arcsinh(0.5 * narrowest_hz / (mel_to_hertz(centre) + MEL_BREAK_HZ))
            edges[band], edges[band + 2] = centre - half, centre + half
    matrix = spectrum.triangles(np.linspace(0.0, sample_rate / 2, bins), mel_to_hertz(edges))
    matrix[0] = 0.0  # the first bin belongs to no band
    return matrix


@functools.lru_cache(maxsize=8)
def mel_to_linear(bins: int, sample_rate: int) -> np.ndarray:
    """Return the float32 [bins, bins] approximate inverse of `linear_to_mel`: its transpose, columns scaled."""
    matrix = linear_to_mel(bins, sample_rate)
    sums = (matrix @ matrix.T).sum(axis=0)
    scales = np.where(np.abs(sums) > 1e-8, 1.0 / np.where(sums == 0.0, 1.0, sums), sums)
    return (matrix.T * scales[None, :]).astype(np.float32)


@functools.lru_cache(maxsize=8)
def _sparse_mel_to_linear(bins: int, sample_rate: int) -> "csr_array":
    """The transpose of `mel_to_linear`, of which hardly one value in a hundred is not zero.

    Sparse is as fast as a dense product on two cores, and leaves BLAS asleep: its threads go on spinning for a while after each product,
    and would take the processor from the network, whose next sound then takes twice as long.
    """
    from scipy.sparse import csr_array

    return csr_array(mel_to_linear(bins, sample_rate).T)


def _mel_to_linear(config: ModelConfig, values: np.ndarray) -> np.ndarray:
    """float32 [n, frames, bins] on the mel scale -> on the linear scale."""
    rows = np.ascontiguousarray(values.reshape(-1, config.bins).T)  # [bins, n * frames]
    linear = _sparse_mel_to_linear(config.bins, config.sample_rate) @ rows
    return np.ascontiguousarray(linear.T).reshape(values.shape)


@functools.lru_cache(maxsize=8)
def analysis_window(n_fft: int) -> np.ndarray:
    """Periodic Hann window, float32 [n_fft]."""
    return spectrum.hann(n_fft).astype(np.float32)


@functools.lru_cache(maxsize=8)
def synthesis_window(n_fft: int, hop: int) -> np.ndarray:
    """The window that makes overlap-add of analysed frames exact, float32 [n_fft]."""
    return spectrum.dual_window(analysis_window(n_fft), hop).astype(np.float32)


def waves_to_stfts(config: ModelConfig, waves: np.ndarray) -> np.ndarray:
    """float [n, samples] -> complex64 [n, frames, bins]; the DC bin is dropped, Nyquist kept."""
    padded = np.pad(np.asarray(waves, np.float32), [(0, 0), (config.padding, 0)])
    return spectrum.stft(padded, analysis_window(config.n_fft), config.hop)[..., 1:]


def frames_to_wave(config: ModelConfig, stfts: np.ndarray, ratios: np.ndarray | None = None) -> np.ndarray:
    """complex64 [n, frames, bins] -> float32 [n, hop * (frames - 1) + n_fft]: the whole overlap-add, front padding included.

    Args:
        config: the model's.
        stfts: see above.
        ratios: how much faster each frame is read, [frames], see `tune`.
    """
    n, count, bins = stfts.shape
    spectra = np.zeros((n, count, bins + 1), np.complex64)
    spectra[..., 1:] = stfts
    window = synthesis_window(config.n_fft, config.hop)
    if ratios is None:
        return spectrum.istft(spectra, window, config.hop)
    return spectrum.overlap_add(retune.retune(spectra, config.n_fft, ratios) * window, config.hop)


def stfts_to_waves(config: ModelConfig, stfts: np.ndarray) -> np.ndarray:
    """complex64 [n, frames, bins] -> float32 [n, audio_length]."""
    return frames_to_wave(config, stfts)[:, config.padding :]


def waves_to_specgrams(config: ModelConfig, waves: np.ndarray) -> np.ndarray:
    """float [n, samples] -> float32 [n, frames, bins, 2] in the model's data type (not normalized)."""
    stfts = waves_to_stfts(config, waves)
    magnitudes, phases = np.abs(stfts) + np.float32(EPSILON), np.angle(stfts)
    if config.data_type == "mel":
        matrix = linear_to_mel(config.bins, config.sample_rate)
        log_magnitudes = np.log(magnitudes.astype(np.float64) ** 2 @ matrix + EPSILON)
        phases = np.unwrap(phases.astype(np.float64), axis=1) @ matrix
    else:
        log_magnitudes = np.log(magnitudes)
    second = phases / np.pi if config.data_type == "phase" else instantaneous_frequency(phases)
    return np.stack([log_magnitudes, second], axis=-1).astype(np.float32)


def instantaneous_frequency(phases: np.ndarray) -> np.ndarray:
    """Phases in radians [n, frames, bins] -> the first frame's phase, then differences in -1..1, all in units of pi."""
    return np.diff(np.unwrap(phases, axis=1), axis=1, prepend=np.zeros_like(phases[:, :1])) / np.pi


def mel_power(config: ModelConfig, specgrams: np.ndarray) -> np.ndarray:
    """Return the power of mel spectrograms [n, frames, bins, 2] on the linear scale, float32 [n, frames, bins]."""
    power = _mel_to_linear(config, np.exp(specgrams[..., 0]))
    power += np.float32(EPSILON)
    return power


def specgram_parts(config: ModelConfig, specgrams: np.ndarray, start_phase: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return magnitudes and phases, float32 [n, frames, bins] on the linear scale.

    Args:
        config: the model's.
        specgrams: float32 [n, frames, bins, 2], any number of frames.
        start_phase: linear phase [n, bins] in radians that the frames go on from; None starts anew. (The map from mel to linear
            is linear, so the sum over time may be taken on either side of it; on the linear side it may also be wrapped.)
    """
    first, second = specgrams[..., 0], specgrams[..., 1]
    if config.data_type == "phase":
        return np.exp(first), second * np.float32(np.pi)
    magnitudes = np.exp(first)
    phases = np.cumsum(second * np.float32(np.pi), axis=1, dtype=np.float64).astype(np.float32)
    if config.data_type == "mel":
        magnitudes, phases = np.sqrt(_mel_to_linear(config, magnitudes) + np.float32(EPSILON)), _mel_to_linear(config, phases)
    if start_phase is not None:
        phases = phases + start_phase[:, None]
    return magnitudes, phases


def specgrams_to_waves(config: ModelConfig, specgrams: np.ndarray, semitones: np.ndarray | None = None) -> np.ndarray:
    """float32 [n, frames, bins, 2] -> float32 [n, audio_length]; `semitones` [n]: how much higher each shall sound than it is."""
    magnitudes, phases = specgram_parts(config, specgrams)
    waves = stfts_to_waves(config, to_complex(magnitudes, phases))
    for row in np.flatnonzero(0.0 if semitones is None else semitones):
        ratios = np.full(specgrams.shape[1], retune.ratio(semitones[row]))  # type: ignore[index]
        advanced = retune.advance(config, phases[row : row + 1], None, ratios)
        waves[row] = frames_to_wave(config, to_complex(magnitudes[row : row + 1], advanced), ratios)[0, config.padding :]
    return waves


def to_complex(magnitudes: np.ndarray, phases: np.ndarray) -> np.ndarray:
    """Polar to rectangular, complex64."""
    stfts = np.empty(magnitudes.shape, np.complex64)
    np.multiply(magnitudes, np.cos(phases), out=stfts.real)
    np.multiply(magnitudes, np.sin(phases), out=stfts.imag)
    return stfts
