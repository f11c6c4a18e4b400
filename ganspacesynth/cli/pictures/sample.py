"""`ganspacesynth picture sample`: make a folder of pictures, and a JSON file that says what made each of them."""

import argparse

from ganspacesynth.cli.pictures.picture_words import noise
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--model", default=None, metavar="FILE", help="a picture network (default: the one that comes along)")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="pictures (default 100)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="the first one's; the others follow (default 0)")
    parser.add_argument("--psi", type=float, default=1.0, metavar="X", help="truncation (default 1)")
    parser.add_argument("--cutoff", type=int, default=None, metavar="N", help="let psi act on the first rows of ws only")
    parser.add_argument("--center", default="file", metavar="WORD", help="what psi leads to: file (default), class, nearest, or a center's number")
    parser.add_argument("--class", type=int, default=None, dest="class_index", metavar="N", help="of a network with classes (default 0)")
    parser.add_argument("--noise", type=noise, default="const", metavar="KIND", help="const (default), none, random, or a seed")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="for picture_SEED.png and pictures.json")
    parser.add_argument("--force", action="store_true", help="replace a folder of pictures that is there")


def run(args: argparse.Namespace) -> int:
    """Make them, and say where."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.exploring.sampling import save_samples
    from ganspacesynth.pictures.picture_making import PictureSettings

    check_output(args.output, force=args.force)
    model = load_picture_model(args.model)
    settings = PictureSettings(psi=args.psi, cutoff=args.cutoff, center=args.center, class_index=args.class_index, noise=args.noise)
    with counted("Painting", args.count) as progress:
        folder = save_samples(args.output, model, settings, args.count, seed=args.seed, force=args.force, progress=progress)
    say(f"{folder}: {args.count} pictures, seeds {args.seed} to {args.seed + args.count - 1}")
    return 0
