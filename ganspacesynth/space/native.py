"""Directions to and from the native file: an uncompressed .npz without pickles, never larger in memory than on disk.

Members: `meta` (one JSON text: magic, version, layer, …) and the arrays of Directions. `numpy.load` opens it.
"""

import json
import os
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from ganspacesynth.errors import DirectionsError, InvalidInput
from ganspacesynth.files import atomic_path
from ganspacesynth.npz import read_npz
from ganspacesynth.space.directions import Directions

MAGIC = "ganspacesynth-directions"
VERSION = 1
MAX_FILE_BYTES = 3 << 30
ARRAYS = ("components", "mean", "stdev", "var_ratio", "pitch_means", "latent")
LARGE = ("components", "pitch_means")
TEXTS = ("layer", "estimator", "pitch", "model_id")
DTYPES = (None, "float16", "float32", "float64")


def write_native(directions: Directions, path: str | os.PathLike[str], *, dtype: str | None = None, force: bool = False) -> Path:
    """Write the native form, whole or not at all; see `directions.save_directions`."""
    if dtype not in DTYPES:
        raise InvalidInput(f"dtype must be one of float16, float32, float64 or None. Received: dtype={dtype!r}.")
    meta = {"magic": MAGIC, "version": VERSION, **{name: getattr(directions, name) for name in TEXTS}}
    meta |= {"shape": directions.shape, "names": directions.names, "pitches": directions.pitches}
    arrays = {name: getattr(directions, name) for name in ARRAYS if getattr(directions, name) is not None}
    arrays |= {name: arrays[name].astype(dtype or arrays[name].dtype) for name in LARGE if name in arrays}
    with atomic_path(path, force=force) as temporary, open(temporary, "wb") as file:
        np.savez(file, meta=np.array(json.dumps(meta)), **arrays)
    return Path(path)


def read_native(path: str | os.PathLike[str]) -> Directions:
    """Read the native form; see `directions.load_directions`."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise DirectionsError(f"A directions file may hold at most {MAX_FILE_BYTES} bytes. Received: {path} with {size}. Save fewer directions.")
        # Written uncompressed: arrays larger than the file itself are a trap.
        return _parse(read_npz(path, DirectionsError, max_bytes=size))
    except OSError as e:
        raise DirectionsError(f"The directions file must be readable. Received: {path} ({e.strerror}). Check the path.") from e
    except (ValueError, KeyError, TypeError, RecursionError, TokenError) as e:
        raise DirectionsError(f"The file must be whole directions in .npz form. Received: {path} ({_short(e)}). Find or fetch them again.") from e


def _parse(arrays: dict[str, np.ndarray]) -> Directions:
    if "meta" not in arrays or arrays["meta"].shape != () or arrays["meta"].dtype.kind != "U":
        raise ValueError("no meta in it: some other program's .npz")
    meta = json.loads(str(arrays["meta"]))
    if not isinstance(meta, dict) or meta.get("magic") != MAGIC:
        raise ValueError("no such magic word in it: some other program's .npz")
    if meta.get("version") != VERSION:
        raise DirectionsError(f"The file's version must be {VERSION}. Received: {str(meta.get('version'))[:20]}. Update ganspacesynth.")
    fields: dict[str, Any] = {name: arrays[name] for name in ARRAYS if name in arrays}
    for name, array in fields.items():
        if array.dtype.kind != "f":
            raise ValueError(f"{name} of the kind {array.dtype}")
        array.setflags(write=False)
    return Directions(**fields, **_checked_meta(meta))


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
    return {**texts, "shape": tuple(numbers[0]), "pitches": tuple(numbers[1]), "names": tuple(words)}


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
