"""Corpus: the training notes of a data set or of a folder of samples."""

import dataclasses
import functools
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import TrainingError
from ganspacesynth.data.dataset import INT16_SCALE, load_dataset
from ganspacesynth.data.scan import scan_folders
from ganspacesynth.data.schema import label_wave

PUBLISHED_RATE = 16000  # Hz, of data sets that do not say


@dataclass(frozen=True, eq=False)
class Corpus:
    """Notes to train with.

    Attributes:
        name: of the folder they come from.
        waves: int16 [notes, samples], 32767 is full scale.
        pitches: int64 [notes], MIDI numbers.
        instruments: what made each note.
        sample_rate: Hz.
        conditions: what else the data set says of each note, {kind: int [notes]}: indices into SOURCES and FAMILIES, QUALITIES as bits,
            MIDI velocities (-1 where unknown); see conditions.py.
        names: of the notes, where they are known.
    """

    name: str
    waves: np.ndarray
    pitches: np.ndarray
    instruments: tuple[str, ...]
    sample_rate: int
    conditions: Mapping[str, np.ndarray] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.pitches)

    def floats(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """Return waves as float32 [rows, samples] in -1..1."""
        return self.waves[rows].astype(np.float32) / np.float32(INT16_SCALE)

    def only(self, rows: Sequence[int] | np.ndarray) -> "Corpus":
        """Return some of the notes."""
        instruments, conditions = tuple(self.instruments[row] for row in rows), {kind: values[rows] for kind, values in self.conditions.items()}
        names = tuple(self.names[row] for row in rows) if self.names else ()
        return dataclasses.replace(
            self, waves=self.waves[rows], pitches=self.pitches[rows], instruments=instruments, conditions=conditions, names=names
        )

    def at_pitches(self, pitches: Iterable[int]) -> "Corpus":
        """Return the notes at some MIDI pitches.

        Raises:
            TrainingError: there are none.
        """
        rows = np.flatnonzero(np.isin(self.pitches, list(pitches)))
        if not len(rows):
            raise TrainingError(
                f"Training needs notes at the pitches asked for. Received: none of {sorted(set(pitches))} in {self.name}.", rule="notes-at-pitches"
            )
        return self.only(rows)

    @functools.cached_property
    def digest(self) -> str:
        """Hex digest of the notes, which a run remembers."""
        digest = hashlib.sha256(f"{self.sample_rate} {self.waves.shape} {self.instruments}".encode())
        digest.update(np.ascontiguousarray(self.pitches, np.int64).data)
        digest.update(np.ascontiguousarray(self.waves).data)
        return digest.hexdigest()[:16]


def load_corpus(path: str | os.PathLike[str]) -> Corpus:
    """Read the training notes of a data set (train.tfrecord), or the samples of a folder (NAME_INDEX_PITCH.wav, or NSynth's).

    Raises:
        DatasetError: missing, damaged or empty.
        TrainingError: the samples of a folder differ in rate.
    """
    path = Path(path).expanduser()
    if path.is_dir() and not (path / "train.tfrecord").is_file():
        return _read_folder(path)
    data = load_dataset(path)
    conditions = note_conditions(data.instrument_sources, data.instrument_families, data.qualities, data.velocities)
    return Corpus(path.resolve().name, data.waves, data.pitches, data.instruments, data.sample_rate or PUBLISHED_RATE, conditions)


def note_conditions(
    sources: Iterable[int], families: Iterable[int], qualities: Iterable[Iterable[int]], velocities: Iterable[int]
) -> dict[str, np.ndarray]:
    """Return `Corpus.conditions` of notes: indices, indices, ten of 0 or 1 each, MIDI velocities."""
    bits = [sum(has << bit for bit, has in enumerate(map(int, row))) for row in qualities]
    columns = {"source": sources, "family": families, "qualities": bits, "velocity": velocities}
    return {kind: np.array(list(values), np.int64) for kind, values in columns.items()}


def _read_folder(path: Path) -> Corpus:
    files = scan_folders([path]).files
    waves: list[np.ndarray] = []
    rate = 0
    for label, file in files:
        wave, file_rate = read_audio(file)
        rate = rate or file_rate
        if file_rate != rate:
            raise TrainingError(
                f"All samples must have one rate, {rate} Hz here. Received: {file} with {file_rate} Hz. Build a data set of them first.",
                rule="one-rate",
            )
        length = len(waves[0]) if waves else len(wave)
        waves.append(np.rint(label_wave(label, wave, length).wave * INT16_SCALE).astype(np.int16))
    pitches = np.array([label.pitch for label, _ in files], np.int64)
    labels = [label for label, _ in files]
    names = tuple(label.name for label in labels)
    conditions = note_conditions(
        (label.instrument_source for label in labels),
        (label.instrument_family for label in labels),
        (label.qualities for label in labels),
        (-1 if label.velocity is None else label.velocity for label in labels),
    )
    return Corpus(
        path.resolve().name,
        np.stack(waves),
        pitches,
        tuple(label.instrument for label in labels),
        rate,
        conditions,
        names,
    )
