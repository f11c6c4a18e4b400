"""Views: what is seen of a thing, as parts that a page and a terminal each draw in their way; arrays and words, nothing of HTML.

Parts with a duration lie on one time axis below each other: what sounds, waveform, spectrogram, lines, rows of scenes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from ganspacesynth.audio.effects.panning import to_mono

COLUMNS = 1200  # of a picture: no screen shows more of them beside each other
MOST_ROWS = 200  # of a table
LONGEST = 400  # letters of a word


@dataclass(frozen=True)
class WordsPart:
    """A paragraph."""

    shown_as: ClassVar[str] = "words"
    text: str


@dataclass(frozen=True)
class FactsPart:
    """Names and what is known under them."""

    shown_as: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OutlinePart:
    """Many lines under a name, which a page folds away."""

    shown_as: ClassVar[str] = "outline"
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TablePart:
    """Rows of words under headings; `left_out` says how many more there are."""

    shown_as: ClassVar[str] = "table"
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0

    @classmethod
    def of(cls, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> "TablePart":
        """Return a table of anything, its first rows."""
        kept = tuple(tuple(str(each)[:LONGEST] for each in row) for row in rows[:MOST_ROWS])
        return cls(tuple(heads), kept, max(0, len(rows) - MOST_ROWS))


@dataclass(frozen=True, eq=False)
class PlayerPart:
    """A sound to hear: float32 [samples] or [samples, channels] in -1..1."""

    shown_as: ClassVar[str] = "player"
    wave: np.ndarray
    sample_rate: int
    said: str = "sound"


@dataclass(frozen=True, eq=False)
class PicturePart:
    """A picture: the bytes of a PNG."""

    shown_as: ClassVar[str] = "picture"
    png: bytes
    said: str


@dataclass(frozen=True, eq=False)
class TimedPart:
    """What lies on the time axis.

    Attributes:
        name: what it is.
        duration_s: how long the axis is.
        marks: moments in seconds that are marked on it.
    """

    name: str
    duration_s: float
    marks: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class WaveformPart(TimedPart):
    """Lowest and highest sample of each of some parts, float [parts] each, in -1..1."""

    shown_as: ClassVar[str] = "waveform"
    lows: np.ndarray = field(default_factory=lambda: np.zeros(1))
    highs: np.ndarray = field(default_factory=lambda: np.zeros(1))

    @classmethod
    def of(cls, wave: np.ndarray, sample_rate: float, marks: Sequence[float] = (), name: str = "waveform") -> "WaveformPart":
        """Return the waveform of float [samples] or [samples, channels]."""
        mono = to_mono(np.nan_to_num(np.asarray(wave, np.float32)))
        starts = np.linspace(0, len(mono), min(COLUMNS, len(mono)), endpoint=False).astype(int)
        return cls(name, len(mono) / sample_rate, tuple(marks), np.minimum.reduceat(mono, starts), np.maximum.reduceat(mono, starts))


@dataclass(frozen=True, eq=False)
class HeatPart(TimedPart):
    """A map of shares, float [rows, columns] in 0..1, the lowest row first; `labels` are words at shares of its height."""

    shown_as: ClassVar[str] = "heat"
    levels: np.ndarray = field(default_factory=lambda: np.zeros((1, 1)))
    labels: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, eq=False)
class LinePart(TimedPart):
    """A number over time, float [values], between `low` and `high`; `joined` when values are points, else they are steps of an area."""

    shown_as: ClassVar[str] = "line"
    values: np.ndarray = field(default_factory=lambda: np.zeros(1))
    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, name: str, values: np.ndarray, duration_s: float, *, low: float, high: float, marks: Sequence[float] = ()) -> "LinePart":
        """Return a line, of values that lie too near to each other the highest."""
        values = np.asarray(values, np.float64)
        if len(values) > COLUMNS:
            values = np.maximum.reduceat(values, np.linspace(0, len(values), COLUMNS, endpoint=False).astype(int))
        return cls(name, duration_s, tuple(marks), values, float(low), float(high))


@dataclass(frozen=True)
class TimeSpan:
    """Something from one moment to another, with a name and a colour (#rrggbb)."""

    name: str
    start_s: float
    end_s: float
    colour: str = "#cdb4db"


@dataclass(frozen=True, eq=False)
class SpansPart(TimedPart):
    """Rows of things that have a place in time: (name of the row, its things)."""

    shown_as: ClassVar[str] = "spans"
    rows: tuple[tuple[str, tuple[TimeSpan, ...]], ...] = ()


@dataclass(frozen=True)
class BarsPart:
    """Numbers beside each other: (name, value) each, values 0 or more."""

    shown_as: ClassVar[str] = "bars"
    name: str
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class ProgressPart:
    """How far something is: a share of 0..1, None where nobody knows."""

    shown_as: ClassVar[str] = "progress"
    share: float | None
    said: str


@dataclass(frozen=True)
class GraphPart:
    """Things and what they are made of.

    Attributes:
        boxes, arrows: places in pixels, with two lines of words in each box; for a page.
        table: the same in words, for a page.
        lines: the same as a tree, for a terminal.
    """

    shown_as: ClassVar[str] = "graph"
    boxes: tuple[dict[str, Any], ...]
    arrows: tuple[dict[str, Any], ...]
    table: TablePart
    lines: tuple[str, ...]


ViewPart = (
    WordsPart
    | FactsPart
    | OutlinePart
    | TablePart
    | PlayerPart
    | PicturePart
    | WaveformPart
    | HeatPart
    | LinePart
    | SpansPart
    | BarsPart
    | ProgressPart
    | GraphPart
)


@dataclass(frozen=True, eq=False)
class View:
    """What is seen of a thing.

    Attributes:
        title: its heading.
        parts: from top to bottom.
        inside: views of what it holds, such as the sounds of a list.
    """

    title: str
    parts: tuple[ViewPart, ...] = ()
    inside: tuple["View", ...] = ()

    @property
    def duration_s(self) -> float:
        """The length of the longest of its parts; 0 where nothing has one."""
        return max((part.duration_s for part in self.parts if isinstance(part, TimedPart)), default=0.0)
