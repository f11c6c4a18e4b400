"""Modules of a pickled network: records walked to named tensors, and attributes of theirs, each checked."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.pickled_objects import Record
from ganspacesynth.core.untrusted.torch_tensors import Tensor

DEEPEST = 12
MODULES = 10_000
UP_FILTER = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64.0


class ForeignNetwork(Exception):
    """Why a network is none of those that are opened: what it is, in words that follow "Received: FILE, …"."""


def modules(root: Record) -> dict[str, Record]:
    """Return {name: module} of a network and all that is in it, in order; the root's name is ""."""
    found = dict(_walk(root, "", DEEPEST))
    if len(found) > MODULES:
        raise PickleError(f"more than {MODULES} modules")
    return found


def _walk(module: Record, name: str, depth: int) -> Iterator[tuple[str, Record]]:
    if depth < 0:
        raise PickleError("modules in modules in modules")
    yield name, module
    for key, inside in module.part("_modules").items():
        if isinstance(inside, Record):
            yield from _walk(inside, f"{name}.{key}" if name else str(key), depth - 1)


def tensors(found: Mapping[str, Record]) -> dict[str, Tensor]:
    """Return {name: tensor} of all parameters and buffers."""
    named: dict[str, Tensor] = {}
    for name, module in found.items():
        for key, value in {**module.part("_parameters"), **module.part("_buffers")}.items():
            if isinstance(value, Tensor):
                named[f"{name}.{key}" if name else str(key)] = value
    return named


class Weights:
    """Takes tensors of a state one by one, as float32, not more of them than the file is large.

    Attributes:
        names: of all there are.
    """

    def __init__(self, state: Mapping[str, Any], size: int) -> None:
        self._state, self._left = state, size
        self.names = frozenset(state)

    def take(self, name: str) -> np.ndarray:
        """Return a tensor as float32.

        Raises:
            ForeignNetwork: there is none of that name.
            PickleError: it is damaged, or all of them together are larger than their file.
        """
        value = self._state.get(name)
        if not isinstance(value, Tensor | np.ndarray):
            raise ForeignNetwork(f"which has no {name}")
        self._left -= math.prod(value.shape)  # a byte each at least
        if self._left < 0:
            raise PickleError("tensors that are larger than their file together")
        array = value.array() if isinstance(value, Tensor) else value
        if array.dtype.kind not in "fiub":
            raise PickleError("a tensor of something else than numbers")
        with np.errstate(over="ignore"):
            return np.ascontiguousarray(array, np.float32).reshape(array.shape)

    def shape(self, name: str) -> tuple[int, ...]:
        """Return a tensor's shape, () where there is none."""
        return tuple(getattr(self._state.get(name), "shape", ()))

    def linear(self, source: str, target: str, gain: float, bias_gain: float = 1.0) -> dict[str, np.ndarray]:
        """Return weight and bias of a fully connected layer, gains multiplied in."""
        weight, bias = self.take(f"{source}.weight"), self.take(f"{source}.bias")
        return {f"{target}.weight": weight * np.float32(gain), f"{target}.bias": bias * np.float32(bias_gain)}


def whole(module: Record, name: str, default: int | None = None) -> int:
    """Return an attribute that is a whole number."""
    value = module.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ForeignNetwork(f"whose {module.kind} has no {name}")
    return int(value)


def number(module: Record, name: str, default: float | None = None) -> float:
    """Return an attribute that is a finite number."""
    value = module.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating) or not math.isfinite(value):
        raise ForeignNetwork(f"whose {module.kind} has no {name}")
    return float(value)


def optional(module: Record, name: str) -> float | None:
    """Return an attribute that is a number or None."""
    return None if module.get(name) is None else number(module, name)


def pair(module: Record, name: str) -> tuple[int, int]:
    """Return an attribute that is a width and a height, or one for both, as (height, width)."""
    value = np.asarray(module.get(name, 0))
    if value.dtype.kind not in "iu" or value.size not in (1, 2):
        raise ForeignNetwork(f"whose {module.kind} has no {name}")
    width, height = np.broadcast_to(value.reshape(-1), 2).tolist()
    return height, width


def check_activation(module: Record, wanted: str) -> None:
    """Refuse a layer whose activation is another than StyleGAN's."""
    if (said := module.get("activation", wanted)) != wanted:
        raise ForeignNetwork(f"with the activation {str(said)[:20]}, where StyleGAN has {wanted}")


def check_filter(kernel: np.ndarray) -> None:
    """Refuse an upscaling filter that is another than that of all StyleGANs, 1 3 3 1."""
    flat = np.outer(kernel, kernel) if kernel.ndim == 1 else kernel
    if flat.shape != (4, 4) or not np.allclose(flat / max(flat.sum(), 1e-9), UP_FILTER, atol=1e-4):
        raise ForeignNetwork("whose upscaling filter is another than 1 3 3 1")
