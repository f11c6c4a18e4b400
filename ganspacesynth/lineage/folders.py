"""Folders and directions in, nodes out: models of all kinds, banks, data sets and samples, training runs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.bank.bank_files import is_bank, load_bank
from ganspacesynth.core.documents import CONTINUATION as CONTINUATION_DOCUMENT
from ganspacesynth.core.documents import MODEL as MODEL_DOCUMENT
from ganspacesynth.core.documents import PICTURE_MODEL as PICTURE_MODEL_DOCUMENT
from ganspacesynth.core.documents import RUN, SAMPLES, DocumentKind, read_document
from ganspacesynth.core.errors import DatasetError, GanSpaceSynthError, InvalidInput, ModelError
from ganspacesynth.core.files import sha256
from ganspacesynth.data.sources import SOURCES_FILE, read_sources
from ganspacesynth.lineage.described import described_node, parts
from ganspacesynth.lineage.node import BANK, CONTINUATION, DATASET, DIRECTIONS, MODEL, MOST_PARENTS, PICTURE_MODEL, SOUNDFONT, Node, said
from ganspacesynth.networks.known_models import is_model

MODELS = {  # file in a folder -> (kind of node, of document, file of its weights)
    "model.json": (MODEL, MODEL_DOCUMENT, "weights.npz"),
    "picture.json": (PICTURE_MODEL, PICTURE_MODEL_DOCUMENT, "weights.safetensors"),
    "continuation.json": (CONTINUATION, CONTINUATION_DOCUMENT, "weights.npz"),
}
RUN_FILE, SAMPLES_FILE = "run.json", "samples.json"
DATASET_FILES = ("train.tfrecord", SAMPLES_FILE, SOURCES_FILE, "meta.json", "examples.json")
MOST_BYTES = 4 << 30  # of a data set that is read for its digest


def folder_nodes(folder: Path) -> Iterator[Node]:
    """Yield what a folder is: mostly one thing; the one that comes along is a bank and a continuation model in one.

    Raises:
        InvalidInput: none of the kinds that have a lineage.
        GanSpaceSynthError: a damaged one.
    """
    made = [name for name in MODELS if (folder / name).is_file()]
    yield from (model_node(folder, name) for name in made)
    if is_bank(folder):
        yield bank_node(folder)
    elif (folder / RUN_FILE).is_file():
        yield run_node(folder)
    elif not made and any((folder / name).is_file() for name in DATASET_FILES):
        yield dataset_node(folder)
    elif not made and is_model(folder):
        yield published_node(folder)
    elif not made:
        raise InvalidInput(
            f"A folder has a lineage when it is a model, a bank, a data set or a training run. Received: {folder}, which is none. Name a file in it.",
            rule="lineage-folder",
        )


def model_node(folder: Path, name: str = "model.json") -> Node:
    """Return the node of a model's folder, by one of MODELS.

    Raises:
        ModelError: damaged, or with other weights than it was written for.
    """
    kind, document, weights = MODELS[name]
    identity, about, digest = _model_json(folder / name, document)
    if not (folder / weights).is_file() or sha256(folder / weights) != digest:
        raise ModelError(
            f"The weights must be those that {name} was written for. Received: {folder / weights}, others or none. Fetch the model again.",
            rule="weights-digest",
        )
    if kind != CONTINUATION:
        return described_node(kind, identity, folder.resolve().name, about)
    told = described_node(kind, identity, folder.resolve().name, about)
    parents = (*told.parents, *_learnt_from(about))
    return Node(kind, identity, told.name, told.licences, told.people, told.facts, parents, known=bool(parents), found=True)


def model_identity(folder: Path, name: str, largest: int) -> str:
    """Return the id that a model's JSON says, of so many bytes at most; raises ModelError for a damaged one."""
    return _model_json(folder / name, MODELS[name][1], largest)[0]


def published_node(folder: Path) -> Node:
    """Return the node of a published checkpoint; raises ModelError for a damaged one."""
    from ganspacesynth.networks.gansynth.checkpoint import read_model

    stored = read_model(folder)
    return described_node(MODEL, stored.id, folder.resolve().name, stored.about)


def directions_node(path: Path) -> Node:
    """Return the node of a file of directions; raises DirectionsError for something else."""
    from ganspacesynth.directions.directions_files import load_directions
    from ganspacesynth.directions.native_directions import identity

    found = load_directions(path)
    facts = {"layer": found.layer, "directions": str(found.n_components), "estimator": found.estimator}
    parents = () if found.model_id is None else (Node(MODEL, found.model_id),)
    return Node(DIRECTIONS, identity(path), path.name, facts=facts, parents=parents, known=bool(parents), found=True)


def bank_node(folder: Path) -> Node:
    """Return the node of a bank; raises BankError for a damaged one."""
    bank = load_bank(folder)
    parents = tuple(Node(each.kind, each.digest, each.name, (each.licence,)) for each in bank.sources[: MOST_PARENTS + 1])
    facts = {"units": str(len(bank)), "seconds": f"{bank.duration_s:.0f}"}
    return Node(BANK, bank.id, folder.resolve().name, facts=facts, parents=parents, known=bool(parents), found=True)


def run_node(folder: Path) -> Node:
    """Return the node of a training run: of the model that it has made last, with the data that it was begun with.

    Raises:
        TrainingError, ModelError: damaged, or without a model yet.
    """
    _, told = read_document(folder / RUN_FILE, RUN)
    settings = told.get("settings")
    for name in MODELS:
        if (folder / "model" / name).is_file():
            node = model_node(folder / "model", name)
            break
    else:
        raise ModelError(f"A training run has a lineage once it has saved a model. Received: {folder} without. Let it train on.", rule="lineage-run")
    digest = said(settings.get("data")) if isinstance(settings, Mapping) else ""
    unread = [each for each in node.parents if each.kind == DATASET and each.digest is None]
    if not digest or len(unread) != 1:
        return node
    data = Node(DATASET, digest, unread[0].name, facts=unread[0].facts, parents=unread[0].parents, known=unread[0].known)
    parents = tuple(data if each is unread[0] else each for each in node.parents)
    return Node(node.kind, node.digest, node.name, node.licences, node.people, node.facts, parents, node.known, True)


def dataset_node(folder: Path) -> Node:
    """Return the node of a data set or a folder of samples: its digest is that of its notes, which models name their data by.

    Raises:
        DatasetError: samples.json or sources.json is damaged.
    """
    listed = read_sources(folder)
    parents = tuple(_soundfonts(folder)) if listed is None else tuple(parts({"made_of": listed}))
    facts: dict[str, str] = {}
    digest = None
    if sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) > MOST_BYTES:
        facts["digest"] = "none: too large to read"
    else:
        from ganspacesynth.training.notes.corpus import load_corpus

        try:
            corpus = load_corpus(folder)
            digest, facts = corpus.digest, {"notes": str(len(corpus))}
        except GanSpaceSynthError as e:
            facts["digest"] = f"none: {e}"
    return Node(DATASET, digest, folder.resolve().name, facts=facts, parents=parents, known=bool(parents), found=True)


def _soundfonts(folder: Path) -> Iterator[Node]:
    if not (folder / SAMPLES_FILE).is_file():
        return
    _, told = read_document(folder / SAMPLES_FILE, SAMPLES)
    listed = told.get("soundfonts")
    if listed is not None and not isinstance(listed, list):
        raise DatasetError(
            f"A folder's {SAMPLES_FILE} lists its soundfonts. Received: {folder} without a list. {SAMPLES.advice}", rule="sample-fonts"
        )
    yield from (Node(SOUNDFONT, said(digest)) for digest in listed or () if said(digest))


def _model_json(path: Path, document: DocumentKind, largest: int | None = None) -> tuple[str, dict[str, Any], object]:
    """Return the id, what it says about itself, and the digest of the weights; raises ModelError for others."""
    _, info = read_document(path, document, largest=largest)
    identity, about = info.get("id"), info.get("about", {})
    if not isinstance(identity, str) or not said(identity) or not isinstance(about, dict):
        raise ModelError(f"{path.name} must have an id and an about of the right kind. Received: {path}. {document.advice}", rule="field-kinds")
    return identity, about, info.get("sha256")


def _learnt_from(about: Mapping[str, Any]) -> Iterator[Node]:
    """Yield the banks that a continuation model learnt from; what they were cut from only they know."""
    listed = about.get("banks")
    for each in listed[:MOST_PARENTS] if isinstance(listed, list) else ():
        if isinstance(each, Mapping) and said(each.get("id")):
            facts = {name: said(each.get(name)) for name in ("units", "sources")}
            yield Node(BANK, said(each["id"]), licences=(said(each.get("licence")),), facts=facts)
