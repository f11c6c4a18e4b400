"""A sound in, its picture out: a spectrogram with a logarithmic frequency axis, as ears hear it."""

import os
from pathlib import Path

import numpy as np

from ganspacesynth.files import atomic_path

LOWEST_HZ = 40.0
ROWS = 320
COLUMNS = 1600
RANGE_DB = 75.0
N_FFT = 4096


def draw_sound(path: str | os.PathLike[str], wave: np.ndarray, sample_rate: int, *, title: str = "", force: bool = False) -> Path:
    """Write a PNG of a sound.

    Args:
        path: where.
        wave: float [samples], any length.
        sample_rate: Hz.
        title: above it.
        force: overwrite an existing file.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    levels, top = log_spectrogram(wave, sample_rate)
    duration_s = len(wave) / sample_rate
    figure = Figure(figsize=(12, 4.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    wide, narrow = figure.subplots(2, 1, sharex=True, height_ratios=[5, 1])
    wide.imshow(
        levels.T, origin="lower", aspect="auto", cmap="magma", vmin=-RANGE_DB, vmax=0.0, extent=(0.0, duration_s, np.log2(LOWEST_HZ), np.log2(top))
    )
    ticks = [hz for hz in (50, 100, 200, 500, 1000, 2000, 5000, 10_000) if LOWEST_HZ <= hz <= top]
    wide.set_yticks(np.log2(ticks), [f"{hz / 1000:g} k" if hz >= 1000 else str(hz) for hz in ticks])
    wide.set_ylabel("frequency (Hz)")
    wide.set_title(title, loc="left", fontsize=11)
    peaks = np.array(
        [[part.min(), part.max()] for part in np.array_split(np.asarray(wave, np.float32), min(COLUMNS, max(1, len(wave)))) if len(part)]
    )
    narrow.fill_between(np.linspace(0.0, duration_s, len(peaks)), peaks[:, 0], peaks[:, 1], color="#7b2d8b", linewidth=0)
    narrow.set(xlabel="time (s)", ylabel="level", ylim=(-1.05, 1.05), xlim=(0.0, duration_s), yticks=[-1, 0, 1])
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, format="png")
    return Path(path)


def log_spectrogram(wave: np.ndarray, sample_rate: int) -> tuple[np.ndarray, float]:
    """Return levels in dB under the loudest, float [columns, rows], and the highest frequency in Hz."""
    wave = np.asarray(wave, np.float32)
    hop = max(1, int(np.ceil(len(wave) / COLUMNS)))
    starts = np.arange(0, max(1, len(wave)), hop)
    padded = np.pad(wave, (N_FFT // 2, N_FFT))
    window = np.hanning(N_FFT).astype(np.float32)
    top = sample_rate / 2
    edges = np.geomspace(LOWEST_HZ, top, ROWS)
    bins = np.clip(edges / sample_rate * N_FFT, 0, N_FFT // 2)
    left = np.minimum(bins.astype(int), N_FFT // 2 - 1)
    share = (bins - left).astype(np.float32)
    rows = []
    for start in starts:
        spectrum = np.abs(np.fft.rfft(padded[start : start + N_FFT] * window))
        rows.append((1 - share) * spectrum[left] + share * spectrum[left + 1])
    power = np.array(rows)
    loudest = float(power.max(initial=0.0))
    return 20.0 * np.log10(np.maximum(power / loudest, 1e-6)) if loudest else np.full_like(power, -200.0), top
