"""Favourites: sounds kept by name, each a document with its recipe in the musician's own folder."""

import os
from pathlib import Path

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_formats import FORMATS
from ganspacesynth.composition.recipes import as_recipe, check_recipe
from ganspacesynth.core.documents import FAVOURITE, read_document, write_document
from ganspacesynth.core.errors import GanSpaceSynthError, OutputError, SequenceError, brief
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.user_folder import check_name, same_name, user_folder

SUFFIX = ".json"
FILES = (*FORMATS, ".json")  # what a name must not end in: a file would be meant
MAX_FAVOURITES = 10_000


def favourites() -> dict[str, Path]:
    """Return the files of all favourites by their names, in order.

    Raises:
        InvalidInput: this user has no home.
        SequenceError: their folder cannot be read.
    """
    place = _place()
    try:
        found = sorted(place.iterdir())[:MAX_FAVOURITES] if place.is_dir() else []
    except OSError as e:
        raise SequenceError(f"Favourites must be readable. Received: {place} ({e.strerror}). Check its permissions.", rule="readable-file") from e
    return {path.stem: path for path in found if path.suffix == SUFFIX and not path.name.startswith(".")}


def is_favourite(name: str) -> bool:
    """Whether a favourite has this name, with whatever capitals."""
    return same_name(name, list(favourites())) is not None


def read_favourite(name: str) -> tuple[Recipe, str]:
    """Return a favourite's recipe, and the file that it is in.

    Args:
        name: with whatever capitals.

    Raises:
        SequenceError: there is none of this name (the message lists those there are), or its file is damaged.
    """
    path = _find(name)
    _, body = read_document(path, FAVOURITE)
    try:
        return check_recipe(body.get("recipe"), where=path), str(path)
    except GanSpaceSynthError as e:
        raise SequenceError(
            f"A favourite holds the recipe of a sound. Received: {path} ({e}). Remove it, and add the sound again.", rule="favourite-recipe"
        ) from e


def add_favourite(name: str, wav: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Keep a sound by a name.

    Args:
        name: 1 to 64 letters, digits and some signs; no number alone, which would be a seed, and no name of a sound file.
        wav: a sound file of ours, of any kind.
        force: take the place of the favourite that has this name.

    Returns:
        The file that was written.

    Raises:
        SequenceError: no name that a favourite can have, or a damaged recipe.
        AudioError: no such file, or one without a recipe.
        OutputError: there is one of this name, or the folder cannot be written.
    """
    name = _checked(name)
    stored = read_recipe(wav)
    if stored is None:
        raise SequenceError(
            f"A favourite is a sound with a recipe. Received: {wav} without one. `ganspacesynth project` finds a point for it.", rule="wav-recipe"
        )
    recipe = as_recipe(check_recipe(stored, where=wav))
    there = favourites()
    taken = same_name(name, list(there))
    if taken is not None and not force:
        raise OutputError(
            f"Nothing is overwritten unasked. Received: {name}, which is a favourite already. Use --force or another name.",
            rule="nothing-overwritten",
        )
    path = _place() / f"{name}{SUFFIX}" if taken is None else there[taken]
    write_document(path, FAVOURITE, {"name": name, "recipe": recipe.to_json()}, force=force)
    return path


def remove_favourite(name: str) -> Path:
    """Forget a favourite; the sounds it was made from stay.

    Returns:
        The file that was removed.

    Raises:
        SequenceError: there is none of this name.
        OutputError: it cannot be removed.
    """
    path = _find(name)
    try:
        path.unlink()
    except OSError as e:
        raise OutputError(f"A favourite must be removable. Received: {path} ({e.strerror}). Check its permissions.", rule="removable-file") from e
    return path


def _place() -> Path:
    return user_folder() / "favourites"


def _find(name: str) -> Path:
    there = favourites()
    found = same_name(name, list(there))
    if found is None:
        known = f"Favourites are {', '.join(list(there)[:12])}{', …' if len(there) > 12 else ''}" if there else "There are no favourites yet"
        raise SequenceError(
            f"A sound is a file, or a favourite's name. Received: {brief(name)}, neither. {known}. Check the name.", rule="known-favourite"
        )
    return there[found]


def _checked(name: str) -> str:
    name = check_name(name, "A favourite", SequenceError)
    if name.lower().endswith(FILES) or name.replace(" ", "").isdigit():
        raise SequenceError(
            f"A favourite's name is none of a file, and no seed. Received: {brief(name)}. Choose another name.", rule="favourite-name"
        )
    return name
