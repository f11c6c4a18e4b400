"""Conversion of a picture network's file to the native form, which is smaller, opens at once, and carries a licence and a card."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import check_output, open_file
from ganspacesynth.networks.stylegan.files.native_picture import write_native
from ganspacesynth.networks.stylegan.files.read import read_picture

LARGEST_CARD = 1 << 20  # bytes


@dataclass(frozen=True)
class PictureConversion:
    """How a picture network is converted.

    Attributes:
        dtype: of the large weights, "float16", half the size, or "float32", exact.
        licence: what whoever published it allows; None where that is not known.
        card: a file that says more, which comes along as README.md.
    """

    dtype: str = "float16"
    licence: str | None = None
    card: str | os.PathLike[str] | None = None


def convert_picture(
    model: str | os.PathLike[str], folder: str | os.PathLike[str], settings: PictureConversion | None = None, *, force: bool = False
) -> tuple[Path, str]:
    """Write a picture network as a native one.

    Args:
        model: its file, or a native folder.
        folder: for the native form.
        settings: how.
        force: replace a folder that is there.

    Returns:
        The folder, and the network's id.

    Raises:
        ModelError: no such network.
        InvalidInput: it would be converted into itself, or a card that cannot be read.
        OutputError: the folder exists, holds something else, or cannot be written.
    """
    settings = settings or PictureConversion()
    if Path(folder).expanduser().resolve() == Path(model).expanduser().resolve():
        raise InvalidInput(
            f"A model is converted into another folder. Received: -o {folder}, the model itself. Name a new folder.", rule="another-folder"
        )
    target, card = check_output(folder, force=force), None if settings.card is None else _card(settings.card)
    stored = read_picture(Path(model).expanduser())
    if settings.licence is not None:
        stored = replace(stored, about={**stored.about, "licence": settings.licence})
    return write_native(target, stored, dtype=settings.dtype, card=card, force=force), stored.id


def _card(path: str | os.PathLike[str]) -> str:
    try:
        with open_file(path) as file:
            text = file.read(LARGEST_CARD + 1)
        if len(text) > LARGEST_CARD:
            raise ValueError("more than a megabyte")
        return text.decode("utf-8")
    except OSError as e:
        raise InvalidInput(f"A card is a file. Received: {path} ({e.strerror or e}). Check the path.", rule="readable-file") from e
    except ValueError as e:
        raise InvalidInput(f"A card is a text in UTF-8, of a megabyte at most. Received: {path} ({e}).", rule="card-text") from e
