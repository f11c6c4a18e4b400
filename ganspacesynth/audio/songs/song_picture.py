"""What is heard in a song on one picture: a song in, PNG, SVG or PDF out; signals one below the other on one time axis."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.signals.chroma import CLASSES
from ganspacesynth.audio.sound_picture import FLOOR_DB, figure_format, octave_ticks, spectrogram
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.motion.signal import Signal

if TYPE_CHECKING:
    from ganspacesynth.audio.songs.song import Song

USUAL = ("onsets(low)", "onsets(mid)", "onsets(high)", "rms", "lufs", "centroid", "flatness", "pitch", "tempo")
COLOUR, MARK = "#7b2d8b", "#c0392b"
COLUMNS = 3000  # more frames than that are joined: no screen shows them
MAX_ROWS = 40


def draw_song(path: str | os.PathLike[str], song: "Song", signals: Sequence[Signal], *, title: str = "", force: bool = False) -> Path:
    """Write a picture: the song's spectrogram with its bars and sections, its chroma, and a row for each signal.

    Args:
        path: .png, .svg or .pdf.
        song: or a part of one.
        signals: at most 40 are drawn.
        title: above it.
        force: overwrite an existing file.

    Raises:
        InvalidInput: another ending.
        OutputError: the file exists, or cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    suffix, signals = figure_format(path), list(signals)[:MAX_ROWS]
    heights = [4.0, 2.0, *[1.0] * len(signals)]
    figure = Figure(figsize=(14, 1.5 + 0.75 * sum(heights)), dpi=110, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    _spectrogram(axes[0], song)
    axes[0].set_title(title.replace("$", r"\$"), loc="left", fontsize=11)
    _chroma(axes[1], song)
    for each, signal in zip(axes[2:], signals, strict=True):
        _row(each, signal)
    for each in axes:
        each.spines[:].set_visible(False)
        for moment in song.sections_s()[1:]:
            each.axvline(moment, color=MARK, linewidth=1.2)
    axes[-1].set(xlabel="time (s); red: where sections begin", xlim=(0.0, song.duration_s))
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, format=suffix)
    return Path(path).expanduser()


def _spectrogram(axes: Any, song: "Song") -> None:
    levels, hertz = spectrogram(song.wave, round(song.frames.sample_rate))
    extent = (0.0, song.duration_s, 0.0, float(np.log2(hertz[-1] / hertz[0])))
    axes.imshow(levels - levels.max(), origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=FLOOR_DB, vmax=0.0)
    axes.set_yticks(*octave_ticks(float(hertz[0]), float(hertz[-1])))
    axes.set_ylabel("Hz")
    axes.vlines(song.bars_s(), 0.0, extent[3] / 20, color="white", linewidth=0.8)  # ticks at the first beats of bars


def _chroma(axes: Any, song: "Song") -> None:
    rows = np.stack([_joined(song.heard("chroma", (name,)).values) for name in CLASSES])
    axes.imshow(rows, origin="lower", aspect="auto", extent=(0.0, song.duration_s, -0.5, 11.5), cmap="magma", vmin=0.0)
    axes.set_yticks(range(0, 12, 2), CLASSES[::2])
    axes.set_ylabel("chroma")


def _row(axes: Any, signal: Signal) -> None:
    values = _joined(signal.values)
    times = np.linspace(0.0, signal.duration_s, len(values), endpoint=False)
    axes.fill_between(times, signal.low, np.clip(values, signal.low, signal.high), color=COLOUR, linewidth=0.4)
    axes.set(ylim=(signal.low, signal.high), yticks=[signal.low, signal.high])
    axes.tick_params(axis="y", labelsize=7)
    axes.set_title(signal.name.replace("$", r"\$"), loc="left", fontsize=8, pad=2)


def _joined(values: np.ndarray) -> np.ndarray:
    """Return at most `COLUMNS` values, of those that are joined the highest."""
    if len(values) <= COLUMNS:
        return values
    return np.asarray(np.maximum.reduceat(values, np.linspace(0, len(values), COLUMNS, endpoint=False).astype(int)))
