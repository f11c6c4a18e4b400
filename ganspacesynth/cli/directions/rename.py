"""`ganspacesynth directions rename`: give a direction a name, which hosts show."""

import argparse

from ganspacesynth.cli.directions.label import table
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("directions", metavar="FILE", help="a directions file (.npz)")
    parser.add_argument("number", metavar="N", type=int, nargs="?", help="which direction, counted from 1; without one, all names are printed")
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="its new name; without one, it goes by its label again")


def run(args: argparse.Namespace) -> int:
    """Give the name, or print all."""
    from ganspacesynth.directions.describe.label_file import rename_direction
    from ganspacesynth.directions.directions_files import load_directions

    if args.number is None:
        table(load_directions(args.directions))
        return 0
    changed = rename_direction(args.directions, args.number - 1, args.name)
    say(f"{args.directions}: direction {args.number} is now called {changed.name(args.number - 1)!r}")
    return 0
