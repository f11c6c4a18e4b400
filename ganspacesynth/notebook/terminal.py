"""A view in, lines for a terminal out: words, tables, and what moves over time drawn in braille dots and shades; without them in plain letters."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import plain
from ganspacesynth.notebook import view as parts
from ganspacesynth.notebook.view import View

BRAILLE, SHADES, LETTERS = 0x2800, " ░▒▓█", " .:*#"
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])  # bits of a cell of four rows and two columns
HIGH = {"waveform": 4, "line": 2}  # rows of letters
MOST_ROWS, MOST_LINES = 24, 60  # of a table or a map, and of an outline
NARROWEST, WIDEST, NARROWEST_COLUMN = 24, 160, 6


@dataclass(frozen=True)
class Face:
    """What a terminal can show: how many letters a row has, and whether it has braille and shades."""

    width: int = 80
    dots: bool = True


def view_lines(view: View, face: Face | None = None) -> Iterator[str]:
    """Yield a view's lines; nothing in them steers the terminal.

    Args:
        view: what is shown.
        face: of the terminal.
    """
    face = Face(min(WIDEST, max(NARROWEST, (face or Face()).width)), (face or Face()).dots)
    yield plain(" ".join(view.title.split()))
    for part in view.parts:
        for line in _WRITERS[part.shown_as](part, face):
            yield plain(line.rstrip())
    for each in view.inside:
        yield ""
        yield from (f"  {line}" if line else "" for line in view_lines(each, Face(face.width - 2, face.dots)))


def dotted(shape: np.ndarray, *, dots: bool = True) -> list[str]:
    """Return rows of letters for bool [4 * rows, 2 * columns], the uppermost first: a braille letter for each eight dots."""
    cells = shape.reshape(shape.shape[0] // 4, 4, shape.shape[1] // 2, 2)
    if not dots:
        return ["".join(LETTERS[math.ceil(4 * share)] for share in row) for row in cells.mean(axis=(1, 3))]
    codes = (cells * DOTS[None, :, None, :]).sum(axis=(1, 3))
    return ["".join(chr(BRAILLE + code) for code in row) for row in codes.tolist()]


def _words(part: parts.WordsPart, face: Face) -> Iterator[str]:
    yield from part.text.splitlines()


def _facts(part: parts.FactsPart, face: Face) -> Iterator[str]:
    for name, value in part.rows:
        first, *rest = value.splitlines() or [""]
        yield f"  {name}: {first}"
        yield from (f"    {line}" for line in rest)


def _outline(part: parts.OutlinePart, face: Face) -> Iterator[str]:
    yield f"  {part.name}:"
    yield from (f"    {line}" for line in part.lines[:MOST_LINES])
    if len(part.lines) > MOST_LINES:
        yield f"    … and {len(part.lines) - MOST_LINES} more lines"


def _table(part: parts.TablePart, face: Face) -> Iterator[str]:
    rows = [part.heads, *part.rows[:MOST_ROWS]]
    widths = _widths([max(len(row[i]) for row in rows) for i in range(len(part.heads))], face.width - 2 * len(part.heads))
    for row in rows:
        yield "  " + "  ".join(_cut(word, width).ljust(width) for word, width in zip(row, widths, strict=True))
    left = len(part.rows) - MOST_ROWS + part.left_out if len(part.rows) > MOST_ROWS else part.left_out
    if left > 0:
        yield f"  … and {left} more"


def _widths(wanted: list[int], room: int) -> list[int]:
    """Return how wide columns are: as they want, the widest made narrower until all fit."""
    widths = list(wanted)
    while sum(widths) > room and max(widths) > NARROWEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cut(word: str, width: int) -> str:
    return word if len(word) <= width else f"{word[: width - 1]}…"


def _player(part: parts.PlayerPart, face: Face) -> Iterator[str]:
    channels = 1 if part.wave.ndim == 1 else part.wave.shape[1]
    kind = {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
    yield f"  {len(part.wave) / part.sample_rate:.2f} s, {part.sample_rate} Hz, {kind}"


def _picture(part: parts.PicturePart, face: Face) -> Iterator[str]:
    yield f"  {part.said}"


def _waveform(part: parts.WaveformPart, face: Face) -> Iterator[str]:
    rows, columns = 4 * HIGH["waveform"], 2 * (face.width - 2)
    lows, highs = _across(part.lows, columns, np.min), _across(part.highs, columns, np.max)
    centre = np.linspace(1.0, -1.0, rows)[:, None]
    step = 1.0 / (rows - 1)
    yield from _timed(part, dotted((centre <= highs + step) & (centre >= lows - step), dots=face.dots), face)


def _line(part: parts.LinePart, face: Face) -> Iterator[str]:
    rows = 4 * HIGH["line"]
    values = _across(part.values, 2 * (face.width - 2), np.max)
    share = np.clip((values - part.low) / max(part.high - part.low, 1e-12), 0.0, 1.0)
    height = np.round(share * (rows - 1))
    yield from _timed(part, dotted(np.arange(rows)[::-1, None] <= height, dots=face.dots), face, more=f" ({part.low:.4g} to {part.high:.4g})")


def _heat(part: parts.HeatPart, face: Face) -> Iterator[str]:
    shades = SHADES if face.dots else LETTERS
    count = min(len(part.levels), 12)
    edges = np.linspace(0, len(part.levels), count, endpoint=False).astype(int)
    levels = np.maximum.reduceat(np.nan_to_num(part.levels), edges, axis=0)
    labels = {min(count - 1, int(place * count)): word for place, word in part.labels}
    room = max((len(word) for word in labels.values()), default=0)
    wide = face.width - 3 - room
    rows = []
    for row in range(count - 1, -1, -1):
        values = np.clip(_across(levels[row], wide, np.max), 0.0, 1.0)
        rows.append(f"{labels.get(row, ''):>{room}} " + "".join(shades[round(4 * value)] for value in values.tolist()))
    yield from _timed(part, rows, face)


def _spans(part: parts.SpansPart, face: Face) -> Iterator[str]:
    yield from _timed(part, [], face)
    for name, things in part.rows:
        yield f"  {name}"
        for each in things[:MOST_ROWS]:
            yield f"    {each.start_s:8.2f} to {each.end_s:8.2f} s  {each.name}"
        if len(things) > MOST_ROWS:
            yield f"    … and {len(things) - MOST_ROWS} more"


def _timed(part: parts.TimedPart, rows: list[str], face: Face, more: str = "") -> Iterator[str]:
    yield f"  {part.name}{more}"
    yield from (f"  {row}" for row in rows)
    if part.marks and rows:
        columns, end = face.width - 2, max(part.duration_s, 1e-9)
        at = {min(columns - 1, int(columns * moment / end)) for moment in part.marks}
        mark = "╵" if face.dots else "'"
        yield "  " + "".join(mark if column in at else " " for column in range(columns))


def _bars(part: parts.BarsPart, face: Face) -> Iterator[str]:
    yield f"  {part.name}"
    top = max([value for _, value in part.values], default=0.0) or 1.0
    room = max((len(name) for name, _ in part.values), default=0)
    for name, value in part.values[:MOST_ROWS]:
        yield f"  {name:<{room}} {('█' if face.dots else '#') * round((face.width - room - 14) * value / top)} {value:.3g}"
    if len(part.values) > MOST_ROWS:
        yield f"  … and {len(part.values) - MOST_ROWS} more"


def _progress(part: parts.ProgressPart, face: Face) -> Iterator[str]:
    full = "" if part.share is None else ("█" if face.dots else "#") * round(20 * part.share)
    yield f"  {'' if part.share is None else f'[{full:<20}] '}{part.said}"


def _graph(part: parts.GraphPart, face: Face) -> Iterator[str]:
    yield from (f"  {line}" for line in part.lines)


def _across(values: np.ndarray, columns: int, joined: Callable[..., Any]) -> np.ndarray:
    """Return as many values as there are columns: each the lowest or the highest of those that lie in it."""
    values = np.asarray(values, np.float64)
    if len(values) <= columns:
        return values[(np.arange(columns) * len(values)) // columns]
    return np.array([joined(part) for part in np.array_split(values, columns)])


_WRITERS: dict[str, Callable[[Any, Face], Iterator[str]]] = {
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
