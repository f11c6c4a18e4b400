"""Articulator: an articulation done to a sound that did not come with it, whole or chunk by chunk: vibrato, then touch, then envelope."""

import dataclasses
import math

import numpy as np

from ganspacesynth.audio.effects.vibrato import VibratoLine
from ganspacesynth.core.motion.articulation import RATE_HZ, Articulation, Vibrato

CORNER_HZ = 1000.0  # above which a soft stroke is duller


class Articulator:
    """One note's articulation, chunk by chunk; how the note is cut into chunks makes no difference.

    Attributes:
        vibrato: another one may be set at any time; it is heard with the next chunk.
        done: whether the note's length is over: nothing more is heard.
    """

    def __init__(self, articulation: Articulation, sample_rate: float) -> None:
        self.vibrato: Vibrato | None = articulation.vibrato
        self.done = False
        self._articulation, self._rate = articulation, sample_rate
        self._line, self._shelf = VibratoLine(sample_rate), Shelf(articulation.dullness_db, sample_rate)
        self._taken = self._made = 0

    def next(self, wave: np.ndarray, *, cents: np.ndarray | None = None, last: bool = False) -> np.ndarray:
        """Take a chunk, and return the samples that are ready; not the gain, see `Articulation.gain`.

        Args:
            wave: float32 [samples].
            cents: depths of a vibrato beside the note's own, of each sample.
            last: whether nothing follows.
        """
        wave = self._shelf.process(self._trembling(wave, cents, last))
        times = (self._made + np.arange(len(wave))) / self._rate
        levels, end_s = self._articulation.levels(times), self._articulation.end_s
        self._made += len(wave)
        wave = wave if levels is None else (wave * levels).astype(np.float32)
        if end_s is None:
            return wave
        over = self._made - max(1, round(end_s * self._rate))
        self.done = over >= 0
        return wave[: max(0, len(wave) - over)] if over > 0 else wave

    def _trembling(self, wave: np.ndarray, cents: np.ndarray | None, last: bool) -> np.ndarray:
        vibrato, asked = self.vibrato, np.zeros(len(wave)) if cents is None else np.asarray(cents, np.float64)
        if vibrato is not None and vibrato.depth_cents:
            late = (self._taken + np.arange(len(wave))) >= vibrato.onset_s * self._rate
            asked = asked + vibrato.depth_cents * late
        self._taken += len(wave)
        return self._line.process(wave, asked, RATE_HZ if vibrato is None else vibrato.rate_hz, last=last)


class Shelf:
    """Takes level away above 1 kHz, by a filter of the first order; 0 dB changes nothing."""

    def __init__(self, db: float, sample_rate: float) -> None:
        self._high = 10.0 ** (db / 20.0)
        turn = math.tan(math.pi * min(CORNER_HZ, 0.2 * sample_rate) / sample_rate)  # by the bilinear transform: nothing low is left at half the rate
        self._below, self._kept = turn / (1.0 + turn), (1.0 - turn) / (1.0 + turn)
        self._state = np.zeros(1)

    def process(self, wave: np.ndarray) -> np.ndarray:
        """Take float32 [samples]; return as many."""
        if self._high == 1.0 or not len(wave):
            return wave
        from scipy.signal import lfilter  # late: it is slow to import

        low, self._state = lfilter([self._below, self._below], [1.0, -self._kept], wave.astype(np.float64), zi=self._state)
        return (low + self._high * (wave - low)).astype(np.float32)


def articulate(wave: np.ndarray, articulation: Articulation, sample_rate: float, *, cents: np.ndarray | None = None) -> np.ndarray:
    """Return a whole note articulated, but for its gain: float32, as long as the wave, or as the note is held and dies away.

    Args:
        wave: float32 [samples].
        articulation: its own length is heard as far as the wave reaches.
        sample_rate: Hz.
        cents: see `Articulator.next`.
    """
    end_s = articulation.end_s
    if end_s is not None and articulation.length_s is not None and end_s * sample_rate > len(wave):  # it dies away before its sound breaks off
        held_s = max(0.001, len(wave) / sample_rate - (end_s - articulation.length_s))
        articulation = dataclasses.replace(articulation, length_s=min(held_s, articulation.length_s))
    return Articulator(articulation, sample_rate).next(np.asarray(wave, np.float32), cents=cents, last=True)


def warm() -> None:
    """Import what articulation needs, so that the first note of a live voice does not wait."""
    import scipy.signal  # noqa: F401
