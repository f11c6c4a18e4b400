"""A view in, one HTML page out that works offline; a notebook shows the same page in a frame of its own."""

import base64
import html
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import thumbnail
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.template import render
from ganspacesynth.notebook import view as parts
from ganspacesynth.notebook.view import View
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("page.html")
MOST_S = 600.0  # of a sound that goes into a page
TALL = {"waveform": 90, "line": 56, "heat": 150}  # pixels of what lies on the time axis
ROW = 30  # pixels of a row of spans
BOX_WIDTH, BOX_HEIGHT, EDGE = 210, 54, 16  # of a graph
FRAME = (
    '<iframe srcdoc="{page}" sandbox="allow-scripts" style="width: 100%; height: {height}px; border: 0; border-radius: .5rem" title="{title}">'
    "</iframe>"
)
TALLEST = 900  # pixels of a frame: what is longer is scrolled

Values = dict[str, Any]  # of the template


def view_page(view: View) -> str:
    """Return a view as a whole page; all words in it are escaped."""
    return render(TEMPLATE, generator=f"ganspacesynth {__version__}", title=view.title, view=_section(view))


def save_view(path: str | os.PathLike[str], view: View, *, force: bool = False) -> Path:
    """Write a view as a page.

    Raises:
        InvalidInput: another ending than .html.
        OutputError: it exists, or cannot be written.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    text = view_page(view)
    with atomic_path(path, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace")
    return Path(path).expanduser()


class FramedView:
    """A view as a notebook shows it."""

    def __init__(self, view: View) -> None:
        self.view = view

    def _repr_html_(self) -> str:
        return framed(self.view)


def framed(view: View) -> str:
    """Return a view's page in a frame: neither it nor the notebook around it can disturb the other."""
    return FRAME.format(page=html.escape(view_page(view), quote=True), height=_height(view), title=html.escape(view.title, quote=True))


def _height(view: View) -> int:
    def tall(one: View) -> int:
        rows = sum(TALL.get(part.shown_as, 100) + 30 for part in one.parts)
        return 110 + rows + sum(map(tall, one.inside))

    return min(TALLEST, tall(view))


def _section(view: View) -> Values:
    written = [{"shown_as": part.shown_as, **_WRITERS[part.shown_as](part)} for part in view.parts]
    last = max((place for place, part in enumerate(view.parts) if isinstance(part, parts.TimedPart)), default=None)
    if last is not None:
        written.insert(last + 1, {"shown_as": "ticks", "places": _ticks(view.duration_s)})
    return {"title": view.title, "parts": written, "inside": [_section(each) for each in view.inside]}


def _ticks(duration_s: float) -> list[tuple[str, str]]:
    """Return where seconds are written on the time axis, in percent, and how."""
    if not duration_s:
        return []
    step = 10.0 ** math.floor(math.log10(duration_s))
    step = next(each for each in (step / 5, step / 2, step, 2 * step) if duration_s / each <= 8)
    count = int(duration_s / step + 1e-9)
    return [(f"{100 * i * step / duration_s:.3f}", f"{i * step:.6g} s" if i == 0 else f"{i * step:.6g}") for i in range(count + 1)]


def _words(part: parts.WordsPart) -> Values:
    return {"text": part.text}


def _facts(part: parts.FactsPart) -> Values:
    return {"rows": part.rows}


def _outline(part: parts.OutlinePart) -> Values:
    return {"name": part.name, "text": "\n".join(part.lines)}


def _table(part: parts.TablePart) -> Values:
    return {"heads": part.heads, "rows": part.rows, "left_out": part.left_out}


def _player(part: parts.PlayerPart) -> Values:
    form, most = thumbnail.sound_format(), round(MOST_S * part.sample_rate)
    wave = np.clip(np.nan_to_num(np.asarray(part.wave[:most], np.float32)), -1.0, 1.0)
    if wave.ndim == 2 and wave.shape[1] > 2:
        wave = parts.to_mono(wave)
    wave, rate = _playable(wave, part.sample_rate)
    note = f"The first {MOST_S / 60:g} minutes of {len(part.wave) / part.sample_rate / 60:.1f}." if len(part.wave) > most else ""
    return {"src": f"data:{thumbnail.FORMATS[form][2]};base64,{thumbnail.sound_text(wave, rate, form)}", "said": part.said, "note": note}


def _playable(wave: np.ndarray, sample_rate: int) -> tuple[np.ndarray, int]:
    """Return a sound at a rate that MP3 has."""
    rates = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
    if sample_rate in rates:
        return wave, sample_rate
    from ganspacesynth.audio.files.sound_files import resample

    rate = next((each for each in rates if each > sample_rate), rates[-1])
    return np.clip(resample(wave, sample_rate, rate), -1.0, 1.0), rate


def _picture(part: parts.PicturePart) -> Values:
    return {"src": "data:image/png;base64," + base64.b64encode(part.png).decode("ascii"), "said": part.said}


def _timed(part: parts.TimedPart, shown_as: str) -> Values:
    end = max(part.duration_s, 1e-9)
    marks = "".join(f"M{1000 * moment / end:.2f} 0V100" for moment in part.marks)
    said = f"{part.name}, {part.duration_s:.2f} s" + (f", {len(part.marks)} marks" if part.marks else "")
    return {"name": part.name, "duration_s": f"{end:.6f}", "marks": marks, "height": TALL.get(shown_as, 60), "said": said}


def _waveform(part: parts.WaveformPart) -> Values:
    return {**_timed(part, "waveform"), "path": _area(50 - 48 * np.clip(part.highs, -1, 1), 50 - 48 * np.clip(part.lows, -1, 1))}


def _line(part: parts.LinePart) -> Values:
    share = np.clip((part.values - part.low) / max(part.high - part.low, 1e-12), 0.0, 1.0)
    path = _area(98 - 96 * share, np.full(len(share), 100.0))
    return {**_timed(part, "line"), "path": path, "top": f"{part.high:.4g}", "bottom": f"{part.low:.4g}"}


def _area(above: np.ndarray, below: np.ndarray) -> str:
    """Return the outline between two rows of heights, as the path of an SVG 1000 wide; each value holds for its part of the width."""
    edges = np.repeat(np.linspace(0.0, 1000.0, len(above) + 1), 2)[1:-1]
    there = [f"{x:.1f} {y:.2f}" for x, y in zip(edges, np.repeat(above, 2), strict=True)]
    back = [f"{x:.1f} {y:.2f}" for x, y in zip(edges[::-1], np.repeat(below, 2)[::-1] + 0.3, strict=True)]
    return f"M{'L'.join(there + back)}Z"


def _heat(part: parts.HeatPart) -> Values:
    shades = np.clip(np.round(255 * np.nan_to_num(part.levels[::-1])), 0, 255).astype(np.uint8)
    src = "data:image/png;base64," + base64.b64encode(thumbnail.png(shades, thumbnail.palette())).decode("ascii")
    return {**_timed(part, "heat"), "src": src, "labels": [(f"{100 * place:.2f}", word) for place, word in part.labels]}


def _spans(part: parts.SpansPart) -> Values:
    end, spans = max(part.duration_s, 1e-9), []
    for row, (name, things) in enumerate(part.rows):
        for each in things:
            share = (each.end_s - each.start_s) / end
            spans.append(
                {
                    **{"x": f"{1000 * each.start_s / end:.2f}", "width": f"{1000 * share:.2f}", "y": row * ROW + 2, "height": ROW - 4},
                    **{"left": f"{100 * each.start_s / end:.3f}", "share": f"{100 * share:.3f}", "name": each.name, "colour": each.colour},
                    "said": f"{name}: {each.name}, {each.start_s:.2f} to {each.end_s:.2f} s",
                }
            )
    return {**_timed(part, "spans"), "spans": spans, "height": ROW * max(1, len(part.rows))}


def _bars(part: parts.BarsPart) -> Values:
    top, count = max([value for _, value in part.values], default=0.0) or 1.0, max(len(part.values), 16)
    bars = [
        {
            **{"x": f"{1000 * i / count:.1f}", "width": f"{800 / count:.1f}"},
            **{"y": f"{118 - 116 * value / top:.1f}", "height": f"{116 * value / top + 2:.1f}", "said": f"{name}: {value:.4g}"},
        }
        for i, (name, value) in enumerate(part.values)
    ]
    return {"name": part.name, "bars": bars, "said": f"{part.name}: {len(bars)} bars, the highest {top:.4g}"}


def _progress(part: parts.ProgressPart) -> Values:
    return {"share": part.share, "said": part.said}


def _graph(part: parts.GraphPart) -> Values:
    width = max((box["x"] for box in part.boxes), default=0) + BOX_WIDTH + EDGE
    height = max((box["y"] for box in part.boxes), default=0) + BOX_HEIGHT + EDGE
    sizes = {"width": width, "height": height, "box_width": BOX_WIDTH, "box_height": BOX_HEIGHT}
    return {
        **sizes,
        "boxes": part.boxes,
        "arrows": part.arrows,
        "table": _table(part.table),
        "said": f"{len(part.boxes)} things; the table says the same",
    }


_WRITERS: dict[str, Callable[[Any], Values]] = {
    "words": _words,
    "facts": _facts,
    "outline": _outline,
    "table": _table,
    "player": _player,
    "picture": _picture,
    "waveform": _waveform,
    "line": _line,
    "heat": _heat,
    "spans": _spans,
    "bars": _bars,
    "progress": _progress,
    "graph": _graph,
}
