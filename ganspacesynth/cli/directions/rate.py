"""`ganspacesynth directions rate`: keep what you think of a direction, 1 to 5, in its file."""

import argparse

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("directions", metavar="FILE", help="a directions file (.npz)")
    parser.add_argument("number", metavar="N", type=int, help="which direction, counted from 1")
    parser.add_argument("rating", metavar="RATING", type=int, help="1 (not for me) to 5 (mine); 0 takes it back")


def run(args: argparse.Namespace) -> int:
    """Keep the rating."""
    from ganspacesynth.directions.describe.label_file import rate_direction

    changed = rate_direction(args.directions, args.number - 1, args.rating)
    said = f"has {args.rating} of 5" if args.rating else "has no rating"
    say(f"{args.directions}: {changed.name(args.number - 1)!r} {said}")
    return 0
