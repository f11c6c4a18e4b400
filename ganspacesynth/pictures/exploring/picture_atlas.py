"""The atlas of a picture network: pictures laid out so that like is near like, and what axes do, as one HTML page to click on."""

import base64
import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path, check_output
from ganspacesynth.core.template import render
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.editing import Rows, edited
from ganspacesynth.pictures.exploring.projecting import smaller
from ganspacesynth.pictures.exploring.seen import DESCRIPTORS, seen
from ganspacesynth.pictures.png import png_bytes, to_bytes
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("atlas_of_pictures.html")
MOST_SHOWN, MOST_AXES = 400, 64
SMALL = 4  # places along an edge whose colours lay a picture out
LARGEST_EDGE = 128  # pixels of a picture in the page
AMOUNTS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)  # standard deviations


@dataclass(frozen=True)
class PictureAtlasSettings:
    """What an atlas shows.

    Attributes:
        count: pictures, of seeds from `seed` on.
        axes: at most.
        psi: of all.
        seed: the first one; axes are shown on its picture.
        rows: of ws that axes move.
        title: of the page.
        model: how the command line names the network, for the commands that the page shows; None is the one that comes along.
        directions: likewise the file of the axes.
    """

    count: int = 64
    axes: int = 16
    psi: float = 0.7
    seed: int = 0
    rows: Rows = None
    title: str = "Atlas of pictures"
    model: str | None = None
    directions: str = "axes.npz"


def save_picture_atlas(
    path: str | os.PathLike[str],
    model: PictureModel,
    directions: Directions | None = None,
    settings: PictureAtlasSettings | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
) -> Path:
    """Write the page.

    Args:
        path: ends in .html.
        model: the network.
        directions: of its w; None shows no axes.
        settings: how much of it.
        force: overwrite the page.
        track: shows how far it is.

    Raises:
        InvalidInput: another ending, or more than a page bears.
        DirectionsError: see `edited`.
        OutputError: the page exists, or cannot be written.
    """
    settings = settings or PictureAtlasSettings()
    target = check_atlas(path, settings, force=force)
    axes = [] if directions is None else _axes(model, directions, settings, track)
    pictures, columns = _pictures(model, settings, track)
    text = render(
        TEMPLATE,
        generator=f"ganspacesynth {__version__}",
        title=settings.title,
        lead=_lead(model, settings),
        columns=columns,
        amounts=[f"{amount:+g}" if amount else "0" for amount in AMOUNTS],
        pictures=pictures,
        axes=axes,
    )
    with atomic_path(target, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return target


def check_atlas(path: str | os.PathLike[str], settings: PictureAtlasSettings, *, force: bool = False) -> Path:
    """Return the path of a page that could be written, before the long work; raises as `save_picture_atlas`."""
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    if not 4 <= settings.count <= MOST_SHOWN or not 0 <= settings.axes <= MOST_AXES:
        raise InvalidInput(
            f"A page shows 4..{MOST_SHOWN} pictures and up to {MOST_AXES} axes. Received: {settings.count} and {settings.axes}.", rule="atlas-count"
        )
    return check_output(path, force=force)


def laid_out(rows: np.ndarray) -> tuple[np.ndarray, int]:
    """Lay things out on a grid so that like is near like.

    Args:
        rows: float [n, numbers], what each is like.

    Returns:
        The place of each, whole numbers [n] counted row by row, and how many columns there are.
    """
    from scipy.optimize import linear_sum_assignment

    count = len(rows)
    wide = np.sqrt(count * 1.5)
    columns = min(range(max(2, int(0.8 * wide)), int(1.3 * wide) + 2), key=lambda each: (-count % each, abs(each - wide)))  # few holes
    lines = -(-count // columns)
    centred = (rows - rows.mean(axis=0)).astype(np.float64)
    _, _, turned = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(turned[np.arange(len(turned)), np.abs(turned).argmax(axis=1)])
    flat = (centred @ (turned * signs[:, None]).T)[:, :2]
    flat = np.pad(flat, ((0, 0), (0, 2 - flat.shape[1])))
    ranks = (np.argsort(np.argsort(flat, axis=0, kind="stable"), axis=0, kind="stable") + 0.5) / count
    grid = np.stack(np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(lines) + 0.5) / lines), axis=-1).reshape(-1, 2)
    costs = np.square(ranks[:, None] - grid[None]).sum(axis=-1)
    return linear_sum_assignment(costs)[1].astype(int), columns


def _pictures(model: PictureModel, settings: PictureAtlasSettings, track: Track) -> tuple[list[dict[str, Any]], int]:
    seeds = range(settings.seed, settings.seed + settings.count)
    shown, looks = [], []
    for seed in track(seeds, "Painting", settings.count):
        picture = model.synthesize(model.map(model.sample_z(1, seed=seed), psi=settings.psi))[0]
        command = f"ganspacesynth picture{_named(settings)} --seed {seed} --psi {settings.psi:g}"
        shown.append({"seed": seed, "image": _image(picture), "command": command})
        looks.append(_seen_small(picture))
    places, columns = laid_out(np.stack(looks))
    found: list[dict[str, Any]] = [{} for _ in range(max(places) + 1)]
    for place, one in zip(places, shown, strict=True):
        found[place] = one
    return found, columns


def _seen_small(picture: np.ndarray) -> np.ndarray:
    """Return what lays a picture out: its colours in a few places, and how much detail it has, in like steps."""
    small = smaller(np.clip(picture[None], -1.0, 1.0), SMALL)[0].reshape(-1)
    detail = seen(picture[None])[0, [*DESCRIPTORS].index("detail")]
    return np.append(small, detail * small.size**0.5 / 10.0)


def _axes(model: PictureModel, directions: Directions, settings: PictureAtlasSettings, track: Track) -> list[dict[str, Any]]:
    ws = model.map(model.sample_z(1, seed=settings.seed), psi=settings.psi)
    edited(model, ws, directions, [0.0], settings.rows)  # are they of this network?
    found = []
    for axis in track(range(min(settings.axes, directions.n_components)), "Moving", min(settings.axes, directions.n_components)):
        shown = []
        for amount in AMOUNTS:
            edits = [*[0.0] * axis, amount]
            picture = model.synthesize(edited(model, ws, directions, edits, settings.rows))[0]
            shown.append({"image": _image(picture), "amount": f"{amount:+g}", "command": _command(settings, edits)})
        found.append({"number": axis, "name": _said(directions, axis), "share": f"{float(directions.var_ratio[axis]):.1%}", "shown": shown})
    return found


def _said(directions: Directions, axis: int) -> str:
    return directions.name(axis) if directions.named(axis) or directions.annotated(axis) else ""


def _command(settings: PictureAtlasSettings, edits: Sequence[float]) -> str:
    rows = "" if settings.rows is None else f" --edit-rows {settings.rows[0]}-{settings.rows[1]}"
    moved = ",".join(f"{each:g}" for each in edits)
    files = f"{_named(settings)} --directions {shlex.quote(settings.directions)}"
    return f"ganspacesynth picture{files} --seed {settings.seed} --psi {settings.psi:g} --edits={moved}{rows}"


def _named(settings: PictureAtlasSettings) -> str:
    return "" if settings.model is None else f" --model {shlex.quote(settings.model)}"


def _image(picture: np.ndarray) -> str:
    """Return a picture of at most 128 pixels an edge as text."""
    pixels = to_bytes(picture)
    step = max(1, -(-max(pixels.shape[:2]) // LARGEST_EDGE))
    if step > 1:
        height, width = (edge // step * step for edge in pixels.shape[:2])
        blocks = pixels[:height, :width].reshape(height // step, step, width // step, step, -1)
        pixels = np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)
    return base64.b64encode(png_bytes(pixels)).decode("ascii")


def _lead(model: PictureModel, settings: PictureAtlasSettings) -> str:
    config = model.config
    return f"{settings.count} pictures of {config.width} x {config.height} pixels, psi {settings.psi:g}, of the network {model.id}."
