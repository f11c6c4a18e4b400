"""Latents that somebody kept: a file of z or ws in, arrays out, checked against a network's sizes."""

import os
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.files import atomic_path, read_json
from ganspacesynth.core.point import Point
from ganspacesynth.core.untrusted.npz import read_npz

LARGEST = 256 << 20  # bytes
NAMES = ("ws", "w", "z")


def write_latents(path: str | os.PathLike[str], ws: np.ndarray, *, force: bool = False) -> Path:
    """Write ws [n, num_ws, w_dim] as .npz, whole or not at all; `read_latents` reads them.

    Raises:
        InvalidInput: another ending.
        OutputError: the file exists, or cannot be written.
    """
    if Path(path).suffix.lower() != ".npz":
        raise InvalidInput(f"ws are kept in a file that ends in .npz. Received: {path}. Choose another name.", rule="file-ending")
    with atomic_path(path, force=force) as temporary, temporary.open("wb") as file:
        np.savez(file, ws=np.asarray(ws, np.float32))
    return Path(path)


def read_latents(path: str | os.PathLike[str]) -> tuple[str, np.ndarray]:
    """Read z or ws.

    Args:
        path: .npz with an array `z`, `ws` or `w` (as projectors of StyleGAN write it), or .json: numbers of one z, a list of such lists, or a point.

    Returns:
        "z" or "ws", and the array as float32; a PictureModel checks its shape.

    Raises:
        InvalidInput: another file, or one that is damaged.
    """
    if Path(path).suffix.lower() == ".npz":
        arrays = read_npz(path, InvalidInput, max_bytes=LARGEST)
        name = next((name for name in NAMES if name in arrays), None)
        if name is None or arrays[name].dtype.kind not in "fiu":
            raise InvalidInput(f"A file of latents holds z, ws or w. Received: {path} with {', '.join(sorted(arrays)[:6])}.", rule="latents-file")
        return "z" if name == "z" else "ws", arrays[name].astype(np.float32)
    value = read_json(path, InvalidInput)
    if isinstance(value, dict):
        value = _z_of(value, path)
    try:
        numbers = np.atleast_2d(np.asarray(value, np.float64))
    except (TypeError, ValueError, OverflowError) as e:
        raise InvalidInput(f"A file of z is .npz, or a JSON list of numbers. Received: {path}. Check which file this is.", rule="latents-file") from e
    return "z", numbers.astype(np.float32)


def _z_of(value: dict, path: str | os.PathLike[str]) -> list[float]:
    """Return the z of a point, such as that of a place on a pad."""
    try:
        z = Point.from_json(value).z
    except (SequenceError, InvalidInput) as e:
        raise InvalidInput(f"A file of z is .npz, a JSON list of numbers, or a point. Received: {path} ({e}).", rule="latents-file") from e
    if z is None:
        raise InvalidInput(f"A point needs a z to be a picture. Received: {path} without. Take another.", rule="latents-file")
    return list(z)
