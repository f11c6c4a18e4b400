"""A data set built from labelled samples: train.tfrecord, valid.tfrecord and meta.json; an interrupted build resumes."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import peak_safe, read_audio
from ganspacesynth.core.errors import AudioError, DatasetError, InvalidInput, OutputError, brief
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import check_output, named, open_file
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.dataset import SPLITS
from ganspacesynth.data.meta import META_FILE, MetaEntry, write_meta
from ganspacesynth.data.scan import Scan
from ganspacesynth.data.schema import Label, Sample, label_wave
from ganspacesynth.data.tfrecord import decode, encode, read_records, record_size, write_records

BLOCK_RECORDS = 64  # records that reach the file together
SETTINGS_FILE = "settings.json"  # in the unfinished folder only


@dataclass(frozen=True)
class Refused:
    """A sample that cannot be used, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class BuildReport:
    """What was built.

    Attributes:
        path: the data set's folder.
        notes: {split: count}.
        instruments: {split: count}.
        pitches: sorted distinct MIDI numbers.
        kept: notes that an earlier, broken run had written.
        refused: samples left out.
    """

    path: Path
    notes: dict[str, int]
    instruments: dict[str, int]
    pitches: tuple[int, ...]
    kept: int
    refused: tuple[Refused, ...]


def unfinished_folder(path: Path) -> Path:
    """Return where a data set is made, beside its place."""
    path = named(path)
    return path.with_name(f"{path.name}.partial")


def split_instruments(instruments: Iterable[str], valid_fraction: float, *, seed: int = 0) -> frozenset[str]:
    """Choose the instruments held back for validation: all notes of one go to the same side.

    The choice depends on names and seed only: not on order, and hardly on what else is in the data set.

    Args:
        instruments: names; repeats do not count.
        valid_fraction: share to hold back, 0..0.5.
        seed: another seed, another choice.

    Raises:
        InvalidInput: valid_fraction out of range.
    """
    if not 0.0 <= valid_fraction <= 0.5:
        raise InvalidInput(
            f"valid_fraction must be in 0..0.5. Received: {valid_fraction}. Use for example 0.1, or 0 for none.", rule="valid-fraction"
        )
    ranked = sorted(set(instruments), key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
    return frozenset(ranked[: round(valid_fraction * len(ranked))])


def build_dataset(
    scan: Scan,
    path: str | os.PathLike[str],
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    valid_fraction: float = 0.1,
    seed: int = 0,
    force: bool = False,
    track: Track = untracked,
) -> BuildReport:
    """Build a data set from labelled files; files that cannot be used are left out and reported.

    Args:
        scan: of `scan_folders` or `scan_nsynth`.
        path: the folder to make.
        sample_rate: Hz; files of another rate are converted.
        audio_length: samples; files of another length are refused.
        valid_fraction: share of the instruments held back for validation.
        seed: of that choice.
        force: replace an older data set.
        track: shows how far it is.

    Raises:
        InvalidInput: a setting is out of range.
        DatasetError: no sample can be used.
        OutputError: the data set exists or cannot be written.
    """
    valid = split_instruments((label.instrument for label, _ in scan.files), valid_fraction, seed=seed)

    def source(done: Collection[str]) -> Iterator[Sample | Refused]:
        yield from (Refused(*bad) for bad in scan.refused)
        for label, file in track(scan.files, "Building", len(scan.files)):
            if label.name not in done:
                yield _read(label, file, sample_rate, audio_length)

    settings = {"valid": sorted(valid), "files": _fingerprint(scan), "audio_length": audio_length}
    return write_dataset(path, source, valid=valid, settings=settings, sample_rate=sample_rate, force=force)


def write_dataset(
    path: str | os.PathLike[str],
    source: Callable[[Collection[str]], Iterable[Sample | Refused]],
    *,
    valid: Collection[str],
    settings: Mapping[str, object],
    sample_rate: int,
    force: bool = False,
) -> BuildReport:
    """Write notes as they come into a data set.

    The work is done in `{path}.partial`. When a run breaks, the folder stays, and the same call goes on from there.

    Args:
        path: the folder to make.
        source: called with the names already written; gives the other notes.
        valid: instruments held back for validation.
        settings: what the notes depend on, JSON; a broken run with others is not continued but begun again.
        sample_rate: Hz.
        force: replace an older data set.

    Raises:
        DatasetError: no note came, or two have the same name.
        OutputError: the data set exists or cannot be written.
        GanSpaceSynthError: TensorFlow, which writes the records, is not installed.
    """
    need("tensorflow")
    path = check_output(path, force=force)
    partial = unfinished_folder(path)
    try:
        _begin(partial, json.loads(json.dumps({**settings, "sample_rate": sample_rate})))
        files = {split: _GrowingFile(partial / f"{split}.tfrecord") for split in SPLITS}
        done = {label.name for file in files.values() for label in file.labels}
        kept, refused = len(done), []
        for note in source(frozenset(done)):
            if isinstance(note, Refused):
                refused.append(note)
            elif note.name in done:
                raise DatasetError(f"Every note must have a name of its own. Received: {brief(note.name)} twice. Rename one.", rule="distinct-names")
            else:
                files["valid" if note.instrument in valid else "train"].add(note)
                done.add(note.name)
        for file in files.values():
            file.flush()
        return _finish(partial, path, files, sample_rate, kept, tuple(refused))
    except OSError as e:
        reason = os.strerror(e.errno) if e.errno else str(e)
        raise OutputError(
            f"The data set must be writable. Received: {path} ({reason}). Make room or access; the same command then goes on.", rule="writable-output"
        ) from e


class _GrowingFile:
    """A TFRecord file that goes on behind its last whole record."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.labels: list[Label] = []
        self._waiting: list[bytes] = []
        if path.exists():
            open_file(path).close()  # a pipe would keep us waiting
            self._recover()

    def add(self, note: Sample) -> None:
        self._waiting.append(encode(note))
        self.labels.append(note.label)
        if len(self._waiting) == BLOCK_RECORDS:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        block = self.path.with_suffix(".block")
        write_records(block, self._waiting)
        with open(self.path, "ab") as target, open(block, "rb") as waiting:
            shutil.copyfileobj(waiting, target, 1 << 22)
        block.unlink()
        self._waiting.clear()

    def _recover(self) -> None:
        whole = 0
        try:
            for record in read_records(self.path):
                self.labels.append(decode(record, self.path.stem).label)
                whole += record_size(record)
        except DatasetError:  # the record being written when the run broke
            pass
        with open(self.path, "r+b") as file:
            file.truncate(whole)


def _begin(partial: Path, settings: object) -> None:
    """Make the unfinished folder, or keep the one that was begun with the same settings."""
    recorded = partial / SETTINGS_FILE
    try:
        with open_file(recorded) as file:
            same = json.loads(file.read()) == settings
    except (OSError, ValueError):
        same = False
    if same:
        for block in partial.glob("*.block"):
            block.unlink()
        return
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    recorded.write_text(json.dumps(settings), encoding="utf-8")


def _finish(partial: Path, path: Path, files: Mapping[str, _GrowingFile], sample_rate: int, kept: int, refused: tuple[Refused, ...]) -> BuildReport:
    entries = [MetaEntry(label, sample_rate, split) for split, file in files.items() for label in file.labels]
    if not any(entry.split == "train" for entry in entries):
        shutil.rmtree(partial)
        why = f" The first of {len(refused)} refused: {refused[0].reason}" if refused else ""
        raise DatasetError(f"A data set needs at least one usable note to train on. Received: none for {path}.{why}", rule="usable-notes")
    write_meta(partial / META_FILE, entries)
    (partial / SETTINGS_FILE).unlink()
    if path.exists():
        aside = Path(tempfile.mkdtemp(prefix=".old-", dir=path.parent))
        os.replace(path, aside / path.name)
        os.replace(partial, path)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        os.replace(partial, path)
    return BuildReport(
        path=path,
        notes={split: len(file.labels) for split, file in files.items()},
        instruments={split: len({label.instrument for label in file.labels}) for split, file in files.items()},
        pitches=tuple(sorted({entry.label.pitch for entry in entries})),
        kept=kept,
        refused=refused,
    )


def _read(label: Label, file: Path, sample_rate: int, audio_length: int) -> Sample | Refused:
    try:
        wave, _ = read_audio(file, sample_rate=sample_rate)
        if np.max(np.abs(wave), initial=0.0) > 1.0:  # conversion may overshoot full scale a little
            wave = peak_safe(wave)
        return label_wave(label, wave, audio_length)
    except (AudioError, DatasetError) as e:
        return Refused(label.name, str(e))


def _fingerprint(scan: Scan) -> str:
    """Return a digest of names, labels, sizes and times: a changed file is another data set."""
    digest = hashlib.sha256()
    for label, file in scan.files:
        status = file.stat() if file.exists() else None
        digest.update(repr((label, status and (status.st_size, status.st_mtime_ns))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
