"""Checkpoints looked at: the model as it plays now, a sheet of its pictures, and figures, a line each; `train` calls the keeper.

RUN/model/          native model of the newest state          RUN/figures.jsonl   figures, a line a checkpoint
RUN/auditions/N.png pictures of learned latents under the learned ones, and of drawn latents, the same all through a run
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import ModelError, TrainingError
from ganspacesynth.core.files import read_json
from ganspacesynth.evaluation.pictures.picture_figures import PictureFigures, RealPictures
from ganspacesynth.networks.prior import draw_z
from ganspacesynth.networks.stylegan.differentiable.weights import to_stored
from ganspacesynth.networks.stylegan.files.native_picture import MODEL_FILE, write_native
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, picture_id
from ganspacesynth.pictures.contact_sheet import contact_sheet
from ganspacesynth.pictures.png import write_png
from ganspacesynth.training.pictures.picture_card import write_card
from ganspacesynth.training.pictures.picture_task import PictureTask
from ganspacesynth.training.pictures.start import MODEL_FOLDER
from ganspacesynth.training.run_log import add_line, read_log
from ganspacesynth.training.runs.experiment_log import ExperimentLog
from ganspacesynth.training.trainer import Checkpoint

FIGURES_LOG, AUDITIONS = "figures.jsonl", "auditions"
LOOKED_AT = 128  # made pictures of a checkpoint's figures
SEED = 1000  # of the pictures that are looked at
SAME = 0.02  # variety below which all pictures are one


@dataclass(eq=False)
class PictureKeeper:
    """Makes a model, a sheet and figures of each checkpoint.

    Attributes:
        folder: of the run.
        task: what is trained.
        real: what pictures are compared with; None where too few were held out.
        about: JSON for the model's card.
        log: who is told of numbers.
        patience: checkpoints at which all pictures are one until training stops; 0 for never.
    """

    folder: Path
    task: PictureTask
    real: RealPictures | None
    about: Mapping[str, Any]
    log: ExperimentLog
    patience: int = 3
    lines: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = read_log(self.folder / FIGURES_LOG, "figures")

    def __call__(self, at: Checkpoint) -> None:
        """Look at a checkpoint.

        Raises:
            TrainingError: the training has collapsed.
        """
        model = PictureModel(self.stored(at))
        figures = self._figures(model)
        told = {} if figures is None else figures.to_json()
        self.lines = [*(line for line in self.lines if line["images"] < at.images), {"images": at.images, **told}]
        stored = self.stored(at, {"figures": told})
        write_native(self.folder / MODEL_FOLDER, stored, card=write_card(stored), force=True)
        self._sheet(model, at.images)
        add_line(self.folder / FIGURES_LOG, self.lines[-1])
        self.log.tell(at.images, {**at.losses, **{f"pictures/{name}": value for name, value in told.items()}})
        self._check_variety()

    def stored(self, at: Checkpoint, more: Mapping[str, Any] | None = None) -> StoredPicture:
        """Return the model that a checkpoint plays."""
        weights = {name: np.asarray(value, np.float32) for name, value in at.state["average"].items()}
        config = self.task.config
        outside = to_stored(config, weights, self.task.settings.seed)
        about = {**self.about, "images": at.images, "seconds": round(at.seconds, 1), **(more or {})}
        return StoredPicture(config, outside, picture_id(config, outside), about)

    def catch_up(self, at: Checkpoint) -> None:
        """Look at a checkpoint that was saved just before a run was killed."""
        if not self.lines or self.lines[-1]["images"] != at.images or not self._is_current(at):
            self(at)

    def _is_current(self, at: Checkpoint) -> bool:
        try:
            info = read_json(self.folder / MODEL_FOLDER / MODEL_FILE, ModelError)
        except ModelError:
            return False
        return isinstance(info, dict) and isinstance(info.get("about"), dict) and info["about"].get("images") == at.images

    def _figures(self, model: PictureModel) -> PictureFigures | None:
        if self.real is None:
            return None
        z = draw_z(LOOKED_AT, model.config.z_dim, seed=SEED)
        return self.real.figures(model.synthesize(model.map(z)))

    def _sheet(self, model: PictureModel, images: int) -> None:
        columns, task = self.task.settings.audition, self.task
        rows = np.linspace(0, len(task.latents) - 1, columns).astype(int)
        learned = task.learned(rows).astype(np.float32) / 127.5 - 1.0
        z = np.concatenate([task.latents[rows], draw_z(columns * max(1, columns - 2), model.config.z_dim, seed=task.settings.seed)])
        made = model.synthesize(model.map(z))
        path = self.folder / AUDITIONS / f"{images:09d}.png"
        path.parent.mkdir(exist_ok=True)
        write_png(path, contact_sheet(np.concatenate([learned, made]), columns), force=True)

    def _check_variety(self) -> None:
        last = [line["variety"] for line in self.lines[-self.patience :] if "variety" in line] if self.patience else []
        if len(last) == self.patience and last and max(last) < SAME:
            raise TrainingError(
                f"Different z must make different pictures. Received: a variety below {SAME} at the last {self.patience} checkpoints. The "
                "training has collapsed: begin again with a smaller learning rate, a longer warm start or another seed.",
                rule="diverse-pictures",
            )
