"""A soundtrack in, columns for the eye out: how loud each band is, and how far the wave goes up and down, in little room for hours of sound."""

import itertools
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.video.soundtrack import Soundtrack

FLOOR_DB = -72.0  # under the loudest: black
SILENCE_DB = -120.0  # nothing quieter is kept apart, and silence is never shown as loud
BANDS = 216
LOWEST_HZ, HIGHEST_HZ = 40.0, 16_000.0
MOST_COLUMNS = 1 << 19  # with 216 bands 113 MB
AT_ONCE = 64  # frames that are transformed together


@dataclass(frozen=True, eq=False)
class Columns:
    """What is seen of a sound.

    Attributes:
        levels: uint8 [columns, bands], 0 silent and 255 the loudest; the lowest band first.
        low, high: float32 [columns], the least and the greatest sample within each.
        peaks: float32 [frames], the largest magnitude while each frame of the video is seen.
        rate: columns a second; column i is in the middle of what is heard at i / rate.
        hertz: (lowest, highest) edge of the bands.
    """

    levels: np.ndarray
    low: np.ndarray
    high: np.ndarray
    peaks: np.ndarray
    rate: float
    hertz: tuple[float, float]

    def places(self, times_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which column is at each moment, and whether there is one."""
        wanted = np.rint(times_s * self.rate).astype(np.int64)
        there = (wanted >= 0) & (wanted < len(self.levels))
        return np.clip(wanted, 0, len(self.levels) - 1), there


def look(sound: Soundtrack, columns_per_s: float, fps: Fraction, *, progress: Progress = quiet) -> Columns:
    """Go through a sound once.

    Args:
        sound: of any length.
        columns_per_s: wanted; fewer where there would be more than 2^19 of them, and as near as whole samples allow.
        fps: frames a second of the video.
        progress: told how many samples are done.

    Returns:
        Its columns; a click is in the column of its moment.
    """
    rate = sound.sample_rate
    hop = max(1, round(rate / columns_per_s), -(-sound.samples // MOST_COLUMNS))
    size = 1 << max(8, round(np.log2(rate / 16)))  # about 1/16 s: 2048 at 44.1 kHz
    count = -(-sound.samples // hop)
    highest = min(HIGHEST_HZ, rate / 2)
    edges = np.geomspace(min(LOWEST_HZ, highest / 8), highest, BANDS + 1)
    levels, extremes = np.zeros((count, BANDS), np.uint8), np.zeros((2, count), np.float32)
    peaks = np.zeros(-(-sound.samples * fps.numerator // (rate * fps.denominator)), np.float32)
    window, done, heard = spectrum.hann(size), 0, 0
    waiting = np.zeros(size // 2, np.float32)  # frame i lies around sample i * hop
    for piece in itertools.chain(sound.mono(), (None,)):
        waiting = np.concatenate([waiting, np.zeros(size + hop, np.float32) if piece is None else piece])
        if piece is not None:
            moments = heard + np.arange(len(piece))
            _extremes(extremes, piece, np.minimum((moments + hop // 2) // hop, count - 1))
            _highest(peaks, np.abs(piece), moments * fps.numerator // (rate * fps.denominator))
            heard += len(piece)
        while done < count and (ready := min(AT_ONCE, count - done, spectrum.frame_count(len(waiting), size, hop))):
            bins = np.abs(spectrum.spectra(spectrum.frames(waiting, size, hop)[:ready], window)).T * (2.0 / window.sum())
            levels[done : done + ready] = _kept(spectrum.magnitude_db(spectrum.strongest_in_bands(bins, edges, rate / size), 1e-6)).T
            waiting, done = waiting[ready * hop :], done + ready
        progress(min(heard, sound.samples), sound.samples)
    return Columns(_under_loudest(levels), extremes[0], extremes[1], peaks, rate / hop, (float(edges[0]), float(edges[-1])))


def _extremes(extremes: np.ndarray, piece: np.ndarray, column: np.ndarray) -> None:
    """Take a piece into the least and greatest of columns, given the column of each sample."""
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    which = column[starts]
    extremes[0, which] = np.minimum(extremes[0, which], np.minimum.reduceat(piece, starts))
    extremes[1, which] = np.maximum(extremes[1, which], np.maximum.reduceat(piece, starts))


def _highest(peaks: np.ndarray, piece: np.ndarray, frame: np.ndarray) -> None:
    """Take a piece into the greatest of frames, given the frame of each sample."""
    frame = np.minimum(frame, len(peaks) - 1)
    starts = np.flatnonzero(np.diff(frame, prepend=-1))
    peaks[frame[starts]] = np.maximum(peaks[frame[starts]], np.maximum.reduceat(piece, starts))


def _under_loudest(kept: np.ndarray) -> np.ndarray:
    """Return what `_kept` wrote as 0..255 under the loudest, in place; silence is 0."""
    quietest = max(float(kept.max(initial=0)) / 255.0 * -SILENCE_DB + SILENCE_DB, SILENCE_DB - FLOOR_DB) + FLOOR_DB
    levels = np.arange(256) / 255.0 * -SILENCE_DB + SILENCE_DB
    table = np.rint(255.0 * np.clip((levels - quietest) / -FLOOR_DB, 0.0, 1.0)).astype(np.uint8)
    return np.take(table, kept, out=kept)


def _kept(levels_db: np.ndarray) -> np.ndarray:
    """Return decibels in half a decibel's steps, so that hours fit into memory."""
    return np.rint(255.0 * np.clip((levels_db - SILENCE_DB) / -SILENCE_DB, 0.0, 1.0)).astype(np.uint8)
