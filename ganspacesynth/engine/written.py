"""Files that a command names to be written: checked format and folder; only files of the same format are overwritten."""

import os
from collections.abc import Callable
from pathlib import Path

from ganspacesynth.audio.files.sound_formats import WAVE_HEAD, format_of, sound_format
from ganspacesynth.composition.steps.step_sequence import load_sequence
from ganspacesynth.core.errors import InvalidInput, OutputError, SequenceError
from ganspacesynth.core.files import check_output, open_file


def check_sequence(path: str, *, force: bool) -> Path:
    """Return where a sequence may be written.

    Raises:
        InvalidInput: the name does not end in .json.
        OutputError: the folder is missing, the file exists (with `force`: and is no sequence), or cannot be written.
    """
    found = _place(path)
    if found.suffix.lower() != ".json":
        raise InvalidInput(f"A sequence is written as .json. Received: {path}. End the name in .json.", rule="file-ending")
    return _checked(found, _is_sequence, force)


def check_sound(path: str, *, force: bool) -> Path:
    """Return where a sound may be written; as `check_sequence`, for .wav, .flac and .ogg."""
    found = _place(path)
    kind = sound_format(path).name
    return _checked(found, lambda there: _format_there(there) == kind, force)


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


def _is_sequence(path: Path) -> bool:
    try:
        load_sequence(path)
    except SequenceError:
        return False
    return True


def _format_there(path: Path) -> str | None:
    try:
        with open_file(path) as file:
            return format_of(file.read(WAVE_HEAD))
    except OSError:
        return None
