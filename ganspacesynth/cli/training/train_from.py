"""`ganspacesynth train --from`: a folder of anybody's sounds in, a model that every command opens out; the same command goes on.

OUTPUT            the finished model: weights, directions, card, picture
OUTPUT.training   what it is made in: samples, plan.json, states, auditions
"""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.progress import track
from ganspacesynth.cli.training.train_from_words import play_line, say, say_look, say_plan

if TYPE_CHECKING:
    from ganspacesynth.training.corpus import Corpus
    from ganspacesynth.training.from_sounds.budget import Budget, Speed
    from ganspacesynth.training.from_sounds.own_task import Look
    from ganspacesynth.training.setup import Setup
    from ganspacesynth.training.trainer import Checkpoint

MINUTES = 60.0
CLOCK = time.monotonic
WARM_STEPS, TIMED_STEPS = 2, 6
INTERRUPTED = 130
PLAN, FINISHED = "plan.json", "finished.json"
ALLOWED = ("dataset", "output", "force", "images", "seed", "preset", "memory", "audition", "precision", "init", "batch_size")
OWN = ("own", "minutes", "hours", "sounds", "title", "licence", "duration", "rate", "labels")
LABELLED = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of training on one's own sounds."""
    group = parser.add_argument_group("own sounds")
    group.add_argument("--from", dest="own", metavar="FOLDER", help="sounds as they are: do all from cutting them to the model's card")
    group.add_argument("--minutes", type=float, metavar="M", help=f"in all, directions and listening to them included (default {MINUTES:g})")
    group.add_argument("--hours", type=float, metavar="H", help="the same in hours, instead of --minutes")
    group.add_argument("--sounds", type=int, metavar="N", help="to learn, the most different ones (default: as many as the time allows)")
    group.add_argument("--duration", type=float, metavar="S", help="of a sample, seconds (default 4)")
    group.add_argument("--sample-rate", type=int, dest="rate", metavar="HZ", help="of the model (default 16000)")
    group.add_argument("--title", metavar="TEXT", help="for the card and the list of models (default: the folder's name)")
    group.add_argument("--licence", metavar="TEXT", help="of the sounds, for the card (default: not stated)")
    group.add_argument("--labels", type=int, metavar="N", help=f"directions to listen to and name (default {LABELLED})")


def run(args: argparse.Namespace) -> int:
    """Do what is not yet done; 0 when the model is there, 130 when interrupted."""
    from ganspacesynth.core.errors import InvalidInput

    others = set(vars(args)) - {*ALLOWED, *OWN, "verbose", "wrong_use", "default_of"}
    given = sorted(name for name in others if getattr(args, name) != args.default_of(name))
    if given or args.dataset is not None:
        received = ", ".join(["DATASET"] * (args.dataset is not None) + given)
        raise InvalidInput(f"`train --from` chooses by itself what to train. Received: {received}. Leave it out, or train on a data set.")
    try:
        return _run(args)
    except KeyboardInterrupt:
        return _stopped(args, "Stopped.")


def _run(args: argparse.Namespace) -> int:
    from ganspacesynth.core.files import write_json
    from ganspacesynth.training.from_sounds.budget import Budget
    from ganspacesynth.training.from_sounds.own_task import check_older, check_place, look
    from ganspacesynth.training.runs.run import open_run

    budget = Budget(_budget(args), clock=CLOCK)
    duration = 4.0 if args.duration is None else args.duration
    rate = args.rate or 16000
    _check(args, duration, rate)
    found = look(args.own, duration)
    output = Path(args.output).expanduser()
    work = output.with_name(f"{output.name}.training")
    asked = {"sounds": args.sounds, "duration": duration, "rate": rate, "seed": args.seed, "preset": args.preset, "init": args.init}
    asked |= {"batch": args.batch_size, "precision": args.precision}
    check_place(found.folder, output, work)
    begun = (work / PLAN).is_file() and not args.force
    if not begun:
        check_older(output, force=args.force)
    open_run(work, {"files": found.digest, **asked}, force=args.force)
    if begun and output.exists() and (work / FINISHED).is_file():
        say(f"{output} is finished. Play it with `{play_line(output)}`; --force begins anew.")
        return 0
    say_look(found, rate)
    corpus, used = _samples(found, work / "samples", rate, round(duration * rate))
    plan = _plan(args, found, corpus, work, budget)
    setup = _setup(args, found, corpus, plan)
    _check_same(setup, plan, work)
    at = _train(args, setup, work, found, used, len(corpus), plan, budget)
    if at.images < plan["images"]:
        return _stopped(args, "Stopped, and saved.")
    _finish(args, setup, at, work, output, budget=budget if plan["timed"] else None, replace=plan["replace"])
    write_json(work / FINISHED, {"images": at.images}, force=True)
    return 0


def _stopped(args: argparse.Namespace, what: str) -> int:
    say(f"{what} The same command{' without --force' if args.force else ''} goes on from here.")
    return INTERRUPTED


def _budget(args: argparse.Namespace) -> float:
    from ganspacesynth.core.errors import InvalidInput

    if args.minutes is not None and args.hours is not None:
        raise InvalidInput(f"The time is given once. Received: --minutes {args.minutes:g} and --hours {args.hours:g}. Leave one out.")
    minutes = MINUTES if args.minutes is None and args.hours is None else (args.minutes or 0.0) + 60.0 * (args.hours or 0.0)
    if not 0.0 < minutes < 1e6:
        raise InvalidInput(f"Training takes more than no time. Received: {minutes:g} minutes. Use for example --minutes 60.")
    return 60.0 * minutes


def _check(args: argparse.Namespace, duration: float, rate: int) -> None:
    from ganspacesynth.core.errors import InvalidInput

    wanted = (
        ("sounds", args.sounds, 2, 8192),
        ("images", args.images, 1, 10**9),
        ("sample-rate", rate, 1000, 192_000),
        ("labels", args.labels, 1, 64),
        ("seed", args.seed, 0, 2**32 - 1),
    )
    for name, value, low, high in wanted:
        if value is not None and not low <= value <= high:
            raise InvalidInput(f"{name} must be in {low}..{high}. Received: --{name} {value}.")
    if not 0.05 <= duration <= 60.0:
        raise InvalidInput(f"A sample lasts 0.05 to 60 s. Received: --duration {duration:g}. The published models have 4.")


def _samples(found: "Look", folder: Path, rate: int, length: int) -> "tuple[Corpus, list[float]]":
    """Return the samples, and how long each file is that any are of, in seconds."""
    from ganspacesynth.training.corpus import load_corpus
    from ganspacesynth.training.from_sounds.own_task import check_samples, make_samples

    reports = list(track(make_samples(found, folder, sample_rate=rate, audio_length=length), "Making samples", len(found.files)))
    for report in reports:
        if report.error:
            say(f"  {report.path.name}: left out, {report.error}")
        elif not report.written + report.kept:
            say(f"  {report.path.name}: left out, it is {'silent' if report.silent else 'without a pitch'}")
        for remark in report.remarks:
            say(f"  {report.path.name}: {remark}")
    check_samples(found, reports)
    silent = sum(report.silent for report in reports)
    corpus = load_corpus(folder)
    say(f"{len(corpus)} samples of {length / rate:g} s{f'; {silent} silent ones left out' if silent else ''}.")
    lengths = dict(zip(found.files, found.lengths, strict=True))
    return corpus, [lengths[report.path] for report in reports if report.written + report.kept]


def _plan(args: argparse.Namespace, found: "Look", corpus: "Corpus", work: Path, budget: "Budget") -> dict[str, Any]:
    """Return what was decided when this run began, or decide it."""
    from ganspacesynth.core.errors import TrainingError
    from ganspacesynth.core.files import read_json, write_json
    from ganspacesynth.networks import backend
    from ganspacesynth.training.from_sounds.budget import SAVES, share
    from ganspacesynth.training.from_sounds.own_task import affordable
    from ganspacesynth.training.presets import PRESETS

    if (work / PLAN).is_file():
        plan = read_json(work / PLAN, TrainingError)
        if not isinstance(plan, dict) or not isinstance(plan.get("images"), int):
            raise TrainingError(f"{PLAN} must be as it was written. Received: {work / PLAN}. Begin anew with --force.")
        budget.count_earlier(float(plan.setdefault("spent_s", 0.0)))
        return {"timed": False, "saves": SAVES, "ending_s": 0.0, **plan}
    preset = args.preset or ("full" if backend.has_gpu() else "compact")
    plan = {"preset": preset, "start": args.init or "default", "batch": args.batch_size or 4, "replace": args.force}
    speed = _measure(args, found, corpus, plan)
    shares = share(budget.left_s, speed, labelled=args.labels or LABELLED, batch=plan["batch"])
    images, timed = args.images or shares.images, args.images is None
    sounds = min(len(corpus), args.sounds or affordable(images, PRESETS[preset].latent_size))
    plan |= {"images": images, "sounds": sounds, "images_per_second": round(speed.images_per_second, 2), "timed": timed}
    plan |= {"saves": shares.saves if timed else SAVES, "ending_s": shares.ending_s if timed else 0.0, "spent_s": budget.spent_s}
    say_plan(found, len(corpus), plan, shares.train_s if timed else images / speed.images_per_second)
    write_json(work / PLAN, plan, force=True)
    return plan


def _measure(args: argparse.Namespace, found: "Look", corpus: "Corpus", plan: dict[str, Any]) -> "Speed":
    """Return images a second, of a few real steps on a few of the sounds, and how long it took to compile them."""
    import numpy as np

    from ganspacesynth.networks import backend
    from ganspacesynth.training.from_sounds.budget import Speed

    task = _setup(args, found, corpus.only(range(2)), {**plan, "images": 1000, "sounds": 2}).task
    state, step, rng = backend.tensors(task.initial_state()), backend.compiled(task.step), np.random.default_rng(0)
    compiling = began = CLOCK()
    for number in range(WARM_STEPS + TIMED_STEPS):
        if number == WARM_STEPS:
            began = CLOCK()
        state, losses = step(state, backend.tensors(dict(task.draw(rng, 0))), np.float32(0))
        {name: float(value) for name, value in losses.items()}  # waits for the step
    return Speed(TIMED_STEPS * task.batch_size / max(CLOCK() - began, 1e-9), began - compiling)


def _setup(args: argparse.Namespace, found: "Look", corpus: "Corpus", plan: dict[str, Any]) -> "Setup":
    from ganspacesynth.training.from_sounds.own_task import own_setup
    from ganspacesynth.training.presets import architecture

    return own_setup(
        corpus,
        found.kind,
        architecture(plan["preset"]),
        count=plan["sounds"],
        start=plan["start"],
        seed=args.seed,
        max_bytes=int(args.memory * 1e9),
        track=track,
        total_images=plan["images"],
        batch_size=plan["batch"],
        dtype=args.precision,
    )


def _check_same(setup: "Setup", plan: dict[str, Any], work: Path) -> None:
    """Refuse to go on with other sounds: files may have changed, or another version of a library may choose other cuts."""
    from ganspacesynth.core.errors import TrainingError
    from ganspacesynth.core.files import write_json

    now = setup.settings["data"]
    if plan.setdefault("data", now) != now:
        raise TrainingError(
            f"A run goes on with the sounds it began with, {plan['data']}. Received: {now} for {work}. Bring the old ones back, or --force to begin "
            "anew."
        )
    write_json(work / PLAN, plan, force=True)


def _train(
    args: argparse.Namespace, setup: "Setup", work: Path, found: "Look", used: list[float], samples: int, plan: dict[str, Any], budget: "Budget"
) -> "Checkpoint":
    """Train until the planned images, or until the time for them is up, which then were all."""
    from ganspacesynth.cli.training.interruption import interruptible
    from ganspacesynth.cli.training.train_progress import training_progress
    from ganspacesynth.core.files import write_json
    from ganspacesynth.training.runs.run import Keeper
    from ganspacesynth.training.trainer import train

    taught = setup.settings["taught"]
    about = {
        "title": args.title or f"{found.folder.resolve().name}: a model of {found.kind}",
        "licence": args.licence or "of the sounds: not stated",
        "method": found.kind,
        "data": found.folder.resolve().name,
        "files": len(used),
        "data_seconds": round(sum(used), 1),
        "samples": samples,
        "notes": samples if found.kind == "notes" else len(taught),
        "taught": taught,
        "seed": args.seed,
        "init": setup.settings["init"],
    }
    say(f"Training; states and auditions in {work}. Ctrl-C saves, and the same command goes on.")
    keeper = Keeper(work, setup.task, setup.gain, setup.shift, about, setup.prior, args.audition, 0, args.seed)
    save_every = max(setup.task.batch_size, plan["images"] // plan["saves"])

    def up() -> bool:
        return bool(plan["timed"]) and budget.left_s <= plan["ending_s"]

    def keep(at: "Checkpoint") -> None:
        write_json(work / PLAN, {**plan, "spent_s": budget.spent_s}, force=True)
        keeper(at)

    with training_progress(plan["images"]) as report, interruptible() as stop:
        at = train(setup.task, work, seed=args.seed, save_every=save_every, report=report, on_save=keep, stop=lambda: stop() or up())
        if not keeper.is_current(at):
            keeper(at)
        if at.images < plan["images"] and not stop():
            say(f"The time to train is up after {at.images} of {plan['images']} images.")
            plan["images"] = at.images
    write_json(work / PLAN, {**plan, "spent_s": budget.spent_s}, force=True)
    return at


def _finish(args: argparse.Namespace, setup: "Setup", at: "Checkpoint", work: Path, output: Path, *, budget: "Budget | None", replace: bool) -> None:
    """Make the model's folder beside the run, then put it into its place whole."""
    from ganspacesynth.training.from_sounds.result import make_result

    bar = track if budget is None else budget.track(track)
    result = make_result(setup, at, work, name=output.name, seed=args.seed, labelled=args.labels or LABELLED, track=bar, say=say)
    result.place(output, force=replace)
    size = sum(file.stat().st_size for file in output.iterdir()) / 1e6
    near, far = f"{result.near_db:.1f} dB from yours", f"{result.far_db:.1f} dB apart"
    say(f"{output}: a model of {size:.1f} MB with directions and a card. Its sounds are {near}, which are {far}.")
    say(f"  {play_line(output)}")
