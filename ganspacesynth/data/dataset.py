"""Dataset: the notes of train.tfrecord, valid.tfrecord and meta.json, one by one or as arrays."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import DatasetError, InvalidInput, brief
from ganspacesynth.data.meta import META_FILE, MetaEntry, read_meta
from ganspacesynth.data.schema import FAMILIES, SOURCES, Sample
from ganspacesynth.data.tfrecord import count_records, read_notes

SPLITS = ("train", "valid")
INT16_SCALE = 32767.0


@dataclass(frozen=True, eq=False)
class Dataset:
    """A split of a data set in memory, row by row in the order of its file.

    Attributes:
        waves: int16 (32767 is full scale) or float32 [notes, samples].
        pitches: int64 [notes], MIDI numbers.
        instrument_families: int64 [notes], indices into FAMILIES.
        instrument_sources: int64 [notes], indices into SOURCES.
        qualities: int64 [notes, 10], 0 or 1.
        velocities: int64 [notes], MIDI velocities; -1 where the data set does not say.
        names: of the notes.
        instruments: of the notes.
        sample_rate: Hz, or None when no meta.json says.
    """

    waves: np.ndarray
    pitches: np.ndarray
    instrument_families: np.ndarray
    instrument_sources: np.ndarray
    qualities: np.ndarray
    velocities: np.ndarray
    names: tuple[str, ...]
    instruments: tuple[str, ...]
    sample_rate: int | None

    def __len__(self) -> int:
        return len(self.pitches)


@dataclass(frozen=True)
class DatasetInfo:
    """What a data set holds.

    Attributes:
        path: the folder or file.
        notes: {split: count}.
        audio_length: samples of each note.
        sample_rate: Hz, or None when no meta.json says.
        pitches: {MIDI number: notes}, sorted.
        families: {name: notes}.
        sources: {name: notes}.
        instruments: {split: count}.
    """

    path: Path
    notes: dict[str, int]
    audio_length: int
    sample_rate: int | None
    pitches: dict[int, int]
    families: dict[str, int]
    sources: dict[str, int]
    instruments: dict[str, int]


def read_dataset(path: str | os.PathLike[str], *, split: str = "train") -> Iterator[Sample]:
    """Yield the checked notes of a data set one by one.

    Args:
        path: the folder, or one TFRecord file (then `split` is not used).
        split: "train" or "valid".

    Raises:
        InvalidInput: no such split.
        DatasetError: missing or damaged; the message names the file and the record.
    """
    return read_notes(_records_file(path, split))


def load_dataset(path: str | os.PathLike[str], *, split: str = "train", dtype: str = "int16") -> Dataset:
    """Read a whole split into arrays; int16 needs half the memory, and is what a sound file holds anyway.

    Args:
        path: the folder, or one TFRecord file (then `split` is not used).
        split: "train" or "valid".
        dtype: "int16" or "float32", of the waves.

    Raises:
        InvalidInput: no such split or dtype.
        DatasetError: missing, empty or damaged; the message names the file and the record.
    """
    if dtype not in ("int16", "float32"):
        raise InvalidInput(f"dtype must be int16 or float32. Received: {brief(dtype)}.", rule="known-dtype")
    file = _records_file(path, split)
    count, labels, waves = count_records(file), [], np.zeros((0, 0))
    for row, note in enumerate(read_notes(file)):
        if row == 0:
            waves = np.empty((count, len(note.wave)), dtype)
        waves[row] = np.rint(note.wave * INT16_SCALE) if dtype == "int16" else note.wave
        labels.append(note.label)
    if not labels:
        raise DatasetError(f"A data set must hold notes. Received: {file} with none. Build it again.", rule="some-notes")
    return Dataset(
        waves=waves,
        pitches=np.array([label.pitch for label in labels], np.int64),
        instrument_families=np.array([label.instrument_family for label in labels], np.int64),
        instrument_sources=np.array([label.instrument_source for label in labels], np.int64),
        qualities=np.array([label.qualities for label in labels], np.int64),
        velocities=np.array([-1 if label.velocity is None else label.velocity for label in labels], np.int64),
        names=tuple(label.name for label in labels),
        instruments=tuple(label.instrument for label in labels),
        sample_rate=_sample_rate(file.parent),
    )


def dataset_info(path: str | os.PathLike[str], *, check: bool = False) -> DatasetInfo:
    """Sum up a data set from its table; with `check`, read every note and compare.

    Args:
        path: the folder, or one TFRecord file (which is always read through).
        check: read and check every record.

    Raises:
        DatasetError: missing or damaged, or the table and the records disagree.
    """
    path = Path(path).expanduser()
    files = {path.stem: path} if path.is_file() else {split: _records_file(path, split) for split in SPLITS if (path / f"{split}.tfrecord").exists()}
    if not files:
        raise DatasetError(f"A data set must hold train.tfrecord. Received: {path}. Build one with `ganspacesynth dataset build`.", rule="train-file")
    first = next(read_notes(next(iter(files.values()))), None)
    if first is None:
        raise DatasetError(f"A data set must hold notes. Received: {path} with none. Build it again.", rule="some-notes")
    counts = {split: count_records(file) for split, file in files.items()}
    if check or path.is_file():
        entries = [MetaEntry(note.label, split=split) for split, file in files.items() for note in read_notes(file)]
    else:
        entries = list(read_meta(path / META_FILE).values())
    if path.is_dir():
        _compare(path, counts, entries)
    return DatasetInfo(
        path=path,
        notes=counts,
        audio_length=len(first.wave),
        sample_rate=_sample_rate(path if path.is_dir() else path.parent),
        pitches=dict(sorted(Counter(entry.label.pitch for entry in entries).items())),
        families=dict(Counter(FAMILIES[entry.label.instrument_family] for entry in entries).most_common()),
        sources=dict(Counter(SOURCES[entry.label.instrument_source] for entry in entries).most_common()),
        instruments={split: len({entry.label.instrument for entry in entries if entry.split == split}) for split in counts},
    )


def _compare(path: Path, counts: dict[str, int], entries: list[MetaEntry]) -> None:
    table = read_meta(path / META_FILE)
    listed = Counter(entry.split for entry in table.values())
    for split, count in counts.items():
        if listed[split] != count:
            received = f"{path} with {count} records and {listed[split]} names for {split}"
            raise DatasetError(f"{META_FILE} must list every record. Received: {received}. Build the data set again.", rule="every-record-listed")
    different = [entry.label.name for entry in entries if table.get(entry.label.name, entry).label != entry.label or entry.label.name not in table]
    if different:
        raise DatasetError(
            f"{META_FILE} must say what the records say. Received: {path}, {brief(different[0])} differs. Build the data set again.",
            rule="records-as-listed",
        )


def _records_file(path: str | os.PathLike[str], split: str) -> Path:
    if split not in SPLITS:
        raise InvalidInput(f"split must be train or valid. Received: {brief(split)}.", rule="known-split")
    path = Path(path).expanduser()
    file = path / f"{split}.tfrecord" if path.is_dir() else path
    if not file.is_file():
        raise DatasetError(
            f"The data set must exist. Received: {file}. Check the path, or build it with `ganspacesynth dataset build`.", rule="existing-file"
        )
    return file


def _sample_rate(folder: Path) -> int | None:
    if not (folder / META_FILE).is_file():
        return None
    return next((entry.sample_rate for entry in read_meta(folder / META_FILE).values()), None)
