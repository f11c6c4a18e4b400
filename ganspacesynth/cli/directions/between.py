"""`ganspacesynth between`: find the direction from sounds of one kind to sounds of another."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.pitches import WRITTEN, whole_pitch
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    from ganspacesynth.composition.between_sounds import Between
    from ganspacesynth.composition.instrument import Instrument

METHODS = ("mean", "logistic")
SOUNDS = "seeds (1,2,3), WAVs that ganspacesynth made, or points in .json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--a", nargs="+", required=True, metavar="SOUND", help=f"sounds of the one kind: {SOUNDS}")
    parser.add_argument("--b", nargs="+", required=True, metavar="SOUND", help="sounds of the other")
    parser.add_argument(
        "--model", "--ckpt_dir", "--ckpt-dir", dest="model", metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)"
    )
    parser.add_argument("--directions", metavar="FILE", help="directions that edits of the sounds count along (default: the model's own, if any)")
    parser.add_argument("--layer", metavar="NAME", help="the layer to look at (default: that of the directions, or conv0)")
    parser.add_argument(
        "--method", choices=METHODS, default="mean", help="difference of the means (default), or logistic regression: for many sounds"
    )
    parser.add_argument("--orthogonal", nargs="+", default=(), metavar="N", help="directions, by number or name, along which nothing shall change")
    parser.add_argument("--name", help="what it is called (default: the name of the file)")
    parser.add_argument("--add", action="store_true", help="write the directions of --directions too, the new one behind them")
    help_pitch = f"at which all sounds are compared: {WRITTEN} (default: the directions')"
    parser.add_argument("--pitch", type=whole_pitch, default=None, metavar="PITCH", help=help_pitch)
    parser.add_argument("-o", "--out", required=True, metavar="FILE", help="the directions file to write: .npz or .pickle")
    parser.add_argument("--force", action="store_true", help="overwrite it")


def run(args: argparse.Namespace) -> int:
    """Find the direction, write it, and say how well it tells the two kinds apart."""
    from ganspacesynth.composition.between_sounds import BetweenSettings, find_between
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.directions_files import checked_suffix

    check_output(checked_suffix(args.out), force=args.force)
    settings = BetweenSettings(args.layer, args.method, tuple(args.orthogonal), args.name, args.add, args.pitch)
    found = find_between(_opened(args), args.a, args.b, args.out, settings, force=args.force, track=track)
    _summary(found, added=args.add)
    return 0


def _opened(args: argparse.Namespace) -> "Instrument":
    from ganspacesynth.composition.instrument import open_instrument, own_directions

    opened = open_instrument(args.model, args.directions)
    own = None if args.directions else own_directions(args.model)
    return opened if own is None else opened.with_directions(own, beside=True)


def _summary(between: "Between", *, added: bool) -> None:
    path, found, a, b = between.path, between.direction, between.a, between.b
    say(f"{path}: {found.names[0]!r}, a direction of {found.layer}{', behind those there were' if added else ''}")
    for kind, places in (("A", a), ("B", b)):
        around = "" if len(places) == 1 else f" ({places.min():.1f} to {places.max():.1f})"
        say(f"  {kind} lies at {places.mean():+.1f} standard deviations{around}")
    middle = (a.mean() + b.mean()) / 2
    wrong = int((a > middle).sum() + (b < middle).sum())
    say(f"  {'all sounds lie' if not wrong else f'{len(a) + len(b) - wrong} of {len(a) + len(b)} sounds lie'} on their own side")
