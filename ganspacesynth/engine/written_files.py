"""Files that a command names to be written: checked format and folder; only files of the same format are overwritten."""

import os
from collections.abc import Callable
from pathlib import Path

from ganspacesynth.audio.files.sound_formats import WAVE_HEAD, format_of, sound_format
from ganspacesynth.bank.live.live_log import is_live_log
from ganspacesynth.composition.steps.step_sequence import load_sequence
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, OutputError
from ganspacesynth.core.files import check_output, open_file
from ganspacesynth.core.pads.pad_map import load_pad
from ganspacesynth.engine.listening.matrix import load_rows
from ganspacesynth.pictures.png import SIGNATURE


def check_sequence(path: str, *, force: bool) -> Path:
    """Return where a sequence may be written.

    Raises:
        InvalidInput: the name does not end in .json.
        OutputError: the folder is missing, the file exists (with `force`: and is no sequence), or cannot be written.
    """
    return _checked(_named(path, "A sequence", ".json"), lambda there: _reads(load_sequence, there), force)


def check_sound(path: str, *, force: bool) -> Path:
    """Return where a sound may be written; as `check_sequence`, for .wav, .flac and .ogg."""
    found = _place(path)
    kind = sound_format(path).name
    return _checked(found, lambda there: _format_there(there) == kind, force)


def check_pad(path: str, *, force: bool) -> Path:
    """Return where a pad's map may be written; as `check_sequence`."""
    return _checked(_named(path, "A pad's map", ".json"), lambda there: _reads(load_pad, there), force)


def check_matrix(path: str, *, force: bool) -> Path:
    """Return where the rows of a matrix may be written; as `check_sequence`."""
    return _checked(_named(path, "A matrix", ".json"), lambda there: _reads(load_rows, there), force)


def check_live_log(path: str, *, force: bool) -> Path:
    """Return where a live log may be written; as `check_sequence`, for .jsonl."""
    return _checked(_named(path, "A live log", ".jsonl"), is_live_log, force)


def check_picture(path: str, *, force: bool) -> Path:
    """Return where a picture may be written; as `check_sequence`, for .png."""
    return _checked(_named(path, "A picture", ".png"), lambda there: _head(there) == SIGNATURE, force)


def _named(path: str, one: str, ending: str) -> Path:
    """Return a path that ends as its kind does."""
    found = _place(path)
    if found.suffix.lower() != ending:
        raise InvalidInput(f"{one} is written as {ending}. Received: {path}. End the name in {ending}.", rule="file-ending")
    return found


def _place(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as e:  # ~somebody without a home
        raise OutputError(f"The output must have a possible name. Received: {path!r} ({e}). Choose another name.", rule="output-name") from e


def _checked(found: Path, own_kind: Callable[[Path], bool], force: bool) -> Path:
    if not os.path.isdir(found.parent):
        raise OutputError(f"The folder must be there. Received: {found.parent}, which is not. Make it, or name another.", rule="existing-folder")
    if force and os.path.lexists(found) and not own_kind(found):
        raise OutputError(
            f"Only a file of its own kind is overwritten. Received: {found}, which is something else. Choose another name.", rule="same-kind-replaced"
        )
    return check_output(found, force=force)


def _reads(load: Callable[[Path], object], path: Path) -> bool:
    """Whether something is a document of a kind."""
    try:
        load(path)
    except GanSpaceSynthError:
        return False
    return True


def _format_there(path: Path) -> str | None:
    head = _head(path, WAVE_HEAD)
    return None if head is None else format_of(head)


def _head(path: Path, size: int = len(SIGNATURE)) -> bytes | None:
    try:
        with open_file(path) as file:
            return file.read(size)
    except OSError:
        return None
