"""Training on a data set, in the folder of a run; the same call resumes."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.data.sources import Source, read_sources
from ganspacesynth.training import setup
from ganspacesynth.training.adversarial.gan_settings import PENALTIES, GanSettings
from ganspacesynth.training.architectures import architecture, preset_of_machine
from ganspacesynth.training.checkup import Checkup
from ganspacesynth.training.dataset_settings import DatasetTraining
from ganspacesynth.training.notes.corpus import Corpus, load_corpus
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.runs.experiment_log import open_logs
from ganspacesynth.training.runs.run import Keeper, open_run
from ganspacesynth.training.throughput import matrix_rate
from ganspacesynth.training.trainer import Checkpoint, train

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trained:
    """What a training came to.

    Attributes:
        folder: of the run; the model is in its `model`.
        images: trained with so far.
        total_images: to train with.
        seconds: trained so far, over all calls.
        stopped: the observer asked to stop.
    """

    folder: Path
    images: int
    total_images: int
    seconds: float
    stopped: bool

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.images >= self.total_images


def train_on_dataset(
    dataset: str | os.PathLike[str],
    run: str | os.PathLike[str],
    settings: DatasetTraining | None = None,
    *,
    force: bool = False,
    exporters: Sequence[str] = (),
    observer: Observer | None = None,
) -> Trained:
    """Train a model on a data set, or go on where an earlier call with the same settings ended.

    Args:
        dataset: a data set, or a folder of samples.
        run: folder of the run.
        settings: how.
        force: begin anew in the folder of an older run.
        exporters: who is told its losses at each checkpoint beside its own log, see `open_logs`.
        observer: told how far it is, and asked whether to stop.

    Raises:
        DatasetError, ModelError: no data set, or no model to go on from.
        TrainingError: the notes do not suit, the run was begun with other settings, or the training has collapsed.
        OutputError: the folder holds something else, or cannot be written.
        Cancelled: raised by the observer; what was saved last is kept.
    """
    settings, observer = settings or DatasetTraining(), observer or Observer()
    corpus = setup.choose(load_corpus(dataset), pitches=settings.pitches, instruments=settings.instruments)
    prepared = prepare(corpus, settings, observer)
    folder = open_run(run, prepared.settings, force=force)
    keeper = _keeper(folder, corpus, prepared, settings, read_sources(dataset))
    able, task = matrix_rate(settings.precision), prepared.task

    def keep(at: Checkpoint) -> None:
        keeper(at)
        told.tell(at.images, at.losses)

    with open_logs(exporters, folder, prepared.settings) as told, observer.training(task.total_images):
        at = train(
            task,
            folder,
            seed=settings.seed,
            save_every=settings.save_every,
            report=observer.report,
            on_save=keep,
            stop=observer.stop,
            matrix_rate=able,
        )
        if not keeper.is_current(at):
            keeper(at)
    return Trained(folder, at.images, task.total_images, at.seconds, observer.stop())


@dataclass(frozen=True)
class DatasetJob:
    """A training that another process or machine can do: it opens the data set itself.

    Attributes:
        dataset: its folder.
        run: folder of the run.
        settings: of the training.
        force: begin anew.
        exporters: who is told.
        observer: who looks on; None where nobody is.
    """

    dataset: str
    run: str
    settings: DatasetTraining
    force: bool = False
    exporters: tuple[str, ...] = ()
    observer: Observer | None = None

    def __call__(self) -> Trained:
        """Train, or go on."""
        return train_on_dataset(self.dataset, self.run, self.settings, force=self.force, exporters=self.exporters, observer=self.observer)


def prepare(corpus: Corpus, settings: DatasetTraining, observer: Observer | None = None) -> setup.Setup:
    """Return what a run needs, out of its notes.

    Raises:
        ModelError: no model to go on from.
        TrainingError: the notes do not suit.
    """
    track = (observer or Observer()).track
    if settings.method == "gan":
        return _gan(corpus, settings)
    either = {**_either(settings), **settings.morph.given()}
    if settings.average_decay is not None:
        either["average_decay"] = settings.average_decay
    return setup.morph_setup(
        corpus,
        architecture(_preset(settings), **settings.network.given()),
        init=settings.init,
        conditions=settings.condition or (),
        max_bytes=settings.max_bytes,
        track=track,
        **either,
    )


def checkup_of(corpus: Corpus, prepared: setup.Setup, settings: DatasetTraining) -> Checkup | None:
    """Return who listens to each checkpoint, or None for nobody."""
    return Checkup(corpus, prepared.settings["config"]["pitches"], sounds=settings.checkup, seed=settings.seed) if settings.checkup else None


def _keeper(folder: Path, corpus: Corpus, prepared: setup.Setup, settings: DatasetTraining, sources: list[Source] | None) -> Keeper:
    about: dict[str, Any] = {
        "method": settings.method,
        "data": corpus.name,
        "data_digest": corpus.digest,
        "notes": len(corpus),
        "seed": settings.seed,
        "init": prepared.settings.get("init"),
        **({} if sources is None else {"data_made_of": sources}),
    }
    return Keeper(
        folder,
        prepared.task,
        prepared.gain,
        prepared.shift,
        about,
        prepared.prior,
        settings.audition,
        settings.patience,
        settings.seed,
        prepared.joint,
        checkup_of(corpus, prepared, settings),
    )


def _gan(corpus: Corpus, settings: DatasetTraining) -> setup.Setup:
    options = {**PENALTIES[settings.penalty], **_either(settings), **settings.gan.given()}
    if settings.average_decay is not None:
        options["average_decay"] = settings.average_decay
    if settings.init is not None:
        tuned = GanSettings(**{"critic_first": setup.CRITIC_FIRST, **options})
        return setup.finetune_setup(corpus, settings.init, tuned, max_bytes=settings.max_bytes)
    shape = architecture(_preset(settings), **settings.network.given())
    conditions, growth = settings.condition or (), settings.growth.given()
    return setup.gan_setup(corpus, shape, GanSettings(**options), conditions=conditions, max_bytes=settings.max_bytes, **growth)


def _either(settings: DatasetTraining) -> dict[str, Any]:
    """Return what both methods take."""
    images = {} if settings.images is None else {"total_images": settings.images}
    return {**settings.optimizer.given(), "seed": settings.seed, "dtype": settings.precision, **images}


def _preset(settings: DatasetTraining) -> str:
    if settings.init is not None:
        return "full"  # it brings its own
    if settings.preset is not None:
        return settings.preset
    preset = preset_of_machine()
    if preset != "full":
        log.warning("No GPU: training the compact network; --preset full is the published one.")
    return preset
