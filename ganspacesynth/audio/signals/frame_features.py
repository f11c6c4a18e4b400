"""Features of one frame: windows of sound in, a number for each out; the same numbers whether a sound is whole or still coming in."""

import functools
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.signals.frame_rate import BLOCK_FRAMES, Framing, Windows, centred
from ganspacesynth.audio.signals.passage import Passage
from ganspacesynth.core.errors import InvalidInput, brief

BANDS = {"all": (30.0, 11_000.0), "low": (20.0, 150.0), "mid": (500.0, 2000.0), "high": (4000.0, 8000.0)}  # Hz
MELS = 96  # over all that is heard; a part of it has a part of them
FLOOR = 1e-7  # of power in a band: -70 dB, below which a rise is none
FEWEST = 8
NEIGHBOURS = 1  # bands to each side in which a partial may have been before, of so many: vibrato is no onset
MANY = 16
DB_PER_FRAME = 20.0  # an onset strength of 1: all bands of the range rise by so much
SILENT = 1e-10  # power of a frame that has no timbre


class Block:
    """Some frames, and their spectra once somebody asks."""

    def __init__(self, windows: np.ndarray) -> None:
        """Keep windows, float32 [frames, size]."""
        self.windows = windows

    @functools.cached_property
    def magnitudes(self) -> np.ndarray:
        """Float32 [frames, bins]; a full sine has 1."""
        window = _window(self.windows.shape[1])
        return np.abs(spectrum.spectra(self.windows, window))

    @functools.cached_property
    def power(self) -> np.ndarray:
        """Float32 [frames, bins]."""
        return np.square(self.magnitudes)


@functools.lru_cache(maxsize=8)
def _window(size: int) -> np.ndarray:
    window = spectrum.hann(size)
    return (window * (2.0 / window.sum())).astype(np.float32)


class Feature(Protocol):
    """Takes frames in order, and returns a number for each; it may remember the last ones."""

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames], or [frames, numbers] of a feature that has several."""
        ...


def check_band(low_hz: float, high_hz: float, sample_rate: float) -> tuple[float, float]:
    """Return a band of frequencies, cut off at half the rate.

    Raises:
        InvalidInput: none, or one that begins above what there is.
    """
    right = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (low_hz, high_hz))
    if not right or not 0.0 <= low_hz < min(high_hz, sample_rate / 2):
        received = f"{brief(low_hz)}..{brief(high_hz)} Hz of {sample_rate:g} Hz"
        raise InvalidInput(
            f"A band of frequencies rises, and begins below half the rate. Received: {received}. Say low, mid, high or for example 20 150.",
            rule="frequency-band",
        )
    return float(low_hz), float(min(high_hz, sample_rate / 2))


class OnsetStrength:
    """Log-mel flux in a band: by how much its levels rise from frame to frame.

    Source: Böck & Widmer, "Maximum filter vibrato suppression for onset detection" (2013), sections 2 and 3, on a mel scale.
    """

    def __init__(self, frames: Framing, low_hz: float, high_hz: float) -> None:
        """Choose the band, Hz; raises InvalidInput as `check_band`."""
        low_hz, high_hz = check_band(low_hz, high_hz, frames.sample_rate)
        span = spectrum.hertz_to_mel(frames.sample_rate / 2)
        width = float(spectrum.hertz_to_mel(high_hz) - spectrum.hertz_to_mel(low_hz))
        matrix = spectrum.mel_bands(frames.size // 2 + 1, round(frames.sample_rate), max(FEWEST, round(MELS * width / float(span))), low_hz, high_hz)
        used = np.flatnonzero(matrix.any(axis=1))
        self._bins = slice(int(used[0]), int(used[-1]) + 1)
        self._matrix = np.ascontiguousarray(matrix[self._bins])
        self._before: np.ndarray | None = None

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames], 0 and up; 1 is a very strong onset."""
        levels = spectrum.power_db(block.power[:, self._bins] @ self._matrix, FLOOR)  # [frames, bands]
        silent = spectrum.power_db(np.zeros((1, levels.shape[1]), np.float32), FLOOR)
        before = np.concatenate([silent if self._before is None else self._before, levels[:-1]])
        self._before = levels[-1:] if len(levels) else self._before
        near = NEIGHBOURS if levels.shape[1] >= MANY else 0
        padded = np.pad(before, ((0, 0), (near, near)), mode="edge")
        reference = np.max([padded[:, i : i + levels.shape[1]] for i in range(2 * near + 1)], axis=0)
        return (np.maximum(levels - reference, 0.0).mean(axis=1) / DB_PER_FRAME).astype(np.float32)


class Level:
    """Root mean square of a frame, 0..1."""

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames]."""
        window = np.square(spectrum.hann(block.windows.shape[1]))
        weights = (window / window.sum()).astype(np.float32)
        return np.sqrt(np.square(block.windows) @ weights).astype(np.float32)


class Centroid:
    """Spectral centroid, Hz: where the middle of the spectrum's magnitudes lies; in silence the last one goes on."""

    def __init__(self, frames: Framing) -> None:
        """Note the frequencies of bins."""
        self._hertz = spectrum.bin_hertz(frames.size, frames.sample_rate).astype(np.float32)
        self._last = 0.0

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames], Hz."""
        total = block.magnitudes.sum(axis=1)
        found = np.divide(block.magnitudes @ self._hertz, total, out=np.zeros_like(total), where=total > 0.0)
        held = held_where(found, block.power.sum(axis=1) > SILENT, self._last)
        self._last = float(held[-1]) if len(held) else self._last
        return held


class Flatness:
    """Spectral flatness, 0 (a tone) to 1 (white noise): the geometric over the arithmetic mean of the power; 0 in silence."""

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames]."""
        power = block.power + np.float32(1e-12)
        mean = power.mean(axis=1)
        found = np.exp(np.log(power).mean(axis=1)) / mean
        return np.where(block.power.sum(axis=1) > SILENT, found, 0.0).astype(np.float32)


def held_where(values: np.ndarray, heard: np.ndarray, last: float) -> np.ndarray:
    """Return values where something is heard, and elsewhere the last one that was, float32 [frames]; `last` before the first."""
    index = np.maximum.accumulate(np.where(heard, np.arange(len(values)), -1))
    return np.where(index < 0, np.float32(last), values[np.maximum(index, 0)]).astype(np.float32)


def whole(wave: np.ndarray | Passage, frames: Framing, features: Sequence[Feature]) -> list[np.ndarray]:
    """Return several features of a whole sound from one pass over its spectra, each float32 [frames, …].

    Args:
        wave: float [samples], 1 at least, at the rate of `frames`.
        frames: how it is cut.
        features: new ones, which have heard nothing yet.
    """
    parts: list[list[np.ndarray]] = [[] for _ in features]
    for windows in centred(wave, frames, block=BLOCK_FRAMES):
        block = Block(windows)
        for feature, found in zip(features, parts, strict=True):
            found.append(feature.take(block))
    return [np.concatenate(found) for found in parts]


class Causal:
    """A feature of a sound that is still coming in.

    Attributes:
        latency_s: how late it says what it says.
    """

    def __init__(self, frames: Framing, feature: Feature) -> None:
        """Begin in silence."""
        self.latency_s = frames.latency_s
        self._windows, self._feature = Windows(frames), feature

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take samples at the frames' rate, float [any number]; return the values of the frames that they complete, float32 [frames, …]."""
        return self._feature.take(Block(self._windows.push(samples)))
