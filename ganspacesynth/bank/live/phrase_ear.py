"""What somebody plays, as it comes in: samples at 16 kHz and notes in; phrases and their pieces out, in order. It never looks ahead.

A piece ends where the next onset is, where the level crosses the gate, or when it is as long as units of the bank may be. A phrase is over when the
level has been under the gate for `hold_s`, and its end is where it crossed the gate.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.signals.frame_features import Block, OnsetStrength
from ganspacesynth.audio.signals.frame_rate import Framing, Windows
from ganspacesynth.audio.signals.onsets import OnsetDetector, early_s
from ganspacesynth.bank.live.beat import HeardBeat
from ganspacesynth.bank.live.keys import Keys, Struck
from ganspacesynth.bank.units.cutting import BEFORE_S, SHORTEST_S, SLACK, CutSettings
from ganspacesynth.bank.units.unit_features import RATE

FRAMES = Framing(100.0, 160, 1280)  # of 16 kHz: a hop is 10 ms
LEVEL = 320  # samples over which the level is taken
AGAIN_DB = 3.0  # so much over the gate a phrase goes on that had been under it: a sound that dies away crosses it once
LATE_S = FRAMES.latency_s - early_s(FRAMES)
LOWEST_HZ, HIGHEST_HZ = 30.0, 8000.0  # that onsets are looked for in


@dataclass(frozen=True)
class Phrase:
    """A phrase begins, or is over.

    Attributes:
        at: sample where the level crossed the gate.
        begins: whether it begins there.
    """

    at: int
    begins: bool


@dataclass(frozen=True, eq=False)
class Piece:
    """What was played from one edge to the next.

    Attributes:
        start, stop: samples at 16 kHz.
        wave: float32 [stop - start], None for a note of a keyboard.
        phase: where it begins between two beats, NaN where none is clear.
        struck: the note, None for sound.
    """

    start: int
    stop: int
    wave: np.ndarray | None
    phase: float
    struck: Struck | None = None


class PhraseEar:
    """Listens.

    Attributes:
        heard: samples, since it began.
        beat: that is heard.
    """

    def __init__(self, cut: CutSettings, gate_db: float, hold_s: float) -> None:
        self.gate_db, self.hold_s, self._cut = gate_db, hold_s, cut
        self.heard = 0
        self.beat = HeardBeat(FRAMES.fps, FRAMES.hop, LATE_S)
        self._windows, self._onsets = Windows(FRAMES), OnsetDetector(FRAMES)
        self._strength = OnsetStrength(FRAMES, LOWEST_HZ, HIGHEST_HZ)
        self._keys = Keys()
        self._wave, self._frame = np.zeros(0, np.float32), 0  # what may still become a piece; samples of whole frames
        self._start: int | None = None  # of the piece that is being played
        self._playing, self._crossed = False, -1  # a phrase goes on; where its level fell under the gate, -1 while it is over it
        self._beats = 0

    @property
    def playing(self) -> bool:
        """Whether a phrase goes on."""
        return self._playing

    def note(self, pitch: float, velocity: float) -> None:
        """Take a note as it is struck, or with velocity 0 as it is let go; it is heard with the next samples."""
        self._keys.take(pitch, velocity)

    def push(self, samples: np.ndarray) -> Iterator[Phrase | Piece]:
        """Take samples, float32 [any number] at 16 kHz, without NaN; yield what they complete."""
        self._wave = np.concatenate([self._wave, samples])
        self.heard += len(samples)
        windows = self._windows.push(samples)
        if not len(windows):
            return
        strength = self._strength.take(Block(windows))
        onsets = self._onsets.push(strength)
        strength[0] += self._keys.strength()  # a struck key is an onset for the beat
        power = np.mean(np.square(windows[:, -LEVEL:]), axis=1)
        first = self._frame
        self._frame += len(windows) * FRAMES.hop
        beats = set(self.beat.push(strength, self._frame, playing=self._playing))
        for number in range(len(windows)):
            end = first + (number + 1) * FRAMES.hop
            yield from self._next(end, float(power[number]), bool(onsets[number]), end in beats)
        yield from self._heard_keys()
        self._forget()

    def _next(self, end: int, power: float, onset: bool, beat: bool) -> Iterator[Phrase | Piece]:
        """Go on by a frame."""
        level = 10.0 * np.log10(max(power, 1e-12))
        over = level > self.gate_db + (AGAIN_DB if self._crossed >= 0 else 0.0) or self._keys.down
        mark = end - FRAMES.hop - round(LATE_S * RATE) if onset else -1  # an onset is told a frame late
        if onset and (self._playing or over):
            self.beat.note(mark)
        if over and not self._playing:
            self._playing, self._crossed = True, -1
            self._start = None if self._keys.down else max(0, end - LEVEL - round(BEFORE_S * RATE))
            yield Phrase(max(0, end - LEVEL), True)
        elif over and self._crossed >= 0:
            self._crossed, self._start = -1, None if self._keys.down else end - LEVEL
        elif not over and self._playing and self._crossed < 0:
            self._crossed = end
            yield from self._piece(end, SHORTEST_S)
            self._start = None
        if self._start is not None:
            yield from self._cuts(end, mark, beat)
        if self._playing and 0 <= self._crossed <= end - self.hold_s * RATE:
            self._playing = False
            yield Phrase(self._crossed, False)
            self._crossed = -1

    def _cuts(self, end: int, mark: int, beat: bool) -> Iterator[Piece]:
        """End the piece that is being played where it must."""
        cut, longest = self._cut, round(self._cut.unit_s * RATE)
        if cut.cut == "fixed":
            edge = self._begun + longest if end - self._begun >= longest else -1
        elif cut.cut == "beats" and self.beat.clear:
            self._beats += beat
            edge = end if beat and self._beats % cut.beats == 0 else -1
        else:
            edge = mark - round(BEFORE_S * RATE) if mark >= 0 else -1
        if edge - self._begun >= cut.least_s * RATE - 1:
            yield from self._piece(edge, SHORTEST_S)
        elif end - self._begun >= (1.0 + SLACK) * longest:
            yield from self._piece(self._begun + longest, SHORTEST_S)

    @property
    def _begun(self) -> int:
        return self._start if self._start is not None else self._frame

    def _piece(self, stop: int, least_s: float) -> Iterator[Piece]:
        """End the piece that is being played; the next begins there."""
        start, self._start = self._start, stop
        if start is None or stop - start < least_s * RATE:
            return
        base = self.heard - len(self._wave)
        wave = self._wave[max(0, start - base) : stop - base].copy()
        if len(wave):
            yield Piece(stop - len(wave), stop, wave, self.beat.phase(start + BEFORE_S * RATE))

    def _heard_keys(self) -> Iterator[Piece]:
        for struck in self._keys.ended(self.heard):
            self.beat.note(struck.start)
            yield Piece(struck.start, struck.stop, None, self.beat.phase(struck.start), struck)

    def _forget(self) -> None:
        """Keep what the piece that is being played, or the next one, may need."""
        begun = self._begun if self._start is not None else self.heard - FRAMES.size
        kept = min(len(self._wave), self.heard - min(begun, self.heard - FRAMES.size))
        self._wave = self._wave[len(self._wave) - kept :]
