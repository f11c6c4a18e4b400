"""The folder of a training run: settings in run.json, states, logs, the model as it plays now, and auditions.

RUN/run.json        settings; a run goes on only with the same
RUN/state-N.npz     after N images, see state.py
RUN/losses.jsonl    a line a state          RUN/auditions.jsonl  figures, a line a state
RUN/model/          native model of the newest state
RUN/auditions/N/    sounds and a picture of that model
RUN/checkups.jsonl  figures beside those of real sounds, a line a state; see checkup.py
"""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.documents import RUN, read_document, write_document
from ganspacesynth.core.errors import ModelError, OutputError, TrainingError
from ganspacesynth.core.files import holds_others, read_json, sweep_unfinished
from ganspacesynth.networks.gansynth.checkpoint import write_native
from ganspacesynth.networks.gansynth.condition_labels import JointLabels
from ganspacesynth.networks.gansynth.stored_model import StoredModel, model_id
from ganspacesynth.networks.prior import Prior
from ganspacesynth.training import audition
from ganspacesynth.training.checkup import Checkup, check_alarms, read_checkups
from ganspacesynth.training.run_log import add_line, read_log
from ganspacesynth.training.trainer import Checkpoint, TrainingTask

RUN_FILE = "run.json"
AUDITION_LOG = "auditions.jsonl"


def is_run(folder: str | os.PathLike[str]) -> bool:
    """Tell whether a run has begun in a folder."""
    return (Path(folder).expanduser() / RUN_FILE).is_file()


def open_run(folder: str | os.PathLike[str], settings: Mapping[str, Any], *, force: bool = False) -> Path:
    """Make the folder of a run, or go on in one that was begun with the same settings.

    Args:
        folder: of the run.
        settings: everything that changes what is learnt, as JSON.
        force: begin anew in the folder of an older run.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
        TrainingError: it was begun with other settings; the message names them.
    """
    folder = Path(folder).expanduser()
    settings = json.loads(json.dumps(settings))  # as they come back from the file
    file = folder / RUN_FILE
    if folder.exists() and not file.is_file() and (not folder.is_dir() or holds_others(folder)):
        raise OutputError(f"A run has a folder of its own. Received: {folder}, which holds something else. Use another folder.", rule="own-folder")
    if file.is_file() and not force:
        _check_settings(file, settings)
        sweep_unfinished(folder)
        return folder
    if file.is_file():
        _remove(path for path in folder.iterdir() if path != file)  # it says that this is a run: killed here, one still can begin anew
    sweep_unfinished(folder)
    write_document(file, RUN, {"settings": settings}, force=True)
    return folder


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _check_settings(file: Path, settings: Mapping[str, Any]) -> None:
    _, stored = read_document(file, RUN)
    if not isinstance(stored.get("settings"), dict):
        raise TrainingError(f"A training run says its settings. Received: {file} without. {RUN.advice}", rule="run-settings")
    before, now = _flat(stored["settings"]), _flat(settings)
    changed = [f"{name}={now.get(name)} (was {before.get(name)})" for name in sorted(before | now) if before.get(name) != now.get(name)]
    if changed:
        raise TrainingError(
            f"A run goes on with the settings it began with. Received: {', '.join(changed[:6])} in {file.parent}. "
            "Give the same settings, use another folder, or --force to begin anew.",
            rule="same-settings",
        )


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        flat.update(_flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value})
    return flat


@dataclass(frozen=True, eq=False)
class Keeper:
    """Makes something to look at and listen to out of every checkpoint; `train` calls it.

    Attributes:
        folder: of the run.
        task: what is trained.
        gain, shift: `normalizer/a` and `/b` of the model.
        about: JSON for the model's card.
        prior: of z.
        sounds: in an audition; 0 for none, then a collapse is not noticed either.
        patience: checkpoints of a collapsed model until training stops; 0 for never.
        seed: of the auditions' z.
        joint: which conditions occur together, of a conditioned model.
        checkup: listens to some hundred sounds of each checkpoint; None for nobody.
    """

    folder: Path
    task: TrainingTask
    gain: np.ndarray
    shift: np.ndarray
    about: Mapping[str, Any] = field(default_factory=dict)
    prior: Prior = field(default_factory=Prior)
    sounds: int = 8
    patience: int = 5
    seed: int = 0
    joint: JointLabels | None = None
    checkup: Checkup | None = None

    def __call__(self, at: Checkpoint) -> None:
        """Write the model and its audition.

        Raises:
            TrainingError: the training has collapsed.
        """
        model = self.stored(at)
        figures = self._audition(model, at.images) if self.sounds else []
        heard = {"figures": audition.to_json(figures[-1])} if figures else {}
        write_native(self.folder / "model", dataclasses.replace(model, about={**model.about, **heard}), dtype="float32", force=True)
        audition.check_collapse(figures, self.patience)
        if self.checkup is not None:
            self.checkup(model, self.folder, at.images)
            check_alarms(read_checkups(self.folder), self.patience)

    def stored(self, at: Checkpoint) -> StoredModel:
        """Return the model that a checkpoint plays."""
        config, weights = self.task.model(at.state, at.images)
        weights = {name: np.asarray(value, np.float32) for name, value in weights.items()}
        weights |= {"normalizer/a": self.gain, "normalizer/b": self.shift}
        weights |= {f"prior/{name}": value for name, value in self.prior.to_arrays().items()}
        weights |= {} if self.joint is None else {"prior/labels": self.joint.to_array()}
        about = {**self.about, "images": at.images, "seconds": round(at.seconds, 1), "losses": dict(at.losses)}
        return StoredModel(config, weights, model_id(config, weights), self.prior.to_json(), about)

    def is_current(self, at: Checkpoint) -> bool:
        """Tell whether RUN/model is of this checkpoint: a run may have been killed between a state and its model."""
        try:
            info = read_json(self.folder / "model" / "model.json", ModelError)
        except ModelError:
            return False
        return isinstance(info, dict) and isinstance(info.get("about"), dict) and info["about"].get("images") == at.images

    def _audition(self, model: StoredModel, images: int) -> list[audition.AuditionFigures]:
        """Return the figures of all checkpoints so far, this one the last."""
        folder, kept_at = self.folder / "auditions" / f"{images:09d}", self.folder / "model"
        now = audition.audition(model, folder, images=images, count=self.sounds, seed=self.seed, kept_at=kept_at)
        log = self.folder / AUDITION_LOG
        add_line(log, audition.to_json(now))
        return read_figures(self.folder)


def read_figures(folder: Path) -> list[audition.AuditionFigures]:
    """Return the figures of a run's auditions, oldest first.

    Raises:
        TrainingError: the log is damaged.
    """
    lines = read_log(folder / AUDITION_LOG, "auditions")
    try:
        return [audition.AuditionFigures(**line) for line in lines]
    except TypeError as e:
        raise TrainingError(
            f"The log of auditions must be whole. Received: {folder / AUDITION_LOG} ({e}). Remove it to go on.", rule="whole-log"
        ) from e
