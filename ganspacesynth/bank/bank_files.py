"""Banks on disk: a folder of one array file, `bank.npz`, and its sound, `sounds.flac`; read with every size bounded, as those of strangers are.

bank.npz    about (JSON: version, rate, sources, settings, points, the sound's sha256), starts, lengths, features, source, at_s, phase
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.bank.bank import MAX_SAMPLES, MAX_UNITS, Bank, Source, bank_id
from ganspacesynth.bank.units.unit_features import NAMES
from ganspacesynth.core.documents import BANK
from ganspacesynth.core.errors import BankError, GanSpaceSynthError, brief
from ganspacesynth.core.files import MAX_JSON_BYTES, atomic_folder, kind_of, open_file, sha256, wrong_kind
from ganspacesynth.core.point import Point
from ganspacesynth.core.untrusted.npz import Header, read_npz

ARRAYS_FILE, SOUNDS_FILE = "bank.npz", "sounds.flac"
OURS = (ARRAYS_FILE, SOUNDS_FILE, "README.md")
MAX_SOURCES = 100_000
MAX_RATE = 192_000
PER_UNIT = {"starts": "i", "lengths": "i", "source": "i", "at_s": "f", "phase": "f"}


def is_bank(path: str | os.PathLike[str]) -> bool:
    """Tell whether a folder looks like a bank."""
    return (Path(path).expanduser() / ARRAYS_FILE).is_file()


def save_bank(path: str | os.PathLike[str], bank: Bank, *, force: bool = False, card: str | None = None) -> Bank:
    """Write a bank, whole or not at all.

    Args:
        path: the new folder.
        bank: what to write.
        force: replace an existing bank.
        card: written beside it as README.md.

    Returns:
        The bank with its id.

    Raises:
        OutputError: the folder exists, or cannot be written.
    """
    import soundfile

    bank = replace(bank, id=bank_id(bank))
    with atomic_folder(path, force=force, ours=OURS) as folder:
        sounds = folder / SOUNDS_FILE
        soundfile.write(sounds, bank.sounds, bank.sample_rate, subtype="PCM_16", format="FLAC")
        about = {
            "id": bank.id,
            "sample_rate": bank.sample_rate,
            "tail": bank.tail,
            "sha256": sha256(sounds),
            "sources": [[source.kind, source.digest, source.name, source.licence] for source in bank.sources],
            "points": {str(unit): point.to_json() for unit, point in bank.points.items()},
            "settings": dict(bank.settings),
        }
        arrays: dict[str, Any] = {name: getattr(bank, name) for name in PER_UNIT}
        text = np.frombuffer(BANK.text(about).encode(), np.uint8)
        np.savez_compressed(folder / ARRAYS_FILE, about=text, features=bank.features.astype(np.float32), **arrays)
        if card is not None:
            (folder / "README.md").write_text(card, encoding="utf-8")
    return bank


def load_bank(path: str | os.PathLike[str]) -> Bank:
    """Read a bank.

    Raises:
        BankError: no bank, a damaged one, or one of a later version.
    """
    folder = Path(path).expanduser()
    if not is_bank(folder):
        what = wrong_kind(folder) if folder.is_file() else ""
        raise BankError(
            f"A bank is a folder with {ARRAYS_FILE} and {SOUNDS_FILE}. Received: {folder}{what}. Build one with `ganspacesynth bank build`.",
            rule="bank-folder",
        )
    arrays = read_npz(folder / ARRAYS_FILE, BankError, check=lambda headers: _check_headers(headers, folder))
    _, about = BANK.unpack_text(arrays["about"].tobytes(), where=folder / ARRAYS_FILE)
    rate, tail = about.get("sample_rate"), about.get("tail")
    if not _whole(rate, 1000, MAX_RATE) or not _whole(tail, 0, MAX_RATE) or not isinstance(about.get("settings"), dict):
        raise _damaged(folder, f"sample_rate={brief(rate)}, tail={brief(tail)}")
    sources, points = _sources(about.get("sources"), folder), _points(about.get("points"), len(arrays["starts"]), folder)
    sounds = _read_sounds(folder, about.get("sha256"), int(rate))  # type: ignore[arg-type]  # checked
    bank = Bank(
        int(rate),  # type: ignore[arg-type]
        sounds,
        arrays["starts"].astype(np.int64),
        arrays["lengths"].astype(np.int64),
        int(tail),  # type: ignore[arg-type]
        arrays["features"].astype(np.float32),
        arrays["source"].astype(np.int64),
        arrays["at_s"].astype(np.float64),
        arrays["phase"].astype(np.float64),
        sources,
        points,
        about["settings"],
    )
    _check_arrays(bank, folder)
    return replace(bank, id=bank_id(bank))


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _damaged(folder: Path, what: str) -> BankError:
    return BankError(f"A bank must be whole. Received: {folder} with {what}. {BANK.advice}", rule="whole-bank")


def _check_headers(headers: Mapping[str, Header], folder: Path) -> None:
    wanted = {"about", "features", *PER_UNIT}
    if set(headers) != wanted:
        raise _damaged(folder, f"arrays {brief(sorted(headers))}")
    units = headers["starts"].shape
    if len(units) != 1 or units[0] > MAX_UNITS:
        raise _damaged(folder, f"units of shape {brief(list(units))}; there may be {MAX_UNITS}")
    faults = [name for name, kind in PER_UNIT.items() if headers[name].shape != units or headers[name].dtype.kind != kind]
    if headers["features"].shape != (*units, len(NAMES)) or headers["features"].dtype.kind != "f":
        faults.append("features")
    if headers["about"].dtype != np.uint8 or headers["about"].bytes > MAX_JSON_BYTES:
        faults.append("about")
    if faults:
        raise _damaged(folder, f"{', '.join(faults)} of another shape")


def _check_arrays(bank: Bank, folder: Path) -> None:
    """Raise unless every unit lies within the sound, and every number can be used."""
    if not len(bank):
        return
    ends = bank.starts + bank.lengths + bank.tail
    if bank.starts.min() < 0 or bank.lengths.min() < 1 or bank.lengths.max() > len(bank.sounds) or ends.max() > len(bank.sounds):
        raise _damaged(folder, "units outside its sound")
    if bank.source.min() < 0 or bank.source.max() >= len(bank.sources):
        raise _damaged(folder, "units of no source")
    if not np.isfinite(bank.features).all() or not np.isfinite(bank.at_s).all() or np.isinf(bank.phase).any():
        raise _damaged(folder, "NaN or infinity")


def _sources(value: object, folder: Path) -> tuple[Source, ...]:
    if not isinstance(value, list) or len(value) > MAX_SOURCES:
        raise _damaged(folder, f"sources={brief(value)}")
    if not all(isinstance(each, list) and len(each) == 4 and all(isinstance(word, str) for word in each) and all(each[:2]) for each in value):
        raise _damaged(folder, f"sources={brief(value)}")
    return tuple(Source(*each) for each in value)


def _points(value: object, units: int, folder: Path) -> dict[int, Point]:
    if not isinstance(value, dict) or len(value) > units:
        raise _damaged(folder, f"points={brief(value)}")
    try:
        points = {int(unit): Point.from_json(point) for unit, point in value.items()}
    except (ValueError, GanSpaceSynthError) as e:
        raise _damaged(folder, f"points that are none ({brief(str(e))})") from e
    if any(not 0 <= unit < units for unit in points):
        raise _damaged(folder, "points of no unit")
    return points


def _read_sounds(folder: Path, digest: object, rate: int) -> np.ndarray:
    import soundfile

    file = folder / SOUNDS_FILE
    try:
        if not file.is_file() or sha256(file) != digest:
            raise BankError(
                f"A bank's sound must be the one that {ARRAYS_FILE} was written for. Received: {file}, another one or none. {BANK.advice}",
                rule="bank-sound",
            )
        with open_file(file) as opened, soundfile.SoundFile(opened) as sound:
            shape = (sound.format, sound.channels, sound.samplerate)
            if shape != ("FLAC", 1, rate) or sound.frames > MAX_SAMPLES:
                raise _damaged(folder, f"a sound of {shape[0]}, {shape[1]} channels, {shape[2]} Hz, {sound.frames} samples ({kind_of(file)})")
            return sound.read(sound.frames, dtype="int16")
    except (OSError, soundfile.SoundFileError) as e:
        raise BankError(f"A bank's sound must be readable. Received: {file} ({e}). {BANK.advice}", rule="bank-sound") from e
