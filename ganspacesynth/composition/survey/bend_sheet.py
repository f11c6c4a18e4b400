"""A sheet of bends: the spectrogram of one sound bent in several ways in several layers, and what each bend does to several sounds."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.sound_picture import FLOOR_DB, figure_format, octave_ticks, spectrogram
from ganspacesynth.core.bends.kinds import KINDS, Bend
from ganspacesynth.core.bends.written_bends import worded_bend, write_bend
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.channels.heard_bends import HeardBend, PlainSounds
from ganspacesynth.networks.generator import SoundGenerator

LAYERS = (0.0, 0.2, 0.4, 0.7)  # of all, where somebody names none
IN_TIME = ("shift:time=0.2", "zoom:time=2", "flip:time=1", "blur:time=0.1")
MOST = 64
PANEL, GAP, LEFT, TOP, BOTTOM = (0.95, 0.72), 0.05, 0.55, 0.3, 0.1  # inches
COLUMNS = 9
PITCH = 60.0
HEAD = ("bend", "layer", "level, dB", "brightness, semitones", "pitch, semitones", "unlike, dB", "heard as")


@dataclass(frozen=True)
class BendSheet:
    """What a sheet shows.

    Attributes:
        layers: a row for each.
        bends: a column for each.
        seed: of the sound that is drawn.
    """

    layers: tuple[str, ...]
    bends: tuple[Bend, ...]
    seed: int = 1

    @classmethod
    def of(cls, model: SoundGenerator, layers: Sequence[str], bends: Sequence[str], *, seed: int = 1) -> "BendSheet":
        """Return a sheet of layers by name and bends as WORD:NUMBERS; of none, of some layers from early to late, and of all kinds of bends.

        Raises:
            InvalidInput: layers and bends that are none, or too many.
        """
        names = list(model.config.layers)
        chosen = tuple(map(model.config.check_layer, layers)) or tuple(dict.fromkeys(names[round(share * (len(names) - 1))] for share in LAYERS))
        texts = [text.split(":") for text in bends or [*KINDS, *IN_TIME]]
        if len(texts) * len(chosen) > MOST * 2 or len(texts) > MOST:
            raise InvalidInput(f"A sheet has up to {MOST} bends and {MOST * 2} pictures. Received: {len(texts)} bends.", rule="sheet-size")
        return cls(chosen, tuple(worded_bend(word.strip(), given) for word, *given in texts), seed)


def save_bend_sheet(
    path: str | os.PathLike[str], model: SoundGenerator, sheet: BendSheet, *, force: bool = False, track: Track = untracked
) -> list[tuple[str, ...]]:
    """Draw a sheet, and return its table: a row of words for each bend in each layer, below a first one with names.

    Args:
        path: .png, .svg or .pdf.
        model: a GANSynth.
        sheet: what it shows.
        force: overwrite.
        track: shows how far it is.

    Raises:
        InvalidInput: another suffix, or a bend that makes a sound overflow.
        OutputError: the file exists, or cannot be written.
    """
    figure_format(path)
    z, pitch = model.sample_z(1, seed=sheet.seed), float(model.config.nearest_pitch(PITCH))
    rows: list[tuple[str, ...]] = [HEAD]
    waves: list[list[np.ndarray]] = []
    plain, first = PlainSounds(model), model.synthesize(z, pitch)[0]
    for layer in track(sheet.layers, "Bending layers", len(sheet.layers)):
        chains = [{layer: (bend,)} for bend in sheet.bends]
        waves.append([first, *(model.synthesize(z, pitch, bends=chain)[0] for chain in chains)])
        rows += [(_named(bend), layer, *_measured(plain.bent(chain))) for bend, chain in zip(sheet.bends, chains, strict=True)]
    _draw(Path(path), sheet, waves, model.config.sample_rate, force=force)
    return rows


def _named(bend: Bend) -> str:
    return write_bend("", bend).removeprefix(":")


def _measured(heard: HeardBend) -> tuple[str, ...]:
    numbers = [f"{heard.change(name):+.1f}" if np.isfinite(heard.change(name)) else "–" for name in ("level", "brightness", "pitch")]
    return (*numbers, f"{heard.unlike_db:.1f}", heard.words)


def _draw(path: Path, sheet: BendSheet, waves: list[list[np.ndarray]], rate: int, *, force: bool) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    pictures = [[spectrogram(wave, rate) for wave in row] for row in waves]
    loudest = max(float(picture.max()) for row in pictures for picture, _ in row)
    blocks = [range(first, min(first + COLUMNS, len(sheet.bends))) for first in range(0, len(sheet.bends), COLUMNS)]
    block_height = TOP + len(sheet.layers) * (PANEL[1] + GAP)
    width, height = LEFT + (len(blocks[0]) + 1) * (PANEL[0] + GAP), len(blocks) * block_height + BOTTOM
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    for number, block in enumerate(blocks):
        for row, layer in enumerate(sheet.layers):
            for column, index in enumerate([-1, *block]):  # the plain sound first
                left, bottom = LEFT + column * (PANEL[0] + GAP), height - number * block_height - TOP - (row + 1) * (PANEL[1] + GAP)
                axes = figure.add_axes((left / width, bottom / height, PANEL[0] / width, PANEL[1] / height))
                picture, hertz = pictures[row][index + 1]
                _panel(axes, picture - loudest, hertz, ticks=column == 0)
                if row == 0:
                    axes.set_title("plain" if index < 0 else _named(sheet.bends[index]).replace(":", " ", 1), fontsize=7, pad=3)
                if column == 0:
                    axes.set_ylabel(layer, fontsize=7)
    with atomic_path(path, force=force) as temporary:
        figure.savefig(temporary, dpi=100, format=figure_format(path))


def _panel(axes: Any, picture: np.ndarray, hertz: np.ndarray, *, ticks: bool) -> None:
    lowest, highest = float(hertz[0]), float(hertz[-1])
    extent = (0.0, 1.0, 0.0, float(np.log2(highest / lowest)))
    axes.imshow(picture, origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=FLOOR_DB, vmax=0.0)
    axes.set_xticks([])
    axes.set_yticks(*(octave_ticks(lowest, highest) if ticks else ([], [])))
    axes.tick_params(labelsize=5, length=2, color="0.4")
