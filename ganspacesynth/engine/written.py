"""Files that a command names to be written: checked format and folder; only files of the same format are overwritten."""

import os
from pathlib import Path

from ganspacesynth.audio.files.sound_files import WAVE_HEAD, is_wave
from ganspacesynth.composition.step_sequence import load_sequence
from ganspacesynth.core.errors import InvalidInput, OutputError, SequenceError
from ganspacesynth.core.files import check_output, open_file


def check_sequence(path: str, *, force: bool) -> Path:
    """Return where a sequence may be written.

    Raises:
        InvalidInput: the name does not end in .json.
        OutputError: the folder is missing, the file exists (with `force`: and is no sequence), or cannot be written.
    """
    return _checked(path, ".json", "A sequence is written as .json", force)


def check_sound(path: str, *, force: bool) -> Path:
    """Return where a sound may be written; as `check_sequence`, for .wav."""
    return _checked(path, ".wav", "Sounds are written as WAV", force)


def _checked(path: str, suffix: str, wanted: str, force: bool) -> Path:
    try:
        found = Path(path).expanduser()
    except RuntimeError as e:  # ~somebody without a home
        raise OutputError(f"The output must have a possible name. Received: {path!r} ({e}). Choose another name.", rule="output-name") from e
    if found.suffix.lower() != suffix:
        raise InvalidInput(f"{wanted}. Received: {path}. End the name in {suffix}.", rule="file-ending")
    if not os.path.isdir(found.parent):
        raise OutputError(f"The folder must be there. Received: {found.parent}, which is not. Make it, or name another.", rule="existing-folder")
    if force and os.path.lexists(found) and not (_is_sequence(found) if suffix == ".json" else _is_wave(found)):
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


def _is_wave(path: Path) -> bool:
    try:
        with open_file(path) as file:
            return is_wave(file.read(WAVE_HEAD))
    except OSError:
        return False
