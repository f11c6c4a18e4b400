"""What a recipe may name to be opened: a WAV can come from anybody, and must not choose files of this machine."""

import dataclasses
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.core.recipe import Recipe


def open_named(recipe: "Recipe", wav: str, model: str | None, directions: str | None) -> "Instrument":
    """Open the model and the directions that a recipe names; sounds made with them go on naming the model as the recipe does.

    Args:
        recipe: as it was read.
        wav: the file that it is in.
        model: where its model is now; None: where the recipe says, if that is to be trusted.
        directions: where its directions are now; None as well.

    Raises:
        ModelError, DirectionsError: they are not to be trusted, not there, or others.
    """
    from ganspacesynth.cli.sounds.options import open_sounds
    from ganspacesynth.core.errors import DirectionsError, ModelError
    from ganspacesynth.core.output.decoders import PUBLISHED

    named, wanted = recipe.directions, recipe.model
    if wanted is None:
        raise ModelError(f"A recipe names its model. Received: {wav} without one. Make the sound anew.", rule="recipe-sources")
    folder = model or trusted_model(wanted.path, wav)
    try:
        file = directions or trusted_directions(named.path if named else None, wav, folder)
        opened = open_sounds(folder, file, recipe.precision, decoder=recipe.decoder or PUBLISHED, wanted=named is not None)
    except (ModelError, DirectionsError) as e:
        same = type(e)
        raise same(f"{e} If it is elsewhere now, name it with --model or --directions.", rule=e.rule) from e
    if opened.model.id != wanted.digest:
        raise ModelError(
            f"The sound needs the model {wanted.digest}. Received: {opened.model.id}. Name its folder with --model.", rule="recorded-model"
        )
    found = opened.directions_artifact.digest if opened.directions_artifact else None
    if named and found != named.digest:
        raise DirectionsError(
            f"The sound needs the directions with sha256 {named.digest}. Received: {found}. Name their file with --directions.",
            rule="recorded-directions",
        )
    return opened if model else dataclasses.replace(opened, model_artifact=dataclasses.replace(opened.model_artifact, path=wanted.path))


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


def trusted_bank(path: str | None, wav: str) -> str | None:
    """Return the bank that a recipe names, if it lies in the WAV's own folder; None is the one that comes along.

    Raises:
        BankError: it is elsewhere; nothing of it has been looked at.
    """
    from ganspacesynth.core.errors import BankError

    if path is None or _inside(path, [os.path.dirname(os.path.abspath(wav))]):
        return path
    raise BankError(
        f"A recipe alone opens only what lies beside its WAV. Received: {path}. If you trust it, name it with --bank {path}.", rule="trusted-bank"
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
