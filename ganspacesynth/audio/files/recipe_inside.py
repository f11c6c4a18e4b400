"""A recipe inside a sound file: JSON in a RIFF chunk of WAV, in the comment of FLAC and OGG."""

import json
import os
import struct
from pathlib import Path
from typing import BinaryIO

from ganspacesynth.audio.files.sound_formats import WAVE_HEAD, format_of, tag_bytes
from ganspacesynth.core.documents import RECIPE
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.core.files import open_file, wrong_kind

RECIPE_CHUNK = b"gss "  # a RIFF chunk of our own: other programs skip it, libsndfile's comment field stops at 2 kB
MAX_RECIPE_BYTES = 64 * 1024 * 1024
MAX_COMMENT_BYTES = 15 * 1024 * 1024  # a block of FLAC's metadata ends at 16 MiB


def read_recipe(path: str | os.PathLike[str]) -> object | None:
    """Return the recipe stored in a WAV, FLAC or OGG file, or None when it has none.

    Raises:
        AudioError: no such file, or a damaged recipe.
    """
    path = Path(path)
    try:
        with open_file(path) as file:
            kind = _format(file)
            if kind is None:
                raise AudioError(
                    f"Only WAV, FLAC and OGG files carry a recipe. Received: {path}{wrong_kind(path)}. Check which file this is.",
                    rule="recipe-format",
                )
            if kind != "WAV":
                return _read_comment(path, file)
            while len(head := file.read(8)) == 8:
                name, size = head[:4], struct.unpack("<I", head[4:])[0]
                if name == RECIPE_CHUNK:
                    return _parse(path, file.read(min(size, MAX_RECIPE_BYTES + 1)), size)
                file.seek(size + size % 2, os.SEEK_CUR)
    except OSError as e:
        raise AudioError(f"The sound file must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    return None


def recipe_chunk(recipe: object) -> bytes:
    """Return a recipe as a RIFF chunk.

    Raises:
        InvalidInput: it holds what JSON cannot say, or too much.
    """
    data = _bytes(recipe, MAX_RECIPE_BYTES, "Use fewer points.")
    return RECIPE_CHUNK + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def recipe_comment(recipe: object) -> str:
    """Return a recipe as the comment of a FLAC or OGG file; raises as `recipe_chunk`."""
    return _bytes(recipe, MAX_COMMENT_BYTES, "Use fewer points, or write a WAV, which has room for more.").decode("utf-8")


def append_chunk(path: Path, chunk: bytes) -> None:
    """Add a RIFF chunk at a WAV file's end, and its length to the length of the whole."""
    with open(path, "r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(b"\0" * (file.tell() % 2) + chunk)
        riff_size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", riff_size))


def _format(file: BinaryIO) -> str | None:
    """Return what a file is, also behind an ID3 tag, which some programs write in front of a FLAC."""
    head = file.read(WAVE_HEAD)
    if not (tag := tag_bytes(head)):
        return format_of(head)
    file.seek(tag)
    return "FLAC" if format_of(file.read(WAVE_HEAD)) == "FLAC" else None


def _read_comment(path: Path, file: BinaryIO) -> object | None:
    """Return the recipe in a file's comment; another comment, such as a listener's, is none."""
    import soundfile

    try:
        file.seek(0)
        with soundfile.SoundFile(file) as sound:
            comment = str(sound.comment)
    except (soundfile.SoundFileError, MemoryError) as e:
        raise AudioError(f"The sound file must be whole. Received: {path} ({e}). Fetch it again.", rule="whole-sound") from e
    return _parse(path, comment.encode("utf-8"), 0) if RECIPE.tag in comment[:200] else None


def _parse(path: Path, data: bytes, size: int) -> object:
    if max(size, len(data)) > MAX_RECIPE_BYTES or len(data) < size:
        raise AudioError(f"The recipe in the sound file must be whole and under {MAX_RECIPE_BYTES} bytes. Received: {path}.", rule="whole-recipe")
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as e:
        raise AudioError(f"The recipe in the sound file must be valid JSON. Received: {path} ({e}).", rule="valid-json") from e


def _bytes(recipe: object, largest: int, advice: str) -> bytes:
    try:
        data = json.dumps(recipe, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except ValueError as e:
        raise InvalidInput(f"A recipe holds what JSON can say: finite numbers, texts. Received: something else ({e}).", rule="json-values") from e
    if len(data) > largest:
        raise InvalidInput(f"A recipe may take at most {largest} bytes. Received: {len(data)}. {advice}", rule="recipe-size")
    return data
