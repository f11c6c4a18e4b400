"""The activation of a stretched layer over time, for the point of each of its positions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.continuous.clip_rows import ClipRows
from ganspacesynth.continuous.receptive_field import check_local
from ganspacesynth.continuous.stretch import choose_layer
from ganspacesynth.core.bends.bend import Bends, is_affine, straightened
from ganspacesynth.core.bends.kinds import Bend, Offset
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.networks.generator import Edits

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

LONG = 16  # rows along time from which on two of them are computed without the others
MAX_DURATION_S = 24 * 3600.0


def check_layer(model: "GANSynth", layer: str | None, touched: Sequence[str], directions: Edits | None, *, shortest_s: float = float("inf")) -> str:
    """Return the layer to stretch: the one asked for, or chosen.

    Args:
        model: a GANSynth.
        layer: a name, or None.
        touched: layers that edits and bends touch; it must not come before them.
        directions: checked to be this model's.
        shortest_s: how long a pitch stays, see `stretch.choose_layer`.

    Raises:
        InvalidInput: a model without instantaneous frequency, an unknown layer, or one that is too early or too late.
        DirectionsError: directions of another model.
    """
    config = model.config
    if config.data_type == "phase":
        raise InvalidInput(
            "The continuous form needs a model with instantaneous frequency. Received: data_type='phase'. Use clips.", rule="instantaneous-frequency"
        )
    if directions is not None:
        directions.check(model)
    names = list(config.layers)
    latest = max([names[0], *map(config.check_layer, touched)], key=names.index)
    if layer is None:
        layer = choose_layer(config, touched, shortest_s=shortest_s)
    elif names.index(config.check_layer(layer)) < names.index(latest):
        raise InvalidInput(
            f"The stretched layer must not come before {latest}, which edits or bends touch. Received: layer={layer!r}.", rule="stretched-layer"
        )
    if model.bypassed(layer):
        raise InvalidInput(
            f"All that is heard must come from behind the stretched layer. Received: layer={layer!r}. Name an earlier one.", rule="stretched-layer"
        )
    return layer


def check_streamed(model: "GANSynth", bends: Bends, directions: Edits | None) -> None:
    """Raise InvalidInput for bends that a voice which sounds cannot have, since the layer that it stretches lies before them."""
    layer = check_layer(model, None, [] if directions is None else [directions.layer], directions)
    names = list(model.config.layers)
    check_local(layer, {name: bends[name] for name in names[names.index(layer) + 1 :] if name in bends})


def check_duration(duration_s: float) -> float:
    """Return a sound's length in seconds, or raise InvalidInput."""
    if not 0.0 < duration_s <= MAX_DURATION_S:
        raise InvalidInput(f"duration_s must be in 0..{MAX_DURATION_S:g} seconds. Received: duration_s={duration_s}.", rule="duration-range")
    return duration_s


def check_point(model: "GANSynth", point: Point) -> None:
    """Raise InvalidInput for a point of another model, or one that bends layers which this one has not."""
    if point.model not in (None, model.id):
        raise InvalidInput(
            f"A point plays on the model it was made on. Received: a point of {point.model}, model {model.id}. Load that model.", rule="own-model"
        )
    for layer in point.bends:
        model.config.check_layer(layer)


def clip_activations(model: "GANSynth", points: Sequence[Point], directions: Edits | None, layer: str) -> np.ndarray:
    """Return what a layer holds for each point, float32 [n, cells, bins, channels].

    Points of equal bends are computed together; pitches are taken to the nearest that the model has; bends of layers behind are left out.
    """
    points = [point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0]) for point in points]
    result: list[np.ndarray | None] = [None] * len(points)
    groups: dict[tuple, list[int]] = {}
    for index, point in enumerate(points):
        groups.setdefault((point.mode, point.z is None, bool(point.edits), frozenset(point.bends.items())), []).append(index)
    for indices in groups.values():
        for index, cells in zip(indices, _group_activations(model, [points[i] for i in indices], directions, layer), strict=True):
            result[index] = cells
    return np.stack([cells for cells in result if cells is not None])


def clip_rows(model: "GANSynth", points: Sequence[Point], directions: Edits | None, layer: str, places: Sequence[int]) -> np.ndarray | None:
    """Return two rows of a layer for each point, float32 [n, 2, bins, channels], or None where only whole clips will do.

    Args:
        model, points, directions, layer: as for `clip_activations`.
        places: the first of the two rows, for each point.
    """
    names = list(model.config.layers)
    plain = all(is_affine(chain) for point in points for chain in point.bends.values())
    if model.backend != "onnx" or not plain or model.config.layers[layer][0] < LONG:
        return None
    points = [point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0]) for point in points]
    start = names[0] if directions is None else directions.layer
    if names.index(start) >= names.index(layer) or any(point.mode == "replace" and (point.z is None or point.edits) for point in points):
        return None
    rows, result = ClipRows(model, start, layer), np.zeros((len(points), 2, *model.config.layers[layer][1:]), np.float32)
    groups: dict[tuple, list[int]] = {}
    for index, point in enumerate(points):
        groups.setdefault((point.mode, bool(point.edits), frozenset(point.bends.items())), []).append(index)
    for indices in groups.values():
        held = _group_activations(model, [points[i] for i in indices], directions, rows.layers[0])
        at = np.array([places[i] for i in indices])
        for place in np.unique(at):
            some = np.flatnonzero(at == place)
            result[[indices[i] for i in some]] = rows.at(held[some], int(place), points[indices[0]].bends)
    return result


def _group_activations(model: "GANSynth", points: list[Point], directions: Edits | None, layer: str) -> np.ndarray:
    first = points[0]
    plain = first.z is not None and not first.edits
    if not plain and directions is None:
        raise InvalidInput(
            f"Points in mode {first.mode!r} need directions. Received: directions=None. Name a directions file.", rule="needs-directions"
        )
    pitches = [model.config.nearest_pitch(point.pitch) for point in points]
    size = max(len(point.edits) for point in points)
    edits = np.array([[*point.edits, *[0.0] * (size - len(point.edits))] for point in points], np.float32)
    if first.mode == "replace" and not plain and directions is not None:
        cells = directions.activation(edits, pitches).reshape(-1, *model.config.layers[directions.layer])
        return model.run(cells, start=directions.layer, stop=layer, bends=_bends(model, first, directions.layer, layer))
    z = np.array([point.z for point in points], np.float32)
    bends = _bends(model, first, None, layer)
    if directions is not None and directions.layer in bends:
        shape = model.config.layers[directions.layer]
        moved = directions.offset(edits).reshape(-1, *shape) if size and first.mode == "offset" else np.zeros((1, *shape), np.float32)
        bends[directions.layer] = (*bends[directions.layer], Offset(moved))
    if size and directions is not None and first.mode == "latent":
        z = z + directions.latent_offset(edits)
    return model.run(model.input(z, pitches, [point.timbre for point in points]), start=None, stop=layer, bends=bends)


def _bends(model: "GANSynth", point: Point, start: str | None, stop: str) -> dict[str, tuple[Bend, ...]]:
    """Return the bends of all layers from start to stop: a scale and an offset also of straight ones, so that there is one graph for all of them."""
    names = list(model.config.layers)
    names = names[0 if start is None else names.index(start) : names.index(stop) + 1]
    found = {name: point.bends.get(name, ()) for name in names}
    return {name: straightened(each) if is_affine(each) else each for name, each in found.items()}
