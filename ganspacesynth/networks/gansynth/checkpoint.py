"""Model folders: TensorFlow 1 checkpoints of Magenta and SOPI read, the native format read and written."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.documents import MODEL, read_document, write_document
from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import atomic_folder, sha256
from ganspacesynth.core.untrusted.npz import Header, read_npz
from ganspacesynth.networks.gansynth.model_config import ModelConfig, brief
from ganspacesynth.networks.gansynth.published_checkpoint import read_legacy
from ganspacesynth.networks.gansynth.stored_model import PRIOR, StoredModel, check_weights, is_exact, misfits, refuse_misfits
from ganspacesynth.networks.known_models import model_folder

WEIGHTS_FILE = "weights.npz"
MODEL_FILE = "model.json"
DTYPES = ("float16", "float32")


def read_model(path: str | os.PathLike[str]) -> StoredModel:
    """Open a folder of either kind, or a model by its name (see `known_models.model_folder`).

    Raises:
        ModelError: no such folder, neither kind of model, or a damaged one.
    """
    path = model_folder(path)
    if not path.is_dir():
        raise ModelError(
            f"A model is a folder. Received: {path}, which is {'a file' if path.exists() else 'missing'}. Check the path.", rule="model-folder"
        )
    if (path / MODEL_FILE).is_file():
        return read_native(path)
    if (path / "experiment.json").is_file() or any(path.glob("stage_*")):
        return read_legacy(path)
    raise ModelError(
        f"A model folder holds {MODEL_FILE}, or experiment.json and stage_… folders. Received: {path} with neither. Name the folder that holds them.",
        rule="model-folder",
    )


def read_native(path: Path) -> StoredModel:
    """Read a native folder, verifying version, digest, names and shapes; all mismatches are told at once."""
    _, info = read_document(path / MODEL_FILE, MODEL)
    config = ModelConfig.from_json(info.get("config"))
    file = path / WEIGHTS_FILE
    if not file.is_file():
        raise ModelError(
            f"A model folder holds {WEIGHTS_FILE} beside {MODEL_FILE}. Received: {path} without it. Fetch the model again.", rule="weights-file"
        )
    if _digest(file) != info.get("sha256"):
        raise ModelError(
            f"The weights must be those that {MODEL_FILE} was written for. Received: {file} with another sha256. Fetch the model again.",
            rule="weights-digest",
        )
    size = file.stat().st_size

    def check(headers: Mapping[str, Header]) -> None:
        for name, header in headers.items():
            if header.dtype.kind != "f":
                raise ModelError(
                    f"Weights are floating-point numbers. Received: {brief(name)} of {header.dtype} in {file}. Convert the model again.",
                    rule="numeric-weights",
                )
        faults = misfits(config, {name: header.shape for name, header in headers.items()})
        # These grow with the sounds that a model was trained on. They are written unpacked: any that are larger than their file are a trap.
        faults += [f"{name} is larger than its file" for name, header in headers.items() if name in PRIOR and header.bytes > size]
        refuse_misfits(faults, str(file))

    with np.errstate(over="ignore"):
        weights = {name: value.astype(np.float32) for name, value in read_npz(file, ModelError, check=check).items()}
    check_weights(config, weights, str(file))
    prior, about = info.get("prior", {"kind": "normal"}), info.get("about", {})
    if not isinstance(info.get("id"), str) or not isinstance(prior, dict) or not isinstance(about, dict):
        raise ModelError(
            f"{MODEL_FILE} must have an id, a prior and an about of the right kind. Received: {path}. Convert the model again.", rule="field-kinds"
        )
    return StoredModel(config, weights, info["id"], prior, about)


def write_native(
    path: str | os.PathLike[str], model: StoredModel, *, dtype: str = "float16", force: bool = False, beside: Iterable[Path] = ()
) -> Path:
    """Write a native folder, whole or not at all.

    Args:
        path: the new folder.
        model: what to write.
        dtype: of the stored weights, "float16" (half the size) or "float32".
        force: replace an existing folder.
        beside: files to copy into it, such as directions.

    Raises:
        ModelError: a weight does not fit into float16, or the weights do not fit the config.
        OutputError: the folder exists or cannot be written.
    """
    if dtype not in DTYPES:
        raise ModelError(f"Weights are stored as one of {', '.join(DTYPES)}. Received: dtype={brief(dtype)}.", rule="known-dtype")
    check_weights(model.config, model.weights, "the model")
    with np.errstate(over="ignore"):
        stored: dict[str, Any] = {name: np.asarray(value, np.float32 if is_exact(name) else dtype) for name, value in model.weights.items()}
    if not all(np.isfinite(value).all() for value in stored.values()):
        raise ModelError("These weights are too large for float16. Received: values above 65504. Use float32.", rule="float16-range")
    with atomic_folder(path, force=force) as folder:
        np.savez(folder / WEIGHTS_FILE, **stored)
        for file in beside:
            shutil.copyfile(file, folder / file.name)
        info = {
            "id": model.id,
            "dtype": dtype,
            "sha256": sha256(folder / WEIGHTS_FILE),
            "config": model.config.to_json(),
            "prior": dict(model.prior),
            "about": dict(model.about),
        }
        write_document(folder / MODEL_FILE, MODEL, info)
    return Path(path)


def _digest(file: Path) -> str:
    try:
        return sha256(file)
    except OSError as e:
        raise ModelError(
            f"The weights must be readable. Received: {file} ({e.strerror}). Check its permissions, or fetch the model again.", rule="readable-file"
        ) from e
