"""Models by name: those of the package, and those in the user's folders."""

import os
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.core.files import is_unfinished
from ganspacesynth.core.user_folder import user_folder

EMBEDDED = "default"
PICTURE = "picture"  # the picture network that comes along
PLACES = "GANSPACESYNTH_MODELS"  # environment: folders of models, separated as those of PATH
_MARKS = ("model.json", "experiment.json")


def shipped_place() -> Path:
    """Return the folder of the models that come along: installed with the package, or in a checkout.

    Raises:
        ModelError: there is none.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "models", package.parent / "models"):
        if (folder / EMBEDDED / "model.json").is_file():
            return folder
    raise ModelError(
        f"The embedded model must be beside the package. Received: none in {package}. Install ganspacesynth again, or name a model.",
        rule="embedded-model",
    )


def default_model() -> Path:
    """Return the folder of the embedded model."""
    return shipped_place() / EMBEDDED


def picture_path(model: str | os.PathLike[str] | None) -> Path:
    """Return where a picture network is.

    Args:
        model: a file or folder; None, or the word "picture" where nothing has that name, for the one that comes along.

    Raises:
        ModelError: it was not installed.
    """
    if model is None or (os.fspath(model) == PICTURE and not Path(PICTURE).exists()):
        return shipped_place() / PICTURE
    return Path(model).expanduser()


def has_picture_network() -> bool:
    """Tell whether the picture network that comes along was installed."""
    try:
        return (shipped_place() / PICTURE / "picture.json").is_file()
    except ModelError:
        return False


def own_places() -> list[Path]:
    """Return the folders in which somebody keeps models: those that the environment names, then the one that models are fetched into."""
    named = [Path(place).expanduser() for place in os.environ.get(PLACES, "").split(os.pathsep) if place]
    try:
        return [*named, fetched_place()]
    except InvalidInput:  # a user without a home
        return named


def fetched_place() -> Path:
    """Return the folder that `ganspacesynth models --get` puts models into; it need not be there yet.

    Raises:
        InvalidInput: this user has no home.
    """
    return user_folder() / "models"


def known_models() -> dict[str, Path]:
    """Return the folder of each model that has a name: first those that come along, then one's own; the first of a name counts."""
    try:
        places = [shipped_place(), *own_places()]
    except ModelError:
        places = own_places()
    found: dict[str, Path] = {}
    for place in places:
        for folder in sorted(place.iterdir()) if place.is_dir() else []:
            if is_model(folder) and not is_unfinished(folder.name):
                found.setdefault(folder.name, folder)
    return found


def is_model(folder: Path) -> bool:
    """Tell whether a folder looks like a model, native or published."""
    return folder.is_dir() and (any((folder / mark).is_file() for mark in _MARKS) or any(folder.glob("stage_*")))


def model_folder(model: str | os.PathLike[str] | None) -> Path:
    """Return the folder of a model.

    Args:
        model: a folder, the name of a known model, or None for the embedded one. A folder here comes before a name.

    Raises:
        ModelError: a word that is neither; the message lists the names.
    """
    if model is None:
        return default_model()
    try:
        path = Path(model).expanduser()
        if path.exists() or len(path.parts) != 1:
            return path  # whoever opens it says what is wrong with it
    except (OSError, ValueError, RuntimeError) as e:  # longer than a name can be, a null character, ~somebody without a home
        raise ModelError(f"A model is a folder, or has a known name. Received: {brief(str(model))} ({e}). Check the path.", rule="known-model") from e
    known = known_models()
    if path.name in known:
        return known[path.name]
    names = ", ".join(known) or "none"
    raise ModelError(
        f"A model is a folder, or has a known name. Received: {model}, which is missing here and no such name. Known are {names}. Check the path.",
        rule="known-model",
    )
