"""Training of a continuation model, in the folder of a run; the same call resumes, to the last bit.

RUN/run.json        settings, and the banks by their ids; a run goes on only with the same
RUN/state-N.npz     after N windows            RUN/hearing-….npz   copies of the banks, measured once
RUN/losses.jsonl    a line a checkpoint        RUN/figures.jsonl   figures of held-out sequences, a line a checkpoint
RUN/model/          the model of the best checkpoint: the likeliest on held-out sequences, or the last where there are none
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.known_banks import open_bank
from ganspacesynth.bank.units.unit_features import MELODY, NAMES, REST, TIMBRE
from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.continuation.continuation import Continuation
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.continuation_files import save_continuation
from ganspacesynth.networks.continuation.embedding import Embedding
from ganspacesynth.training.continuation.continuation_card import write_card
from ganspacesynth.training.continuation.continuation_figures import ContinuationFigures, guesses, model_figures
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
from ganspacesynth.training.continuation.continuation_task import ContinuationTask
from ganspacesynth.training.continuation.material import Material, gather
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.run_log import add_line, read_log
from ganspacesynth.training.runs.experiment_log import ExperimentLog, open_logs
from ganspacesynth.training.runs.run import open_run
from ganspacesynth.training.trainer import Checkpoint, train

FIGURES_LOG, MODEL_FOLDER = "figures.jsonl", "model"
WEIGHT = 2.0  # of melody, in standard deviations of an embedding


@dataclass(frozen=True)
class TrainedContinuation:
    """What a training came to.

    Attributes:
        folder: of the run; its `model` is the best so far.
        steps: trained so far.
        figures: of the best checkpoint on held-out sequences, None where none were held out.
        guesses: the same of simple guesses, by name.
        stopped: the observer asked to stop.
    """

    folder: Path
    steps: int
    figures: ContinuationFigures | None
    guesses: Mapping[str, ContinuationFigures]
    stopped: bool


def train_continuation(
    banks: Sequence[Bank],
    run: str | os.PathLike[str],
    settings: ContinuationTraining | None = None,
    *,
    force: bool = False,
    exporters: Sequence[str] = (),
    observer: Observer | None = None,
) -> TrainedContinuation:
    """Train a model on banks, or go on where an earlier call with the same settings ended.

    Args:
        banks: to learn from.
        run: folder of the run.
        settings: how.
        force: begin anew in the folder of an older run.
        exporters: who is told of losses and figures beside the run's own log: "tensorboard", "mlflow", "wandb".
        observer: told how far it is, and asked whether to stop.

    Raises:
        BankError: a bank with nothing to choose from.
        TrainingError: nothing to learn from, or the run was begun with other settings.
        InvalidInput: an exporter that is not known or not installed.
        OutputError: the folder holds something else, or cannot be written.
    """
    settings, observer = settings or ContinuationTraining(), observer or Observer()
    for bank in banks:
        bank.check_playable()
    asked = {"task": "continuation", "banks": [bank.id for bank in banks], **settings.to_json()}
    folder = open_run(run, asked, force=force)
    material = gather(banks, settings, folder, track=observer.track)
    task = ContinuationTask(_config(banks, settings), settings, material, _embedding(material, settings))
    with open_logs(exporters, folder, asked) as log:
        keeper = _Keeper(folder, task, banks, log)
        with observer.training(task.total_images):
            at = train(
                task,
                folder,
                seed=settings.seed,
                save_every=settings.save_every * settings.batch,
                report=observer.report,
                on_save=keeper,
                stop=observer.stop,
            )
            keeper.catch_up(at)
    return TrainedContinuation(folder, at.images // settings.batch, keeper.best(), keeper.guesses, observer.stop())


@dataclass(frozen=True)
class ContinuationJob:
    """A training that another process or machine can do: it opens the banks itself.

    Attributes:
        banks: their folders.
        run: folder of the run.
        settings: of the training.
        force: begin anew.
        exporters: who is told.
        observer: who looks on; None where nobody is.
    """

    banks: tuple[str, ...]
    run: str
    settings: ContinuationTraining
    force: bool = False
    exporters: tuple[str, ...] = ()
    observer: Observer | None = None

    def __call__(self) -> TrainedContinuation:
        """Train, or go on."""
        banks = [open_bank(path) for path in self.banks]
        return train_continuation(banks, self.run, self.settings, force=self.force, exporters=self.exporters, observer=self.observer)


def _config(banks: Sequence[Bank], s: ContinuationTraining) -> ContinuationConfig:
    if s.head == "units" and len(banks) != 1:
        raise TrainingError(f"A vocabulary is one bank. Received: {len(banks)} banks. Give one, or use head=features.", rule="one-vocabulary")
    vocabulary, bank = (len(banks[0]), banks[0].id) if s.head == "units" else (0, "")
    return ContinuationConfig(len(NAMES), s.embedding, s.width, s.attention_heads, s.layers, s.reach, s.head, s.mixtures, vocabulary, bank)


def _embedding(material: Material, settings: ContinuationTraining) -> Embedding:
    """Learn how units are seen, of all hearings of what is learnt from."""
    learnt = np.concatenate(material.learnt)
    rows = np.concatenate([material.clean[:, learnt].reshape(-1, len(NAMES)), material.heard[:, learnt].reshape(-1, len(NAMES))])
    return Embedding.fit(rows, settings.embedding, kept=(*MELODY, *REST), weight=WEIGHT, reduced=TIMBRE)


@dataclass(eq=False)
class _Keeper:
    """Measures each checkpoint, writes the figures down, and keeps the model of the best."""

    folder: Path
    task: ContinuationTask
    banks: Sequence[Bank]
    log: ExperimentLog
    guesses: Mapping[str, ContinuationFigures] = field(init=False)
    lines: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        m = self.task.material
        self._embeddings = self.task.embedding(m.clean[0])
        self.guesses = guesses(self._embeddings, m.learnt, m.held_out) if m.held_out else {}
        self.lines = read_log(self.folder / FIGURES_LOG, "figures")

    def __call__(self, at: Checkpoint) -> None:
        self.lines = [line for line in self.lines if line["images"] < at.images]
        model = Continuation(self.task.config, dict(at.state["average"]), self.task.embedding)
        measured = model_figures(model, self._embeddings, self.task.material.held_out).to_json() if self.task.material.held_out else {}
        line = {"images": at.images, "steps": at.images // self.task.batch_size, **measured}
        self.lines.append(line)
        if line is self._best():
            self._save(model, at)
        add_line(self.folder / FIGURES_LOG, line)
        self.log.tell(line["steps"], {**at.losses, **{f"held_out/{name}": value for name, value in measured.items()}})

    def catch_up(self, at: Checkpoint) -> None:
        """Measure a checkpoint that was saved just before a run was killed."""
        if not any(line["images"] == at.images for line in self.lines):
            self(at)

    def best(self) -> ContinuationFigures | None:
        """Return the figures of the model that is kept."""
        found = self._best()
        return (
            ContinuationFigures(**{name: found[name] for name in ("units", "nats", "median_rank", "first", "first_ten")}) if "nats" in found else None
        )

    def _best(self) -> dict[str, Any]:
        return min(self.lines, key=lambda line: line["nats"]) if all("nats" in line for line in self.lines) else self.lines[-1]

    def _save(self, model: Continuation, at: Checkpoint) -> None:
        licences = [" / ".join(sorted({source.licence for source in bank.sources if source.licence})) for bank in self.banks]
        told_of = zip(self.banks, licences, strict=True)
        sources = [{"id": bank.id, "units": len(bank), "sources": len(bank.sources), "licence": licence} for bank, licence in told_of]
        figures = None if (best := self.best()) is None else best.to_json()
        told = {name: each.to_json() for name, each in self.guesses.items()}
        about = {"banks": sources, "steps": at.images // self.task.batch_size, "figures": figures, "guesses": told}
        model = Continuation(model.config, model.weights, model.embedding, about={**about, "settings": self.task.settings.to_json()})
        save_continuation(self.folder / MODEL_FOLDER, model, force=True, card=write_card(model, self.banks))
