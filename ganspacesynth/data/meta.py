"""meta.json and NSynth's examples.json: one table of note names in, one out."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.data.schema import FAMILIES, NO_QUALITIES, QUALITIES, SOURCES, Label
from ganspacesynth.errors import DatasetError

META_FILE = "meta.json"
MAX_META_BYTES = 1 << 30  # NSynth's own table of 289,205 notes has 0.2 GB


@dataclass(frozen=True)
class Entry:
    """One line of the table: the label, and what is known about its file.

    Attributes:
        label: what the sound is.
        sample_rate: Hz, or None when the table does not say.
        split: "train" or "valid", or None before a data set is built.
    """

    label: Label
    sample_rate: int | None = None
    split: str | None = None


def read_meta(path: str | os.PathLike[str]) -> dict[str, Entry]:
    """Read the table: {note name: Entry}, in the order of the file.

    Only `pitch` must be there; what else is missing takes the defaults of `Label`.

    Raises:
        DatasetError: missing, damaged, or with values no label can have.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_META_BYTES:
            raise DatasetError(f"A table of notes may hold at most {MAX_META_BYTES} bytes. Received: {path} with {size}. Split the data set.")
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise DatasetError(f"The table of notes must be readable. Received: {path} ({e.strerror}). Check the path.") from e
    except (ValueError, RecursionError) as e:
        raise DatasetError(f"The table of notes must be valid JSON. Received: {path} ({e}). Fetch or build it again.") from e
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise DatasetError(f"The table of notes must map each name to its values. Received: {path}, which does not. Fetch or build it again.")
    return {name: _entry(path, name, row) for name, row in table.items()}


def write_meta(path: str | os.PathLike[str], entries: Iterable[Entry]) -> None:
    """Write the table, one note a line; the caller sees to it that it is written whole."""
    rows = (f"{json.dumps(entry.label.name, ensure_ascii=False)}: {json.dumps(_row(entry), ensure_ascii=False)}" for entry in entries)
    Path(path).write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _row(entry: Entry) -> dict[str, object]:
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


def _entry(path: Path, name: str, row: Mapping[str, object]) -> Entry:
    qualities = row.get("qualities", NO_QUALITIES)
    rate, split, instrument = row.get("sample_rate"), row.get("split"), row.get("instrument_str", name)
    wrong = [
        key
        for key, right in (
            ("pitch", "pitch" in row),
            ("qualities", isinstance(qualities, (list, tuple))),
            ("sample_rate", rate is None or (isinstance(rate, int) and rate > 0)),
            ("split", split in (None, "train", "valid")),
            ("instrument_str", isinstance(instrument, str)),
        )
        if not right
    ]
    if wrong:
        raise DatasetError(f"A note's {wrong[0]} must be there and have a known form. Received: {name!r} in {path}. Fetch or build the table again.")
    numbers = {key: row[key] for key in ("pitch", "instrument_family", "instrument_source", "velocity", "program") if key in row}
    label = Label(name=name, instrument=str(instrument), qualities=tuple(qualities), **numbers)  # type: ignore[arg-type]
    return Entry(label, rate, split)  # type: ignore[arg-type]
