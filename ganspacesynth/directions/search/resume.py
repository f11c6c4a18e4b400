"""Checkpoints of a search for directions: its sums in a file, so that a run killed at any moment resumes."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.documents import UNFINISHED_DIRECTIONS
from ganspacesynth.core.errors import DirectionsError, brief
from ganspacesynth.core.files import named
from ganspacesynth.core.untrusted.npz import read_npz

SUFFIX = ".unfinished"
MAX_BYTES = 8 << 30
PREFIX = "sums."


def unfinished_path(path: Path) -> Path:
    """Where what is done so far is kept, beside the file that shall come of it."""
    path = named(path)
    return path.with_name(path.name + SUFFIX)


def save_unfinished(path: Path, key: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
    """Write sums, whole or not at all: a crash while saving leaves the file that was there before.

    What a kill leaves of a file half written is written over the next time, since it may be large.

    Args:
        path: of the file.
        key: JSON values that say which search this is.
        arrays: the sums.

    Raises:
        OSError: it cannot be written.
    """
    held: dict[str, Any] = {PREFIX + name: np.asarray(value) for name, value in arrays.items()}
    part = _part(path)
    try:
        with open(part, "wb") as file:
            np.savez(file, meta=np.array(UNFINISHED_DIRECTIONS.text(key)), **held)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def remove_unfinished(path: Path) -> None:
    """Remove a file of sums, and what a kill may have left of one."""
    for file in (path, _part(path)):
        file.unlink(missing_ok=True)


def load_unfinished(path: Path, key: Mapping[str, Any]) -> dict[str, np.ndarray] | None:
    """Return the sums of a file, or None when there is none.

    Args:
        path: of the file.
        key: the search that shall go on; the file must be of the same.

    Raises:
        DirectionsError: damaged, or of another search.
    """
    if not os.path.lexists(path):
        return None
    arrays = read_npz(path, DirectionsError, max_bytes=MAX_BYTES)
    _, meta = UNFINISHED_DIRECTIONS.unpack_text(str(arrays.get("meta", "null")), where=path)
    wanted = json.loads(json.dumps(dict(key)))
    others = [
        f"{name}={brief(meta.get(name))}, now {brief(wanted.get(name))}" for name in sorted({*meta, *wanted}) if meta.get(name) != wanted.get(name)
    ]
    if others:
        raise DirectionsError(
            f"A search goes on with the settings it began with. Received: {path} of {'; '.join(others)[:200]}. "
            f"Give those settings, or start again without --resume.",
            rule="same-settings",
        )
    return {name.removeprefix(PREFIX): value for name, value in arrays.items() if name != "meta"}


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")
