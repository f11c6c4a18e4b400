"""Bends of layers in, what a graph is asked and the arrays that it is given out: scales and offsets, and bends of channels and places in stages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ganspacesynth.core.bends.bend import MAX_BENDS, MAX_LAYERS, affine_layers, other_layers
from ganspacesynth.core.bends.kinds import Bend, is_number
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.graphs.wanted import Wanted
from ganspacesynth.networks.stylegan.layer_bends import (
    PICTURE,
    PLACES,
    LayerBend,
    Span,
    blur_matrix,
    channel_turn,
    left_over,
    place_grid,
    spanned,
)
from ganspacesynth.networks.stylegan.picture_arguments import FLOAT32, checked_activation
from ganspacesynth.networks.stylegan.picture_config import PictureConfig

PictureBends = Mapping[str, Sequence[Bend | LayerBend]]


def bent(
    config: PictureConfig, wanted: Wanted, bends: PictureBends | Sequence[PictureBends] | None, count: int
) -> tuple[Wanted, dict[str, np.ndarray]]:
    """Return what is wanted with bends, and the arrays that say how much.

    Args:
        config: the network's.
        wanted: otherwise.
        bends: {layer, or "picture": its bends}, for all pictures, or as many of these as there are pictures, of `LayerBend` alone.
        count: pictures.

    Raises:
        InvalidInput: unknown layers or channels, too many bends, numbers that are not finite, or a bend where there is none of its kind.
    """
    if not bends:
        return wanted, {}
    if isinstance(bends, Mapping):
        wanted, arrays = _affine(config, wanted, {name: _plain(name, each, LayerBend) for name, each in bends.items()}, count)
        each = [{name: _plain(name, found, Bend) for name, found in bends.items()}]
    else:
        each = [{name: _only_shaping(name, found) for name, found in one.items()} for one in bends]
        arrays = {}
        if len(each) != count:
            raise InvalidInput(f"There are bends for all pictures, or for each. Received: {len(each)} for {count} pictures.", rule="one-per-picture")
    stages, more = _stages(config, each, count)
    return replace(wanted, shaped=frozenset(stages)), {**arrays, **more}


def _plain(layer: str, bends: Sequence[Any] | Any, without: Any) -> tuple[Any, ...]:
    """Return the bends of a layer but for those of a kind."""
    each = (bends,) if isinstance(bends, Bend | LayerBend) else tuple(bends) if isinstance(bends, Sequence) else None
    if each is None or len(each) > MAX_BENDS or not all(isinstance(one, Bend | LayerBend) for one in each):
        raise InvalidInput(f"A layer has up to {MAX_BENDS} bends, such as Scale(1.5). Received: {layer}={brief(bends)}.", rule="bend-count")
    return tuple(one for one in each if not isinstance(one, without))


def _only_shaping(layer: str, bends: Sequence[Any] | Any) -> tuple[Any, ...]:
    """Return the bends of a layer of one picture among several."""
    if others := _plain(layer, bends, LayerBend):
        raise InvalidInput(
            f"Each picture has LayerBends of its own. Received: {layer}={brief(others[0])}. Use LayerBend, or bend all pictures alike.",
            rule="picture-bends",
        )
    return _plain(layer, bends, Bend)


def _affine(config: PictureConfig, wanted: Wanted, bends: dict[str, tuple[Bend, ...]], count: int) -> tuple[Wanted, dict[str, np.ndarray]]:
    if bends.pop(PICTURE, ()):
        raise InvalidInput(
            f"What comes out has LayerBends. Received: another bend of {PICTURE}. Use LayerBend, or bend the last layer.", rule="picture-bends"
        )
    if others := other_layers(bends):
        raise InvalidInput(
            f"Pictures' layers have Scale, Offset and LayerBend. Received: other bends of {', '.join(others)}. Use LayerBend.", rule="picture-bends"
        )
    scales, offsets = affine_layers(bends)
    arrays: dict[str, np.ndarray] = {}
    for layer, scale in scales.items():
        config.check_layer(layer)
        if not is_number(scale, largest=FLOAT32):
            raise InvalidInput(f"The scale of {layer} must be one finite number. Received: {brief(scale)}.", rule="finite-bends")
        arrays[f"scale/{layer}"] = np.array([scale], np.float32)
    for layer, offset in offsets.items():
        if is_number(offset, largest=FLOAT32):
            arrays[f"offset/{config.check_layer(layer)}"] = np.full((1, 1, 1, 1), offset, np.float32)
            continue
        moved = checked_activation(config, layer, offset, name="offset")
        if len(moved) not in (1, count):
            raise InvalidInput(
                f"There must be one offset of {layer}, or one for each picture. Received: {len(moved)} for {count}.", rule="one-per-picture"
            )
        arrays[f"offset/{layer}"] = moved
    return replace(wanted, scaled=frozenset(scales), moved=frozenset(offsets)), arrays


def _stages(
    config: PictureConfig, bends: Sequence[Mapping[str, Sequence[LayerBend]]], count: int
) -> tuple[set[tuple[str, int, str]], dict[str, np.ndarray]]:
    """Return stages, one for each set of channels of a layer, and their arrays."""
    stages: set[tuple[str, int, str]] = set()
    arrays: dict[str, np.ndarray] = {}
    layers = dict.fromkeys(name for one in bends for name in one)
    if len(layers) > MAX_LAYERS:
        raise InvalidInput(f"Up to {MAX_LAYERS} layers are bent. Received: {len(layers)}.", rule="bent-layers")
    for layer in layers:
        shape = (*config.drawn, config.channels) if layer == PICTURE else config.layers[config.check_layer(layer)]
        for number, span in enumerate(dict.fromkeys(bend.channels for one in bends for bend in one.get(layer, ()))):
            found = [[bend for bend in one.get(layer, ()) if bend.channels == span] for one in bends]
            for what, array in _arrays(found, layer, shape, span, count).items():
                arrays[f"{what}/{layer}/{number}"] = array
                stages |= {(layer, number, what)} if what not in ("columns", "mask") else set()
    return stages, arrays


def _arrays(bends: Sequence[Sequence[LayerBend]], layer: str, shape: Sequence[int], span: Span, count: int) -> dict[str, np.ndarray]:
    """Return the arrays of a stage: [1, …] where all pictures are bent alike, or one for each."""
    height, width, channels = shape
    mask = spanned(span, layer, channels)
    every = [bend for one in bends for bend in one]
    made: dict[str, np.ndarray] = {}
    if any(bend.uses(("hue_deg",)) for bend in every):
        turns = [[channel_turn(bend, layer, channels) for bend in one if bend.hue_deg] for one in bends]
        made["channels"] = np.stack([np.linalg.multi_dot([*each[::-1], np.eye(channels)]) if each else np.eye(channels) for each in turns])
    if any(bend.uses(("ablate", "gain")) for bend in every):
        left = np.array([np.prod([left_over(bend) for bend in one]) for one in bends])
        made["gain"] = (1.0 + mask * (left[:, None] - 1.0))[:, :, None, None]
    if any(bend.uses(PLACES) for bend in every):
        grids = np.stack([place_grid(one, height, width) for one in bends])
        made["grid"] = np.ascontiguousarray(np.broadcast_to(grids, (count, height, width, 2)))
    if any(bend.uses(("blur",)) for bend in every):
        sigmas = [float(np.hypot.reduce([bend.blur for bend in one] or [0.0])) for one in bends]
        made["rows"] = np.stack([blur_matrix(sigma, height) for sigma in sigmas])[:, None]
        made["columns"] = np.stack([blur_matrix(sigma, width).T for sigma in sigmas])[:, None]
    if "grid" in made or "rows" in made:
        made["mask"] = mask[None, :, None, None]
    if any(bend.uses(("add",)) for bend in every):
        made["add"] = (mask * np.array([sum(bend.add for bend in one) for one in bends])[:, None])[:, :, None, None]
    return {name: np.ascontiguousarray(array, np.float32) for name, array in made.items()}
