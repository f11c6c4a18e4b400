"""Signals of a timeline: chains as text in, signals in the time of a scene out; from its song, or its tempo alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.audio.signals.analyses import check_analysis
from ganspacesynth.audio.signals.frame_rate import FPS
from ganspacesynth.audio.songs.song import Song
from ganspacesynth.composition.arranging.timeline_tempo import TempoMap
from ganspacesynth.composition.timelines.placed_scene import Rows
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.modulation import LONGEST_CHAIN, Modulation
from ganspacesynth.core.motion.signal import Signal


@dataclass(frozen=True)
class Clockwork:
    """Music of which nothing is known but its tempo: what chains listen to on a timeline without a song.

    Attributes:
        tempo: of the timeline.
        duration_s: seconds.
        fps: frames a second.
    """

    tempo: TempoMap
    duration_s: float
    fps: float = FPS

    @property
    def count(self) -> int:
        """Frames."""
        return max(2, int(np.ceil(self.duration_s * self.fps)) + 1)

    def heard(self, name: str, words: tuple[str | float, ...] = (), stem: str | None = None) -> Signal:
        """Return beats, bars or tempo.

        Raises:
            SequenceError: anything else needs a song.
        """
        analysis = check_analysis(name, words)
        moments = {"beats": self.beats_s, "bars": lambda: self.tempo.bars_s(self.duration_s)}
        if stem is not None or name not in (*moments, "tempo"):
            raise SequenceError(
                f'{name} is heard in a song. Received: a timeline without one. Write song = "song.flac", or take beats, bars, lfo or walk.',
                rule="timeline-song",
            )
        values = np.zeros(self.count)
        if name == "tempo":
            passed = np.searchsorted(self.tempo.starts_s, np.arange(self.count) / self.fps, side="right")
            values = np.array([change.bpm for change in self.tempo.changes])[passed - 1]
        else:
            frames = np.round(moments[name]() * self.fps).astype(int)
            values[frames[frames < self.count]] = 1.0
        return Signal(name, np.clip(values, analysis.low, analysis.high), self.fps, analysis.low, analysis.high)

    def beats_s(self) -> np.ndarray:
        """Return the moments of the beats, float64 [beats], seconds."""
        found: list[float] = []
        for number in range(1, 1 + len(self.tempo.bars_s(self.duration_s))):
            beats = self.tempo.change_at(number).beats
            found += [self.tempo.second_of(number + beat / beats) for beat in range(beats)]
        return np.array([moment for moment in found if moment <= self.duration_s])


@dataclass(frozen=True)
class Signals:
    """What moves the scenes of a timeline.

    Attributes:
        clock: its tempo and length.
        song: that lies under it; None for none.
        known: chains over the whole, as they were made.
    """

    clock: Clockwork
    song: Song | None = None
    known: dict[str, Signal] = field(default_factory=dict)

    def whole(self, chain: str) -> Signal:
        """Return the signal of a chain over the whole timeline."""
        if chain not in self.known:
            read = read_chain(chain)
            music = self.song if self.song is not None and read.listens else self.clock
            self.known[chain] = read.of(music)
        return self.known[chain]

    def part(self, chain: str, start_s: float, duration_s: float) -> Signal:
        """Return the signal of a chain over the whole timeline, as it is while a scene sounds, from the scene's beginning on.

        It begins at the nearest frame: between two of them a hit would be half as high.
        """
        whole = self.whole(chain)
        moments = (round(start_s * whole.rate) + np.arange(max(2, int(np.ceil(duration_s * whole.rate)) + 1))) / whole.rate
        return Signal(whole.name, whole.sampled(moments), whole.rate, whole.low, whole.high)

    def own(self, chain: str, start_s: float, duration_s: float) -> Signal:
        """Return the signal of a scene's own chain: what listens does so to the timeline, all else begins with the scene."""
        read = read_chain(chain)
        return self.part(chain, start_s, duration_s) if read.listens else read.of(replace(self.clock, duration_s=duration_s))


def matrix(pairs: Sequence[tuple[Signal, Modulation]]) -> tuple[dict[str, Signal], tuple[Modulation, ...]]:
    """Return signals by name, and rows that call them so; two that are written alike and are not get a number."""
    signals: dict[str, Signal] = {}
    rows = []
    for signal, row in kept(pairs):
        name, number = row.chain, 2
        while name in signals and signals[name] != signal:
            name, number = f"{row.chain[: LONGEST_CHAIN - 8]} ({number})", number + 1
        signals[name] = signal
        rows.append(replace(row, chain=name))
    return signals, tuple(rows)


def kept(pairs: Sequence[tuple[Signal, Modulation]]) -> Rows:
    """Return rows with their signals as a recipe keeps them, so that the same samples come out of its file."""
    return tuple((signal.quantised(), row) for signal, row in pairs)
