"""What a recipe may name to be opened: a WAV can come from anybody, and must not choose files of this machine."""

import os
from collections.abc import Iterable


def trusted_model(path: str | None, wav: str) -> str | None:
    """Return the model that a recipe names, if it is a known one or lies in the WAV's own folder.

    Args:
        path: as the recipe has it; None is the embedded model.
        wav: the file that the recipe is in.

    Raises:
        ModelError: it is elsewhere; nothing of it has been looked at.
    """
    from ganspacesynth.core.errors import ModelError
    from ganspacesynth.networks.known_models import EMBEDDED, known_models

    if path is None or path == EMBEDDED:
        return path
    known = known_models()
    if _inside(path, [os.path.dirname(os.path.abspath(wav)), *map(str, known.values())]):
        return path
    if path in known:
        return str(known[path])
    raise ModelError(
        f"A recipe alone opens only known models, and what lies beside its WAV. Received: {path}. If you trust it, name it with --model {path}.",
        rule="trusted-model",
    )


def trusted_directions(path: str | None, wav: str, model: str | None) -> str | None:
    """Return the directions that a recipe names, if they lie in the WAV's own folder, or in that of a known model or of `model`.

    Raises:
        DirectionsError: they are elsewhere; nothing of them has been looked at.
    """
    from ganspacesynth.core.errors import DirectionsError
    from ganspacesynth.networks.known_models import known_models, model_folder

    if path is None:
        return None
    places = [os.path.dirname(os.path.abspath(wav)), str(model_folder(model)), *map(str, known_models().values())]
    if _inside(path, places):
        return path
    raise DirectionsError(
        f"A recipe alone opens only what lies beside its WAV or its model. Received: {path}. If you trust it, name it with --directions {path}.",
        rule="trusted-directions",
    )


def _inside(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is in one of these folders: first by its letters, since asking the system may already open something; then by its links."""
    if "\0" in path:
        return False
    for folder in folders:
        for found in (os.path.abspath, os.path.realpath):
            place, wanted = (os.path.normcase(found(each)) for each in (folder, os.path.expanduser(path)))
            if wanted != place and not wanted.startswith(place.rstrip(os.sep) + os.sep):
                break
        else:
            return True
    return False
