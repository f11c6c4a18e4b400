"""`ganspacesynth directions label`: measure what directions do to sounds, and write labels and ranges into their file."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.core.output.decoders import PUBLISHED

if TYPE_CHECKING:
    from ganspacesynth.directions.directions import Directions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("directions", metavar="FILE", help="a directions file; an .npz gets its labels in place, and keeps all else")
    parser.add_argument(
        "--model",
        "--ckpt_dir",
        "--ckpt-dir",
        dest="model",
        metavar="MODEL",
        help="their model: a folder or a name (default: the one that comes along)",
    )
    parser.add_argument("--count", type=int, default=None, metavar="N", help="listen to the first N directions (default: all)")
    parser.add_argument("--sounds", type=int, default=4, metavar="N", help="starting sounds for each: the mean one, then random ones (default 4)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of the random ones (default 0)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview", help="preview (default): faster; or exact")
    parser.add_argument("-o", "--out", metavar="FILE", help="write another .npz instead: what a published file needs")
    parser.add_argument("--force", action="store_true", help="overwrite that other file")


def run(args: argparse.Namespace) -> int:
    """Annotate directions, write that into their file, and print it."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.describe.label_file import LabelSettings, check_labels_file, label_directions
    from ganspacesynth.directions.directions_files import load_directions
    from ganspacesynth.networks.gansynth.gansynth import load_model

    target = check_labels_file(args.out or args.directions)
    directions = load_directions(args.directions)
    check_output(target, force=args.force or not args.out)
    model = load_model(args.model, precision=args.precision, decoder=PUBLISHED)  # so that labels of before stay comparable
    settings = LabelSettings(args.count, args.sounds, args.seed)
    labelled = label_directions(model, directions, target, settings, in_place=not args.out, force=args.force, track=track)
    say(f"{target}:")
    table(labelled, args.count)
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return f"No label was written, {args.directions} is as it was; the same command begins anew, and --count N listens to fewer."


def table(directions: "Directions", count: int | None = None) -> None:
    """Print number, name, range and strength of each direction that was listened to, or has a name or a rating."""
    count = directions.n_components if count is None else count
    shown = [i for i in range(count) if directions.annotated(i) or directions.named(i) or directions.rating(i)]
    names = {i: directions.name(i) for i in shown}
    width = max(map(len, names.values()), default=0)
    for i, name in names.items():
        rating = f"   {directions.rating(i)} of 5" if directions.rating(i) else ""
        if not directions.annotated(i):
            say(f"{i + 1:4d}  {name:{width}}  not listened to{rating}")
            continue
        low, high = directions.range(i)
        strength = (
            f"   {directions.annotations.strengths[i]:.1f} steps for an edit of 1"
            if directions.annotations and directions.annotations.strengths[i] > 0
            else ""
        )
        say(f"{i + 1:4d}  {name:{width}}  {low:5.1f} to {high:.1f}{strength}{rating}")
    if len(shown) < count:
        say(f"{count - len(shown)} {'more ' if shown else ''}were not listened to: `directions label` says what they do.")
