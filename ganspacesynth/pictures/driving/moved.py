"""Rows of modulations and what they lead to in, ws and looks as these move them out; the same in films and live."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.colours import Colours
from ganspacesynth.pictures.driving.look import STILL, Look, Movement
from ganspacesynth.pictures.driving.moving_noise import NoiseAmounts
from ganspacesynth.pictures.driving.network_parts import layer_of, rows_of
from ganspacesynth.pictures.driving.picture_modulation import BENT, COLOURED, FACTORS, MOVED, NOISY, PictureModulation
from ganspacesynth.pictures.editing import edited

FIELDS = {"rotate": "turn_deg", "hue": "hue_deg", "noise": "strength", "spin": "turns"}  # how an amount's own value calls a target


def check_picture_row(model: PictureModel, row: PictureModulation, *, axes: bool) -> None:
    """Raise InvalidInput for a row that moves what a network has not.

    Args:
        model: the network.
        row: what is moved.
        axes: whether there are directions that edits go along.
    """
    upscaled = isinstance(model.config.synthesis, UpscaledShape)
    rows_of(row.rows, model.config)
    if row.bends:
        layer_of(row.detail, model.config)
    elif row.target in NOISY and not upscaled:
        raise InvalidInput(f"Only StyleGAN 2 has noise. Received: {row.target} for a StyleGAN 3. Leave it out.", rule="stylegan2-only")
    elif row.target in MOVED and upscaled:
        raise InvalidInput(
            f"Only StyleGAN 3 moves its picture as a whole. Received: {row.target} for a StyleGAN 2. Bend a layer: {row.target}.picture.",
            rule="stylegan3-only",
        )
    elif row.target == "edits" and not axes:
        raise InvalidInput("Edits go along directions. Received: edits without. Find some with `picture axes`.", rule="needs-directions")


def moved_ws(
    model: PictureModel,
    ws: np.ndarray,
    psi: np.ndarray,
    amounts: Sequence[tuple[PictureModulation, np.ndarray]],
    pulls: Mapping[int, np.ndarray],
    axes: Directions | None,
) -> np.ndarray:
    """Return ws as rows move them by z, psi and edits.

    Args:
        model: the network.
        ws: float32 [moments, num_ws, w_dim], before psi. Not kept as they are.
        psi: of truncation, float32 [moments, num_ws]. Likewise.
        amounts: rows, each with where it leads at each moment, [moments].
        pulls: w of each seed that a row of z names, float32 [w_dim].
        axes: directions that edits go along; without any they go nowhere.
    """
    center = model.center
    for row, values in amounts:
        first, last = rows_of(row.rows, model.config)
        part = slice(first, last + 1)
        if row.target == "z":
            ws[:, part] += values[:, None, None].astype(np.float32) * (pulls[row.number] - ws[:, part])
        elif row.target == "psi":
            psi[:, part] *= values[:, None].astype(np.float32)
    ws = center + psi[:, :, None] * (ws - center)
    for row, values in amounts:
        if row.target == "edits" and axes is not None:
            edits = np.zeros((len(ws), row.number + 1), np.float32)
            edits[:, row.number] = values
            ws = edited(model, ws, axes, edits, rows_of(row.rows, model.config))
    return ws


def moved_look(config: PictureConfig, ws: np.ndarray, amounts: Sequence[tuple[PictureModulation, float]]) -> Look:
    """Return the look that rows make of ws: bends in the order of their rows, noise, movement and colours.

    Args:
        config: the network's.
        ws: float32 [num_ws, w_dim].
        amounts: rows, each with where it leads.
    """
    bends: dict[str, tuple[LayerBend, ...]] = {}
    plain: dict[str, float] = {}
    for row, value in amounts:
        if row.bends:
            layer, span = layer_of(row.detail, config)
            bends[layer] = (*bends.get(layer, ()), LayerBend(channels=span).with_amount(BENT[row.target][0], value))
        else:
            before = plain.get(row.target)
            plain[row.target] = value if before is None else before * value if row.target in FACTORS else before + value
    noise = NoiseAmounts(**_named(plain, NOISY)) if any(name in plain for name in NOISY) else None
    movement = Movement(**_named(plain, MOVED)) if any(name in plain for name in MOVED) else STILL
    return Look(ws, bends, noise, movement, Colours(**_named(plain, COLOURED)))


def _named(amounts: dict[str, float], targets: Iterable[str]) -> dict[str, float]:
    return {FIELDS.get(name, name): amounts[name] for name in targets if name in amounts}
