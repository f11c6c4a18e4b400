"""Films in, nodes out: the picture network, the song and the sound's own parents, as a film's comment names them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import sha256
from ganspacesynth.lineage.node import FILM, PICTURE_MODEL, RECORDING, SONG, Node, said
from ganspacesynth.lineage.sounds import recipe_parents
from ganspacesynth.video.writing.film_recipe import read_film_recipe

FILMS = (".mp4", ".mov", ".webm", ".mkv")


def film_node(path: Path) -> Node:
    """Return the node of a film: one of ours, or a recording of whose making nothing is known."""
    digest = sha256(path)
    try:
        told = read_film_recipe(path)
    except GanSpaceSynthError as e:
        return Node(FILM, digest, path.name, facts={"recipe": f"cannot be read: {e}"}, found=True)
    if told is None:
        return Node(RECORDING, digest, path.name, found=True)
    driven = told.get("pictures")
    parents = _driven(driven if isinstance(driven, Mapping) else {})
    stored = told.get("recipe")
    if stored is not None:
        try:
            parents += recipe_parents(check_recipe(stored))
        except GanSpaceSynthError as e:
            return Node(FILM, digest, path.name, facts={"recipe": f"cannot be read: {e}"}, parents=tuple(parents), found=True)
    facts = {"made by": f"ganspacesynth {said(told.get('made_by'))}", "frames a second": said(told.get("fps"))}
    return Node(FILM, digest, path.name, facts=facts, parents=tuple(parents), known=bool(parents), found=True)


def _driven(driven: Mapping[str, Any]) -> list[Node]:
    """Return what pictures were made with, and what drove them."""
    model, song = said(driven.get("model")), driven.get("song")
    parents = [Node(PICTURE_MODEL, model)] if model else []
    if isinstance(song, Mapping) and said(song.get("sha256")):
        parents.append(Node(SONG, said(song.get("sha256")), said(song.get("name"))))
    return parents
