"""Anything that a film is made of in, a digest of the whole of it out: two that differ in anything have two."""

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

UNTOLD = ("_model", "_moving")  # of a painter: the network, which the film's document names, and noise that its seed makes


def made_of(*values: object) -> str:
    """Return the hex SHA-256 of values: arrays, frozen values, mappings, sequences, and the attributes of anything else."""
    found = hashlib.sha256()
    for value in values:
        _add(found, value)
    return found.hexdigest()


def _add(found: Any, value: object) -> None:
    found.update(f"{type(value).__name__}(".encode())
    if isinstance(value, np.ndarray):
        found.update(f"{value.dtype} {value.shape} ".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, Mapping):
        for name in sorted(value, key=str):
            _add(found, name)
            _add(found, value[name])
    elif isinstance(value, list | tuple):
        for each in value:
            _add(found, each)
    elif dataclasses.is_dataclass(value):
        _add(found, {each.name: getattr(value, each.name) for each in dataclasses.fields(value)})
    elif type(value).__module__ != "builtins" and hasattr(value, "__dict__"):
        _add(found, {name: each for name, each in vars(value).items() if name not in UNTOLD})
    else:
        found.update(repr(value).encode("utf-8", "replace"))
    found.update(b")")
