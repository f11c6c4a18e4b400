"""`ganspacesynth checkpoint`: cut what a training run goes on from into small files, and put it together again elsewhere."""

import argparse

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tasks of `checkpoint` and their options."""
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    split = tasks.add_parser("split", help="cut a run's newest state into parts", description="Cut a run's newest state into parts.")
    split.add_argument("run_folder", metavar="RUN", help="folder of a run (`ganspacesynth train -o`)")
    split.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the parts")
    split.add_argument("--megabytes", type=float, default=15.0, metavar="MB", help="of the largest part (default 15: below the usual limit of 16)")
    split.add_argument("--force", action="store_true", help="replace older parts")
    split.set_defaults(run_task=_split)
    join = tasks.add_parser("join", help="put a run together out of its parts", description="Put a run together out of its parts.")
    join.add_argument("parts", metavar="FOLDER", help="folder of the parts")
    join.add_argument("-o", "--output", required=True, metavar="RUN", help="folder for the run; `ganspacesynth train` goes on in it")
    join.add_argument("--force", action="store_true", help="replace a run that is there")
    join.set_defaults(run_task=_join)


def run(args: argparse.Namespace) -> int:
    """Do the task and print what came of it."""
    return int(args.run_task(args))


def _split(args: argparse.Namespace) -> int:
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.training.runs.split_run import split_run

    if not 0.001 <= args.megabytes <= 1e6:
        raise InvalidInput(f"A part has 0.001 megabytes or more. Received: --megabytes {args.megabytes}. The usual size is 15.", rule="part-size")
    wholes = split_run(args.run_folder, args.output, part_bytes=round(args.megabytes * 1e6), force=args.force)
    largest = max(size for whole in wholes for _, size, _ in whole.parts)
    count = sum(len(whole.parts) for whole in wholes)
    say(f"{args.output}: {count} parts of at most {largest / 1e6:.1f} MB, {sum(w.size for w in wholes) / 1e6:.1f} MB in all")
    say(f"To go on elsewhere: ganspacesynth checkpoint join {args.output} -o RUN, then the command of the run with -o RUN.")
    return 0


def _join(args: argparse.Namespace) -> int:
    from ganspacesynth.training.runs.split_run import join_run

    wholes = join_run(args.parts, args.output, force=args.force, track=track)
    say(f"{args.output}: {', '.join(whole.name for whole in wholes)}; every byte as it was. The run's own command goes on from here.")
    return 0
