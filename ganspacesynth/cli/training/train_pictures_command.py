"""`ganspacesynth train-pictures`: teach a picture network of your own a folder of pictures, films, or a zip of them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    from ganspacesynth.training.pictures.train_pictures import TrainedPictures


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words", nargs="+", metavar="FOLDER|KEY=VALUE", help="pictures (a folder or a zip), and settings such as size=64; KEY=A,B is a sweep"
    )
    parser.add_argument("-o", "--output", required=True, metavar="RUN", help="folder of the run, or of a sweep's runs; the same command goes on")
    parser.add_argument("--settings", action="append", default=[], metavar="TOML", help="a file of settings; of several a later one counts")
    parser.add_argument(
        "--log", action="append", default=[], choices=("tensorboard", "mlflow", "wandb"), help="tell its numbers also to this (needs its package)"
    )
    parser.add_argument("--on", choices=("here", "slurm", "ray", "local"), default="here", help="where runs are done (default here, one by one)")
    parser.add_argument("--job", action="append", default=[], metavar="KEY=VALUE", help="of a cluster's job, such as minutes=120 or gpus=1")
    parser.add_argument("--list", action="store_true", help="print the settings of each run, and train nothing")
    parser.add_argument("--force", action="store_true", help="begin anew in the folder of an older run")
    vars(parser)["parse_args"] = parser.parse_intermixed_args  # settings are also typed behind -o RUN
    parser.set_defaults(wrong_use=parser.error)


def run(args: argparse.Namespace) -> int:
    """Train all runs, and say how good each is."""
    from ganspacesynth.cli.training.train_progress import TerminalObserver
    from ganspacesynth.training.pictures.picture_settings import PictureTraining
    from ganspacesynth.training.pictures.train_pictures import PictureJob
    from ganspacesynth.training.runs.launcher import JobSettings, launch
    from ganspacesynth.training.runs.layered_settings import layered

    sources = [word for word in args.words if "=" not in word or Path(word).exists()]
    runs = layered(PictureTraining, args.settings, [word for word in args.words if word not in sources])
    (asked,) = layered(JobSettings, [], args.job).values()
    if args.list:
        for name, settings in runs.items():
            say(f"{name or args.output}: {', '.join(f'{key}={value}' for key, value in settings.to_json().items())}")
        return 0
    if len(sources) != 1:
        args.wrong_use(f"one FOLDER of pictures is needed, not {len(sources)}")
    observer = TerminalObserver() if args.on == "here" else None
    source, folder = str(Path(sources[0]).expanduser().resolve()), Path(args.output).expanduser().resolve()
    jobs = {name: PictureJob(source, str(folder / name), each, args.force, tuple(args.log), observer) for name, each in runs.items()}
    for _, trained in launch(jobs, args.on, folder, asked):
        for line in report(trained):
            say(line)
        if trained.stopped:
            return 130
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "The last checkpoint is kept; the same command goes on from there."


def report(trained: "TrainedPictures") -> list[str]:
    """Say what a training came to."""
    lines = [
        f"{trained.folder}: {trained.images} of {trained.total_images} images, of {trained.learned} pictures; model in {trained.folder / 'model'}"
    ]
    if trained.left_out:
        lines.append(f"  {trained.left_out} pictures were left out: they could not be read, or were there already")
    f = trained.figures
    if f is not None:
        lines.append(
            f"  beside {trained.held_out} held-out pictures: distance {f.kernel:.4f} (of learned ones {f.floor:.4f}), {f.met} of {f.kinds} kinds, "
            f"variety {f.variety:.2f}, apart from learned ones {f.apart:.2f}"
        )
    if trained.stopped:
        lines.append("Stopped, and saved. The same command goes on from here.")
    return lines
