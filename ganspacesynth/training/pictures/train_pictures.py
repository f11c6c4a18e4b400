"""Training of a picture network, in the folder of a run; the same call resumes, to the last bit.

RUN/run.json        settings, and the pictures by their digest; a run goes on only with the same
RUN/squares/        the pictures as equal squares, made once
RUN/latents.npy     a latent for each learned picture
RUN/state-N.npz     after N images               RUN/losses.jsonl    a line a checkpoint
RUN/model/, RUN/auditions/, RUN/figures.jsonl    see keeping.py
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.files import atomic_path
from ganspacesynth.data.squares.gathering import Squares, gather_squares
from ganspacesynth.evaluation.pictures.picture_figures import FEWEST, PictureFigures, RealPictures, real_pictures
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.pictures.keeping import PictureKeeper
from ganspacesynth.training.pictures.latents import assigned_latents
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.pictures.picture_task import PictureTask
from ganspacesynth.training.pictures.start import LATENTS, Start, find_start, read_latents
from ganspacesynth.training.runs.experiment_log import open_logs
from ganspacesynth.training.runs.run import open_run
from ganspacesynth.training.state import load_state
from ganspacesynth.training.trainer import Checkpoint, train

SQUARES = "squares"
COMPARED = 1000  # learned pictures, and held-out ones, that figures look at, at most


@dataclass(frozen=True)
class TrainedPictures:
    """What a training came to.

    Attributes:
        folder: of the run; the model is in its `model`.
        images: trained with so far.
        total_images: to train with.
        learned, held_out: pictures.
        left_out: files that could not be read, and pictures that were there twice.
        figures: of the newest checkpoint, None where too few pictures were held out.
        stopped: the observer asked to stop.
    """

    folder: Path
    images: int
    total_images: int
    learned: int
    held_out: int
    left_out: int
    figures: PictureFigures | None
    stopped: bool


def train_pictures(
    source: str | os.PathLike[str],
    run: str | os.PathLike[str],
    settings: PictureTraining | None = None,
    *,
    force: bool = False,
    exporters: Sequence[str] = (),
    observer: Observer | None = None,
) -> TrainedPictures:
    """Train a picture network on a folder of pictures and films, or go on where an earlier call with the same settings ended.

    Args:
        source: a folder, or a zip of one.
        run: folder of the run.
        settings: how.
        force: begin anew in the folder of an older run.
        exporters: who is told of losses and figures beside the run's own log: "tensorboard", "mlflow", "wandb".
        observer: told how far it is, and asked whether to stop.

    Raises:
        DatasetError: no folder, or too few pictures in it.
        ModelError: no model to go on from, or one that cannot be trained.
        TrainingError: the run was begun with other settings or pictures, or the training has collapsed.
        InvalidInput: an exporter that is not known or not installed.
        OutputError: the folder holds something else, or cannot be written.
    """
    settings, observer = settings or PictureTraining(), observer or Observer()
    start = find_start(settings)
    asked = {"task": "pictures", **settings.to_json(), **({"init": start.id} if start.id else {})}
    folder = open_run(run, asked, force=force)
    cut: dict[str, Any] = {"size": settings.size, "crop": settings.crop, "every_s": settings.every_s}
    squares = gather_squares(source, folder / SQUARES, **cut, leave_out=(folder,), track=observer.track)
    learned, held_out = _split(len(squares), settings)
    task = PictureTask(start, settings, squares.pictures, learned, _latents(folder, squares, learned, start, settings))
    about = _about(source, squares, learned, held_out, settings, start)
    with open_logs(exporters, folder, asked) as log:
        keeper = PictureKeeper(folder, task, _real(squares, learned, held_out, settings), about, log)
        _look_at_last(folder, keeper)
        with observer.training(task.total_images):
            at = train(task, folder, seed=settings.seed, save_every=settings.save_every, report=observer.report, on_save=keeper, stop=observer.stop)
            keeper.catch_up(at)
    return _trained(folder, at, keeper, squares, (len(learned), len(held_out)), stopped=observer.stop() and at.images < task.total_images)


@dataclass(frozen=True)
class PictureJob:
    """A training that another process or machine can do.

    Attributes:
        source: folder of pictures.
        run: folder of the run.
        settings: of the training.
        force: begin anew.
        exporters: who is told.
        observer: who looks on; None where nobody is.
    """

    source: str
    run: str
    settings: PictureTraining
    force: bool = False
    exporters: tuple[str, ...] = ()
    observer: Observer | None = None

    def __call__(self) -> TrainedPictures:
        """Train, or go on."""
        return train_pictures(self.source, self.run, self.settings, force=self.force, exporters=self.exporters, observer=self.observer)


def _look_at_last(folder: Path, keeper: PictureKeeper) -> None:
    """Look at the newest state of a run that was killed between saving it and looking at it."""
    found = load_state(folder)
    if found is not None:
        state, info = found
        keeper.catch_up(Checkpoint(state, int(info["images"]), int(info.get("stage", 0)), float(info["seconds"]), info.get("losses", {})))


def _split(count: int, s: PictureTraining) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of pictures to learn from, and of those that are held out; a seed always holds the same out."""
    held_out = np.sort(np.random.default_rng([s.seed, 4]).permutation(count)[: round(s.held_out * count)])
    return np.setdiff1d(np.arange(count), held_out), held_out


def _latents(folder: Path, squares: Squares, learned: np.ndarray, start: Start, s: PictureTraining) -> np.ndarray:
    """Return a latent for each picture: those of the run that is gone on from, where they are as many; found once, for others might be rounded."""
    shape = (len(learned), start.config.z_dim)
    for kept in (read_latents(folder / LATENTS), start.latents):
        if kept is not None and kept.shape == shape:
            break
    else:
        kept = assigned_latents(squares.pictures, learned, start.config.z_dim, s.seed)
    with atomic_path(folder / LATENTS, force=True) as temporary, open(temporary, "wb") as out:
        np.save(out, kept)
    return kept


def _real(squares: Squares, learned: np.ndarray, held_out: np.ndarray, s: PictureTraining) -> RealPictures | None:
    if min(len(learned), len(held_out)) < FEWEST:
        return None
    rows = learned[np.unique(np.linspace(0, len(learned) - 1, COMPARED).astype(int))]
    return real_pictures(squares.pictures[rows], squares.pictures[held_out[:COMPARED]], s.seed)


def _about(
    source: str | os.PathLike[str], squares: Squares, learned: np.ndarray, held_out: np.ndarray, s: PictureTraining, start: Start
) -> dict[str, Any]:
    name = Path(source).expanduser().resolve().name
    return {
        "title": s.title or f"{name}: pictures of a network",
        "licence": s.licence or "of the pictures: not stated",
        "data": name,
        "data_digest": squares.digest,
        "files": squares.files,
        "pictures": len(learned),
        "held_out": len(held_out),
        "init": start.id,
        "settings": {**s.to_json(), "init": start.id},  # where it lay on this machine is nobody's business
    }


def _trained(folder: Path, at: Checkpoint, keeper: PictureKeeper, squares: Squares, counts: tuple[int, int], *, stopped: bool) -> TrainedPictures:
    line = {name: value for name, value in keeper.lines[-1].items() if name != "images"}
    figures = PictureFigures(**line) if line else None
    return TrainedPictures(folder, at.images, keeper.task.total_images, *counts, squares.left_out, figures, stopped)
