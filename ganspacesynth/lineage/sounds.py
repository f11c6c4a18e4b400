"""Sounds and pictures in, nodes out: what their recipes say they were made of; without a recipe nobody knows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import MidiRecipe, check_recipe
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.documents import PICTURE as PICTURE_DOCUMENT
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import sha256
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.lineage.node import (
    BANK,
    CONTINUATION,
    DIRECTIONS,
    MIDI,
    MODEL,
    PICTURE,
    PICTURE_MODEL,
    RECORDING,
    SONG,
    SOUND,
    Node,
    said,
)
from ganspacesynth.pictures.png import read_text


def sound_node(path: Path) -> Node:
    """Return the node of a WAV, FLAC or OGG: a sound of ours, or a recording of whose making nothing is known.

    Raises:
        AudioError: it cannot be read.
    """
    try:
        stored = read_recipe(path)
    except GanSpaceSynthError as e:
        if e.rule not in ("valid-json", "whole-recipe"):
            raise
        return Node(SOUND, samples_sha256(path), path.name, facts={"recipe": f"damaged: {e}"}, found=True)
    if stored is None:
        return Node(RECORDING, sha256(path), path.name, found=True)
    return recipe_node(SOUND, samples_sha256(path), path.name, stored)


def recipe_node(kind: str, digest: str, name: str, stored: object) -> Node:
    """Return the node of what a recipe made, such as a sound or a favourite."""
    try:
        recipe = check_recipe(stored)
    except GanSpaceSynthError as e:
        return Node(kind, digest, name, facts={"recipe": f"cannot be read: {e}"}, found=True)
    facts = {"recipe": recipe.kind, "made by": f"ganspacesynth {recipe.made_by}" if recipe.made_by else ""}
    parents = tuple(recipe_parents(recipe))
    return Node(kind, digest, name, facts=facts, parents=parents, known=recipe.model is not None, found=True)


def recipe_parents(recipe: Recipe) -> list[Node]:
    """Return what a recipe names: models, directions, banks, recordings and songs."""
    answered = isinstance(recipe, ContinuationRecipe)
    parents = [] if recipe.model is None else [Node(CONTINUATION if answered else MODEL, recipe.model.digest, _last(recipe.model.path))]
    if recipe.directions is not None:
        parents.append(Node(DIRECTIONS, recipe.directions.digest, _last(recipe.directions.path)))
    if isinstance(recipe, ContinuationRecipe):
        parents += [Node(BANK, recipe.bank.digest, _last(recipe.bank.path)), Node(RECORDING, recipe.heard.digest, _last(recipe.heard.path))]
    if isinstance(recipe, ReactionRecipe) and recipe.song is not None:
        parents.append(_song(recipe.song))
    if isinstance(recipe, TimelineRecipe):
        parents += _of_scenes(recipe)
    if isinstance(recipe, MidiRecipe):
        parents.append(Node(MIDI, name="whose notes are in the recipe"))
    if recipe.room is not None and recipe.room.impulse is not None:
        parents.append(Node(RECORDING, name="an impulse response, which is in the recipe"))
    return parents


def _of_scenes(recipe: TimelineRecipe) -> list[Node]:
    """Return what the scenes of a timeline name beside its model: songs that they follow, each once, and recordings."""
    scenes = [scene.recipe for layer in recipe.layers for scene in layer.scenes]
    songs = {said(each.song.get("sha256")): _song(each.song) for each in scenes if isinstance(each, ReactionRecipe) and each.song is not None}
    return [*songs.values(), *(Node(RECORDING, name=f"{name}, which is in the recipe") for name in sorted(recipe.recordings))]


def picture_node(path: Path) -> Node:
    """Return the node of a PNG.

    Raises:
        InvalidInput: it cannot be read.
    """
    digest, text = sha256(path), read_text(path)
    if text is None:
        return Node(PICTURE, digest, path.name, found=True)
    try:
        _, told = PICTURE_DOCUMENT.unpack_text(text)
    except GanSpaceSynthError as e:
        return Node(PICTURE, digest, path.name, facts={"recipe": f"cannot be read: {e}"}, found=True)
    model = said(told.get("model"))
    parents = [Node(PICTURE_MODEL, model)] if model else []
    if told.get("directions"):
        parents.append(Node(DIRECTIONS, name=_last(told["directions"])))
    if told.get("latents"):
        parents.append(Node("latents", name=_last(told["latents"])))
    return Node(PICTURE, digest, path.name, facts={"recipe": "picture"}, parents=tuple(parents), known=bool(model), found=True)


def _song(song: Mapping[str, Any]) -> Node:
    facts = {"origin": song.get("origin"), "from": song.get("from_s"), "to": song.get("to_s")}
    return Node(SONG, said(song.get("sha256")) or None, said(song.get("name")), facts=facts)  # type: ignore[arg-type]  # Node makes texts of them


def _last(path: object) -> str:
    """Return the last name of a path as it was on any system; the rest is nobody's business."""
    return said(path).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
