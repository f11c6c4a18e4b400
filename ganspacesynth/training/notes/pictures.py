"""Normalized spectrograms of notes: each computed once while they fit into memory, else when it is drawn."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.networks.gansynth.decoder.spectral import waves_to_specgrams
from ganspacesynth.networks.gansynth.model_config import CHANNELS, ModelConfig
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.notes.note_labels import labels_of
from ganspacesynth.training.warm_start.timbres import Timbres


class Pictures:
    """Normalized pictures of a corpus, at the resolution of any block.

    A picture is kept in float16 at the resolution that was last asked for. One that is made anew each time is rounded the same way, so
    that the memory there is changes the speed of training and nothing else.
    """

    def __init__(self, config: ModelConfig, corpus: Corpus, gain: np.ndarray, shift: np.ndarray, *, max_bytes: int = 4 << 30) -> None:
        """Prepare; nothing is computed yet.

        Args:
            config: of the finished network.
            corpus: the notes.
            gain, shift: `normalizer/a` and `/b`: picture = gain * specgram + shift.
            max_bytes: memory for pictures.

        Raises:
            TrainingError: the notes are longer than the network's pictures, or of another rate.
        """
        if corpus.waves.shape[1] != config.audio_length or corpus.sample_rate != config.sample_rate:
            raise TrainingError(
                f"The notes must be as long as the model's, {config.audio_length} samples at {config.sample_rate} Hz. "
                f"Received: {corpus.waves.shape[1]} at {corpus.sample_rate} Hz. Build the data set with that --duration and --sample-rate.",
                rule="audio-length",
            )
        self.config, self._corpus, self._gain, self._shift, self._max_bytes = config, corpus, gain, shift, max_bytes
        self._block = 0
        self._kept: np.ndarray | None = None  # float16 [notes, h, w, 2]
        self._known = np.zeros(len(corpus), bool)

    def rows(self, rows: Sequence[int] | np.ndarray, blocks: int) -> np.ndarray:
        """Return pictures of some notes at the resolution of block `blocks`, float32 [rows, h, w, 2]."""
        self._keep_at(blocks)
        if self._kept is None:
            return np.stack([self._make(row, blocks) for row in rows]).astype(np.float32)
        for row in np.unique(rows):
            if not self._known[row]:
                self._kept[row], self._known[row] = self._make(row, blocks), True
        return self._kept[rows].astype(np.float32)

    def fit(self, blocks: int) -> bool:
        """Tell whether the pictures of all notes at this resolution fit into the memory given."""
        return math.prod(self._shape(blocks)) * np.dtype(np.float16).itemsize <= self._max_bytes

    def all(self, blocks: int) -> np.ndarray:
        """Return the pictures of all notes, float16 [notes, h, w, 2], made by several threads."""
        self._keep_at(blocks)
        if self._kept is None:
            raise TrainingError(
                f"Pictures that stay on the device must fit into --memory. Received: {self._shape(blocks)}. Give more.", rule="picture-memory"
            )
        missing = np.flatnonzero(~self._known)
        with ThreadPoolExecutor() as threads:
            for row, picture in zip(missing, threads.map(lambda row: self._make(int(row), blocks), missing), strict=True):
                self._kept[row], self._known[row] = picture, True
        return self._kept

    def _shape(self, blocks: int) -> tuple[int, ...]:
        return len(self._corpus), *self.config.resolution(blocks), CHANNELS

    def _keep_at(self, blocks: int) -> None:
        if blocks == self._block:
            return
        self._block, self._known = blocks, np.zeros(len(self._corpus), bool)
        self._kept = np.empty(self._shape(blocks), np.float16) if self.fit(blocks) else None

    def _make(self, row: int, blocks: int) -> np.ndarray:
        picture = waves_to_specgrams(self.config, self._corpus.floats([row]))[0] * self._gain + self._shift
        return shrink(picture, self.config.resolution(blocks)).astype(np.float16)


def shrink(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Average boxes of pixels: [h, w, c] -> [*size, c]."""
    height, width, channels = picture.shape
    boxes = picture.reshape(size[0], height // size[0], size[1], width // size[1], channels)
    return boxes.mean(axis=(1, 3))


def timbres_of(
    config: ModelConfig,
    corpus: Corpus,
    gain: np.ndarray,
    shift: np.ndarray,
    *,
    max_bytes: int = 4 << 30,
    stage: str = "Analysing notes",
    track: Track = untracked,
) -> Timbres:
    """Return the notes of a corpus by instrument (and conditions, for a conditioned network) and pitch; of several such notes the loudest.

    Args:
        config: of the network; its pitches are used.
        corpus: the notes.
        gain, shift, max_bytes: as for `Pictures`.
        stage: what this work is called.
        track: shows how far it is.

    Raises:
        TrainingError: too much for the memory, or a pitch without a note.
    """
    corpus = corpus.at_pitches(config.pitches)
    labels = labels_of(config, corpus)
    kinds = [(name, *code) for name, code in zip(corpus.instruments, labels.codes.tolist(), strict=True)]
    names = sorted(set(kinds))
    shape = (len(names), len(config.pitches), config.frames, config.bins, CHANNELS)
    size = math.prod(shape) * np.dtype(np.float16).itemsize
    if size > max_bytes:
        raise TrainingError(
            f"A warm start holds all its pictures in memory, at most {max_bytes >> 20} MiB here. Received: {len(names)} timbres at "
            f"{len(config.pitches)} pitches, {size >> 20} MiB. Choose fewer with --instruments or --pitches, or give more --memory.",
            rule="picture-memory",
        )
    source = Pictures(config, corpus, gain, shift, max_bytes=0)
    timbre_pictures, present = np.zeros(shape, np.float16), np.zeros(shape[:2], bool)
    conditions = np.zeros((len(names), config.conditions.size), np.float32)
    numbers = {name: number for number, name in enumerate(names)}

    def place(row: int) -> None:
        timbre, pitch = numbers[kinds[row]], labels.pitches[row]
        timbre_pictures[timbre, pitch], present[timbre, pitch] = source.rows([row], config.num_blocks)[0], True
        conditions[timbre] = labels.rows[row, len(config.pitches) :]

    rows = _loudest(corpus, kinds)
    with ThreadPoolExecutor() as threads:
        for _ in zip(track(rows, stage, len(rows)), threads.map(place, rows), strict=True):  # waits for each in turn, so that progress is seen
            pass
    return Timbres(tuple(name for name, *_ in names), timbre_pictures, present, conditions)


def _loudest(corpus: Corpus, kinds: Sequence[tuple]) -> list[int]:
    """Return the row of the loudest note of each kind and pitch, in the order of the corpus."""
    best: dict[tuple[tuple, int], tuple[float, int]] = {}
    for row in range(len(corpus)):
        key, level = (kinds[row], int(corpus.pitches[row])), float(np.square(corpus.waves[row], dtype=np.float64).sum())
        if key not in best or level > best[key][0]:
            best[key] = level, row
    return sorted(row for _, row in best.values())
