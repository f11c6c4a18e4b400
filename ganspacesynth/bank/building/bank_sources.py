"""What banks are built from: paths in, recordings and models out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.audio.files.decode import audio_endings
from ganspacesynth.core.errors import BankError, ModelError
from ganspacesynth.core.files import read_json
from ganspacesynth.networks.known_models import is_model, model_folder

EXAMPLES_FILE, AUDIO_FOLDER = "examples.json", "audio"  # of NSynth's sets, and of those made like them
MAX_EXAMPLES = 1_000_000


@dataclass(frozen=True)
class BankRecording:
    """A sound file.

    Attributes:
        path: where.
        note: it holds one note, as the files of NSynth do, and is cut no further.
    """

    path: Path
    note: bool = False


def find_sources(given: Sequence[str | os.PathLike[str]]) -> tuple[list[BankRecording], list[str | os.PathLike[str]]]:
    """Return the recordings and the models that are meant.

    Args:
        given: sound files, folders of them (all below them is searched), NSynth-like sets, model folders and names of known models.

    Raises:
        BankError: nothing there, or no sound in it.
    """
    recordings: list[BankRecording] = []
    models: list[str | os.PathLike[str]] = []
    for each in given:
        path = Path(each).expanduser()
        if path.is_file():
            recordings.append(BankRecording(path))
        elif is_model(path):
            models.append(path)
        elif path.is_dir():
            recordings += _in_folder(path)
        else:
            _check_model(each)
            models.append(each)
    return list(dict.fromkeys(recordings)), models


def _check_model(name: str | os.PathLike[str]) -> None:
    try:
        found = model_folder(name)
    except ModelError as e:
        raise BankError(
            f"A bank is built from a sound file, a folder of them, or a model. Received: {name}, which is none of these. Check the path.",
            rule="bank-source",
        ) from e
    if not is_model(found):
        raise BankError(
            f"A bank is built from a sound file, a folder of them, or a model. Received: {name}, which is missing. Check the path.",
            rule="bank-source",
        )


def _in_folder(folder: Path) -> list[BankRecording]:
    if (folder / EXAMPLES_FILE).is_file():
        return _in_set(folder)
    endings = audio_endings()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix.lower() in endings)
    visible = [file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    if not visible:
        raise BankError(f"A bank needs sound. Received: {folder}, in which no sound file is. Give files such as WAV, FLAC, MP3.", rule="bank-source")
    return [BankRecording(file) for file in visible]


def _in_set(folder: Path) -> list[BankRecording]:
    """List the notes of an NSynth-like set; names come from a stranger and must stay within its folder."""
    table = read_json(folder / EXAMPLES_FILE, BankError)
    if not isinstance(table, dict) or len(table) > MAX_EXAMPLES:
        raise BankError(f"{EXAMPLES_FILE} lists notes by their names. Received: {folder}. Fetch the set again.", rule="note-table")
    names = sorted(name for name in table if name == Path(name).name and not name.startswith("."))
    files = [folder / AUDIO_FOLDER / f"{name}.wav" for name in names]
    found = [BankRecording(file, note=True) for file in files if file.is_file()]
    if not found:
        raise BankError(f"A bank needs sound. Received: {folder}, no listed note in its {AUDIO_FOLDER}/. Fetch it again.", rule="bank-source")
    return found
