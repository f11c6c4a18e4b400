"""`ganspacesynth train`: train a model on a data set, by adversarial training or by the warm start."""

import argparse
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.seeds import check_seed, seed_or_older
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.training import train_from, train_sweep
from ganspacesynth.cli.training.make_dataset import note_numbers

if TYPE_CHECKING:
    from ganspacesynth.training.dataset_settings import DatasetTraining
    from ganspacesynth.training.train_on_dataset import Trained

INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `train`; those left out take the published values."""
    parser.add_argument("dataset", metavar="DATASET", nargs="?", help="a data set (`ganspacesynth dataset build`), or a folder of samples")
    parser.add_argument("-o", "--output", required=True, metavar="RUN", help="folder of the run; the same command again goes on where it ended")
    parser.add_argument("--force", action="store_true", help="begin anew in the folder of an older run")
    parser.add_argument("--method", choices=("gan", "morph"), default="gan", help="adversarial training (default), or the warm start")
    parser.add_argument("--images", type=int, default=None, metavar="N", help="to train with (default 11000000 for gan, 100000 for morph)")
    parser.add_argument("--seed", type=seed_or_older, default=0, help="of everything random (default 0)")
    parser.add_argument("--save-every", type=int, default=10_000, metavar="N", help="images between checkpoints (default 10000)")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32", help="of the convolutions (default float32)")
    parser.add_argument("--audition", type=int, default=8, metavar="N", help="sounds made at each checkpoint; 0 for none (default 8)")
    parser.add_argument(
        "--checkup", type=int, default=0, metavar="N", help="judge N sounds of each checkpoint beside real ones, 200 say well; 0 for none (default)"
    )
    parser.add_argument("--patience", type=int, default=5, metavar="N", help="checkpoints of a collapsed model until it stops; 0 never (default 5)")
    parser.add_argument("--memory", type=float, default=4.0, metavar="GB", help="for pictures of the notes (default 4)")
    parser.add_argument("--pitches", type=note_numbers, default=None, metavar="LIST", help="train these MIDI numbers, such as 36-84 (default all)")
    help_condition = "learn these beside pitch: some of source,family,qualities,velocity (default none)"
    parser.add_argument("--condition", type=_words, default=None, metavar="LIST", help=help_condition)
    parser.add_argument("--instruments", type=_words, default=None, metavar="LIST", help="train these, such as *_string_*,*_flute_* (default all)")
    _add_optimizer(parser.add_argument_group("optimizer"))
    _add_architecture(parser.add_argument_group("network"))
    _add_gan(parser.add_argument_group("method gan"))
    _add_morph(parser.add_argument_group("method morph"))
    train_from.add_arguments(parser)
    train_sweep.add_arguments(parser)
    parser.set_defaults(wrong_use=parser.error, default_of=parser.get_default, parsed=parser.parse_args)


def _add_optimizer(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--batch-size", type=int, metavar="N", help="images a step (default 8 for gan, 4 for morph)")
    group.add_argument("--learning-rate", type=float, metavar="X", help="of Adam (default 0.0008 for gan, 0.006 for morph)")
    group.add_argument("--beta1", type=float, metavar="X", help="of Adam (default 0 for gan, 0.5 for morph)")
    group.add_argument("--beta2", type=float, metavar="X", help="of Adam (default 0.99)")
    group.add_argument("--average-decay", type=float, metavar="X", help="of the weights that play (default 0.999)")
    group.add_argument(
        "--scale-rates", action="store_const", const=True, help="take these four (the published ones) as for batches of 8, and scale them to yours"
    )


def _add_architecture(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--preset", choices=("full", "compact", "tiny"), help="`full` is published (default with a GPU), `compact` a 16th of it (without)"
    )
    group.add_argument("--init", metavar="MODEL", help="go on from this model's weights, at full resolution; gan: with a critic of its own")
    group.add_argument("--data-type", choices=("mel", "linear", "phase"), help="of the pictures (default mel)")
    group.add_argument("--latent-size", type=int, metavar="N", help="length of z (default 256)")
    group.add_argument("--resolutions", type=int, dest="num_resolutions", metavar="N", help="blocks (default 7)")
    group.add_argument("--start-height", type=int, metavar="N", help="frames of the first block (default 2)")
    group.add_argument("--start-width", type=int, metavar="N", help="bins of the first block (default 16)")
    group.add_argument("--scale-mode", choices=("ALL", "H"), help="grow on both axes, or in time only (default ALL)")
    group.add_argument("--kernel-size", type=int, metavar="N", help="of convolutions (default 3)")
    group.add_argument("--simple-arch", action="store_const", const=True, help="the light variant of the network")
    group.add_argument("--to-rgb", choices=("tanh", "linear"), dest="to_rgb_activation", help="activation of the picture (default tanh)")
    group.add_argument("--fmap-base", type=int, metavar="N", help="filters of block b are base / 2^(b * decay), max at most (default 4096)")
    group.add_argument("--fmap-decay", type=float, metavar="X", help="see --fmap-base (default 1)")
    group.add_argument("--fmap-max", type=int, metavar="N", help="see --fmap-base (default 256)")


def _add_gan(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--stable-images", type=int, metavar="N", help="of each stable stage (default 800000)")
    group.add_argument("--transition-images", type=int, metavar="N", help="in which a block fades in (default 800000)")
    group.add_argument("--no-progressive", action="store_const", const=False, dest="progressive", help="train the whole network from the start")
    group.add_argument("--penalty", choices=("gradient", "r1"), help="of the critic's slopes: as published (default), or at real notes only")
    group.add_argument("--penalty-weight", type=float, metavar="X", help="of the penalty (default 10; r1: what pictures and batch ask for)")
    group.add_argument("--penalty-target", type=float, metavar="X", help="slope that penalty gradient asks for (default 1)")
    group.add_argument("--penalty-every", type=int, metavar="K", help="pay it at every K-th step, K times as much (default 1; r1: 16)")
    group.add_argument("--augment", action="store_const", const=True, help="few notes: shift, amplify and filter what the critic sees, as needed")
    group.add_argument("--augment-target", type=float, metavar="X", help="how sure the critic may be of real notes, -1 … 1 (default 0.6)")
    group.add_argument("--augment-images", type=int, metavar="N", help="in which augmenting could go from never to always (default 500000)")
    group.add_argument("--drift-weight", type=float, metavar="X", help="of the size of real scores (default 0.001; r1: 0)")
    group.add_argument("--generator-pitch-weight", type=float, metavar="X", help="of the pitch classifier on fakes (default 10; r1: 1)")
    group.add_argument("--critic-pitch-weight", type=float, metavar="X", help="of the pitch classifier on real notes (default 10; r1: 1)")
    group.add_argument("--critic-first", type=int, metavar="N", help="images in which only the critic learns (default 0; 4000 with --init)")


def _add_morph(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--pure-share", type=float, metavar="X", help="part of the run that learns pure timbres (default 0.45)")
    group.add_argument("--widen-share", type=float, metavar="X", help="part of the run, after that, in which draws widen to any z (default 0.3)")
    group.add_argument(
        "--window", type=int, dest="window_cells", metavar="N", help="of 16 pieces in time a step looks at; 0 for whole notes (default 4)"
    )
    group.add_argument("--sharpness", type=float, metavar="X", help="of the votes of timbres; larger mixes less (default 4)")
    group.add_argument("--lively", action="store_const", const=True, help="let z vary brightness and envelope, and weigh what is heard")


def run(args: argparse.Namespace) -> int:
    """Train, or go on; 0 when it came to its end, 130 when it was interrupted, 1 when its model collapsed."""
    if args.own is not None:
        return train_from.run(args)
    if args.dataset is None:
        args.wrong_use("one of DATASET and --from is needed")
    from ganspacesynth.cli.training.train_progress import TerminalObserver
    from ganspacesynth.training.runs.run import is_run
    from ganspacesynth.training.train_on_dataset import train_on_dataset

    if args.sweep or args.on != "here":
        return train_sweep.run(args, settings_of)
    check_seed(args.seed, begun=lambda: is_run(args.output) and not args.force, refuse=args.wrong_use)
    observer = TerminalObserver()
    trained = train_on_dataset(args.dataset, args.output, settings_of(args), force=args.force, exporters=args.log, observer=observer)
    return told(trained, args.force)


def told(trained: "Trained", force: bool) -> int:
    """Say what a training came to; return the exit code."""
    say(f"{trained.folder}: {trained.images} of {trained.total_images} images in {trained.seconds:.0f} s; model in {trained.folder / 'model'}")
    if trained.done:
        return 0
    say(f"Stopped, and saved. The same command{' without --force' if force else ''} goes on from here.")
    return INTERRUPTED if trained.stopped else 1


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after a Ctrl-C that came before training began, or a second one."""
    return f"What was saved last is kept in {args.output}; the same command{' without --force' if args.force else ''} goes on from there."


def settings_of(args: argparse.Namespace) -> "DatasetTraining":
    """Return what the options say; those left out are None.

    Raises:
        InvalidInput: an option out of range, or one that would have no effect.
    """
    import dataclasses

    from ganspacesynth.training import dataset_settings as settings

    def read(kind: Any) -> Any:
        return kind(**{option.name: getattr(args, option.name) for option in dataclasses.fields(kind)})

    parts: dict[str, Any] = {
        "network": read(settings.NetworkOptions),
        "optimizer": read(settings.OptimizerOptions),
        "gan": read(settings.GanOptions),
        "growth": read(settings.GrowthOptions),
        "morph": read(settings.MorphOptions),
    }
    chosen = {name: getattr(args, name) for name in ("pitches", "condition", "instruments")}
    lists: dict[str, Any] = {name: None if value is None else tuple(value) for name, value in chosen.items()}
    plain = {option.name for option in dataclasses.fields(settings.DatasetTraining)} - set(parts) - set(lists)
    return settings.DatasetTraining(**parts, **lists, **{name: getattr(args, name) for name in plain})


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
