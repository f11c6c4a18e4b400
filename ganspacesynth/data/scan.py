"""Labelled files of sample folders: what `chop`, `pad` and `notes` made, and anything named NAME_INDEX_PITCH.wav."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.errors import DatasetError, InvalidInput, brief
from ganspacesynth.core.files import wrong_kind
from ganspacesynth.data.meta import META_FILE, MetaEntry, read_meta
from ganspacesynth.data.nsynth import EXAMPLES_FILE, scan_nsynth
from ganspacesynth.data.sample_folder import find_audio
from ganspacesynth.data.schema import FAMILIES, SOURCES, Label, parse_name


@dataclass(frozen=True)
class Scan:
    """What a folder holds.

    Attributes:
        files: (label, file) of each sample, sorted by name.
        refused: (file name, why) of each that cannot be a sample.
    """

    files: tuple[tuple[Label, Path], ...]
    refused: tuple[tuple[str, str], ...] = ()


def scan_folders(
    folders: Sequence[str | os.PathLike[str]], *, pitches: Iterable[int] | None = None, family: str = FAMILIES[0], source: str = SOURCES[0]
) -> Scan:
    """List the samples of some folders together; names must differ between them.

    Args:
        folders: each with NSynth's examples.json and audio/, with a meta.json, or with files named NAME_INDEX_PITCH.
        pitches: keep only these MIDI numbers; None keeps all.
        family: of sounds that no table labels.
        source: of sounds that no table labels.

    Raises:
        InvalidInput: no such family or source.
        DatasetError: a folder is missing or holds no sample, or two samples have the same name.
    """
    for key, value, known in (("family", family, FAMILIES), ("source", source, SOURCES)):
        if value not in known:
            raise InvalidInput(f"{key} must be one of {', '.join(known)}. Received: {brief(value)}.", rule="known-condition")
    scans = [_scan(Path(folder).expanduser(), FAMILIES.index(family), SOURCES.index(source)) for folder in folders]
    wanted = None if pitches is None else frozenset(pitches)
    files = [file for scan in scans for file in scan.files if wanted is None or file[0].pitch in wanted]
    twice = [name for name, count in Counter(label.name for label, _ in files).items() if count > 1]
    if twice:
        raise DatasetError(
            f"Every sample must have a name of its own. Received: {brief(twice[0])} several times. Rename one, or leave one folder out.",
            rule="distinct-names",
        )
    if not files:
        raise DatasetError(
            f"A data set needs samples. Received: none in {', '.join(map(str, folders))}. Name files NAME_INDEX_PITCH.wav.", rule="some-samples"
        )
    refused = tuple(bad for scan in scans for bad in scan.refused)
    return Scan(tuple(sorted(files, key=lambda file: file[0].name)), refused)


def _scan(folder: Path, family: int, source: int) -> Scan:
    if not folder.is_dir():
        raise DatasetError(f"A folder of samples must exist. Received: {folder}{wrong_kind(folder)}. Check the path.", rule="existing-folder")
    if (folder / EXAMPLES_FILE).exists():
        return Scan(tuple(scan_nsynth(folder)))
    table = read_meta(folder / META_FILE) if (folder / META_FILE).exists() else None
    files, refused = [], []
    for path in find_audio([folder]):
        try:
            name = unicodedata.normalize("NFC", path.stem)  # macOS may spell accents otherwise than the table
            files.append((_label(name, family, source) if table is None else _listed(name, table), path))
        except DatasetError as e:
            refused.append((path.name, str(e)))
    return Scan(tuple(files), tuple(refused))


def _listed(name: str, table: Mapping[str, MetaEntry]) -> Label:
    if name not in table:
        raise DatasetError(
            f"{META_FILE} must list every sample of its folder. Received: {brief(name)}, not listed. Run the command that made it again.",
            rule="every-sample-listed",
        )
    return table[name].label


def _label(name: str, family: int, source: int) -> Label:
    instrument, _, pitch = parse_name(name)
    return Label(name, pitch, instrument, family, source)
