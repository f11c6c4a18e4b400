"""`ganspacesynth train --sweep`, `--on` and `--log`: several trainings on a data set, here or as jobs of a cluster, and who is told their numbers."""

import argparse
import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds.options import say
from ganspacesynth.core.errors import InvalidInput

if TYPE_CHECKING:
    from ganspacesynth.training.dataset_settings import DatasetTraining

MOST_RUNS = 1000
INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("several trainings")
    help_sweep = "a run for each value of an option, as in --sweep learning-rate=0.001,0.003; several: for each pair. RUN then holds their folders"
    group.add_argument("--sweep", action="append", default=[], metavar="OPTION=A,B", help=help_sweep)
    group.add_argument("--on", choices=("here", "slurm", "ray", "local"), default="here", help="where they are done (default here, one by one)")
    group.add_argument("--job", action="append", default=[], metavar="KEY=VALUE", help="of a cluster's job, such as minutes=120 or partition=gpu")
    group.add_argument(
        "--log", action="append", default=[], choices=("tensorboard", "mlflow", "wandb"), help="tell losses also to this (needs its package)"
    )


def run(args: argparse.Namespace, settings_of: Callable[[argparse.Namespace], "DatasetTraining"]) -> int:
    """Train all, and say what each came to."""
    from ganspacesynth.cli.training.train_progress import TerminalObserver
    from ganspacesynth.training.runs.launcher import JobSettings, launch
    from ganspacesynth.training.runs.layered_settings import layered
    from ganspacesynth.training.train_on_dataset import DatasetJob

    (asked,) = layered(JobSettings, [], args.job).values()
    folder = Path(args.output).resolve()
    observer = TerminalObserver() if args.on == "here" else None
    dataset, exporters = str(Path(args.dataset).resolve()), tuple(args.log)
    jobs = {name: DatasetJob(dataset, str(folder / name), settings_of(each), args.force, exporters, observer) for name, each in varied(args).items()}
    code = 0
    beside = folder if args.sweep else folder.with_name(f"{folder.name}.jobs")  # a run has its folder for itself
    for name, trained in launch(jobs, args.on, beside, asked):
        done = f"{trained.images} of {trained.total_images} images in {trained.seconds:.0f} s"
        say(f"{name or args.output}: {done}; model in {trained.folder / 'model'}")
        if trained.stopped:
            return INTERRUPTED
        code = code if trained.done else 1
    return code


def varied(args: argparse.Namespace) -> dict[str, argparse.Namespace]:
    """Return the options of each run, by its name; one that is no sweep has the name ""."""
    swept = []
    for word in args.sweep:
        option, equals, values = word.partition("=")
        name = option.strip().lstrip("-").replace("_", "-")
        if not equals or not name or name in ("sweep", "on", "job", "log", "output", "o", "force", "from"):
            args.wrong_use(f"a sweep is an option and values, such as learning-rate=0.001,0.003; received: {word}")
        swept.append([(name, value.strip()) for value in values.split(",")])
    count = math.prod(map(len, swept))
    if count > MOST_RUNS:
        raise InvalidInput(f"A sweep has at most {MOST_RUNS} runs. Received: {count}. Name fewer values.", rule="sweep-size")
    runs = {}
    for pairs in itertools.product(*swept):
        words = [str(args.dataset), "-o", str(args.output), *(f"--{name}={value}" for name, value in pairs)]
        runs[",".join(f"{name}={value}" for name, value in pairs)] = args.parsed(words, namespace=argparse.Namespace(**vars(args)))
    return runs
