"""`ganspacesynth pad`: say what is placed on an XY pad, or write the point that a place of it plays."""

import argparse

from ganspacesynth.cli.pictures.picture_words import shift
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("pad", metavar="PAD", help="a .json that /map_save, or save_pad, wrote")
    parser.add_argument("--at", type=shift, default=None, metavar="X,Y", help="a place, 0 to 1 from left to right and from below to above")
    help_output = "the point to write (default point.json): `play` plays that of a sound, `picture --z` shows that of a picture"
    parser.add_argument("-o", "--output", default=None, metavar="FILE", help=help_output)
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """List the places, or write a point."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.files import check_output, write_json
    from ganspacesynth.core.pads.pad_map import load_pad

    if args.at is None and args.output is not None:
        raise InvalidInput("A point is that of a place. Received: -o without --at. Add --at 0.5,0.5.", rule="place-named")
    output = args.output or "point.json"
    if args.at is not None:
        check_output(output, force=args.force)
    pad = load_pad(args.pad)
    if args.at is None:
        for number, pair in enumerate(pad.pairs, 1):
            what = f"pitch {pair.point.pitch:g}" if "pitch" in pair.point.conditions else "picture"
            say(f"{number}  {pair.x:.3f} {pair.y:.3f}  {what}")
        say(f"{args.pad}: {len(pad)} places")
        return 0
    write_json(output, pad.at(*args.at).to_json(), force=args.force)
    say(f"{output}: what lies at {args.at[0]:g},{args.at[1]:g}")
    return 0
