"""Continuation models on disk: a folder of `continuation.json` and `weights.npz`, written whole and read as a stranger's.

continuation.json   format, version, id, sha256 of the weights, config, about
weights.npz         weights of the network, and embedding/mean, embedding/stdev, embedding/projection
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from ganspacesynth.core.documents import CONTINUATION, read_document, write_document
from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import atomic_folder, sha256, wrong_kind
from ganspacesynth.core.untrusted.npz import Header, read_npz
from ganspacesynth.networks.continuation.continuation import Continuation
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.embedding import Embedding

MODEL_FILE, WEIGHTS_FILE = "continuation.json", "weights.npz"
OURS = (MODEL_FILE, WEIGHTS_FILE, "README.md")


def continuation_id(model: Continuation) -> str:
    """Digest of everything that makes a model choose as it does, 16 hex digits."""
    digest = hashlib.sha256(json.dumps(model.config.to_json(), sort_keys=True).encode())
    for name, value in sorted(_arrays(model).items()):
        digest.update(name.encode() + np.ascontiguousarray(value, "<f4").tobytes())
    return digest.hexdigest()[:16]


def save_continuation(path: str | os.PathLike[str], model: Continuation, *, force: bool = False, card: str | None = None) -> Continuation:
    """Write a model, whole or not at all.

    Args:
        path: the new folder.
        model: what to write.
        force: replace an existing one.
        card: written beside it as README.md.

    Returns:
        The model with its id.

    Raises:
        OutputError: the folder exists, or cannot be written.
    """
    model = replace(model, id=continuation_id(model))
    with atomic_folder(path, force=force, ours=OURS) as folder:
        np.savez(folder / WEIGHTS_FILE, **{name: value.astype(np.float32) for name, value in _arrays(model).items()})  # type: ignore[arg-type]
        info = {"id": model.id, "sha256": sha256(folder / WEIGHTS_FILE), "config": model.config.to_json(), "about": dict(model.about)}
        write_document(folder / MODEL_FILE, CONTINUATION, info)
        if card is not None:
            (folder / "README.md").write_text(card, encoding="utf-8")
    return model


def load_continuation(path: str | os.PathLike[str]) -> Continuation:
    """Read a model.

    Raises:
        ModelError: no continuation model, or a damaged one.
    """
    folder = Path(path).expanduser()
    if not (folder / MODEL_FILE).is_file() or not (folder / WEIGHTS_FILE).is_file():
        what = wrong_kind(folder) if folder.is_file() else ""
        raise ModelError(
            f"A continuation model is a folder with {MODEL_FILE} and {WEIGHTS_FILE}. Received: {folder}{what}. "
            "Train one with `ganspacesynth bank train`.",
            rule="continuation-folder",
        )
    _, info = read_document(folder / MODEL_FILE, CONTINUATION)
    config, about = ContinuationConfig.from_json(info.get("config")), info.get("about")
    if not isinstance(about, dict) or sha256(folder / WEIGHTS_FILE) != info.get("sha256"):
        raise ModelError(
            f"The weights must be those that {MODEL_FILE} was written for. Received: {folder}, with others. {CONTINUATION.advice}",
            rule="weights-digest",
        )
    arrays = read_npz(folder / WEIGHTS_FILE, ModelError, check=lambda headers: _check_headers(config, headers, folder))
    arrays = {name: value.astype(np.float32) for name, value in arrays.items()}
    if not all(np.isfinite(value).all() for value in arrays.values()) or not (arrays["embedding/stdev"] > 0.0).all():
        raise ModelError(f"Weights must be finite. Received: {folder} with NaN or infinity. {CONTINUATION.advice}", rule="finite-weights")
    weights = {name: arrays[name] for name in config.shapes()}
    embedding = Embedding(*(arrays[f"embedding/{name}"] for name in ("mean", "stdev", "projection")))
    model = Continuation(config, weights, embedding, about=about)
    return replace(model, id=continuation_id(model))


def _arrays(model: Continuation) -> dict[str, np.ndarray]:
    seen = model.embedding
    return {**model.weights, "embedding/mean": seen.mean, "embedding/stdev": seen.stdev, "embedding/projection": seen.projection}


def _check_headers(config: ContinuationConfig, headers: Mapping[str, Header], folder: Path) -> None:
    f, e = config.features, config.embedding
    wanted = {**config.shapes(), "embedding/mean": (f,), "embedding/stdev": (f,), "embedding/projection": (f, e)}
    faults = [f"{name} is missing" for name in wanted if name not in headers]
    faults += [f"{name[:40]} is {header.shape}" for name, header in headers.items() if wanted.get(name) != header.shape or header.dtype.kind != "f"]
    if faults:
        raise ModelError(
            f"The weights must fit the model's settings. Received: {folder} where {'; '.join(faults[:8])}. {CONTINUATION.advice}",
            rule="weights-fit-settings",
        )
