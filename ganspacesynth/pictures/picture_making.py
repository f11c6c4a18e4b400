"""Settings and a network in, pictures or a file of them out."""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.bends.bend import scale_and_offset
from ganspacesynth.core.documents import PICTURE
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.networks.stylegan.centers import USUAL_COUNT, find_centers, nearest_centers
from ganspacesynth.networks.stylegan.picture_model import CENTERS, PictureModel
from ganspacesynth.networks.stylegan.transform import moved
from ganspacesynth.pictures.contact_sheet import BETWEEN, contact_sheet
from ganspacesynth.pictures.driving.picture_modulation import bend_of
from ganspacesynth.pictures.editing import Rows, edited, mixed
from ganspacesynth.pictures.latent_files import read_latents
from ganspacesynth.pictures.png import check_png, write_png

MOST = 1024  # pictures of a sheet
MOST_PIXELS = 1 << 28
NEAREST = "nearest"  # of the centers of w


@dataclass(frozen=True)
class PictureSettings:
    """Which pictures are made.

    Attributes:
        seeds: of z, one for each picture.
        latents: a file of z or ws that is taken instead, see `read_latents`.
        psi: of truncation, see `PictureModel.map`; several make that many pictures of each seed.
        cutoff: likewise, and several likewise: for each psi so many.
        center: what is truncated toward: "file", "class", "nearest" of the centers of w, or the number of one of them as a text.
        centers: how many centers w has, see `find_centers`.
        class_index: of a network with classes.
        noise: see `PictureModel.synthesize`.
        size: width and height of each picture, None for the network's own.
        fill: how a network is made larger, see `PictureModel.sized`.
        turn_deg, right, down, zoom: how StyleGAN 3's picture is moved, see `transform.moved`.
        directions: a file of directions of w.
        edits: how far along each, in standard deviations.
        edit_rows: rows of ws that they move, None for all.
        mix: a seed whose picture gives some rows of ws; several make a sheet of all seeds with all of these, each beside what it is mixed of.
        mix_rows: which, None for the second half.
        scale, offset: bends of layers, {layer: number}.
        bends: other bends of layers, as (word, number) such as ("zoom.early", 1.3), see `bend_of`.
        columns: of a sheet of several, None to choose.
    """

    seeds: tuple[int, ...] = (0,)
    latents: str | os.PathLike[str] | None = None
    psi: float | tuple[float, ...] = 1.0
    cutoff: int | tuple[int, ...] | None = None
    center: str = "file"
    centers: int = USUAL_COUNT
    class_index: int | None = None
    noise: str | int = "const"
    size: tuple[int, int] | None = None
    fill: str = "mirror"
    turn_deg: float = 0.0
    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    directions: str | os.PathLike[str] | None = None
    edits: tuple[float, ...] = ()
    edit_rows: Rows = None
    mix: int | tuple[int, ...] | None = None
    mix_rows: Rows = None
    scale: Mapping[str, float] = dataclasses.field(default_factory=dict)
    offset: Mapping[str, float] = dataclasses.field(default_factory=dict)
    bends: tuple[tuple[str, float], ...] = ()
    columns: int | None = None


def chosen_ws(model: PictureModel, settings: PictureSettings) -> np.ndarray:
    """Return ws of the pictures that are meant, float32 [n, num_ws, w_dim].

    Raises:
        InvalidInput: more pictures than a sheet has, a file that fits no network, or settings that the network does not take.
    """
    kind, latents = ("z", None) if settings.latents is None else read_latents(settings.latents)
    if latents is None:
        if not 1 <= len(settings.seeds) <= MOST:
            raise InvalidInput(f"A sheet holds 1..{MOST} pictures. Received: {len(settings.seeds)} seeds. Ask for fewer.", rule="sheet-size")
        latents = np.concatenate([model.sample_z(1, seed=seed) for seed in settings.seeds])
    truncations = [(psi, cutoff) for psi in _several(settings.psi) for cutoff in _several(settings.cutoff)]
    each = [_mixed(model, settings, _truncated(model, settings, kind, latents, *how), *how) for how in truncations]
    ws = np.stack(each, axis=1).reshape(-1, model.config.num_ws, model.config.w_dim)  # all psi of one seed, then the next
    return _edited(model, settings, ws)


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _truncated(model: PictureModel, settings: PictureSettings, kind: str, latents: np.ndarray, psi: float, cutoff: int | None) -> np.ndarray:
    if settings.center in CENTERS:
        if kind == "z":
            return model.map(latents, settings.class_index, psi, cutoff, center=settings.center)
        return model.truncate(latents, psi, cutoff, c=settings.class_index, center=settings.center)
    ws = model.map(latents, settings.class_index) if kind == "z" else latents
    centers = _chosen_centers(model, settings, ws)
    return np.concatenate([model.truncate(one[None], psi, cutoff, center=center) for one, center in zip(ws, centers, strict=True)])


def _chosen_centers(model: PictureModel, settings: PictureSettings, ws: np.ndarray) -> np.ndarray:
    """Return a center for each of ws, float32 [n, w_dim].

    Source: Mokady et al., Self-Distilled StyleGAN (2022).
    """
    word = settings.center
    number = int(word) if isinstance(word, str) and word.isascii() and word.isdigit() and len(word) < 9 else None
    if word != NEAREST and (number is None or number >= settings.centers):
        raise InvalidInput(
            f"center is one of {', '.join(CENTERS)}, {NEAREST}, or a number under {settings.centers}. Received: center={brief(word)}.",
            rule="known-center",
        )
    centers = find_centers(model, settings.centers, settings.class_index)
    return nearest_centers(ws.mean(axis=1), centers) if number is None else np.repeat(centers[number : number + 1], len(ws), axis=0)


def _mixed(model: PictureModel, settings: PictureSettings, ws: np.ndarray, psi: float, cutoff: int | None) -> np.ndarray:
    if settings.mix is None:
        return ws
    seeds = _several(settings.mix)
    others = _truncated(model, settings, "z", np.concatenate([model.sample_z(1, seed=seed) for seed in seeds]), psi, cutoff)
    rows = settings.mix_rows or (model.config.num_ws // 2, model.config.num_ws - 1)
    if len(seeds) == 1:
        return mixed(model, ws, others, rows)
    if len(ws) * len(seeds) > MOST:
        raise InvalidInput(f"A sheet holds at most {MOST} pictures. Received: {len(ws)} seeds with {len(seeds)}. Ask for fewer.", rule="sheet-size")
    lines = [np.concatenate([one[None], mixed(model, np.repeat(one[None], len(seeds), axis=0), others, rows)]) for one in ws]
    return np.concatenate([others[:1], others, *lines])  # the first one's place stays empty


def sheet_columns(settings: PictureSettings) -> int | None:
    """Return how many pictures a row of the sheet has; None to choose."""
    mixtures, psis, cutoffs = (len(_several(each)) for each in (settings.mix, settings.psi, settings.cutoff))
    if settings.columns:
        return settings.columns
    if mixtures > 1:
        return mixtures + 1
    return cutoffs if cutoffs > 1 else psis if psis > 1 else None


def _edited(model: PictureModel, settings: PictureSettings, ws: np.ndarray) -> np.ndarray:
    if not settings.edits:
        return ws
    if settings.directions is None:
        raise InvalidInput("Edits go along directions. Received: edits without. Find some with `picture axes`.", rule="needs-directions")
    return edited(model, ws, load_directions(settings.directions), settings.edits, settings.edit_rows)


def make_pictures(model: PictureModel, settings: PictureSettings, *, progress: Progress = quiet) -> np.ndarray:
    """Make pictures, one after the other.

    Args:
        model: the network.
        settings: which.
        progress: told how many are done; it may raise `Cancelled`.

    Returns:
        float32 [n, height, width, channels].

    Raises:
        InvalidInput: see `chosen_ws`; more pixels than can be held at once.
    """
    if settings.size is not None:
        model = model.sized(*settings.size, fill=settings.fill)
    ws = chosen_ws(model, settings)
    movement = (settings.turn_deg, settings.right, settings.down, settings.zoom)
    transform = None if movement == (0.0, 0.0, 0.0, 1.0) else moved(turn_deg=movement[0], right=movement[1], down=movement[2], zoom=movement[3])
    if len(ws) > MOST or len(ws) * model.config.width * model.config.height > MOST_PIXELS:
        raise InvalidInput(
            f"A sheet holds at most {MOST} pictures and {MOST_PIXELS} pixels. Received: {len(ws)} pictures of {model.config.width} x "
            f"{model.config.height}. Ask for fewer.",
            rule="sheet-size",
        )
    bends: dict[str, list[Any]] = {layer: list(each) for layer, each in scale_and_offset(settings.scale, settings.offset).items()}
    for word, value in settings.bends:
        layer, bend = bend_of(model.config, word, value)
        bends.setdefault(layer, []).append(bend)
    made = []
    progress(0, len(ws))
    for done, row in enumerate(ws, 1):
        made.append(model.synthesize(row[None], noise=settings.noise, bends=bends, transform=transform))
        progress(done, len(ws))
    return np.concatenate(made)


def save_pictures(
    path: str | os.PathLike[str], model: PictureModel, settings: PictureSettings, *, force: bool = False, progress: Progress = quiet
) -> Path:
    """Write a picture, or a sheet of several, as a PNG that says what made it.

    Raises:
        InvalidInput: see `make_pictures`; another ending than .png.
        OutputError: the file exists, or cannot be written.
    """
    path = check_png(path, force=force)
    pictures = make_pictures(model, settings, progress=progress)
    if len(_several(settings.mix)) > 1:
        pictures[0] = BETWEEN
    return write_png(path, contact_sheet(pictures, sheet_columns(settings)), picture_document(model, settings), force=force)


def picture_document(model: PictureModel, settings: PictureSettings) -> str:
    """Return what made a picture as JSON in one line: the network's id, and the settings that are not the usual ones."""
    usual = dataclasses.asdict(PictureSettings())
    said: dict[str, Any] = {name: value for name, value in dataclasses.asdict(settings).items() if value != usual[name] or name == "seeds"}
    if settings.directions is not None:
        said["directions"] = Path(settings.directions).name
    if settings.latents is not None:
        said |= {"latents": Path(settings.latents).name, "seeds": []}
    return PICTURE.text({"model": model.id, **said})
