"""Arguments of a PictureModel, checked before anything is computed."""

from typing import Any

import numpy as np

from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.picture_config import PictureConfig

LARGEST = 1e6  # psi
FLOAT32 = float(np.finfo(np.float32).max)


def checked_rows(name: str, value: object, size: int) -> np.ndarray:
    """Return float32 [n, size]; one row may come without its axis."""
    rows = np.atleast_2d(_floats(name, value))
    if rows.ndim != 2 or rows.shape[1] != size or not len(rows):
        raise InvalidInput(f"{name} must be [n, {size}]. Received: shape {rows.shape}.", rule="z-shape")
    return _finite(name, rows)


def checked_ws(config: PictureConfig, value: object) -> np.ndarray:
    """Return ws as float32 [n, num_ws, w_dim]; one may come without n, and w of [n, w_dim] are for all rows."""
    ws = _floats("ws", value)
    if ws.ndim == 2 and ws.shape == (config.num_ws, config.w_dim):
        ws = ws[None]
    elif ws.ndim in (1, 2) and ws.shape[-1] == config.w_dim:
        ws = np.repeat(np.atleast_2d(ws)[:, None], config.num_ws, axis=1)
    if ws.ndim != 3 or ws.shape[1:] != (config.num_ws, config.w_dim) or not len(ws):
        raise InvalidInput(f"ws must be [n, {config.num_ws}, {config.w_dim}]. Received: shape {ws.shape}. Make them of z with map.", rule="ws-shape")
    return np.ascontiguousarray(_finite("ws", ws))


def checked_classes(config: PictureConfig, value: Any, count: int) -> np.ndarray | None:
    """Return amounts of classes, float32 [count, c_dim]; None for a network without."""
    if not config.c_dim:
        if value is not None:
            raise InvalidInput(f"This network has no classes. Received: c={brief(value)}. Leave it out.", rule="known-class")
        return None
    told = np.asarray(0 if value is None else value)
    if told.ndim == 2:
        amounts = _finite("c", _floats("c", told))
    else:
        if told.ndim > 1 or told.dtype.kind not in "iu" or (told < 0).any() or (told >= config.c_dim).any():
            raise InvalidInput(f"A class is a whole number in 0..{config.c_dim - 1}. Received: c={brief(value)}.", rule="known-class")
        amounts = np.eye(config.c_dim, dtype=np.float32)[np.atleast_1d(told)]
    if len(amounts) not in (1, count) or amounts.shape[1] != config.c_dim:
        raise InvalidInput(f"There must be one class, or one for each of {count} z. Received: c of shape {told.shape}.", rule="one-per-picture")
    return np.broadcast_to(amounts, (count, config.c_dim))


def checked_truncation(psi: object, cutoff: object, num_ws: int) -> tuple[float, int | None]:
    """Return psi and cutoff."""
    if not is_number(psi, largest=LARGEST):
        raise InvalidInput(f"psi is a finite number. Received: psi={brief(psi)}.", rule="psi-range")
    if cutoff is not None and (isinstance(cutoff, bool) or not isinstance(cutoff, int | np.integer) or not 0 <= cutoff <= num_ws):
        raise InvalidInput(f"cutoff is a whole number in 0..{num_ws}. Received: cutoff={brief(cutoff)}.", rule="cutoff-range")
    return float(psi), None if cutoff is None else int(cutoff)  # type: ignore[arg-type]


def checked_activation(config: PictureConfig, layer: str, value: object, *, name: str = "activation") -> np.ndarray:
    """Return what a layer shall hold, float32 [n, *shape]; one may come without its axis."""
    shape = config.layers[config.check_layer(layer)]
    held = _floats(f"{name} of {layer}", value)
    held = held[None] if held.ndim == 3 else held
    if held.ndim != 4 or held.shape[1:] != shape or not len(held):
        raise InvalidInput(f"The {name} of {layer} must be [n, {', '.join(map(str, shape))}]. Received: shape {held.shape}.", rule="layer-shape")
    return np.ascontiguousarray(_finite(f"{name} of {layer}", held))


def checked_transform(value: object, count: int) -> np.ndarray | None:
    """Return transforms as [1 or count, 3, 3]."""
    if value is None:
        return None
    moved = _floats("transform", value)
    moved = moved[None] if moved.ndim == 2 else moved
    if moved.ndim != 3 or moved.shape[1:] != (3, 3) or len(moved) not in (1, count):
        raise InvalidInput(f"A transform is [3, 3], or one for each of {count} ws. Received: shape {moved.shape}.", rule="transform-shape")
    return _finite("transform", moved)


def _floats(name: str, value: object) -> np.ndarray:
    try:
        array = np.asarray(value)
    except ValueError as e:
        raise InvalidInput(f"The {name} must be an array of numbers. Received: rows of different lengths.", rule="numeric-array") from e
    if array.dtype.kind not in "fiu":
        raise InvalidInput(f"The {name} must be an array of numbers. Received: {brief(value)}.", rule="numeric-array")
    with np.errstate(over="ignore"):
        return array.astype(np.float32)


def _finite(name: str, array: np.ndarray) -> np.ndarray:
    if not np.isfinite(array).all():
        raise InvalidInput(f"The {name} must be finite. Received: NaN or infinity.", rule="finite-array")
    return array
