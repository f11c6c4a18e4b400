"""The figure of a sound: its spectrogram with a logarithmic frequency axis, as PNG."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import atomic_path

FORMATS = ("png", "svg", "pdf")
FLOOR_DB = -80.0  # under the loudest: black
LOWEST_HZ = 50.0
FREQUENCIES = 160  # rows, evenly spaced in octaves
N_FFT = 2048
COLUMNS = 2048  # more frames than twice that are joined: no screen shows them
MARKS = ("#35d0c0", "#ffd166", "#8ecae6", "#f4978e", "#b7e4c7", "#cdb4db")  # seen on black and on bright sounds
HERTZ = (30, 100, 300, 1000, 3000, 10000, 30000)


def figure_format(path: str | os.PathLike[str]) -> str:
    """Return "png", "svg" or "pdf" as the name of a picture ends.

    Raises:
        InvalidInput: another name.
        GanSpaceSynthError: nothing that draws is installed.
    """
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        raise InvalidInput(f"A figure ends in .png, .svg or .pdf. Received: {path}.", rule="file-ending")
    need("matplotlib")
    return suffix


def draw_sound(
    path: str | os.PathLike[str],
    wave: np.ndarray,
    sample_rate: int,
    *,
    title: str = "",
    marks: Mapping[str, Sequence[float]] | None = None,
    force: bool = False,
) -> Path:
    """Write a picture of a sound: its spectrogram, and its level below.

    Args:
        path: .png, .svg or .pdf.
        wave: float [samples] or [samples, channels] in -1..1, any length over 0; of several channels the loudest counts.
        sample_rate: Hz.
        title: above it.
        marks: moments in seconds, by what is there; each kind is a row of marks of its own, named where there are several.
        force: overwrite an existing file.

    Raises:
        InvalidInput: another suffix, or a sound without samples.
        OutputError: the file exists, or cannot be written.
    """
    suffix = figure_format(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    channels = np.asarray(wave).T if np.ndim(wave) == 2 else [wave]
    parts = [spectrogram(channel, sample_rate, rows=2 * FREQUENCIES, n_fft=2 * N_FFT) for channel in channels]
    levels, hertz = np.max([part for part, _ in parts], axis=0), parts[0][1]
    duration_s = len(wave) / sample_rate
    figure = Figure(figsize=(12, 4.5), dpi=120, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[5, 1])
    extent = (0.0, duration_s, 0.0, float(np.log2(hertz[-1] / hertz[0])))
    above.imshow(levels - levels.max(), origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=FLOOR_DB, vmax=0.0)
    above.set_yticks(*octave_ticks(float(hertz[0]), float(hertz[-1])))
    above.set_ylabel("frequency (Hz)")
    above.set_title(title.replace("$", r"\$"), loc="left", fontsize=11)
    _mark(above, marks or {}, extent[3])
    peaks = [_peaks(channel) for channel in channels]
    lowest, highest = np.min([low for low, _ in peaks], axis=0), np.max([high for _, high in peaks], axis=0)
    below.fill_between(np.linspace(0.0, duration_s, len(lowest)), lowest, highest, color="#7b2d8b", linewidth=0.5)
    below.set(xlabel="time (s)", ylabel="level", ylim=(-1.05, 1.05), xlim=(0.0, duration_s), yticks=[-1, 0, 1])
    for axes in (above, below):
        axes.spines[:].set_visible(False)
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, format=suffix)
    return Path(path).expanduser()


def _mark(axes: Any, marks: Mapping[str, Sequence[float]], top: float) -> None:
    """Draw a row of marks for each kind, under the upper edge of a spectrogram."""
    for row, (name, times_s) in enumerate(marks.items()):
        height = top * (0.985 - 0.035 * row)
        color = MARKS[row % len(MARKS)]
        axes.plot(times_s, [height] * len(times_s), linestyle="none", marker="v", markersize=5, color=color, label=name, clip_on=False)
        axes.vlines(times_s, 0.0, height, color=color, linewidth=0.6, alpha=0.25)
    if len(marks) > 1:
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=min(len(marks), 6), frameon=False, fontsize=9, borderpad=0.0)


def spectrogram(wave: np.ndarray, sample_rate: int, *, rows: int = FREQUENCIES, n_fft: int = N_FFT) -> tuple[np.ndarray, np.ndarray]:
    """Return how loud a sound is at each frequency and time.

    Args:
        wave: float [samples], one at least. Frames of long sounds are joined (the loudest counts), so that hours fit into memory.
        sample_rate: Hz.
        rows: bands, evenly spaced in octaves from 50 Hz up to half the rate.
        n_fft: longest window in samples; short sounds get a shorter one.

    Returns:
        levels: float32 [rows, frames], dB.
        hertz: float64 [rows], the bands' centres.

    Raises:
        InvalidInput: a sound without samples.
    """
    wave = np.asarray(wave, np.float32)
    if wave.ndim != 1 or not len(wave):
        raise InvalidInput(f"A spectrogram needs a sound [samples]. Received: shape {list(wave.shape)}.", rule="mono-wave")
    size = int(min(n_fft, 2 ** max(6, np.log2(max(len(wave), 64) / 16) // 1)))
    hop = size // 4
    padded = np.pad(wave, size // 2, mode="reflect" if len(wave) > 1 else "edge")
    padded = np.pad(padded, (0, max(0, size - len(padded))))
    frames = spectrum.frames(padded, size, hop)  # no copy
    joined = max(1, len(frames) // COLUMNS)
    edges = np.geomspace(min(LOWEST_HZ, sample_rate / 8), sample_rate / 2, rows + 1)
    window = spectrum.hann(size)
    parts = []
    for begin in range(0, len(frames), joined * 64):
        magnitudes = np.abs(spectrum.spectra(frames[begin : begin + joined * 64], window)).T / window.sum()  # [bins, frames]
        bands = spectrum.strongest_in_bands(magnitudes, edges, sample_rate / size)
        parts.append(np.maximum.reduceat(bands, range(0, bands.shape[1], joined), axis=1))
    return spectrum.magnitude_db(np.concatenate(parts, axis=1), 1e-12).astype(np.float32), np.sqrt(edges[1:] * edges[:-1])


def octave_ticks(lowest: float, highest: float) -> tuple[list[float], list[str]]:
    """Return where round frequencies lie, in octaves over the lowest, and what they are called."""
    marks = [hz for hz in HERTZ if lowest <= hz <= highest]
    return [float(np.log2(hz / lowest)) for hz in marks], [f"{hz // 1000} k" if hz >= 1000 else str(hz) for hz in marks]


def _peaks(wave: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest sample of each of up to 2048 parts."""
    starts = np.linspace(0, len(wave), min(COLUMNS, len(wave)), endpoint=False).astype(int)
    return np.minimum.reduceat(wave, starts), np.maximum.reduceat(wave, starts)
