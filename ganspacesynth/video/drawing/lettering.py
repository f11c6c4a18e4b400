"""Words in, small bitmaps out: written once by Matplotlib, and left out where that is not installed; a clock of digits that are laid side by side."""

import functools
import importlib.util

import numpy as np

from ganspacesynth.video.drawing.raster import blend

LONGEST = 120  # letters of a line
SMALLEST = 9  # pixels: smaller letters cannot be read, and are left out


def can_write() -> bool:
    """Whether words can be written here."""
    return importlib.util.find_spec("matplotlib") is not None


@functools.lru_cache(maxsize=256)
def written(text: str, height: int) -> np.ndarray:
    """Return a line of text as cover, float32 [rows, columns] of 0..1, not to be written to; nothing of it where it cannot be written or read.

    Args:
        text: at most 120 letters of it; letters that the font lacks are left out.
        height: pixels from line to line.
    """
    text = "".join(letter for letter in text[:LONGEST] if letter.isprintable() and ord(letter) < 0x3000).replace("$", r"\$")
    if height < SMALLEST or not text.strip() or not can_write():
        return np.zeros((0, 0), np.float32)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width = height * (len(text) + 2)
    figure = Figure(figsize=(width / 100, 1.5 * height / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.5 * height / width, 0.3, text, fontsize=72 / 100 * 0.75 * height, color="black", verticalalignment="baseline")
    canvas.draw()
    cover = 1.0 - np.asarray(canvas.buffer_rgba())[:, :, 0].astype(np.float32) / 255.0
    used = np.flatnonzero(cover.any(axis=0))
    cover = cover[:, used[0] : used[-1] + 1] if len(used) else cover[:, :0]
    cover.flags.writeable = False
    return cover


def write(canvas: np.ndarray, x: int, y: int, text: str, height: int, colour: tuple[int, int, int], *, align: float = 0.0) -> None:
    """Write a line around a height of a canvas.

    Args:
        canvas: uint8 [height, width, 3], changed.
        x: where it begins; with `align` 0.5 its middle, with 1 its end.
        y: the middle of its small letters.
        text: a line.
        height: as for `written`.
        colour: of the letters.
        align: see x.
    """
    cover = written(text, height)
    blend(canvas, y - round(0.77 * len(cover) / 1.5 * 1.0), x - round(align * cover.shape[1]), cover, colour)


def write_clock(canvas: np.ndarray, x: int, y: int, time_s: float, height: int, colour: tuple[int, int, int]) -> None:
    """Write minutes, seconds and tenths of them, ending at x: digits of one width, so that none of them moves."""
    tenths = int(time_s * 10.0 + 1e-6)
    text = f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
    advance = {letter: max(2, round((0.3 if letter in ":." else 0.52) * height)) for letter in set(text)}
    at = x - sum(advance[letter] for letter in text)
    for letter in text:
        write(canvas, at + advance[letter] // 2, y, letter, height, colour, align=0.5)
        at += advance[letter]
