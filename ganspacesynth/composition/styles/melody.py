"""The notes of a scale as a ladder, and the ways up and down it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.composition.styles.scales import SCALES, scale_pitches
from ganspacesynth.composition.styles.style import Style

MOVES, CHANCES = (-3, -2, -1, 1, 2, 3), (0.05, 0.15, 0.3, 0.3, 0.15, 0.05)  # of a walk, in notes of the ladder: mostly to a neighbour


@dataclass(frozen=True)
class Ladder:
    """The pitches that a style has on an instrument.

    Attributes:
        pitches: MIDI numbers; of a scale they ascend, others are as somebody gave them.
        octave: how many of them there are in an octave; all, if they are of no scale.
        root: the pitch class on which phrases end, 0..11.
        lowest, highest: the instrument's range.
    """

    pitches: tuple[float, ...]
    octave: int
    root: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, style: Style, available: Sequence[int]) -> "Ladder":
        """Return the ladder of a style on an instrument with these pitches."""
        lowest, highest = float(min(available)), float(max(available))
        if style.pitches:
            return cls(style.pitches, len(style.pitches), style.pitches[0] % 12.0, lowest, highest)
        notes = scale_pitches(style.scale, style.root, style.octaves, lowest=lowest, highest=highest)
        nearest = float(min(available, key=lambda pitch: abs(pitch - style.root)))
        return cls(tuple(map(float, notes)) or (nearest,), len(SCALES[style.scale]), style.root % 12.0, lowest, highest)

    @property
    def roots(self) -> list[int]:
        """Where on the ladder the root is."""
        return [at for at, pitch in enumerate(self.pitches) if pitch % 12.0 == self.root] or [0]

    def chord(self, at: int, degrees: Sequence[int]) -> tuple[float, ...]:
        """Return the semitones from a note to those so many notes over it; what the instrument does not reach is left out."""
        pitch = self.pitches[at]
        notes = [self._note(at + degree) for degree in degrees]
        return tuple(dict.fromkeys(note - pitch for note in notes if self.lowest <= note <= self.highest and note != pitch))

    def _note(self, at: int) -> float:
        """Return a note of the ladder, which goes on above and below by octaves."""
        octaves = 0
        while at >= len(self.pitches):
            at, octaves = at - self.octave, octaves + 1
        while at < 0:
            at, octaves = at + self.octave, octaves - 1
        return self.pitches[min(max(at, 0), len(self.pitches) - 1)] + 12.0 * octaves


def melody(order: str, ladder: Ladder, ends: Sequence[bool], random: np.random.Generator) -> list[int]:
    """Return a line of notes.

    Args:
        order: as a style says.
        ladder: its notes.
        ends: for each note, whether a phrase ends with it: a walk then ends on the nearest root.
        random: where chance comes from.

    Returns:
        The number of each note on the ladder.
    """
    n, count = len(ladder.pitches), len(ends)
    if order == "walk":
        return _walk(ladder, ends, random)
    if order == "random":
        return [int(at) for at in random.integers(n, size=count)]
    turns = {"up": [*range(n)], "down": [*range(n - 1, -1, -1)], "updown": [*range(n), *range(n - 2, 0, -1)]}[order]
    return [turns[i % len(turns)] for i in range(count)]


def _walk(ladder: Ladder, ends: Sequence[bool], random: np.random.Generator) -> list[int]:
    top, roots = len(ladder.pitches) - 1, ladder.roots
    at = roots[len(roots) // 2]
    line = []
    for end in ends:
        if end:
            at = min(roots, key=lambda root: abs(root - at))
        line.append(at)
        move = int(random.choice(MOVES, p=CHANCES))
        at = at + move if 0 <= at + move <= top else min(max(at - move, 0), top)
    return line
