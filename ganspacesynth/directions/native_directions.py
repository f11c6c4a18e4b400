"""The native directions file: an uncompressed .npz without pickles, never larger in memory than on disk.

Members: `meta` (one JSON text: format, version, layer, …), the arrays of Directions, and those of Heard. `numpy.load` opens it.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from ganspacesynth.core.documents import DIRECTIONS
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.files import atomic_path, open_file, sha256
from ganspacesynth.core.untrusted.npz import DAMAGE, read_npz
from ganspacesynth.directions.annotations import Annotations, checked_names
from ganspacesynth.directions.directions import CERTIFICATES, Directions

MAX_FILE_BYTES = 3 << 30
ARRAYS = ("components", "mean", "stdev", "var_ratio", "pitch_means", "latent", *CERTIFICATES)
LARGE = ("components", "pitch_means")
ANNOTATIONS = ("ranges", "strengths", "slopes")  # in the file each as heard_NAME
TEXTS = ("layer", "estimator", "pitch", "model_id")
DTYPES = (None, "float16", "float32", "float64")


def write_native(directions: Directions, path: str | os.PathLike[str], *, dtype: str | None = None, force: bool = False) -> Path:
    """Write the native form, whole or not at all; see `directions.save_directions`."""
    if dtype not in DTYPES:
        raise InvalidInput(f"dtype must be one of float16, float32, float64 or None. Received: dtype={dtype!r}.", rule="known-dtype")
    meta: dict[str, Any] = {name: getattr(directions, name) for name in TEXTS}
    meta |= {"shape": directions.shape, "names": directions.names, "pitches": directions.pitches}
    meta |= {"ratings": directions.ratings} if directions.ratings else {}
    arrays = {name: getattr(directions, name) for name in ARRAYS if getattr(directions, name) is not None}
    arrays |= {name: arrays[name].astype(dtype or arrays[name].dtype, copy=False) for name in LARGE if name in arrays}
    return _write(path, *_with_annotations(meta, arrays, directions.annotations), force=force)


def update_native(
    path: str | os.PathLike[str],
    *,
    names: tuple[str, ...] | None = None,
    annotations: Annotations | None = None,
    ratings: tuple[int, ...] | None = None,
) -> Directions:
    """Write new names, annotations or ratings into a native file; whatever else it holds stays as it is, bit for bit.

    Args:
        path: the file; it is replaced, whole or not at all. Recipes that name it still find it (see `identity`).
        names: new ones, None to keep those there are.
        annotations: labels, ranges and slopes, None to keep those there are.
        ratings: new ones, None to keep those there are.

    Returns:
        The directions as they are now.

    Raises:
        DirectionsError: not a native directions file, or names or labels that do not fit.
        OutputError: it cannot be written.
    """
    path = Path(path)
    read_native(path)  # whatever is wrong with the file is told there
    arrays = read_npz(path, DirectionsError)
    meta = {**DIRECTIONS.unpack_text(str(arrays.pop("meta")), where=path)[1], "identity": identity(path)}
    if names is not None:
        meta["names"] = list(checked_names(names))
    if ratings is not None:
        meta["ratings"] = list(ratings)
    if annotations is not None:
        meta, arrays = _with_annotations(meta, arrays, annotations)
    directions = _parse({"meta": _text(meta), **arrays}, path)
    _write(path, meta, arrays, force=True)
    return directions


def identity(path: str | os.PathLike[str]) -> str:
    """Return the hex digest by which recipes name a directions file that has been read: its SHA-256, or once named or labelled that of the first."""
    try:
        with open_file(path) as opened, np.load(opened, allow_pickle=False) as file:
            known = json.loads(str(file["meta"]))["identity"]
        if isinstance(known, str) and len(known) == 64 and set(known) <= set("0123456789abcdef"):
            return known
    except (OSError, *DAMAGE, AttributeError, RecursionError):  # a published file, or one never updated
        pass
    return sha256(path)


def read_native(path: str | os.PathLike[str]) -> Directions:
    """Read the native form; see `directions.load_directions`."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise DirectionsError(
                f"A directions file may hold at most {MAX_FILE_BYTES} bytes. Received: {path} with {size}. Save fewer directions.", rule="file-size"
            )
        # Written uncompressed: arrays larger than the file itself are a trap.
        return _parse(read_npz(path, DirectionsError, max_bytes=size), path)
    except OSError as e:
        raise DirectionsError(f"The directions file must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    except (ValueError, KeyError, TypeError, RecursionError, TokenError) as e:
        raise DirectionsError(
            f"The file must be whole directions in .npz form. Received: {path} ({_short(e)}). Find or fetch them again.", rule="whole-directions"
        ) from e


def _parse(arrays: dict[str, np.ndarray], path: Path) -> Directions:
    if "meta" not in arrays or arrays["meta"].shape != () or arrays["meta"].dtype.kind != "U":
        raise ValueError("no meta in it: some other program's .npz")
    _, meta = DIRECTIONS.unpack_text(str(arrays["meta"]), where=path)
    fields: dict[str, Any] = {name: arrays[name] for name in ARRAYS if name in arrays}
    for name, array in fields.items():
        if array.dtype.kind != "f":
            raise ValueError(f"{name} of the kind {array.dtype}")
        array.setflags(write=False)
    return Directions(**fields, **_checked_meta(meta), annotations=_annotations(meta, arrays))


def _annotations(meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Annotations | None:
    if "heard" not in meta:
        return None
    said = meta["heard"]
    if not isinstance(said, dict) or any(arrays[f"heard_{name}"].dtype.kind != "f" for name in ANNOTATIONS):
        raise ValueError("labels of the wrong kind")
    return Annotations(labels=said["labels"], descriptors=said["descriptors"], **{name: arrays[f"heard_{name}"] for name in ANNOTATIONS})


def _with_annotations(meta: dict, arrays: dict[str, np.ndarray], annotations: Annotations | None) -> tuple[dict, dict[str, np.ndarray]]:
    if annotations is None:
        return meta, arrays
    said = {"labels": annotations.labels, "descriptors": annotations.descriptors}
    return {**meta, "heard": said}, {**arrays, **{f"heard_{name}": getattr(annotations, name) for name in ANNOTATIONS}}


def _write(path: str | os.PathLike[str], meta: Mapping[str, Any], arrays: dict[str, Any], *, force: bool) -> Path:
    with atomic_path(path, force=force) as temporary, open(temporary, "wb") as file:
        np.savez(file, meta=_text(meta), **arrays)
    return Path(path)


def _text(meta: Mapping[str, Any]) -> np.ndarray:
    return np.array(DIRECTIONS.text(meta))


def _checked_meta(meta: dict) -> dict:
    """Return the fields of Directions in `meta`, of the right kinds; ValueError otherwise."""
    texts = {name: meta[name] for name in TEXTS}
    numbers, words = [meta["shape"], meta["pitches"]], meta["names"]
    kinds = {"layer": str, "estimator": str, "pitch": int | None, "model_id": str | None}
    if not all(isinstance(texts[name], kind) and not isinstance(texts[name], bool) for name, kind in kinds.items()):
        raise ValueError("layer, estimator, pitch or model_id of the wrong kind")
    if not all(isinstance(v, list) and all(type(n) is int and 0 <= n < 1 << 31 for n in v) for v in numbers) or len(meta["shape"]) > 4:
        raise ValueError("shape or pitches of the wrong kind")
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise ValueError("names of the wrong kind")
    texts["ratings"] = meta.get("ratings", ())  # looked at by Directions; files from before have none
    return {**texts, "shape": tuple(numbers[0]), "pitches": tuple(numbers[1]), "names": tuple(words)}


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
