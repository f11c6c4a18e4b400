"""`ganspacesynth train --from`: train a model on a folder of sound files; the same command resumes."""

import argparse
import time
from typing import TYPE_CHECKING

from ganspacesynth.cli.seeds import check_seed

if TYPE_CHECKING:
    from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining

MINUTES, LABELLED = 60.0, 12  # as in sounds_settings.py
CLOCK = time.monotonic
INTERRUPTED = 130
ALLOWED = ("dataset", "output", "force", "images", "seed", "preset", "memory", "audition", "precision", "init", "batch_size")
OWN = ("own", "minutes", "hours", "sounds", "title", "licence", "duration", "rate", "labels", "left_out")


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
    help_left = "do not learn this sample, by its name in OUTPUT.training/samples; may be given several times"
    group.add_argument("--leave-out", dest="left_out", action="append", metavar="SAMPLE", help=help_left)
    group.add_argument("--labels", type=int, metavar="N", help=f"directions to listen to and name (default {LABELLED})")


def run(args: argparse.Namespace) -> int:
    """Do what is not yet done; 0 when the model is there, 130 when interrupted."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.extras import need

    others = set(vars(args)) - {*ALLOWED, *OWN, "verbose", "wrong_use", "default_of"}
    given = sorted(name for name in others if getattr(args, name) != args.default_of(name))
    if given or args.dataset is not None:
        received = ", ".join(["DATASET"] * (args.dataset is not None) + given)
        raise InvalidInput(
            f"`train --from` chooses by itself what to train. Received: {received}. Leave it out, or train on a data set.", rule="train-from-options"
        )
    from ganspacesynth.data.sample_folder import check_sounds_folder, find_audio

    need("keras")
    settings = _settings(args)
    check_seed(args.seed, begun=lambda: _is_begun(args), refuse=args.wrong_use)
    find_audio([check_sounds_folder(args.own)])  # before TensorFlow, which takes its time
    from ganspacesynth.cli.training.train_from_words import Spoken, say_model
    from ganspacesynth.training.from_sounds.train_on_sounds import train_on_sounds

    try:
        made = train_on_sounds(args.own, args.output, settings, force=args.force, observer=Spoken(), clock=CLOCK)
    except KeyboardInterrupt:
        return _stopped(args, "Stopped.")
    if made.state == "stopped":
        return _stopped(args, "Stopped, and saved.")
    say_model(made)
    return 0


def _stopped(args: argparse.Namespace, what: str) -> int:
    from ganspacesynth.cli.training.train_from_words import say

    say(f"{what} The same command{' without --force' if args.force else ''} goes on from here.")
    return INTERRUPTED


def _is_begun(args: argparse.Namespace) -> bool:
    from ganspacesynth.training.from_sounds.train_on_sounds import work_folder
    from ganspacesynth.training.runs.run import is_run

    return not args.force and is_run(work_folder(args.output))


def _settings(args: argparse.Namespace) -> "SoundsTraining":
    from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining

    same = ("images", "sounds", "labels", "seed", "preset", "init", "batch_size", "precision", "memory", "audition", "title", "licence")
    return SoundsTraining(
        minutes=_minutes(args),
        duration_s=4.0 if args.duration is None else args.duration,
        sample_rate=args.rate or 16000,
        left_out=tuple(name.removesuffix(".wav") for name in args.left_out or ()),
        **{name: getattr(args, name) for name in same},
    )


def _minutes(args: argparse.Namespace) -> float:
    from ganspacesynth.core.errors import InvalidInput

    if args.minutes is not None and args.hours is not None:
        raise InvalidInput(
            f"The time is given once. Received: --minutes {args.minutes:g} and --hours {args.hours:g}. Leave one out.", rule="one-training-time"
        )
    return MINUTES if args.minutes is None and args.hours is None else (args.minutes or 0.0) + 60.0 * (args.hours or 0.0)
