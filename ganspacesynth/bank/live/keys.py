"""Notes of a keyboard as somebody plays them: pitches and velocities in, notes that are over out, with how long each was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ganspacesynth.bank.units.unit_features import RATE

TOGETHER = round(0.03 * RATE)  # notes this near are a chord, of which the highest is heard
MOST = 128
STRENGTH = 1.0  # of the hardest note, as onsets of a sound have it


@dataclass(frozen=True)
class Struck:
    """A note of a keyboard.

    Attributes:
        pitch: MIDI number.
        velocity: 1..127.
        start, stop: samples at 16 kHz.
    """

    pitch: float
    velocity: float
    start: int
    stop: int


class Keys:
    """Keys that are held, and the melody they make: a note lasts until the next one, or until it is let go."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, float]] = []  # taken since samples were heard last
        self._down: dict[float, float] = {}
        self._now: Struck | None = None

    @property
    def down(self) -> bool:
        """Whether a key is held."""
        return bool(self._down)

    def take(self, pitch: float, velocity: float) -> None:
        """Take a note; velocity 0 lets it go."""
        if velocity > 0.0 and len(self._down) < MOST:
            self._down[pitch] = velocity
        elif velocity <= 0.0:
            self._down.pop(pitch, None)
        if len(self._waiting) < 4 * MOST:
            self._waiting.append((pitch, velocity))

    def strength(self) -> float:
        """Return how hard was struck what was taken since the last time."""
        return STRENGTH * max((velocity for _, velocity in self._waiting), default=0.0) / 127.0

    def ended(self, now: int) -> Iterator[Struck]:
        """Yield the notes that are over at a sample."""
        waiting, self._waiting = self._waiting, []
        for pitch, velocity in waiting:
            held = self._now
            if velocity > 0.0 and held is not None and now - held.start < TOGETHER:
                self._now = replace(held, pitch=max(pitch, held.pitch), velocity=max(velocity, held.velocity))
                continue
            if held is not None and (velocity > 0.0 or pitch == held.pitch):
                yield replace(held, stop=max(now, held.start + 1))
                self._now = None
            if velocity > 0.0:
                self._now = Struck(pitch, velocity, now, now)
