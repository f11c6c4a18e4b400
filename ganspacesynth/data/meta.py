"""meta.json and NSynth's examples.json: the metadata of notes, read and written."""

import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.errors import DatasetError, brief
from ganspacesynth.core.files import open_file
from ganspacesynth.data.schema import FAMILIES, NO_QUALITIES, QUALITIES, SOURCES, Label

log = logging.getLogger(__name__)

META_FILE = "meta.json"
INDICES = {"instrument_family": FAMILIES, "instrument_source": SOURCES}
MAX_META_BYTES = 1 << 30  # NSynth's own table of 289,205 notes has 0.2 GB


@dataclass(frozen=True)
class MetaEntry:
    """One line of the table: the label, and what is known about its file.

    Attributes:
        label: what the sound is.
        sample_rate: Hz, or None when the table does not say.
        split: "train" or "valid", or None before a data set is built.
    """

    label: Label
    sample_rate: int | None = None
    split: str | None = None


def read_meta(path: str | os.PathLike[str]) -> dict[str, MetaEntry]:
    """Read the table: {note name: Entry}, in the order of the file.

    Only `pitch` must be there; what else is missing takes the defaults of `Label`, and of families and sources the log says so. Family, source
    and qualities may be given as numbers or in words (`instrument_family`, `instrument_family_str`, `qualities_str` …).

    Raises:
        DatasetError: missing, damaged, or with values no label can have.
    """
    path = Path(path)
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_META_BYTES:
                raise DatasetError(
                    f"A table of notes may hold at most {MAX_META_BYTES} bytes. Received: {path} with {size}. Split the data set.", rule="file-size"
                )
            table = json.loads(file.read())  # in any UTF, with a byte order mark or without
    except OSError as e:
        raise DatasetError(f"The table of notes must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    except (ValueError, RecursionError) as e:
        raise DatasetError(f"The table of notes must be valid JSON. Received: {path} ({e}). Fetch or build it again.", rule="valid-json") from e
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise DatasetError(
            f"The table of notes must map each name to its values. Received: {path}, which does not. Fetch or build it again.", rule="table-of-notes"
        )
    for key, names in INDICES.items():
        silent = sum(key not in row and f"{key}_str" not in row for row in table.values())
        if silent:
            log.warning("%s: %d of %d notes have no %s, and are taken for %s.", path, silent, len(table), key, names[0])
    return {name: _entry(path, name, row) for name, row in table.items()}


def write_meta(path: str | os.PathLike[str], entries: Iterable[MetaEntry]) -> None:
    """Write the table, one note a line; the caller sees to it that it is written whole."""
    rows = (f"{json.dumps(entry.label.name, ensure_ascii=False)}: {json.dumps(_row(entry), ensure_ascii=False)}" for entry in entries)
    Path(path).write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _row(entry: MetaEntry) -> dict[str, object]:
    label = entry.label
    row = {
        "pitch": label.pitch,
        "velocity": label.velocity,
        "program": label.program,
        "instrument_str": label.instrument,
        "instrument_family": label.instrument_family,
        "instrument_family_str": FAMILIES[label.instrument_family],
        "instrument_source": label.instrument_source,
        "instrument_source_str": SOURCES[label.instrument_source],
        "qualities": list(label.qualities),
        "qualities_str": [name for name, has in zip(QUALITIES, label.qualities, strict=True) if has],
        "sample_rate": entry.sample_rate,
        "split": entry.split,
    }
    return {key: value for key, value in row.items() if value is not None}


def _entry(path: Path, name: str, row: Mapping[str, object]) -> MetaEntry:
    try:
        words = {key: _index(row, key, names) for key, names in INDICES.items()}
        qualities = _qualities(row)
    except ValueError as e:
        raise DatasetError(f"{e} Received: {brief(name)} in {path}. Correct the table.", rule="note-values") from e
    rate, split, instrument = row.get("sample_rate"), row.get("split"), row.get("instrument_str", name)
    wrong = [
        key
        for key, right in (
            ("pitch", "pitch" in row),
            ("sample_rate", rate is None or (isinstance(rate, int) and rate > 0)),
            ("split", split in (None, "train", "valid")),
            ("instrument_str", isinstance(instrument, str)),
        )
        if not right
    ]
    if wrong:
        raise DatasetError(
            f"A note's {wrong[0]} must be there and have a known form. Received: {brief(name)} in {path}. Fetch or build the table again.",
            rule="note-values",
        )
    numbers = {key: row[key] for key in ("pitch", "velocity", "program") if key in row}
    numbers |= {key: value for key, value in words.items() if value is not None}
    label = Label(name=name, instrument=str(instrument), qualities=qualities, **numbers)  # type: ignore[arg-type]
    return MetaEntry(label, rate, split)  # type: ignore[arg-type]


def _index(row: Mapping[str, object], key: str, names: tuple[str, ...]) -> object:
    """Return a family or a source as its number, or None when the row says none; ValueError for words that are none, and for two that differ."""
    said, word = row.get(key), row.get(f"{key}_str")
    number = _named(key, said, names) if isinstance(said, str) else said
    spoken = None if word is None else _named(f"{key}_str", word, names)
    if None not in (number, spoken) and number != spoken:
        raise ValueError(f"{key} and {key}_str must say the same, not {brief(said)} and {brief(word)}.")
    return spoken if number is None else number


def _named(key: str, word: object, names: tuple[str, ...]) -> int:
    plain = str(word).strip().casefold().replace(" ", "_")
    if plain not in names:
        raise ValueError(f"{key} must be one of {', '.join(names)}, not {brief(word)}.")
    return names.index(plain)


def _qualities(row: Mapping[str, object]) -> tuple[int, ...]:
    """Return qualities as 0 and 1: from numbers or booleans, or else from words."""
    numbers, words = row.get("qualities"), row.get("qualities_str")
    if numbers is None and words is None:
        return NO_QUALITIES
    if numbers is None:
        if not isinstance(words, list):
            raise ValueError(f"qualities_str must be a list of words, not {brief(words)}.")
        has = {_named("qualities_str", str(word).replace("-", "_"), _QUALITY_WORDS) for word in words}
        return tuple(int(index in has) for index in range(len(QUALITIES)))
    if not isinstance(numbers, list | tuple) or any(value not in (0, 1) for value in numbers):
        raise ValueError(f"qualities must be {len(QUALITIES)} of 0 or 1, not {brief(numbers)}.")
    return tuple(map(int, numbers))


_QUALITY_WORDS = tuple(name.replace("-", "_") for name in QUALITIES)
