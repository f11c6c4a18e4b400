"""Tempo of a timeline: bars and beats in, seconds out; and moments and lengths as people write them."""

import bisect
import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.audio.songs.song_moments import seconds_of
from ganspacesynth.composition.arranging.timeline_words import check_known, listed, nearest, number, whole
from ganspacesynth.composition.timelines.placed_scene import MAX_S, seconds
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief

SLOWEST, FASTEST, MOST_BEATS, MAX_CHANGES = 10.0, 1000.0, 32, 256
USUAL_BPM, USUAL_BEATS = 120.0, 4
LAST_BAR = 100_000
SLACK = 1e-9
LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(bars?|beats?|s)")
BAR = re.compile(r"bar\s*(\d{1,6})(?:\s+beat\s*(\d{1,2}(?:\.\d{1,6})?))?", re.IGNORECASE)


@dataclass(frozen=True)
class TempoChange:
    """From which bar on how fast it goes.

    Attributes:
        bar: from 1.
        bpm: beats a minute, 10..1000.
        beats: in a bar, 1..32.
    """

    bar: int = 1
    bpm: float = USUAL_BPM
    beats: int = USUAL_BEATS

    def __post_init__(self) -> None:
        object.__setattr__(self, "bar", whole("bar", self.bar, 1, LAST_BAR))
        object.__setattr__(self, "bpm", number("bpm", self.bpm, SLOWEST, FASTEST))
        object.__setattr__(self, "beats", whole("beats", self.beats, 1, MOST_BEATS))

    @property
    def bar_s(self) -> float:
        """Seconds of a bar."""
        return 60.0 * self.beats / self.bpm


@dataclass(frozen=True)
class TempoMap:
    """Tempo changes, the first at bar 1."""

    changes: tuple[TempoChange, ...] = (TempoChange(),)

    def __post_init__(self) -> None:
        bars = [change.bar for change in self.changes]
        if not 1 <= len(bars) <= MAX_CHANGES or bars[0] != 1 or any(b <= a for a, b in itertools.pairwise(bars)):
            raise SequenceError(
                f"A tempo map has 1..{MAX_CHANGES} changes, the first at bar 1, each behind the one before. Received: bars {brief(bars)}.",
                rule="tempo-map",
            )

    @classmethod
    def read(cls, value: Any) -> "TempoMap":
        """Return the map that a file says: beats a minute, or a list of changes; raises SequenceError for anything else."""
        if value is None:
            return cls()
        if not isinstance(value, list):
            return cls((TempoChange(bpm=value),))
        names = ("bar", "bpm", "beats")
        return cls(tuple(TempoChange(**check_known(each, names, "A change of tempo")) for each in listed("tempo", value, MAX_CHANGES)))

    @functools.cached_property
    def starts_s(self) -> list[float]:
        """When each change comes, in seconds."""
        steps = ((after.bar - before.bar) * before.bar_s for before, after in itertools.pairwise(self.changes))
        return list(itertools.accumulate(steps, initial=0.0))

    def second_of(self, bar: float) -> float:
        """Return when a bar begins, in seconds; bars count from 1, and 1.5 is the middle of the first one."""
        number = self._change_at(bar)
        return self.starts_s[number] + (bar - self.changes[number].bar) * self.changes[number].bar_s

    def bar_at(self, time_s: float) -> float:
        """Return which bar it is at a moment, from 1."""
        number = max(0, bisect.bisect_right(self.starts_s, time_s + SLACK) - 1)
        return self.changes[number].bar + (time_s - self.starts_s[number]) / self.changes[number].bar_s

    def change_at(self, bar: float) -> TempoChange:
        """Return how fast it goes in a bar."""
        return self.changes[self._change_at(bar)]

    def _change_at(self, bar: float) -> int:
        return max(0, bisect.bisect_right(self.changes, bar + SLACK, key=lambda change: change.bar) - 1)

    def length_s(self, value: Any, at_s: float, *, what: str = "A length") -> float:
        """Return a length in seconds.

        Args:
            value: 8, "8 s", "0:30", "4 bars" or "3 beats".
            at_s: where it begins: bars and beats there count.
            what: for messages.

        Raises:
            SequenceError: it is none.
        """
        found = LENGTH.fullmatch(value.strip().lower()) if isinstance(value, str) else None
        if found is None:
            return seconds(what, _plain_seconds(value, what, '8, "0:30", "4 bars" or "3 beats"'))
        amount, unit = float(found[1]), found[2]
        if unit == "s":
            return seconds(what, amount)
        bar = self.bar_at(at_s)
        if unit.startswith("beat"):
            amount /= self.change_at(bar).beats
        return seconds(what, self.second_of(bar + amount) - at_s)

    def moment_s(self, value: Any, markers: Mapping[str, float], *, what: str = "A moment") -> float:
        """Return a moment in seconds.

        Args:
            value: 8, "0:30", "bar 5", "bar 5 beat 3", or the name of a marker.
            markers: those there are, in seconds.
            what: for messages.

        Raises:
            SequenceError: it is none.
        """
        if isinstance(value, str) and value in markers:
            return seconds(what, markers[value])
        if isinstance(value, str) and (bar := BAR.fullmatch(value.strip())):
            number_of_bar = float(whole("bar", int(bar[1]), 1, LAST_BAR))
            beats = self.change_at(number_of_bar).beats
            beat = number("beat", float(bar[2] or 1.0), 1.0, beats + 1.0)
            return seconds(what, self.second_of(number_of_bar + (beat - 1.0) / beats))
        if isinstance(value, str) and value.strip()[:1].isalpha():
            raise SequenceError(
                f"{what} is a time, a bar or a marker. Received: {brief(value)}. {nearest(value, ['bar 1', *markers])}", rule="known-marker"
            )
        return seconds(what, _plain_seconds(value, what, '8, "0:30", "bar 5" or a marker'))

    def bars_s(self, until_s: float) -> np.ndarray:
        """Return where bars begin, up to a moment, float64 [bars]."""
        last = int(self.bar_at(until_s))
        return np.array([self.second_of(bar) for bar in range(1, last + 1)])


def _plain_seconds(value: Any, what: str, written: str) -> float:
    try:
        return seconds_of(value, lambda: np.zeros(0))
    except InvalidInput as e:
        raise SequenceError(f"{what} is written as {written}. Received: {brief(value)}. {MAX_S:g} seconds are the most.", rule="timeline-time") from e
