"""A path in, nodes out: what the file or folder is, by how it begins."""

import os
from pathlib import Path

from ganspacesynth.audio.files.sound_formats import WAVE_HEAD, format_of
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.documents import ARTIFACT, PREFIX, TAG
from ganspacesynth.core.documents import FAVOURITE as FAVOURITE_DOCUMENT
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.files import NO_FILE, open_file, read_json, sha256
from ganspacesynth.lineage.films import FILMS, film_node
from ganspacesynth.lineage.folders import MODELS, RUN_FILE, SAMPLES_FILE, directions_node, folder_nodes
from ganspacesynth.lineage.node import FAVOURITE, FILE, MIDI, MODEL, POINT, RECORDING, SOUNDFONT, Node, said
from ganspacesynth.lineage.sounds import picture_node, recipe_node, sound_node
from ganspacesynth.networks.known_models import known_models

OF_FOLDERS = (*MODELS, RUN_FILE, SAMPLES_FILE, "bank.npz", "weights.npz", "weights.safetensors", "meta.json", "train.tfrecord")
SUFFIXES = {".mid": MIDI, ".midi": MIDI, ".sf2": SOUNDFONT, ".sf3": SOUNDFONT}
HEARD = (".mp3", ".m4a", ".aac", ".wma", ".opus", ".aif", ".aiff", ".au", ".caf", ".mka")
BEGIN = 64


def located(path: str | os.PathLike[str]) -> Path:
    """Return where a file or folder lies: as it was named, or where the model of this name is."""
    place = Path(path).expanduser()
    try:
        return place if place.exists() else known_models().get(str(place), place)
    except (OSError, ValueError):  # longer than a name can be, or a null character: whoever opens it says so
        return place


def file_nodes(path: Path) -> list[Node]:
    """Return what a path is, as far as it says so itself.

    Args:
        path: a file or a folder.

    Raises:
        InvalidInput: nothing there, or a folder that is none of the kinds that have a lineage.
        GanSpaceSynthError: it is damaged; of the class of its kind.
    """
    if os.path.isdir(path):
        return list(folder_nodes(path))
    if path.name in OF_FOLDERS and (path.name != "weights.npz" or any((path.parent / name).is_file() for name in MODELS)):
        return list(folder_nodes(path.parent))
    try:
        with open_file(path) as file:
            begin = file.read(max(BEGIN, WAVE_HEAD))
    except (OSError, ValueError) as e:
        reason = os.strerror(e.errno) if isinstance(e, OSError) and e.errno and NO_FILE not in str(e) else str(e).partition("] ")[2] or str(e)
        raise InvalidInput(
            f"What a file was made of is read from it. Received: {brief(str(path))} ({reason}). Check the path.",
            rule="lineage-path",
        ) from e
    return [_node(path, begin)]


def _node(path: Path, begin: bytes) -> Node:
    suffix = path.suffix.lower()
    if format_of(begin) is not None:
        return sound_node(path)
    if begin.startswith(b"\x89PNG"):
        return picture_node(path)
    if suffix == ".npz" or suffix in (".pickle", ".pkl"):
        return directions_node(path)
    if suffix == ".json":
        return _document_node(path)
    if suffix in FILMS:
        return film_node(path)
    kind = SUFFIXES.get(suffix, RECORDING if suffix in HEARD else FILE)
    return Node(kind, sha256(path), path.name, found=True)


def _document_node(path: Path) -> Node:
    """Return the node of a document: a favourite, an artifact, a point; others are files of which nothing is known."""
    told = read_json(path, InvalidInput)
    digest, tag = sha256(path), told.get(TAG) if isinstance(told, dict) else None
    if not isinstance(told, dict):
        return Node(FILE, digest, path.name, found=True)
    if tag == FAVOURITE_DOCUMENT.tag:
        return recipe_node(FAVOURITE, digest, said(told.get("name")) or path.name, told.get("recipe"))
    if tag == ARTIFACT.tag:
        return _artifact_node(Artifact.from_json(told))
    model = told.get("model")
    if isinstance(model, str) and said(model):
        return Node(POINT if "pitch" in told else FILE, digest, path.name, parents=(Node(MODEL, model),), known=True, found=True)
    kind = said(tag).removeprefix(PREFIX) if isinstance(tag, str) and tag.startswith(PREFIX) else FILE
    return Node(kind or FILE, digest, path.name, found=True)


def _artifact_node(artifact: Artifact) -> Node:
    parents = tuple(_artifact_node(parent) for parent in artifact.parents)
    name = said(artifact.path).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return Node(artifact.kind, artifact.digest, name, parents=parents, known=bool(parents))
