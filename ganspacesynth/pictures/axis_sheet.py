"""A sheet of axes: a network and directions of its w in, a PNG with a row of pictures for each of them out."""

import os
from pathlib import Path

import numpy as np

from ganspacesynth.core.documents import PICTURE
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.contact_sheet import contact_sheet
from ganspacesynth.pictures.editing import Rows, edited
from ganspacesynth.pictures.png import check_png, write_png

AMOUNTS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)  # standard deviations, a column for each


def save_axis_sheet(
    path: str | os.PathLike[str],
    model: PictureModel,
    directions: Directions,
    *,
    seed: int = 0,
    rows: Rows = None,
    psi: float = 0.7,
    force: bool = False,
    progress: Progress = quiet,
) -> Path:
    """Write a sheet: one picture, moved along each axis.

    Args:
        path: ends in .png.
        model: the network.
        directions: of its w.
        seed: of the picture.
        rows: of ws that are moved, None for all.
        psi: of the picture.
        force: overwrite an existing file.
        progress: told how many pictures are made.

    Raises:
        DirectionsError: see `edited`.
        InvalidInput: see `edited` and `write_png`.
        OutputError: the file exists, or cannot be written.
    """
    path = check_png(path, force=force)
    ws = model.map(model.sample_z(1, seed=seed), psi=psi)
    moves = [(axis, amount) for axis in range(directions.n_components) for amount in AMOUNTS]
    made = []
    progress(0, len(moves))
    for done, (axis, amount) in enumerate(moves, 1):
        edits = [0.0] * axis + [amount]
        made.append(model.synthesize(edited(model, ws, directions, edits, rows)))
        progress(done, len(moves))
    told = PICTURE.text({"model": model.id, "seeds": [seed], "psi": psi, "axes": directions.n_components, "amounts": list(AMOUNTS)})
    return write_png(path, contact_sheet(np.concatenate(made), columns=len(AMOUNTS)), told, force=force)
