"""PictureSource: where rows of ws come from: a palette by chroma, by hits, sections, bars or time; its words in, a share of each of a palette out.

coarse chroma                                    twelve of the palette, each as much as its pitch class is heard
middle sections over=2                           the next of the palette where a section begins, within two seconds
8- hits over=0.3 signal=drums.onsets(high) | peaks   the next one at each peak of a signal; what is behind signal= is a chain
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.audio.chains.chain import nearest, read_chain
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.pictures.driving.network_parts import check_rows_word
from ganspacesynth.pictures.palettes import Seeds, read_palette_word

CLASSES = 12
SHARPER = 3.0  # exponent of chroma: what is strongest counts most
EARLY = 0.2  # share of a change that lies before its moment
HIT = 0.5  # of a signal's range: a peak over it is a hit
SHORTEST_S, LONGEST_S = 0.01, 600.0
# kind: (seconds that it usually takes, the signal that it usually hears)
SOURCES: dict[str, tuple[float, str | None]] = {
    "still": (1.0, None),
    "walk": (6.0, None),
    "chroma": (0.4, None),
    "sections": (2.0, "sections"),
    "bars": (0.5, "bars"),
    "beats": (0.3, "beats"),
    "hits": (0.5, "drums.onsets(low) | peaks"),
    "along": (1.0, "drums.onsets(low) | peaks | decay 0.15 | cumulate | smooth 0.1"),
    "sound": (1.0, None),
}
HEARD = ("sections", "bars", "beats", "hits")  # the next of the palette at each of their moments
WORD = re.compile(r"(over|palette|stem|signal)=")
WRITTEN = "fine hits over=0.3 signal=drums.onsets(high) | peaks"

Heard = Callable[[str], Signal]  # the text of a chain in, its signal out


@dataclass(frozen=True)
class PictureSource:
    """Where some rows of ws come from.

    Attributes:
        rows: word for them, see `places`.
        kind: one of `SOURCES`.
        over_s: seconds: of a change from one of the palette to the next; of a walk, from one to the next; of chroma, how smooth it is.
        signal: the chain that hits, along, … hear; "" for the usual one.
        stem: whose chroma, "" for that of the whole.
        palette: seeds of its own; None for the score's.
    """

    rows: str
    kind: str
    over_s: float = 0.0
    signal: str = ""
    stem: str = ""
    palette: Seeds = None

    def __post_init__(self) -> None:
        check_rows_word(self.rows)
        if self.kind not in SOURCES:
            raise SequenceError(
                f"Rows of ws have a source. Received: {brief(self.kind)}. {nearest(str(self.kind), list(SOURCES))}", rule="picture-source"
            )
        usual_s, usual = SOURCES[self.kind]
        over_s = self.over_s or usual_s
        if isinstance(over_s, bool) or not isinstance(over_s, int | float) or not SHORTEST_S <= over_s <= LONGEST_S:
            raise SequenceError(f"A change takes {SHORTEST_S:g}..{LONGEST_S:g} s. Received: over={brief(self.over_s)}.", rule="change-length")
        if self.signal and usual is None:
            raise SequenceError(f"{self.kind} hears no signal. Received: signal={brief(self.signal)}. Take hits, or along.", rule="picture-source")
        if self.stem and self.kind != "chroma":
            raise SequenceError(
                f"A stem is of chroma. Received: {self.kind} with stem={brief(self.stem)}. Name it in the signal.", rule="picture-source"
            )
        object.__setattr__(self, "over_s", float(over_s))
        object.__setattr__(self, "signal", " ".join((self.signal or usual or "").split()))
        for chain in self.chains:
            read_chain(chain)

    @property
    def chains(self) -> tuple[str, ...]:
        """The chains that it hears."""
        if self.kind == "chroma":
            before = f"{self.stem}." if self.stem else ""
            return tuple(f"{before}chroma({number}) | smooth {self.over_s:g}" for number in range(CLASSES))
        return (self.signal,) if self.signal else ()

    def moments_s(self, heard: Heard) -> np.ndarray:
        """Return when it changes to the next of a palette, float64 seconds, ascending; none where it does otherwise."""
        return hits_s(heard(self.signal)) if self.kind in HEARD else np.zeros(0)

    def shares(self, count: int, heard: Heard, times_s: np.ndarray, moments_s: np.ndarray | None = None) -> np.ndarray:
        """Return how much of each of a palette there is at some moments, float64 [moments, count]; rows sum to 1.

        Args:
            count: of the palette.
            heard: what makes signals of chains.
            times_s: seconds.
            moments_s: from `moments_s`, where they are known.
        """
        if self.kind == "chroma":
            return self._chroma(count, heard, times_s)
        if self.kind == "walk":
            return _smooth_way(times_s / self.over_s, count)
        if self.kind == "along":
            signal = heard(self.signal)
            place = np.clip((signal.sampled(times_s) - signal.low) / (signal.high - signal.low), 0.0, 1.0)
            return _shared(place * (count - 1), count)
        if self.kind in HEARD:
            return _shared(self._changes(self.moments_s(heard) if moments_s is None else moments_s, times_s), count)
        return np.eye(count)[np.zeros(len(times_s), int)]

    def _chroma(self, count: int, heard: Heard, times_s: np.ndarray) -> np.ndarray:
        levels = np.stack([np.clip(heard(chain).sampled(times_s), 0.0, 1.0) for chain in self.chains], axis=1) ** SHARPER
        levels += 1e-9  # where nothing is heard, all alike
        found = np.zeros((len(times_s), count))
        for number in range(CLASSES):
            found[:, number % count] += levels[:, number]
        return found / found.sum(axis=1, keepdims=True)

    def _changes(self, moments_s: np.ndarray, times_s: np.ndarray) -> np.ndarray:
        """Return how many changes have happened, those that are happening in part."""
        done = np.searchsorted(moments_s, times_s.min() - (1.0 - EARLY) * self.over_s)
        begun = np.searchsorted(moments_s, times_s.max() + EARLY * self.over_s)
        place = np.full(len(times_s), float(done))
        for moment in moments_s[done:begun]:
            share = np.clip((times_s - moment) / self.over_s + EARLY, 0.0, 1.0)
            place += 0.5 - 0.5 * np.cos(np.pi * share)
        return place

    def __str__(self) -> str:
        usual_s, usual = SOURCES[self.kind]
        words = [self.rows, self.kind]
        words += [f"over={self.over_s:g}"] if self.over_s != usual_s else []
        words += [f"palette={','.join(map(str, self.palette))}"] if self.palette else []
        words += [f"stem={self.stem}"] if self.stem else []
        return " ".join([*words, *([f"signal={self.signal}"] if self.signal and self.signal != usual else [])])

    @classmethod
    def read(cls, text: Any) -> "PictureSource":
        """Read a source; raises SequenceError or InvalidInput for what is none."""
        words = text.split(None, 2) if isinstance(text, str) else []
        if len(words) < 2:
            raise SequenceError(f"A source says rows and its kind. Received: {brief(text)}. Write {WRITTEN}.", rule="picture-source")
        given = _named(words[2], text) if len(words) > 2 else {}
        palette = read_palette_word(given["palette"]) if "palette" in given else None
        return cls(words[0], words[1], _seconds(given.get("over"), text), given.get("signal", ""), given.get("stem", ""), palette)


def hits_s(signal: Signal) -> np.ndarray:
    """Return the moments at which a signal peaks, float64 seconds: the middle of each rise over half of its range."""
    high = np.pad((signal.values - signal.low) / (signal.high - signal.low) > HIT, 1).astype(int)
    starts, ends = np.flatnonzero(np.diff(high) > 0), np.flatnonzero(np.diff(high) < 0)
    return np.array([start + int(np.argmax(signal.values[start:end])) for start, end in zip(starts, ends, strict=True)], np.float64) / signal.rate


def _shared(place: np.ndarray, count: int) -> np.ndarray:
    """Return shares of the two of a palette between which a place lies; it begins anew at the end."""
    below = np.floor(place).astype(int)
    found = np.zeros((len(place), count))
    moments = np.arange(len(place))
    np.add.at(found, (moments, below % count), 1.0 - (place - below))
    np.add.at(found, (moments, (below + 1) % count), place - below)
    return found


def _smooth_way(place: np.ndarray, count: int) -> np.ndarray:
    """Return shares along a curve through the palette, round and round, that has no corners.

    Source: Catmull and Rom, A class of local interpolating splines (1974).
    """
    below = np.floor(place).astype(int)
    t = place - below
    weights = (-0.5 * t + t**2 - 0.5 * t**3, 1 - 2.5 * t**2 + 1.5 * t**3, 0.5 * t + 2 * t**2 - 1.5 * t**3, -0.5 * t**2 + 0.5 * t**3)
    found = np.zeros((len(place), count))
    for step, weight in zip((-1, 0, 1, 2), weights, strict=True):
        np.add.at(found, (np.arange(len(place)), (below + step) % count), weight)
    return found


def _named(rest: str, text: Any) -> dict[str, str]:
    """Read what is said by name; a signal goes on to the end."""
    before, marked, signal = rest.partition("signal=")
    found = {"signal": signal.strip()} if marked else {}
    for word in before.split():
        match = WORD.match(word)
        if match is None or match[1] in found or not word[match.end() :]:
            raise SequenceError(f"A source says over=, palette=, stem= and signal=. Received: {brief(text)}. Write {WRITTEN}.", rule="picture-source")
        found[match[1]] = word[match.end() :]
    return found


def _seconds(word: str | None, text: Any) -> float:
    try:
        return 0.0 if word is None else float(word) or -1.0
    except ValueError as e:
        raise SequenceError(f"A change takes seconds. Received: {brief(text)}. Write over=0.5.", rule="change-length") from e


def overlapping(spans: list[tuple[int, int]]) -> bool:
    """Whether two ranges of rows have one in common."""
    return any(first[1] >= second[0] for first, second in itertools.pairwise(sorted(spans)))
