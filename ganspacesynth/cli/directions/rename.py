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
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.directions.directions_files import PUBLISHED_SUFFIXES, load_directions
    from ganspacesynth.directions.native import update_native

    directions = load_directions(args.directions)
    if args.number is None:
        table(directions)
        return 0
    if not 1 <= args.number <= directions.n_components:
        raise InvalidInput(f"Directions are numbered 1..{directions.n_components}. Received: {args.number}. Choose one of them.")
    if str(args.directions).lower().endswith(PUBLISHED_SUFFIXES):
        raise InvalidInput(f"Names are kept in native files (.npz). Received: {args.directions}. `directions label FILE -o NAME.npz` makes one.")
    names = [*directions.names, *[""] * (args.number - len(directions.names))]
    names[args.number - 1] = args.name.strip()
    while names and not names[-1]:
        names.pop()
    changed = update_native(args.directions, names=tuple(names))
    say(f"{args.directions}: direction {args.number} is now called {changed.name(args.number - 1)!r}")
    return 0
