"""The published directions file: a pickled dict of NumPy arrays, read by the reader for untrusted pickles."""

import math
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.files import atomic_path, open_file
from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.pickles import read_pickle
from ganspacesynth.directions.directions import CERTIFICATES, Directions

MAX_FILE_BYTES = 3 << 30
PROTOCOL = 4  # opens with Python 3.4 and later
OPTIONAL = ("pitch_means", "latent", *CERTIFICATES)
EXTRAS = ("pitch", "model_id", "names", "pitches", *OPTIONAL)  # ours, beside the published keys; others skip them


def read_published(path: str | os.PathLike[str]) -> Directions:
    """Read the published form: layer, estimator, comp [K, *shape] or [K, D], stdev, var_ratio, global_mean.

    Raises:
        DirectionsError: missing, damaged, too large, holding anything but numbers and texts, or no directions.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise PickleError(f"{size} bytes, at most {MAX_FILE_BYTES} are read")
        with open_file(path) as file:
            content = read_pickle(file, size)
        return _parse(content)
    except OSError as e:
        raise DirectionsError(f"The directions file must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    except (PickleError, MemoryError) as e:
        raise DirectionsError(
            f"The file must be directions and nothing else. Received: {path} ({e}). Fetch it again from a source you trust.", rule="plain-pickle"
        ) from e
    except DirectionsError as e:
        raise DirectionsError(f"{path}: {e}", rule=e.rule) from e


def write_published(directions: Directions, path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write the published form, whole or not at all; `pickle.load` and any NumPy since 1.7 open it.

    What the published form has no key for (pitch, model id, names, means of pitches, directions in z) is stored beside, under the
    names it has in Directions.
    """
    content: dict[str, Any] = {
        "layer": directions.layer,
        "estimator": directions.estimator,
        "comp": directions.components.reshape(-1, *directions.shape),  # [K, D] -> [K, *shape]
        "stdev": directions.stdev,
        "var_ratio": directions.var_ratio,
        "global_mean": directions.mean.reshape(directions.shape),
    }
    extras = {name: getattr(directions, name) for name in EXTRAS}
    content |= {name: value for name, value in extras.items() if value is not None and len(np.atleast_1d(value))}
    with atomic_path(path, force=force) as temporary, open(temporary, "wb") as file:
        _Pickler(file, protocol=PROTOCOL).dump(content)
    return Path(path)


class _Pickler(pickle.Pickler):
    """Writes arrays as numpy.ndarray(shape, dtype, bytes): the one form whose names are the same in NumPy 1 and 2."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return np.ndarray, (value.shape, value.dtype.str, value.tobytes())
        return NotImplemented


def _parse(content: Any) -> Directions:
    if not isinstance(content, dict) or not {"comp", "global_mean", "stdev", "layer"} <= set(content):
        raise DirectionsError(
            "A directions file holds layer, comp, stdev and global_mean. Received: something else. Check which file this is.",
            rule="directions-fields",
        )
    arrays = {name: _numbers(content, name) for name in ("comp", "global_mean", "stdev", "var_ratio", *OPTIONAL) if name in content}
    shape = _shape(arrays["comp"], arrays["global_mean"])
    count = len(arrays["comp"])
    variances = np.square(arrays["stdev"], dtype=np.float64)
    extras: dict[str, Any] = {name: arrays.get(name) for name in OPTIONAL}
    return Directions(
        layer=_text(content, "layer"),
        shape=shape,
        components=arrays["comp"].reshape(count, -1),  # [K, *shape] -> [K, D]
        mean=arrays["global_mean"].reshape(-1),
        stdev=arrays["stdev"].reshape(-1),
        var_ratio=arrays.get("var_ratio", variances / max(variances.sum(), 1e-300)).reshape(-1),
        estimator=_text({"estimator": "unknown", **content}, "estimator"),
        pitch=_whole(content.get("pitch")),
        model_id=None if content.get("model_id") is None else _text(content, "model_id"),
        names=_tuple(content.get("names"), str),
        pitches=_tuple(content.get("pitches"), int),
        **extras,
    )


def _numbers(content: dict, name: str) -> np.ndarray:
    value = content[name]
    if not isinstance(value, np.ndarray) or not value.ndim or not value.size or value.dtype.kind != "f":
        raise DirectionsError(f"{name} must be an array of numbers. Received: {type(value).__name__}. Fetch the file again.", rule="numeric-array")
    return value


def _shape(comp: np.ndarray, mean: np.ndarray) -> tuple[int, ...]:
    """The layer's shape, from whichever of the two arrays kept it; without the batch axis of 1 that some files have."""
    shape = comp.shape[1:] if comp.ndim > 2 else mean.shape
    while len(shape) > 3 and shape[0] == 1:
        shape = shape[1:]
    if math.prod(shape) * len(comp) != comp.size or math.prod(shape) != mean.size:
        raise DirectionsError(
            f"comp must hold directions as large as global_mean. Received: {list(comp.shape)} and {list(mean.shape)}.", rule="directions-shape"
        )
    return shape


def _text(content: dict, name: str) -> str:
    value = content[name]
    if not isinstance(value, str) or len(value) > 1000:
        raise DirectionsError(f"{name} must be a short text. Received: {type(value).__name__}. Fetch the file again.", rule="short-text")
    return value


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise DirectionsError(f"pitch must be a whole number. Received: {type(value).__name__}. Fetch the file again.", rule="pitch-number")
    return int(value)


def _tuple(value: Any, kind: type) -> tuple:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(type(v) is kind for v in value):
        raise DirectionsError(
            f"names and pitches must be lists of {kind.__name__}. Received: {type(value).__name__}. Fetch the file again.", rule="pitches-and-names"
        )
    return tuple(value)
