"""ws in, ws out: moved along directions, mixed with others, all of them or some rows."""

from collections.abc import Sequence

import numpy as np

from ganspacesynth.core.errors import DirectionsError, InvalidInput, brief
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.networks.stylegan.picture_model import PictureModel

LAYER = "w"  # what directions of w call their layer

Rows = tuple[int, int] | None  # first and last row of ws; None for all


def checked_rows(config: PictureConfig, rows: Rows) -> tuple[int, int]:
    """Return the first and the last row that are meant.

    Raises:
        InvalidInput: the network has no such rows.
    """
    if rows is None:
        return 0, config.num_ws - 1
    if len(rows) != 2 or not all(type(row) is int for row in rows) or not 0 <= rows[0] <= rows[1] < config.num_ws:
        raise InvalidInput(f"Rows of ws are first and last of 0..{config.num_ws - 1}. Received: rows={brief(rows)}.", rule="ws-rows")
    return rows


def edited(model: PictureModel, ws: np.ndarray, directions: Directions, edits: Sequence[float] | np.ndarray, rows: Rows = None) -> np.ndarray:
    """Move ws along directions of w.

    Args:
        model: whose ws they are.
        ws: float [n, num_ws, w_dim].
        directions: found by `find_axes`.
        edits: [k], or [n, k], in standard deviations.
        rows: that are moved; the first ones change what is where, the last ones colours.

    Raises:
        DirectionsError: directions of another network, or of something else than w.
        InvalidInput: no such rows, or more edits than directions.
    """
    if directions.layer != LAYER or directions.shape != (model.config.w_dim,) or directions.model_id not in (None, model.id):
        raise DirectionsError(
            f"Pictures are edited along directions of their own network's w. Received: some of {directions.layer}, model {directions.model_id}. "
            "Find them with `picture axes`.",
            rule="directions-of-w",
        )
    first, last = checked_rows(model.config, rows)
    moved = ws.copy()
    moved[:, first : last + 1] += directions.offset(edits)[:, None]
    return moved


def mixed(model: PictureModel, ws: np.ndarray, others: np.ndarray, rows: Rows) -> np.ndarray:
    """Return ws with some rows of others: the shape of one picture, the look of another.

    Args:
        model: whose ws they are.
        ws: float [n, num_ws, w_dim].
        others: as many, or one.
        rows: that are taken from the others.
    """
    first, last = checked_rows(model.config, rows)
    made = ws.copy()
    made[:, first : last + 1] = others[:, first : last + 1]
    return made
