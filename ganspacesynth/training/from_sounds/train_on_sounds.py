"""Training on a folder of sound files; the same call resumes.

OUTPUT            the finished model: weights, directions, card, picture
OUTPUT.training   what it is made in: samples, plan.json, states, auditions
"""

import dataclasses
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import named, sha256, write_json
from ganspacesynth.data.sources import source_files
from ganspacesynth.networks import backend
from ganspacesynth.training.architectures import PRESETS, architecture, preset_of_machine
from ganspacesynth.training.from_sounds.budget import SAVES, Budget, Clock, Speed, share
from ganspacesynth.training.from_sounds.folder_look import FolderLook, look
from ganspacesynth.training.from_sounds.own_task import affordable, check_older, check_place, check_samples, make_samples, own_setup, without
from ganspacesynth.training.from_sounds.result import make_result
from ganspacesynth.training.from_sounds.sounds_observer import SoundsObserver
from ganspacesynth.training.from_sounds.sounds_settings import BATCH, SoundsTraining
from ganspacesynth.training.from_sounds.training_plan import PLAN, TrainingPlan, read_plan
from ganspacesynth.training.notes.corpus import Corpus, load_corpus
from ganspacesynth.training.runs.run import Keeper, open_run
from ganspacesynth.training.setup import Setup
from ganspacesynth.training.trainer import Checkpoint, train

FINISHED = "finished.json"
MOST_LISTED = 1000  # recordings that a model names
WARM_STEPS, TIMED_STEPS = 2, 6


@dataclass(frozen=True)
class SoundsModel:
    """What training on a folder came to.

    Attributes:
        folder: of the model.
        work: of its run.
        state: "made" now, "there" since an earlier call, or "stopped": saved, and not yet a model.
        near_db, far_db: how far its sounds are from those it learned, and those from each other; 0 unless it was made now.
    """

    folder: Path
    work: Path
    state: str
    near_db: float = 0.0
    far_db: float = 0.0


@dataclass(frozen=True, eq=False)
class _Run:
    """What all steps of a run know."""

    found: FolderLook
    settings: SoundsTraining
    output: Path
    work: Path
    budget: Budget
    observer: SoundsObserver
    clock: Clock
    force: bool


def work_folder(output: str | os.PathLike[str]) -> Path:
    """Return where the run of a model is, beside it."""
    output = named(Path(output).expanduser())
    return output.with_name(f"{output.name}.training")


def train_on_sounds(
    sounds: str | os.PathLike[str],
    output: str | os.PathLike[str],
    settings: SoundsTraining | None = None,
    *,
    force: bool = False,
    observer: SoundsObserver | None = None,
    clock: Clock = time.monotonic,
) -> SoundsModel:
    """Make a model of a folder of sounds, or go on where an earlier call with the same settings ended.

    Args:
        sounds: folder of sound files of any kind.
        output: folder for the model; what it is made in goes beside it.
        settings: how.
        force: begin anew, and replace an older model.
        observer: told how far it is, and asked whether to stop.
        clock: seconds of any beginning.

    Raises:
        DatasetError: no folder, or too little in it that sounds.
        InvalidInput: the model would lie where the sounds are.
        OutputError: something else is in the model's place.
        TrainingError: the run was begun with other settings or sounds, or the training has collapsed.
        Cancelled: raised by the observer; what was saved last is kept.
    """
    settings = settings or SoundsTraining()
    budget = Budget(60.0 * settings.minutes, clock=clock)
    found, output = look(sounds, settings.duration_s), Path(output).expanduser()
    work = work_folder(output)
    run = _Run(found, settings, output, work, budget, observer or SoundsObserver(), clock, force)
    if _is_finished(run):
        return SoundsModel(output, work, "there")
    run.observer.looked(found, settings.sample_rate)
    corpus, used = _samples(run)
    plan = _plan(run, corpus)
    setup = _setup(run, corpus, plan)
    plan = _with_data(run, setup, plan)
    at, plan = _train(run, setup, used, len(corpus), plan)
    if at.images < plan.images:
        return SoundsModel(output, work, "stopped")
    return _finish(run, setup, corpus, at, plan)


def _is_finished(run: _Run) -> bool:
    """Open the run's folder; tell whether its model is in its place already."""
    check_place(run.found.folder, run.output, run.work)
    begun = (run.work / PLAN).is_file() and not run.force
    if not begun:
        check_older(run.output, force=run.force)
    s = run.settings
    asked: dict[str, Any] = {"sounds": s.sounds, "duration": s.duration_s, "rate": s.sample_rate, "seed": s.seed, "preset": s.preset, "init": s.init}
    asked |= {"left_out": sorted(s.left_out)} if s.left_out else {}  # absent otherwise, as in runs begun before there was a choice
    open_run(run.work, {"files": run.found.digest, **asked, "batch": s.batch_size, "precision": s.precision}, force=run.force)
    return begun and run.output.exists() and (run.work / FINISHED).is_file()


def _samples(run: _Run) -> tuple[Corpus, list[float]]:
    """Return the samples, and how long each file is that any are of, in seconds."""
    found, settings, folder = run.found, run.settings, run.work / "samples"
    making = make_samples(found, folder, sample_rate=settings.sample_rate, audio_length=settings.audio_length)
    reports = list(run.observer.track(making, "Making samples", len(found.files)))
    run.observer.sampled(reports)
    check_samples(found, reports)
    corpus = without(load_corpus(folder), settings.left_out)
    run.observer.gathered(len(corpus), settings.audio_length / settings.sample_rate, sum(report.silent for report in reports))
    lengths = dict(zip(found.files, found.lengths, strict=True))
    return corpus, [lengths[report.path] for report in reports if report.written + report.kept]


def _plan(run: _Run, corpus: Corpus) -> TrainingPlan:
    """Return what was decided when this run began, or decide it."""
    plan = read_plan(run.work)
    if plan is not None:
        run.budget.count_earlier(plan.spent_s)
        return plan
    settings, batch = run.settings, run.settings.batch_size or BATCH
    preset = settings.preset or preset_of_machine()
    draft = TrainingPlan(preset, settings.init or "default", batch, run.force, images=1000, sounds=2)
    speed = _measure(run, corpus, draft)
    shares = share(run.budget.left_s, speed, labelled=settings.labelled, batch=batch)
    images, timed = settings.images or shares.images, settings.images is None
    plan = dataclasses.replace(
        draft,
        images=images,
        sounds=min(len(corpus), settings.sounds or affordable(images, PRESETS[preset].latent_size)),
        images_per_second=round(speed.images_per_second, 2),
        timed=timed,
        saves=shares.saves if timed else SAVES,
        ending_s=shares.ending_s if timed else 0.0,
        spent_s=run.budget.spent_s,
    )
    run.observer.planned(run.found, len(corpus), plan, shares.train_s if timed else images / speed.images_per_second)
    plan.write(run.work)
    return plan


def _measure(run: _Run, corpus: Corpus, draft: TrainingPlan) -> Speed:
    """Return images a second, of a few real steps on a few of the sounds, and how long it took to compile them."""
    task = _setup(run, corpus.only(range(2)), draft).task
    state, step, rng = backend.tensors(task.initial_state()), backend.compiled(task.step), np.random.default_rng(0)
    compiling = began = run.clock()
    for number in range(WARM_STEPS + TIMED_STEPS):
        if number == WARM_STEPS:
            began = run.clock()
        state, losses = step(state, backend.tensors(dict(task.draw(rng, 0))), np.float32(0))
        {name: float(value) for name, value in losses.items()}  # waits for the step
    return Speed(TIMED_STEPS * task.batch_size / max(run.clock() - began, 1e-9), began - compiling)


def _setup(run: _Run, corpus: Corpus, plan: TrainingPlan) -> Setup:
    return own_setup(
        corpus,
        run.found.kind,
        architecture(plan.preset),
        count=plan.sounds,
        start=plan.start,
        seed=run.settings.seed,
        max_bytes=int(run.settings.memory * 1e9),
        track=run.observer.track,
        total_images=plan.images,
        batch_size=plan.batch,
        dtype=run.settings.precision,
    )


def _with_data(run: _Run, setup: Setup, plan: TrainingPlan) -> TrainingPlan:
    """Refuse to go on with other sounds: files may have changed, or another version of a library may choose other cuts."""
    now = setup.settings["data"]
    if plan.data not in (None, now):
        raise TrainingError(
            f"A run goes on with the sounds it began with, {plan.data}. Received: {now} for {run.work}. Bring the old ones back, or --force to begin "
            "anew.",
            rule="same-sounds",
        )
    plan = dataclasses.replace(plan, data=now)
    plan.write(run.work)
    return plan


def _train(run: _Run, setup: Setup, used: list[float], samples: int, plan: TrainingPlan) -> tuple[Checkpoint, TrainingPlan]:
    """Train until the planned images, or until the time for them is up, which then were all."""
    settings, observer, budget = run.settings, run.observer, run.budget
    observer.begun(run.work)
    about = _about(run, setup, used, samples)
    keeper = Keeper(run.work, setup.task, setup.gain, setup.shift, about, setup.prior, settings.audition, 0, settings.seed)
    save_every = max(setup.task.batch_size, plan.images // plan.saves)

    def stop() -> bool:
        return observer.stop() or (plan.timed and budget.left_s <= plan.ending_s)

    def keep(at: Checkpoint) -> None:
        dataclasses.replace(plan, spent_s=budget.spent_s).write(run.work)
        keeper(at)

    with observer.training(plan.images):
        at = train(setup.task, run.work, seed=settings.seed, save_every=save_every, report=observer.report, on_save=keep, stop=stop)
        if not keeper.is_current(at):
            keeper(at)
        if at.images < plan.images and not observer.stop():
            observer.time_is_up(at.images, plan.images)
            plan = dataclasses.replace(plan, images=at.images)
    dataclasses.replace(plan, spent_s=budget.spent_s).write(run.work)
    return at, plan


def _about(run: _Run, setup: Setup, used: list[float], samples: int) -> dict[str, Any]:
    """Return what the model's card says of it."""
    found, taught = run.found, setup.settings["taught"]
    return {
        "title": run.settings.title or f"{found.folder.resolve().name}: a model of {found.kind}",
        "licence": run.settings.licence or "of the sounds: not stated",
        "method": found.kind,
        "data": found.folder.resolve().name,
        "data_digest": setup.settings["data"],
        "recordings": [[path.name, sha256(path)] for path in found.files[:MOST_LISTED]],
        "data_made_of": source_files("recording", found.files),
        "files": len(used),
        "data_seconds": round(sum(used), 1),
        "samples": samples,
        "notes": samples if found.kind == "notes" else len(taught),
        "taught": taught,
        "seed": run.settings.seed,
        "init": setup.settings["init"],
    }


def _finish(run: _Run, setup: Setup, corpus: Corpus, at: Checkpoint, plan: TrainingPlan) -> SoundsModel:
    """Make the model's folder beside the run, then put it into its place whole."""
    settings, track = run.settings, run.budget.track(run.observer.track) if plan.timed else run.observer.track
    seeds: dict[str, Any] = {"seed": settings.seed, "labelled": settings.labelled}
    result = make_result(setup, at, run.work, corpus, name=run.output.name, **seeds, track=track, observer=run.observer)
    result.place(run.output, force=plan.replace)
    write_json(run.work / FINISHED, {"images": at.images}, force=True)
    return SoundsModel(run.output, run.work, "made", result.near_db, result.far_db)
