"""Stems made of a mix: a wave in, its harmonic, percussive and low parts out, which add up to it; whole, or as it comes in.

In a spectrogram, tones are lines along time and hits are lines across it. A median along time keeps the former, one across frequency the latter, and
their squares say how each cell is shared out. What is harmonic and deep is the low part: the bass.

Source: Fitzgerald, "Harmonic/percussive separation using median filtering" (2010), sections 2 and 3.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.signals.passage import Passage

STEMS = ("harmonic", "percussive", "low")
ALONG_S = 0.34  # of the median along time
ACROSS_HZ = 210.0  # and of that across frequency
LOW_HZ, LOW_OCTAVES = 180.0, 0.5  # where the low part ends, and how softly
BLOCK_FRAMES = 256
NINE = 9  # values that a median is taken of, evenly over its length
COMPARED = (  # what a median of nine compares, in order: threes are sorted, then the highest low, the middle of middles and the lowest high
    *((0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7)),
    *((0, 3), (3, 6), (5, 8), (2, 5), (1, 4), (4, 7), (1, 4), (4, 2), (6, 4), (4, 2)),
)
TINY = 1e-12


def separate(wave: np.ndarray, frames: Framing) -> dict[str, np.ndarray]:
    """Return the stems of a whole sound, float32 [samples] each; they add up to it.

    Args:
        wave: float32 [samples], 1 at least.
        frames: how it is cut; a window is a whole number of hops.
    """
    found, done = {name: np.empty(len(wave), np.float32) for name in STEMS}, 0
    for pieces in separated(Passage.of(wave), frames):
        for name, piece in pieces.items():
            found[name][done : done + len(piece)] = piece
        done += len(pieces[STEMS[0]])
    return found


def separated(passage: Passage, frames: Framing, names: Sequence[str] = STEMS) -> Iterator[dict[str, np.ndarray]]:
    """Yield some stems of a whole sound piece by piece, float32 [some samples] each; no more is held than a block and what lies near it.

    Args:
        passage: the sound.
        frames: how it is cut; a window is a whole number of hops.
        names: which stems.
    """
    hop, size, near = frames.hop, frames.size, NINE // 2 * _spacing(ALONG_S * frames.fps)
    window = spectrum.hann(size).astype(np.float32)
    dual = spectrum.dual_window(window, hop).astype(np.float32)
    tails = {name: np.zeros(size - hop, np.float32) for name in names}
    before, left = size, passage.samples  # silence that stands before the sound, and what is still to come of it
    for cells, first, last in _blocks(passage, frames, window, near):
        masks = _masks(np.abs(cells), frames, causal=False)
        found = {}
        for name in names:
            pieces = spectrum.istft((cells * masks[name])[first:last], dual, hop)
            pieces[: size - hop] += tails[name]
            done = (last - first) * hop
            found[name], tails[name] = pieces[before:done][:left], pieces[done:]
        before, left = max(0, before - done), left - len(found[names[0]])
        yield found


def _blocks(passage: Passage, frames: Framing, window: np.ndarray, near: int) -> Iterator[tuple[np.ndarray, int, int]]:
    """Yield spectra of blocks with those near them, complex64 [frames, bins], and which of them are the block, from the first to behind the last."""
    hop, size = frames.hop, frames.size
    waiting, start, first = np.zeros(size, np.float32), 0, 0  # from frame `start` on; the next block begins with frame `first`
    silence = np.zeros(size + hop, np.float32)
    for piece, ended in itertools.chain(((piece, False) for piece in passage.pieces()), [(silence, True)]):
        waiting = np.concatenate([waiting, piece])
        there = start + spectrum.frame_count(len(waiting), size, hop)
        while first + BLOCK_FRAMES + near <= there or (ended and first < there):
            last = min(there, first + BLOCK_FRAMES)
            low, high = max(0, first - near), min(there, last + near)
            waiting, start = waiting[(low - start) * hop :], low
            yield spectrum.spectra(spectrum.frames(waiting, size, hop)[: high - low], window), first - low, last - low
            first = last


class LiveSeparation:
    """Stems of a sound that comes in: samples in, the same number of each stem out, a window later.

    It knows nothing of what is to come, so a tone is told from a hit about `ALONG_S / 2` after it began; until then it is percussive.

    Attributes:
        latency_s: of the stems.
    """

    def __init__(self, frames: Framing) -> None:
        """Begin in silence."""
        self._frames, self.latency_s = frames, frames.size / frames.sample_rate
        self._window = spectrum.hann(frames.size).astype(np.float32)
        self._dual = spectrum.dual_window(self._window, frames.hop).astype(np.float32)
        self._waiting = np.zeros(frames.size - frames.hop, np.float32)
        self._before = np.zeros(((NINE - 1) * _spacing(ALONG_S * frames.fps), frames.size // 2 + 1), np.float32)
        self._tails = {name: np.zeros(frames.size, np.float32) for name in STEMS}
        self._ready = {name: np.zeros(frames.hop, np.float32) for name in STEMS}  # so that any number of samples can be given back at once

    def push(self, samples: np.ndarray) -> dict[str, np.ndarray]:
        """Take samples at the frames' rate, float [any number]; return as many of each stem, float32, `latency_s` late."""
        frames = self._frames
        given = np.concatenate([self._waiting, np.asarray(samples, np.float32)])
        windows = spectrum.frames(given, frames.size, frames.hop)
        self._waiting = given[len(windows) * frames.hop :].copy()
        if len(windows):
            self._add(spectrum.spectra(windows, self._window))
        found = {name: ready[: len(samples)] for name, ready in self._ready.items()}
        self._ready = {name: ready[len(samples) :] for name, ready in self._ready.items()}
        return found

    def _add(self, cells: np.ndarray) -> None:
        magnitudes = np.concatenate([self._before, np.abs(cells)])
        self._before = magnitudes[len(magnitudes) - len(self._before) :]
        for name, mask in _masks(magnitudes, self._frames, causal=True).items():
            pieces = spectrum.istft(cells * mask, self._dual, self._frames.hop)
            pieces[: self._frames.size] += self._tails[name]
            whole = len(cells) * self._frames.hop
            self._ready[name] = np.concatenate([self._ready[name], pieces[:whole]])
            self._tails[name] = np.pad(pieces[whole:], (0, self._frames.size - (len(pieces) - whole)))


def _masks(magnitudes: np.ndarray, frames: Framing, *, causal: bool) -> dict[str, np.ndarray]:
    """Return each stem's share of each cell, float32 [frames, bins]; of causal ones those that have all of their past."""
    along, across = _spacing(ALONG_S * frames.fps), _spacing(ACROSS_HZ / (frames.sample_rate / frames.size))
    if causal:
        count = len(magnitudes) - (NINE - 1) * along
        tones, here = _median([magnitudes[i * along : i * along + count] for i in range(NINE)]), magnitudes[len(magnitudes) - count :]
    else:
        reach = NINE // 2 * along
        padded, here = np.pad(magnitudes, ((reach, reach), (0, 0)), mode="edge"), magnitudes
        tones = _median([padded[i * along : i * along + len(magnitudes)] for i in range(NINE)])
    reach = NINE // 2 * across
    padded = np.pad(here, ((0, 0), (reach, reach)), mode="edge")
    hits = _median([padded[:, i * across : i * across + here.shape[1]] for i in range(NINE)])
    tones, hits = np.square(tones), np.square(hits)
    harmonic = ((tones + TINY) / (tones + hits + 2 * TINY)).astype(np.float32)
    deep = _deep(frames)
    return {"harmonic": harmonic * (1 - deep), "percussive": 1 - harmonic, "low": harmonic * deep}


def _median(nine: list[np.ndarray]) -> np.ndarray:
    """Return the median of nine arrays, place by place, by a network of comparisons: many times as fast as sorting."""
    values = list(nine)
    for low, high in COMPARED:
        values[low], values[high] = np.minimum(values[low], values[high]), np.maximum(values[low], values[high])
    return values[NINE // 2]


def _spacing(length: float) -> int:
    """Return how far nine values lie apart that reach over so many."""
    return max(1, round(length / (NINE - 1)))


def _deep(frames: Framing) -> np.ndarray:
    """Return how far each bin belongs to the low part, float32 [bins]."""
    hertz = np.maximum(spectrum.bin_hertz(frames.size, frames.sample_rate), 1.0)
    return (1.0 / (1.0 + np.exp(np.clip(8.0 * np.log2(hertz / LOW_HZ) / (2.0 * LOW_OCTAVES), -50.0, 50.0)))).astype(np.float32)


def blocks_of(wave: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Yield a wave in pieces of so many samples."""
    for begin in range(0, len(wave), size):
        yield wave[begin : begin + size]
