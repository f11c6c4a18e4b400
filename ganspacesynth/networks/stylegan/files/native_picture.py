"""The native form of a picture network: a folder with picture.json (sizes, licence, card) and weights.safetensors, read and written.

The weights' file is of the published format: eight bytes that say how long its header is, a header of JSON with each tensor's type, shape and place,
and the numbers, in little-endian order, C order, without gaps.
"""

import json
import math
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from ganspacesynth.core.documents import PICTURE_MODEL, read_document, write_document
from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.core.files import atomic_folder, open_file, sha256
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, check_weights, is_exact

MODEL_FILE, WEIGHTS_FILE = "picture.json", "weights.safetensors"
DTYPES: dict[str, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
STORED = ("float16", "float32")
LARGEST_HEADER = 8 << 20
LARGEST_FILE = 8 << 30


def is_native(path: Path) -> bool:
    """Whether a path is such a folder."""
    return path.is_dir() and (path / MODEL_FILE).is_file()


def read_native(path: Path) -> StoredPicture:
    """Read a folder, verifying version, digest, names and shapes.

    Raises:
        ModelError: damaged, incomplete, or of a version that is not known.
    """
    _, info = read_document(path / MODEL_FILE, PICTURE_MODEL)
    config, file = PictureConfig.from_json(info.get("config")), path / WEIGHTS_FILE
    try:
        digest = sha256(file)
        weights = read_safetensors(file)
    except OSError as e:
        raise ModelError(
            f"A picture network's folder holds {WEIGHTS_FILE}. Received: {path} ({e.strerror or e}). Fetch it again.", rule="weights-file"
        ) from e
    if digest != info.get("sha256"):
        raise ModelError(
            f"The weights must be those that {MODEL_FILE} was written for. Received: {file} with another sha256. Fetch the model again.",
            rule="weights-digest",
        )
    check_weights(config, weights, str(file))
    about = info.get("about", {})
    if not isinstance(info.get("id"), str) or len(info["id"]) > 64 or not isinstance(about, dict):
        raise ModelError(
            f"{MODEL_FILE} must have an id and an about of the right kind. Received: {path}. Convert the model again.", rule="field-kinds"
        )
    return StoredPicture(config, weights, info["id"], about)


def write_native(path: str | os.PathLike[str], model: StoredPicture, *, dtype: str = "float16", card: str | None = None, force: bool = False) -> Path:
    """Write a folder, whole or not at all.

    Args:
        path: the new folder.
        model: what to write.
        dtype: of the large weights, "float16" (half the size) or "float32".
        card: text of README.md beside it; None for a short one that says what is known.
        force: replace an existing folder.

    Raises:
        InvalidInput: no such dtype.
        ModelError: a weight does not fit into float16.
        OutputError: the folder exists or cannot be written.
    """
    if dtype not in STORED:
        raise InvalidInput(f"Weights are stored as one of {', '.join(STORED)}. Received: dtype={brief(dtype)}.", rule="known-dtype")
    with np.errstate(over="ignore"):
        stored = {name: np.asarray(value, np.float32 if is_exact(name) else dtype) for name, value in model.weights.items()}
    if not all(np.isfinite(value).all() for value in stored.values()):
        raise ModelError("These weights are too large for float16. Received: values above 65504. Use float32.", rule="float16-range")
    with atomic_folder(path, force=force) as folder:
        write_safetensors(folder / WEIGHTS_FILE, stored)
        about = dict(model.about)
        info = {"id": model.id, "dtype": dtype, "sha256": sha256(folder / WEIGHTS_FILE), "config": model.config.to_json(), "about": about}
        write_document(folder / MODEL_FILE, PICTURE_MODEL, info)
        (folder / "README.md").write_text(_card(model) if card is None else card, encoding="utf-8")
    return Path(path)


def _card(model: StoredPicture) -> str:
    config, origin = model.config, model.about.get("origin", {})
    lines = [
        "# A picture network",
        "",
        f"{config.family}, {config.width} x {config.height} pixels, {config.channels} channels, {config.c_dim or 'no'} classes; id {model.id}.",
        *(f"{name}: {value}" for name, value in (origin.items() if isinstance(origin, Mapping) else ())),
        f"licence: {model.about.get('licence', 'not said; ask whoever published the file it was made of')}",
    ]
    return "\n".join(lines) + "\n"


def write_safetensors(path: Path, tensors: Mapping[str, np.ndarray]) -> None:
    """Write tensors of float16 or float32 into a new file."""
    header: dict[str, Any] = {}
    at = 0
    names = {2: "F16", 4: "F32"}
    for name, value in tensors.items():
        header[name] = {"dtype": names[value.itemsize], "shape": list(value.shape), "data_offsets": [at, at + value.nbytes]}
        at += value.nbytes
    told = json.dumps(header, separators=(",", ":")).encode()
    told += b" " * (-len(told) % 8)  # numbers begin at a multiple of eight
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(told)) + told)
        for value in tensors.values():
            file.write(np.ascontiguousarray(value, value.dtype.newbyteorder("<")).tobytes())


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Read tensors of float16 or float32, as float32.

    Raises:
        ModelError: damaged, or of other numbers.
        OSError: it cannot be read.
    """
    with open_file(path) as file:
        try:
            return _tensors(file, os.fstat(file.fileno()).st_size)
        except (ValueError, TypeError, KeyError, RecursionError, AttributeError, OverflowError) as e:
            raise ModelError(
                f"The weights must be a whole safetensors file of float16 and float32. Received: {path} ({brief(e)}). Fetch it again.",
                rule="whole-safetensors",
            ) from e


def _tensors(file: IO[bytes], size: int) -> dict[str, np.ndarray]:
    told = file.read(8)
    length = struct.unpack("<Q", told)[0] if len(told) == 8 else LARGEST_HEADER + 1
    if length > LARGEST_HEADER or size > LARGEST_FILE or length > size - 8:
        raise ValueError("a header longer than the file, or too large")
    header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    found: dict[str, np.ndarray] = {}
    at = 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        dtype, shape, (begin, end) = DTYPES[entry["dtype"]], entry["shape"], entry["data_offsets"]
        whole = isinstance(shape, list) and len(shape) <= 8 and all(type(each) is int and 0 <= each < 1 << 40 for each in shape)
        if not whole or begin != at or end - begin != math.prod(shape) * dtype.itemsize or end > size - 8 - length:
            raise ValueError(f"{name[:60]} lies where no tensor can")
        with np.errstate(invalid="ignore"):
            found[name] = np.frombuffer(file.read(end - begin), dtype).astype(np.float32).reshape(shape)
        at = end
    if at != size - 8 - length:
        raise ValueError("bytes behind the last tensor")
    return found
