"""`ganspacesynth bank train`: teach a network how the sounds of banks follow each other, so that it can play on."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in

if TYPE_CHECKING:
    from ganspacesynth.training.continuation.train_continuation import TrainedContinuation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("words", nargs="+", metavar="BANK|KEY=VALUE", help="banks to learn from, and settings such as steps=1000; KEY=A,B is a sweep")
    parser.add_argument("-o", "--output", required=True, metavar="RUN", help="folder of the run, or of a sweep's runs; the same command goes on")
    parser.add_argument("--settings", action="append", default=[], metavar="TOML", help="a file of settings; of several a later one counts")
    parser.add_argument(
        "--log", action="append", default=[], choices=("tensorboard", "mlflow", "wandb"), help="tell its numbers also to this (needs its package)"
    )
    parser.add_argument("--on", choices=("here", "slurm", "ray", "local"), default="here", help="where runs are done (default here, one by one)")
    parser.add_argument("--job", action="append", default=[], metavar="KEY=VALUE", help="of a cluster's job, such as minutes=120 or partition=gpu")
    parser.add_argument("--list", action="store_true", help="print the settings of each run, and train nothing")
    parser.add_argument("--force", action="store_true", help="begin anew in the folder of an older run")
    vars(parser)["parse_args"] = parser.parse_intermixed_args  # settings are also typed behind -o RUN


def run(args: argparse.Namespace) -> int:
    """Train all runs, and say how well each plays on."""
    from ganspacesynth.bank.known_banks import open_bank
    from ganspacesynth.cli.training.train_progress import TerminalObserver
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
    from ganspacesynth.training.continuation.train_continuation import ContinuationJob
    from ganspacesynth.training.runs.launcher import JobSettings, launch
    from ganspacesynth.training.runs.layered_settings import layered

    paths = [word for word in args.words if "=" not in word or Path(word).exists()]
    runs = layered(ContinuationTraining, args.settings, [word for word in args.words if word not in paths])
    (asked,) = layered(JobSettings, [], args.job).values()
    if args.list:
        for name, settings in runs.items():
            say(f"{name or args.output}: {', '.join(f'{key}={value}' for key, value in settings.to_json().items())}")
        return 0
    if not paths:
        raise InvalidInput("Something is learnt from banks. Received: none. Name one, built with `ganspacesynth bank build`.", rule="some-banks")
    for path in paths:
        open_bank(path)  # before any job waits for it
    observer = TerminalObserver() if args.on == "here" else None
    places = tuple(str(Path(path).resolve()) for path in paths)
    folder = Path(args.output).resolve()
    jobs = {name: ContinuationJob(places, str(folder / name), each, args.force, tuple(args.log), observer) for name, each in runs.items()}
    for _, trained in launch(jobs, args.on, folder, asked):
        for line in report(trained):
            say(line)
        if trained.stopped:
            return 130
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "The last checkpoint is kept; the same command goes on from there."


def report(trained: "TrainedContinuation") -> list[str]:
    """Say how well a model plays on, beside who knows no order."""
    lines = [f"{trained.folder}: {counted_in(range(trained.steps), 'step')}{'; stopped, the same command goes on' if trained.stopped else ''}"]
    if trained.figures is not None:
        lines.append(f"  on {trained.figures.units} held-out units, among all of the banks':")
        rows = {"model": trained.figures, **trained.guesses}
        lines += [
            f"  {name:8}{each.nats:6.2f} nats a unit, median rank {each.median_rank:.0f}, the likeliest right {100 * each.first:.0f} %, "
            f"one of ten {100 * each.first_ten:.0f} %"
            for name, each in rows.items()
        ]
    return lines
