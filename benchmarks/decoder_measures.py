"""Measures of decoded sounds for decoder.py: how partials wobble and vibrate, how fast sounds rise, how noise beats; and pictures of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.signal

from ganspacesynth.audio import spectrum
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.model_config import ModelConfig

PARTIALS = 8
BANDS_HZ = ((60, 700), (700, 1800), (1800, 4000), (4000, 7800))
ENVELOPE_STEP = 32  # samples, 2 ms
ONSET_MS = 8
FINER = 4
SMOOTH_S = 0.8  # slower changes of level are no wobble
STEP = 64  # samples between two readings of a partial's level


@dataclass(frozen=True)
class Note:
    """What is measured of a note: wobble in dB, depth of vibrato in cents, rise in milliseconds."""

    wobble: float
    cents: float
    rise_ms: float


def of_note(wave: np.ndarray, f0: float, rate: int) -> Note:
    return Note(wobble(wave, f0, rate), vibrato_cents(wave, f0, rate), rise_ms(wave, rate))


def hertz(pitches: np.ndarray) -> np.ndarray:
    return 440.0 * 2.0 ** ((pitches - 69.0) / 12.0)


def partial(wave: np.ndarray, centre: float, f0: float, rate: int) -> np.ndarray:
    """The analytic signal of one partial: half of f0 to either side."""
    frequencies = np.fft.fftfreq(len(wave), 1.0 / rate)
    gain = np.clip((0.5 * f0 - np.abs(frequencies - centre)) / (0.12 * f0), 0.0, 1.0)
    return np.fft.ifft(2.0 * gain * np.fft.fft(wave))


def wobble(wave: np.ndarray, f0: float, rate: int) -> float:
    """How much the levels of partials move about their running mean, dB: the median of the first eight."""
    numbers = [h for h in range(1, PARTIALS + 1) if (h + 0.5) * f0 < 0.49 * rate]
    levels = np.array([20.0 * np.log10(np.abs(partial(wave, h * f0, f0, rate))[::STEP] + 1e-7) for h in numbers])
    return _wobble(levels, rate / STEP)


def wobble_of_wave(config: ModelConfig, wave: np.ndarray, f0: float) -> float:
    """The same, read with the picture's own window, four times as often as the picture has frames."""
    frames = spectrum.stft(wave, spectral.analysis_window(config.n_fft), config.hop // FINER)[:, 1:]
    return wobble_of_frames(config, np.square(np.abs(frames)), f0, FINER)


def wobble_of_frames(config: ModelConfig, power: np.ndarray, f0: float, finer: int = 1) -> float:
    """The same of frames [frames, bins], as the picture has them."""
    width, levels = config.sample_rate / config.n_fft, []
    for h in range(1, PARTIALS + 1):
        low, high = (round((h + side) * f0 / width) for side in (-0.5, 0.5))
        if high < config.bins:
            levels.append(10.0 * np.log10(power[:, max(0, low - 1) : high].sum(axis=1) + 1e-12))
    return _wobble(np.array(levels), finer * config.sample_rate / config.hop)


def _wobble(levels: np.ndarray, per_s: float) -> float:
    total = 10.0 * np.log10((10.0 ** (levels / 10.0)).sum(axis=0))
    sustained = total > total.max() - 40.0
    length = max(3, round(SMOOTH_S * per_s) | 1)
    first, last = np.flatnonzero(sustained)[[0, -1]]
    inside = np.zeros(len(total), bool)
    inside[first + length // 2 : last + 1 - length // 2] = True  # attack and release are no wobble
    found = []
    for level in np.maximum(levels, levels.max() - 90.0):
        mean = np.convolve(np.pad(level, length // 2, mode="edge"), np.ones(length) / length, mode="valid")
        heard = (level > level[sustained].max() - 30.0) & inside & sustained
        if level[sustained].max() > levels.max() - 50.0 and heard.sum() > 3:
            found.append(np.sqrt(np.mean((level - mean)[heard] ** 2)))
    return float(np.median(found)) if found else float("nan")


def vibrato_cents(wave: np.ndarray, f0: float, rate: int) -> float:
    """How far the strongest partial's frequency swings, cents."""
    signals = [partial(wave, h * f0, f0, rate) for h in range(1, PARTIALS + 1) if (h + 0.5) * f0 < 0.49 * rate]
    strongest = max(range(len(signals)), key=lambda h: np.sum(np.abs(signals[h]) ** 2))
    steps = np.convolve(signals[strongest][1:] * np.conj(signals[strongest][:-1]), np.ones(320), mode="same")
    some = slice(round(1.0 * rate), round(3.2 * rate))
    frequency, weight = np.angle(steps)[some] * rate / (2.0 * np.pi), np.abs(steps)[some]
    cents = scipy.signal.detrend(1200.0 * np.log2(np.maximum(frequency, 1.0) / ((strongest + 1) * f0)))
    heard = weight > 1e-3 * weight.max()
    return float(np.sqrt(2.0 * np.average(cents[heard] ** 2, weights=weight[heard])))


def envelope(wave: np.ndarray, rate: int) -> np.ndarray:
    length = round(0.002 * rate)
    power = np.convolve(np.abs(scipy.signal.hilbert(wave)) ** 2, np.ones(length) / length, mode="same")
    return np.sqrt(np.maximum(power, 0.0) + 1e-12)


def rise_ms(wave: np.ndarray, rate: int) -> float:
    """From a tenth to nine tenths of the loudest of the first 0.35 s."""
    levels = envelope(wave, rate)
    onset = np.flatnonzero(levels > 0.05 * levels.max())[0]
    part = levels[max(0, onset - round(0.15 * rate)) : onset + round(0.35 * rate)]
    high = np.flatnonzero(part > 0.9 * part.max())[0]
    low = np.flatnonzero(part[: high + 1] < 0.1 * part.max())
    return 1000.0 * (high - (low[-1] if len(low) else 0)) / rate


def band_envelopes(waves: np.ndarray, rate: int) -> np.ndarray:
    """Amplitudes of four bands every 2 ms through the first 1.2 s, float64 [n, bands, times]."""
    smooth = scipy.signal.windows.gaussian(97, 16)[None] / scipy.signal.windows.gaussian(97, 16).sum()
    part, envelopes = np.asarray(waves[:, : round(1.2 * rate)], np.float64), []
    for edges in BANDS_HZ:
        filtered = scipy.signal.sosfilt(scipy.signal.butter(2, edges, btype="band", fs=rate, output="sos"), part)
        power = scipy.signal.fftconvolve(filtered**2, smooth, mode="same", axes=1)[:, ::ENVELOPE_STEP]
        envelopes.append(np.sqrt(2.0 * np.maximum(power, 0.0) + 1e-12))
    return np.stack(envelopes, axis=1)


def onset_rises(waves: np.ndarray, rate: int) -> np.ndarray:
    """By how many dB each band rises within 8 ms at the onset, down to 40 dB under its loudest, [n, bands]: the more, the harder the attack."""
    rises = []
    for envelope in band_envelopes(waves, rate):
        total = np.sqrt(np.sum(envelope**2, axis=0))
        onset, step = int(np.argmax(total > 0.05 * total.max())), ONSET_MS * rate // (1000 * ENVELOPE_STEP)
        part = envelope[:, max(0, onset - 50) : onset + 125]
        levels = 20.0 * np.log10(np.maximum(part, 0.01 * part.max(axis=1, keepdims=True)))
        rises.append((levels[:, step:] - levels[:, :-step]).max(axis=1))
    return np.array(rises)


def levels(waves: np.ndarray, start_s: float, end_s: float, rate: int) -> np.ndarray:
    """Root mean squares of a part of each sound, dB."""
    return 10.0 * np.log10(np.mean(np.square(waves[:, round(start_s * rate) : round(end_s * rate)], dtype=np.float64), axis=1) + 1e-12)


def onset_error(real: np.ndarray, found: np.ndarray, onset_s: float, rate: int) -> np.ndarray:
    """Of the bands' envelopes from 100 ms before the onset to 180 ms behind it, dB, [n, bands]."""
    first, second = (band_envelopes(waves, rate) for waves in (real, found))
    part = slice(*(round((onset_s + edge) * rate / ENVELOPE_STEP) for edge in (-0.1, 0.18)))
    return 10.0 * np.log10(np.sum((first - second)[..., part] ** 2, axis=-1) / np.sum(first[..., part] ** 2, axis=-1))


def spectrum_error(config: ModelConfig, real: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Of magnitudes, dB, of each sound."""
    errors = []
    for a, b in zip(real, found, strict=True):
        first, second = (np.abs(spectral.waves_to_stfts(config, wave[None])) for wave in (a, b))
        errors.append(10.0 * np.log10(np.sum((first - second) ** 2) / np.sum(first**2)))
    return np.array(errors)


def vibrato_tone(config: ModelConfig, f0: float, cents: float, swings: float) -> np.ndarray:
    """Twelve partials with vibrato."""
    rate, rng = config.sample_rate, np.random.default_rng(3)
    times = np.arange(config.audio_length) / rate
    phase = 2.0 * np.pi * np.cumsum(f0 * 2.0 ** (cents / 1200.0 * np.sin(2.0 * np.pi * swings * times))) / rate
    parts = [np.sin(h * phase + rng.uniform(0.0, 2.0 * np.pi)) / h for h in range(1, 13) if 1.05 * h * f0 < 0.5 * rate]
    edges = np.minimum(1.0, times / 0.02) * np.minimum(1.0, (times[-1] - times) / 0.05)
    return (0.2 * np.sum(parts, axis=0) * edges).astype(np.float32)


def beating(wave: np.ndarray, frames_per_s: float, rate: int) -> float:
    """How much the power of noise swings at the frame rate, percent."""
    power = wave[6000:-4000] ** 2
    turn = np.exp(-2j * np.pi * frames_per_s * np.arange(len(power)) / rate)
    return 200.0 * float(np.abs(np.mean(power * turn)) / power.mean())


def ringing(wave: np.ndarray, size: int = 16384) -> float:
    """How unevenly noise fills a fine spectrum: 2 is noise, more rings."""
    found = []
    for start in range(0, len(wave) - size, size // 2):
        power = np.abs(np.fft.rfft(wave[start : start + size] * np.hanning(size)))[200:-200] ** 2
        even = (power / np.convolve(power, np.ones(401) / 401, mode="same"))[200:-200]
        found.append((even**2).mean() / even.mean() ** 2)
    return float(np.mean(found))


def draw_partial(path: Path, waves: dict[str, np.ndarray], centre: float, rate: int) -> None:
    """The level of one partial of a tone with wide vibrato, in each of some waves."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 2.4), layout="constrained")
    axes = figure.subplots()
    for name, wave in waves.items():
        level = 20.0 * np.log10(np.abs(partial(wave, centre, 523.0, rate)) + 1e-6)
        axes.plot(np.arange(len(wave))[rate : 2 * rate] / rate, level[rate : 2 * rate], label=name, linewidth=1.0)
    axes.set(xlabel="seconds", ylabel="dB", title="Third partial of 523 Hz, vibrato of 30 cents")
    axes.legend(loc="lower right", fontsize=8)
    figure.savefig(path, dpi=90)


def draw_spectra(path: Path, waves: dict[str, np.ndarray], rate: int) -> None:
    """Fine spectrograms side by side."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 2.8), layout="constrained")
    for axes, (name, wave) in zip(figure.subplots(1, len(waves), sharey=True), waves.items(), strict=True):
        axes.specgram(wave[: 2 * rate], NFFT=512, Fs=rate, noverlap=448, vmin=-140, vmax=-40, cmap="magma")
        axes.set(title=name, xlabel="seconds", ylabel="Hz" if name == next(iter(waves)) else None)
    figure.savefig(path, dpi=64)
