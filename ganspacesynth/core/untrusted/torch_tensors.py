"""Tensors of PyTorch's pickles without PyTorch: storages are bytes that are read when asked for, tensors checked views of them."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.core.untrusted.pickled_arrays import MAX_DIMENSIONS, PickleError

DTYPES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
LONGEST = 1 << 40  # numbers of a storage that anybody could mean


class Storage:
    """Numbers in a row.

    Attributes:
        dtype: of each.
        count: how many.
    """

    def __init__(self, dtype: np.dtype, count: int, read: Callable[[], Any] | None = None) -> None:
        self.dtype, self.count, self._read = dtype, count, read

    def found(self, read: Callable[[], Any], dtype: np.dtype | None = None) -> None:
        """Say where the bytes are, once the container has told; in which order, where that is another."""
        self._read, self.dtype = read, self.dtype if dtype is None else dtype

    def numbers(self) -> np.ndarray:
        """Return all of it, [count].

        Raises:
            PickleError: the file does not hold it, or not in the length it says.
        """
        data = None if self._read is None else self._read()
        if data is None or len(data) != self.count * self.dtype.itemsize:
            raise PickleError("a tensor whose numbers are missing")
        return np.frombuffer(data, self.dtype)


class Tensor:
    """A tensor as its file describes it; its numbers are read by `array`.

    Attributes:
        shape: of it.
    """

    def __init__(self, storage: Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.shape, self._storage, self._offset, self._strides = shape, storage, offset, strides

    def array(self) -> np.ndarray:
        """Return an array of its own, in C order.

        Raises:
            PickleError: see `Storage.numbers`.
        """
        numbers = self._storage.numbers()[self._offset :]
        steps = tuple(stride * numbers.itemsize for stride in self._strides)
        view = np.lib.stride_tricks.as_strided(numbers, self.shape, steps, writeable=False)
        return np.array(view, view.dtype.newbyteorder("="), order="C")


def rebuilt(storage: object, offset: object, shape: object, strides: object, *_: object) -> Tensor:
    """torch._utils._rebuild_tensor(storage, offset, size, stride), and `_v2` with what only training needs behind it.

    Raises:
        PickleError: it would reach beyond its storage, or be larger than that.
    """
    if not isinstance(storage, Storage) or not _whole(offset):
        raise PickleError("a tensor without a storage")
    sizes, steps = _sizes(shape), _sizes(strides)
    if len(sizes) != len(steps) or type(offset) is not int:
        raise PickleError("a tensor whose shape and strides differ")
    count = math.prod(sizes)
    if math.prod(max(size, 1) for size in sizes) >= LONGEST:  # also of nothing: NumPy cannot count it
        raise PickleError("a tensor of an unknown shape")
    last = offset + sum((size - 1) * step for size, step in zip(sizes, steps, strict=True)) if count else 0
    if count > storage.count or last >= max(storage.count, 1):
        raise PickleError("a tensor that reaches beyond its numbers")
    return Tensor(storage, offset, sizes, steps)


def parameter(data: object, *_: object) -> Tensor:
    """torch._utils._rebuild_parameter(data, requires_grad, hooks): the tensor itself."""
    if not isinstance(data, Tensor):
        raise PickleError("a parameter that is no tensor")
    return data


def storage_of(reference: object) -> tuple[str, Storage]:
    """Return the key and the storage that a persistent id means: ("storage", class, key, place, count[, view]).

    Raises:
        PickleError: it is none, or a view of another storage, which only very old files have.
    """
    if not isinstance(reference, tuple) or len(reference) not in (5, 6) or reference[0] != "storage" or any(reference[5:]):
        raise PickleError("a reference to something else than a storage")
    _, kind, key, _, count = reference[:5]
    if not isinstance(kind, StorageKind) or not isinstance(key, str) or not _whole(count):
        raise PickleError("a reference to something else than a storage")
    return key, Storage(kind.dtype, count)


class StorageKind:
    """What a name such as torch.FloatStorage stands for."""

    def __init__(self, dtype: str) -> None:
        self.dtype = np.dtype(dtype)


def _sizes(value: object) -> tuple[int, ...]:
    if not isinstance(value, tuple | list) or len(value) > MAX_DIMENSIONS or not all(_whole(each) for each in value):
        raise PickleError("a tensor of an unknown shape")
    return tuple(value)


def _whole(value: object) -> bool:
    return type(value) is int and 0 <= value < LONGEST
