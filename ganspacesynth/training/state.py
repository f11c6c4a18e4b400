"""Training states on disk: nested dicts of arrays, written atomically, numbered; the newest readable one counts."""

import json
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import atomic_path, open_file

KEEP = 2  # states kept: the newest, and the one before it in case a disk loses the newest
_NAME = re.compile(r"state-(\d+)\.npz")
_INFO = "info"


def save_state(folder: Path, state: Mapping[str, Any], info: Mapping[str, Any]) -> Path:
    """Write a state as `state-IMAGES.npz`, then drop all but the newest `KEEP`.

    Args:
        folder: of the training run.
        state: nested dicts of arrays, keys without dots.
        info: JSON values; `images` (int) numbers the file.
    """
    path = folder / f"state-{info['images']:09d}.npz"
    flat = {f"state.{name}": np.asarray(value) for name, value in _flatten(state).items()}
    with atomic_path(path, force=True) as temporary, open(temporary, "wb") as file:
        np.savez(file, **flat, **{_INFO: np.frombuffer(json.dumps(dict(info)).encode(), np.uint8)})  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())
    for _, old in states(folder)[KEEP:]:
        old.unlink(missing_ok=True)
    return path


def load_state(folder: Path) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return (state, info) of the newest readable state, or None when there is none yet.

    Raises:
        TrainingError: there are states, but none can be read.
    """
    found = states(folder)
    for _, path in found:
        if (state := read_state(path)) is not None:
            return state
    if found:
        raise TrainingError(
            f"A training run goes on from its last state. Received: {folder}, no state in it is readable. Start in a new folder.", rule="saved-state"
        )
    return None


def read_state(path: Path) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return (state, info) of one file, or None for a damaged one, which is no reason to lose the older one."""
    try:
        with open_file(path) as opened, np.load(opened, allow_pickle=False) as file:
            info = json.loads(file[_INFO].tobytes())
            return _unflatten({name[len("state.") :]: file[name] for name in file.files if name != _INFO}), info
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def states(folder: Path) -> list[tuple[int, Path]]:
    """Return (images, path) of the states in a folder, newest first, compared as numbers."""
    if not folder.is_dir():
        return []
    matches = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted(((int(match[1]), path) for match, path in matches if match), reverse=True)


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        flat.update(_flatten(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value})
    return flat


def _unflatten(flat: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *parents, leaf = name.split(".")
        branch = tree
        for parent in parents:
            branch = branch.setdefault(parent, {})
        branch[leaf] = value
    return tree
