"""The few globals that NumPy writes into pickles, each as a function that checks its arguments; nothing is looked up.

A dialect says which more a kind of file may name: directions none, picture networks those of `torch_files.py`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MAX_DIMENSIONS = 8
KINDS = "fiub"
BYTE_ORDERS = ("<", ">", "|", "=")


class PickleError(ValueError):
    """The pickle is damaged, or asks for something that its kind of file never needs."""


class Global:
    """A name from the file; it stands for a function of a table here and is good for nothing else."""

    def __init__(self, build: Callable[..., Any], name: str) -> None:
        self.build, self.name = build, name


Names = Mapping[tuple[str, str], Callable[..., Any]]


@dataclass(frozen=True)
class Dialect:
    """What a kind of pickle may hold, beside plain data and NumPy's arrays.

    Attributes:
        what: it holds, for messages: "directions".
        names: {(module, name): a function that checks all it is given}.
        values: {(module, name): what such a name stands for}.
        families: {beginning of a module's name: a function that makes the function of a name there}.
        refer: makes something of a persistent id; None where there are none.
        operations: at most.
        depth: of containers in containers.
        objects: keys may be whole numbers as well, and there are sets of such keys.
    """

    what: str
    names: Names = field(default_factory=dict)
    values: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    families: Mapping[str, Callable[[str], Callable[..., Any]]] = field(default_factory=dict)
    refer: Callable[[object], Any] | None = None
    operations: int = 100_000
    depth: int = 4
    objects: bool = False

    def find(self, module: object, name: object) -> Any:
        """Return what a name of the file stands for.

        Raises:
            PickleError: nothing that this kind of file needs.
        """
        if not isinstance(module, str) or not isinstance(name, str):
            raise PickleError("a name that is no text")
        if (module, name) in self.values:
            return self.values[module, name]
        build = _NAMES.get((module, name)) or self.names.get((module, name))
        family = next((make for beginning, make in self.families.items() if module.startswith(beginning)), None)
        if build is None and family is not None and name.isidentifier():
            build = family(name)
        if build is None:
            raise PickleError(f"the name {ascii(module[:40])[1:-1]}.{ascii(name[:40])[1:-1]} in it, which {self.what} never need")
        return Global(build, name)


class PendingArray:
    """An array that awaits its state."""

    def __init__(self) -> None:
        self.value: np.ndarray | None = None

    def set_state(self, state: object) -> None:
        if self.value is not None or not isinstance(state, tuple) or len(state) != 5:
            raise PickleError("an array in an unknown form")
        _, shape, dtype, fortran, data = state  # the first is a version number
        self.value = _array(data, dtype, shape, "F" if fortran is True else "C")


class PendingDType:
    """A dtype that may still learn its byte order."""

    def __init__(self, dtype: np.dtype) -> None:
        self.dtype = dtype

    def set_state(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) not in (8, 9) or any(v is not None for v in state[2:5]):
            raise PickleError("a dtype that is no plain number")
        if not isinstance(state[1], str) or state[1] not in BYTE_ORDERS:
            raise PickleError("a dtype that is no plain number")
        self.dtype = np.dtype(f"{state[1]}{self.dtype.str[1:]}")


def _dtype(name: object, align: object = False, copy: object = True) -> PendingDType:
    """numpy.dtype(name): plain numbers only."""
    if not isinstance(name, str) or len(name) > 8:
        raise PickleError("a dtype that is no plain number")
    dtype = np.dtype(name)
    if dtype.kind not in KINDS or dtype.itemsize > 8 or dtype.subdtype is not None:
        raise PickleError(f"numbers of kind {dtype}")
    return PendingDType(dtype)


def _plain_dtype(dtype: object) -> np.dtype:
    return (dtype if isinstance(dtype, PendingDType) else _dtype(dtype)).dtype


def _bytes(data: object) -> bytes | bytearray:
    if isinstance(data, str):  # what Python 2 wrote
        return data.encode("latin-1")
    if not isinstance(data, bytes | bytearray):
        raise PickleError("an array of objects, or without data")
    return data


def _array(data: object, dtype: object, shape: object, order: object) -> np.ndarray:
    """An array over `data`, which must be exactly as long as the shape says."""
    dtype, data = _plain_dtype(dtype), _bytes(data)
    shape = (shape,) if type(shape) is int else shape
    if not isinstance(shape, tuple) or len(shape) > MAX_DIMENSIONS or not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
        raise PickleError("an array whose shape and bytes differ")
    if not isinstance(order, str) or order not in ("C", "F") or math.prod(shape) * dtype.itemsize != len(data):
        raise PickleError("an array whose shape and bytes differ")
    return np.ndarray(shape, dtype, buffer=data, order="F" if order == "F" else "C")


def _reconstruct(kind: object, shape: object, typecode: object) -> PendingArray:
    """numpy's empty array, whose state follows."""
    if not isinstance(kind, Global) or kind.build is not _ndarray:
        raise PickleError("an array of an unknown class")
    return PendingArray()


def _ndarray(shape: object, dtype: object, buffer: object) -> np.ndarray:
    """numpy.ndarray(shape, dtype, buffer)."""
    return _array(buffer, dtype, shape, "C")


def _from_buffer(buffer: object, dtype: object, shape: object, order: object, axis_order: object = None) -> np.ndarray:
    """numpy's array of protocol 5."""
    return _array(buffer, dtype, shape, order)


def _scalar(dtype: object, data: object) -> Any:
    return _array(data, dtype, (), "C")[()]


def _encode(text: object, encoding: object = "latin1") -> bytes:
    """codecs.encode as protocols 0 to 2 need it: bytes written as text."""
    if not isinstance(text, str) or not isinstance(encoding, str) or encoding not in ("latin1", "latin-1"):
        raise PickleError("an encoding that arrays never need")
    return text.encode("latin-1")


_NAMES: Names = {
    ("numpy", "ndarray"): _ndarray,
    ("numpy", "dtype"): _dtype,
    ("_codecs", "encode"): _encode,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _reconstruct for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _from_buffer for core in ("core", "_core")},
}
